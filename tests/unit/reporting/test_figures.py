"""Figures, tried on tables small enough to count by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from onrecord.reporting import contents, manner, soundness, voices
from onrecord.reporting.figure import Distribution, Figure
from onrecord.reporting.opening import Opened, open_folder

TURNS = [
    # document, kind, person, role, attribution, confidence, words, start, end, cues
    ("a", "speech", "ann", "host", "printed", 1.0, 30, 0, 1000, []),
    ("a", "speech", "bob", "guest", "matched", 0.9, 10, 900, 3000, ["vocal"]),
    ("a", "cue", None, None, "none", 0.0, 1, None, None, []),
    ("a", "clip", "cat", "source", "none", 0.0, 20, 3500, 9500, ["vocal", "gap"]),
    ("b", "speech", "ann", "host", "printed", 1.0, 20, None, None, []),
    ("b", "speech", "bob", "guest", "matched", 0.85, 60, None, None, []),
]
DOCUMENTS = [
    # document, program, date, flags, regions, unexplained
    ("a", "Morning", "2019-03-01", ["no-title"], [("label", 0, 10), ("speech", 10, 90), ("unexplained", 90, 100)], 9),
    ("b", "Morning", "2021-12-31", [], [("speech", 0, 100)], 0),
    ("c", None, None, ["no-date", "no-title"], [], 0),
]  # fmt: skip


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """The tables above as a folder that onrecord did not build, opened."""
    names = "document_id kind person_id role attribution confidence n_words start_ms end_ms cues"
    turns: list[dict[str, Any]] = [dict(zip(names.split(), row, strict=True)) for row in TURNS]
    for at, turn in enumerate(turns):
        turn["turn_index"] = at if turn["document_id"] == "a" else at - 4
        turn["cues"] = [{"kind": kind, "text": "(x)", "offset": 0} for kind in turn["cues"]]
        turn["text"] = "(LAUGHTER)" if turn["kind"] == "cue" else " ".join("w" * turn["n_words"])
    names = "document_id program published_on flags regions unexplained_chars"
    documents: list[dict[str, Any]] = [
        dict(zip(names.split(), row, strict=True)) for row in DOCUMENTS
    ]
    for document in documents:
        document["source_uri"] = f"pages/{document['document_id']}.txt"
        document["regions"] = [{"kind": k, "start": s, "end": e} for k, s, e in document["regions"]]
        document["n_words"] = sum(
            t["n_words"] for t in turns if t["document_id"] == document["document_id"]
        )
    rejects = [
        {"source_uri": f"pages/{n}.txt", "check": check, "message": "no"}
        for n, check in enumerate(["no-turns", "no-turns", "empty"])
    ]
    people = [{"person_id": p, "name": p.title(), "kind": "named"} for p in ("ann", "bob", "cat")]
    tables = {"turns": turns, "documents": documents, "rejects": rejects, "people": people}
    for name, rows in tables.items():
        pq.write_table(pa.Table.from_pylist(rows), tmp_path / f"{name}.parquet")
    with open_folder(tmp_path) as found:
        yield found


def cells(figure: Figure | None, column: int = 1) -> dict[str, str]:
    """The cells of a figure's column by the row's name."""
    assert figure is not None
    return {row[0]: row[column] for row in figure.rows}


def test_documents_over_time_fill_the_years_between(opened: Opened) -> None:
    figure = contents.documents_over_time(opened)
    assert cells(figure) == {"2019": "1", "2021": "1"}
    assert [bar.label for bar in figure.chart.bars] == ["2019", "2020", "2021"]
    assert figure.says == "From 1 March 2019 to 31 December 2021. 1 document of 3 states no date."


def test_one_programme_is_a_sentence_without_a_chart(opened: Opened) -> None:
    figure = contents.programmes(opened)
    assert figure is not None
    assert figure.says == "Morning throughout. 1 document of 3 states none."
    assert figure.chart is None


def test_people_are_ranked_by_their_words(opened: Opened) -> None:
    figure = voices.people(opened)
    assert cells(figure, 4) == {"Bob": "70", "Ann": "50", "Cat": "20"}
    assert cells(figure, 5) == {"Bob": "50.0 %", "Ann": "35.7 %", "Cat": "14.3 %"}
    assert figure is not None
    assert "half of all words are said by 1 of them" in figure.says


def test_cues_say_no_words(opened: Opened) -> None:
    assert cells(voices.roles(opened)) == {"guest": "70", "host": "50", "source": "20"}


def test_the_host_is_held_against_the_guests(opened: Opened) -> None:
    counts = cells(voices.host_against_guest(opened))
    assert {name for name, n in counts.items() if n == "1"} == {"20 to 29 %", "70 to 79 %"}


def test_speakers_of_a_document_are_counted(opened: Opened) -> None:
    assert cells(voices.speakers_per_document(opened)) == {"2": "1", "3": "1"}


def test_lengths_of_turns(opened: Opened) -> None:
    figure = manner.turn_lengths(opened)
    assert cells(figure) == {"10 to 19": "1", "20 to 39": "3", "40 to 79": "1"}
    assert figure is not None
    assert "at most 20 words" in figure.says
    assert cells(manner.lengths_by_role(opened), 2) == {"host": "20", "source": "20", "guest": "10"}


def test_clips_by_who_is_heard(opened: Opened) -> None:
    figure = manner.clips(opened)
    assert cells(figure) == {"source": "20"}
    assert figure is not None
    assert "1 clip in 1 of 2 documents, with 14.3 % of all words" in figure.says


def test_cues_between_and_inside_turns(opened: Opened) -> None:
    assert cells(manner.cues(opened)) == {"between turns": "1", "vocal": "2", "gap": "1"}


def test_overlaps_and_pauses_where_times_exist(opened: Opened) -> None:
    """The second turn begins before the first ends; the third half a second after the second."""
    figure = manner.pauses_and_overlaps(opened)
    counts = {name: n for name, n in cells(figure).items() if n != "0"}
    assert counts == {"-0.5 s to 0 s": "1", "0.5 s to 1 s": "1"}
    assert figure is not None
    assert "3 turns of 5 say when they begin and end" in figure.says
    assert "50.0 % overlap" in figure.says


def test_words_a_minute_leave_short_turns_out(opened: Opened) -> None:
    """20 words in six seconds, 10 in 2.1; the 30 in one second are left out."""
    counts = {"180 to 209": "1", "210 to 239": "0", "240 to 299": "1"}
    assert cells(manner.speaking_rate(opened)) == counts


def test_attribution_with_its_mean_confidence(opened: Opened) -> None:
    figure = soundness.attribution(opened)
    assert cells(figure, 2) == {"matched": "2", "printed": "2", "none": "1"}
    assert cells(figure, 5) == {"matched": "0.88", "printed": "1.00", "none": "0.00"}
    assert figure is not None
    assert figure.says.startswith("80.0 % of the turns have a known speaker")


def test_confidence_in_tenths_one_apart(opened: Opened) -> None:
    figure = soundness.confidence(opened)
    assert cells(figure) == {"0.0 to 0.09": "1", "0.8 to 0.89": "1", "0.9 to 0.99": "1", "1": "2"}
    assert figure is not None
    assert [bar.stands_out for bar in figure.chart.bars] == [True] * 8 + [False] * 3


def test_flags_and_documents_without(opened: Opened) -> None:
    figure = soundness.flags(opened)
    assert cells(figure, 2) == {"no-title": "2", "no-date": "1"}
    assert figure is not None
    assert "1 document of 3 raised no remark" in figure.says


def test_every_character_has_a_kind(opened: Opened) -> None:
    figure = soundness.characters(opened)
    assert cells(figure, 2) == {"speech": "180", "label": "10", "unexplained": "10"}
    assert cells(soundness.unexplained(opened)) == {"pages/a.txt": "9"}
    assert cells(soundness.unexplained(opened), 2) == {"pages/a.txt": "9.0 %"}


def test_rejects_by_reason(opened: Opened) -> None:
    assert cells(soundness.reject_reasons(opened)) == {"no-turns": "2", "empty": "1"}
    assert cells(soundness.rejects(opened)) == {
        "pages/0.txt": "no-turns",
        "pages/1.txt": "no-turns",
        "pages/2.txt": "empty",
    }


def test_every_figure_stands_on_an_empty_dataset(tmp_path: Path) -> None:
    """No rows, no columns but the key: figures say nothing, or say why; none fails."""
    empty = pa.table({"document_id": pa.array([], pa.string())})
    for name in ("documents", "turns"):
        pq.write_table(empty, tmp_path / f"{name}.parquet")
    with open_folder(tmp_path) as found:
        for part in (contents, voices, manner, soundness):
            for function in part.FIGURES:
                figure = function(found)
                assert figure is None or not figure.chart


def test_a_figure_is_the_same_with_one_thread_and_with_many(opened: Opened) -> None:
    figures = [f for part in (contents, voices, manner, soundness) for f in part.FIGURES]
    many = [function(opened) for function in figures]
    opened.connection.execute("SET threads = 1")
    assert [function(opened) for function in figures] == many


def test_a_distribution_counts_between_edges() -> None:
    found = Distribution.of([(5, 2), (1, 1), (10, 1), (None, 7)])
    assert (found.total, found.mean) == (4, 5.25)
    assert [found.quantile(q) for q in (0.25, 0.5, 1)] == [1, 5, 10]
    assert found.bins((5, 10)) == [1, 2, 1]
    assert Distribution(()).quantile(0.5) == 0


def test_errors_of_the_engine_are_seen(opened: Opened) -> None:
    with pytest.raises(duckdb.Error):
        opened.rows("SELECT no_such_column FROM turns")
