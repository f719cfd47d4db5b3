"""The process in which a Python check of a recipe runs: ``python -m onrecord.checks_worker``.

Reads its order as JSON from standard input, writes its answer as JSON to the file that it names:
``{"faults": [...]}`` or ``{"failed": why}``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

_WHAT = "the failing rows of the frame, or a truth value for each of its rows"


def main() -> None:
    """Carry out one order."""
    order = json.load(sys.stdin)
    raise_limit = _limit_memory(order["memory"])
    try:
        frame = _read(order["files"], order["columns"])
        rows = _failing(frame, _function(order["function"], order["folder"])(frame.copy()))
        answer: dict[str, Any] = {"faults": _faults(frame, rows)}
    except MemoryError:
        raise_limit()
        answer = {"failed": _too_much(order["memory"])}
    except Exception as error:
        raise_limit()
        short = "Failed to launch worker thread" in str(error)  # Arrow had no memory for one
        told = f"raised {type(error).__name__}: {error}"[:300]
        answer = {"failed": _too_much(order["memory"]) if short else told}
    Path(order["answer"]).write_text(json.dumps(answer, default=str), encoding="utf-8")


def _limit_memory(most: int) -> Callable[[], None]:
    """Let this process have `most` bytes of memory, where the platform can; what undoes it."""
    try:
        import resource
    except ImportError:  # Windows
        return lambda: None
    kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
    before = resource.getrlimit(kind)
    hard = before[1]
    if hard not in {resource.RLIM_INFINITY, -1}:
        most = min(most, hard)
    try:
        resource.setrlimit(kind, (most, hard))
    except (ValueError, OSError):  # a platform that has the name and not the limit
        return lambda: None
    return lambda: resource.setrlimit(kind, before)


def _too_much(most: int) -> str:
    return f"needed more than its {most >> 20:,} MiB of memory: name the columns it needs, or raise memory"


def _function(name: str, folder: str) -> Any:
    sys.path.insert(0, folder)
    module, _, function = name.partition(":")
    return getattr(import_module(module), function)


def _read(files: list[str], columns: list[str]) -> Any:
    """A table as `onrecord.load` gives it: Arrow types, vocabularies as plain strings."""
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    # no threads: one that cannot be started for want of memory is waited for without end
    tables = [pq.ParquetFile(file, pre_buffer=False).read(use_threads=False) for file in files]
    table = pa.concat_tables(tables)
    if columns:
        keys = [name for name in _KEYS if name in table.column_names and name not in columns]
        table = table.select([*keys, *columns])
    for at, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            table = table.set_column(at, field.name, table.column(at).cast(pa.string()))
    return table.to_pandas(types_mapper=pd.ArrowDtype)


_KEYS = ("document_id", "turn_index", "char_start", "char_end", "person_id")


def _failing(frame: Any, returned: Any) -> Any:
    """The rows of `frame` that were returned, with a column ``value`` if there was one.

    Raises `TypeError` for anything but rows of the frame or a truth value for each.
    """
    import numpy as np
    import pandas as pd

    if isinstance(returned, pd.DataFrame):
        if not returned.index.isin(frame.index).all():
            raise TypeError(f"it returned rows that the frame does not have, not {_WHAT}")
        rows = frame.loc[returned.index]
        return rows.assign(value=returned["value"]) if "value" in returned.columns else rows
    mask = np.asarray(returned if not isinstance(returned, pd.Series) else returned.fillna(False))
    if mask.ndim == 1 and len(mask) == len(frame) and set(map(type, mask.tolist())) <= {bool}:
        return frame[mask.astype(bool)]
    raise TypeError(f"it returned {type(returned).__name__}, not {_WHAT}")


def _faults(frame: Any, rows: Any) -> list[list[Any]]:
    """Rows as lists in the order of `Fault`."""
    shown = next(
        (name for name in ("value", "text", "name", "title") if name in rows.columns), None
    )

    def column(name: str | None) -> list[Any]:
        if name is None or name not in rows.columns:
            return [None] * len(rows)
        return [None if value is None or value != value else value for value in rows[name].tolist()]  # noqa: PLR0124 - NaN

    values = [None if value is None else str(value)[:300] for value in column(shown)]
    keys = column("person_id") if "document_id" not in frame.columns else column(None)
    columns = [column(name) for name in _KEYS[:4]]
    return [list(row) for row in zip(*columns, values, keys, strict=True)]


if __name__ == "__main__":
    main()
