"""Stations, and the furniture their pages print above and below a story."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random

from benchmarks.corpus.places import REGIONS

LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
NAMES = (
    "NPR for {region}",
    "{call} {frequency} FM",
    "{call} | {bare_region} Public Radio",
    "{bare_region} Public Media",
    "{call} News",
    "Public Radio for {region}",
    "{call} {frequency} | The voice of {region}",
)
ABOVE = (
    ("Play Live Radio", "Next Up:", "0:00 0:00", "Available On Air Stations"),
    ("Donate", "Play Live Radio", "Next Up:", "0:00", "0:00", "All Streams"),
    ("Menu", "Show Search", "Search Query", "Home", "News", "Music", "Events", "Donate"),
    ("Skip to main content", "Listen Live", "Support"),
    ("On Air", "Now Playing", "BBC World Service", "On Air Now"),
    ("News | Programs | Schedule | Podcasts | About Us | Give",),
    ("Accessibility links", "Skip to main content", "Keyboard shortcuts for audio player"),
    (),
)
BELOW = (
    ("Facebook", "Twitter", "LinkedIn", "Email"),
    ("Share", "Facebook", "Flipboard", "Email", "Related Content", "Latest Stories"),
    ("Tags: News, National", "Stay Connected", "Contact Us", "Privacy Policy"),
    ("Related Stories", "Sign up for our newsletter", "Donate"),
    ("Support local journalism. Give now.", "About", "Careers", "FCC Applications"),
    ("TAGS: NATIONAL NEWS", "Load More"),
    ("RELATED:", "More from this show", "Back To Top"),
    (),
    (),
)
SECTIONS = ("National", "World", "Politics", "NPR News", "Business", "Arts & Life", "Science", "")


@dataclass(frozen=True, slots=True)
class Station:
    """One website: `name` heads every page of it, and is empty for npr.org."""

    name: str
    above: tuple[str, ...]
    below: tuple[str, ...]


def _draw_station(rng: Random) -> Station:
    call = rng.choice("KW") + "".join(rng.choice(LETTERS) for _ in range(3))
    region = rng.choice(REGIONS)
    name = rng.choice(NAMES).format(
        call=call,
        region=region,
        bare_region=region.removeprefix("the "),
        frequency=f"{rng.randrange(88, 108)}.{rng.randrange(1, 10, 2)}",
    )
    return Station(name, rng.choice(ABOVE), rng.choice(BELOW))


@cache
def stations() -> tuple[Station, ...]:
    """Return the stations of every corpus; the last one is npr.org, which prints no name."""
    rng = Random("stations")
    local = [_draw_station(rng) for _ in range(90)]
    return (*local, Station("", ABOVE[6], BELOW[0]))


def draw_station(rng: Random) -> Station:
    """Return a station; a quarter of the pages are npr.org's own."""
    known = stations()
    return known[-1] if rng.random() < 0.25 else rng.choice(known)
