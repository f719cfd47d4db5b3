"""Counts over the rows of a dataset, for the card: one query each, in DuckDB."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from onrecord.errors import DatasetError, first_line
from onrecord.packaging.licences import is_expression
from onrecord.packaging.release import Counted, Figures, Quality
from onrecord.quality import QualityReport

_TOP = 12


class Counting:
    """Queries over the Parquet files of a dataset; what lacks a column counts nothing."""

    def __init__(self, connection: Any, files: Mapping[str, Sequence[Path]]):
        self._connection = connection
        self._columns: dict[str, set[str]] = {}
        for table, paths in files.items():
            names = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
            connection.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet([{names}])")
            rows = connection.execute(f"DESCRIBE {table}").fetchall()
            self._columns[table] = {row[0] for row in rows}

    def has(self, table: str, *columns: str) -> bool:
        """Whether the table has all of these columns."""
        return self._columns.get(table, set()).issuperset(columns)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return list(self._connection.execute(sql).fetchall())

    def by(self, table: str, column: str, most: int | None = None) -> Counted:
        """Rows by the value of a column, the most frequent first."""
        if not self.has(table, column):
            return ()
        limit = f" LIMIT {most}" if most else ""
        return tuple(
            self.rows(
                f'SELECT "{column}"::VARCHAR AS value, count(*) AS n FROM {table}'
                f" GROUP BY value ORDER BY n DESC, value NULLS LAST{limit}"
            )
        )


def count_figures(files: Mapping[str, Sequence[Path]]) -> Figures:
    """The figures of a dataset from its Parquet `files` by table. Raises `DatasetError`."""
    import duckdb

    try:
        with duckdb.connect() as connection:
            return _count(Counting(connection, files))
    except duckdb.Error as error:
        raise DatasetError(f"the tables cannot be read: {first_line(error)}") from None


def _count(counting: Counting) -> Figures:
    words, first, last = 0, None, None
    if counting.has("documents", "n_words"):
        ((words,),) = counting.rows("SELECT coalesce(sum(n_words), 0)::BIGINT FROM documents")
    if counting.has("documents", "published_on"):
        ((first, last),) = counting.rows("SELECT min(published_on), max(published_on) FROM documents")  # fmt: skip
    licences = counting.by("documents", "license")
    return Figures(
        licences=licences,
        languages=counting.by("documents", "language"),
        formats=counting.by("documents", "format"),
        programs=counting.by("documents", "program", _TOP),
        kinds=counting.by("turns", "kind"),
        roles=counting.by("turns", "role", _TOP * 2),
        attributions=counting.by("turns", "attribution"),
        words=words,
        first=first,
        last=last,
        unlicensed_texts=_unlicensed_texts(counting, licences),
    )


def _unlicensed_texts(counting: Counting, licences: Counted) -> int:
    """Documents that have words in their turns, and no licence or none that SPDX knows."""
    known = [one for one, _ in licences if is_expression(one)]
    if len(known) == len(licences) > 0 or not counting.has("turns", "document_id", "text"):
        return 0
    wanted = ", ".join("'" + str(one).replace("'", "''") + "'" for one in known) or "''"
    licensed = (
        f"SELECT document_id FROM documents WHERE license IN ({wanted})"
        if counting.has("documents", "document_id", "license")
        else "SELECT NULL WHERE false"
    )
    ((count,),) = counting.rows(
        "SELECT count(DISTINCT document_id) FROM turns WHERE text <> ''"
        f" AND document_id NOT IN ({licensed})"
    )
    return int(count)


def summarise_quality(report: QualityReport) -> Quality:
    """The figures of the checks as the card shows them."""
    scores = None
    if report.scores is not None and len(report.scores):
        values = report.scores["score"].to_pylist()
        scores = round(sum(values) / len(values), 3)
    return Quality(
        ran=len(report.results),
        holding=sum(one.holds for one in report.results),
        skipped=len(report.skipped),
        failing=tuple(
            (one.severity, one.check.id, one.check.description, one.message)
            for one in report.findings
        ),
        mean_score=scores,
    )
