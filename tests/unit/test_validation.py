"""The contract, tried: every rule is seen to catch the defect it is there for."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from onrecord.conversion import converse
from onrecord.source import Source
from onrecord.tables import Batch, Origin, merge_people
from onrecord.validation import check_table, validate_batch
from onrecord_schemas import RULES, check_tables, cross_table

TEXT = """ANNA MARTELL, HOST: Good morning. (Laughter) NPR's here.

(SOUNDBITE OF ARCHIVED RECORDING)

FLORIAN EDER: We shall see.

MARTELL: And so on.
"""


@pytest.fixture
def tables() -> dict[str, Any]:
    """Sound tables of two documents, people included."""
    batch = Batch()
    for number in range(2):
        source = Source(f"pages/{number}.txt", f"{TEXT}\nDonate{number}".encode())
        for conversation in converse(source, "npr"):
            batch.add(conversation, Origin(source))
    made = batch.to_tables()
    return {**made, "people": merge_people(made["appearances"])}


def damage(table: Any, column: str, row: int, value: Any) -> Any:
    """The table with one value changed."""
    field = table.schema.field(column)
    values = table[column].to_pylist()
    values[row] = value
    kind = pa.string() if pa.types.is_dictionary(field.type) else field.type
    array = pa.array(values, kind)
    if pa.types.is_dictionary(field.type):
        array = array.dictionary_encode()
    nullable = pa.field(column, field.type, metadata=field.metadata)
    return table.set_column(table.schema.get_field_index(column), nullable, array)


def checks(name: str, table: Any) -> set[str]:
    return {failure.check for failure in check_table(name, table)}


def test_sound_tables_keep_the_contract(tables: dict[str, Any]) -> None:
    for name in ("documents", "turns", "people"):
        assert checks(name, tables[name]) == set()


@pytest.mark.parametrize(
    ("table", "column", "row", "value", "check"),
    [
        ("documents", "document_id", 0, "doc-xyz", "document_id-str_matches"),
        ("documents", "document_id", 0, None, "document_id-not_nullable"),
        ("documents", "story_id", 0, "story", "story_id-str_matches"),
        ("documents", "source_uri", 0, "/etc/passwd", "source_uri-str_matches"),
        ("documents", "source_uri", 0, "../up.txt", "source_uri-str_matches"),
        ("documents", "source_uri", 0, "a\\b", "source_uri-str_matches"),
        ("documents", "source_sha256", 0, "abc", "source_sha256-str_matches"),
        ("documents", "source_bytes", 0, 0, "source_bytes-greater_than_or_equal_to"),
        ("documents", "format", 0, "N P R", "format-str_matches"),
        ("documents", "language", 0, "English!", "language-str_matches"),
        ("documents", "duration_ms", 0, -1, "duration_ms-greater_than_or_equal_to"),
        ("documents", "transcript_kind", 0, "rough", "transcript_kind-isin"),
        ("documents", "n_turns", 0, 0, "n_turns-greater_than_or_equal_to"),
        ("documents", "n_words", 0, -1, "n_words-greater_than_or_equal_to"),
        ("documents", "unexplained_chars", 0, -1, "unexplained_chars-greater_than_or_equal_to"),
        ("documents", "flags", 0, ["no-such-flag"], "flags_are_in_the_vocabulary"),
        ("documents", "flags", 0, ["no-title", "no-date"], "flags_are_sorted_and_distinct"),
        ("documents", "flags", 0, ["no-date", "no-date"], "flags_are_sorted_and_distinct"),
        (
            "documents",
            "regions",
            0,
            [{"kind": "nonsense", "start": 0, "end": 5}],
            "region_kinds_are_in_the_vocabulary",
        ),
        (
            "documents",
            "regions",
            0,
            [{"kind": "speech", "start": 1, "end": 5}],
            "regions_are_a_partition",
        ),
        (
            "documents",
            "regions",
            1,
            [{"kind": "speech", "start": 0, "end": 5}, {"kind": "cue", "start": 6, "end": 9}],
            "regions_are_a_partition",
        ),
        ("turns", "turn_index", 1, 5, "turn_index_is_dense_from_zero"),
        ("turns", "turn_index", 0, 1, "turn_index_is_dense_from_zero"),
        ("turns", "kind", 0, "song", "kind-isin"),
        ("turns", "speaker_label", 0, "", "speaker_label-str_length"),
        ("turns", "person_id", 0, "Anna", "person_id-str_matches"),
        ("turns", "role", 0, "boss", "role-isin"),
        ("turns", "attribution", 0, "guessed", "attribution-isin"),
        ("turns", "confidence", 0, 1.5, "confidence-less_than_or_equal_to"),
        ("turns", "confidence", 0, 0.5, "printed_has_a_label_and_full_confidence"),
        ("turns", "char_start", 0, 10_000, "slices_are_in_order_and_do_not_overlap"),
        ("turns", "char_start", 1, 3, "slices_are_in_order_and_do_not_overlap"),
        ("turns", "char_end", 0, None, "slice_has_both_ends_or_none"),
        ("turns", "start_ms", 0, -1, "start_ms-greater_than_or_equal_to"),
        ("turns", "n_words", 0, 77, "n_words_counts_the_text"),
        ("turns", "continues", 1, 1, "continues_an_earlier_turn"),
        ("turns", "text", 2, "", "turn_has_words_or_cues"),
        ("turns", "person_id", 1, "per-00000000000000000000", "cue_has_no_speaker"),
        ("turns", "person_id", 3, None, "known_how_means_known_who"),
        (
            "turns",
            "cues",
            0,
            [{"kind": "noise", "text": "x", "offset": 0}],
            "cue_kinds_are_in_the_vocabulary",
        ),
        ("people", "person_id", 0, "anna", "person_id-str_matches"),
        ("people", "name", 0, None, "named_has_a_name"),
        ("people", "scope", 0, "galaxy", "scope-isin"),
        ("people", "kind", 0, "robot", "kind-isin"),
        ("people", "kind", 0, "collective", "unnamed_stays_in_its_document"),
        ("people", "aliases", 0, ["B", "A"], "lists_are_sorted_and_distinct"),
        ("people", "roles", 0, ["boss"], "roles_are_in_the_vocabulary"),
        ("people", "wikidata_id", 0, "42", "wikidata_id-str_matches"),
        ("people", "n_documents", 0, 0, "n_documents-greater_than_or_equal_to"),
        ("people", "n_turns", 0, 0, "n_turns-greater_than_or_equal_to"),
        ("people", "n_words", 0, -5, "n_words-greater_than_or_equal_to"),
    ],
)
def test_planted_defects_are_caught(
    tables: dict[str, Any], table: str, column: str, row: int, value: Any, check: str
) -> None:
    assert check in checks(table, damage(tables[table], column, row, value))


def test_times_in_the_wrong_order_are_caught(tables: dict[str, Any]) -> None:
    turns = damage(damage(tables["turns"], "start_ms", 0, 900), "end_ms", 0, 100)
    assert "ends_after_it_starts" in checks("turns", turns)


def test_dates_in_the_wrong_order_are_caught(tables: dict[str, Any]) -> None:
    people = damage(
        damage(tables["people"], "first_seen", 0, date(2020, 1, 2)),
        "last_seen",
        0,
        date(2020, 1, 1),
    )
    assert "first_seen_is_not_after_last_seen" in checks("people", people)


def test_a_clip_from_nowhere_is_caught(tables: dict[str, Any]) -> None:
    turns = tables["turns"]
    for column, value in (
        ("kind", "clip"),
        ("speaker_label", None),
        ("person_id", None),
        ("attribution", "none"),
    ):
        turns = damage(turns, column, 0, value)
    assert "clip_has_a_label_or_a_cue_before_it" in checks("turns", turns)


def test_repeated_keys_are_caught(tables: dict[str, Any]) -> None:
    twice = pa.concat_tables([tables["documents"], tables["documents"].slice(0, 1)])
    assert "document_id-field_uniqueness" in checks("documents", twice)


def test_a_missing_column_and_a_wrong_type_are_caught(tables: dict[str, Any]) -> None:
    assert checks("turns", tables["turns"].drop_columns(["text"]))
    wrong = tables["turns"].set_column(15, "n_words", tables["turns"]["n_words"].cast(pa.int64()))
    assert any("dtype" in check for check in checks("turns", wrong))


def test_a_bad_row_takes_its_document_along_and_the_rest_is_kept(tables: dict[str, Any]) -> None:
    batch = {name: tables[name] for name in ("documents", "turns", "appearances")}
    batch["turns"] = damage(batch["turns"], "role", 4, "boss")
    verdict = validate_batch(batch)
    bad, good = (batch["turns"]["document_id"][row].as_py() for row in (4, 0))
    assert verdict.documents == {bad}
    assert set(verdict.tables["turns"]["document_id"].to_pylist()) == {good}
    assert verdict.made["turns"] - verdict.kept["turns"] == 4
    reasons = {(reject.table, reject.check) for reject in verdict.rejects}
    assert reasons == {("turns", "role-isin"), ("documents", "document-left-out")}


def test_a_bad_person_takes_the_documents_along(tables: dict[str, Any]) -> None:
    batch = {name: tables[name] for name in ("documents", "turns", "appearances")}
    batch["appearances"] = damage(batch["appearances"], "wikidata_id", 0, "x")
    verdict = validate_batch(batch)
    assert len(verdict.documents) == 1
    assert {(r.table, r.check) for r in verdict.rejects} == {
        ("people", "wikidata_id-str_matches"),
        ("documents", "document-left-out"),
    }


def test_rejects_never_hold_a_long_value(tables: dict[str, Any]) -> None:
    batch = {name: tables[name] for name in ("documents", "turns", "appearances")}
    batch["documents"] = damage(batch["documents"], "format", 0, "x y" * 10_000)
    (value,) = {r.value for r in validate_batch(batch).rejects if r.value}
    assert len(value) == 200


SQL = {
    "document_id_is_unique": "INSERT INTO documents SELECT * FROM documents LIMIT 1",
    "source_uri_is_unique": "UPDATE documents SET source_uri = 'same'",
    "turn_key_is_unique": "INSERT INTO turns SELECT * FROM turns LIMIT 1",
    "person_id_is_unique": "INSERT INTO people SELECT * FROM people LIMIT 1",
    "speaker_goes_on": "UPDATE turns SET continues = 0 WHERE turn_index = 1",
    "turn_has_a_document": "DELETE FROM documents WHERE source_uri = 'pages/0.txt'",
    "document_has_turns": "DELETE FROM turns WHERE document_id = (SELECT min(document_id) FROM documents)",
    "speaker_has_a_person": "DELETE FROM people WHERE name = 'Anna Martell'",
    "person_has_a_turn": "UPDATE turns SET person_id = NULL",
    "story_has_a_document": "UPDATE documents SET story_id = 'doc-00000000000000000000'",
    "turn_index_is_dense": "UPDATE turns SET turn_index = turn_index + 1",
    "document_counts_agree": "UPDATE documents SET n_words = n_words + 1",
    "person_counts_agree": "UPDATE people SET n_turns = n_turns + 1",
    "document_scope_is_one_document": "UPDATE people SET scope = 'document'",
    "slices_lie_inside_the_source": "UPDATE turns SET char_end = 100000 WHERE turn_index = 3",
}


@pytest.mark.parametrize("at_a_time", [1, 1_000_000])
@pytest.mark.parametrize("rule", [rule.name for rule in RULES])
def test_rules_across_tables_catch_their_defect(
    tables: dict[str, Any], rule: str, at_a_time: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cross_table, "_TURNS", at_a_time)
    with duckdb.connect() as connection:
        for name in ("documents", "turns", "people"):
            connection.register("arrow", tables[name])
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM arrow")  # noqa: S608
            connection.unregister("arrow")
        assert check_tables(connection) == []
        connection.execute(SQL[rule])
        broken = {violation.rule.name: violation for violation in check_tables(connection)}
    assert rule in broken
    assert broken[rule].rows >= len(broken[rule].keys) >= 1


def test_rules_across_tables_count_the_same_in_any_ranges(
    tables: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with duckdb.connect() as connection:
        for name in ("documents", "turns", "people"):
            connection.register("arrow", tables[name])
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM arrow")  # noqa: S608
            connection.unregister("arrow")
        connection.execute(
            "UPDATE turns SET n_words = n_words + 1, turn_index = 0 WHERE turn_index < 2"
        )
        whole = check_tables(connection)
        monkeypatch.setattr(cross_table, "_TURNS", 1)
        assert check_tables(connection) == whole
    names = {violation.rule.name for violation in whole}
    assert names >= {"turn_key_is_unique", "document_counts_agree", "person_counts_agree"}
    assert max(violation.rows for violation in whole) > 1


def test_validate_names_the_defect_in_a_folder(tmp_path: Path, root: Path) -> None:
    import pyarrow.parquet as pq

    import onrecord

    for path in (root / "data").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    people = pq.read_table(tmp_path / "people.parquet")
    pq.write_table(people.slice(1), tmp_path / "people.parquet")
    assert {finding.check for finding in onrecord.validate(tmp_path)} == {"speaker_has_a_person"}
