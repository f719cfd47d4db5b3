"""Who speaks where the format itself says so: participants, persons, members, tiers.

Nothing is inferred from the words. A full name is a person of the dataset; a name of one word and
a code without a name are somebody of this document.
"""

from __future__ import annotations

from onrecord.grammar.labels import Label, parse_label
from onrecord.grammar.names import display_name, fold_name, split_name
from onrecord.speakers.interruptions import link_interrupted
from onrecord.speakers.model import Conversation, Decision, Person, Turn
from onrecord.speakers.roles import role_of_declared
from onrecord.transcript import Transcript, Voice


def identify_declared(transcript: Transcript) -> Conversation:
    """The conversation of a transcript whose voices say who everybody is."""
    voices = {voice.key: voice for voice in transcript.voices}
    people: dict[str, Person] = {}
    turns = [Turn(utterance, kind=utterance.kind) for utterance in transcript.utterances]
    for turn in turns:
        label = turn.utterance.label
        if label is not None:
            person = people.get(label.printed)
            if person is None:
                person = _person(voices.get(label.printed) or Voice(label.printed), people)
                people[label.printed] = person
            turn.decide(Decision(person, "printed", 1.0))
        if turn.kind != "cue":
            turn.role = _role(label, voices)
            if turn.person is not None:
                turn.person.roles.add(turn.role)
    _seat_counsel(turns)
    if _begins_in_capitals(turns):
        link_interrupted(turns)
    known = list({turn.person: None for turn in turns if turn.person is not None})
    unknown = any(turn.person is None and turn.kind != "cue" for turn in turns)
    return Conversation(transcript, turns, known, {"unresolved-speaker"} if unknown else set())


def _begins_in_capitals(turns: list[Turn]) -> bool:
    """Whether sentences begin with capitals here: then a small letter says that one goes on."""
    spoken = [turn.utterance.text for turn in turns if turn.utterance.text]
    return sum(text[0].isupper() for text in spoken) * 2 > len(spoken)


def _role(label: Label | None, voices: dict[str, Voice]) -> str:
    """The role of a turn: by its own words for it, else by those of the voice."""
    if label is None:
        return "unknown"
    voice = voices.get(label.printed)
    declared = role_of_declared(voice.role) if voice else ""
    return role_of_declared(label.role) or declared or "participant"


def _seat_counsel(turns: list[Turn]) -> None:
    """In a court, who has no role speaks for a party."""
    if not any(turn.role == "judge" for turn in turns):
        return
    for turn in turns:
        label = turn.utterance.label
        if turn.person is not None and label is not None and not label.role:
            turn.person.roles.discard(turn.role or "")
            turn.role = "advocate"
            turn.person.roles.add(turn.role)


def _person(voice: Voice, people: dict[str, Person]) -> Person:
    """The person of a voice: one that was met under another key, if they share a full name."""
    person = _unnamed(voice) if voice.anonymous or not voice.name else _named(voice.name, voice)
    met = (other for other in people.values() if other.key == person.key)
    if person.scope == "dataset":
        person = next(met, person)
    person.aliases.add(voice.key)
    person.affiliations.update(filter(None, voice.affiliations))
    person.descriptions.update(filter(None, voice.descriptions))
    return person


def _unnamed(voice: Voice) -> Person:
    kind = "collective" if voice.is_group else "unidentified"
    return Person(voice.name or voice.key, voice.key, kind, "document")


def _named(name: str, voice: Voice) -> Person:
    """Somebody with a name, or a voice whose name is a number or none."""
    label = parse_label(name)
    if label is not None and label.kind != "named":
        kind = "unidentified" if label.kind == "anonymous" else label.kind
        return Person(name, voice.key, "collective" if voice.is_group else kind, "document")
    if label is None and any(map(str.isdigit, name)):
        return Person(name, voice.key, "unidentified", "document")  # speaker#1
    shown = _shown(name, label)
    parts = split_name(shown)
    one_word = not parts.given
    given = voice.given_name or parts.given
    family = voice.family_name or ("" if one_word else parts.family)
    person = Person(
        shown,
        fold_name(shown) or voice.key,
        "collective" if voice.is_group else "named",
        "dataset" if given and family and not voice.is_group else "document",
        given_name=given or None,
        family_name=family or None,
    )
    if label and label.title:
        person.descriptions.add(label.title)
    if label and label.role:
        person.affiliations.add(label.role)
    return person


def _shown(name: str, label: Label | None) -> str:
    """The name as one reads it; capitals that are one word can be an abbreviation."""
    if label is None:
        return " ".join(name.split())
    one_word = " " not in name.strip()
    return name.strip() if one_word else display_name(label.name)
