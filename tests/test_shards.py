"""Sources in shards, wherever sources are read: converted, sniffed, explained, checked, found again."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

import onrecord
from onrecord import work
from onrecord.cli import app
from onrecord.errors import CallError, SourceError
from onrecord.progress import Teller
from onrecord.rights.finding import Needed, find_copies
from onrecord.sources import Wanted, discover, fingerprint, records_of

SEEDS = Path(__file__).parent.parent / "seeds"
PAGES = sorted((SEEDS / "npr").glob("*.txt"))[:6]


def as_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for page in PAGES:
            archive.write(page, f"pages/{page.name}")


def as_parquet(path: Path) -> None:
    words = [page.read_text(encoding="utf-8") for page in PAGES]
    pq.write_table(pa.table({"id": range(len(words)), "page": words}), path, row_group_size=2)


def as_lines(path: Path) -> None:
    rows = [json.dumps({"page": page.read_text(encoding="utf-8")}) for page in PAGES]
    path.write_bytes(gzip.compress("\n".join(rows).encode()))


SHARDS: dict[str, Callable[[Path], None]] = {
    "pages.zip": as_zip,
    "pages.parquet": as_parquet,
    "pages.jsonl.gz": as_lines,
}


@pytest.fixture(params=SHARDS)
def shard(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    path = tmp_path / "shards" / str(request.param)
    path.parent.mkdir()
    SHARDS[path.name](path)
    return path


@pytest.fixture
def dataset(shard: Path, tmp_path: Path) -> Path:
    """The dataset of a shard's records."""
    out = tmp_path / "built"
    report = onrecord.build(shard, records="page", out=out, workers=1)
    assert report.n_built == len(PAGES)
    return out


def recipe(shard: Path) -> Path:
    path = shard.parent / "onrecord.toml"
    path.write_text(
        f'[dataset]\nname = "pages"\nversion = "1.0.0"\n[[sources]]\npath = "{shard.name}"\nrecords = "page"\n',
        encoding="utf-8",
    )
    return path


def test_convert_gives_every_record(shard: Path) -> None:
    made = list(onrecord.convert(shard, records="page"))
    plain = [next(onrecord.convert(page)) for page in PAGES]
    assert [one["turns"] for one in made] == [one["turns"] for one in plain]
    uris = [one["document"]["source_uri"] for one in made]
    assert all(uri.startswith(f"{shard.name}#") for uri in uris)
    assert len(set(uris)) == len(PAGES)


