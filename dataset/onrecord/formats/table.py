"""Tables of turns: CSV and TSV, JSON lists, JSON lines, Parquet; a row is a turn or a piece of one.

What the columns hold is stated (``[sources.columns]`` of a recipe, ``--column``), else known by the
names that such columns usually have. Rows with the same ``document`` are a transcript, in the order of
``order`` or of the table; members of an object in a record are columns too, as ``outer.inner``. Times are
numbers of seconds, of the ``time_unit`` that is stated, or clock times. The decimal mark of CSV is that of all
times of the table, a comma where one is told from a mark of thousands; else the ``decimal`` that is stated. A row
that cannot be read is refused.

Not carried: other columns; of ``title``, ``date``, ``program``, ``language`` and ``url``, what differs from
the first row of a transcript that has one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from onrecord.errors import NoTurns, SourceError
from onrecord.formats._clock import parse_clock, parse_seconds
from onrecord.formats._columns import NOTHING, agree, guess, mark_of, unit_of
from onrecord.formats._decimals import Mark, decimal_mark, with_point
from onrecord.formats._languages import as_tag
from onrecord.formats._objects import as_number
from onrecord.formats._parquet import MARK, is_parquet
from onrecord.formats._recogniser import Unreadable, speaker_of, tidy, voice_of
from onrecord.formats._table_rows import TableRows, columns_of, is_json, read_table
from onrecord.formats._tags import read_date
from onrecord.formats.fit import Fit
from onrecord.formats.reading import take_cues
from onrecord.source import Source
from onrecord.transcript import Front, Refusal, Segment, Transcript, Voice

_NEEDED = ("text", "speaker")
#: JSON with such names is often that of a recogniser, which is surer of it.
_JSON = 0.6
#: Beside these, two columns of usual names are hardly there by chance.
_TELLING = frozenset({"document", "order", "start", "end", "role", "date", "title", "program"})
_HEAD = 100_000
_NO_TIME = "which is no time"
_EITHER = (
    'and nothing tells a decimal comma from a mark of thousands here: state decimal = "," or "." in '
    "[sources.columns], or --column decimal=,"
)


def detect(source: Source) -> Fit:
    """By columns with the usual names of words and speakers, in a table of text."""
    if is_parquet(source.data):
        return Fit(0.0)
    fit = _fit(_head_of(source))
    return fit if source.json is None else fit._replace(score=min(fit.score, _JSON))


def detect_parquet(source: Source) -> Fit:
    """By the marks of Parquet, and columns with the usual names of words and speakers."""
    if not (is_parquet(source.data) and source.data.endswith(MARK)):
        return Fit(0.0)
    try:
        fit = _fit(columns_of(source))
    except SourceError:
        return Fit(0.6, ("the marks of Parquet",))
    return fit if fit.score else Fit(0.6, ("Parquet, of columns that nobody has named",))


def _fit(columns: list[str]) -> Fit:
    held = guess(columns)
    if not held.keys() >= set(_NEEDED):
        return Fit(0.0)
    sign = "columns " + ", ".join(f"{name} ({what})" for what, name in held.items())
    return Fit(0.75 if _TELLING.intersection(held) else 0.6, (sign,))


def _head_of(source: Source) -> list[str]:
    """The columns of a table of text, by its first lines."""
    try:
        if source.json is not None:
            return columns_of(source)
        head = source.decoded.text[:_HEAD]
        if head.lstrip("\ufeff \t\r\n")[:1] == "{":
            head = head[: head.rfind("\n") + 1] or head
        return columns_of(Source(source.uri, head.encode("utf-8", "replace")))
    except SourceError:
        return []


def convert(source: Source) -> Iterator[Transcript]:
    """A transcript for each document, in the order of their first rows.

    Raises `SourceError` with reason ``no-column`` where a column that is stated is not there.
    """
    yield from open_table(source).transcripts()


def open_table(source: Source) -> Reader:
    """What reads the rows of a table, by what its columns hold. Raises `SourceError`."""
    declared = source.columns or {}
    columns = columns_of(source)
    held = agree(declared, columns) if declared else guess(columns)
    if "text" not in held:
        there = ", ".join(columns[:30]) or "none"
        raise SourceError(
            "no column is known to hold the words: name it in [sources.columns], or with --column "
            f"text=NAME; there are: {there}",
            reason="no-column",
        )
    rows = read_table(source, list(held.values()))
    name = "parquet" if is_parquet(source.data) else "table"
    mark = mark_of(declared) or _mark_in(source, held)
    return Reader(name, columns, held, rows, unit_of(declared, held), mark)


def _mark_in(source: Source, held: Mapping[str, str]) -> Mark | None:
    """The decimal mark of the times of CSV; other tables hold numbers."""
    timed = [held[what] for what in ("start", "end") if what in held]
    if not timed or is_parquet(source.data) or is_json(source):
        return None
    rows = read_table(source, timed).rows
    return decimal_mark(value for _, row in rows for value in row.values())


@dataclass(frozen=True)
class Reader:
    """Reads the rows of one table, by the column that holds what (`held`)."""

    name: str
    columns: list[str]
    held: Mapping[str, str]
    table: TableRows
    per_second: float
    decimal: Mark | None = None

    def values(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The values of a row by what they hold."""
        return {what: row.get(column) for what, column in self.held.items()}

    def read(self, values: Mapping[str, Any]) -> tuple[Segment | None, dict[str, str]]:
        """The segment of a row, None for one without words, and the rest. Raises `Unreadable`."""
        text, cues = take_cues(_words(values.get("text"), "text"))
        rest = {what: _words(values.get(what), what) for what in values if what not in _OWN}
        start, end = (self._time(values.get(what), what) for what in ("start", "end"))
        if start is not None and end is not None and end < start:
            raise Unreadable(f"ends before it begins: {values['start']!r} to {values['end']!r}")
        speaker = speaker_of(dict(values), "speaker")
        if not (text or cues):
            return None, rest
        kind = "speech" if text else "cue"
        return Segment(text, speaker, start, end, kind, cues, role=rest.get("role", "")), rest

    def _time(self, value: Any, what: str) -> int | None:
        if value is None or (isinstance(value, str) and value.strip().lower() in NOTHING):
            return None
        if isinstance(value, str) and ":" in value:
            time = parse_clock(value.strip())
        elif isinstance(value, str) and self.decimal:
            time = parse_seconds(with_point(value.strip(), self.decimal), self.per_second)
        else:
            time = parse_seconds(value, self.per_second)
        if time is None:
            is_either = isinstance(value, str) and "," in value and self.decimal is None
            raise Unreadable(
                f"has {str(value)[:40]!r} as its {what}, {_EITHER if is_either else _NO_TIME}"
            )
        return time

    def transcripts(self) -> Iterator[Transcript]:
        """The transcripts of all rows."""
        documents: dict[str, _Rows] = {}
        refused: list[Refusal] = []
        for place, row in self.table.rows:
            values = self.values(row)
            try:
                segment, rest = self.read(values)
            except Unreadable as error:
                refused.append(Refusal(place, "bad-row", f"{place} {error}", str(row)[:10_000]))
                continue
            rows = documents.setdefault(rest.get("document", ""), _Rows())
            for what, value in rest.items():
                if value:
                    rows.rest.setdefault(what, value)
            if segment is not None:
                rows.add(as_number(values.get("order")), segment, rest.get("affiliation", ""))
        refused += self.table.refused
        made = [
            one for one in documents.values() if any(s.kind == "speech" for _, s in one.segments)
        ]
        if not made:
            raise NoTurns(refused[0].message if refused else "no row has words")
        for rows in made:
            transcript = rows.transcribe(self.name)
            transcript.refused, refused = refused, []
            yield transcript


