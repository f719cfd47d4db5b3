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

from onrecord.speakers.insertions import find_insertions, is_introduced, place_of_announcement
from onrecord.speakers.model import Evidence, Person, Turn

_BROADCAST = re.compile(
    r"BROADCAST|PROGRAM|NPR|RADIO|NEWS|SHOW|SERIES|EPISODE|PODCAST", re.IGNORECASE
)
_ON_TAPE = re.compile(
    r"\b(?:tape|cassette|record(?:ed|ing)|archiv(?:al|e)|film|clip|voicemail|newsreel|reel"
    r"|from (?:\w+ ){0,2}(?:video|footage|audio))|videotape\b",
    re.IGNORECASE,
)


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
        if _is_marked(turn) or at in inserted:
            turn.kind = "clip"
            turn.played = inserted.get(at) or Evidence("label-note", 0.97)
            previous = turn
            continue
        if window in {"recorded", "broadcast"} and (
            turn.utterance.label is None
            or (person in live and not _performs(turn, since))
            or _steps_in(turn, window, since, live)
        ):
            window = ""
        if window and cue:
            turn.kind = "clip"
            turn.played = Evidence("recording-cue", 0.95, cue.utterance.start, cue.utterance.end)
        elif person is not None and person not in live:
            if previous and is_introduced(turn, previous, times[person]):
                turn.kind = "clip"
                turn.played = Evidence("introduced", 0.85, *place_of_announcement(previous))
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


def _performs(turn: Turn, since: int) -> bool:
    """Whether a turn is of a record or a film, whoever is heard: ``(Singing)``, ``(As Duck)``.

    Of a song only the first turn is, since singers also sing in the studio.
    """
    cues = turn.utterance.cues
    if not cues or cues[0].offset:
        return False
    note = cues[0].text.strip("()[]").casefold()
    return note.startswith("as ") or (since == 0 and "sing" in note)


def _steps_in(turn: Turn, window: str, since: int, live: set[Person]) -> bool:
    """Whether a host or reporter not heard before takes over after a recording.

    An old broadcast has hosts of its own, so there nobody new takes over, unless the
    programme itself opened with it and nobody is live yet.
    """
    if turn.person is None or turn.person.role not in {"host", "reporter", "moderator"}:
        return False
    return since > 0 and (window == "recorded" or not live)
