"""Why a conversation came out as it did.

What each piece of the source was taken for, and for each turn the evidence behind its speaker
and its kind.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from onrecord.source import Source
from onrecord.speakers import Conversation, Evidence, Turn
from onrecord.transcript import Region, Transcript

#: What each kind of evidence says.
EVIDENCE = {
    "full-label": "the label prints the name",
    "surname": "the label is the surname of this full name",
    "given-name": "the label is the given name of this full name",
    "shared": "fits this name too, told apart by who spoke in full before, by title or by role",
    "named-in-words": "the words put this given name before the surname",
    "nickname": "the label is a short form of this given name",
    "initials": "the label's initials stand for this name",
    "function": "this person has been named with this function",
    "continues": "no label: the speaker before goes on",
    "self-introduction": "the speaker says so",
    "sign-off": "the speaker signs off with this name",
    "only-name-given": "the only name that the page gives",
    "host-by-label": "a label says host",
    "host-by-biography": "a biography or credit says host",
    "first-label-missing": "short labels only: the full one must have been the missing first",
    "speaks-next": "the first label is this person's, so the words before it are not",
    "other-role": "has another role",
    "spoken-of": "the words speak of this person",
    "addressed": "called by this first name",
    "announced": "announced by this name, and answers",
    "named-before": "named in full just before this voice is first heard",
    "asks": "asks most of the time",
    "leads": "does what those who lead a programme do",
    "called-on": "called by this name, and speaks next",
    "called": "called to the stand by this name",
    "sworn": "this name is sworn in",
    "by-line": "the line above the question says who asks",
    "interview": "the page says who asks and who answers",
    "label-note": "the label says that a recording is heard",
    "people-file": "the people file of the recipe knows the name",
    "roster": "the one person of this surname who leads the programme in other documents",
    "across": "other documents say who this is; see onrecord people",
    "recording-cue": "this cue plays something recorded",
    "cue-lost": "a wide gap stands above it, where the page lost a cue",
    "spoken-of-before": "the words before say what this person said",
    "introduced": "these words announce something to listen to",
}


def explain_conversation(conversation: Conversation, source: Source) -> dict[str, Any]:
    """``{"source_uri", "regions": [...], "turns": [...]}``, ready for JSON.

    A region has kind, start, end and text; a turn its columns and ``evidence``: kind, says,
    weight (-1 to 1, negative against), start, end and text, the place null where the reason is
    no place. A source without text positions has no offsets, and its text is our rendering. Offsets are code points of the decoded source; text is that of the source after
    repair of its encoding.
    """
    transcript = conversation.transcript
    labels = [region for region in transcript.regions if region.kind == "label"]
    show = _Shown(transcript, source)
    return {
        "source_uri": source.uri,
        "format": transcript.format,
        "flags": sorted(conversation.flags),
        "regions": [
            {"kind": kind, **show.place(start, end)} for kind, start, end in transcript.regions
        ],
        "turns": [
            {
                "turn_index": index,
                "kind": turn.kind,
                "speaker_label": turn.utterance.label.printed if turn.utterance.label else None,
                "name": turn.person.name if turn.person else None,
                "role": turn.role,
                "attribution": turn.decision.attribution,
                "confidence": round(turn.decision.confidence, 3),
                **show.place(turn.utterance.start, turn.utterance.end),
                "evidence": [
                    {
                        "kind": piece.kind,
                        "says": EVIDENCE[piece.kind],
                        "weight": round(piece.weight, 3),
                        **show.place(piece.start, piece.end),
                    }
                    for piece in _evidence(turn, labels)
                ],
            }
            for index, turn in enumerate(conversation.turns)
        ],
    }


def add_across(turn: dict[str, Any], kept: dict[str, Any]) -> None:
    """Add to an explained turn what all documents together decided, as the dataset keeps it.

    `kept` has the turn's name, role, attribution and confidence in the dataset.
    """
    if all(turn[key] == kept[key] for key in ("name", "attribution")):
        return
    kind = "roster" if kept["attribution"] == "roster" else "across"
    piece = {"kind": kind, "says": EVIDENCE[kind], "weight": round(kept["confidence"], 3)}
    turn["evidence"].append(piece | {"start": None, "end": None, "text": None})
    turn.update(kept | {"confidence": piece["weight"]})


class _Shown:
    """Places of a text, with their words."""

    def __init__(self, transcript: Transcript, source: Source):
        self.text = transcript.text
        self.decoded = None if transcript.is_rendered else source.decoded

    def place(self, start: int, end: int) -> dict[str, Any]:
        if start < 0:
            return {"start": None, "end": None, "text": None}
        if self.decoded is None:
            return {"start": None, "end": None, "text": self.text[start:end]}
        return {
            "start": self.decoded.to_source(start),
            "end": self.decoded.to_source(end),
            "text": self.text[start:end],
        }


def _evidence(turn: Turn, labels: Iterable[Region]) -> list[Evidence]:
    """What stands behind a turn's speaker, then what makes it a clip."""
    pieces = list(turn.decision.evidence)
    if turn.decision.attribution == "printed":
        before = [label for label in labels if label.end <= turn.utterance.start]
        place = before[-1][1:] if before else (-1, -1)
        pieces.append(Evidence("full-label", 1.0, *place))
    return [*pieces, turn.played] if turn.played else pieces