#: What is read otherwise than as words.
_OWN = frozenset({"text", "speaker", "start", "end", "order"})


class _Rows:
    """The rows of one transcript, while they are read."""

    def __init__(self) -> None:
        self.segments: list[tuple[float, Segment]] = []
        self.rest: dict[str, str] = {}
        self.affiliations: dict[str, dict[str, None]] = {}

    def add(self, order: float | None, segment: Segment, affiliation: str) -> None:
        last = self.segments[-1][0] if self.segments else 0.0
        self.segments.append((last if order is None else order, segment))
        if segment.voice:
            self.affiliations.setdefault(segment.voice, {})[affiliation] = None

    def transcribe(self, name: str) -> Transcript:
        self.segments.sort(key=lambda one: one[0])
        rest = self.rest
        front = Front(
            title=rest.get("title") or rest.get("document"),
            program=rest.get("program"),
            url=rest.get("url"),
            published_on=read_date(rest.get("date")),
            language=as_tag(rest.get("language")),
        )
        voices = [self._voice(key, told) for key, told in self.affiliations.items()]
        segments = [segment for _, segment in self.segments]
        return Transcript(
            name, "", front, segments=segments, voices=voices, is_binary=name == "parquet"
        )

    def _voice(self, key: str, told: Mapping[str, None]) -> Voice:
        return replace(voice_of(key), affiliations=tuple(filter(None, told)))


def _words(value: Any, what: str) -> str:
    """The words of a value, empty for none. Raises `Unreadable` for a list or an object."""
    if value is None:
        return ""
    if isinstance(value, dict | list | bytes):
        raise Unreadable(f"has {type(value).__name__} as its {what}, not text")
    words = str(value).strip() if what == "text" else tidy(str(value))
    return "" if what != "text" and words.lower() in NOTHING else words
