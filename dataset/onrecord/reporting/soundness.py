"""How good it is: attribution, confidence, flags, characters accounted for, rejects, gaps."""

from __future__ import annotations

from onrecord.reporting.figure import Bar, Columns, Figure, Ledger
from onrecord.reporting.opening import Opened
from onrecord.reporting.ranking import rank, ranked_figure
from onrecord.reporting.wording import count, counted, share, shown
from onrecord_schemas import MODELS, arrow_schema
from onrecord_schemas.vocabularies import ATTRIBUTIONS, FLAGS, REGION_KINDS

_SPOKEN = "turns WHERE kind IS DISTINCT FROM 'cue'"
#: Rejects and sources that get a line of their own.
_LINES = 15


def attribution(opened: Opened) -> Figure | None:
    """Turns by how their speaker is known, with the mean confidence."""
    rows = opened.rows(f"""
        SELECT attribution, count(*), sum(n_words), sum(CAST(round(confidence * 10000) AS BIGINT))
        FROM {_SPOKEN} AND attribution IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1""")
    total = sum(turns for _, turns, _, _ in rows)
    if not total:
        return None
    unknown = sum(turns for method, turns, _, _ in rows if method == "none")
    bars = tuple(Bar(shown(m), n, share(n, total), m == "none") for m, n, _, _ in rows)
    table = tuple(
        (shown(m), ATTRIBUTIONS.get(m, ""), count(n), share(n, total), count(words or 0),
         "–" if sure is None else f"{sure / n / 10000:.2f}")
        for m, n, words, sure in rows
    )  # fmt: skip
    says = f"{share(total - unknown, total)} of the turns have a known speaker. How each is known:"
    headings = ("method", "meaning", "turns", "share", "words", "mean confidence")
    return Figure("attribution", "How speakers are known", says, headings, table, Ledger(bars))


def confidence(opened: Opened) -> Figure | None:
    """Turns by the confidence of their attribution."""
    counts = dict(
        opened.rows(f"""SELECT least(CAST(floor(confidence * 10 + 0.001) AS INTEGER), 10), count(*)
        FROM {_SPOKEN} AND confidence IS NOT NULL GROUP BY 1""")
    )
    total = sum(counts.values())
    if not total:
        return None
    low = sum(n for tenth, n in counts.items() if tenth < 8)
    names = [*(f"0.{at} to 0.{at}9" for at in range(10)), "1"]
    bars = tuple(
        Bar("1" if at == 10 else f".{at}" if at else "0", counts.get(at, 0), count(counts.get(at, 0)), at < 8)
        for at in range(11)
    )  # fmt: skip
    rows = tuple((names[at], count(n), share(n, total)) for at in range(11) if (n := counts.get(at, 0)))  # fmt: skip
    says = (
        f"{share(counts.get(10, 0), total)} of the turns are certain; "
        f"{counted(low, 'turn')} below 0.8 (marked) deserve a look."
    )
    headings = ("confidence", "turns", "share")
    return Figure(
        "confidence", "Confidence", says, headings, rows, Columns(bars, step=2, is_histogram=True)
    )


def flags(opened: Opened) -> Figure | None:
    """Documents by what the build remarked on them."""
    rows = opened.rows(
        "SELECT flag, count(*) FROM (SELECT unnest(flags) AS flag FROM documents)"
        " WHERE flag IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20"
    )
    ((documents, flagged),) = opened.rows("SELECT count(*), count(*) FILTER (len(flags) > 0) FROM documents")  # fmt: skip
    if not rows:
        return None
    bars = tuple(Bar(shown(flag, 34), n, count(n)) for flag, n in rows)
    table = tuple((shown(f), FLAGS.get(f, ""), count(n), share(n, documents)) for f, n in rows)
    says = f"{counted(documents - flagged, 'document')} of {count(documents)} raised no remark. The others, by remark:"
    headings = ("flag", "meaning", "documents", "share")
    return Figure("flags", "Flags", says, headings, table, Ledger(bars))


def characters(opened: Opened) -> Figure | None:
    """The characters of the sources by what they were taken for."""
    ranking = rank(
        opened, "region.kind", 'region."end" - region."start"',
        "(SELECT unnest(regions) AS region FROM documents WHERE len(regions) > 0)",
    )  # fmt: skip
    if not ranking.total:
        return None
    ((lost,),) = opened.rows("SELECT sum(unexplained_chars) FROM documents")
    says = (
        f"{counted(ranking.total, 'character')} of source, each with a place. Nothing accounts for "
        f"{counted(int(lost or 0), 'of them', 'of them')} ({share(lost or 0, ranking.total)}), white space aside."
    )
    figure = ranked_figure("characters", "Every character accounted for", says, ranking, ("taken for", "characters"), "kinds")  # fmt: skip
    rows = tuple((kind, REGION_KINDS.get(kind, ""), *rest) for kind, *rest in figure.rows)
    headings = ("taken for", "meaning", "characters", "share")
    return Figure(figure.name, figure.title, says, headings, rows, figure.chart)


