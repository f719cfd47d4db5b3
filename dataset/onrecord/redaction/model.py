"""What is to be redacted: people removed or renamed, documents removed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from onrecord.grammar.names import bare, fold_name, is_office, split_title
from onrecord.redaction.mentions import Form, forms_of

#: What stands where a removed person was named, and where their words were.
NAME_REMOVED, WORDS_REMOVED = "[name removed]", "[words removed]"
#: What stands for a name that two people of a document share.
AMBIGUOUS = "[name]"

#: Labels and nicknames that are nobody's name.
_NO_NAMES = frozenset(
    """q a the court witness question answer interviewer interviewee speaker host guest caller man woman
    male female child reporter announcer narrator operator moderator audience crowd member unidentified
    unknown interpreter translator voice presenter anchor producer participant""".split()
)


@dataclass(frozen=True)
class Target:
    """A person to be redacted.

    `place` stands where the name was. With a `person_id` the person goes on under it and under that
    name; without one the person and their words are removed. `forms` are what the name looks like.
    """

    place: str
    person_id: str | None
    forms: frozenset[Form]

    @property
    def is_removed(self) -> bool:
        """Whether nothing stays of the person."""
        return self.person_id is None


@dataclass(frozen=True)
class Redaction:
    """What to do to a dataset: `people` by the id they have, people only `mentioned`, documents to remove.

    With `whole`, every person is renamed: what describes people goes too.
    """

    people: Mapping[str, Target] = field(default_factory=dict)
    mentioned: tuple[Target, ...] = ()
    documents: frozenset[str] = frozenset()
    whole: bool = False

    def __bool__(self) -> bool:
        return bool(self.people or self.mentioned or self.documents)

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """All people, each once."""
        return tuple(dict.fromkeys((*self.people.values(), *self.mentioned)))

    @cached_property
    def removed(self) -> frozenset[str]:
        """The ids of people of whom nothing stays."""
        return frozenset(key for key, target in self.people.items() if target.is_removed)

    @cached_property
    def spelled(self) -> re.Pattern[str] | None:
        """The names that tell somebody anywhere, as a folded address spells them."""
        names = {
            " ".join(form.words)
            for target in self.targets
            for form in target.forms
            if form.anywhere
        }
        options = "|".join(map(re.escape, sorted(names)))
        return re.compile(rf"(?<= )(?:{options})(?= )") if names else None


def names_of(name: str | None, aliases: Iterable[str]) -> list[str]:
    """The name of a person and those aliases that are names: no labels such as THE COURT or Q."""
    own = set(fold_name(name or "").split())
    return [
        one
        for one in ([name] if name else []) + sorted(aliases)
        if one == name or _is_name(one, own)
    ]


def _is_name(alias: str, own: set[str]) -> bool:
    words = fold_name(split_title(alias)[1]).split()
    if not words or not "".join(words).isalpha() or is_office(alias):
        return False
    if own & set(words):
        return True
    return len(words) == 1 and bare(words[0]) not in _NO_NAMES


def make_target(
    place: str, person_id: str | None, name: str | None, aliases: Iterable[str] = ()
) -> Target:
    """The target for a person of these names."""
    return Target(place, person_id, forms_of(names_of(name, aliases)))
