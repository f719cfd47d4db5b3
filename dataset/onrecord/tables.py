"""Conversations as Arrow tables of the contract, a batch at a time.

`Batch.add` takes one conversation after another; `Batch.to_tables` gives ``documents``,
``turns`` and ``appearances``: one row per person and document, with the columns of
``people``, which `merge_people` makes one row per person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from hashlib import sha256
from itertools import chain
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from onrecord.decoding import Decoded
from onrecord.source import Source, record_uri
from onrecord.speakers import Conversation, Person, Turn
from onrecord_schemas import MODELS, arrow_schema, vocabularies
from onrecord_schemas._types import CUE, REGION

_DICTIONARIES = {
    ("turns", "kind"): vocabularies.TURN_KINDS,
    ("turns", "role"): vocabularies.ROLES,
    ("turns", "attribution"): vocabularies.ATTRIBUTIONS,
    ("people", "scope"): vocabularies.SCOPES,
    ("people", "kind"): vocabularies.PERSON_KINDS,
    ("documents", "transcript_kind"): vocabularies.TRANSCRIPT_KINDS,
    ("rejects", "table"): vocabularies.TABLES,
    ("rejects", "severity"): vocabularies.SEVERITIES,
}
_FRONT = (
    "title",
    "program",
    "network",
    "station",
    "summary",
    "url",
    "rights",
    "license",
    "published_on",
    "language",
    "duration_ms",
    "transcript_kind",
)


#: Digits of a document_id, and how many of them all documents of a source share.
_DIGITS, _SHARED = 20, 14


class Origin(NamedTuple):
    """Where a conversation came from, and what the recipe states for it.

    `stated` holds columns of documents that overrule or complete what the source says.
    """

    source: Source
    record: int = 0
    stated: Mapping[str, Any] = {}

    @property
    def document_id(self) -> str:
        """The id of the source record; further transcripts of one source count on from it.

        They share its beginning, so that the documents of a source lie together in the order of ids.
        """
        shared, last = self.source.sha256[:_SHARED], self.source.sha256[_SHARED:_DIGITS]
        counted = (int(last, 16) + self.record) % 16 ** len(last)
        return f"doc-{shared}{counted:0{len(last)}x}"

    @property
    def uri(self) -> str:
        """The source's; further transcripts of one source add their number, ``#row=1``."""
        return record_uri(self.source.uri, self.record)


class Batch:
    """Rows of some documents, as they are made."""

    def __init__(self) -> None:
        self.documents: list[tuple[Any, ...]] = []
        self.turns: list[tuple[Any, ...]] = []
        self.appearances: list[tuple[Any, ...]] = []

    def add(self, conversation: Conversation, origin: Origin) -> str:
        """Add the rows of a conversation; its document_id."""
        document_id = origin.document_id
        ids = {person: person_id(person, document_id) for person in conversation.people}
        decoded = None if conversation.transcript.is_rendered else origin.source.decoded
        rows = [
            _turn_row(document_id, index, turn, ids, decoded)
            for index, turn in enumerate(conversation.turns)
        ]
        spoken = [turn for turn in conversation.turns if turn.kind != "cue"]
        document = _document_row(document_id, conversation, origin, spoken, len(set(ids.values())))
        self.turns += rows
        self.documents.append(document)
        published = document[_PUBLISHED]
        said: dict[Person, list[int]] = {}
        for turn in spoken:
            if turn.person is not None:
                said.setdefault(turn.person, []).append(turn.utterance.n_words)
        self.appearances += [
            _appearance_row(ids[person], document_id, person, said.get(person, []), published)
            for person in conversation.people
        ]
        return document_id

    def to_tables(self) -> dict[str, Any]:
        """The tables ``documents``, ``turns`` and ``appearances`` of this batch."""
        return {
            "documents": make_table("documents", self.documents),
            "turns": make_table("turns", self.turns),
            "appearances": make_table("appearances", self.appearances),
        }


@lru_cache(maxsize=1 << 16)
def digest_identity(identity: str) -> str:
    """The person_id of an identity: a folded name, with a tab and what tells namesakes apart."""
    return f"per-{sha256(identity.encode()).hexdigest()[:20]}"


def person_id(person: Person, document_id: str) -> str:
    """The id of a person: of the folded name, or of the document and the label."""
    if person.scope == "document":
        return digest_identity(f"{document_id}\t{person.key}")
    return digest_identity(
        f"{person.key}\t{person.disambiguator}" if person.disambiguator else person.key
    )


