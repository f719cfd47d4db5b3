"""Transcript pages of NPR and its stations, as text with the truth about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.corpus.broadcasts import write_broadcast
from benchmarks.corpus.cast import biography
from benchmarks.corpus.dates import american, draw_day, printed_date
from benchmarks.corpus.page import Page, Register, Truth, curl, curled
from benchmarks.corpus.stations import SECTIONS, draw_station
from benchmarks.corpus.style import draw_style

if TYPE_CHECKING:
    from datetime import date
    from random import Random

    from benchmarks.corpus.broadcasts import Broadcast
    from benchmarks.corpus.script import Utterance
    from benchmarks.corpus.style import Style

GLUED = (
    "Transcript provided by NPR, Copyright NPR.",
    "Transcript provided by NPR, Copyright NPR.",
    "Transcript provided by NPR, Copyright {year} NPR.",
)
OWN_LINE = (
    "Transcript provided by NPR, Copyright NPR.",
    "Copyright © {year} NPR. All rights reserved. Visit our website terms of use and permissions "
    "pages at www.npr.org for further information.",
    "Copyright {year} NPR. To see more, visit https://www.npr.org.",
)
RUSH = (
    "NPR transcripts are created on a rush deadline by people and machines. Accuracy and "
    "availability of this text may vary; the audio is the record of the broadcast."
)


class Transcript:
    """One page in the making, with the parts it is made of."""

    def __init__(self, rng: Random, style: Style, length: float) -> None:
        self.rng, self.style = rng, style
        self.broadcast: Broadcast = write_broadcast(rng, style, length)
        self.station = draw_station(rng)
        self.title = self.broadcast.script.prose.headline()
        years = (2003, 2010) if style.era == "2000s" else (2011, 2025)
        self.day: date = draw_day(rng, *years)
        self.heard_on = rng.random() < 0.35
        self.page = Page()

    @property
    def program(self) -> str | None:
        """The programme, where something on the page states it."""
        stated = self.heard_on or self.style.announced or self.style.bios
        return self.broadcast.host.post if stated else None

    def put_all(self) -> None:
        """Put every part of the page, from the furniture above to the furniture below."""
        self._put_head()
        if self.style.article:
            self._put_article()
        if self.style.heading:
            self.page.put_lines([self.rng.choice(("TRANSCRIPT", "Transcript", "Transcript:")), ""])
        self._put_turns()
        self._put_foot()

    def truth(self, path: str) -> Truth:
        """Return what is true of the page."""
        tags = {*self.style.conventions(), *self.broadcast.script.tags}
        if any("Mc" in (turn["speaker_label"] or "") for turn in self.page.turns):
            tags.add("mixed-gaelic")
        if self.style.layout == "flattened":
            tags.discard("paragraphs")
        return {
            "source": path,
            "conventions": sorted(tags),
            "document": {
                "title": self.title,
                "station": self.station.name or None,
                "program": self.program,
                "published_on": self.day.isoformat() if self.style.dated else None,
            },
            "turns": self.page.turns,
        }

    def _put_head(self) -> None:
        rng, page = self.rng, self.page
        if self.station.name:
            page.put_lines([self.station.name])
        page.put_lines([*self.station.above, ""])
        section = rng.choice(SECTIONS)
        page.put_lines([section] if section else [])
        page.put_lines([self.title, ""])
        page.put_lines(self._credits())
        page.put_lines([""] if rng.random() < 0.5 else ["", ""])

    def _credits(self) -> list[str]:
        rng, prose, host = self.rng, self.broadcast.script.prose, self.broadcast.host
        lines = []
        summary = rng.random() < 0.25
        if summary:
            lines += [" ".join(prose.sentences("REPORT", 120)), ""]
        if self.broadcast.reporter and rng.random() < 0.4:
            lines.append(f"By {self.broadcast.reporter.person.name}")
        if self.style.dated and self.heard_on and rng.random() < 0.4:
            lines.append(f"Heard on {host.post}, {american(self.day)}")
        else:
            lines += [printed_date(rng, self.day)] if self.style.dated else []
            lines += [f"Heard on {host.post}"] if self.heard_on else []
        # without a label, only a player can part the summary from the lead-in
        if rng.random() < 0.5 or (summary and self.style.missing_host):
            minutes = rng.randrange(2, 12)
            clock = f"Listen • {minutes}:{rng.randrange(60):02d}"
            lines.append(rng.choice((clock, f"{minutes}-Minute Listen")))
        return lines

    def _put_article(self) -> None:
        prose = self.broadcast.script.prose
        for _ in range(self.rng.randrange(2, 6)):
            self.page.put(" ".join(prose.sentences("REPORT", 260)) + "\n\n")

    def _put_turns(self) -> None:
        page, layout = self.page, self.style.layout
        between = {"flattened": " ", "single-spaced": "\n"}.get(layout, "\n\n")
        register = Register()
        gap = ""
        for number, utterance in enumerate(self.broadcast.script.utterances):
            page.put(gap)
            if gap == " " != between:
                self.broadcast.script.tags.add("fused-cue")
            gap = between
            if self.style.crawled and utterance.voice is None:
                gap = "\n\n\n"
                continue
            if utterance.voice is None:
                page.put_cue(utterance)
                fused = self.style.fused_cues and self.rng.random() < 0.6
                gap = " " if fused else between
                continue
            label, attribution = register.label_of(utterance.voice)
            if (number == 0 and self.style.missing_host) or self._loses_label(label, utterance):
                page.put_turn(utterance, None, "inferred", between=between)
            else:
                after = self._after_label(utterance)
                page.put_turn(utterance, label, attribution, after_label=after, between=between)

    def _loses_label(self, label: str, utterance: Utterance) -> bool:
        """Whether a crawler drops the label, which stands on a line of its own: a host's first."""
        hosting = utterance.voice is not None and utterance.voice.role == "host"
        own_line = self.style.crawled and self.style.layout == "own-line-host"
        return own_line and hosting and self.style.bios and "," in label

    def _after_label(self, utterance: Utterance) -> str:
        layout = self.style.layout
        hosting = utterance.voice is not None and utterance.voice.role == "host"
        if layout == "own-line" or (layout == "own-line-host" and hosting):
            return ":\n\n"
        return ": "

    def _put_foot(self) -> None:
        page, rng = self.page, self.rng
        if self.style.footer == "glued":
            page.put(" " + rng.choice(GLUED).format(year=self.day.year))
        page.put("\n\n")
        if self.style.footer == "own-line":
            page.put_lines([rng.choice(OWN_LINE).format(year=self.day.year), ""])
            page.put_lines([RUSH, ""] if rng.random() < 0.4 else [])
        if self.style.bios:
            page.put_lines([*self._biographies(), ""])
        page.put_lines(list(self.station.below))

    def _biographies(self) -> list[str]:
        host, reporter = self.broadcast.host, self.broadcast.reporter
        lines = [biography(self.rng, host, hosting=True, program=None)]
        if reporter:
            lines.append(biography(self.rng, reporter, hosting=False, program=host.post))
            lines += [f"See stories by {reporter.person.name}"] if self.rng.random() < 0.5 else []
        return lines


def make_transcript(rng: Random, path: str, length: float) -> tuple[str, Truth]:
    """Return the text of one page of about `length` characters, and its truth."""
    transcript = Transcript(rng, draw_style(rng), length)
    transcript.put_all()
    text, truth = transcript.page.text(), transcript.truth(path)
    if transcript.style.curly:
        curl(truth)
        return curled(text), truth
    return text, truth
