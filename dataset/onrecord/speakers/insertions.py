"""What is played between two turns of those who lead, where no cue says so.

A page may have lost its cues: a wide gap is left above what they announced. Or none was printed,
and the words before only say what somebody said: "The president called it a hoax." Neither holds
for who also takes part, outside what is inserted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from onrecord.grammar.keyed import Keyed
from onrecord.grammar.names import fold_name
from onrecord.speakers.model import Evidence, Person, Turn

_LEADING = frozenset(("host", "reporter", "moderator"))
_LISTEN = Keyed(
    (
        *("listen", "hear", "play", "here's", "here’s", "here is ", "here was ", "this is "),
        *("this was ", "here he ", "here she ", "here they ", "told ", "addressed ", "said "),
        *("it this way", "it like this", "it up", "this to say", "speaking ", "speech"),
        *("interview", "conference", "address", "podcast", "video", "spoke to", "talked to"),
    ),
    re.compile(
        r"\b(?:(?:take|have) a listen|let(?:'s|’s| us) (?:listen|hear|take a listen|play)|listen (?:to|in)|give (?:it |this )?a listen"
        r"|(?:we|i)(?:'re|’re|'m|’m| are| am) (?:going to|gonna) (?:hear|play|listen)|play (?:a|some|that|this|you) .{0,30}(?:clip|tape|bit|audio|sound)"
        r"|(?:here|this) (?:is|was) (?:some of )?(?:what|how) .{1,80}(?:said|put it|had to say|sounded|told|described|responded|explained)"
        r"|(?:here|there)(?:'s|’s) (?:some of )?(?:what|how|a (?:bit|clip|little)|some (?:of|tape)|part of) .{1,80}"
        r"|(?:here|there) (?:he|she|they) (?:is|are|was|were)\b.{0,60}"
        r"|(?:told|addressed) (?:reporters|lawmakers|the (?:crowd|court|press|committee|senate|house)|supporters|viewers|congress)\b.{0,60}"
        r"|said (?:this|so|it this way|the following|yesterday|last \w+|on \w+day|at (?:a|the) .{1,40}|in (?:a|his|her|their) (?:statement|speech|address|video|interview).{0,40})"
        r"|(?:put|explained|described|summed) it (?:this way|like this|up)|(?:had this|this) to say|speaking (?:yesterday|last \w+|on \w+day|earlier|before|at|to (?:reporters|the)|from)\b.{0,60}"
        r"|(?:from|in) (?:a|the|his|her) (?:speech|interview|press conference|news conference|address|podcast|video)\b.{0,50}"
        r"|(?:spoke|talked) to .{1,40}(?:television|radio|tv|reporters|media|press)\b.{0,40}"
        r"|heard (?:from )?.{1,40} (?:earlier|say|on|yesterday|tell))[^.?!]{0,60}[.:?!…]*[\"'”’]?\s*$",
    ),
)
_LIVE = Keyed(
    (
        "join",
        "with us",
        "on the line",
        "welcome",
        "thank",
        "good ",
        "go ahead",
        "hi",
        "hey",
        "hello",
    ),
    re.compile(
        r"\b(?:joins? (?:us|me)|with us|joined (?:by|us|me)|on the line|welcome|thanks? (?:you )?for|good (?:morning|evening|afternoon)|go ahead|hi|hey|hello)\b",
        re.IGNORECASE,
    ),
    fold=True,
)
_HERE_NAMED = re.compile(
    r"\b(?:[Hh]ere(?:'s|’s| is| was)|[Tt]his (?:is|was)|[Tt]hat(?:'s|’s) how)\s+(?:[^.?!:]{0,80})$"
)
_SAID = re.compile(
    r"\b(?:said|says|told|tells|called|tweeted|warned|argued|insisted|claimed|declared|promised|denied"
    r"|responded|reacted|vowed|accused|defended|announced|testified|addressed|spoke)\b"
)
_NO_OFFICES = frozenset(("the", "of", "and", "mr.", "ms.", "mrs.", "dr."))
#: How much of a turn can announce what comes after it, in characters.
_TAIL = 200
_SENTENCE_ENDS = frozenset(".?!…")


def find_insertions(turns: Sequence[Turn]) -> dict[int, Evidence]:
    """By their place, the turns that are played in without a cue, each with the reason."""
    spoken = [at for at, turn in enumerate(turns) if turn.kind != "cue"]
    found = []
    for run in _runs(turns, spoken):
        places = [spoken[at] for at in run]
        reason = _reason(turns, spoken[run[0] - 1], places)
        if reason is not None:
            found.append((reason, places))
    if not found:
        return {}
    heard = Counter(turns[at].person for at in spoken)
    here = Counter(turns[at].person for _, places in found for at in places)
    only_here = {person for person in here if heard[person] == here[person]}
    return {
        at: reason
        for reason, places in found
        for at in _played(turns, places, only_here, whole=reason.kind != "introduced")
    }


def _played(
    turns: Sequence[Turn],
    places: Sequence[int],
    only_here: Collection[Person | None],
    *,
    whole: bool,
) -> Sequence[int]:
    """The turns of a stretch that are played: up to the last of somebody heard nowhere else.

    With `whole`, all or none: nobody in it may be heard elsewhere.
    """
    strangers = [turns[at].person in only_here for at in places]
    if whole:
        return places if all(strangers) else ()
    last = max((at for at, stranger in enumerate(strangers) if stranger), default=-1)
    return places[: last + 1]


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
    if label is None or not (label.is_full or (label.kind != "named" and len(run) > 1)):
        return None
    leader = turns[before]
    last = _last_sentence(leader.utterance.text)
    if _LIVE.search(last) or last.endswith("?"):
        return None
    if len(run) > 1 and _LISTEN.search(leader.utterance.text[-_TAIL:].lower()):
        return Evidence("introduced", 0.85, *place_of_announcement(leader))
    if not label.is_full:
        return None
    if first.utterance.parted:
        return Evidence("cue-lost", 0.8)
    is_host = leader.utterance.opening or (leader.person and leader.person.role == "host")
    if len(run) == 1 and is_host and _SAID.search(last) and _is_spoken_of(first.person, last):
        end = leader.utterance.end
        return Evidence("spoken-of-before", 0.7, max(leader.utterance.start, end - len(last)), end)
    return None


def _last_sentence(text: str) -> str:
    """The words after the last end of a sentence; all where there is none."""
    at = text.rfind(" ")
    while at > 0:
        end = at - 1 if text[at - 1] in '"”’' else at
        if text[at - 1] in _SENTENCE_ENDS or text[end - 1 : end] in _SENTENCE_ENDS:
            return text[at + 1 :]
        at = text.rfind(" ", 0, at)
    return text


def _is_spoken_of(person: Person | None, sentence: str) -> bool:
    """Whether a sentence is about a person: by name, as he or she, or by an office."""
    if person is None:
        return False
    words = set(fold_name(sentence).split())
    offices = {
        word
        for said in person.descriptions | person.affiliations
        for word in said.casefold().split()
    }
    return not words.isdisjoint({person.words[-1], "he", "she"} | (offices - _NO_OFFICES))


def is_introduced(turn: Turn, previous: Turn, times: int) -> bool:
    """Whether the words before a turn announce it as something to listen to."""
    person = turn.person
    if person is None or person.role in {"host", "reporter", "moderator", "caller"} or times > 2:
        return False
    if previous.person is person or previous.kind == "clip":
        return False
    tail = previous.utterance.text[-_TAIL:]
    last = tail.rstrip().rsplit(". ", 1)[-1]
    if _LIVE.search(last):
        return False
    if tail.endswith(":") or _LISTEN.search(tail.lower()):
        return True
    named = bool(person.name) and person.name.split()[-1] in last
    return named and bool(_HERE_NAMED.search(last.rstrip(".:!? ")))


def place_of_announcement(turn: Turn) -> tuple[int, int]:
    """Where the words stand that announce what is heard after a turn."""
    return max(turn.utterance.start, turn.utterance.end - _TAIL), turn.utterance.end
