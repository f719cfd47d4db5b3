"""Both datasets loaded into one DuckDB database that may spill to disk, in the same types.

Each table becomes ``old_TABLE`` and ``new_TABLE``. Columns of the contract get one type on both
sides; long or nested ones, and columns that the contract does not know, are kept as a hash, and
`values_of` reads them again from the Parquet where they are to be shown. A table that is missing,
or damaged, is loaded empty and named in a `Limit`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from onrecord.differences.model import Limit
from onrecord.differences.sides import Side
from onrecord.errors import first_line
from onrecord.foreign.database import open_database
from onrecord.foreign.sql import identifier, parquet

#: The types that both sides are brought to; HASH stands for a column kept as a hash.
HASH = "HASH"
TYPES = {
    "documents": {
        "document_id": "VARCHAR", "source_uri": "VARCHAR", "story_id": "VARCHAR",
        "source_sha256": "VARCHAR", "source_bytes": "BIGINT", "format": "VARCHAR",
        "title": "VARCHAR", "program": "VARCHAR", "network": "VARCHAR", "station": "VARCHAR",
        "url": "VARCHAR", "license": "VARCHAR", "published_on": "DATE", "language": "VARCHAR",
        "duration_ms": "BIGINT", "transcript_kind": "VARCHAR", "n_turns": "BIGINT",
        "n_people": "BIGINT", "n_words": "BIGINT", "unexplained_chars": "BIGINT",
        "flags": "VARCHAR[]", "summary": HASH, "rights": HASH, "regions": HASH,
    },
    "turns": {
        "document_id": "VARCHAR", "turn_index": "BIGINT", "kind": "VARCHAR",
        "speaker_label": "VARCHAR", "person_id": "VARCHAR", "role": "VARCHAR",
        "role_label": "VARCHAR", "attribution": "VARCHAR", "confidence": "FLOAT", "text": HASH,
        "cues": HASH, "char_start": "BIGINT", "char_end": "BIGINT", "start_ms": "BIGINT",
        "end_ms": "BIGINT", "n_words": "BIGINT", "continues": "BIGINT",
    },
    "people": {
        "person_id": "VARCHAR", "name": "VARCHAR", "given_name": "VARCHAR",
        "family_name": "VARCHAR", "scope": "VARCHAR", "kind": "VARCHAR", "aliases": HASH,
        "roles": HASH, "affiliations": HASH, "descriptions": HASH, "bio": HASH,
        "wikidata_id": "VARCHAR", "n_documents": "BIGINT", "n_turns": "BIGINT",
        "n_words": "BIGINT", "first_seen": "DATE", "last_seen": "DATE",
    },
    "rejects": {
        "source_uri": "VARCHAR", "document_id": "VARCHAR", "table": "VARCHAR", "key": "VARCHAR",
        "check": "VARCHAR", "message": "VARCHAR",
    },
}  # fmt: skip
#: Names of the database's own columns, which no column of a dataset may take.
RESERVED = frozenset({"stored", "place", "print", "place_print"})
#: Of documents whose bytes are not the same, places in the source say nothing.
OF_PLACE = frozenset({"char_start", "char_end", "continues"})
#: Nor do keys say anything about a turn that is matched.
_KEYS_OF_TURNS = frozenset({"document_id", "turn_index"})
#: Where a row stands: the number of its file, and its number in the file.
_AT = "(file_index * 1099511627776 + file_row_number::UBIGINT)"
KEYS = {"documents": "document_id", "turns": "document_id", "people": "person_id"}


@dataclass
class Loaded:
    """Both sides in a database, and what was met on the way.

    `compared` names, for each table, the columns that both sides have and that can be compared.
    """

    connection: Any
    sides: dict[str, Side]
    compared: dict[str, tuple[str, ...]] = field(default_factory=dict)
    limits: list[Limit] = field(default_factory=list)
    tables: dict[str, set[str]] = field(default_factory=lambda: {"old": set(), "new": set()})

    def has(self, table: str) -> bool:
        """Whether both sides have this table."""
        return table in self.tables["old"] and table in self.tables["new"]

    def run(self, query: str) -> None:
        """Execute one statement."""
        self.connection.execute(query)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """All rows of a query that gives few."""
        found: list[tuple[Any, ...]] = self.connection.execute(query).fetchall()
        return found

    def row(self, query: str) -> tuple[Any, ...]:
        """The only row of a query."""
        return self.rows(query)[0]

    def record(self, query: str) -> dict[str, Any]:
        """The only row of a query, by the names of its columns."""
        cursor = self.connection.execute(query)
        names = [column[0] for column in cursor.description]
        return dict(zip(names, cursor.fetchone(), strict=True))

    def scan(self, which: str, table: str) -> str:
        """A table function that reads a side's Parquet files of this table."""
        return parquet(self.sides[which].files[table])

    def is_hashed(self, table: str, column: str) -> bool:
        """Whether only a hash of this column was loaded."""
        return TYPES[table].get(column, HASH) == HASH


