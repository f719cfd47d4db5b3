"""Clips: recorded voices played in, after a cue or after words of introduction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.corpus.places import SCHOOLS
from benchmarks.corpus.words import read_words

if TYPE_CHECKING:
    from benchmarks.corpus.studio import Studio
    from benchmarks.corpus.voices import Voice

SOUNDS = read_words("sounds")
RECORDINGS = ("ARCHIVED RECORDING",) * 4 + (
    "ARCHIVED NPR BROADCAST",
    'FILM, "{}"',
    'TV SHOW, "{}"',
    "PRESS CONFERENCE",
)
INTRODUCTIONS = (
    "{name} spoke to reporters in {place}. Take a listen.",
    "Take a listen to some of what {name} had to say.",
    "Here's what {name} told the crowd in {place}.",
    "I want to play you {name}, speaking in {place}. Listen to this.",
    "Let's listen to {name}.",
)


def soundbite(studio: Studio, sound: str = "") -> str:
    """Return a standalone cue for the sound, or for any sound that is not speech."""
    sound = sound or studio.rng.choice(SOUNDS)
    if studio.style.era == "2000s":
        head, comma, title = sound.partition(", ")
        return f"(Soundbite of {head.lower()}{comma}{title})"
    return f"(SOUNDBITE OF {sound})"


def play_clip(studio: Studio, voice: Voice, length: float, before: str) -> None:
    """Add a turn of the voice that leads to a clip, and the clip."""
    if studio.rng.random() < 0.6:
        _play_after_cue(studio, voice, length, before)
    else:
        _play_after_words(studio, voice, length, before)


def _play_after_words(studio: Studio, voice: Voice, length: float, before: str) -> None:
    person, quoted = studio.outsider("source")
    words = studio.rng.choice(INTRODUCTIONS)
    after = words.format(name=person.name, place=studio.script.prose.place)
    studio.script.say(voice, "REPORT", length, before=before, after=after)
    studio.script.say(quoted, "TALK", studio.spread(240), kind="clip")
    studio.script.tags.add("clip-introduced")


def _play_after_cue(studio: Studio, voice: Voice, length: float, before: str) -> None:
    script, rng = studio.script, studio.rng
    script.say(voice, "REPORT", length, before=before)
    script.cue(soundbite(studio, rng.choice(RECORDINGS).format(script.prose.headline()[:40])))
    for _ in range(rng.choice((1, 1, 1, 2))):
        script.say(_recorded_voice(studio), "TALK", studio.spread(240), kind="clip")
    script.tags.add("clip-cued")


def _recorded_voice(studio: Studio) -> Voice:
    kind = studio.rng.random()
    if kind < 0.25:
        studio.script.tags.add("unnamed")
        return studio.style.labels.unnamed(studio.rng, "source")
    if kind < 0.3:  # a reporter of another day: the label does not make the clip live
        studio.script.tags.add("tagged-clip")
        return studio.style.labels.reporter(studio.person())
    post = f"President, {studio.rng.choice(SCHOOLS)}"
    return studio.style.labels.outsider(studio.rng, studio.person(), "source", post)
