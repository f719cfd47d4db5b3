"""Clip or live: what is played in, told by cues, by how it is introduced, and by who takes part.

A window opens at a cue that plays something recorded and closes when a participant speaks;
between ``BEGIN`` and ``END`` everything is a clip. Without a cue, the words before tell:
"Take a listen", "Here's what X had to say". A participant is whoever speaks outside any
window; a role printed inside one (an old broadcast) makes nobody a participant.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from onrecord.grammar.keyed import Keyed
from onrecord.speakers.insertions import find_insertions
from onrecord.speakers.model import Evidence, Person, Turn

_LISTEN = re.compile(
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
)
_LIVE = Keyed(
    ("join", "with us", "on the line", "welcome", "thank", "good "),
    re.compile(
        r"\b(?:joins? (?:us|me)|with us|joined (?:by|us|me)|on the line|welcome|thanks? (?:you )?for|good (?:morning|evening|afternoon))\b",
        re.IGNORECASE,
    ),
    fold=True,
)
_HERE_NAMED = re.compile(
    r"\b(?:[Hh]ere(?:'s|’s| is| was)|[Tt]his (?:is|was)|[Tt]hat(?:'s|’s) how)\s+(?:[^.?!:]{0,80})$"
)
_BROADCAST = re.compile(
    r"BROADCAST|PROGRAM|NPR|RADIO|NEWS|SHOW|SERIES|EPISODE|PODCAST", re.IGNORECASE
)
_ON_TAPE = re.compile(
    r"\b(?:tape|cassette|record(?:ed|ing)|archiv(?:al|e)|film|clip|voicemail|newsreel|reel"
    r"|from (?:\w+ ){0,2}(?:video|footage|audio))|videotape\b",
    re.IGNORECASE,
)
_TAIL = 200


def mark_clips(turns: Sequence[Turn]) -> None:
    """Set `kind` to ``clip``, and `played` to the reason, on every turn that is played in."""
    times = Counter(t.person for t in turns if t.person)
    live = {t.person for t in turns if t.person and t.utterance.opening}
    inserted = find_insertions(turns)
    window = ""
    since = 0
    cue = previous = None
    last_end = max((t.utterance.start for t in turns if t.utterance.playback == "end"), default=-1)
    for at, turn in enumerate(turns):
        if turn.kind == "cue":
            if turn.utterance.playback:
                ends = turn.utterance.start < last_end
                window, since, cue = _after_cue(window, turn, ends=ends), 0, turn
            continue
        person = turn.person
        if _is_marked(turn):
            turn.kind = "clip"
            turn.played = Evidence("label-note", 0.97)
            previous = turn
            continue
        if window in {"recorded", "broadcast"} and (
            turn.utterance.label is None
            or (person in live and not (since == 0 and _sings(turn)))
            or _steps_in(turn, window, since, live)
        ):
            window = ""
        if window and cue:
            turn.kind = "clip"
            turn.played = Evidence("recording-cue", 0.95, cue.utterance.start, cue.utterance.end)
        elif person is not None and person not in live:
            if previous and _is_introduced(turn, previous, times[person]):
                turn.kind = "clip"
                end = previous.utterance.end
                turn.played = Evidence(
                    "introduced", 0.85, max(previous.utterance.start, end - _TAIL), end
                )
            elif at in inserted:
                turn.kind = "clip"
                turn.played = inserted[at]
            else:
                live.add(person)
        since += 1
        previous = turn


def _is_marked(turn: Turn) -> bool:
    """Whether the label or a note after it says that a recording is heard: ``(on tape)``."""
    label = turn.utterance.label
    if label is None:
        return False
    if label.key.startswith("voicemail") or any(map(_ON_TAPE.search, label.notes)):
        return True
    cues = turn.utterance.cues
    if not cues or cues[0].offset or cues[0].kind != "note":
        return False
    return _ON_TAPE.search(cues[0].text) is not None


def _after_cue(window: str, cue: Turn, *, ends: bool) -> str:
    """What is being played after a cue; what has a ``begin`` lasts until its end, if there is one."""
    playback, words = cue.utterance.playback, cue.utterance.text
    if playback == "end":
        return ""
    if playback == "begin":
        return "begin" if ends else "recorded"
    if playback == "recorded" and window != "begin":
        return "broadcast" if _BROADCAST.search(words) else "recorded"
    return window


def _sings(turn: Turn) -> bool:
    """Whether a turn begins with singing: after a song's cue it is the record, whoever sings."""
    cues = turn.utterance.cues
    return bool(cues) and cues[0].offset == 0 and "sing" in cues[0].text.casefold()


def _steps_in(turn: Turn, window: str, since: int, live: set[Person]) -> bool:
    """Whether a host or reporter not heard before takes over after a recording.

    An old broadcast has hosts of its own, so there nobody new takes over, unless the
    programme itself opened with it and nobody is live yet.
    """
    if turn.person is None or turn.person.role not in {"host", "reporter", "moderator"}:
        return False
    return since > 0 and (window == "recorded" or not live)


def _is_introduced(turn: Turn, previous: Turn, times: int) -> bool:
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
