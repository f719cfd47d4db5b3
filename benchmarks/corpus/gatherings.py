"""Plain labelled transcripts: podcasts, panels, councils and courts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.corpus.dates import american, draw_day
from benchmarks.corpus.names import draw_person
from benchmarks.corpus.page import Page, Register, Story, Truth, curl, curled
from benchmarks.corpus.places import CITIES, SCHOOLS
from benchmarks.corpus.prose import Prose
from benchmarks.corpus.script import Script
from benchmarks.corpus.voices import Voice

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from benchmarks.corpus.names import Person
    from benchmarks.corpus.voices import Role

People = list["Person"]


def podcast(rng: Random, people: People) -> list[Voice]:
    """Return the voices of a podcast: full names throughout, or first names after the first."""
    short = rng.random() < 0.4
    voices = []
    for number, person in enumerate(people):
        role: Role = "host" if number == 0 else "guest"
        tag = f" ({role})" if rng.random() < 0.5 else ""
        later, attribution = (person.called, "matched") if short else (person.name, "printed")
        voices.append(
            Voice(person.name, role if tag else "unknown", person.name + tag, later, attribution)
        )
    return voices


def panel(rng: Random, people: People) -> list[Voice]:
    """Return the voices of a panel: a moderator, and panelists with their affiliations."""
    chair, *others = people
    first = f"{chair.name} ({rng.choice(('Moderator', 'moderator', 'MODERATOR'))})"
    voices = [Voice(chair.name, "moderator", first, chair.family)]
    for person in others:
        first = f"{person.name} ({rng.choice(SCHOOLS)})"
        voices.append(Voice(person.name, "unknown", first, person.family))
    if rng.random() < 0.5:
        voices.append(Voice(None, "audience", "Audience Member", "Audience Member", "printed"))
    return voices


def council(rng: Random, people: People) -> list[Voice]:
    """Return the voices of a council: a chair and members, each with the office in front."""
    member = rng.choice(("Council Member", "Member", "Councilmember"))
    shouted = rng.random() < 0.4
    voices = []
    for number, person in enumerate(people):
        office = member if number else "Chair"
        role: Role = "member" if number else "chair"
        first, later = f"{office} {person.name}", f"{office} {person.family}"
        if shouted:
            first, later = first.upper(), later.upper()
        voices.append(Voice(person.name, role, first, later))
    return voices


def court(_rng: Random, people: People) -> list[Voice]:
    """Return the voices of a court: the bench, the witness, counsel by surname alone."""
    bench = Voice(None, "judge", "THE COURT", "THE COURT", "printed")
    witness = Voice(None, "witness", "THE WITNESS", "THE WITNESS", "printed")
    counsel = []
    for person in people[:2]:
        label = f"{'MS.' if person.feminine else 'MR.'} {person.family.upper()}"
        counsel.append(Voice(person.family, "advocate", label, label, "printed"))
    return [bench, *counsel, witness]


def minutes(_rng: Random, people: People) -> list[Voice]:
    """Return voices known by surnames in capitals; a line above gives their full names."""
    return [
        Voice(person.name, "unknown", person.family.upper(), person.family.upper())
        for person in people
    ]


STYLES: dict[str, Callable[[Random, People], list[Voice]]] = {
    "podcast": podcast,
    "panel": panel,
    "council": council,
    "court": court,
    "speakers-line": minutes,
}


def make_gathering(rng: Random, path: str, length: float) -> tuple[str, Truth]:
    """Return the text of one plain transcript of about `length` characters, and its truth."""
    style = rng.choice(tuple(STYLES))
    taken: set[str] = set()
    people = [draw_person(rng, taken) for _ in range(rng.randrange(2, 5))]
    names = [person.short_name for person in people]
    script = _converse(rng, STYLES[style](rng, people), names, length)
    page, between = Page(), rng.choice(("\n\n", "\n\n", "\n"))
    document, head = _head(rng, script, people if style == "speakers-line" else [])
    page.put_lines(head)
    _put_turns(page, script, between, matched=style == "speakers-line")
    page.put("\n")
    convention = sorted({"labelled", f"plain-{style}", *script.tags})
    truth: Truth = {
        "source": path, "conventions": convention, "document": document, "turns": page.turns,
    }  # fmt: skip
    text = page.text()
    if rng.random() < 0.12:
        curl(truth)
        return curled(text), truth
    return text, truth


def _converse(rng: Random, voices: list[Voice], names: list[str], length: float) -> Script:
    script = Script(rng, Prose(rng, names), colons=rng.random() < 0.1, inline_cues=False)
    voice = voices[0]
    script.say(voice, "TALK", 300)
    while script.used < length or len(script.utterances) < 2 * len(voices):
        voice = rng.choice([other for other in voices if other is not voice])
        if rng.random() < 0.3:
            script.ask(voice, 150)
        else:
            script.say(voice, "TALK", 760 * rng.lognormvariate(-0.125, 0.5))
    return script


def _head(rng: Random, script: Script, speakers: People) -> tuple[Story, list[str]]:
    title = script.prose.headline() if rng.random() < 0.85 or speakers else None
    day = draw_day(rng, 2003, 2025) if rng.random() < 0.5 else None
    lines = [title, ""] if title else []
    if day:
        lines.append(rng.choice(("Date: {}", "{}", "Recorded: {}")).format(american(day)))
    if rng.random() < 0.2:
        lines.append(f"Location: {rng.choice(CITIES)}")
    if speakers:
        listed = ", ".join(person.name for person in speakers)
        lines.append(f"{rng.choice(('Speakers', 'Participants', 'Present'))}: {listed}")
    document: Story = {
        "title": title, "station": None, "program": None,
        "published_on": day.isoformat() if day else None,
    }  # fmt: skip
    return document, [*lines, ""] if lines else []


def _put_turns(page: Page, script: Script, between: str, *, matched: bool) -> None:
    register = Register()
    for number, utterance in enumerate(script.utterances):
        page.put(between if number else "")
        if utterance.voice is None:
            page.put_cue(utterance)
            continue
        label, attribution = register.label_of(utterance.voice)
        attribution = "matched" if matched else attribution
        page.put_turn(utterance, label, attribution, between=between)
