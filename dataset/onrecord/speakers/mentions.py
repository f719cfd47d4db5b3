"""What stands beside a name in the words: given names before a surname, offices before a name."""

from __future__ import annotations

import re

from onrecord.grammar.lexicon import FUNCTION_WORDS
from onrecord.grammar.names import TITLES, bare, split_name, split_title
from onrecord.speakers.model import Person

_GIVEN = re.compile(r"(?:[^\W\d_a-z][\w'’.-]*\s){1,3}$")
_LINKS = frozenset(("of", "for", "the", "and", "&"))


def describe(person: Person, text: str) -> None:
    """Fill in name parts and the offices the words give the person: ``Secretary of State``."""
    if person.kind == "named":
        parts = split_name(person.name)
        person.given_name = parts.given or None
        person.family_name = parts.family or None
    if person.kind != "named" or person.scope != "dataset":
        return
    at = text.find(person.name)
    while at >= 0:
        office = _office_before(text, at)
        if office:
            person.descriptions.add(office)
        at = text.find(person.name, at + 1)


def _office_before(text: str, at: int) -> str | None:
    """The title printed before a name at `at`; None where there is none."""
    line = text[max(0, at - 80) : at].rpartition("\n")[2]
    words: list[str] = []
    for word in reversed(line.split()):
        if word[-1] in '.,;:!?"”)' and bare(word) not in TITLES:
            break
        if not (word[0].isupper() or word in _LINKS) or len(words) == 8:
            break
        words.insert(0, word)
    while words and (bare(words[0]) not in TITLES or words[0][0].islower()):
        words.pop(0)
    return " ".join(words) if words and words[-1] not in _LINKS else None


def given_before(text: str, at: int) -> str | None:
    """The given names printed before a surname at `at`; None where there are none."""
    match = _GIVEN.search(text, max(0, at - 60), at)
    if match is None or "\n" in match.group():
        return None
    words = match.group().split()
    ended = [
        at
        for at, word in enumerate(words)
        if word[-1] in ".!?"
        and len(word) > 2
        and "." not in word[:-1]  # initials: B.R.
        and bare(word) not in TITLES
    ]
    words = words[ended[-1] + 1 :] if ended else words
    while words and (words[0].endswith(("'s", "’s")) or bare(words[0]) in FUNCTION_WORDS):
        words.pop(0)
    _, name = split_title(" ".join([*words, "X"]))
    words = name.split()[:-1]
    if not words or not all(word[0].isupper() for word in words):
        return None
    if any(
        bare(word) in FUNCTION_WORDS or (word[-1] in ".,!?" and len(word) > 3) for word in words
    ):
        return None
    return " ".join(words)
