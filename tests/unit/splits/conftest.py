"""Small datasets whose stories and people are known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

#: A document: its id, its story, and who says what in which role.
Document = tuple[str, str, Sequence[tuple[str, str, str]]]


@pytest.fixture
def dataset(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes documents as a dataset without a manifest."""

    def write(
        documents: Sequence[Document], narrow: Sequence[str] = (), name: str = "data"
    ) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        rows = [
            {
                "document_id": one, "turn_index": at, "kind": "speech", "person_id": person,
                "role": role, "text": text, "n_words": len(text.split()),
            }
            for one, _, said in documents
            for at, (person, role, text) in enumerate(said)
        ]  # fmt: skip
        people = sorted({row["person_id"] for row in rows if row["person_id"]})
        scopes = ["document" if person in narrow else "dataset" for person in people]
        pq.write_table(
            pa.table(
                {
                    "document_id": [one for one, _, _ in documents],
                    "story_id": [story for _, story, _ in documents],
                    "program": [
                        None if at % 5 == 0 else f"p{at % 3}" for at in range(len(documents))
                    ],
                }
            ),
            folder / "documents.parquet",
        )
        pq.write_table(pa.Table.from_pylist(rows), folder / "turns.parquet")
        pq.write_table(pa.table({"person_id": people, "scope": scopes}), folder / "people.parquet")
        return folder

    return write


@pytest.fixture
def many(dataset: Callable[..., Path]) -> Path:
    """600 documents: one host for all, guests in three documents each, stories of two at the end."""
    documents: list[Document] = [
        (
            f"doc-{at:04d}",
            f"doc-{at - at % 2 if at >= 500 else at:04d}",
            [
                ("host", "host", f"Welcome to number {at} of a series that goes on and on."),
                (f"guest-{at % 200}", "guest", f"Thanks {at}."),
            ],
        )
        for at in range(600)
    ]
    return dataset(documents)
