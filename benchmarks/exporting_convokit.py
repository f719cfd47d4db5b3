"""ConvoKit's own load and dump, timed: ``python exporting_convokit.py CORPUS OUT``.

Runs with a Python that has ConvoKit (tests/peers makes one). Prints seconds as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from convokit import Corpus


def main() -> None:
    """Load the corpus, dump it, print how long each took."""
    begin = time.perf_counter()
    corpus = Corpus(sys.argv[1])
    loaded = time.perf_counter()
    corpus.dump(Path(sys.argv[2]).name, base_path=str(Path(sys.argv[2]).parent))
    dumped = time.perf_counter()
    utterances = sum(1 for _ in corpus.iter_utterances())
    print(json.dumps({"load": loaded - begin, "dump": dumped - loaded, "utterances": utterances}))


if __name__ == "__main__":
    main()
