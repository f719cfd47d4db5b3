"""What comes back where onrecord reads its own exports: one entry a format, which the tests hold it to.

Everywhere: documents in the order of the export, turns in theirs, words on one line with single spaces,
controls as U+FFFD. What one speaker says in a row is one turn; what looks like a cue among words is one.
Names are read as labels that are printed: what stands behind one in capitals is taken for a role.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Speakers = Literal["label", "label or id", "name", "names in words", "chat name", "voice", "prefix"]
Words = Literal["words", "words and cues", "cues among words", "full width"]
Times = Literal["as they are", "as shown", "spans", "none"]

SPEAKERS: dict[Speakers, str] = {
    "label": "labels as printed",
    "label or id": "labels as printed, else the id of the speaker",
    "name": "names, else labels, else `UNIDENTIFIED`",
    "names in words": "names, else labels, but for punctuation and figures; a code where there is neither",
    "chat name": "names in ASCII letters, else the side",
    "voice": "names, else labels; where there is neither, who spoke before",
    "prefix": "names, else labels, where they look like names; others stay before the words",
}
WORDS: dict[Words, str] = {
    "words": "words",
    "words and cues": "words, and inline cues",
    "cues among words": "words; cues that do not look like cues are among them",
    "full width": "the same, with signs that players act on in full width",
}
TIMES: dict[Times, str] = {
    "as they are": "starts and ends",
    "as shown": "starts and ends of captions",
    "spans": "starts with ends, where the end is later",
    "none": "none",
}


@dataclass(frozen=True)
class Return:
    """What comes back from a format: from which of its files, and what of turns."""

    file: str
    speakers: Speakers
    words: Words
    times: Times


RETURNS: dict[str, Return] = {
    "convokit": Return("`utterances.jsonl`", "label or id", "words and cues", "as they are"),
    "mediasum": Return("the file", "name", "words", "none"),
    "messages": Return("the file, with `--multi-party`", "chat name", "words", "none"),
    "webvtt": Return("each file", "voice", "cues among words", "as shown"),
    "srt": Return("each file", "prefix", "full width", "as shown"),
    "tei": Return("each file", "names in words", "words and cues", "as they are"),
    "chat": Return("each file", "names in words", "words and cues", "spans"),
    "csv": Return("`turns.csv`, with `--unguarded`", "label", "words", "as they are"),
}
