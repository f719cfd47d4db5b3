"""What a source looks like: the format that a build would read it as, why, and what to do else."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from onrecord.conversion import converse
from onrecord.errors import SourceError
from onrecord.formats import known_formats
from onrecord.formats.choosing import FITS, first_of, rank
from onrecord.source import Source
from onrecord.sources.peeking import first_cells

_ADVICE = {
    "empty": "there is nothing in it: leave it out, or get it again",
    "undecodable": "name its encoding with --encoding, or `encoding` in the recipe",
    "too-large": "part it, or raise max_source_bytes in [limits] of a recipe",
    "binary": "export it as text, or as one of the formats that `onrecord formats` lists",
}


#: How many cells of a column are tried, and how long one is that may be a transcript, in characters.
_TRIED, _SHORTEST, _LONGEST = 5, 20, 100_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """A format with its score from 0 (no sign) to 1 (beyond doubt) and the signs found."""

    name: str
    score: float
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What one source looks like.

    `format` is what a build takes it for, None where none fits; it `is_readable` where that build
    gets turns of it. `candidates` are the formats with any sign, best first; `why` and `advice` say
    in words what was seen and what to do.
    """

    source_uri: str
    format: str | None
    is_readable: bool
    candidates: tuple[Candidate, ...]
    why: str
    advice: str

    def as_dict(self) -> dict[str, Any]:
        """As ``onrecord formats --sniff FILE --json`` prints it."""
        return asdict(self)


def sniff_source(source: Source) -> Sniffed:
    """What `source` looks like; raises nothing for what is wrong with it."""
    try:
        fits = rank(source, known_formats())
    except SourceError as error:
        return unreadable(source.uri, error)
    found = tuple(
        Candidate(name, fit.score, tuple(fit.signs)) for name, fit in fits.items() if fit.score > 0
    )
    chosen = first_of(fits)
    column = find_records(source)
    if column:
        why = f"a table whose column {column!r} holds whole transcripts"
        advice = f"read each row as a source: --records {column}, or `records` in the recipe"
        return Sniffed(source.uri, chosen, chosen is not None, found, why, advice)
    if chosen is None:
        return Sniffed(source.uri, None, False, found, *_undecided(source, found))
    why = "; ".join(found[0].signs) or known_formats()[chosen].recognised_by
    try:  # read it, to see that it can be
        n_turns = [len(one.turns) for one in converse(source, chosen)]
    except SourceError as error:
        advice = f"it would be rejected all the same ({error.reason}): {error.message}"
        return Sniffed(source.uri, chosen, False, found, why, advice)
    read = f"{len(n_turns)} transcripts with " if len(n_turns) > 1 else ""
    advice = f"nothing: {read}{sum(n_turns)} turns can be read"
    return Sniffed(source.uri, chosen, True, found, why, advice)


def find_records(source: Source) -> str | None:
    """The column of a table whose cells are whole transcripts, each of several turns."""
    for name, cells in first_cells(source).items():
        long = [cell for cell in cells if len(cell) > _SHORTEST][:_TRIED]
        if long and sum(_is_transcript(cell) for cell in long) * 2 > len(long):
            return name
    return None


def _is_transcript(cell: str) -> bool:
    source = Source("cell", cell[:_LONGEST].encode("utf-8", "replace"))
    try:
        chosen = first_of(rank(source, known_formats()))
        return chosen is not None and sum(len(one.turns) for one in converse(source, chosen)) > 1
    except SourceError:
        return False


def unreadable(uri: str, error: SourceError) -> Sniffed:
    """What is said of a source that cannot be read at all."""
    advice = _ADVICE.get(error.reason, "get the file again, or leave it out")
    return Sniffed(uri, None, False, (), error.message, advice)


def _undecided(source: Source, found: tuple[Candidate, ...]) -> tuple[str, str]:
    fitting = [one.name for one in found if one.score >= FITS]
    if fitting:
        why = f"it fits {' and '.join(fitting)} about as well"
        return why, f"choose with --format, such as --format {fitting[0]}"
    advice = (
        "if it is a transcript, give a turn the form `NAME: words`, or write a converter "
        "(docs/plugins.md)"
    )
    if source.json is None and source.decoded.text.lstrip().startswith("<"):
        return "it is XML or HTML, but of no format that is known", advice
    why = "it has too few signs of any format"
    if source.json is not None:
        why = "it is JSON, but has the keys of no format that is known"
    advice += "; of a table, name its columns: onrecord convert FILE --preview --column text=NAME"
    if found:
        advice += f"; --format {found[0].name} reads it as that all the same"
    return why, advice
