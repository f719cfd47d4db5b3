"""Voices: who speaks in one document, under which labels, in which role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from random import Random

    from benchmarks.corpus.names import Person

Role = Literal[
    "host", "reporter", "guest", "source", "caller", "moderator", "chair", "member", "judge",
    "advocate", "witness", "participant", "audience", "unknown",
]  # fmt: skip
Era = Literal["modern", "2000s"]

TITLES = (
    "SENATOR", "REPRESENTATIVE", "DR.", "DR.", "MAYOR", "GOVERNOR", "PRESIDENT", "JUDGE",
    "SHERIFF", "REVEREND", "RABBI", "GENERAL", "PROFESSOR", "AMBASSADOR",
)  # fmt: skip
# of the 2000s: in front of the full name, and in front of the surname
COURTESIES = {
    "SENATOR": ("Senator", "Sen."),
    "REPRESENTATIVE": ("Representative", "Rep."),
    "DR.": ("Dr.", "Dr."),
    "GOVERNOR": ("Governor", "Gov."),
    "GENERAL": ("General", "Gen."),
    "PROFESSOR": ("Professor", "Prof."),
}
UNNAMED = {
    "modern": (
        "UNIDENTIFIED PERSON",
        "UNIDENTIFIED PERSON #1",
        "UNIDENTIFIED PERSON #2",
        "UNIDENTIFIED REPORTER",
        "UNIDENTIFIED CHILD",
        "UNIDENTIFIED SINGERS",
        "AUTOMATED VOICE",
        "AI-GENERATED VOICE #2",
        "CROWD",
    ),
    "2000s": (
        "Unidentified Man",
        "Unidentified Man #1",
        "Unidentified Woman",
        "Unidentified Woman #2",
        "Unidentified Child",
        "Unidentified Group",
    ),
}


@dataclass(frozen=True, slots=True)
class Voice:
    """One speaker of one document; `name` is None for the unnamed.

    `later_attribution` says how the label after the first leads to the person.
    """

    name: str | None
    role: Role
    first: str
    later: str
    later_attribution: str = "matched"


@dataclass(frozen=True, slots=True)
class Labels:
    """How one document prints labels."""

    era: Era
    mixed_gaelic: bool = False
    twins: Literal["", "initial", "full"] = ""

    def shout(self, name: str) -> str:
        """Return the name in capitals, `McCOY` where the page keeps the small c."""
        words = name.split(" ")
        if self.mixed_gaelic:
            return " ".join(
                "Mc" + word[2:].upper() if word.startswith("Mc") else word.upper() for word in words
            )
        return " ".join(words).upper()

    def host(self, person: Person, *, substitute: bool = False) -> Voice:
        """Return the voice of a host."""
        tag = "host" if self.era == "2000s" else "HOST"
        if substitute and self.era == "modern":
            tag = "GUEST HOST"
        return self._staff(person, "host", f", {tag}")

    def reporter(self, person: Person) -> Voice:
        """Return the voice of a reporter."""
        return self._staff(person, "reporter", " reporting" if self.era == "2000s" else ", BYLINE")

    def outsider(self, rng: Random, person: Person, role: Role, post: str) -> Voice:
        """Return the voice of a guest or of a source; `post` is `Researcher, Ohio Institute`."""
        title = rng.choice(TITLES) if rng.random() < 0.15 else ""
        if self.era == "modern":
            first = self.shout(person.name)
            return self._named(person, role, f"{title} {first}".strip())
        courtesy, short = COURTESIES.get(title, ("Ms.", "Ms.") if person.feminine else ("Mr.",) * 2)
        first = f"{courtesy} {self.shout(person.name)} ({post})"
        return Voice(person.name, role, first, f"{short} {self.shout(person.family)}")

    def caller(self, person: Person) -> Voice:
        """Return the voice of a caller, known by a first name."""
        label = self.shout(person.called)
        if self.era == "2000s":
            return Voice(person.called, "caller", f"{label} (Caller)", label)
        return Voice(person.called, "caller", label, label, "printed")

    def unnamed(self, rng: Random, role: Role) -> Voice:
        """Return the voice of somebody the page does not name."""
        label = rng.choice(UNNAMED[self.era])
        return Voice(None, role, label, label, "printed")

    def _staff(self, person: Person, role: Role, tag: str) -> Voice:
        return self._named(person, role, f"{self.shout(person.name)}{tag}")

    def _named(self, person: Person, role: Role, first: str) -> Voice:
        short = self.shout(person.family)
        if self.twins == "initial":
            return Voice(person.name, role, first, f"{person.called[0].upper()}. {short}")
        if self.twins == "full":
            return Voice(person.name, role, first, self.shout(person.name), "printed")
        return Voice(person.name, role, first, short)
