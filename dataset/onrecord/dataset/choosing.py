"""Which documents are wanted: ids, or a condition on the table documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from onrecord.errors import CallError

if TYPE_CHECKING:
    from onrecord.dataset.table import Table


class Choice:
    """Gives the ids of the documents wanted; they are looked up once, when first needed."""

    def __init__(self, documents: Table, wanted: Any):
        self._documents = documents
        self._wanted = wanted
        self._ids: Any = None

    def __call__(self) -> Any:
        """The ids, as an Arrow array."""
        if self._ids is None:
            self._ids = self._look_up()
        return self._ids

    def _look_up(self) -> Any:
        import pyarrow as pa

        if isinstance(self._wanted, list):
            return pa.array(self._wanted, pa.string())
        table = self._documents.where(self._wanted).select("document_id")
        return table.arrow()["document_id"].combine_chunks()


def as_choice(wanted: Any, documents: Table) -> Callable[[], Any]:
    """What gives the ids of the documents wanted. Raises `CallError` for what says none.

    Ids come as one text or many, or are given by a function; a condition is one of those of
    `onrecord.dataset.conditions`.
    """
    import pyarrow.compute as pc

    if callable(wanted):
        return wanted  # type: ignore[no-any-return]
    if isinstance(wanted, Mapping | pc.Expression):
        return Choice(documents, wanted)
    try:
        ids = [wanted] if isinstance(wanted, str) else [_plain(one) for one in wanted]
    except TypeError:
        ids = [None]
    if ids and all(isinstance(one, tuple) for one in ids):
        return Choice(documents, tuple(ids))
    if not all(isinstance(one, str) for one in ids):
        raise CallError(
            "documents are ids, or a condition on the table documents such as "
            '{"program": "Morning Edition"}'
        )
    return Choice(documents, ids)


def _plain(one: Any) -> Any:
    """A Python value, where Arrow holds it as a scalar of its own."""
    return one.as_py() if hasattr(one, "as_py") else one
