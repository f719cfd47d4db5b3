"""A dataset in the forms that others read: `export`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord._api.calls import Path_
from onrecord._api.opening import load
from onrecord.exporting import Exported, Order, Wishes, export_dataset, get_export
from onrecord.progress import Progress

if TYPE_CHECKING:
    pass


def export(  # noqa: PLR0913 - the options of the command line
    folder: Path_,
    to: str,
    out: Path_,
    *,
    documents: str | Sequence[str] = (),
    assistant: str | Sequence[str] = (),
    user: str | Sequence[str] = (),
    system: str | None = None,
    multi_party: bool = False,
    guard: bool = True,
    progress: Progress | None = None,
) -> Exported:
    """What was written to `out`: the dataset at `folder` in the format `to`, a name in `EXPORTS`.

    `documents` selects some by document_id, source_uri or the end of one. `out` is a file or a folder as the
    format has it; one document of a format with a file a document may be a file. For ``messages``,
    `assistant` and `user` choose the sides by role, name or person_id, `system` is a text for each conversation
    (``{title}``, ``{program}``, ``{people}`` and others are filled in), `multi_party` keeps each turn a
    message. `guard` keeps spreadsheets from running cells of ``csv``. The target is replaced all at once,
    or not. Raises `CallError`, `DatasetError`.
    """
    wishes = Wishes(_several(assistant), _several(user), system, multi_party, guard)
    order = Order(load(folder), get_export(to), Path(out), _several(documents), wishes, progress)
    return export_dataset(order)


def _several(given: str | Sequence[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)
