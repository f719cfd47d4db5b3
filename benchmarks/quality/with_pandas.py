"""The rules as a pandas script: ``python with_pandas.py TURNS.parquet``; failing rows as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).parent))
from rules import COLUMNS, MOST_WORDS, PATTERNS, ROLES


def main() -> None:
    """Read the whole table, apply the rules one after another."""
    turns = pd.read_parquet(sys.argv[1], columns=COLUMNS)
    spoken = turns[turns["kind"] != "cue"]
    failing = {
        name: int(spoken["text"].str.contains(pattern, regex=True).sum())
        for name, pattern in PATTERNS.items()
    }
    failing["length"] = int((spoken["n_words"] > MOST_WORDS).sum())
    failing["key"] = int(turns.duplicated(["document_id", "turn_index"]).sum())
    failing["role"] = int((~spoken["role"].isin(ROLES)).sum())
    print(json.dumps(failing))


if __name__ == "__main__":
    main()
