"""Companions: files beside a source are read with it, and are never sources themselves."""

from __future__ import annotations

import gzip
import json
import shutil
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import fsspec
import pyarrow.parquet as pq
import pytest

import onrecord

SEEDS = Path(__file__).parents[1] / "seeds"
CORPUS = ("conversations.json", "corpus.json", "index.json", "speakers.json", "utterances.jsonl")
INTERVIEW = ("episodes.csv", "host_id.json", "utterances.csv", "utterances-2sp.csv")


def lay_out(folder: Path, kind: str = "convokit", names: tuple[str, ...] = CORPUS) -> Path:
    folder.mkdir(parents=True)
    for name in names:
        shutil.copy(SEEDS / kind / name, folder / name)
    return folder


def as_zip(folder: Path) -> Path:
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir(), reverse=True):
            archive.write(file, f"{folder.name}/{file.name}")
    return path


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return lay_out(tmp_path / "corpus")


@pytest.fixture
def build(tmp_path: Path) -> Callable[..., Any]:
    def built(*sources: Any, out: str = "built", **options: Any) -> Any:
        return onrecord.build(sources, out=tmp_path / out, workers=1, **options)

    return built


def rows(report: Any, table: str, *columns: str) -> list[tuple[Any, ...]]:
    read = pq.read_table(report.out / f"{table}.parquet", columns=list(columns)).to_pydict()
    return sorted(zip(*read.values(), strict=True), key=str)


def manifest(report: Any) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((report.out / "manifest.json").read_bytes())
    return read


def names(report: Any) -> set[str]:
    return {name for (name,) in rows(report, "people", "name")}


def test_a_folder_of_a_corpus_is_one_source(corpus: Path, build: Callable[..., Any]) -> None:
    """Names, titles and dates are those of the companions, which the manifest accounts for."""
    report = build(corpus)
    assert (report.n_sources, report.n_built, report.n_rejected) == (1, 1, 0)
    assert {"Corwin Ashdown", "Ottoline Brack", "Perpetua Lunn"} < names(report)
    told = rows(report, "documents", "title", "program")
    assert ("Thirty Years of Tides", "Harbour Hour") in told
    (source,) = manifest(report)["sources"]
    assert source["uri"] == "corpus/utterances.jsonl"
    assert [one["name"] for one in source["companions"]] == sorted(
        set(CORPUS) - {"utterances.jsonl"}
    )
    assert all(len(one["sha256"]) == 64 and one["bytes"] for one in source["companions"])


def test_a_zip_of_a_corpus_gives_the_same(corpus: Path, build: Callable[..., Any]) -> None:
    zipped = as_zip(corpus)
    one, other = build(corpus), build(zipped, out="zipped")
    assert other.n_sources == 1
    assert other.rejects == []
    for table in ("turns", "people"):
        assert (one.out / f"{table}.parquet").read_bytes() == (
            other.out / f"{table}.parquet"
        ).read_bytes()
    sources = [manifest(report)["sources"][0] for report in (one, other)]
    assert sources[0]["companions"] == sources[1]["companions"]
    assert sources[1]["uri"] == "corpus.zip#corpus/utterances.jsonl"


def test_a_folder_of_interview_has_titles_dates_and_hosts(
    tmp_path: Path, build: Callable[..., Any]
) -> None:
    folder = lay_out(tmp_path / "interview", "interview", INTERVIEW)
    for report in (build(folder), build(as_zip(folder), out="zipped")):
        assert report.n_sources == 2
        assert "Ingram Vasey" in names(report)
        told = {row[:2] for row in rows(report, "documents", "title", "program", "published_on")}
        assert ("What the Lighthouse Burned", "Talk of the Shore") in told
        told_of = [one for one in report.rejects if one.table == "sources"]
        assert [one.check for one in told_of] == ["bad-row", "bad-row"]  # once for each source
        assert all(one.key.endswith("episodes.csv, row 3") for one in told_of)


