"""A dataset parted into train, validation and test without leakage, and the same as it grows.

`plan.py` says how, `subjects.py` reads what counts (documents, stories, people), `grouping.py` joins
documents that must stay together, `assigning.py` gives each group its split by a hash, `overlaps.py`
leaves documents out instead of joining them, `leakage.py` counts what is left, `stability.py` what
growth would move, `splitting.py` is the order, `table.py` what is written, `previous.py` reads it again.
"""

from __future__ import annotations

from onrecord.splits.model import Splits
from onrecord.splits.plan import Plan, make_plan, parse_ratios
from onrecord.splits.previous import read_previous
from onrecord.splits.splitting import split_dataset
from onrecord.splits.table import write_splits

__all__ = [
    "Plan",
    "Splits",
    "make_plan",
    "parse_ratios",
    "read_previous",
    "split_dataset",
    "write_splits",
]
