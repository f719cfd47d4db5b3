"""What is in the dataset: documents over time, programmes, stations, formats, languages, sizes."""

from __future__ import annotations

from datetime import date

from onrecord.reporting.figure import Bar, Columns, Distribution, Figure
from onrecord.reporting.histogram import histogram
from onrecord.reporting.opening import Opened
from onrecord.reporting.ranking import rank, ranked_figure
from onrecord.reporting.wording import count, counted, day

_SIZES = (50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
#: Most bars of a course over time.
_PERIODS = 60


def documents_over_time(opened: Opened) -> Figure | None:
    """Documents by month, year or decade of the date they state."""
    ((first, last, dated, total),) = opened.rows(
        "SELECT min(published_on), max(published_on), count(published_on), count(*) FROM documents"
    )
    if not dated:
        return None
    unit, length = _unit(first, last)
    index = f"(year(published_on) * 12 + month(published_on) - 1) // {length}"
    counts = dict(
        opened.rows(
            f"SELECT {index}, count(*) FROM documents WHERE published_on IS NOT NULL GROUP BY 1"
        )
    )
    periods = range(min(counts), max(counts) + 1)
    named = [(_period(at * length, unit), counts.get(at, 0)) for at in periods[-_PERIODS:]]
    bars = tuple(Bar(name, n, count(n)) for name, n in named)
    says = f"From {day(first)} to {day(last)}."
    if dated < total:
        says += _without(total - dated, total, "no date")
    rows = tuple((name, count(n)) for name, n in named if n)
    chart = Columns(bars, step=max(1, -(-len(bars) // 6)))
    return Figure("time", "Over time", says, (unit, "documents"), rows, chart)


def _unit(first: date, last: date) -> tuple[str, int]:
    """The unit of a course from one date to another, and its length in months."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if months <= 24:
        return "month", 1
    return ("year", 12) if months <= 12 * _PERIODS else ("decade", 120)


def _period(month: int, unit: str) -> str:
    year = month // 12
    return (
        f"{year}-{month % 12 + 1:02d}" if unit == "month" else f"{year}{'s' * (unit == 'decade')}"
    )


def _by_column(opened: Opened, column: str, title: str, noun: str, nouns: str) -> Figure | None:
    """Documents by a column of theirs; None where no document states it."""
    ranking = rank(opened, f"nullif(trim({column}), '')", "1", "documents")
    if not ranking.top:
        return None
    ((total,),) = opened.rows("SELECT count(*) FROM documents")
    is_one = ranking.names == 1
    says = (
        f"{ranking.top[0][0]} throughout." if is_one else f"{counted(ranking.names, noun, nouns)}."
    )
    if ranking.total < total:
        says += _without(total - ranking.total, total, "none")
    if is_one:
        return Figure(column, title, says)
    return ranked_figure(column, title, says, ranking, (noun, "documents"), nouns)


def _without(lacking: int, total: int, what: str) -> str:
    """A sentence on documents that state none of something."""
    states = "states" if lacking == 1 else "state"
    return f" {counted(lacking, 'document')} of {count(total)} {states} {what}."


def programmes(opened: Opened) -> Figure | None:
    """Documents by programme."""
    return _by_column(opened, "program", "Programmes", "programme", "programmes")


def networks(opened: Opened) -> Figure | None:
    """Documents by network."""
    return _by_column(opened, "network", "Networks", "network", "networks")


def stations(opened: Opened) -> Figure | None:
    """Documents by station."""
    return _by_column(opened, "station", "Stations", "station", "stations")


def formats(opened: Opened) -> Figure | None:
    """Documents by the format they were read as."""
    return _by_column(opened, "format", "Formats", "format", "formats")


def languages(opened: Opened) -> Figure | None:
    """Documents by language."""
    return _by_column(opened, "language", "Languages", "language", "languages")


def sizes(opened: Opened) -> Figure | None:
    """Documents by their number of words."""
    found = Distribution.of(opened.rows("SELECT n_words, count(*) FROM documents GROUP BY 1"))
    if not found.total:
        return None
    low, middle, high = (found.quantile(q) for q in (0.1, 0.5, 0.9))
    says = (
        f"Half of the documents have at most {counted(middle, 'word')}; "
        f"four in five have {count(low)} to {count(high)}."
    )
    return histogram("sizes", "Length of documents", says, found, _SIZES, ("words", "documents"))


FIGURES = (documents_over_time, programmes, networks, stations, formats, languages, sizes)
