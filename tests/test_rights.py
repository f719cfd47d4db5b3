"""Releases without words: nothing of them is left, and the sources bring them back to the byte."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import onrecord
import onrecord_schemas
from onrecord import store
from onrecord.cli import app
from onrecord.errors import CallError, DatasetError
from onrecord_schemas import MODELS

#: Sample documents whose own notice reserves the rights.
N_RESERVED = 23
WORD = re.compile(r"[^\W\d_]{5,}")


def everything_in(folder: Path) -> str:
    """All that a folder holds, as text: bytes as they lie, and tables as they are read."""
    texts = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            texts.append(path.read_bytes().decode("utf-8", "replace"))
        if path.suffix == ".parquet":
            rows = pq.read_table(path).to_pylist()
            texts.append(json.dumps(rows, default=str, ensure_ascii=False))
    return "\n".join(texts).casefold()


def same_files(one: Path, other: Path) -> bool:
    names = sorted(path.name for path in one.iterdir())
    return names == sorted(path.name for path in other.iterdir()) and all(
        (one / name).read_bytes() == (other / name).read_bytes() for name in names
    )


def words_of(values: Iterator[Any]) -> set[str]:
    return {word.casefold() for value in values for word in WORD.findall(str(value or ""))}


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample dataset without any words."""
    out = tmp_path_factory.mktemp("rights") / "release"
    onrecord.withhold(Path(__file__).parents[1] / "data", out)
    return out


def test_no_word_of_a_text_is_in_the_release(root: Path, released: Path) -> None:
    """No word of five letters or more that only texts, titles, summaries and biographies have."""
    data = onrecord.load(root / "data")
    turns, documents, people = (
        data.arrow(name).to_pylist() for name in ("turns", "documents", "people")
    )
    withheld = words_of(
        value
        for values in (
            [(row["text"], *(cue["text"] for cue in row["cues"])) for row in turns],
            [(row["title"], row["summary"]) for row in documents],
            [(row["bio"], *row["descriptions"]) for row in people],
        )
        for row in values
        for value in row
    )
    kept = words_of(
        value
        for rows, names in (
            (turns, ("speaker_label", "role_label", "kind", "role", "attribution")),
            (
                documents,
                (
                    "source_uri",
                    "url",
                    "program",
                    "network",
                    "station",
                    "rights",
                    "flags",
                    "regions",
                ),
            ),
            (people, ("name", "aliases", "affiliations", "roles", "kind", "scope")),
        )
        for row in rows
        for name in names
        for value in [row[name]]
    )
    kept |= words_of(iter([(root / "data/manifest.json").read_text("utf-8")]))
    kept |= words_of(
        path.read_text("utf-8") for path in Path(onrecord_schemas.__file__).parent.rglob("*.py")
    )
    kept |= words_of(iter(onrecord.load(root / "data").rejects["message"]))
    rights = onrecord.load(released).manifest["rights"]
    kept |= words_of(iter([*rights, *rights["full"]]))  # the keys, not what they hold
    secret = withheld - kept
    assert len(secret) > 1000
    haystack = everything_in(released)
    found = set(WORD.findall(haystack))
    assert sorted(secret & found) == []


def test_a_release_is_a_valid_dataset_that_says_what_it_is(root: Path, released: Path) -> None:
    assert onrecord.validate(released) == []
    assert onrecord.verify(released) == []
    release = onrecord.load(released)
    assert set(release.documents["withheld"]) == {"asked"}
    assert release.turns["text"].isna().all()
    assert release.turns["n_words"].sum() > 10_000
    assert release.manifest["rights"]["documents"] == {
        "kept": 0,
        "withheld": len(release.documents),
    }
    full, report = onrecord.check(root / "data"), onrecord.check(released)
    failing = {one.check.id for one in report.findings if not one.holds}
    anyway = {one.check.id for one in full.findings if not one.holds}
    assert failing - anyway == {"essential_columns_are_filled"}
    assert "columns_are_not_empty" in failing


