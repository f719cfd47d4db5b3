"""How they talk: lengths of turns, clips, cues, and, where times exist, pauses and overlaps."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from onrecord.reporting.figure import Bar, Columns, Distribution, Figure, Ledger
from onrecord.reporting.histogram import histogram
from onrecord.reporting.opening import Opened
from onrecord.reporting.ranking import rank, ranked_figure
from onrecord.reporting.wording import count, counted, share

_SPOKEN = "turns WHERE kind IS DISTINCT FROM 'cue'"
_LENGTHS = (2, 5, 10, 20, 40, 80, 160, 320)
#: Tenths of a second between one turn's end and the next one's start.
_GAPS = (-20, -5, 0, 2, 5, 10, 20, 50)


def turn_lengths(opened: Opened) -> Figure | None:
    """Turns by their number of words."""
    found = Distribution.of(opened.rows(f"SELECT n_words, count(*) FROM {_SPOKEN} GROUP BY 1"))
    if not found.total:
        return None
    ((cut,),) = opened.rows("SELECT count(continues) FROM turns")
    says = (
        f"Half of the turns have at most {counted(found.quantile(0.5), 'word')}, "
        f"one in ten has {counted(found.quantile(0.9), 'word')} or more; the mean is {found.mean:.1f}."
    )
    if cut:
        says += (
            f" {counted(cut, 'turn goes', 'turns go')} on where the same speaker was interrupted."
        )
    return histogram("turns", "Length of turns", says, found, _LENGTHS, ("words", "turns"))


def lengths_by_role(opened: Opened) -> Figure | None:
    """The middle turn of each role."""
    by_role: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for role, words, n in opened.rows(
        f"SELECT role, n_words, count(*) FROM {_SPOKEN} AND role IS NOT NULL GROUP BY 1, 2"
    ):
        by_role[role].append((words, n))
    lengths = {role: Distribution.of(rows) for role, rows in by_role.items()}
    ranked = sorted(lengths.items(), key=lambda one: (-one[1].quantile(0.5), one[0]))
    if len(ranked) < 2:
        return None
    bars = tuple(
        Bar(role, d.quantile(0.5), counted(d.quantile(0.5), "word")) for role, d in ranked[:10]
    )
    rows = tuple(
        (role, count(d.total), count(d.quantile(0.5)), count(d.quantile(0.9)), f"{d.mean:.1f}")
        for role, d in ranked
    )
    headings = ("role", "turns", "median", "nine in ten up to", "mean")
    says = "Words in the middle turn of each role."
    return Figure("lengths-by-role", "Who speaks at length", says, headings, rows, Ledger(bars))


def clips(opened: Opened) -> Figure | None:
    """Recorded material by the role of who is heard in it."""
    ((turns, words, documents, all_words, all_documents),) = opened.rows(f"""
        SELECT count(*) FILTER (kind = 'clip'), sum(n_words) FILTER (kind = 'clip'),
               count(DISTINCT document_id) FILTER (kind = 'clip'), sum(n_words),
               count(DISTINCT document_id) FROM {_SPOKEN}""")
    if not turns:
        return None
    ranking = rank(opened, "coalesce(role, 'nobody known')", "n_words", "turns WHERE kind = 'clip'")
    says = (
        f"{counted(turns, 'clip')} in {count(documents)} of {counted(all_documents, 'document')}, "
        f"with {share(words, all_words)} of all words. Who is heard in them:"
    )
    return ranked_figure("clips", "Played in", says, ranking, ("role", "words"), "roles")


def cues(opened: Opened) -> Figure | None:
    """Events between and inside the turns, by kind."""
    inline = "(SELECT unnest(cues).kind AS kind FROM turns WHERE len(cues) > 0)"
    counts = dict(opened.rows(f"SELECT kind, count(*) FROM {inline} WHERE kind IS NOT NULL GROUP BY 1"))  # fmt: skip
    ((alone,),) = opened.rows("SELECT count(*) FROM turns WHERE kind = 'cue'")
    lines = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    if alone:
        lines.insert(0, ("between turns", alone))
    if not lines:
        return None
    total = sum(n for _, n in lines)
    bars = tuple(Bar(kind, n, count(n)) for kind, n in lines)
    rows = tuple((kind, count(n), share(n, total)) for kind, n in lines)
    says = f"{counted(alone, 'cue stands', 'cues stand')} between turns, {count(total - alone)} inside them, by kind:"
    return Figure("cues", "Cues", says, ("where or what", "cues", "share"), rows, Ledger(bars))


def frequent_cues(opened: Opened) -> Figure | None:
    """What stands between the turns most often."""
    ranking = rank(opened, 'lower("text")', "1", "turns WHERE kind = 'cue'")
    if ranking.names < 2:
        return None
    says = f"{counted(ranking.names, 'different cue')} between turns; the most frequent, in small letters."
    return ranked_figure("heard", "Heard between turns", says, ranking, ("cue", "times"), "cues")


_TIMED = """SELECT document_id, start_ms, end_ms,
    max(end_ms) OVER (PARTITION BY document_id ORDER BY start_ms, turn_index
                      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
    FROM turns WHERE start_ms IS NOT NULL AND end_ms IS NOT NULL AND kind IS DISTINCT FROM 'cue'"""


def pauses_and_overlaps(opened: Opened) -> Figure | None:
    """Time from the end of what was said to the next turn; below zero they overlap."""
    ((timed, spoken),) = opened.rows(
        f"SELECT count(*) FILTER (start_ms IS NOT NULL AND end_ms IS NOT NULL), count(*) FROM {_SPOKEN}"
    )
    found = Distribution.of(
        opened.rows(f"""SELECT CAST(floor((start_ms - before) / 100.0) AS BIGINT), count(*)
        FROM ({_TIMED}) WHERE before IS NOT NULL GROUP BY 1""")
    ) if timed else Distribution(())  # fmt: skip
    if not found.total:
        says = "No two turns of a document have a beginning and an end in time, so pauses and overlaps are not known."
        return Figure("gaps", "Pauses and overlaps", says)
    overlapping = sum(n for tenths, n in found.counts if tenths < 0)
    says = (
        f"{counted(timed, 'turn')} of {count(spoken)} say when they begin and end. Of "
        f"{counted(found.total, 'change')} of turn, {share(overlapping, found.total)} overlap what came "
        f"before; the middle one follows after {found.quantile(0.5) / 10:.1f} seconds."
    )
    return _gaps(says, found)


def _gaps(says: str, found: Distribution) -> Figure:
    edges = [f"{edge / 10:g} s" for edge in _GAPS]
    names = [f"below {edges[0]}", *map(" to ".join, pairwise(edges)), f"{edges[-1]} or more"]  # fmt: skip
    labels = ["", "−2", "−½", "0", ".2", ".5", "1", "2", "5 s"]
    counts = found.bins(_GAPS)
    bars = tuple(Bar(label, n, count(n), at < 3) for at, (label, n) in enumerate(zip(labels, counts, strict=True)))  # fmt: skip
    rows = tuple((name, count(n), share(n, found.total)) for name, n in zip(names, counts, strict=True))  # fmt: skip
    headings = ("from one turn to the next", "changes", "share")
    return Figure(
        "gaps", "Pauses and overlaps", says, headings, rows, Columns(bars, is_histogram=True)
    )


def speaking_rate(opened: Opened) -> Figure | None:
    """Turns by words a minute, those of at least two seconds and five words."""
    found = Distribution.of(
        opened.rows(f"""SELECT CAST(n_words * 60000 // (end_ms - start_ms) AS BIGINT), count(*)
        FROM {_SPOKEN} AND n_words >= 5 AND end_ms - start_ms >= 2000 GROUP BY 1""")
    )
    if not found.total:
        return None
    says = (
        f"The middle turn has {count(found.quantile(0.5))} words a minute; counted are "
        f"{counted(found.total, 'turn')} of five words and two seconds or more."
    )
    edges = (60, 90, 120, 150, 180, 210, 240, 300)
    return histogram("rate", "Speaking rate", says, found, edges, ("words a minute", "turns"))


FIGURES = (
    turn_lengths,
    lengths_by_role,
    clips,
    cues,
    frequent_cues,
    pauses_and_overlaps,
    speaking_rate,
)
