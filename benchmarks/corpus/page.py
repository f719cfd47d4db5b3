"""A page in the making: its text, and the truth about where each turn stands in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from benchmarks.corpus.script import Kind, Utterance
    from benchmarks.corpus.voices import Role, Voice


class Turn(TypedDict):
    """The truth about one turn, as in the gold format of `onrecord evaluate`."""

    char_start: int
    char_end: int
    kind: Kind
    role: Role | None
    speaker_label: str | None
    speaker_name: str | None
    attribution: str


class Story(TypedDict):
    """The truth about the document as a whole, as far as the page states it."""

    title: str | None
    station: str | None
    program: str | None
    published_on: str | None


class Truth(TypedDict):
    """The truth about one page: one line of the truth file."""

    source: str
    conventions: list[str]
    document: Story
    turns: list[Turn]


@dataclass(slots=True)
class Page:
    """The text so far, in pieces, with the turns found in it."""

    turns: list[Turn] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _length: int = 0

    def put(self, text: str) -> int:
        """Add the text and return the position just after it."""
        self._pieces.append(text)
        self._length += len(text)
        return self._length

    def put_lines(self, lines: list[str]) -> None:
        """Add each of the lines, with its line end."""
        for line in lines:
            self.put(f"{line}\n")

    def put_cue(self, utterance: Utterance) -> None:
        """Add a standalone cue."""
        start = self._length
        end = self.put(utterance.paragraphs[0])
        self.turns.append(_turn(utterance, None, start, end, "none"))

    def put_turn(
        self, utterance: Utterance, label: str | None, attribution: str,
        *, after_label: str = ": ", between: str = "\n\n",
    ) -> None:  # fmt: skip
        """Add the words of one voice behind its label, if one is printed."""
        start = self._length if label is None else self.put(f"{label}{after_label}")
        end = self.put(between.join(utterance.paragraphs))
        self.turns.append(_turn(utterance, label, start, end, attribution))

    def text(self) -> str:
        """Return the whole page."""
        return "".join(self._pieces)


def _turn(utterance: Utterance, label: str | None, start: int, end: int, attribution: str) -> Turn:
    voice = utterance.voice
    return {
        "char_start": start,
        "char_end": end,
        "kind": utterance.kind,
        "role": voice.role if voice and voice.role != "unknown" else None,
        "speaker_label": label,
        "speaker_name": voice.name if voice else None,
        "attribution": attribution,
    }


class Register:
    """Who has spoken, and so which label comes next."""

    def __init__(self) -> None:
        self._heard: set[Voice] = set()

    def label_of(self, voice: Voice) -> tuple[str, str]:
        """Return the label to print for the voice, and how it leads to the person."""
        if voice in self._heard:
            return voice.later, voice.later_attribution
        self._heard.add(voice)
        return voice.first, "printed"


def curled(text: str) -> str:
    """Return the text with curly apostrophes: one character for one, so that no offset moves."""
    return text.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")


def curl(truth: Truth) -> None:
    """Give curly apostrophes to all that the truth quotes from the page."""
    for turn in truth["turns"]:
        turn["speaker_label"] = turn["speaker_label"] and curled(turn["speaker_label"])
    story = truth["document"]
    story["title"] = story["title"] and curled(story["title"])
    story["station"] = story["station"] and curled(story["station"])