def test_the_full_dataset_comes_back_to_the_byte(
    root: Path, seeds: Path, released: Path, tmp_path: Path
) -> None:
    """Under other names, in other folders: copies are known by their bytes."""
    copies = tmp_path / "copies"
    copies.mkdir()
    for number, path in enumerate(sorted(filter(Path.is_file, seeds.rglob("*")))):
        folder = copies / f"{number % 3}"
        folder.mkdir(exist_ok=True)
        shutil.copy(path, folder / f"page {number}")
    for workers in (1, 2):
        out = tmp_path / f"full-{workers}"
        done = onrecord.hydrate(released, copies, out, workers=workers)
        assert same_files(out, root / "data")
        assert done.n_documents == len(onrecord.load(root / "data").documents)
    assert onrecord.validate(out) == []


def test_a_mixed_release_says_which_is_which_and_needs_fewer_sources(
    root: Path, seeds: Path, tmp_path: Path
) -> None:
    release = onrecord.withhold(root / "data", tmp_path / "release", text="licensed")
    assert release.judgement.reasons == {"rights-reserved": N_RESERVED}
    opened = onrecord.load(tmp_path / "release")
    documents = opened.documents.set_index("document_id")["withheld"]
    of_turn = opened.turns["document_id"].map(documents)
    assert (opened.turns["text"].isna() == of_turn.notna()).all()
    assert onrecord.validate(tmp_path / "release") == []
    done = onrecord.hydrate(tmp_path / "release", seeds, tmp_path / "full")
    assert N_RESERVED <= done.n_sources < 60
    assert same_files(tmp_path / "full", root / "data")


def test_what_is_known_of_a_person_goes_with_any_withheld_document(
    root: Path, tmp_path: Path
) -> None:
    onrecord.withhold(root / "data", tmp_path / "release", text="licensed")
    opened = onrecord.load(tmp_path / "release")
    gone = set(opened.documents.query("withheld.notna()")["document_id"])
    people = set(opened.turns[opened.turns["document_id"].isin(gone)]["person_id"].dropna())
    told = opened.people.set_index("person_id").loc[sorted(people)]
    assert len(told) > 50
    assert told["bio"].isna().all()
    assert not told["descriptions"].map(len).any()


RECIPE = """
[dataset]
name = "pages"
version = "1.0.0"
[people]
file = "people.csv"
[[sources]]
path = "pages"
exclude = ["*.cp1252"]
[[sources]]
path = "pages"
prefix = "declared"
include = ["*.cp1252"]
encoding = "cp1252"
[sources.metadata]
title = "A Stated Title"
[checks]
scores = true
"""


def test_the_recipes_rules_for_turns_come_back_too(seeds: Path, tmp_path: Path) -> None:
    recipe = tmp_path / "onrecord.toml"
    source = seeds / "webvtt"
    recipe.write_text(
        '[dataset]\nname = "timed"\nversion = "1.0.0"\nlicense = "CC0-1.0"\n'
        f'[[sources]]\npath = "{source.as_posix()}"\n[turns]\ngap_seconds = 0.1\n',
        encoding="utf-8",
    )
    onrecord.build(recipe=recipe, out=tmp_path / "timed")
    assert store.read_manifest(tmp_path / "timed")["turns"]["gap_ms"] == 100
    onrecord.withhold(tmp_path / "timed", tmp_path / "release")
    onrecord.hydrate(tmp_path / "release", source, tmp_path / "again")
    assert same_files(tmp_path / "timed", tmp_path / "again")


def test_a_packaged_release_without_words_comes_back_to_the_byte(
    root: Path, seeds: Path, tmp_path: Path
) -> None:
    made = onrecord.package(
        root / "data",
        tmp_path / "release",
        recipe=root / "onrecord.toml",
        text="none",
        archives=(),
        checks=False,
    )
    assert not onrecord.verify(made.out)
    onrecord.hydrate(made.out, seeds, tmp_path / "full")
    assert same_files(root / "data", tmp_path / "full")


