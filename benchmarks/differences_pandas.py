"""What a user writes today to compare two builds: read, merge on the key, compare columns.

It does less: no document whose bytes changed is matched, no turn by its words, no people regrouped,
no drift, no verdict. Prints how many turns it finds re-attributed.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

KEY = ["document_id", "turn_index"]
ATTRIBUTED = ["person_id", "role", "kind", "attribution"]


def run(old: Path, new: Path) -> int:
    """Turns of one key whose person, role, kind or attribution differs; all is compared."""
    tables = [
        {
            name: pd.read_parquet(folder / f"{name}.parquet")
            for name in ("documents", "turns", "people")
        }
        for folder in (old, new)
    ]
    for name, key in (("documents", ["document_id"]), ("people", ["person_id"])):
        tables[0][name].merge(tables[1][name], on=key, how="outer", indicator=True)
    both = tables[0]["turns"].merge(
        tables[1]["turns"], on=KEY, how="outer", suffixes=("_old", "_new"), indicator=True
    )
    matched = both[both["_merge"] == "both"]
    differs = {
        column: _differs(matched, column)
        for column in tables[0]["turns"].columns
        if column not in (*KEY, "cues")
    }
    return int(pd.DataFrame(differs)[ATTRIBUTED].any(axis=1).sum())


def _differs(matched: pd.DataFrame, column: str) -> pd.Series:
    one, other = matched[f"{column}_old"].astype(object), matched[f"{column}_new"].astype(object)
    return (one != other) & ~(one.isna() & other.isna())


if __name__ == "__main__":
    print(run(Path(sys.argv[1]), Path(sys.argv[2])))
