"""An export, from a dataset to its files: the only module that knows the order."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.errors import CallError, DatasetError
from onrecord.exporting.model import (
    About,
    Chunk,
    Conversation,
    ExportFormat,
    LeftOut,
    Rows,
    Wishes,
)
from onrecord.exporting.reading import Reading, open_reading
from onrecord.exporting.writing import LEFT_OUT, NOTICE, refuse_foreign, write_pieces
from onrecord.progress import Progress, Teller
from onrecord.staging import staged, staged_file
from onrecord.version import __version__

if TYPE_CHECKING:
    from onrecord.dataset import Dataset

#: Examples kept of each reason.
_EXAMPLES = 3
_WITHHELD = "its words are withheld"


@dataclass
class Reason:
    """Why documents were left out: how many, and the first of them."""

    documents: int = 0
    examples: list[str] = field(default_factory=list)


@dataclass
class Exported:
    """What an export wrote and what it left out.

    `files` and `bytes` were written, `documents` and `turns` exported; `left_out` counts the documents
    that the format cannot hold, by reason; `drops` names the columns that are not in the format, `loses`
    says what else does not survive.
    """

    path: str
    format: str
    files: int = 0
    bytes: int = 0
    documents: int = 0
    turns: int = 0
    left_out: dict[str, Reason] = field(default_factory=dict)
    loses: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """All of it for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Order:
    """What to export, to what, where to."""

    dataset: Dataset
    format: ExportFormat
    out: Path
    documents: tuple[str, ...] = ()
    wishes: Wishes = field(default_factory=Wishes)
    progress: Progress | None = None

    @property
    def as_file(self) -> bool:
        """Whether a file is made: by a format that is one, or of one document, so named."""
        if self.format.shape == "documents":
            return len(self.documents) == 1 and self.out.suffix.lower() == self.format.suffix
        return self.format.shape == "file"

    @property
    def about(self) -> About:
        """What the manifest says of the dataset, as far as it is text."""
        said = {name: self.dataset.manifest.get(name) for name in About.__dataclass_fields__}
        return About(**{name: one if isinstance(one, str) else "" for name, one in said.items()})


def export_dataset(order: Order) -> Exported:
    """What was written: a dataset, or some of its documents, in a format.

    Raises `CallError` for a wish that the format does not listen to and where the target holds something
    else, `DatasetError` where nothing can be exported.
    """
    _check_wishes(order)
    _refuse(order, order.out)
    format_ = order.format
    exported = Exported(str(order.out), format_.name, loses=format_.loses, drops=format_.drops)
    opened = open_reading(order.dataset, order.documents, order.format.without)
    with _without_collector(), opened as reading:
        pieces = _pieces(order, reading, exported)
        if order.as_file:
            with staged_file(order.out) as path:
                renamed = (piece._replace(file=path.name) for piece in pieces)
                _finish(order, exported, write_pieces(path.parent, renamed))
        else:
            with staged(order.out, refuse=lambda target: _refuse(order, target)) as folder:
                noted = _with_notice(order, pieces, exported)
                _finish(order, exported, write_pieces(folder, noted))
    return exported


@contextmanager
def _without_collector() -> Iterator[None]:
    """Python's cycle collector at rest: it would walk all rows again and again, and none is in a cycle."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _refuse(order: Order, target: Path) -> None:
    refuse_foreign(target, order.format, as_file=order.as_file)


def _check_wishes(order: Order) -> None:
    wishes, format_ = order.wishes, order.format
    for name, default in vars(Wishes()).items():
        if getattr(wishes, name) != default and name not in format_.options:
            option = "--unguarded" if name == "guard" else f"--{name.replace('_', '-')}"
            raise CallError(f"{option} means nothing to {format_.name}; leave it out")


def _pieces(order: Order, reading: Reading, exported: Exported) -> Iterator[Chunk | Rows]:
    """The pieces that the format makes; what is left out is counted, and listed beside them."""
    withheld: list[LeftOut] = []
    conversations = _told(order, reading, exported)
    if order.format.needs_words:
        conversations = _with_words(conversations, withheld)
    for piece in order.format.write(conversations, reading.people(), order.about, order.wishes):
        yield from _leave_out(order, withheld, exported)
        if isinstance(piece, LeftOut):
            yield from _leave_out(order, [piece], exported)
        else:
            yield piece
    yield from _leave_out(order, withheld, exported)


def _told(order: Order, reading: Reading, exported: Exported) -> Iterator[Conversation]:
    """The conversations, counted, with word of how far they are."""
    told, total = Teller(order.progress), reading.count()
    read = reading.conversations(with_people=order.format.needs_people)
    for number, conversation in enumerate(read, start=1):
        exported.documents += 1
        exported.turns += len(conversation.turns)
        yield conversation
        told("exporting", number, total, unit="documents")


def _with_words(
    conversations: Iterator[Conversation], withheld: list[LeftOut]
) -> Iterator[Conversation]:
    """The conversations whose words are there; the others are put into `withheld`."""
    for conversation in conversations:
        if any(turn.text is None for turn in conversation.turns):
            withheld.append(LeftOut(conversation, _WITHHELD))
        else:
            yield conversation


def _leave_out(order: Order, left: list[LeftOut], exported: Exported) -> Iterator[Chunk]:
    """Count the documents left out, and list them where there is a folder for the list."""
    for conversation, why in left:
        document = conversation.document
        exported.documents -= 1
        exported.turns -= len(conversation.turns)
        reason = exported.left_out.setdefault(why, Reason())
        reason.documents += 1
        if len(reason.examples) < _EXAMPLES:
            reason.examples.append(document["source_uri"])
        if not order.as_file:
            line = {key: document[key] for key in ("document_id", "source_uri")} | {"reason": why}
            yield Chunk(LEFT_OUT, json.dumps(line, ensure_ascii=False).encode() + b"\n")
    left.clear()


def _with_notice(
    order: Order, pieces: Iterator[Chunk | Rows], exported: Exported
) -> Iterator[Chunk | Rows]:
    """The pieces, and last the notice of what they are and what they lack."""
    yield from pieces
    notice = {
        "format": exported.format,
        "dataset": asdict(order.about),
        "made_with": {"onrecord": __version__},
        "documents": exported.documents,
        "turns": exported.turns,
        "left_out": {reason: asdict(one) for reason, one in exported.left_out.items()},
        "does_not_survive": list(exported.loses),
        "columns_without_a_place": list(exported.drops),
    }
    yield Chunk(NOTICE, json.dumps(notice, ensure_ascii=False, indent=2).encode() + b"\n")


def _finish(order: Order, exported: Exported, files: Sequence[Path]) -> None:
    """Count what was written. Raises `DatasetError` where no document was."""
    exported.files = len(files)
    exported.bytes = sum(path.stat().st_size for path in files)
    if exported.documents:
        return
    why = "; ".join(
        f"{reason} ({one.documents:,} document{'s' * (one.documents != 1)}, such as {one.examples[0]})"
        for reason, one in exported.left_out.items()
    )
    raise DatasetError(
        f"{order.dataset.folder}: nothing can be exported to {exported.format}: "
        f"{why or 'there are no documents'}"
    )