def test_a_file_given_by_itself_is_read_with_its_companions(corpus: Path) -> None:
    by_itself = list(onrecord.convert(corpus / "utterances.jsonl"))
    assert by_itself[0]["document"]["title"] == "Thirty Years of Tides"
    (seen,) = onrecord.sniff(corpus)
    assert (seen.source_uri, seen.format) == ("corpus/utterances.jsonl", "convokit")


@pytest.mark.parametrize("is_zipped", [False, True])
@pytest.mark.parametrize(
    ("damaged", "why"),
    [
        (b'{"s1": {"meta": {"na', "not JSON"),
        (b"[1, 2]", "speakers.json"),
        (b"\x00\xff\x00", "speakers.json"),
        (b"", "speakers.json"),
        (b'{"a":' * 10_000, "too deeply"),
        (b'{"s1": "' + b"x" * 70_000 + b'"}', "limit"),
    ],
)
def test_a_damaged_companion_costs_what_it_tells(
    corpus: Path,
    tmp_path: Path,
    damaged: bytes,
    why: str,
    *,
    is_zipped: bool,
) -> None:
    (corpus / "speakers.json").write_bytes(damaged)
    recipe = tmp_path / "onrecord.toml"
    recipe.write_text(
        '[dataset]\nname = "a"\nversion = "1.0.0"\n[limits]\nmax_source_bytes = 60000\n'
        f'[[sources]]\npath = "{as_zip(corpus).name if is_zipped else "corpus"}"\n'
    )
    report = onrecord.build(recipe=recipe, out=tmp_path / "out", workers=1)
    assert (report.n_sources, report.n_built) == (1, 1)
    assert len(rows(report, "turns", "text")) == 7
    assert ("Thirty Years of Tides",) in rows(report, "documents", "title")
    (reject,) = report.rejects
    assert (reject.table, reject.check, reject.severity) == ("sources", "bad-companion", "warn")
    assert reject.key.endswith("corpus/speakers.json")
    assert why in reject.message
    assert onrecord.validate(report.out) == []


@pytest.mark.parametrize(
    "hostile",
    [
        {"s1": None, "s2": [], "s3": {"meta": []}, "s4": {"meta": {"name": {"a": 1}}}},
        {"s1": {"meta": {"name": "\u0000", "role": [1], "affiliations": {"a": [[]]}}}},
        {"s1": {"meta": {"name": "A" * 100_000, "descriptions": [None, "x\ud800"]}}},
    ],
)
def test_metadata_of_any_kind_costs_no_utterance(
    corpus: Path, build: Callable[..., Any], hostile: Any
) -> None:
    (corpus / "speakers.json").write_text(json.dumps(hostile))
    (corpus / "conversations.json").write_text(
        json.dumps(
            {"u1": {"meta": {"title": {}, "date": 7, "duration_ms": "1e999"}}, "u5": [hostile]}
        )
    )
    report = build(corpus)
    assert len(rows(report, "turns", "text")) == 7
    assert onrecord.validate(report.out) == []


def test_a_changed_companion_is_converted_anew(
    corpus: Path, build: Callable[..., Any], tmp_path: Path
) -> None:
    """The utterances are the same to the byte: what lies beside them is part of what the cache knows."""
    cache = tmp_path / "cache"
    build(corpus, cache=cache)
    assert build(corpus, cache=cache).unchanged
    speakers = corpus / "speakers.json"
    speakers.write_text(speakers.read_text().replace("Corwin Ashdown", "Corwin Upfall"))
    report = build(corpus, cache=cache)
    assert not report.unchanged
    assert report.n_cached == 0
    assert "Corwin Upfall" in names(report)
    speakers.unlink()
    assert "Corwin Upfall" not in names(build(corpus, cache=cache))


def test_a_companion_is_found_wherever_sources_are_read_again(
    corpus: Path, build: Callable[..., Any]
) -> None:
    for source in (corpus, as_zip(corpus)):
        report = build(source, out=source.name + "-built")
        assert onrecord.verify_rebuild(report.out, source, workers=1) == []
        (document_id, *_), *_ = rows(report, "documents", "document_id")
        explained = onrecord.explain(report.out, document_id, sources=source)
        assert explained["document_id"] == document_id
        assert [one["name"] for one in explained["turns"]] == [
            name for _, name in _speakers(report, document_id)
        ]


