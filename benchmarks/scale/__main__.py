"""``python -m benchmarks.scale [WHAT ...]``: what builds of large corpora take, as Markdown tables.

`growth`: 20,000 and 463,000 pages from Parquet shards, beside their floor. `again`: 100,000 pages built
anew, unchanged, and with one changed. `many`: the same pages in 10 to 10,000 shards. `turns`: a hundred
million turns. `peers`: a corpus built, and read by what one would use instead, where ``--peer PYTHON`` has
datatrove, datasets, convokit and what onrecord needs.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.__main__ import machine
from benchmarks.scale import again, growth, many, peers, turns

MEASURED: dict[str, Callable[[Path], Iterator[str]]] = {
    "growth": growth.run,
    "again": again.run,
    "many": many.run,
    "turns": turns.run,
}
PEERS = "peers"


def main() -> None:
    """Measure, print the tables as they come."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*", default=list(MEASURED))
    parser.add_argument("--peer", help="a Python that has the peers, for `peers`")
    parser.add_argument("--scratch", type=Path, help="a folder for all files, instead of a new one")
    call = parser.parse_args()
    if call.what[0] == "build-turns":
        turns.build_turns(call.scratch, int(call.what[1]))
        return
    measured = {**MEASURED, PEERS: lambda scratch: peers.run(scratch, call.peer)}
    if call.peer and PEERS not in call.what:
        call.what.append(PEERS)
    print(machine())
    with tempfile.TemporaryDirectory(prefix="onrecord-scale-", dir=call.scratch) as scratch:
        for what in call.what:
            print(f"\n{what}\n")
            for line in measured[what](Path(scratch)):
                print(line, flush=True)


if __name__ == "__main__":
    main()
