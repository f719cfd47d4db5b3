"""The gold format: for a source, its turns as stand-off spans, with speaker, role and kind.

One JSON object a document, in a ``.json`` file of its own or a line of a ``.jsonl`` file::

    {"source": "page.txt", "conventions": ["flattened"], "story": "ice-road",
     "turns": [{"char_start": 145, "char_end": 569, "kind": "speech", "role": "host",
                "speaker_label": "MARTIN", "speaker_name": "Rachel Martin"}]}

Offsets count code points of the decoded source, the end excluded, as in the table of turns. Keys
that are not named here are passed over, so that notes can stand beside the rest.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from onrecord.errors import CallError

#: The columns of documents that a gold document can state.
STATED = (
    "title", "program", "network", "station", "summary", "url", "rights", "published_on",
    "language", "duration_ms", "transcript_kind",
)  # fmt: skip
#: A folder above the gold file that may hold its sources is looked for so far up.
_ABOVE = 6


class GoldTurn(BaseModel):
    """One turn, or one cue between turns.

    `speaker_name` is the full name as far as anyone could tell it from the collection; null for a
    voice that only has its label, and with a null label for words nobody could attribute.
    `speaker_disambiguator` tells people of one name apart (``senator``). `speaker_scope` is
    ``document`` where the name is too short to leave its document (a caller's first name).
    A null `role` is not judged. `first_words` and `last_words` are checked against the source.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    char_start: int = Field(ge=0)
    char_end: int = Field(ge=0)
    kind: Literal["speech", "clip", "cue"]
    role: str | None = None
    speaker_label: str | None = None
    speaker_name: str | None = None
    speaker_disambiguator: str = ""
    speaker_scope: Literal["dataset", "document"] = "dataset"
    first_words: str = ""
    last_words: str = ""


class Gold(BaseModel):
    """One document: where its source lies, what it is an example of, and its turns in order.

    `story` is the same for copies of one story. `format` is the format to read it as, where
    that cannot be left to detection. `document` holds columns of documents that must come out,
    null where the document does not state them.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    source: str = Field(min_length=1)
    turns: tuple[GoldTurn, ...]
    sha256: str | None = None
    format: str | None = None
    conventions: tuple[str, ...] = ()
    split: str | None = None
    story: str | None = None
    document: dict[str, Any] = {}
    path: Path = Path()

    @property
    def name(self) -> str:
        """What the document is called in lists: its source."""
        return self.source


def read_gold(path: Path, sources: Path | None = None) -> list[Gold]:
    """The gold documents of a file, or of all ``.json`` and ``.jsonl`` files in a folder.

    A `source` is looked for below the folder `sources`; without one, beside the gold file and in
    the folders above it. Raises `CallError`, with the place, for anything that cannot be used.
    """
    if path.is_dir():
        files = sorted(p for p in path.rglob("*") if p.suffix in {".json", ".jsonl"})
    else:
        files = [path]
    gold = [one for file in files for one in _read_file(file, sources)]
    if not gold:
        raise CallError(f"{path} holds no gold: .json files of one document, or .jsonl files")
    first: dict[Path, Gold] = {}
    for one in gold:
        if first.setdefault(one.path.resolve(), one) is not one:
            raise CallError(f"{path}: two gold documents for the source {one.source}")
    return gold


def _read_file(file: Path, sources: Path | None) -> Iterator[Gold]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CallError(f"{file}: the gold cannot be read: {error}") from None
    records = text.split("\n") if file.suffix == ".jsonl" else [text]
    for number, record in enumerate(records, start=1):
        if not record.strip():
            continue
        place = f"{file}:{number}" if file.suffix == ".jsonl" else str(file)
        try:
            one = Gold.model_validate(json.loads(record))
        except (ValueError, RecursionError) as error:
            raise CallError(f"{place}: not gold: {_complaint(error)}") from None
        if unknown := sorted(one.document.keys() - STATED):
            raise CallError(f"{place}: document: {unknown[0]} is none of {', '.join(STATED)}")
        _check_order(one, place)
        yield one.model_copy(update={"path": _find_source(one.source, file, sources, place)})


def _complaint(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(map(str, first['loc'])) or 'the record'}: {first['msg']}"
    return str(error)


def _check_order(gold: Gold, place: str) -> None:
    before = 0
    for number, turn in enumerate(gold.turns):
        if turn.char_start < before or turn.char_end <= turn.char_start:
            raise CallError(
                f"{place}: turn {number} ({turn.char_start}:{turn.char_end}) is empty, or begins "
                "before the one above it ends"
            )
        before = turn.char_end


def _find_source(source: str, file: Path, sources: Path | None, place: str) -> Path:
    folders = [sources] if sources else [*file.resolve().parents][:_ABOVE]
    for folder in folders:
        if (folder / source).is_file():
            return folder / source
    where = str(sources) if sources else "beside the gold file and in the folders above it"
    raise CallError(f"{place}: the source {source} was not found in {where}; name its folder")


def check_against(gold: Gold, text: str) -> None:
    """Raise `CallError` where the spans do not hold the words that the gold says they hold."""
    for number, turn in enumerate(gold.turns):
        words = text[turn.char_start : turn.char_end]
        sound = (
            turn.char_end <= len(text)
            and words == words.strip()
            and words.startswith(turn.first_words)
            and words.endswith(turn.last_words)
        )
        if not sound:
            raise CallError(
                f"{gold.source}: the span of gold turn {number} ({turn.char_start}:{turn.char_end}) "
                f"holds {words[:40]!r} ... {words[-40:]!r}, which begins or ends in white space, lies "
                "outside the text, or is not its first and last words"
            )
