"""What the columns of a table hold: as a recipe states it, or as they are usually called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from onrecord.errors import SourceError
from onrecord.formats._decimals import Mark

#: What a column can hold, with the names that such columns usually have, the first that is there.
USUAL: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "utterance", "turn_text", "speech", "content", "sentence", "message", "words"),
    "speaker": (
        "speaker", "speaker_name", "speaker_label", "speaker_id", "participant", "who", "speaker.name",
        "speaker.id",
    ),
    "document": (
        "document_id", "doc_id", "conversation_id", "conv_id", "dialogue_id", "dialog_id", "episode_id",
        "interview_id", "transcript_id", "meeting_id", "session_id", "recording_id", "document",
        "conversation", "dialogue", "episode", "interview", "meeting", "session", "recording",
        "file_name", "filename", "file",
    ),
    "order": ("turn_index", "turn_id", "turn_order", "turn_number", "utterance_id", "turn", "index", "order"),
    "start": ("start_ms", "start", "start_time", "start_s", "start_sec", "begin", "onset"),
    "end": ("end_ms", "end", "end_time", "end_s", "end_sec", "stop", "offset"),
    "role": ("role", "speaker_role", "speaker.role"),
    "affiliation": ("affiliation", "organization", "organisation", "party", "speaker_party"),
    "language": ("language", "lang", "locale"),
    "title": ("title", "headline", "episode_title"),
    "date": ("date", "published_on", "publication_date", "air_date", "published", "day"),
    "program": ("program", "programme", "show", "podcast", "show_name", "series"),
    "url": ("url", "link"),
}  # fmt: skip
#: How many of a unit make a second.
UNITS: Mapping[str, float] = {"s": 1.0, "ms": 1000.0, "us": 1e6}
#: What is stated beside the columns: how their numbers are written.
SETTINGS = ("time_unit", "decimal")
#: What stands in a cell of which nothing is known, folded.
NOTHING = frozenset({"", "na", "nan", "null", "none"})


def guess(columns: Iterable[str]) -> dict[str, str]:
    """What each column holds by its name, by what it holds; nothing is held by two."""
    there = set(columns)
    held: dict[str, str] = {}
    for what, names in USUAL.items():
        found = next((name for name in names if name in there), None)
        if found is not None:
            held[what] = found
            there.discard(found)
    return held


def agree(declared: Mapping[str, str], columns: Sequence[str]) -> dict[str, str]:
    """The declared columns as the table has them. Raises `SourceError` for one that is not there."""
    there = set(columns)
    agreed = {}
    for what, name in declared.items():
        if what in SETTINGS:
            continue
        folded = name.strip().lower()
        if folded not in there:
            raise SourceError(_missing(what, name, columns), reason="no-column")
        agreed[what] = folded
    return agreed


def unit_of(declared: Mapping[str, str], held: Mapping[str, str]) -> float:
    """How many of the table's units make a second: as stated, or by the name of the column."""
    by_name = "ms" if held.get("start", held.get("end", "")).endswith(("_ms", ".ms")) else "s"
    return UNITS[declared.get("time_unit", by_name)]


def mark_of(declared: Mapping[str, str]) -> Mark | None:
    """The decimal mark that is stated."""
    stated = declared.get("decimal")
    return "," if stated == "," else "." if stated == "." else None


def _missing(what: str, name: str, columns: Sequence[str]) -> str:
    near = get_close_matches(name.strip().lower(), columns, 1)
    hint = f"; did you mean {near[0]!r}?" if near else ";"
    there = ", ".join(columns[:30]) or "none"
    return f"there is no column {name!r} for {what}{hint} there are: {there}"
