"""The same comparison of turns by datacompy, run by a Python that has it: prints differing rows."""

from __future__ import annotations

import sys
from pathlib import Path

import datacompy
import pandas as pd

KEY = ["document_id", "turn_index"]


def run(old: Path, new: Path) -> str:
    """Rows of one key whose person, role, kind or attribution differs, as datacompy counts them."""
    frames = [
        pd.read_parquet(folder / "turns.parquet").drop(columns="cues") for folder in (old, new)
    ]
    for frame in frames:
        for column in ("kind", "role", "attribution"):
            frame[column] = frame[column].astype(str)
    compare = getattr(datacompy, "PandasCompare", None) or datacompy.Compare
    found = compare(*frames, join_columns=KEY)
    unequal = {one["column"]: one["unequal_cnt"] for one in found.column_stats}
    return ", ".join(f"{unequal[c]} {c}" for c in ("person_id", "role", "kind", "attribution"))


if __name__ == "__main__":
    print(run(Path(sys.argv[1]), Path(sys.argv[2])))
