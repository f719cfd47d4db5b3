"""The studio: what a broadcast is made with, whatever its genre."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.corpus.cast import PROGRAMS, roster
from benchmarks.corpus.clips import play_clip, soundbite
from benchmarks.corpus.names import Person, draw_person, person_of_family
from benchmarks.corpus.places import SCHOOLS
from benchmarks.corpus.prose import Prose
from benchmarks.corpus.script import Script
from benchmarks.corpus.words import read_words

if TYPE_CHECKING:
    from random import Random

    from benchmarks.corpus.style import Style
    from benchmarks.corpus.voices import Role, Voice

THANKS = (
    "Thank you.",
    "Thanks for having me.",
    "You're welcome.",
    "My pleasure.",
    "Thanks so much.",
)


class Studio:
    """One broadcast in the making: its script, its voices, and who may still be invited."""

    def __init__(self, rng: Random, style: Style, length: float) -> None:
        hosts, reporters = roster()
        self.rng, self.style, self.length = rng, style, length
        self.anchor = rng.choice(hosts[rng.choice(PROGRAMS)])
        self.staffer = rng.choice(reporters)
        self.taken = {self.anchor.person.family, self.staffer.person.family}
        names = [self.person().short_name for _ in range(4)]
        self.script = Script(
            rng, Prose(rng, names), colons=style.colons, inline_cues=style.inline_cues
        )
        substitute = not style.missing_host and rng.random() < 0.02
        self.host = style.labels.host(self.anchor.person, substitute=substitute)
        self.script.tags |= {"guest-host"} if substitute and style.era == "modern" else set()
        self.reporter = style.labels.reporter(self.staffer.person)

    def person(self) -> Person:
        """Return somebody whose surname nobody else of this broadcast has."""
        return draw_person(self.rng, self.taken)

    def outsider(self, role: Role, person: Person | None = None) -> tuple[Person, Voice]:
        """Return a guest or a source, and their voice."""
        person = person or self.person()
        post = f"{self.rng.choice(read_words('jobs')).title()}, {self.rng.choice(SCHOOLS)}"
        return person, self.style.labels.outsider(self.rng, person, role, post)

    def twin(self) -> Person | None:
        """Return somebody with the host's surname where the page has two of one surname."""
        host = self.anchor.person
        if not self.style.labels.twins:
            return None
        twin = person_of_family(self.rng, host.family)
        while twin.called[0] == host.called[0]:
            twin = person_of_family(self.rng, host.family)
        return twin

    def spread(self, mean: float) -> float:
        """Return a length about the mean, skewed as lengths of speech are."""
        return mean * self.rng.lognormvariate(-0.125, 0.5)

    @property
    def unfinished(self) -> bool:
        """Whether the broadcast is still shorter than it should be."""
        return self.script.used < self.length

    def lead_in(self, after: str) -> None:
        """Add the host's opening, which ends with the words given."""
        anchor = self.anchor
        before = ""
        if self.style.announced:
            before = f"This is {anchor.post.upper()} from NPR News. I'm {anchor.person.name}."
        elif self.style.missing_host == "intro":
            before = self.rng.choice(("I'm {}.", "And I'm {}.", "From NPR News, I'm {}."))
            before = before.format(anchor.person.name)
        self.script.say(self.host, "REPORT", self.spread(360), before=before, after=after)

    def answer(self, voice: Voice, *, addressed: bool = False) -> None:
        """Add a long turn of a guest or a reporter, now and then with a clip in it."""
        before = ""
        if addressed or self.rng.random() < 0.1:
            opening = self.rng.choice(("Well, {}, {}", "You know, {}, {}", "Yeah, {}, {}"))
            called = self.anchor.person.called
            before = opening.format(called, self.script.prose.sentence("TALK"))
        if self.style.interrupted and self.rng.random() < 0.4:
            self._interrupt(voice, before)
        elif self.rng.random() < 0.08:
            play_clip(self, voice, self.spread(350), before)
            self.script.say(voice, "TALK", self.spread(400))
        else:
            self.script.say(voice, "TALK", self.spread(1000), before=before)

    def _interrupt(self, voice: Voice, before: str) -> None:
        script = self.script
        script.tags.add("interrupted")
        script.say(voice, "TALK", self.spread(400), before=before, after="And what I'd say is...")
        if self.rng.random() < 0.5:
            script.add(self.host, [self.rng.choice(("Right.", "Sure.", "Go on.", "Mm-hmm."))])
        else:
            script.cue(soundbite(self, "MUSIC"))
        script.say(voice, "TALK", self.spread(300), before=f"...{script.prose.sentence('TALK')}")

    def converse(self, voices: list[Voice]) -> None:
        """Add answers and questions until the broadcast is long enough."""
        self.answer(voices[0], addressed=self.style.missing_host == "address")
        while self.unfinished:
            self.script.ask(self.host, self.spread(170))
            self.answer(self.rng.choice(voices))
            if self.rng.random() < 0.02:
                self.script.cue("(LAUGHTER)")

    def part(self, guest: Person, voice: Voice, intro: str) -> None:
        """Add the farewell, thanks and the music that ends some broadcasts."""
        self.script.add(self.host, [f"{intro}{guest.name}, thank you."])
        if self.rng.random() < 0.8:
            self.script.add(voice, [self.rng.choice(THANKS)])
        self.play_out()

    def play_out(self) -> None:
        """Add the music that ends some broadcasts."""
        if self.rng.random() < 0.2:
            self.script.cue(soundbite(self, "MUSIC"))
