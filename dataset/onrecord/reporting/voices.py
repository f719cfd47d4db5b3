"""Who speaks: people and their share of the words, roles, host against guest."""

from __future__ import annotations

from onrecord.reporting.figure import Bar, Columns, Distribution, Figure, Ledger
from onrecord.reporting.histogram import histogram
from onrecord.reporting.opening import Opened
from onrecord.reporting.ranking import TOP, rank, ranked_figure
from onrecord.reporting.wording import count, counted, share, shown
from onrecord_schemas.vocabularies import PERSON_KINDS

_SPOKEN = "turns WHERE kind IS DISTINCT FROM 'cue'"
_BY_PERSON = f"""SELECT person_id, sum(n_words) AS words, count(*) AS turns
    FROM {_SPOKEN} AND person_id IS NOT NULL GROUP BY person_id"""


def people(opened: Opened) -> Figure | None:
    """Those who speak most, and how much of all words is theirs."""
    rows = opened.rows(f"""
        WITH top AS (SELECT * FROM ({_BY_PERSON}) ORDER BY words DESC, person_id LIMIT {TOP + 2})
        SELECT any_value(name), any_value(roles), words, turns, any_value(n_documents), top.person_id
        FROM top LEFT JOIN people USING (person_id)
        GROUP BY ALL ORDER BY words DESC, top.person_id""")
    ((total,),) = opened.rows(f"SELECT sum(n_words) FROM {_SPOKEN}")
    if not rows or not total:
        return None
    bars, table = [], []
    for name, roles, words, turns, documents, person in rows:
        who = shown(name or person, 120)
        bars.append(Bar(shown(who, 34), words, share(words, total)))
        parts = ", ".join(shown(role) for role in roles or ())
        spoken_in = "–" if documents is None else count(documents)
        table.append((who, parts, spoken_in, count(turns), count(words), share(words, total)))
    headings = ("person", "roles", "documents", "turns", "words", "share")
    return Figure(
        "people", "Who says most", _concentration(opened, total), headings, tuple(table),
        Ledger(tuple(bars)),
    )  # fmt: skip


def _concentration(opened: Opened, total: int) -> str:
    """How few people say half of all words."""
    spoken = opened.rows(f"SELECT words, count(*) FROM ({_BY_PERSON}) GROUP BY 1 ORDER BY 1 DESC")
    n_people = sum(n for _, n in spoken)
    said = seen = 0
    for words, n in spoken:
        needed = min(n, -(-(total - 2 * said) // (2 * words))) if words and 2 * said < total else 0
        said, seen = said + needed * words, seen + needed
    theirs = sum(words * n for words, n in spoken)
    if 2 * said < total:
        return f"{counted(n_people, 'person', 'people')} say {share(theirs, total)} of all words."
    return f"{counted(n_people, 'person', 'people')}; half of all words are said by {count(seen)} of them."


def kinds(opened: Opened) -> Figure | None:
    """People by what stands behind the name."""
    ranking = rank(opened, "kind", "1", "people")
    if not ranking.top:
        return None
    figure = ranked_figure("person-kinds", "What stands behind a name", "", ranking, ("kind", "people"), "kinds")  # fmt: skip
    named = next((n for kind, n in ranking.top if kind == "named"), 0)
    says = f"{share(named, ranking.total)} of the people have a name. " + " ".join(
        f"{kind.capitalize()}: {PERSON_KINDS[kind]}." for kind, _ in ranking.top
        if kind in PERSON_KINDS and kind != "named"
    )  # fmt: skip
    return Figure(
        figure.name, figure.title, says.strip(), figure.headings, figure.rows, figure.chart
    )


def roles(opened: Opened) -> Figure | None:
    """Words by the role they are spoken in."""
    ranking = rank(opened, "role", "n_words", _SPOKEN)
    if not ranking.top:
        return None
    first = " and ".join(f"{role}s" if role != "unknown" else role for role, _ in ranking.top[:2])
    said = share(sum(words for _, words in ranking.top[:2]), ranking.total)
    says = f"Words by the part their speaker plays; {first} say {said}."
    return ranked_figure("roles", "Roles", says, ranking, ("role", "words"), "roles")


def host_against_guest(opened: Opened) -> Figure | None:
    """Documents by the host's share of what host and guests say to each other."""
    found = Distribution.of(
        opened.rows(f"""
        WITH spoken AS (
            SELECT document_id, coalesce(sum(n_words) FILTER (role = 'host'), 0) AS host,
                   coalesce(sum(n_words) FILTER (role = 'guest'), 0) AS guest
            FROM {_SPOKEN} AND role IN ('host', 'guest') AND kind = 'speech' GROUP BY document_id)
        SELECT CAST(100 * host // (host + guest) AS INTEGER), count(*)
        FROM spoken WHERE host > 0 AND guest > 0 GROUP BY 1""")
    )
    if not found.total:
        return None
    edges = tuple(range(10, 100, 10))
    counts = found.bins(edges)
    labels = [f"{low}" for low in range(0, 100, 10)]
    middle = found.quantile(0.5)
    bars = [
        Bar(label, n, count(n), stands_out=at == min(middle, 99) // 10)
        for at, (label, n) in enumerate(zip(labels, counts, strict=True))
    ]
    rows = tuple(
        (f"{at * 10} to {at * 10 + 9} %", count(n), share(n, found.total))
        for at, n in enumerate(counts)
    )
    says = (
        f"Of what host and guests say in {counted(found.total, 'document')} with both, the host says "
        f"{middle} % in the middle one (marked)."
    )
    return Figure(
        "host", "Host against guest", says, ("the host's share of the words", "documents", "share"), rows,
        Columns(tuple(bars), is_histogram=True),
    )  # fmt: skip


def speakers_per_document(opened: Opened) -> Figure | None:
    """Documents by how many people speak in them."""
    found = Distribution.of(
        opened.rows(f"""
        SELECT n, count(*) FROM (SELECT count(DISTINCT person_id) AS n FROM {_SPOKEN}
        GROUP BY document_id) GROUP BY 1""")
    )
    if not found.total:
        return None
    says = (
        f"In the middle document {counted(found.quantile(0.5), 'person speaks', 'people speak')}; "
        f"in {counted(sum(n for v, n in found.counts if v <= 1), 'document')} nobody answers."
    )
    edges = (1, 2, 3, 4, 5, 6, 8, 11, 16, 31)
    headings = ("people", "documents")
    return histogram("voices", "Speakers in a document", says, found, edges, headings)


FIGURES = (people, roles, host_against_guest, speakers_per_document, kinds)
