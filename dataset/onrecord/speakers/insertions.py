"""What is played between two turns of those who lead, where no cue says so.

A page may have lost its cues: a wide gap is left above what they announced. Or none was printed,
and the words before only say what somebody said: "The president called it a hoax." Neither holds
for who also takes part, outside what is inserted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from onrecord.speakers.model import Evidence, Person, Turn

_LEADING = frozenset(("host", "reporter", "moderator"))
_LIVE = re.compile(
    r"\b(?:joins? (?:us|me)|with us|joined (?:by|us|me)|on the line|welcome|thanks? (?:you )?for|good (?:morning|evening|afternoon)|go ahead|hi|hey|hello)\b",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\b(?:said|says|told|called|tweeted|warned|argued|insisted|claimed|declared|promised|denied"
    r"|responded|reacted|vowed|accused|defended|announced|testified|addressed|spoke)\b"
)
_SENTENCE = re.compile(r"(?<=[.?!…])[\"”’]?\s")


def find_insertions(turns: Sequence[Turn]) -> dict[int, Evidence]:
    """By their place, the turns that are played in without a cue, each with the reason."""
    spoken = [at for at, turn in enumerate(turns) if turn.kind != "cue"]
    found: dict[int, Evidence] = {}
    for run in _runs(turns, spoken):
        reason = _reason(turns, spoken[run[0] - 1], [spoken[at] for at in run])
        if reason is not None:
            found |= {spoken[at]: reason for at in run}
    heard = Counter(turns[at].person for at in spoken)
    inserted = Counter(turns[at].person for at in found)
    return {
        at: why
        for at, why in found.items()
        if heard[turns[at].person] == inserted[turns[at].person]
    }


def _runs(turns: Sequence[Turn], spoken: Sequence[int]) -> Iterator[list[int]]:
    """The stretches of labelled turns that stand between two turns of those who lead."""
    run: list[int] = []
    led = False
    for at, place in enumerate(spoken):
        turn = turns[place]
        if _leads(turn):
            if led and run:
                yield run
            led, run = True, []
        elif turn.utterance.label is None:
            led, run = False, []
        else:
            run.append(at)


def _leads(turn: Turn) -> bool:
    return turn.utterance.opening or (turn.person is not None and turn.person.role in _LEADING)


def _reason(turns: Sequence[Turn], before: int, run: Sequence[int]) -> Evidence | None:
    """Why a stretch is played in: the cue above it was lost, or the words before tell."""
    first = turns[run[0]]
    label = first.utterance.label
    leader = turns[before]
    last = _SENTENCE.split(leader.utterance.text)[-1]
    if label is None or not label.is_full or _LIVE.search(last) or last.endswith("?"):
        return None
    if first.utterance.parted:
        return Evidence("cue-lost", 0.8)
    is_host = leader.utterance.opening or (leader.person and leader.person.role == "host")
    if len(run) == 1 and is_host and _SAID.search(last) and _is_spoken_of(first.person, last):
        end = leader.utterance.end
        return Evidence("spoken-of-before", 0.7, max(leader.utterance.start, end - len(last)), end)
    return None


def _is_spoken_of(person: Person | None, sentence: str) -> bool:
    """Whether a sentence is about a person: by name, as he or she, or by an office."""
    if person is None:
        return False
    words = {word.casefold().strip(".,'\"") for word in sentence.split()}
    offices = {
        word
        for said in person.descriptions | person.affiliations
        for word in said.casefold().split()
    }
    return not words.isdisjoint(
        {person.words[-1], "he", "she"} | (offices - {"the", "of", "and", "mr.", "ms."})
    )