def unexplained(opened: Opened) -> Figure | None:
    """Sources with characters that nothing accounts for, the worst first."""
    rows = opened.rows(f"""
        SELECT source_uri, document_id, unexplained_chars,
               list_max(list_transform(regions, lambda r: r."end"))
        FROM documents WHERE unexplained_chars > 0
        ORDER BY unexplained_chars DESC, document_id LIMIT {_LINES}""")
    if not rows:
        return None
    ((sources,),) = opened.rows("SELECT count(*) FROM documents WHERE unexplained_chars > 0")
    bars = tuple(Bar(_tail(uri or key), n, count(n), True) for uri, key, n, _ in rows[:10])
    table = tuple(
        (shown(uri or key), count(n), share(n, length) if length else "–")
        for uri, key, n, length in rows
    )
    says = f"{counted(sources, 'source has', 'sources have')} characters that no title, label, turn, cue, notice or furniture accounts for"  # fmt: skip
    says += "." if sources <= _LINES else f"; the {_LINES} with most of them:"
    headings = ("source", "characters", "share of the source")
    return Figure("unexplained", "Unexplained, by source", says, headings, table, Ledger(bars))


def _tail(uri: str) -> str:
    """The end of a path, which tells more than its beginning."""
    name = shown(uri, 400)
    while len(name) > 36 and "/" in name:
        name = name.split("/", 1)[1]
    return name if len(name) <= 36 else "…" + name[-35:]


def reject_reasons(opened: Opened) -> Figure | None:
    """What was left out, by reason."""
    ranking = rank(opened, '"check"', "1", "rejects")
    if not ranking.top:
        return None
    says = f"{counted(ranking.total, 'source or row was', 'sources or rows were')} left out, by reason:"
    return ranked_figure("reasons", "Left out, by reason", says, ranking, ("reason", "rejects"), "reasons")  # fmt: skip


def rejects(opened: Opened) -> Figure | None:
    """The first rejects of each reason, with what is wrong."""
    rows = opened.rows(f"""
        SELECT source_uri, "check", message, "key" FROM (
            SELECT *, row_number() OVER (PARTITION BY "check" ORDER BY source_uri, "key", message) AS nth
            FROM rejects) ORDER BY nth, "check", source_uri LIMIT {_LINES}""")
    if not rows:
        return None
    ((total,),) = opened.rows("SELECT count(*) FROM rejects")
    table = tuple((shown(uri or key), shown(check), shown(message)) for uri, check, message, key in rows)  # fmt: skip
    says = "All of them, with the reason in words:" if total <= _LINES else f"{_LINES} of {count(total)}, some of each reason:"  # fmt: skip
    headings = ("source", "reason", "in words")
    return Figure("rejects", "What was left out", says, headings, table, is_open=True)


def filled(opened: Opened) -> Figure | None:
    """How much of each nullable column is filled, from the statistics in the files."""
    counts = _null_counts(opened)
    lines = []
    for table, model in MODELS.items():
        for column in arrow_schema(model):
            values, nulls = counts.get((table, column.name), (0, 0))
            if column.nullable and values and table != "rejects":
                lines.append((f"{table}.{column.name}", values - nulls, values))
    if not lines:
        return None
    empty = [name for name, there, _ in lines if not there]
    rows = tuple((name, count(there), share(there, values)) for name, there, values in lines)
    says = f"Of {len(lines)} columns that may be empty, {len(empty)} are empty throughout" + (
        f": {', '.join(empty)}." if empty else "."
    )
    return Figure("filled", "How full the columns are", says, ("column", "values", "filled"), rows)


def _null_counts(opened: Opened) -> dict[tuple[str, str], tuple[int, int]]:
    """Values and nulls by table and column, where all row groups say so."""
    import pyarrow.parquet as pq

    found: dict[tuple[str, str], tuple[int, int]] = {}
    unknown = set()
    for table, files in opened.files.items():
        for file in files:
            metadata = pq.read_metadata(file.path)
            for at in range(metadata.num_row_groups):
                group = metadata.row_group(at)
                for column in map(group.column, range(group.num_columns)):
                    key = (table, column.path_in_schema)
                    if column.statistics is None or not column.statistics.has_null_count:
                        unknown.add(key)
                        continue
                    values, nulls = found.get(key, (0, 0))
                    found[key] = (values + group.num_rows, nulls + column.statistics.null_count)
    return {key: value for key, value in found.items() if key not in unknown}


FIGURES = (
    attribution,
    confidence,
    flags,
    characters,
    unexplained,
    reject_reasons,
    rejects,
    filled,
)
