"""People known beforehand: the recipe's people file overrules what a document leaves open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

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


class Authority:
    """Known people by folded name; a name that means two of them means neither."""

    def __init__(self, people: Iterable[KnownPerson] = ()):
        people = list(people)
        times = Counter(key for person in people for key in person.keys)
        self._by_key = {key: p for p in people for key in p.keys if times[key] == 1}

    def apply(self, conversation: Conversation) -> None:
        """Give known people their name, id and links; attribute labels only the file explains."""
        if not self._by_key:
            return
        replaced: dict[Person, Person] = {}
        canonical: dict[KnownPerson, Person] = {}
        for person in conversation.people:
            known = self._by_key.get(person.key) if person.kind == "named" else None
            if known is not None:
                replaced[person] = _merged(canonical.setdefault(known, person), person, known)
        for turn in conversation.turns:
            if turn.person is not None and turn.person in replaced:
                turn.decide(_overruled(turn.decision, replaced[turn.person]))
        conversation.people[:] = dict.fromkeys(replaced.get(p, p) for p in conversation.people)
        _settle(conversation, set(replaced.values()))


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
        person.key = fold_name(person.name)
    if not any(
        turn.decision.attribution == "none"
        and turn.person is not None
        and turn.person.kind == "named"
        for turn in conversation.turns
    ):
        conversation.flags.discard("unresolved-speaker")