@contextmanager
def load_sides(old: Side, new: Side, memory: str) -> Iterator[Loaded]:
    """Both sides in a database that goes at the end. Raises `CallError` where `memory` is no size."""
    with open_database("diff", memory) as connection:
        loaded = Loaded(connection, {"old": old, "new": new})
        for table in TYPES:
            loaded.compared[table] = _common_columns(old, new, table)
            for side in (old, new):
                _load(loaded, side, table)
        yield loaded


def _common_columns(old: Side, new: Side, table: str) -> tuple[str, ...]:
    """Columns that both sides have: those of the contract first, then others by name.

    DuckDB does not tell ``Text`` from ``text``: of others, one of each name is compared.
    """
    common = old.columns.get(table, {}).keys() & new.columns.get(table, {}).keys()
    known = [name for name in TYPES[table] if name in common]
    taken = {*TYPES[table], *RESERVED}
    others = {name.lower(): name for name in sorted(common) if name.lower() not in taken}
    return (*known, *others.values())


def _load(loaded: Loaded, side: Side, table: str) -> None:
    """Fill ``SIDE_TABLE``, empty where there is nothing to read."""
    import duckdb

    name, key = f"{side.which}_{table}", KEYS.get(table)
    there = table in side.files
    if there and key and key not in side.columns[table]:
        _limit(loaded, side, table, f"it has no {key}, the key: its rows cannot be matched")
        there = False
    if there:
        try:
            loaded.run(f"CREATE TABLE {name} AS {_select(loaded, side, table)}")
        except duckdb.Error as error:
            loaded.run(f"DROP TABLE IF EXISTS {name}")
            why = first_line(error, 160).replace(str(side.folder), ".")
            _limit(loaded, side, table, f"damaged: {why}", damaged=True)
            there = False
    if there:
        loaded.tables[side.which].add(table)
    else:
        loaded.run(f"CREATE TABLE {name} AS {_empty(loaded, table)}")
    if there and key:
        _name_keyless(loaded, side, table, key)


def _limit(loaded: Loaded, side: Side, where: str, why: str, *, damaged: bool = False) -> None:
    loaded.limits.append(Limit(side.which, where, why, damaged))


def _name_keyless(loaded: Loaded, side: Side, table: str, key: str) -> None:
    """Drop rows without a key, and say how many there were."""
    name = f"{side.which}_{table}"
    (keyless,) = loaded.row(f"SELECT count(*) FROM {name} WHERE {key} IS NULL")
    if keyless:
        loaded.run(f"DELETE FROM {name} WHERE {key} IS NULL")
        _limit(loaded, side, table, f"{keyless:,} rows without {key} were passed over")


def _select(loaded: Loaded, side: Side, table: str) -> str:
    extra = [c for c in loaded.compared[table] if c not in TYPES[table]]
    there = side.columns[table]
    columns = [_cast(table, column, column in there) for column in (*TYPES[table], *extra)]
    if table == "turns" and "text" in there and "n_words" not in there:
        columns = [c for c in columns if not c.endswith('"n_words"')]
        columns.append("len(string_split(trim(text::VARCHAR), ' ')) AS n_words")
    if table == "turns":
        columns.append(f"{_source(table, 'turn_index', 'turn_index' in there)} AS place")
    query = f"SELECT {', '.join(columns)}, {_AT} AS stored FROM {loaded.scan(side.which, table)}"
    return f"SELECT *, {_prints(loaded)} FROM ({query})" if table == "turns" else query


def _prints(loaded: Loaded) -> str:
    """Two fingerprints of a turn: of its values, and of its places in the source.

    Rows with the same fingerprint need not be compared column by column.
    """
    values = [c for c in loaded.compared["turns"] if c not in _KEYS_OF_TURNS]
    parts = {
        "print": [c for c in values if c not in OF_PLACE],
        "place_print": [c for c in values if c in OF_PLACE],
    }
    return ", ".join(
        f"hash({', '.join(map(identifier, columns)) or 0}) AS {name}"
        for name, columns in parts.items()
    )


def _cast(table: str, column: str, there: bool) -> str:
    return f"{_source(table, column, there)} AS {identifier(column)}"


def _source(table: str, column: str, there: bool) -> str:
    """A column in the type of the comparison; null where the side does not have it."""
    kind, name = TYPES[table].get(column, HASH), identifier(column)
    if kind == HASH:
        return f"hash({name}::VARCHAR)" if there else "0::UBIGINT"
    return f"TRY_CAST({name} AS {kind})" if there else f"NULL::{kind}"


def _empty(loaded: Loaded, table: str) -> str:
    extra = [c for c in loaded.compared[table] if c not in TYPES[table]]
    columns = [_cast(table, column, there=False) for column in (*TYPES[table], *extra)]
    if table == "turns":
        columns += ["NULL::BIGINT AS place", "0::UBIGINT AS print", "0::UBIGINT AS place_print"]
    return f"SELECT {', '.join(columns)}, 0::UBIGINT AS stored LIMIT 0"


def values_of(loaded: Loaded, which: str, table: str, column: str, wanted: str) -> str:
    """A query of (stored, value) for the rows of a side whose ``stored`` the query `wanted` gives."""
    return (
        f"SELECT {_AT} AS stored, {identifier(column)}::VARCHAR AS value"
        f" FROM {loaded.scan(which, table)} WHERE {_AT} IN ({wanted})"
    )
