"""The report in short: what a reviewer asks first, each answer in a sentence with a verdict."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.foreign.files import is_inside
from onrecord.hashing import hash_file
from onrecord.quality import QualityReport
from onrecord.reporting.assessment import NOT_RUN
from onrecord.reporting.opening import Opened
from onrecord.reporting.wording import count, counted, share, shown

_WORDS = {"good": "Good", "look": "Look", "bad": "Bad", "plain": "Note"}


@dataclass(frozen=True)
class Line:
    """One sentence: its state (``good``, ``look``, ``bad``, ``plain``), and the figure to see."""

    state: str
    says: str
    where: str = ""
    where_title: str = ""

    @property
    def word(self) -> str:
        """The state as printed."""
        return _WORDS[self.state]


@dataclass(frozen=True)
class Measure:
    """One large number of the head."""

    name: str
    shown: str


def measures(opened: Opened) -> list[Measure]:
    """Documents, stories, turns, people, words, years."""
    ((documents, stories, first, last),) = opened.rows(
        "SELECT count(*), count(DISTINCT story_id), min(published_on), max(published_on) FROM documents"
    )
    ((turns, words),) = opened.rows(
        "SELECT count(*) FILTER (kind IS DISTINCT FROM 'cue'), sum(n_words) FILTER (kind IS DISTINCT FROM 'cue') FROM turns"
    )
    ((people,),) = opened.rows("SELECT count(*) FROM people")
    found = [Measure("documents", count(documents))]
    if 0 < stories < documents:
        found.append(Measure("stories", count(stories)))
    found += [
        Measure("people", count(people)),
        Measure("turns", count(turns)),
        Measure("words", count(words or 0)),
    ]
    if first:
        years = f"{first.year}" if first.year == last.year else f"{first.year}–{last.year}"
        found.append(Measure("dates", years))
    return found


def summary(opened: Opened, quality: QualityReport | None, figures: Collection[str]) -> list[Line]:
    """The sentences; those with a figure among the names in `figures` point to it."""
    lines = [_sources(opened), _speakers(opened), _characters(opened), _checks(quality), _bytes(opened)]  # fmt: skip
    targets = {f"figure-{name}" for name in figures} | {"good", "files"}
    return [
        line if line.where in targets else Line(line.state, line.says) for line in lines if line
    ]


def _sources(opened: Opened) -> Line | None:
    counts = opened.manifest.get("counts")
    if not isinstance(counts, dict) or not isinstance(counts.get("sources"), int):
        return None
    rejected = counts.get("rejected", 0)
    says = f"Of {counted(counts['sources'], 'source')}, {count(counts.get('built', 0))} became documents"
    if not rejected:
        return Line("good", f"{says}; none was left out.")
    says += f"; {counted(rejected, 'was', 'were')} left out, each with the reason."
    return Line("look", says, "figure-rejects", "what was left out")


def _speakers(opened: Opened) -> Line | None:
    ((words, nobodys, certain),) = opened.rows("""
        SELECT sum(n_words), sum(n_words) FILTER (person_id IS NULL OR attribution = 'none'),
               sum(n_words) FILTER (confidence >= 0.9)
        FROM turns WHERE kind IS DISTINCT FROM 'cue'""")
    if not words:
        return None
    unknown = nobodys or 0
    says = f"{share(words - unknown, words)} of the words have a known speaker"
    if certain:
        says += f", {share(certain, words)} with a confidence of 0.9 or more"
    state = "good" if unknown * 50 <= words else "look" if unknown * 5 <= words else "bad"
    return Line(state, f"{says}.", "figure-attribution", "how speakers are known")


def _characters(opened: Opened) -> Line | None:
    ((lost, sources, chars),) = opened.rows("""
        SELECT sum(unexplained_chars), count(*) FILTER (unexplained_chars > 0),
               sum(list_max(list_transform(regions, lambda r: r."end"))) FROM documents""")
    if lost is None or not chars:
        return None
    if not lost:
        return Line("good", f"All {count(chars)} characters of the sources are accounted for.", "figure-characters", "what they are")  # fmt: skip
    says = f"{counted(int(lost), 'character')} of {count(chars)} in the sources ({share(lost, chars)}) nothing accounts for, in {counted(sources, 'document')}."  # fmt: skip
    return Line("good" if lost * 200 <= chars else "look", says, "figure-unexplained", "where")


def _checks(quality: QualityReport | None) -> Line:
    if quality is None:
        return Line("plain", NOT_RUN.says)
    counts = quality.counts
    if not any(counts.values()):
        run = counted(len(quality.results), "was", "were")
        return Line("good", f"Every check holds; {run} run.", "good", "the checks")
    parts = [counted(counts["error"], "error"), counted(counts["warn"], "warning"), counted(counts["info"], "remark")]  # fmt: skip
    said = ", ".join(part for part in parts if not part.startswith("0 "))
    state = "bad" if counts["error"] else "look"
    return Line(state, f"{counted(len(quality.results), 'check')} found {said}.", "good", "the checks")  # fmt: skip


def _bytes(opened: Opened) -> Line | None:
    """Whether the tables have the bytes that the manifest states."""
    files = opened.manifest.get("files", [])
    if not files:
        return None
    wrong = [file["path"] for file in files if not _is_as_stated(opened.folder, file)]
    if not wrong:
        return Line(
            "good", "Every file has the bytes that the manifest states.", "files", "the files"
        )
    names = ", ".join(shown(name, 40) for name in wrong[:3])
    says = f"{counted(len(wrong), 'file is', 'files are')} not as the manifest states: {names}."
    return Line("bad", says, "files", "the files")


def _is_as_stated(folder: Path, file: Mapping[str, Any]) -> bool:
    """Whether a file of the manifest lies in the folder with the bytes stated."""
    path = folder / file["path"]
    if not is_inside(folder, path) or not path.is_file():
        return False
    try:
        return hash_file(path) == file.get("sha256")
    except OSError:
        return False
