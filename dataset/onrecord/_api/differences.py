"""How two datasets differ: `diff`.

Apart from the checks and the build, whose modules take as long to import as a small comparison.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.differences import MEMORY, SAMPLES, Diff, compare_datasets

if TYPE_CHECKING:
    from onrecord._api.calls import Path_


def diff(
    old: Path_,
    new: Path_,
    *,
    samples: int = SAMPLES,
    memory: str = MEMORY,
    write_to: Path_ | None = None,
) -> Diff:
    """How the dataset at `new` differs from the one at `old`, whatever made them.

    The `Diff` holds counts of documents, turns and people by what became of them, schema changes,
    drift, the verdict with its reasons, a changelog, and `samples` changes of each kind; `as_dict`
    gives it for JSON. `write_to` names a ``.parquet`` or ``.jsonl`` file for all changes. Rows are
    compared within `memory`, as ``"1GB"``, and spill to a temporary folder. What cannot be read is
    in `Diff.limits`; where there is no table at all to compare, `CallError` is raised.
    """
    to = None if write_to is None else Path(write_to)
    return compare_datasets(Path(old), Path(new), samples=samples, memory=memory, write_to=to)
