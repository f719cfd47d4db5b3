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
from onrecord.grammar.names import fold_name, is_office, is_title, split_name
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

_ABBREVIATED = frozenset(("St", "Ste", "Jr", "Sr"))
#: Fewer labels than this of one kind tell nothing about how a document prints them.
_SEVERAL = 2
#: The shortest single word in capitals that is believed to be a name.
_SHORTEST = 2
#: Of so many people one may be none: a name must be borne more often in large datasets.
_STRAY = 100_000
#: Documents that are enough to know the common words of a dataset.
_FIRST_DOCUMENTS = 500
_BATCH = 2_000


class Known(NamedTuple):
    """Folded words of a dataset: those of the people whom a label names in full, and of its speech.

    `common` are words that stand in the texts in small letters, as no name does.
    """

    given: frozenset[str] = frozenset()
    family: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()


class _Printed(NamedTuple):
    """How the labels of a document are printed: their keys, last names, titles, cases, lengths."""

    keys: frozenset[str]
    titles: frozenset[str]
    capitals: int
    mixed: int
    short: int


def find_labels_left(found: Opened, rows: str) -> Iterator[Fault]:
    """Of the turns that `rows` selects, those with labels in their words, each with its labels."""
    known = _known(found)
    reader = found.connection.cursor()
    reader.execute(_WITH_LABELS.format(rows=rows))
    while batch := reader.fetchmany(_BATCH):
        for document, turn, start, end, pieces, labels in batch:
            left = labels_left(pieces.splitlines(), tuple(labels or ()), known)
            if left:
                yield Fault(document, turn, start, end, " | ".join(left))


def _known(found: Opened) -> Known:
    needs = ("people.given_name", "people.family_name", "people.kind", "people.aliases")
    common = _common(found)
    if found.missing(needs):
        return Known(common=common)
    return Known(_words_of(found, "given_name"), _words_of(found, "family_name"), common)


def _words_of(found: Opened, column: str) -> frozenset[str]:
    rows = found.connection.execute(
        f"SELECT {column} FROM people WHERE kind = 'named' AND given_name <> ''"
        " AND len(list_filter(aliases, lambda a: regexp_matches(a, '^\\p{L}\\S* \\p{L}'))) > 0"
        f" GROUP BY ALL HAVING count(*) > {found.rows['people'] // _STRAY}"
    ).fetchall()
    return frozenset(word for (name,) in rows if name for word in fold_name(name).split())


def _common(found: Opened) -> frozenset[str]:
    """The words in small letters of the first documents by id, which lie together in a file."""
    last = found.row(
        "SELECT max(document_id) FROM (SELECT DISTINCT document_id FROM turns"
        f" WHERE document_id IS NOT NULL ORDER BY document_id LIMIT {_FIRST_DOCUMENTS})"
    )
    rows = found.connection.execute(
        "SELECT DISTINCT unnest(regexp_extract_all(text, '\\b\\p{Ll}{3,}\\b')) FROM turns"
        " WHERE document_id <= ?",
        list(last or (None,)),
    ).fetchall()
    return frozenset(fold_name(word) for (word,) in rows)


def labels_left(pieces: list[str], labels: tuple[str, ...], known: Known) -> list[str]:
    """The labels among `pieces` of a turn's words, of a document whose turns have `labels`.

    Words before a colon are believed if they are known as names, or at least not as words.
    """
    return [
        label.printed
        for piece in pieces
        for label in _candidates(piece)
        if _can_be_one(label, labels, known) and _is_one(label, _printed(labels), known)
    ]


@lru_cache(maxsize=1 << 14)
def _candidates(piece: str) -> tuple[Label, ...]:
    """What can be a label in a piece of text; the same few words stand before most colons."""
    return tuple(map(_reading, (spot.label for spot in spot_candidates(piece))))


def _reading(label: Label) -> Label:
    """A label, or what follows a short sentence before it: ``Mm-hmm. CRUZ``, but not ``Ms. CRUZ``."""
    before, stop, rest = label.printed.rpartition(". ")
    last = before.rpartition(" ")[2]
    if not stop or last.isupper() or is_title(last) or last in _ABBREVIATED:
        return label
    return parse_label(rest) or label


def _can_be_one(label: Label, labels: tuple[str, ...], known: Known) -> bool:
    """Whether it is worth looking closer: most single words before a colon are no names."""
    if label.heading or not label.key:
        return False
    plain = label.kind == "named" and label.tokens == 1 and not label.is_marked
    if not plain or _is_name(label, known):
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


def _is_one(label: Label, printed: _Printed, known: Known) -> bool:
    """Whether what can be a label is one, by how the document prints its labels."""
    words = label.key.split()
    if label.key in printed.keys:
        return label.capitals or printed.mixed > 0
    if not label.capitals:
        return _is_mixed_one(label, printed, known)
    if label.kind != "named":
        plain = len(label.key) > _SHORTEST and not is_office(label.name)
        return plain and printed.capitals >= _SEVERAL
    if label.title or label.role.casefold() in ROLE_TAILS:
        return True
    unknown = label.is_full and max(map(len, words)) > 1 and not known.common.issuperset(words)
    return unknown or _is_name(label, known)


def _is_mixed_one(label: Label, printed: _Printed, known: Known) -> bool:
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
        return len(words) <= 4 and words[0] in known.given and words[-1] in known.family
    return printed.short >= _SEVERAL and known.given.issuperset(words)


def _is_name(label: Label, known: Known) -> bool:
    words = label.key.split()
    return len(label.key) >= _SHORTEST and all(w in known.given or w in known.family for w in words)


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