def test_convert_raises_what_is_wrong_with_a_shard(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04")
    with pytest.raises(SourceError, match="damaged"):
        list(onrecord.convert(tmp_path / "a.zip"))


def test_the_command_line_takes_a_column_of_records(shard: Path) -> None:
    run = CliRunner().invoke(app, ["convert", str(shard), "--records", "page"])
    assert run.exit_code == 0
    assert len(run.output.splitlines()) == len(PAGES)


def test_sniff_tells_of_every_record(shard: Path) -> None:
    seen = list(onrecord.sniff(shard, records="page"))
    assert [one.format for one in seen] == ["npr"] * len(PAGES)


@pytest.mark.parametrize("name", ["pages.parquet", "pages.jsonl.gz", "pages.csv"])
def test_sniff_advises_the_column_that_holds_whole_transcripts(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.endswith("csv"):
        rows = ['"{}"'.format(p.read_text(encoding="utf-8").replace('"', '""')) for p in PAGES]
        path.write_text("\n".join(["page", *rows]), encoding="utf-8")
    else:
        SHARDS[name](path)
    (seen,) = onrecord.sniff(path)
    assert "--records page" in seen.advice


def test_sniff_takes_no_table_of_turns_for_one_of_transcripts() -> None:
    tables = [p for p in SEEDS.rglob("*") if p.suffix in {".csv", ".jsonl", ".parquet"}]
    assert len(tables) > 10
    for one in onrecord.sniff(tables):
        assert "--records" not in one.advice


def test_a_preview_of_one_table_in_an_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(SEEDS / "table/oral-history.jsonl", "oral-history.jsonl")
    assert onrecord.preview(tmp_path / "a.zip").rows
    as_zip(tmp_path / "b.zip")
    with pytest.raises(CallError, match="of one source"):
        onrecord.preview(tmp_path / "b.zip")


def test_explain_finds_the_record(shard: Path, dataset: Path) -> None:
    for document in onrecord.load(dataset).documents.source_uri:
        told = onrecord.explain(dataset, document, recipe=recipe(shard))
        assert told["turns"]
    renamed = shard.rename(shard.with_name(f"other-{shard.name}"))
    if renamed.suffix == ".zip":
        assert onrecord.explain(dataset, document, sources=renamed)["turns"]


def test_checks_and_places_find_the_records(shard: Path, dataset: Path) -> None:
    report = onrecord.check(dataset, recipe=recipe(shard))
    by_id = {one.check.id: one for one in report.results}
    offsets = by_id["offsets_give_the_words"]
    assert (offsets.failing, offsets.looked_at) == (0, len(PAGES))
    placed = [s for one in report.results for s in one.samples if s.char_start is not None]
    assert all(sample.line for sample in placed)


def test_a_report_shows_the_records(shard: Path, dataset: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    onrecord.report(dataset, out=out, recipe=recipe(shard))
    assert "not among the sources given" not in out.read_text(encoding="utf-8")


def test_copies_are_found_in_shards_and_compressed_files(shard: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone"
    alone.mkdir()
    (alone / "page.txt.gz").write_bytes(gzip.compress(b"ANN: Alone.\nBOB: Yes.\n"))
    (plain,) = discover([Wanted(str(alone / "page.txt.gz"))])
    (found,) = discover([Wanted(str(shard), records="page")])
    records = [plain, *records_of([found])]
    needed = [Needed(one.uri, *fingerprint(one), "page") for one in records]
    copies = find_copies(needed, [shard.parent, alone], Teller(None))
    assert {sha: fingerprint(copy).sha256 for sha, copy in copies.items()} == {
        one.sha256: one.sha256 for one in needed
    }


def test_a_release_is_filled_from_an_archive(tmp_path: Path) -> None:
    shard = tmp_path / "shards/pages.zip"
    shard.parent.mkdir()
    as_zip(shard)
    onrecord.build(shard, out=tmp_path / "built", workers=1)
    onrecord.withhold(tmp_path / "built", out=tmp_path / "release")
    onrecord.hydrate(tmp_path / "release", [shard.parent], out=tmp_path / "filled")
    for name in ("documents.parquet", "turns.parquet"):
        whole = (tmp_path / "built" / name).read_bytes()
        assert (tmp_path / "filled" / name).read_bytes() == whole


def test_a_recipe_names_the_column_of_records(shard: Path) -> None:
    from onrecord.recipe import load_recipe

    path = recipe(shard)
    path.write_text(path.read_text(encoding="utf-8") + "crawl = true\n", encoding="utf-8")
    (wanted,) = load_recipe(path).wanted
    assert (wanted.records, wanted.crawl) == ("page", True)
    assert len(list(records_of(discover([wanted])))) == len(PAGES)


def test_a_crawl_counts_pages_without_a_transcript(tmp_path: Path) -> None:
    """Neither what is no transcript at a glance nor what turns out to be none is a reject."""
    rows = [page.read_text(encoding="utf-8") for page in PAGES]
    shop = "<html><body><h1>Lamps</h1><p>Our lamps are made by hand.</p></body></html>"
    nearly = "NOTE: shut on Monday\nPRICE: 4\n\nThe museum.\n"
    texts = [rows[0], shop, rows[1], nearly, *rows[2:], shop]
    shard = tmp_path / "crawl.jsonl"
    shard.write_text("".join(f"{json.dumps({'page': text})}\n" for text in texts), "utf-8")
    crawled = onrecord.build(shard, records="page", crawl=True, out=tmp_path / "crawled")
    plain = onrecord.build(shard, records="page", out=tmp_path / "plain")
    assert (plain.n_built, plain.n_passed, plain.n_rejected) == (len(PAGES), 0, 3)
    assert crawled.n_built == len(PAGES)
    assert crawled.n_passed + crawled.n_rejected == 3
    assert crawled.n_passed >= 2
    manifest = json.loads((tmp_path / "crawled/manifest.json").read_bytes())
    assert manifest["counts"]["passed_over"] == crawled.n_passed
    assert [one["uri"] for one in manifest["sources"]][:2] == [
        "crawl.jsonl#row=0",
        "crawl.jsonl#row=2",
    ]
    turns = [onrecord.load(tmp_path / name).arrow("turns") for name in ("crawled", "plain")]
    assert turns[0].equals(turns[1])


@pytest.mark.parametrize("batch", [1, 3, 1000])
def test_records_of_shards_lie_in_the_order_of_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    """The same pages as files and as rows, in any batches, give the same turns."""
    pages = sorted((SEEDS / "npr").glob("*.txt"))
    folder = tmp_path / "pages"
    folder.mkdir()
    for page in pages:
        (folder / page.name).write_bytes(page.read_bytes())
    onrecord.build(folder, out=tmp_path / "files")
    shard = tmp_path / "pages.zip"
    with zipfile.ZipFile(shard, "w") as archive:
        for page in pages:
            archive.write(page, page.name)
    monkeypatch.setattr(work, "BATCH_DOCUMENTS", batch)
    onrecord.build(shard, out=tmp_path / "records", workers=1)
    assert onrecord.validate(tmp_path / "records") == []
    files, records = onrecord.load(tmp_path / "files"), onrecord.load(tmp_path / "records")
    for table in ("turns", "people"):
        assert records.arrow(table).equals(files.arrow(table))


def test_a_record_that_is_suppressed_is_nowhere_even_if_it_cannot_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "shards"
    folder.mkdir()
    as_zip(folder / "pages.zip")
    with zipfile.ZipFile(folder / "pages.zip", "a") as archive:
        archive.writestr("secret.zip", b"PK")
    (tmp_path / "gone.csv").write_text(
        "id,kind,key,action,since,reason\n"
        "t1,source,uri:shards/pages.zip#secret.zip,remove,,asked\n",
        encoding="utf-8",
    )
    path = tmp_path / "onrecord.toml"
    path.write_text(
        '[dataset]\nname = "d"\nversion = "1.0.0"\n[[sources]]\npath = "shards"\n'
        '[suppress]\nfile = "gone.csv"\n',
        encoding="utf-8",
    )
    report = onrecord.build(recipe=path, out=tmp_path / "data")
    assert (report.n_built, report.n_suppressed, report.rejects) == (len(PAGES), 1, [])
    assert b"secret" not in (tmp_path / "data/manifest.json").read_bytes()
