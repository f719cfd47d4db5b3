"""The report: the same bytes each time, nothing loaded or run, and any folder told as it is."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

import onrecord
from onrecord.cli import app
from onrecord.reporting import rendering
from onrecord.reporting.embedding import embed_json


class Elements(HTMLParser):
    """The elements of a page with their attributes, and the text of its scripts."""

    def __init__(self, html: str):
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep the text of a script."""
        if self.found[-1:] and self.found[-1][0] == "script":
            self.scripts.append(data)


@pytest.fixture(scope="module")
def page(root: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report of the sample dataset beside its seeds."""
    out = tmp_path_factory.mktemp("report") / "report.html"
    onrecord.report(root / "data", out, recipe=root / "onrecord.toml", documents=500)
    return out.read_text(encoding="utf-8")


def held(html: str) -> list[dict[str, Any]]:
    """The documents that a page's reader holds."""
    documents: list[dict[str, Any]] = json.loads(Elements(html).scripts[0])["documents"]
    return documents


def test_the_committed_report_is_current(page: str, root: Path) -> None:
    """docs/report.html is what ``make docs`` makes of data/ and seeds/ now."""
    assert (root / "docs/report.html").read_text(encoding="utf-8") == page


def test_same_bytes_whatever_the_surroundings(page: str, root: Path, tmp_path: Path) -> None:
    """Another hash seed, locale and time zone, no fonts, one processor."""
    out = tmp_path / "report.html"
    surroundings = {
        "PYTHONHASHSEED": "77",
        "LC_ALL": "C",
        "TZ": "Pacific/Apia",
        "FONTCONFIG_FILE": os.devnull,
        "HOME": str(tmp_path),
    }
    command = [sys.executable, "-m", "onrecord", "report", "data", "--out", str(out), "--quiet"]
    command += ["--documents", "500"]
    subprocess.run(command, cwd=root, env=os.environ | surroundings, check=True, timeout=120)
    assert out.read_text(encoding="utf-8") == page


def test_a_day_is_printed_only_where_the_environment_states_one(
    page: str, pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "from the files listed above." in page
    onrecord.build(pages, out=tmp_path / "data")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    onrecord.report(tmp_path / "data", tmp_path / "report.html")
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "from the files listed above on 14 November 2023." in html


def test_the_sample_report_is_small(page: str) -> None:
    assert len(page.encode()) < 3_000_000


def test_nothing_is_loaded_from_anywhere(page: str) -> None:
    elements = Elements(page).found
    assert not [tag for tag, _ in elements if tag in {"link", "img", "iframe", "object", "base"}]
    addresses = [a.get("href") or a.get("src") or "#" for _, a in elements]
    assert all(address.startswith("#") for address in addresses)
    assert "url(" not in page
    assert "@import" not in page


def test_every_document_is_read_beside_its_source(page: str, root: Path) -> None:
    documents = {one["id"]: one for one in held(page)}
    data = onrecord.load(root / "data")
    assert set(documents) == set(data.documents["document_id"])
    for row in data.documents.itertuples():
        one = documents[row.document_id]
        placed = [
            piece for piece in one["pieces"] if piece[1] is not None
        ]  # else no text positions
        assert [start for _, start, _, _ in placed][1:] == [end for _, _, end, _ in placed][:-1]
        assert len(one["turns"]) == (data.turns["document_id"] == row.document_id).sum()
        assert all("why" in turn for turn in one["turns"])


def test_evidence_is_that_of_explain(page: str, root: Path) -> None:
    (one,) = [d for d in held(page) if d["uri"].endswith("missing-first-host-label.txt")]
    told = onrecord.explain(root / "data", one["id"], 0, sources=root / "seeds")["turns"][0]
    assert [(e["weight"], e["kind"]) for e in told["evidence"]] == [
        (weight, kind) for weight, kind, *_ in one["turns"][0]["why"]
    ]


def test_figures_have_a_chart_and_a_table(page: str) -> None:
    elements = Elements(page).found
    charts = [a for tag, a in elements if tag == "svg"]
    assert len(charts) > 20
    names = {a["id"] for _, a in elements if a.get("id")}
    assert len(names) == len([a for _, a in elements if a.get("id")])
    for chart in charts:
        assert set((chart["aria-labelledby"] or "").split()) <= names


def test_links_of_the_page_lead_somewhere(page: str) -> None:
    elements = Elements(page).found
    names = {a["id"] for _, a in elements if a.get("id")}
    documents = {one["id"] for one in held(page)}
    for tag, attributes in elements:
        target = (attributes.get("href") or "#")[1:]
        if tag == "a" and target.startswith("read:"):
            assert target.split(":")[1] in documents
        elif tag == "a":
            assert target in names


def test_hostile_data_adds_no_element_and_no_script(hostile: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    onrecord.report(hostile, out)
    html = out.read_text(encoding="utf-8")
    elements = Elements(html)
    assert [a for tag, a in elements.found if tag == "script"] == [
        {"type": "application/json", "id": "documents"},
        {},
    ]
    assert not [tag for tag, _ in elements.found if tag in {"img", "iframe", "object"}]
    assert not [a for _, a in elements.found for name in a if name.startswith("on")]
    assert not [a for _, a in elements.found if (a.get("href") or "").startswith("java")]
    assert "window.broken" not in elements.scripts[1]
    assert not re.search("[\x00\x07\x1b\u202e]", html)
    assert not re.search("[<>\u2028\u2029]", elements.scripts[0])
    assert "49" not in next(d for d in held(html) if "{{" in d["title"])["title"]


def test_embedded_json_comes_back_and_ends_no_script() -> None:
    value = {"</script>": ["<!--", "a & b", "\u2028\u2029", "é"]}
    text = embed_json(value)
    assert json.loads(text) == value
    assert not set("<>&\u2028\u2029") & set(text)


def test_a_large_dataset_is_sampled_and_the_page_says_so(
    root: Path, tmp_path: Path, n_documents: int
) -> None:
    out = tmp_path / "report.html"
    made = onrecord.report(root / "data", out, recipe=root / "onrecord.toml", documents=8)
    html = out.read_text(encoding="utf-8")
    documents = held(html)
    assert (made.documents, made.of_documents) == (len(documents), n_documents) == (8, n_documents)
    assert f"8 of {n_documents} documents:" in html
    assert [one["why"] for one in documents] == ["check"] * 4 + ["doubt"] * 2 + ["lot"] * 2


def test_without_sources_the_page_says_so(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = onrecord.report(root / "data")
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert made.with_source == 0
    assert "The sources are not at hand" in html
    assert all(one["pieces"] is None and one["note"] for one in held(html))
    assert all("label" in turn or turn["kind"] == "cue" or turn["how"] != "printed"
               for one in held(html) for turn in one["turns"])  # fmt: skip


def test_a_changed_source_is_not_shown(pages: Path, tmp_path: Path) -> None:
    onrecord.build(pages, out=tmp_path / "data")
    changed = pages / "missing-first-host-label.txt"
    changed.write_text(changed.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    onrecord.report(tmp_path / "data", tmp_path / "report.html", sources=pages)
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    notes = {one["uri"]: one["note"] for one in held(html)}
    assert "has changed since the dataset was built" in notes[f"pages/{changed.name}"]
    assert notes["pages/earnings-call.txt"] == ""


def without_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def cut_off(folder: Path) -> None:
    file = folder / "people.parquet"
    file.write_bytes(file.read_bytes()[:-100])


def damaged_inside(folder: Path) -> None:
    """Bytes in the middle of the turns overwritten, the footer whole."""
    file = folder / "turns.parquet"
    data = bytearray(file.read_bytes())
    data[100 : len(data) // 2] = bytes(len(data) // 2 - 100)
    file.write_bytes(data)


def only_turns(folder: Path) -> None:
    """Speaker and text, as other corpora have them."""
    for file in folder.iterdir():
        file.unlink()
    turns = pa.table({"speaker_label": ["Ann", "Bob"], "text": ["Hello there, Bob.", "Hi."]})
    pq.write_table(turns, folder / "turns.parquet")


def other_types(folder: Path) -> None:
    documents = pq.read_table(folder / "documents.parquet").drop_columns(["flags", "regions"])
    numbers = [str(n) for n in documents["n_words"].to_pylist()]
    at = documents.schema.get_field_index("n_words")
    documents = documents.set_column(at, "n_words", pa.array(["many", *numbers[1:]]))
    documents = documents.append_column("flags", pa.array([7] * len(documents)))
    pq.write_table(documents, folder / "documents.parquet")


def odd_values(folder: Path) -> None:
    """Dates before and after all calendars, numbers that are none, negative and null keys."""
    import duckdb

    with duckdb.connect() as connection:
        turns, documents = (str(folder / f"{name}.parquet") for name in ("turns", "documents"))
        connection.execute(
            "CREATE TABLE t AS SELECT * REPLACE (CASE WHEN turn_index % 2 = 0 THEN 'nan'::FLOAT"
            " ELSE '-infinity'::FLOAT END AS confidence, -5::INTEGER AS n_words, CASE WHEN"
            " turn_index > 1 THEN turn_index END AS turn_index, [{'kind': NULL, 'text': NULL,"
            " 'offset': -9}, NULL] AS cues) FROM read_parquet(?)", [turns],
        )  # fmt: skip
        connection.execute(
            "CREATE TABLE d AS SELECT * REPLACE ('infinity'::DATE AS published_on, [NULL, 'x'] AS"
            " flags, -1::INTEGER AS n_words) FROM read_parquet(?)"
            " UNION ALL SELECT * REPLACE (DATE '20000-01-01' AS published_on, NULL AS document_id)"
            " FROM read_parquet(?)", [documents, documents],
        )  # fmt: skip
        for table, path in (("t", turns), ("d", documents)):
            connection.execute(f"COPY {table} TO '{path}'")


def outside(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"].append({"path": "turns/../../other.parquet"})
    (folder / "manifest.json").write_text(json.dumps(manifest))


def manifest_of_nonsense(folder: Path) -> None:
    (folder / "manifest.json").write_text('{"files": [{"path": "documents.parquet", "sha256": 7}], "counts": [], "name": {"a": 1}, "made_with": 3}')  # fmt: skip


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (without_manifest, "it has no manifest.json"),
        (cut_off, "people.parquet cannot be read as Parquet"),
        (damaged_inside, "not in this report"),
        (only_turns, "turns.kind is missing: every row is taken for speech"),
        (other_types, "documents.flags is BIGINT, not VARCHAR[]"),
        (outside, "lies outside the folder"),
        (manifest_of_nonsense, "turns.parquet is not listed in the manifest"),
    ],
)
def test_a_dataset_of_something_else_is_told_as_it_is(
    damage: Callable[[Path], None], says: str, pages: Path, tmp_path: Path
) -> None:
    """The page is made, says what is missing, and the command neither fails nor prints a trace."""
    folder = tmp_path / "data"
    onrecord.build(pages, out=folder)
    damage(folder)
    out = tmp_path / "report.html"
    result = CliRunner().invoke(app, ["report", str(folder), "--out", str(out)])
    assert result.exception is None
    assert result.exit_code == 0
    remarks = out.read_text(encoding="utf-8").partition('id="remarks-title"')[2]
    assert says in remarks
    assert says in " ".join(result.stdout.split())


def test_odd_values_are_as_good_as_none(pages: Path, tmp_path: Path) -> None:
    """No figure fails on them, and the reader's JSON stays JSON."""
    folder = tmp_path / "data"
    onrecord.build(pages, out=folder)
    odd_values(folder)
    made = onrecord.report(folder, tmp_path / "report.html", checks=False)
    assert not [remark for remark in made.remarks if "not in this report" in remark]
    documents = held((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert len(documents) == 3
    assert not [turn for one in documents for turn in one["turns"] if "sure" in turn]


def test_turns_alone_make_a_report(tmp_path: Path) -> None:
    pq.write_table(pa.table({"x": [1]}), tmp_path / "a.parquet")
    only_turns(tmp_path)
    onrecord.report(tmp_path, tmp_path / "report.html")
    (one,) = held((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert [person["name"] for person in one["people"]] == ["Ann", "Bob"]
    assert [turn["text"] for turn in one["turns"]] == ["Hello there, Bob.", "Hi."]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "no folder"),
        (["empty"], "neither documents nor turns"),
        (["data", "--out", "."], "is a folder"),
        (["data", "--out", "no/such/report.html"], "there is no folder"),
        (["data", "--source", "nowhere"], "there is no file or folder nowhere"),
    ],
)
def test_a_wrong_call_says_what_to_do(
    arguments: list[str], message: str, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "data").symlink_to(root / "data")
    result = CliRunner().invoke(app, ["report", *arguments])
    assert isinstance(result.exception, onrecord.OnrecordError)
    assert message in str(result.exception)
    assert not list(tmp_path.glob("*.html"))


def test_without_the_extra_the_message_names_it(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "find_spec", lambda name: None if name == "altair" else name)
    with pytest.raises(onrecord.DatasetError, match=r"needs altair; .*onrecord\[report\]"):
        onrecord.report(root / "data", tmp_path / "report.html")


def test_json_tells_what_was_written(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    result = CliRunner().invoke(app, ["report", str(root / "data"), "--out", str(out), "--json"])
    told = json.loads(result.stdout)
    assert told["bytes"] == out.stat().st_size
    assert told["checks"].keys() == {"error", "warn", "info"}
