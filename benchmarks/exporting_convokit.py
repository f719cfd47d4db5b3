"""ConvoKit's own load and dump, timed: ``python exporting_convokit.py CORPUS OUT``.

Runs with a Python that has ConvoKit (tests/peers makes one). Prints seconds as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from itertools import pairwise
from pathlib import Path

from convokit import Corpus


def main() -> None:
    """Load the corpus, dump it, print seconds of the clock and of the processor."""
    times = [(time.perf_counter(), time.process_time())]
    corpus = Corpus(sys.argv[1])
    times.append((time.perf_counter(), time.process_time()))
    corpus.dump(Path(sys.argv[2]).name, base_path=str(Path(sys.argv[2]).parent))
    times.append((time.perf_counter(), time.process_time()))
    took = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(times)]
    turns = sum(1 for _ in corpus.iter_utterances())
    print(json.dumps({"took": {" load": took[0], " dump": took[1]}, "turns": turns}))


if __name__ == "__main__":
    main()