def test_what_only_the_recipe_said_comes_back_too(seeds: Path, tmp_path: Path) -> None:
    """People file, declared encodings, stated columns, scores."""
    shutil.copytree(seeds / "npr", tmp_path / "pages")
    text = "ANN ROE, HOST:\n\nThe caf\u00e9 is \u201copen\u201d today, isn't it?\n\nBO NYE:\n\nIt is \u2013 and so are we, all day.\n"
    (tmp_path / "pages" / "a.cp1252").write_bytes(text.encode("cp1252"))
    (tmp_path / "people.csv").write_text("name,aliases\nToby Renn,Tobias Renn\n", "utf-8")
    recipe = tmp_path / "onrecord.toml"
    recipe.write_text(RECIPE, "utf-8")
    onrecord.build(recipe=recipe, out=tmp_path / "full")
    with pytest.raises(CallError, match="--recipe"):
        onrecord.withhold(tmp_path / "full", tmp_path / "release")
    onrecord.withhold(tmp_path / "full", tmp_path / "release", recipe=recipe)
    titles = set(onrecord.load(tmp_path / "release").documents["title"].dropna())
    assert titles == {"A Stated Title"}
    onrecord.hydrate(tmp_path / "release", tmp_path / "pages", tmp_path / "again")
    assert same_files(tmp_path / "full", tmp_path / "again")
    assert "quality_score" in onrecord.load(tmp_path / "again").documents


