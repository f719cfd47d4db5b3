"""Labels left inside the words: what follows one is said by somebody else.

The query finds turns in which something with a label's capitals stands before a colon; the grammar of
labels says what of it can be one; the labels of the document, the names of its people and the
typography say what is.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from onrecord.grammar.labels import Label, parse_label
from onrecord.grammar.lexicon import ROLE_TAILS
from onrecord.grammar.names import fold_name, is_office, split_name
from onrecord.grammar.spotting import spot_candidates
from onrecord.quality.model import Check
from onrecord.quality.opening import Opened
from onrecord.quality.rules import Fault, RowRule, Rule

_WORD = r"[\p{Lu}\p{Lo}#(\"“0-9][^\s:：]*"
_FIRST = r"[\p{Lu}\p{Lo}][^\s:：,]*"
_PARTICLE = "d[aeio]|d[aeo]s|del|della|du|von|van|der|den|zu|af|av|bin|bint|ibn|la|las|los|le|les"
#: A word with a capital at the start or after the end of a sentence, more like it, a role, a colon.
_ONE = (
    rf"[>*_]*(?:(?:{_PARTICLE})\s+|[ae]l-)*{_FIRST}"
    rf"(?:\s+(?:{_WORD}|{_PARTICLE}|and|of|pro|tem|y|al|el))*"
    r"(?:,?\s+(?:host|byline|reporting|co-host|guest)|,\s+[\p{Lu}(\"“][^:：.?!]*|\s*\([^():：]+\))?"
    r"\s?[*_]*[:：](?:[\s*_]+|$)"
)
_LIKE_LABELS = rf"(?:^|[.!?…:)\]\"”’*—–-][)\]\"”’*]*\s+|\s{{2,}})(?:{_ONE})+"

#: Candidates with the labels of their documents.
_WITH_LABELS = """
    WITH candidates AS MATERIALIZED ({rows}), printed AS (
        SELECT document_id, list(label ORDER BY label) AS labels
        FROM (SELECT DISTINCT document_id, speaker_label AS label FROM turns
            WHERE speaker_label IS NOT NULL
            AND document_id IN (SELECT document_id FROM candidates))
        GROUP BY document_id
    )
    SELECT c.document_id, turn_index, char_start, char_end, value, labels
    FROM candidates AS c LEFT JOIN printed AS p ON p.document_id = c.document_id
