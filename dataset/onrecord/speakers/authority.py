"""People known beforehand: the recipe's people file overrules what a document leaves open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from onrecord.grammar.names import fold_name
from onrecord.speakers.model import Conversation, Decision, Evidence, Person

_CONFIDENCE = 0.97


@dataclass(frozen=True)
class KnownPerson:
    """A person of the people file, with the folded names that mean them."""

    name: str
    keys: frozenset[str]
    disambiguator: str = ""
    affiliations: tuple[str, ...] = ()
    wikidata_id: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None

    def is_valid(self, day: date | None) -> bool:
        """Whether the names mean this person in a document of that day; undated ones may."""
        if day is None:
            return True
        return (self.valid_from or day) <= day <= (self.valid_until or day)


class Authority:
    """Known people by folded name.

    A name that means several is told by the date, then by what the document says of the person;
    where that leaves two, it means neither.
    """

    def __init__(self, people: Iterable[KnownPerson] = ()):
        self._by_key: defaultdict[str, list[KnownPerson]] = defaultdict(list)
        for known in people:
            for key in known.keys:
                self._by_key[key].append(known)

    def _find(self, person: Person, day: date | None) -> KnownPerson | None:
        fits = [known for known in self._by_key.get(person.key, ()) if known.is_valid(day)]
        if len(fits) > 1:
            said = fold_name(
                " ".join((*person.descriptions, *person.affiliations, person.bio or ""))
            )
            fits = [known for known in fits if any(word in said for word in _told_by(known))]
        return fits[0] if len(fits) == 1 else None

    def apply(self, conversation: Conversation) -> None:
        """Give known people their name, id and links; attribute labels only the file explains."""
        if not self._by_key:
            return
        day = conversation.transcript.front.published_on
        replaced: dict[Person, Person] = {}
        canonical: dict[KnownPerson, Person] = {}
        for person in conversation.people:
            known = self._find(person, day) if person.kind == "named" else None
            if known is not None:
                replaced[person] = _merged(canonical.setdefault(known, person), person, known)
        for turn in conversation.turns:
            if turn.person is not None and turn.person in replaced:
                turn.decide(_overruled(turn.decision, replaced[turn.person]))
        conversation.people[:] = dict.fromkeys(replaced.get(p, p) for p in conversation.people)
        _settle(conversation, set(replaced.values()))


def _told_by(known: KnownPerson) -> list[str]:
    """Folded words that tell a known person from a namesake."""
    return [fold_name(words) for words in (known.disambiguator, *known.affiliations) if words]


def _merged(kept: Person, person: Person, known: KnownPerson) -> Person:
    kept.aliases |= person.aliases
    kept.roles |= person.roles
    kept.descriptions |= person.descriptions
    kept.affiliations |= person.affiliations | set(known.affiliations)
    kept.bio = kept.bio or person.bio
    kept.disambiguator = known.disambiguator
    kept.wikidata_id = known.wikidata_id
    kept.name = known.name
    return kept


def _overruled(decision: Decision, person: Person) -> Decision:
    if decision.attribution != "none":
        return decision._replace(person=person)
    evidence = Evidence("people-file", _CONFIDENCE)
    return Decision(person, "authority", _CONFIDENCE, (evidence,))


def _settle(conversation: Conversation, known: set[Person]) -> None:
    """Let known people leave their document, and take back the flag where all are known now."""
    for person in known:
        person.scope = "dataset"
        person.rename(person.name)
    if not any(
        turn.decision.attribution == "none"
        and turn.person is not None
        and turn.person.kind == "named"
        for turn in conversation.turns
    ):
        conversation.flags.discard("unresolved-speaker")
