"""The conventions one page follows, drawn before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from benchmarks.corpus.voices import Era, Labels

if TYPE_CHECKING:
    from random import Random

Genre = Literal["two-way", "interview", "package", "panel", "call-in"]
Layout = Literal["inline", "own-line-host", "own-line", "flattened", "single-spaced"]
Evidence = Literal["", "bio", "address", "intro"]
Footer = Literal["glued", "own-line", "none"]

GENRES: tuple[Genre, ...] = ("two-way", "interview", "package", "panel", "call-in")
LAYOUTS: tuple[Layout, ...] = (
    "inline",
    "own-line-host",
    "own-line",
    "flattened",
    "single-spaced",
)
FOOTERS: tuple[Footer, ...] = ("glued", "own-line", "none")


@dataclass(frozen=True, slots=True)
class Style:
    """What a page does; `missing_host` says what names the host of an unlabelled lead-in.

    A `crawled` page lost what stood in a line of its own, cues and the host's first label: where
    they were, one blank line more is left.
    """

    genre: Genre
    layout: Layout
    labels: Labels
    missing_host: Evidence
    footer: Footer
    article: bool
    heading: bool
    bios: bool
    announced: bool
    dated: bool
    curly: bool
    colons: bool
    interrupted: bool
    fused_cues: bool
    inline_cues: bool
    crawled: bool = False

    @property
    def era(self) -> Era:
        """The age of the page, which decides the case of roles and cues."""
        return self.labels.era

    def conventions(self) -> list[str]:
        """Return the names of the conventions that show whatever the words are."""
        names = {
            "missing-host": self.missing_host,
            f"evidence-{self.missing_host}": self.missing_host,
            "article": self.article,
            "lower-case": self.era == "2000s",
            f"footer-{self.footer}": self.footer != "none",
            "bios": self.bios,
            "no-date": not self.dated,
            "curly": self.curly,
            "same-surname": self.labels.twins,
            "crawled": self.crawled,
        }
        used = [name for name, present in names.items() if present]
        return ["npr", self.genre, self.layout, *used]


def draw_style(rng: Random) -> Style:
    """Return the conventions of one page; those that rule each other out do not meet."""
    chance = rng.random
    genre = rng.choices(GENRES, (30, 29, 28, 8, 5))[0]
    missing = _draw_evidence(rng, genre) if chance() < 0.25 else ""
    heading = chance() < 0.25
    layout = rng.choices(LAYOUTS, (48, 15, 8, 16, 13))[0]
    return Style(
        genre=genre,
        layout=layout,
        labels=_draw_labels(rng, twins=not missing and genre == "interview"),
        missing_host=missing,
        footer=rng.choices(FOOTERS, (45, 42, 13))[0],
        # an unlabelled lead-in can be told from an article only under a heading
        article=chance() < 0.12 and (heading or not missing),
        heading=heading,
        bios=missing == "bio" or chance() < 0.4,
        announced=chance() < 0.25,
        dated=chance() < 0.72,
        curly=chance() < 0.12,
        colons=chance() < 0.1,
        interrupted=chance() < 0.07,
        fused_cues=chance() < 0.1,
        inline_cues=chance() < 0.3,
        crawled=layout in {"inline", "own-line-host"} and not missing and chance() < 0.12,
    )


def _draw_evidence(rng: Random, genre: Genre) -> Evidence:
    kinds: tuple[Evidence, ...] = ("bio", "address", "intro")
    # in a package nobody speaks to the host again
    return rng.choice(("bio", "intro") if genre == "package" else kinds)


def _draw_labels(rng: Random, *, twins: bool) -> Labels:
    era: Era = "2000s" if rng.random() < 0.12 else "modern"
    both = twins and era == "modern" and rng.random() < 0.08
    return Labels(
        era=era,
        mixed_gaelic=rng.random() < 0.1,
        twins=rng.choice(("initial", "full")) if both else "",
    )
