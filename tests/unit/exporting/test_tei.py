"""TEI, read by lxml: valid by the TEI consortium's own schema, every word, cue and person in it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

import onrecord
from onrecord.exporting.wording import xml_text, xml_value

TEI = "{http://www.tei-c.org/ns/1.0}"
ID = "{http://www.w3.org/XML/1998/namespace}id"
ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@pytest.fixture(scope="module")
def schema(root: Path) -> etree.RelaxNG:
    """TEI P5 as RELAX NG, from the environment of tests/peers; skips where it is not."""
    python = Path(os.environ.get("ONRECORD_PEERS", root / ".venv-peers/bin/python"))
    found = list(python.parent.parent.glob("lib/python3.*/site-packages/schemas/tei_all.rng"))
    if not found:
        pytest.skip("the environment of tests/peers is not here")
    return etree.RelaxNG(etree.parse(str(found[0])))


def exported(folder: Path, out: Path) -> Iterator[tuple[str, etree._Element]]:
    onrecord.export(folder, "tei", out)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    for path in sorted(out.glob("*.xml")):
        yield path.stem, etree.parse(str(path), parser).getroot()


def turns_of(folder: Path) -> dict[str, list[dict[str, Any]]]:
    documents: dict[str, list[dict[str, Any]]] = {}
    with onrecord.load(folder).duckdb() as connection:
        query = "SELECT * FROM turns ORDER BY document_id, turn_index"
        for row in connection.sql(query).to_arrow_table().to_pylist():
            documents.setdefault(row["document_id"], []).append(row)
    return documents


def words(element: etree._Element) -> str:
    """The text of an element without that of its children."""
    return (element.text or "") + "".join(child.tail or "" for child in element)


def legal(text: str) -> str:
    return ILLEGAL.sub("\ufffd", text)


def test_files_are_valid_tei(dataset: Path, tmp_path: Path, schema: etree.RelaxNG) -> None:
    count = 0
    for name, root in exported(dataset, tmp_path / "tei"):
        assert schema.validate(root), (name, schema.error_log.last_error)
        count += 1
    assert count == len(turns_of(dataset))


def test_the_schema_finds_what_is_wrong(
    sample: Path, tmp_path: Path, schema: etree.RelaxNG
) -> None:
    _, root = next(exported(sample, tmp_path / "tei"))
    next(root.iter(f"{TEI}u")).tag = f"{TEI}utterance"
    assert not schema.validate(root)


def test_every_turn_is_an_utterance_with_its_words(dataset: Path, tmp_path: Path) -> None:
    documents = turns_of(dataset)
    for name, root in exported(dataset, tmp_path / "tei"):
        spoken = [turn for turn in documents.pop(name) if turn["kind"] != "cue"]
        found = list(root.iter(f"{TEI}u"))
        assert [words(u) for u in found] == [legal(turn["text"]) for turn in spoken]
        assert [u.get("who") for u in found] == [
            turn["person_id"] and f"#{turn['person_id']}" for turn in spoken
        ]
        assert [float(u.get("cert")) for u in found] == [
            pytest.approx(turn["confidence"]) for turn in spoken
        ]
        cues = [len(turn["cues"]) for turn in spoken]
        assert [len(u) for u in found] == cues
    assert not documents


def test_pointers_lead_somewhere(dataset: Path, tmp_path: Path) -> None:
    """Everything that @who, @ana, @start, @end and @since name is there, once."""
    for _, root in exported(dataset, tmp_path / "tei"):
        ids = [one.get(ID) for one in root.iter() if one.get(ID)]
        assert len(ids) == len(set(ids))
        pointers = {pointer for one in root.iter() for name in ("who", "ana", "start", "end", "since")
                    for pointer in (one.get(name) or "").split()}  # fmt: skip
        assert pointers <= {f"#{name}" for name in ids}
        assert len(pointers) > 1


def test_people_are_listed_with_names_and_kinds(dataset: Path, tmp_path: Path) -> None:
    people = {}
    for _, root in exported(dataset, tmp_path / "tei"):
        for person in root.iterfind(f".//{TEI}listPerson/*"):
            name = person.find(f"{TEI}persName")
            people[person.get(ID)] = (
                person.tag,
                None if name is None else "".join(name.itertext()),
            )
    with onrecord.load(dataset).duckdb() as connection:
        rows = connection.execute("SELECT person_id, kind, name FROM people").fetchall()
    assert people == {
        key: (f"{TEI}{'personGrp' if kind == 'collective' else 'person'}", name and legal(name))
        for key, kind, name in rows
        if key in people
    }
    assert len(people) == len(rows)


def test_times_are_on_the_timeline(sample: Path, tmp_path: Path) -> None:
    """Where a turn has a time, its point on the timeline is as many milliseconds from the start."""
    documents, timed = turns_of(sample), 0
    for name, root in exported(sample, tmp_path / "tei"):
        whens = {f"#{w.get(ID)}": int(w.get("interval", "0")) for w in root.iter(f"{TEI}when")}
        spoken = [turn for turn in documents[name] if turn["kind"] != "cue"]
        for u, turn in zip(root.iter(f"{TEI}u"), spoken, strict=True):
            for point, column in (("start", "start_ms"), ("end", "end_ms")):
                assert whens.get(u.get(point)) == turn[column]
                timed += turn[column] is not None
    assert timed > 10


@pytest.mark.parametrize("text", ["a\rb\r\nc\td", "\x00\x0b\ufffe", "<&>\"']]>", "\U0010ffff é"])
def test_text_and_values_are_read_back(text: str) -> None:
    element = etree.fromstring(f"<x y={xml_value(text)}>{xml_text(text)}</x>".encode())
    assert element.text == legal(text)
    assert element.get("y") == legal(text)
