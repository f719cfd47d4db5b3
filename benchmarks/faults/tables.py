"""A dataset as rows that can be damaged, and back to Parquet."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from onrecord_schemas import MODELS, arrow_schema

Row = dict[str, Any]


def twin_of(document_id: str) -> str:
    """The id of the copy of a document that a damage makes."""
    return f"doc-{'f' * 8}{document_id[12:]}"


def ghost_of(document_id: str) -> str:
    """The id of the person that a damage invents for a document."""
    return f"per-{document_id[4:]}"


@dataclass
class Tables:
    """Documents by id, turns in order by document id, people by id."""

    documents: dict[str, Row]
    turns: dict[str, list[Row]]
    people: dict[str, Row]

    @classmethod
    def read(cls, folder: Path) -> Tables:
        """The tables of a built dataset."""
        rows = {name: pq.read_table(folder / f"{name}.parquet").to_pylist() for name in MODELS}
        turns: dict[str, list[Row]] = {}
        for row in rows["turns"]:
            turns.setdefault(row["document_id"], []).append(row)
        return cls(
            {row["document_id"]: row for row in rows["documents"]},
            turns,
            {row["person_id"]: row for row in rows["people"]},
        )

    def copy(self) -> Tables:
        """A deep copy, to be damaged."""
        return copy.deepcopy(self)

    def restore(self, document_id: str, good: Tables) -> None:
        """Undo a damage that could not be done to the end."""
        self.documents[document_id] = copy.deepcopy(good.documents[document_id])
        self.turns[document_id] = copy.deepcopy(good.turns[document_id])
        self.documents.pop(twin_of(document_id), None)
        self.turns.pop(twin_of(document_id), None)
        self.people.pop(ghost_of(document_id), None)

    def settle(self, document_id: str) -> None:
        """Renumber the turns of a document and make its counts agree, so that only the damage shows."""
        turns = self.turns[document_id]
        for index, turn in enumerate(turns):
            turn.update(document_id=document_id, turn_index=index, continues=None)
            turn["n_words"] = len(turn["text"].split())
        spoken = [turn for turn in turns if turn["kind"] != "cue"]
        self.documents[document_id].update(
            n_turns=len(spoken),
            n_words=sum(turn["n_words"] for turn in spoken),
            n_people=len({turn["person_id"] for turn in turns} - {None}),
        )

    def settle_people(self) -> None:
        """Make the counts of people agree, and drop those who no longer speak."""
        said: dict[str, list[Row]] = {}
        for turns in self.turns.values():
            for turn in turns:
                if turn["person_id"] is not None:
                    said.setdefault(turn["person_id"], []).append(turn)
        self.people = {key: row for key, row in self.people.items() if key in said}
        for key, row in self.people.items():
            row.update(
                n_turns=len(said[key]),
                n_words=sum(turn["n_words"] for turn in said[key]),
                n_documents=len({turn["document_id"] for turn in said[key]}),
            )

    def write(self, folder: Path) -> None:
        """The tables as Parquet with the types of the contract, in key order, without a manifest."""
        folder.mkdir(parents=True, exist_ok=True)
        rows = {
            "documents": [self.documents[key] for key in sorted(self.documents)],
            "turns": [turn for key in sorted(self.turns) for turn in self.turns[key]],
            "people": [self.people[key] for key in sorted(self.people)],
        }
        for name, table in rows.items():
            schema = arrow_schema(MODELS[name])
            arrow = pa.Table.from_pylist(table, schema=schema)
            pq.write_table(arrow, folder / f"{name}.parquet", compression="zstd")
