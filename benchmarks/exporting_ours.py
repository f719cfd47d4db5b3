"""An export to ConvoKit's form, timed inside the process: ``python exporting_ours.py DATASET OUT``."""

from __future__ import annotations

import json
import sys
import time

import onrecord


def main() -> None:
    """Export, print seconds of the clock and of the processor."""
    export = onrecord.export
    clock, processor = time.perf_counter(), time.process_time()
    exported = export(sys.argv[1], "convokit", sys.argv[2])
    took = (time.perf_counter() - clock, time.process_time() - processor)
    print(json.dumps({"took": {"": took}, "turns": exported.turns}))


if __name__ == "__main__":
    main()
