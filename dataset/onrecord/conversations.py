"""Who talks with whom: turns of a dataset as conversations, adjacency pairs and networks of speakers.

Importing this registers the pandas accessor ``.onrecord`` of frames of turns; every frame that
`onrecord.load` gives has it. The functions take any frame with the columns they name.

An adjacency pair is two turns that follow each other in one document, by two known people, with
nothing but cues between them (Schegloff and Sacks 1973, "Opening up closings", without their types:
whether a turn answers a question is not known, only whether one ends in a question mark).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from onrecord.errors import CallError

if TYPE_CHECKING:
    import networkx as nx

KINDS = ("speech", "clip")
_KEYS = ("document_id", "turn_index")
_CARRIED = ("turn_index", "person_id", "role", "n_words", "text", "start_ms", "end_ms")


def conversations(turns: pd.DataFrame) -> pd.DataFrame:
    """One row per document, in order, with how it goes.

    Columns: ``document_id``, ``n_turns`` (spoken or played), ``n_clips``, ``n_people`` (known ones),
    ``n_words``, ``n_changes`` (pairs of neighbours by two people), ``largest_share`` (of the words,
    by whoever says most) and ``balance`` (entropy of the words by person, 1 where all say as much;
    missing for a single person).
    """
    spoken = _spoken(turns, "n_words", "person_id")
    documents, names = pd.factorize(spoken["document_id"])
    people, persons = pd.factorize(spoken["person_id"])
    words = _integers(spoken["n_words"])
    n, known = len(names), people >= 0
    each = (
        pd.Series(words[known])
        .groupby(documents[known] * max(len(persons), 1) + people[known])
        .sum()
    )
    at = each.index.to_numpy() // max(len(persons), 1)
    by_person = each.to_numpy().astype(float)
    total = np.bincount(at, by_person, n)
    share = np.divide(by_person, total[at], out=np.zeros(len(at)), where=total[at] > 0)
    largest = np.zeros(n)
    np.maximum.at(largest, at, share)
    n_people = np.bincount(at, minlength=n)
    surprise = -share * np.log(share, out=np.zeros(len(at)), where=share > 0)
    evenness = np.full(n, np.nan)
    entropy = np.bincount(at, surprise, n)
    np.divide(entropy, np.log(np.maximum(n_people, 2)), out=evenness, where=n_people > 1)
    changes = documents[1:][_changes(documents, people)]
    kind = spoken["kind"].to_numpy(object) if "kind" in spoken else np.full(len(spoken), "speech")
    return pd.DataFrame(
        {
            "document_id": names,
            "n_turns": np.bincount(documents, minlength=n),
            "n_clips": np.bincount(documents[kind == "clip"], minlength=n),
            "n_people": n_people,
            "n_words": np.bincount(documents, words, n).astype(np.int64),
            "n_changes": np.bincount(changes, minlength=n),
            "largest_share": np.where(n_people > 0, largest, np.nan),
            "balance": evenness,
        }
    )


def adjacency_pairs(turns: pd.DataFrame, kinds: Sequence[str] = ("speech",)) -> pd.DataFrame:
    """One row per pair of neighbouring turns by two known people, both of the given `kinds`.

    Columns: ``document_id``; for each of turn_index, person_id, role, n_words, text that the turns
    have, ``first_...`` and ``second_...``; ``first_asks`` where there is text; ``gap_ms`` where there
    are times: from the end of the one to the start of the other, negative where they overlap.
    """
    spoken = _spoken(turns, "person_id")
    documents, _ = pd.factorize(spoken["document_id"])
    people, _ = pd.factorize(spoken["person_id"])
    changed = _changes(documents, people)
    if "kind" in spoken:
        wanted = spoken["kind"].isin(list(kinds)).to_numpy(bool)
        changed &= wanted[1:] & wanted[:-1]
    at = np.flatnonzero(changed)
    first, second = spoken.iloc[at], spoken.iloc[at + 1]
    columns: dict[str, Any] = {"document_id": first["document_id"].array}
    for name in _CARRIED:
        if name in spoken and not name.endswith("_ms"):
            columns[f"first_{name}"] = first[name].array
            columns[f"second_{name}"] = second[name].array
    if "text" in spoken:
        ends = first["text"].astype("string").str.rstrip("\"'”’)] ").str.endswith("?")
        columns["first_asks"] = ends.fillna(False).to_numpy(bool)
    if {"start_ms", "end_ms"} <= set(spoken.columns):
        columns["gap_ms"] = second["start_ms"].array - first["end_ms"].array
    return pd.DataFrame(columns)


def speaker_network(turns: pd.DataFrame, kinds: Sequence[str] = ("speech",)) -> pd.DataFrame:
    """One row per ordered pair of people: how often the `target` speaks right after the `source`.

    Columns: ``source``, ``target`` (person ids), ``n_turns``, ``n_words`` (of the target's turns),
    ``n_documents``; the most frequent first.
    """
    pairs = adjacency_pairs(turns, kinds).rename(
        columns={"first_person_id": "source", "second_person_id": "target"}
    )
    if "second_n_words" not in pairs:
        pairs["second_n_words"] = pd.NA
    edges = pairs.groupby(["source", "target"], as_index=False, observed=True).agg(
        n_turns=("document_id", "size"),
        n_words=("second_n_words", "sum"),
        n_documents=("document_id", "nunique"),
    )
    order = edges.sort_values(["n_turns", "source", "target"], ascending=[False, True, True])
    return order.reset_index(drop=True)


def speaker_graph(
    turns: pd.DataFrame, people: pd.DataFrame | None = None, kinds: Sequence[str] = ("speech",)
) -> nx.DiGraph[str]:
    """The network of `speaker_network` as a `networkx.DiGraph` of person ids.

    Edges have ``weight`` (turns), ``n_words`` and ``n_documents``; nodes, with the table `people`,
    ``name``. Needs ``onrecord[networks]``.
    """
    try:
        import networkx as nx
    except ImportError:
        raise CallError(
            "networkx is not installed; run: pip install 'onrecord[networks]'"
        ) from None
    graph: nx.DiGraph[str] = nx.DiGraph()
    for edge in speaker_network(turns, kinds).to_dict("records"):
        graph.add_edge(
            edge["source"],
            edge["target"],
            weight=int(edge["n_turns"]),
            n_words=int(edge["n_words"]),
            n_documents=int(edge["n_documents"]),
        )
    if people is not None:
        _require(people, "people", "person_id", "name")
        names = dict(zip(people["person_id"], people["name"], strict=True))
        nx.set_node_attributes(
            graph, {node: names[node] for node in graph if not pd.isna(names.get(node))}, "name"
        )
    return graph


def _spoken(turns: pd.DataFrame, *needed: str) -> pd.DataFrame:
    """Speech and clips in order; all rows where nothing says what they are."""
    _require(turns, "turns", *_KEYS, *needed)
    if "kind" in turns:
        turns = turns[turns["kind"].isin(KINDS).to_numpy(bool)]
    index = _integers(turns["turn_index"])
    documents, _ = pd.factorize(turns["document_id"])
    in_order = np.all(
        (documents[1:] > documents[:-1])
        | ((documents[1:] == documents[:-1]) & (index[1:] > index[:-1]))
    )
    return turns if in_order else turns.sort_values(list(_KEYS))


def _changes(
    documents: npt.NDArray[np.int64], people: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """Whether each row after the first is of the same document and another known person."""
    same = documents[1:] == documents[:-1]
    known = (people[1:] >= 0) & (people[:-1] >= 0)
    return np.asarray(same & known & (people[1:] != people[:-1]))


def _integers(column: pd.Series[Any]) -> npt.NDArray[np.int64]:
    return column.to_numpy(dtype=np.int64, na_value=0)


def _require(frame: pd.DataFrame, what: str, *columns: str) -> None:
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise CallError(f"the frame of {what} has no column {', '.join(missing)}")


@pd.api.extensions.register_dataframe_accessor("onrecord")
class TurnsAccessor:
    """The functions of this module, as methods of a frame of turns: ``turns.onrecord``."""

    def __init__(self, turns: pd.DataFrame):
        missing = [name for name in _KEYS if name not in turns.columns]
        if missing:
            raise AttributeError(f"no frame of turns: it has no column {', '.join(missing)}")
        self._turns = turns

    def conversations(self) -> pd.DataFrame:
        """One row per document, with how it goes; see `conversations`."""
        return conversations(self._turns)

    def adjacency_pairs(self, kinds: Sequence[str] = ("speech",)) -> pd.DataFrame:
        """One row per pair of neighbouring turns by two people; see `adjacency_pairs`."""
        return adjacency_pairs(self._turns, kinds)

    def network(self, kinds: Sequence[str] = ("speech",)) -> pd.DataFrame:
        """One row per ordered pair of people; see `speaker_network`."""
        return speaker_network(self._turns, kinds)

    def graph(
        self, people: pd.DataFrame | None = None, kinds: Sequence[str] = ("speech",)
    ) -> nx.DiGraph[str]:
        """The network as a `networkx.DiGraph`; see `speaker_graph`."""
        return speaker_graph(self._turns, people, kinds)
