"""The reader's documents as JSON values: conversation, speakers, evidence, source."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from onrecord.reporting.evidence import Sources
from onrecord.reporting.opening import Opened
from onrecord.reporting.sample import Sample, interleaved
from onrecord.reporting.wording import count, counted, day, visible

#: Turns of one document, characters of one turn, and bytes of all documents that the page holds.
TURNS, CHARACTERS, BYTES = 500, 20_000, 2_000_000

#: The sample's rows, taken out of the large tables once.
_HELD = (
    "CREATE TEMP TABLE held AS SELECT unnest(?) AS document_id",
    f"""CREATE TEMP TABLE held_turns AS SELECT * FROM (
        SELECT *, row_number() OVER (PARTITION BY document_id ORDER BY turn_index) AS place,
               count(*) OVER (PARTITION BY document_id) AS of_all
        FROM turns SEMI JOIN held USING (document_id)) WHERE place <= {TURNS}""",
    """CREATE TEMP TABLE held_people AS
        SELECT person_id, any_value(name) AS name, any_value(kind) AS person_kind
        FROM people WHERE person_id IN (SELECT person_id FROM held_turns) GROUP BY person_id""",
    "CREATE TEMP TABLE held_documents AS SELECT * FROM documents SEMI JOIN held USING (document_id)",
)
_DOCUMENT = "SELECT * FROM held_documents WHERE document_id = ? ORDER BY source_uri LIMIT 1"
_TURNS = """SELECT * FROM held_turns LEFT JOIN held_people USING (person_id)
    WHERE document_id = ? ORDER BY place"""


def read_documents(opened: Opened, sample: Sample, sources: Sources) -> tuple[list[Any], str]:
    """The documents of the sample that fit on the page, in its order, and a word on those left out.

    Each is an object with the keys that ``report.js`` knows.
    """
    take, *others = _HELD
    opened.connection.execute(take, [[document for document, _ in sample.documents]])
    for statement in others:
        opened.connection.execute(statement)
    fitting: dict[str, Any] = {}
    held = 0
    for document_id, why in interleaved(sample):
        page = _page(opened, document_id, why, sources)
        held += len(json.dumps(page, ensure_ascii=False).encode())
        if held > BYTES and fitting:
            break
        fitting[document_id] = page
    left = len(sample.documents) - len(fitting)
    says = f"{counted(left, 'more did', 'more did')} not fit on the page." if left else ""
    return [fitting[key] for key, _ in sample.documents if key in fitting], says


def _page(opened: Opened, document_id: str, why: str, sources: Sources) -> dict[str, Any]:
    (document,) = _dicts(opened, _DOCUMENT, document_id)
    turns = _dicts(opened, _TURNS, document_id)
    explained = sources.explain(document, turns)
    people: dict[str, int] = {}
    told = explained.get("turns", [])
    shown = [
        _turn(turn, people, told[at]["evidence"] if at < len(told) else None)
        for at, turn in enumerate(turns)
    ]
    return _heading(document, why) | {
        "people": _people(turns, people),
        "turns": shown,
        "more": turns[0]["of_all"] - len(turns) if turns else 0,
        "pieces": explained.get("pieces"),
        "note": explained.get("note", ""),
    }


def _dicts(opened: Opened, query: str, document_id: str) -> list[dict[str, Any]]:
    cursor = opened.connection.execute(query, [document_id])
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _heading(document: Mapping[str, Any], why: str) -> dict[str, Any]:
    published = document["published_on"]
    return {
        "id": document["document_id"],
        "uri": visible(document["source_uri"] or ""),
        "title": visible(document["title"] or document["source_uri"] or document["document_id"]),
        "about": [
            visible(part)
            for part in (
                document["program"],
                document["station"],
                published and day(published),
                f"read as {document['format']}" if document["format"] else "",
                f"{count(document['n_words'])} words" if document["n_words"] is not None else "",
            )
            if part
        ],
        "flags": [visible(flag) for flag in document["flags"] or () if flag],
        "unexplained": document["unexplained_chars"] or 0,
        "why": why,
    }


def _people(turns: list[dict[str, Any]], numbers: Mapping[str, int]) -> list[dict[str, Any]]:
    """Speakers in the order in which they are first heard."""
    found: list[dict[str, Any]] = [{"words": 0} for _ in numbers]
    for turn in turns:
        if turn["person_id"] is None:
            continue
        person = found[numbers[turn["person_id"]]]
        person.setdefault(
            "name", visible(turn["name"] or turn["speaker_label"] or turn["person_id"])
        )
        person.setdefault("kind", visible(turn["person_kind"] or ""))
        if not person.get("role"):
            person["role"] = visible(turn["role"] or "")
        person["words"] += turn["n_words"] or 0
    return found


def _turn(turn: Mapping[str, Any], people: dict[str, int], evidence: Any) -> dict[str, Any]:
    """One turn; what is null or empty is left out."""
    text = visible(turn["text"] or "")
    person = turn["person_id"]
    values = {
        "n": turn["turn_index"],
        "kind": visible(turn["kind"] or "speech"),
        "who": None if person is None else people.setdefault(person, len(people)),
        "label": turn["speaker_label"] and visible(turn["speaker_label"]),
        "role": turn["role"] and visible(turn["role"]),
        "printed": turn["role_label"] and visible(turn["role_label"]),
        "how": turn["attribution"] and visible(turn["attribution"]),
        "sure": turn["confidence"] if turn["confidence"] is None else round(turn["confidence"], 3),
        "text": text[:CHARACTERS],
        "cut": len(text) > CHARACTERS or None,
        "cues": _cues(turn["cues"]),
        "at": _pair(turn["char_start"], turn["char_end"]),
        "ms": _pair(turn["start_ms"], turn["end_ms"]),
        "goes_on": turn["continues"],
        "why": evidence,
    }
    return {key: value for key, value in values.items() if value is not None}


def _cues(cues: list[dict[str, Any]] | None) -> list[list[Any]] | None:
    """Offset, kind and words of the inline cues."""
    found = [
        [cue["offset"] or 0, visible(cue["kind"] or ""), visible(cue["text"] or "")]
        for cue in cues or ()
        if cue
    ]
    return found or None


def _pair(start: int | None, end: int | None) -> list[int | None] | None:
    return None if start is None and end is None else [start, end]
