"""Conversations, adjacency pairs and networks of speakers, on turns small enough to read."""

from __future__ import annotations

import math

import pandas as pd
import pytest

import onrecord
from onrecord.conversations import adjacency_pairs, conversations, speaker_graph, speaker_network

_ROWS = [
    # document, index, kind, person, role, words, text, start, end
    ("d1", 0, "speech", "ann", "host", 6, "How is it there?", 0, 2_000),
    ("d1", 1, "cue", None, None, 0, "", None, None),
    ("d1", 2, "speech", "bob", "reporter", 2, "It's wet.", 2_500, 3_000),
    ("d1", 3, "clip", "cyd", "source", 4, "We are all wet.", 3_000, 4_000),
    ("d1", 4, "speech", "bob", "reporter", 2, "Quite so.", 4_000, 4_500),
    ("d1", 5, "speech", "ann", "host", 2, "Thank you.", 4_400, 5_000),
    ("d1", 6, "speech", None, "unknown", 1, "Bye.", 5_000, 5_100),
    ("d1", 7, "speech", "ann", "host", 1, "Bye.", 5_200, 5_300),
    ("d2", 0, "speech", "ann", "host", 8, 'He said, "Why?"', None, None),
    ("d2", 1, "speech", "ann", "host", 0, "", None, None),
]
_NAMES = (
    "document_id", "turn_index", "kind", "person_id", "role", "n_words", "text", "start_ms", "end_ms",
)  # fmt: skip


@pytest.fixture
def turns() -> pd.DataFrame:
    return pd.DataFrame(_ROWS, columns=list(_NAMES)).convert_dtypes(dtype_backend="pyarrow")


def test_a_conversation_is_a_row(turns: pd.DataFrame) -> None:
    first, second = conversations(turns).to_dict("records")
    shares = [9 / 17, 4 / 17, 4 / 17]
    assert first == {
        "document_id": "d1", "n_turns": 7, "n_clips": 1, "n_people": 3, "n_words": 18,
        "n_changes": 4, "largest_share": pytest.approx(9 / 17),
        "balance": pytest.approx(-sum(s * math.log(s) for s in shares) / math.log(3)),
    }  # fmt: skip
    assert (second["n_turns"], second["n_people"], second["n_changes"]) == (2, 1, 0)
    assert second["largest_share"] == 1
    assert math.isnan(second["balance"])


def test_pairs_are_neighbours_by_two_known_people(turns: pd.DataFrame) -> None:
    pairs = adjacency_pairs(turns)
    assert list(zip(pairs["first_turn_index"], pairs["second_turn_index"], strict=True)) == [
        (0, 2), (4, 5),
    ]  # fmt: skip
    assert pairs["first_asks"].to_list() == [True, False]
    assert pairs["gap_ms"].to_list() == [500, -100]
    assert pairs["second_role"].to_list() == ["reporter", "host"]


def test_clips_count_where_they_are_asked_for(turns: pd.DataFrame) -> None:
    pairs = adjacency_pairs(turns, kinds=("speech", "clip"))
    assert pairs["first_turn_index"].to_list() == [0, 2, 3, 4]


def test_a_question_in_quotes_is_one(turns: pd.DataFrame) -> None:
    other = turns.copy()
    other.loc[9, "person_id"] = "bob"
    assert adjacency_pairs(other)["first_asks"].to_list()[-1]


def test_a_network_counts_who_answers_whom(turns: pd.DataFrame) -> None:
    edges = speaker_network(turns).to_dict("records")
    assert edges == [
        {"source": "ann", "target": "bob", "n_turns": 1, "n_words": 2, "n_documents": 1},
        {"source": "bob", "target": "ann", "n_turns": 1, "n_words": 2, "n_documents": 1},
    ]


def test_a_graph_has_names(turns: pd.DataFrame) -> None:
    pytest.importorskip("networkx")
    people = pd.DataFrame({"person_id": ["ann", "bob"], "name": ["Ann Holt", None]})
    graph = speaker_graph(turns, people)
    assert dict(graph.nodes(data=True)) == {"ann": {"name": "Ann Holt"}, "bob": {}}
    assert graph["ann"]["bob"] == {"weight": 1, "n_words": 2, "n_documents": 1}


def test_the_order_of_rows_does_not_matter(turns: pd.DataFrame) -> None:
    mixed = turns.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(adjacency_pairs(mixed), adjacency_pairs(turns))
    pd.testing.assert_frame_equal(conversations(mixed), conversations(turns))


def test_nothing_gives_nothing(turns: pd.DataFrame) -> None:
    none = turns.iloc[:0]
    assert len(conversations(none)) == len(adjacency_pairs(none)) == len(speaker_network(none)) == 0
    silent = turns.assign(person_id=None)
    assert conversations(silent)["n_people"].to_list() == [0, 0]
    assert len(adjacency_pairs(silent)) == 0


def test_the_accessor_is_on_frames_of_turns(root) -> None:
    data = onrecord.load(root / "data")
    frame = data.turns
    pd.testing.assert_frame_equal(frame.onrecord.conversations(), conversations(frame))
    pd.testing.assert_frame_equal(frame.onrecord.adjacency_pairs(), adjacency_pairs(frame))
    pd.testing.assert_frame_equal(frame.onrecord.network(), speaker_network(frame))
    with pytest.raises(AttributeError, match="no frame of turns"):
        data.people.onrecord  # noqa: B018


def test_figures_agree_with_the_sample(root) -> None:
    data = onrecord.load(root / "data")
    rows = data.turns.onrecord.conversations().set_index("document_id")
    documents = data.documents.set_index("document_id")
    assert (rows["n_turns"] == documents["n_turns"].reindex(rows.index)).all()
    assert (rows["n_words"] <= documents["n_words"].reindex(rows.index)).all()


def test_a_column_that_is_missing_is_said(turns: pd.DataFrame) -> None:
    with pytest.raises(onrecord.CallError, match="the frame of turns has no column person_id"):
        adjacency_pairs(turns.drop(columns=["person_id"]))
