"""From labels to people: who speaks each turn, in what role, live or played in.

The first place that infers, and it says how it knew. `Cast` gathers who is named where, `Matching`
finds who a label means; `openings` and `clips` each weigh their own evidence; `identify` puts the
steps in order.
"""

from __future__ import annotations

from onrecord.grammar.labels import Label
from onrecord.speakers.anonymous import name_anonymous
from onrecord.speakers.authority import Authority, KnownPerson
from onrecord.speakers.behaviour import lead, settle_roles
from onrecord.speakers.cast import Cast
from onrecord.speakers.clips import mark_clips
from onrecord.speakers.declared import identify_declared
from onrecord.speakers.examinations import name_examined
from onrecord.speakers.interruptions import link_interrupted
from onrecord.speakers.interviews import name_interviewed
from onrecord.speakers.matching import Matching
from onrecord.speakers.mentions import describe
from onrecord.speakers.model import (
    UNKNOWN,
    Conversation,
    Decision,
    Evidence,
    Person,
    Turn,
)
from onrecord.speakers.openings import attribute_opening, name_by_address, self_named
from onrecord.transcript import Transcript

__all__ = [
    "Authority",
    "Conversation",
    "Decision",
    "Evidence",
    "KnownPerson",
    "Person",
    "Turn",
    "identify",
]

_NOBODY = Authority()


def identify(transcript: Transcript, authority: Authority = _NOBODY) -> Conversation:
    """The conversation of a transcript: its turns with speakers, kinds and roles.

    `authority` knows people beforehand and overrules what the document leaves open.
    """
    if transcript.is_declared:
        conversation = identify_declared(transcript)
        authority.apply(conversation)
        return conversation
    cast = Cast(transcript)
    matching = Matching(cast)
    turns = [Turn(utterance, kind=utterance.kind) for utterance in transcript.utterances]
    for label in sorted(matching.labels.values(), key=_tells_least):
        matching.identify(label)
    for turn in turns:
        if turn.utterance.label is not None:
            turn.decide(matching.identify(turn.utterance.label))
    if transcript.broadcast:
        name_by_address(cast, turns)
    name_examined(matching, turns)
    name_interviewed(cast, turns)
    name_anonymous(cast, turns)
    flags = _attribute_unlabelled(cast, turns)
    lead(cast, turns)
    mark_clips(turns)
    settle_roles(cast, turns)
    link_interrupted(turns)
    _note_declared(transcript, turns)
    people = list({turn.person: None for turn in turns if turn.person is not None})
    if cast.is_searchable:
        for person in people:
            describe(person, cast.text, cast.occurrences(person.name))
    if matching.collisions:
        flags.add("surname-shared")
    if any(turn.decision.attribution == "none" and _should_be_known(turn) for turn in turns):
        flags.add("unresolved-speaker")
    conversation = Conversation(transcript, turns, people, flags)
    authority.apply(conversation)
    return conversation


def _note_declared(transcript: Transcript, turns: list[Turn]) -> None:
    """What a format declares of its speakers: where they belong, and what they are."""
    declared = {voice.key: voice for voice in transcript.voices}
    for turn in turns if declared else ():
        label, person = turn.utterance.label, turn.person
        voice = declared.get(label.printed) if label else None
        if voice and person:
            person.affiliations.update(voice.affiliations)
            person.descriptions.update(voice.descriptions)


def _tells_least(label: Label) -> int:
    """The order in which labels are identified: full names, titled ones, short ones, functions.

    So it is known who holds an office before MAYOR alone is asked for.
    """
    if label.kind != "named":
        return 3
    return 0 if label.is_full else 1 if label.title else 2


def _should_be_known(turn: Turn) -> bool:
    return turn.kind != "cue" and (turn.person is None or turn.person.kind == "named")


def _attribute_unlabelled(cast: Cast, turns: list[Turn]) -> set[str]:
    """Give each unlabelled stretch to the host (an opening) or to whoever spoke before it."""
    flags: set[str] = set()
    before: Decision = UNKNOWN
    opening: Decision | None = None
    live: Decision = UNKNOWN
    for turn in turns:
        utterance = turn.utterance
        if turn.kind == "cue":
            if utterance.playback in {"begin", "recorded"}:
                live = before
            elif utterance.playback == "end":
                before = live
            continue
        if utterance.label is None and utterance.opening:
            if opening is None:
                opening = attribute_opening(cast, turns)
            turn.decide(self_named(cast, [turn]) or opening)
            if turn.person is not None:
                turn.person.role = turn.person.role or "host"
                flags.add("lead-in-inferred")
        elif utterance.another or (cast.transcript.is_rendered and utterance.parted):
            pass  # somebody else: the source marks a change of speaker without a name
        elif utterance.label is None and before.person is not None:
            turn.decide(
                Decision(
                    before.person,
                    "inferred",
                    0.9 * (before.confidence or 0.5),
                    (Evidence("continues", 0.9),),
                )
            )
        before = turn.decision
    return flags