def test_a_document_whose_companion_changed_is_not_explained(
    corpus: Path, build: Callable[..., Any]
) -> None:
    """Its people would not be those of the dataset."""
    report = build(corpus)
    (corpus / "speakers.json").write_text("{}")
    with pytest.raises(onrecord.CallError, match=r"speakers\.json beside .* changed"):
        onrecord.explain(report.out, "corpus/utterances.jsonl", sources=corpus)


def _speakers(report: Any, document_id: str) -> list[tuple[int, str]]:
    people = dict(rows(report, "people", "person_id", "name"))
    turns = rows(report, "turns", "document_id", "turn_index", "person_id")
    return sorted((at, people[person]) for of, at, person in turns if of == document_id)


@pytest.mark.parametrize("how", ["as they lie", "in a zip", "under other names"])
def test_a_release_is_filled_with_the_companions(
    corpus: Path, build: Callable[..., Any], tmp_path: Path, how: str
) -> None:
    report = build(corpus)
    release = tmp_path / "release"
    onrecord.withhold(report.out, release)
    copies = tmp_path / "copies"
    if how == "as they lie":
        shutil.copytree(corpus, copies)
    elif how == "in a zip":
        copies.mkdir()
        shutil.copy(as_zip(corpus), copies)
    else:
        for number, name in enumerate(CORPUS):
            folder = copies / str(number % 2)
            folder.mkdir(exist_ok=True, parents=True)
            (folder / f"{number}.gz").write_bytes(gzip.compress((corpus / name).read_bytes()))
    onrecord.hydrate(release, copies, tmp_path / "full", workers=1)
    for file in ("documents", "turns", "people", "rejects"):
        full, built = (folder / f"{file}.parquet" for folder in (tmp_path / "full", report.out))
        assert full.read_bytes() == built.read_bytes()


def test_a_release_is_not_filled_without_the_companions(
    corpus: Path, build: Callable[..., Any], tmp_path: Path
) -> None:
    release = tmp_path / "release"
    onrecord.withhold(build(corpus).out, release)
    (corpus / "speakers.json").write_text("{}")
    with pytest.raises(onrecord.CallError, match=r"beside .*speakers\.json.* has other bytes"):
        onrecord.hydrate(release, corpus, tmp_path / "full", workers=1)


def test_a_release_names_no_companion_outside_its_folder(
    corpus: Path, build: Callable[..., Any], tmp_path: Path
) -> None:
    release = tmp_path / "release"
    onrecord.withhold(build(corpus).out, release)
    told = (release / "manifest.json").read_text()
    (release / "manifest.json").write_text(told.replace('"speakers.json"', '"../../speakers.json"'))
    with pytest.raises(onrecord.DatasetError, match=r"\.\./speakers.json.*no name of a file"):
        onrecord.hydrate(release, corpus, tmp_path / "full", workers=1)


def test_the_provenance_of_a_release_names_the_companions(
    corpus: Path, build: Callable[..., Any]
) -> None:
    from onrecord.packaging.describing import _source

    (listed,) = manifest(build(corpus))["sources"]
    named = dict(_source(listed).companions)
    assert named["speakers.json"] == sha256((corpus / "speakers.json").read_bytes()).hexdigest()


def test_an_export_to_convokit_is_read_with_names_and_titles(
    root: Path, build: Callable[..., Any], tmp_path: Path
) -> None:
    built = build(root / "seeds/webvtt", root / "seeds/tei", root / "seeds/npr", out="first")
    onrecord.export(built.out, to="convokit", out=tmp_path / "exported")
    again = build(tmp_path / "exported", out="again")
    assert again.n_sources == 1
    spoken = set(rows(built, "documents", "title", "program", "published_on", "language"))
    assert set(rows(again, "documents", "title", "program", "published_on", "language")) == spoken
    assert names(again) == names(built)


def test_companions_alone_are_sources_like_any_other(
    corpus: Path, build: Callable[..., Any]
) -> None:
    """Nothing vanishes: without the utterances, what would lie beside them is refused file by file."""
    (corpus / "utterances.jsonl").rename(corpus / "talk.jsonl")
    report = build(corpus)
    assert report.n_sources == 5
    assert "Corwin Ashdown" not in names(report)


