"""The inventory of a build: every source that was found, and what became of it.

It lies in a DuckDB database beside the parts, so that its size is bounded by the disk.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import pyarrow as pa

from onrecord.errors import CallError, ContractError, SourceError
from onrecord.source import Companion, companion_uri
from onrecord.sources import Found, Wanted
from onrecord.suppression import Suppression
from onrecord.surveying import Surveyed
from onrecord.tables import conform_table, make_table, table_schema
from onrecord.validation import Reject
from onrecord.work import BUILT, PASSED, reject_source

_FATES = pa.schema([("uri", pa.string()), ("fate", pa.int8())])
_ROWS = 10_000

_CREATE = """
CREATE TABLE survey (uri VARCHAR, path VARCHAR, root VARCHAR, wanted INTEGER, place BIGINT,
                     sha256 VARCHAR, bytes BIGINT,
                     beside STRUCT(name VARCHAR, sha256 VARCHAR, bytes BIGINT)[]);
CREATE TABLE fates (uri VARCHAR, fate TINYINT);
CREATE TABLE rejects (source_uri VARCHAR, document_id VARCHAR, "table" VARCHAR, key VARCHAR,
                      "check" VARCHAR, severity VARCHAR, message VARCHAR, value VARCHAR);
"""
#: Sources whose bytes another one has, by its URI, that comes first.
_SETTLE = """
CREATE TABLE sources AS
SELECT *, first_value(uri) OVER (PARTITION BY sha256 ORDER BY uri) AS original FROM survey
"""
_TWICE = "SELECT uri FROM survey GROUP BY uri HAVING count(*) > 1 ORDER BY uri LIMIT 1"
_DUPLICATES = """
SELECT uri, sha256, original FROM sources WHERE sha256 IS NOT NULL AND uri <> original ORDER BY uri
"""
#: Files by their hash, which is the order of documents; records of shards as they lie.
_ACCEPTED = """
SELECT uri, path, root, wanted, place, sha256, bytes, beside FROM sources
WHERE sha256 IS NOT NULL AND uri = original
ORDER BY place IS NOT NULL, CASE WHEN place IS NULL THEN sha256 ELSE path END, place
"""
_TEXTS = ("source_uri", "document_id", '"table"', "key", '"check"', "severity", "message", "value")
_IN_ORDER = ", ".join(f"coalesce({name}, 'None')" for name in _TEXTS)
_REJECTS = f"SELECT * FROM rejects ORDER BY {_IN_ORDER}"
#: Each source, with the first reason that a reject gives for it or for a transcript in it.
_ACCOUNT = f"""
CREATE TABLE account AS
WITH told AS (
    SELECT source_uri, "check",
           row_number() OVER (PARTITION BY source_uri ORDER BY {_IN_ORDER}) AS place
    FROM rejects WHERE source_uri IS NOT NULL
), reasons AS (
    SELECT source_uri AS uri, "check" AS reason FROM told WHERE place = 1
), parts AS (
    SELECT regexp_replace(uri, '#row=[0-9]+$', '') AS uri, min(reason) AS reason FROM reasons GROUP BY 1
)
SELECT s.uri, s.wanted, s.sha256, s.bytes, s.beside, coalesce(f.fate = {BUILT}, false) AS built,
       coalesce(r.reason, p.reason) AS reason
FROM sources s LEFT JOIN fates f USING (uri) LEFT JOIN reasons r USING (uri) LEFT JOIN parts p USING (uri)
WHERE f.fate IS DISTINCT FROM {PASSED}
"""
_SOURCES = "SELECT uri, wanted, place, sha256, bytes, beside FROM sources ORDER BY uri"
_COUNT = "SELECT count(*) FROM sources WHERE sha256 IS NOT NULL AND uri = original"
_PASSED = f"SELECT count(*) FROM fates WHERE fate = {PASSED}"
_COUNTS = """
SELECT count(*), count(*) FILTER (built), count(*) FILTER (NOT built AND reason IS NOT NULL),
       coalesce(sum(bytes), 0)::BIGINT
