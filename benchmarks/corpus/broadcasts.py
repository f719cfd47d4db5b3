"""Broadcasts: two-ways, interviews, packages, panels and call-ins, as scripts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.corpus.clips import play_clip, soundbite
from benchmarks.corpus.places import CITIES
from benchmarks.corpus.studio import THANKS, Studio

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from benchmarks.corpus.cast import Employee
    from benchmarks.corpus.names import Person
    from benchmarks.corpus.script import Script
    from benchmarks.corpus.style import Style
    from benchmarks.corpus.voices import Voice


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A script with the people behind it; `reporter` is None where there is none."""

    script: Script
    host: Employee
    reporter: Employee | None


def two_way(studio: Studio) -> None:
    """Write a host's conversation with a reporter."""
    name = studio.staffer.person.name
    question = studio.script.prose.sentences("QUESTION", 1)[0]
    studio.lead_in(f"NPR's {name} joins us now. {studio.staffer.person.called}, {question}")
    studio.converse([studio.reporter])
    studio.part(studio.staffer.person, studio.reporter, "NPR's ")


def interview(studio: Studio) -> None:
    """Write a host's conversation with a guest."""
    guest, voice = studio.outsider("guest", studio.twin())
    studio.lead_in(
        f"{guest.name} joins us from {studio.rng.choice(CITIES)}. Welcome to the program."
    )
    if studio.rng.random() < 0.5:
        studio.script.add(voice, [studio.rng.choice(THANKS)])
        studio.script.ask(studio.host, studio.spread(170))
    studio.converse([voice])
    studio.part(guest, voice, "")


def panel(studio: Studio) -> None:
    """Write a host's conversation with two or three guests."""
    guests = [studio.outsider("guest") for _ in range(studio.rng.choice((2, 2, 3)))]
    listed = ", ".join(person.name for person, _ in guests)
    studio.lead_in(f"With us are {listed}. Welcome to all of you.")
    voices = [voice for _, voice in guests]
    for voice in voices[1:]:
        studio.answer(voice)
    studio.converse(voices)
    studio.part(*guests[0], "")


def call_in(studio: Studio) -> None:
    """Write a host and a guest who take calls."""
    guest, voice = studio.outsider("guest")
    studio.lead_in(f"{guest.name} is here with us in the studio, and we'll take your calls.")
    studio.answer(voice, addressed=studio.style.missing_host == "address")
    callers: set[str] = set()
    while studio.unfinished:
        person = studio.person()
        if person.called not in callers:
            callers.add(person.called)
            _take_call(studio, person, voice)
    studio.part(guest, voice, "")


def _take_call(studio: Studio, person: Person, guest: Voice) -> None:
    caller = studio.style.labels.caller(person)
    hello = f"Let's go to {person.called}, who's on the line from {studio.rng.choice(CITIES)}."
    studio.script.add(studio.host, [f"{hello} Hi, {person.called}."])
    studio.script.ask(caller, studio.spread(340), before="Hi. Thanks for taking my call.")
    studio.answer(guest)
    if studio.rng.random() < 0.4:
        studio.script.add(caller, ["OK. Thank you."])


def package(studio: Studio) -> None:
    """Write a reporter's story with taped voices, under a host's introduction."""
    script, rng, name = studio.script, studio.rng, studio.staffer.person.name
    studio.lead_in(rng.choice((f"NPR's {name} reports.", f"{name} has the story.")))
    sources: list[Voice] = []
    while studio.unfinished or len(sources) < 2:
        if rng.random() < 0.12:
            script.cue(soundbite(studio))
        _narrate(studio, sources)
    signature = f"{name}, NPR News, {rng.choice((studio.staffer.city, script.prose.place))}."
    script.say(studio.reporter, "REPORT", studio.spread(300), after=signature)
    studio.play_out()


def _narrate(studio: Studio, sources: list[Voice]) -> None:
    script, rng = studio.script, studio.rng
    if rng.random() < 0.1:
        play_clip(studio, studio.reporter, studio.spread(420), "")
        return
    if sources and rng.random() < 0.45:
        after, voice = "", rng.choice(sources)
    elif rng.random() < 0.06:
        after, voice = "", studio.style.labels.unnamed(rng, "source")
        script.tags.add("unnamed")
    else:
        person, voice = studio.outsider("source")
        after = f"{person.name} lives in {rng.choice(CITIES)}." if rng.random() < 0.5 else ""
        sources.append(voice)
    script.say(studio.reporter, "REPORT", studio.spread(500), after=after)
    script.say(voice, "TALK", studio.spread(360))


WRITERS: dict[str, Callable[[Studio], None]] = {
    "two-way": two_way,
    "interview": interview,
    "package": package,
    "panel": panel,
    "call-in": call_in,
}


def write_broadcast(rng: Random, style: Style, length: float) -> Broadcast:
    """Return a broadcast of about `length` characters in the genre of the style."""
    studio = Studio(rng, style, length)
    WRITERS[style.genre](studio)
    with_reporter = style.genre in {"two-way", "package"}
    return Broadcast(studio.script, studio.anchor, studio.staffer if with_reporter else None)