def test_a_source_of_another_format_has_no_companions(
    corpus: Path, build: Callable[..., Any]
) -> None:
    report = build(corpus, format="table")
    assert report.n_sources == 5


def test_a_companion_may_be_compressed_and_no_link_may_leave(
    corpus: Path, build: Callable[..., Any], tmp_path: Path
) -> None:
    speakers, secret = corpus / "speakers.json", tmp_path / "secret.json"
    packed = corpus / "speakers.json.gz"
    packed.write_bytes(gzip.compress(speakers.read_bytes()))
    speakers.unlink()
    report = build(corpus)
    assert "Corwin Ashdown" in names(report)
    assert report.n_sources == 1
    packed.unlink()
    secret.write_text('{"s1": {"name": "Somebody Secret"}}')
    speakers.symlink_to(secret)
    report = build(corpus)
    assert "Somebody Secret" not in names(report)
    assert "leaves its folder" in report.rejects[0].message


def test_a_corpus_at_an_address_is_read_with_its_companions(
    corpus: Path, build: Callable[..., Any]
) -> None:
    filesystem = fsspec.filesystem("memory")
    for name in CORPUS:
        filesystem.pipe(f"/lighthouse/corpus/{name}", (corpus / name).read_bytes())
    report = build("memory://lighthouse/corpus")
    assert (report.n_sources, report.n_rejected) == (1, 0)
    assert "Corwin Ashdown" in names(report)


@pytest.mark.usefixtures("corpus")
def test_what_is_suppressed_is_not_read_as_a_companion(tmp_path: Path) -> None:
    """A source without a companion that it had would be another one: both stay away."""
    recipe = tmp_path / "onrecord.toml"
    recipe.write_text(
        '[dataset]\nname = "a"\nversion = "1.0.0"\n[suppress]\nfile = "gone.csv"\n'
        '[[sources]]\npath = "corpus"\n'
    )
    (tmp_path / "gone.csv").write_text(
        "id,kind,key,action,since,reason\na,source,uri:corpus/speakers.json,remove,2026-01-01,asked\n"
    )
    report = onrecord.build(recipe=recipe, out=tmp_path / "out", workers=1)
    assert report.n_suppressed == 1
    assert report.n_built == 0


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_members_of_one_name_one_has_companions(tmp_path: Path) -> None:
    """Else a small archive could have a large companion unpacked any number of times."""
    from onrecord.sources import Wanted, discover, read_through

    with zipfile.ZipFile(tmp_path / "twice.zip", "w") as archive:
        archive.writestr("speakers.json", "{}")
        for number in range(5):
            archive.writestr("utterances.jsonl", f'{{"id": "{number}"}}')
    (shard,) = discover([Wanted(str(tmp_path / "twice.zip"))])
    read = [one for _, one in read_through(shard)]
    assert [len(getattr(one, "companions", ())) for one in read] == [0, 0, 0, 0, 1]


def test_many_corpora_in_one_archive_keep_what_is_theirs(
    tmp_path: Path, build: Callable[..., Any]
) -> None:
    with zipfile.ZipFile(tmp_path / "many.zip", "w") as archive:
        for number in range(30):
            line = {"id": "a", "conversation_id": "a", "speaker": "s", "text": f"Word {number}."}
            archive.writestr(
                f"{number}/speakers.json",
                json.dumps({"s": {"name": f"Ada N{chr(97 + number % 26) * 3}"}}),
            )
            archive.writestr(f"{number}/utterances.jsonl", json.dumps(line) + "\n")
        archive.writestr("speakers.json", "{}")
    report = build(tmp_path / "many.zip")
    assert report.n_built == 30
    people = dict(rows(report, "people", "person_id", "name"))
    for text, person in rows(report, "turns", "text", "person_id"):
        number = int(text[5:-1])
        assert people[person] == f"Ada N{chr(97 + number % 26) * 3}"
    assert [one.key for one in report.rejects] == ["many.zip#speakers.json"]
