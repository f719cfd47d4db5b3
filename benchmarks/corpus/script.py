"""Scripts: the utterances of one document, in order, before any page prints them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from random import Random

    from benchmarks.corpus.prose import Mood, Prose
    from benchmarks.corpus.voices import Voice

Kind = Literal["speech", "clip", "cue"]

COLONS = (
    "Here's what I'd ask: {}",
    "OK: {}",
    "NATO: {}",
    "FEMA: {}",
    "Remember: {}",
    "One more thing: {}",
    "Step one: {}",
    "Mark Twain, of all people: {}",
    "Washington: {}",
    "At 3:16 that morning, this: {}",
)
INLINE_CUES = (
    "(Laughter)",
    "(Laughter)",
    "(Singing)",
    "(Speaking Spanish)",
    "(Crying)",
    "(Imitating engine)",
    "(Reading)",
)
FIRST_CUES = ("(Laughter)", "(Through interpreter)", "(Singing)", "(Laughing)", "(Reading)")
PLACES_HEARD = ("Tolvik", "Amberay", "Kinsaro", "Port Lunde", "Wexcombe", "Sarratta", "Old Brindle")


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one voice says without a break; a cue has no voice."""

    kind: Kind
    voice: Voice | None
    paragraphs: list[str]


class Script:
    """The utterances so far, and what they are written with."""

    def __init__(self, rng: Random, prose: Prose, *, colons: bool, inline_cues: bool) -> None:
        self.rng = rng
        self.prose = prose
        self.utterances: list[Utterance] = []
        self.used = 0
        self.tags: set[str] = set()
        self._colons = colons
        self._inline_cues = inline_cues

    def say(
        self, voice: Voice, mood: Mood, length: float, *,
        before: str = "", after: str = "", kind: Kind = "speech",
    ) -> None:  # fmt: skip
        """Add a turn of about `length` characters, with the words given before and after."""
        sentences = self.prose.sentences(mood, length)
        if before:
            sentences.insert(0, before)
        if after:
            sentences.append(after)
        self.add(voice, self._paragraphs(self._decorate(sentences)), kind)

    def add(self, voice: Voice | None, paragraphs: list[str], kind: Kind = "speech") -> None:
        """Add a turn of exactly these words."""
        self.utterances.append(Utterance(kind, voice, paragraphs))
        self.used += sum(map(len, paragraphs))

    def ask(self, voice: Voice, length: float, *, before: str = "") -> None:
        """Add a question of about `length` characters."""
        question = self.prose.sentences("QUESTION", 1)[0]
        self.say(voice, "TALK", length - len(question), before=before, after=question)

    def cue(self, text: str) -> None:
        """Add a standalone cue."""
        self.add(None, [text], "cue")

    def _decorate(self, sentences: list[str]) -> list[str]:
        chance = self.rng.random
        if self._colons and chance() < 0.3:
            sentence = self.rng.choice(COLONS).format(self.prose.sentence("TALK"))
            sentences.insert(self.rng.randrange(len(sentences) + 1), sentence)
            self.tags.add("colons")
        if self._inline_cues and chance() < 0.25:
            self._insert_cue(sentences)
        return sentences

    def _insert_cue(self, sentences: list[str]) -> None:
        kind = self.rng.random()
        if kind < 0.15:
            sentences.insert(0, f"There's a town called {self.rng.choice(PLACES_HEARD)} (ph).")
            self.tags.add("inline-cue")
        elif kind < 0.6 and len(sentences) > 1:
            place = self.rng.randrange(1, len(sentences))
            sentences[place] = f"{self.rng.choice(INLINE_CUES)} {sentences[place]}"
            self.tags.add("inline-cue")
        else:
            sentences[0] = f"{self.rng.choice(FIRST_CUES)} {sentences[0]}"
            self.tags.add("cue-first")

    def _paragraphs(self, sentences: list[str]) -> list[str]:
        if len(sentences) < 8 or self.rng.random() < 0.55:
            return [" ".join(sentences)]
        cut = self.rng.randrange(3, len(sentences) - 2)
        self.tags.add("paragraphs")
        return [" ".join(sentences[:cut]), " ".join(sentences[cut:])]