def _turn_row(
    document_id: str, index: int, turn: Turn, ids: Mapping[Person, str], decoded: Decoded | None
) -> tuple[Any, ...]:
    utterance, decision = turn.utterance, turn.decision
    label = utterance.label
    start: int | None = utterance.start
    end: int | None = utterance.end
    if decoded is None:  # our own rendering: no place in the source
        start = end = None
    elif decoded.shifts:
        start, end = decoded.to_source(utterance.start), decoded.to_source(utterance.end)
    return (
        document_id,
        index,
        turn.kind,
        label.printed if label else None,
        ids[decision.person] if decision.person else None,
        turn.role,
        (label.role or None) if label else None,
        decision.attribution,
        round(decision.confidence, 3),
        utterance.text,
        utterance.cues,
        start,
        end,
        utterance.start_ms,
        utterance.end_ms,
        utterance.n_words,
        turn.continues,
    )


def _document_row(
    document_id: str, conversation: Conversation, origin: Origin, spoken: list[Turn], n_people: int
) -> tuple[Any, ...]:
    transcript, source = conversation.transcript, origin.source
    front = {name: getattr(transcript.front, name, None) for name in _FRONT}
    front.update(origin.stated)
    regions = () if transcript.is_rendered else transcript.regions
    unexplained = sum(
        len("".join(transcript.text[region.start : region.end].split()))
        for region in regions
        if region.kind == "unexplained"
    )
    decoded = None if transcript.is_binary else source.decoded
    flags = set(conversation.flags)
    flags |= {
        flag
        for flag, true in (
            ("no-date", front["published_on"] is None),
            ("no-title", front["title"] is None),
            ("encoding-repaired", decoded is not None and decoded.repaired),
            ("encoding-guessed", decoded is not None and decoded.guessed),
            ("unexplained-text", unexplained > 0),
        )
        if true
    }
    return (
        document_id,
        document_id,
        origin.uri,
        source.sha256,
        len(source.data),
        transcript.format,
        *(front[name] for name in _FRONT),
        len(spoken),
        n_people,
        sum(turn.utterance.n_words for turn in spoken),
        _regions(regions, decoded),
        unexplained,
        sorted(flags),
    )


def _regions(regions: Iterable[Any], decoded: Decoded | None) -> Iterable[Any]:
    if decoded is None or not decoded.shifts:
        return regions
    return [
        (kind, decoded.to_source(start), decoded.to_source(end)) for kind, start, end in regions
    ]


_PUBLISHED = 6 + _FRONT.index("published_on")


def _appearance_row(
    identity: str, document_id: str, person: Person, said: list[int], published: Any
) -> tuple[Any, ...]:
    return (
        identity,
        person.name,
        person.given_name,
        person.family_name,
        person.scope,
        person.kind,
        sorted(person.aliases),
        sorted(person.roles),
        sorted(person.affiliations),
        sorted(person.descriptions),
        person.bio,
        person.wikidata_id,
        1,
        len(said),
        sum(said),
        published,
        published,
        document_id,
    )


@cache
def table_schema(name: str) -> Any:
    """The Arrow schema of a table; ``appearances`` is ``people`` with a document_id."""
    if name == "appearances":
        return arrow_schema(MODELS["people"]).append(pa.field("document_id", pa.string()))
    return arrow_schema(MODELS[name])


@cache
def _vocabulary(table: str, column: str) -> tuple[Any, dict[str, int]]:
    words = list(_DICTIONARIES["people" if table == "appearances" else table, column])
    return pa.array(words, pa.string()), {word: code for code, word in enumerate(words)}