def test_evidence_that_quotes_a_description_is_pointed_at(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    for number, name in enumerate(["B. AMESBURY", "BEATRICE AMESBURY"]):
        (pages / f"{number}.txt").write_text(
            f"ANN ROE, HOST:\n\nPage {number}. Good morning.\n\n{name}, MAYOR OF ZANDVOORT:\n\nGood "
            f"morning, and thank you for having me, number {number}.\n\nROE:\n\nAnd what is it like, over "
            f"there at the sea?\n\nAMESBURY:\n\nWindy, number {number}.\n",
            "utf-8",
        )
    onrecord.build(pages, out=tmp_path / "full")
    onrecord.withhold(tmp_path / "full", tmp_path / "release")
    quoted = "are said to be mayor of zandvoort"
    assert quoted in (tmp_path / "full/manifest.json").read_text("utf-8")
    assert quoted not in (tmp_path / "release/manifest.json").read_text("utf-8")
    onrecord.hydrate(tmp_path / "release", pages, tmp_path / "again")
    assert same_files(tmp_path / "full", tmp_path / "again")


def test_evidence_pointers_are_undone_by_the_descriptions() -> None:
    from onrecord.rights.evidence import restore_evidence, withhold_evidence

    people = pa.table(
        {
            "person_id": ["per-1"],
            "affiliations": [["Orla Bank"]],
            "descriptions": [["Mayor of Orla"]],
        }
    )
    decision = {
        "person_id": "per-1",
        "evidence": ["both lead X", "both are said to be mayor of orla"],
    }
    manifest = {"identity": {"decisions": [decision], "people_file": []}}
    pointed = withhold_evidence(manifest, people)
    assert "mayor" not in json.dumps(pointed)
    assert restore_evidence(pointed, people) == manifest


def test_text_of_unknown_licence_is_refused_unless_a_reason_is_given(
    pages: Path, tmp_path: Path
) -> None:
    onrecord.build(pages, out=tmp_path / "full")
    with pytest.raises(CallError, match=r"3 of 3 documents(?s:.)*no licence is stated") as refused:
        onrecord.withhold(tmp_path / "full", tmp_path / "release", text="all")
    assert "--allow-unknown" in str(refused.value)
    assert not (tmp_path / "release").exists()
    with pytest.raises(CallError, match="reason"):
        onrecord.withhold(tmp_path / "full", tmp_path / "r", text="all", allow_unknown=" ")
    onrecord.withhold(tmp_path / "full", tmp_path / "release", text="all", allow_unknown="ours")
    rights = onrecord.load(tmp_path / "release").manifest["rights"]
    assert rights["allowed_because"] == "ours"
    assert rights["documents"]["kept_though_unknown"] == 3
    assert onrecord.validate(tmp_path / "release") == onrecord.verify(tmp_path / "release") == []
    with pytest.raises(CallError, match="nothing to fill"):
        onrecord.hydrate(tmp_path / "release", pages, tmp_path / "again")


def test_a_licence_that_forbids_is_stronger_than_a_reason(pages: Path, tmp_path: Path) -> None:
    recipe = tmp_path / "onrecord.toml"
    recipe.write_text(
        '[dataset]\nname = "x"\nversion = "1.0.0"\nlicense = "CC-BY-ND-4.0"\n'
        '[rights]\nallow_unknown = "ours"\n'
    )
    onrecord.build(pages, recipe=recipe, out=tmp_path / "full")
    with pytest.raises(CallError, match="does not let others publish"):
        onrecord.withhold(tmp_path / "full", tmp_path / "release", text="all", recipe=recipe)
    release = onrecord.withhold(
        tmp_path / "full", tmp_path / "release", text="licensed", recipe=recipe
    )
    assert release.judgement.reasons == {"license-forbids": 3}


def test_missing_and_changed_sources_are_named_and_nothing_is_written(
    pages: Path, tmp_path: Path
) -> None:
    onrecord.build(pages, out=tmp_path / "full")
    onrecord.withhold(tmp_path / "full", tmp_path / "release")
    changed = pages / "earnings-call.txt"
    changed.write_bytes(changed.read_bytes() + b" ")
    (pages / "unnamed-and-groups.txt").unlink()
    with pytest.raises(CallError) as refused:
        onrecord.hydrate(tmp_path / "release", pages, tmp_path / "again")
    message = str(refused.value)
    assert "2 of 3 sources" in message
    assert f"{changed} has other bytes" in message
    assert "unnamed-and-groups.txt" in message
    assert not (tmp_path / "again").exists()
    with pytest.raises(CallError, match="no folder"):
        onrecord.hydrate(tmp_path / "release", tmp_path / "nowhere", tmp_path / "again")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["full", "pages", "release"]


@pytest.mark.parametrize("table", ["documents", "turns", "people"])
def test_a_release_with_other_bytes_is_refused(table: str, pages: Path, tmp_path: Path) -> None:
    onrecord.build(pages, out=tmp_path / "full")
    onrecord.withhold(tmp_path / "full", tmp_path / "release")
    path = tmp_path / "release" / f"{table}.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"0")
    with pytest.raises(DatasetError, match=rf"{table}\.parquet"):
        onrecord.hydrate(tmp_path / "release", pages, tmp_path / "again")
    assert not (tmp_path / "again").exists()


def tamper(release: Path, table: str, column: str, value: object) -> None:
    """Change the first row of a table, and the manifest with it, as whoever knows how would."""
    path = release / f"{table}.parquet"
    rows = pq.read_table(path).to_pylist()
    rows[0][column] = value
    changed = pa.Table.from_pylist(rows, store.read_schema(path))
    (stored,) = store.write_table(release, table, changed.schema, [changed])
    manifest = store.read_manifest(release)
    files = [f if f["path"] != stored.path else stored._asdict() for f in manifest["files"]]
    store.write_manifest(release, {**manifest, "files": files})


@pytest.mark.parametrize(
    ("table", "column", "value", "says"),
    [
        ("turns", "n_words", 4, "differs from the release in n_words"),
        ("turns", "role", "judge", "is not what was built"),
        ("people", "name", "Somebody Else", "is not what was built"),
        ("documents", "n_turns", 2, "differs from the release in n_turns"),
        ("documents", "program", "Other", "is not what was built"),
    ],
)
def test_a_release_changed_with_its_manifest_gives_nothing(
    table: str, column: str, value: object, says: str, pages: Path, tmp_path: Path
) -> None:
    onrecord.build(pages, out=tmp_path / "full")
    onrecord.withhold(tmp_path / "full", tmp_path / "release")
    tamper(tmp_path / "release", table, column, value)
    with pytest.raises(DatasetError, match=says):
        onrecord.hydrate(tmp_path / "release", pages, tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_another_version_is_named_where_the_result_differs(pages: Path, tmp_path: Path) -> None:
    onrecord.build(pages, out=tmp_path / "full")
    onrecord.withhold(tmp_path / "full", tmp_path / "release")
    manifest = store.read_manifest(tmp_path / "release")
    manifest["made_with"] = {"onrecord": "9.9.9", "pyarrow": "99.0"}
    store.write_manifest(tmp_path / "release", manifest)
    with pytest.raises(DatasetError, match=r"built with onrecord 9\.9\.9, pyarrow 99\.0"):
        onrecord.hydrate(tmp_path / "release", pages, tmp_path / "again")


@pytest.mark.parametrize(
    "change",
    [
        {"rights": {"withheld": {"turns": []}}},
        {"rights": {"withheld": {"turns": []}, "full": []}},
        {"rights": {"withheld": {"turns": []}, "full": {"files": 3, "manifest_sha256": None}}},
        {"rights": {"withheld": 1, "full": {"files": [{}], "manifest_sha256": "", "people_file": [{}]}}},
        {"sources": [3]},
        {"sources": {}},
        {"identity": []},
        {"made_with": []},
        {"made_with": None, "rights": {"withheld": 1, "full": {"files": [], "manifest_sha256": ""}}},
    ],
)  # fmt: skip
def test_a_manifest_of_any_shape_is_an_error_and_no_more(
    change: dict[str, Any], pages: Path, tmp_path: Path
) -> None:
    onrecord.build(pages, out=tmp_path / "full")
    onrecord.withhold(tmp_path / "full", tmp_path / "release")
    for name in ("full", "release"):
        manifest = json.loads((tmp_path / name / "manifest.json").read_text("utf-8"))
        text = json.dumps({**manifest, **change}, indent=2, sort_keys=True)
        (tmp_path / name / "manifest.json").write_text(text, "utf-8")
    with pytest.raises((DatasetError, CallError)):
        onrecord.hydrate(tmp_path / "release", pages, tmp_path / "again")
    with pytest.raises((DatasetError, CallError)):
        onrecord.withhold(tmp_path / "full", tmp_path / "other")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["full", "pages", "release"]


def test_a_damaged_dataset_is_not_released(pages: Path, tmp_path: Path) -> None:
    onrecord.build(pages, out=tmp_path / "full")
    (tmp_path / "full" / "people.parquet").unlink()
    with pytest.raises(DatasetError, match=r"people\.parquet"):
        onrecord.withhold(tmp_path / "full", tmp_path / "release")


def test_a_release_is_not_released_again_nor_over_itself(pages: Path, tmp_path: Path) -> None:
    onrecord.build(pages, out=tmp_path / "full")
    with pytest.raises(CallError, match="the dataset itself"):
        onrecord.withhold(tmp_path / "full", tmp_path / "full")
    onrecord.withhold(tmp_path / "full", tmp_path / "release")
    with pytest.raises(CallError, match="already"):
        onrecord.withhold(tmp_path / "release", tmp_path / "again")
    with pytest.raises(CallError, match="the release itself"):
        onrecord.hydrate(tmp_path / "release", pages, tmp_path / "release")


def test_releases_are_the_same_every_time(root: Path, released: Path, tmp_path: Path) -> None:
    onrecord.withhold(root / "data", tmp_path / "release")
    assert same_files(released, tmp_path / "release")


def test_a_report_of_a_release_does_not_show_the_sources(
    seeds: Path, released: Path, tmp_path: Path
) -> None:
    page = tmp_path / "report.html"
    onrecord.report(released, page, sources=seeds, checks=False)
    html = page.read_text("utf-8")
    assert "this release withholds words" in html
    assert "still here, still damp" not in html
    assert "deckhand" not in html


def test_a_recipe_speaks_for_its_own_dataset_only(
    root: Path, pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its reason for publishing what is unknown holds for no other, named or found."""
    recipe = root / "onrecord.toml"
    onrecord.withhold(root / "data", tmp_path / "ours", text="all", recipe=recipe)
    onrecord.build(pages, out=tmp_path / "full")
    with pytest.raises(CallError, match="onrecord-sample"):
        onrecord.withhold(tmp_path / "full", tmp_path / "r", text="all", recipe=recipe)
    monkeypatch.chdir(root)
    done = CliRunner().invoke(
        app, ["withhold", str(tmp_path / "full"), "-o", str(tmp_path / "r"), "--text", "all"]
    )
    assert isinstance(done.exception, CallError)
    done = CliRunner().invoke(app, ["withhold", "data", "-o", str(tmp_path / "r"), "--text", "all"])
    assert f"{N_RESERVED}, because: Every page" in done.output


def test_the_commands_say_what_the_functions_do(
    root: Path, seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> tuple[int, str]:
        done = CliRunner().invoke(app, [str(one) for one in arguments])
        return done.exit_code, done.output

    n_documents = len(onrecord.load(root / "data").documents)
    code, printed = run("withhold", root / "data", "-o", tmp_path / "r", "--text", "licensed")
    assert code == 0
    kept = n_documents - N_RESERVED
    assert f"{n_documents} documents = {kept} with their words + {N_RESERVED} without" in printed
    code, printed = run("hydrate", tmp_path / "r", "-s", seeds, "-o", tmp_path / "f", "--json")
    assert code == 0
    assert json.loads(printed)["documents"] == N_RESERVED
    assert same_files(tmp_path / "f", root / "data")
    code, printed = run("withhold", root / "data", "-o", tmp_path / "r0", "--json")
    assert json.loads(printed)["can_be_filled"] is True


NAMES = [
    "ANNA MAR-TELL, HOST",
    "MAR-TELL",
    "FLORIAN EDER",
    "EDER",
    "UNIDENTIFIED MAN",
    "Q",
    "Jane Doe",
]
PIECES = [
    "(LAUGHTER)",
    "(SOUNDBITE OF {})",
    "{}",
    "{}, {}.",
    "\u201c{}\u201d",
    "{}\u00e9",
    "...",
    "\n\n",
    "{}: {}",
]
TAILS = ["", "\n\nTranscript provided by NPR, Copyright NPR.\nAnna Mar-Tell is a {} of {}.\n"]
PAGES = st.lists(
    st.tuples(
        st.sampled_from(["", "{} {} {}\n\nPublished May 20, 2021 at 4:08 AM CDT\n\n"]),
        st.lists(st.tuples(st.sampled_from(NAMES), st.lists(st.sampled_from(PIECES), max_size=5)), max_size=6),
        st.sampled_from(TAILS),
    ),
    min_size=1,
    max_size=4,
)  # fmt: skip


def written(pages: list[Any], folder: Path) -> int:
    """Write pages whose every word that is nobody's name is one of its own; how many there are."""
    count = 0

    def word() -> str:
        nonlocal count
        count += 1
        letters = "".join("bcdfghjklm"[int(digit)] for digit in str(count))
        return f"qx{letters}zv"

    def fill(text: str) -> str:
        return re.sub(r"\{\}", lambda _: word(), text)

    for number, (head, turns, tail) in enumerate(pages):
        body = "\n\n".join(
            f"{name}:\n\nWell, {word()} {' '.join(fill(piece) for piece in pieces)}"
            for name, pieces in turns
        )
        (folder / f"{number}.txt").write_text(fill(head) + body + fill(tail), "utf-8")
    return count


@settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(PAGES, st.sampled_from(["none", "licensed"]))
def test_hydrate_undoes_withhold_for_any_pages(
    tmp_path_factory: pytest.TempPathFactory, pages: list[Any], text: Any
) -> None:
    """The full dataset comes back to the byte, and no word but names is in the release."""
    folder = tmp_path_factory.mktemp("any")
    (folder / "pages").mkdir()
    written(pages, folder / "pages")
    onrecord.build(folder / "pages", out=folder / "full", workers=1)
    release = onrecord.withhold(folder / "full", folder / "release", text=text)
    assert onrecord.validate(folder / "release") == []
    names = onrecord.load(folder / "release").people["name"].dropna()
    aliases = onrecord.load(folder / "release").people["aliases"]
    told = f"{' '.join(names)} {aliases.to_list()}".casefold()
    found = set(re.findall(r"qx[b-m]+zv", everything_in(folder / "release")))
    assert {one for one in found if one not in told} == set()
    if release.hydrates:
        onrecord.hydrate(folder / "release", folder / "pages", folder / "again", workers=1)
        assert same_files(folder / "full", folder / "again")
    else:
        assert not len(onrecord.load(folder / "full").documents)


def test_every_column_of_words_is_withheld_or_named_as_kept() -> None:
    """A new column of text is withheld, or somebody has thought about it."""
    from onrecord.rights.columns import WITHHELD

    kept = {
        "documents": {
            "document_id", "story_id", "source_uri", "source_sha256", "format", "program", "network",
            "station", "url", "rights", "license", "language", "withheld",
        },
        "turns": {"document_id", "speaker_label", "person_id", "role_label"},
        "people": {"person_id", "name", "given_name", "family_name", "wikidata_id", "aliases",
                   "roles", "affiliations"},
        "rejects": {"source_uri", "document_id", "key", "check", "message"},
    }  # fmt: skip
    closed = {"flags", "regions", "quality_reasons"}
    from onrecord_schemas import arrow_schema

    for name, model in MODELS.items():
        words = {
            field.name
            for field in arrow_schema(model, optional=True)
            if pa.types.is_string(field.type) or pa.types.is_list(field.type)
        }
        withheld = {column.partition(".")[0] for column in WITHHELD[name]}
        assert words - closed == withheld | kept[name], name