FROM account
"""
_REASONS = f"""
SELECT "check", count(*) FROM (
    SELECT "check", row_number() OVER (PARTITION BY source_uri ORDER BY {_IN_ORDER}) AS place FROM rejects
) WHERE place = 1 GROUP BY ALL ORDER BY ALL
"""


class Counts(NamedTuple):
    """How many sources there are, and what became of them; `bytes` of all that could be read."""

    sources: int
    built: int
    rejected: int
    bytes: int


class Inventory:
    """The inventory on a connection of `scratch_database`."""

    def __init__(self, connection: Any, suppression: Suppression):
        self._connection = connection
        self._wanted: list[Wanted] = []
        self._suppression = suppression
        self.n_suppressed = self.n_passed = 0
        self._waiting: defaultdict[str, list[Any]] = defaultdict(list)
        self._n_waiting = 0
        connection.execute(_CREATE)

    def add_survey(self, surveyed: Surveyed) -> None:
        """Take what a survey found and what it could not read."""
        found = self._without_suppressed(surveyed.found)
        numbers = pa.array([self._number(one) for one in surveyed.wanted], pa.int32())
        at = found.schema.get_field_index("wanted")
        wanted = numbers.take(found["wanted"].combine_chunks())
        self._insert("survey", found.set_column(at, found.schema.field(at), wanted))
        self.add_rejects(self._without_suppressed_rejects(surveyed.rejects))
        self.n_passed += surveyed.n_passed

    def _number(self, wanted: Wanted) -> int:
        """The number of what is wanted, the same for what is equal."""
        if wanted not in self._wanted:
            self._wanted.append(wanted)
        return self._wanted.index(wanted)

    def add_rejects(self, rejects: Any) -> None:
        """Take rows of ``rejects``."""
        if len(rejects):
            self._insert("rejects", rejects)

    def add_fates(self, uris: Iterable[str], fates: bytes) -> None:
        """Take what became of sources (see `work`)."""
        self._insert("fates", pa.table([list(uris), list(fates)], schema=_FATES))

    def settle(self) -> int:
        """Set duplicates aside; how many sources are to be converted. Raises `CallError`."""
        for (twice,) in self._execute(_TWICE).fetchall():
            raise CallError(
                f"two sources would share the name {twice!r}; "
                'set a prefix for one of them in the recipe ([[sources]] prefix = "...")'
            )
        self._execute(_SETTLE)
        for rows in self._rows(_DUPLICATES):
            self.add_rejects(_as_table(_reject_duplicate(*row) for row in rows))
        ((count,),) = self._execute(_COUNT).fetchall()
        return int(count)

    def digest(self) -> str:
        """A hash of all sources and of what could not be read of them, once that is settled."""
        whole = hashlib.sha256()
        for query in (_SOURCES, _REJECTS):
            for rows in self._rows(query):
                whole.update(json.dumps(rows).encode())
        return whole.hexdigest()

    def accepted(self) -> Iterator[tuple[Found, str, int]]:
        """The sources to convert, each with its hash and how much is read for it, in the order they are best read."""
        for rows in self._rows(_ACCEPTED):
            for uri, path, root, wanted, place, sha256, size, beside in rows:
                companions = tuple(Companion(**one) for one in beside)
                found = Found(uri, path, self._wanted[wanted], root, place, companions)
                yield found, sha256, size + sum(one.bytes or 0 for one in companions)

    def rejects(self) -> Iterator[Any]:
        """The table ``rejects``, in order."""
        schema = table_schema("rejects")
        self._flush()
        for batch in self._connection.cursor().sql(_REJECTS).to_arrow_reader(_ROWS):
            yield conform_table("rejects", pa.Table.from_batches([batch]), schema)

    def leave_out(self, uris: Iterable[str], rejects: Iterable[Any]) -> None:
        """Forget sources that are suppressed after all; `rejects` replace the ones there are."""
        gone = pa.table({"uri": pa.array(sorted(uris), pa.string())})
        self._connection.register("gone", gone)
        for table in ("fates", "sources"):
            self._execute(f"DELETE FROM {table} WHERE uri IN (SELECT uri FROM gone)")
        self._connection.unregister("gone")
        self._execute("DELETE FROM rejects")
        for rows in rejects:
            self.add_rejects(rows)
        self.n_suppressed += len(gone)

    def close(self) -> Counts:
        """Draw up the account; the counts. Raises `ContractError` where they do not add up."""
        self._execute(_ACCOUNT)
        ((passed,),) = self._execute(_PASSED).fetchall()
        self.n_passed += passed
        (numbers,) = self._execute(_COUNTS).fetchall()
        counts = Counts(*numbers)
        if counts.sources != counts.built + counts.rejected:
            raise ContractError(
                f"the counts do not add up: {counts.sources} sources, {counts.built} built, "
                f"{counts.rejected} rejected; please report it"
            )
        return counts

    def reasons(self) -> dict[str, int]:
        """How many sources were rejected for each reason."""
        return dict(self._execute(_REASONS).fetchall())

    def account(self) -> Iterator[dict[str, Any]]:
        """The sources by URI as the manifest lists them."""
        query = "SELECT uri, wanted, sha256, bytes, beside, built, reason FROM account ORDER BY uri"
        for rows in self._rows(query):
            for uri, wanted, sha256, size, beside, built, reason in rows:
                entry = {"uri": uri, "fate": "built" if built else "rejected"}
                if sha256 is not None:
                    entry |= {"sha256": sha256, "bytes": size}
                if beside:
                    entry["companions"] = beside
                entry |= _as_declared(self._wanted[wanted])
                if not built:
                    entry["reason"] = reason
                yield entry

    def _insert(self, table: str, rows: Any) -> None:
        """Take rows; few at a time are gathered, since each insertion waits for the disk."""
        self._waiting[table].append(rows)
        self._n_waiting += len(rows)
        if self._n_waiting >= _ROWS:
            self._flush()

    def _flush(self) -> None:
        for table, waiting in self._waiting.items():
            self._connection.register("more", pa.concat_tables(waiting))
            self._connection.execute(f"INSERT INTO {table} SELECT * FROM more")
            self._connection.unregister("more")
        self._waiting.clear()
        self._n_waiting = 0

    def _execute(self, query: str) -> Any:
        self._flush()
        return self._connection.execute(query)

    def _rows(self, query: str) -> Iterator[list[tuple[Any, ...]]]:
        self._flush()
        cursor = self._connection.cursor().execute(query)
        while rows := cursor.fetchmany(_ROWS):
            yield rows

    def _without_suppressed_rejects(self, rejects: Any) -> Any:
        uris = rejects["source_uri"].to_pylist()
        kept = [not self._suppression.drops_uri(uri) for uri in uris]
        return rejects.filter(pa.array(kept, pa.bool_()))

    def _without_suppressed(self, survey: Any) -> Any:
        if not self._suppression:
            return survey
        drops = self._suppression
        kept = [
            not any(map(drops.drops_uri, _uris(row)))
            and not any(map(drops.drops_bytes, _hashes(row)))
            for row in survey.select(["uri", "sha256", "beside"]).to_pylist()
        ]
        self.n_suppressed += kept.count(False)
        return survey.filter(pa.array(kept, pa.bool_()))


def _uris(row: Mapping[str, Any]) -> Iterator[str]:
    """The URIs of a source and of its companions, without which it is not what it was."""
    yield row["uri"]
    yield from (companion_uri(row["uri"], one["name"]) for one in row["beside"])


def _hashes(row: Mapping[str, Any]) -> list[str]:
    return [one["sha256"] for one in (row, *row["beside"]) if one["sha256"] is not None]


def _as_table(rejects: Iterable[Reject]) -> Any:
    return make_table("rejects", [tuple(one) for one in rejects])


def _reject_duplicate(uri: str, sha256: str, original: str) -> Reject:
    error = SourceError(f"the same bytes as {original}, which is built", reason="duplicate")
    return reject_source(uri, sha256, error)


def _as_declared(wanted: Wanted) -> dict[str, Any]:
    """What the recipe says of a source that its bytes do not: needed to read it the same again."""
    stated = {key: wanted.stated[key] for key in ("title", "summary") if key in wanted.stated}
    declared = {
        "encoding": wanted.encoding,
        "stated": stated,
        "columns": wanted.columns,
        "records": wanted.records,
    }
    return {key: value for key, value in declared.items() if value}