def make_table(name: str, rows: list[tuple[Any, ...]]) -> Any:
    """The rows as an Arrow table of the contract; dictionaries are the whole vocabularies."""
    schema = table_schema(name)
    columns = zip(*rows, strict=True) if rows else ([] for _ in schema)
    arrays = [
        _array(name, field, list(values)) for field, values in zip(schema, columns, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _array(table: str, field: Any, values: list[Any]) -> Any:
    if pa.types.is_dictionary(field.type):
        words, codes = _vocabulary(table, field.name)
        return pa.DictionaryArray.from_arrays(
            pa.array([None if v is None else codes[v] for v in values], pa.int32()), words
        )
    if field.type == pa.list_(REGION):
        return _structs(values, REGION)
    if field.type == pa.list_(CUE):
        return _structs(values, CUE)
    return pa.array(values, field.type)


def recode(table: str, column: str, values: list[Any]) -> Any:
    """A column of the contract from plain values."""
    return _array(table, table_schema(table).field(column), values)


def conform_table(name: str, table: Any, schema: Any) -> Any:
    """A table with the columns of `schema`, dictionaries being the whole vocabularies.

    Parquet keeps the words that are used only, and DuckDB none.
    """
    arrays = []
    for field in schema:
        column = table[field.name]
        if pa.types.is_dictionary(field.type):
            words, _ = _vocabulary(name, field.name)
            codes = pc.index_in(_one_chunk(column.cast(pa.string()).combine_chunks()), words)
            arrays.append(pa.DictionaryArray.from_arrays(codes, words))
        else:
            arrays.append(_quiet(_one_chunk(column.cast(field.type).combine_chunks())))
    return pa.Table.from_arrays(arrays, schema=schema)


def _quiet(array: Any) -> Any:
    """An array of numbers with zeros below its nulls: a logical hash sees what lies there."""
    if not pa.types.is_primitive(array.type) or not array.null_count:
        return array
    filled = pc.fill_null(array.view(_INTEGERS[array.type.bit_width]), 0)
    valid = pc.is_valid(array)
    return pa.Array.from_buffers(array.type, len(array), [valid.buffers()[1], filled.buffers()[1]])


_INTEGERS = {32: pa.int32(), 64: pa.int64()}


def _one_chunk(column: Any) -> Any:
    if not isinstance(column, pa.ChunkedArray):
        return column
    return pa.concat_arrays(column.chunks) if column.chunks else pa.array([], column.type)


def _structs(lists: list[Any], struct: Any) -> Any:
    """A list<struct> column from lists of tuples, built by columns."""
    offsets = [0]
    for one in lists:
        offsets.append(offsets[-1] + len(one))
    fields = list(zip(*chain.from_iterable(lists), strict=True)) or [()] * struct.num_fields
    arrays = [
        pa.array(list(values), field.type) for field, values in zip(struct, fields, strict=True)
    ]
    structs = pa.StructArray.from_arrays(arrays, fields=list(struct))
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), structs, type=pa.list_(struct))


_MERGE = """
WITH forms AS (
    SELECT person_id, name, given_name, family_name, sum(n_documents) AS documents
    FROM appearances GROUP BY ALL
), chosen AS (
    SELECT person_id, arg_max(forms, (documents, name)) AS form FROM forms GROUP BY person_id
), merged AS (
    SELECT person_id,
           any_value(scope::VARCHAR) AS scope, any_value(kind::VARCHAR) AS kind,
           list_sort(list_distinct(flatten(list(aliases)))) AS aliases,
           list_sort(list_distinct(flatten(list(roles)))) AS roles,
           list_sort(list_distinct(flatten(list(affiliations)))) AS affiliations,
           list_sort(list_distinct(flatten(list(descriptions)))) AS descriptions,
           arg_max(bio, (length(bio), bio)) AS bio,
           max(wikidata_id) AS wikidata_id,
           count(DISTINCT document_id)::INTEGER AS n_documents, sum(n_turns)::INTEGER AS n_turns,
           sum(n_words)::BIGINT AS n_words,
           min(first_seen) AS first_seen, max(last_seen) AS last_seen
    FROM appearances GROUP BY person_id
)
SELECT person_id, form.name AS name, form.given_name AS given_name,
       form.family_name AS family_name, merged.* EXCLUDE (person_id)
FROM merged JOIN chosen USING (person_id) ORDER BY person_id
"""


def merge_people(appearances: Any) -> Any:
    """The ``people`` table of appearances: one row per person, whatever their order.

    The name most documents print wins, the later in the alphabet among equals; the longest
    biography wins; lists are united, counts added, dates widened.
    """
    import duckdb

    with duckdb.connect(config={"threads": 1}) as connection:
        connection.register("appearances", appearances)
        return merged_people(connection)


def merged_people(connection: Any) -> Any:
    """`merge_people` of the table or view ``appearances`` of a DuckDB connection."""
    merged = connection.sql(_MERGE).to_arrow_table()
    return conform_table("people", merged, table_schema("people"))