"""

#: Fewer labels than this of one kind tell nothing about how a document prints them.
_SEVERAL = 2
#: The shortest single word in capitals that is believed to be a name.
_SHORTEST = 2
#: Of so many people one may be none: a name must be borne more often in large datasets.
_STRAY = 100_000
_BATCH = 2_000


class Names(NamedTuple):
    """The folded names of the people whom a label names in full, word by word."""

    given: frozenset[str] = frozenset()
    family: frozenset[str] = frozenset()


class _Printed(NamedTuple):
    """How the labels of a document are printed: their keys, last names, titles, cases, lengths."""

    keys: frozenset[str]
    titles: frozenset[str]
    capitals: int
    mixed: int
    short: int


def find_labels_left(found: Opened, rows: str) -> Iterator[Fault]:
    """Of the turns that `rows` selects, those with labels in their words, each with its labels."""
    names = _names(found)
    reader = found.connection.cursor()
    reader.execute(_WITH_LABELS.format(rows=rows))
    while batch := reader.fetchmany(_BATCH):
        for document, turn, start, end, pieces, labels in batch:
            left = labels_left(pieces.splitlines(), tuple(labels or ()), names)
            if left:
                yield Fault(document, turn, start, end, " | ".join(left))


def _names(found: Opened) -> Names:
    needs = ("people.given_name", "people.family_name", "people.kind", "people.aliases")
    if found.missing(needs):
        return Names()
    return Names(*(_words_of(found, column) for column in Names._fields))


def _words_of(found: Opened, column: str) -> frozenset[str]:
    rows = found.connection.execute(
        f"SELECT {column}_name FROM people WHERE kind = 'named' AND given_name <> ''"
        " AND len(list_filter(aliases, lambda a: regexp_matches(a, '^\\p{L}\\S* \\p{L}'))) > 0"
        f" GROUP BY ALL HAVING count(*) > {found.rows['people'] // _STRAY}"
    ).fetchall()
    return frozenset(word for (name,) in rows if name for word in fold_name(name).split())


def labels_left(pieces: list[str], labels: tuple[str, ...], names: Names) -> list[str]:
    """The labels among `pieces` of a turn's words, of a document whose turns have `labels`.

    A single word before a colon is believed if it is among the `names` of people.
    """
    return [
        label.printed
        for piece in pieces
        for label in _candidates(piece)
        if _can_be_one(label, labels, names) and _is_one(label, _printed(labels), names)
    ]


@lru_cache(maxsize=1 << 14)
def _candidates(piece: str) -> tuple[Label, ...]:
    """What can be a label in a piece of text; the same few words stand before most colons."""
    return tuple(map(_reading, (spot.label for spot in spot_candidates(piece))))


def _reading(label: Label) -> Label:
    """A label, or what follows a short sentence before it: ``Mm-hmm. CRUZ``."""
    _, stop, rest = label.printed.rpartition(". ")
    inner = parse_label(rest) if stop else None
    return label if inner is None or label.capitals == inner.capitals else inner


def _can_be_one(label: Label, labels: tuple[str, ...], names: Names) -> bool:
    """Whether it is worth looking closer: most single words before a colon are no names."""
    if label.heading or not label.key:
        return False
    plain = label.kind == "named" and label.tokens == 1 and not label.is_marked
    if not plain or _is_name(label, names) or is_office(label.name):
        return True
    shown = label.name.casefold()
    return any(shown in one.casefold() for one in labels)


@lru_cache(maxsize=1 << 10)
def _printed(labels: tuple[str, ...]) -> _Printed:
    known = [label for label in map(parse_label, labels) if label is not None]
    keys = {fold_name(label) for label in labels} | {label.key for label in known}
    keys |= {fold_name(split_name(label.name).family) for label in known if label.kind == "named"}
    keys |= {label.key.split()[0] for label in known if label.is_full}
    return _Printed(
        frozenset(keys),
        frozenset(fold_name(label.title) for label in known if label.title),
        sum(label.capitals for label in known),
        sum(not label.capitals for label in known),
        sum(label.tokens == 1 and not label.title for label in known),
    )


def _is_one(label: Label, printed: _Printed, names: Names) -> bool:
    """Whether what can be a label is one, by how the document prints its labels."""
    if label.key in printed.keys:
        return label.capitals or printed.mixed > 0
    if not label.capitals:
        return _is_mixed_one(label, printed, names)
    if label.kind != "named":
        return printed.capitals >= _SEVERAL and len(label.key) > _SHORTEST
    if label.is_full or label.title or label.role.casefold() in ROLE_TAILS:
        return True
    return _is_name(label, names) or is_office(label.name)


def _is_mixed_one(label: Label, printed: _Printed, names: Names) -> bool:
    """The same of a label in mixed case: only where the document's own are mostly printed so."""
    if label.role.casefold() in ROLE_TAILS and label.is_full:
        return True
    if printed.mixed < max(_SEVERAL, printed.capitals):
        return False
    if label.title:
        return fold_name(label.title) in printed.titles
    words = label.key.split()
    if label.kind != "named":
        return len(words) > 1
    if label.is_full:
        return len(words) <= 4 and words[0] in names.given and words[-1] in names.family
    return printed.short >= _SEVERAL and names.given.issuperset(words)


def _is_name(label: Label, names: Names) -> bool:
    words = label.key.split()
    return len(label.key) >= _SHORTEST and all(w in names.given or w in names.family for w in words)


RULES: tuple[Rule, ...] = (
    RowRule(
        Check(
            id="labels_are_not_left_in_text",
            severity="error",
            table="turns",
            description="no label of a speaker stands inside the words of another",
            why="what follows the label is said by somebody else",
            fix="see with onrecord explain why the label was not read; name the format, or report"
            " the typography",
            needs=(
                "turns.text",
                "turns.kind",
                "turns.document_id",
                "turns.speaker_label",
            ),
        ),
        of="kind <> 'cue'",
        fails="(contains(text, ':') OR contains(text, '：'))"
        f" AND regexp_matches(text, '{_LIKE_LABELS}')",
        value=f"array_to_string(regexp_extract_all(text, '{_LIKE_LABELS}'), chr(10))",
        narrow=find_labels_left,
    ),
)
