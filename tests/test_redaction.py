"""Takedowns and pseudonyms: what is taken out is nowhere, what stays is a valid dataset."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import onrecord
from onrecord.cli import app
from onrecord.errors import CallError, RecipeError

KEY = "a key that only this test has"
RECIPE = '[dataset]\nname = "pages"\nversion = "1.0.0"\nlicense = "CC0-1.0"\n[[sources]]\npath = "pages"\n'
SUPPRESS = '[suppress]\nfile = "suppress.csv"\n'

ONE = """A Talk With Zoe Quillfeather

Published May 20, 2021 at 4:08 AM CDT

ANNA MAR-TELL, HOST:

This is a page. I'm Anna Mar-Tell, and with us is Zoe Quillfeather of Orla Bay. Zoe, good morning.

ZOE QUILLFEATHER: Good morning, Anna. It is unmistakablewords today (LAUGHTER).

MAR-TELL: Thank you, Zoe Quillfeather's team (LAUGHTER) and Mr. Florian Eder.

QUILLFEATHER: Moreunmistakablewords.

FLORIAN EDER: And I agree with Ms. Quillfeather, but not with Annabel.
"""
TWO = """ANNA MAR-TELL, HOST:

On another day we talk about Zoe Quillfeather, who is not here. Zoe is a name too.

FLORIAN EDER: She is not.
"""
ALONE = "ZOE QUILLFEATHER, HOST:\n\nI speak alone, onlyunmistakablewords, for a while. Good morning to all of you.\n"


def everything_in(folder: Path) -> str:
    texts = [path.read_bytes().decode("utf-8", "replace") for path in sorted(folder.iterdir())]
    texts += [
        json.dumps(pq.read_table(path).to_pylist(), default=str, ensure_ascii=False)
        for path in sorted(folder.glob("*.parquet"))
    ]
    return "\n".join(texts).casefold()


def tables(folder: Path) -> dict[str, Any]:
    return {path.stem: pq.read_table(path) for path in sorted(folder.glob("*.parquet"))}


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.delenv("ONRECORD_KEY", raising=False)


@pytest.fixture
def full(tmp_path: Path) -> Path:
    """A dataset of three pages, one of them named after a person and hers alone."""
    (tmp_path / "pages").mkdir()
    for name, text in (("one", ONE), ("two", TWO), ("zoe-quillfeather", ALONE)):
        (tmp_path / "pages" / f"{name}.txt").write_text(text, "utf-8")
    (tmp_path / "onrecord.toml").write_text(RECIPE, "utf-8")
    onrecord.build(recipe=tmp_path / "onrecord.toml", out=tmp_path / "full")
    assert len(onrecord.load(tmp_path / "full").documents) == 3
    return tmp_path / "full"


def rebuilt(full: Path, suppressed: bool = True) -> Path:
    """The same build again, with the suppression list."""
    recipe = full.with_name("again.toml")
    recipe.write_text(RECIPE + SUPPRESS * suppressed, "utf-8")
    out = full.with_name("again")
    for workers in (1, 2):
        onrecord.build(recipe=recipe, out=out, workers=workers)
        assert onrecord.verify_rebuild(out, recipe=recipe) == []
    return out


def test_a_removed_person_is_nowhere_and_does_not_come_back(full: Path) -> None:
    out, listed = full.with_name("out"), full.with_name("suppress.csv")
    done = onrecord.redact(full, out, listed, people=["Zoe Quillfeather"], reason="at her request")
    assert (done.people_removed, done.documents_removed) == (1, 1)
    for folder in (out, rebuilt(full)):
        assert onrecord.validate(folder) == onrecord.verify(folder) == []
        text = everything_in(folder)
        assert "quillfeather" not in text
        assert "unmistakablewords" not in text
        assert "zoe, good" not in text
        redaction = onrecord.load(folder).manifest["redaction"]
        assert redaction["tombstones"] == [
            {"id": "t0001", "kind": "person", "action": "remove", "since": "2023-11-14",
             "reason": "at her request"}
        ]  # fmt: skip
        assert len(redaction["no_longer_promised"]) >= 5
    one = onrecord.load(out).turns.query("n_words > 0 or kind == 'cue'")
    gaps = one[one["kind"] == "cue"]
    assert [cue["text"] for cues in gaps["cues"] for cue in cues] == ["[words removed]"] * 2
    said = " ".join(onrecord.load(out).turns["text"])
    assert "with us is [name removed] of Orla Bay. [name removed], good morning" in said
    assert "but not with Annabel" in said
    assert "Zoe is a name too" in said


def test_redacting_and_rebuilding_give_the_same_tables(full: Path) -> None:
    out, listed = full.with_name("out"), full.with_name("suppress.csv")
    onrecord.redact(full, out, listed, people=["Florian Eder"])
    assert tables(out) == tables(rebuilt(full))


def test_a_cue_stays_where_it_stood(full: Path) -> None:
    out = full.with_name("out")
    onrecord.redact(full, out, full.with_name("s.csv"), people=["Zoe Quillfeather"])
    said = onrecord.load(out).turns
    row = said[said["text"].str.startswith("Thank you")].iloc[0]
    assert row["text"] == "Thank you, [name removed]'s team and Mr. Florian Eder."
    assert row["text"][: row["cues"][0]["offset"]].rstrip().endswith("team")


def test_a_pseudonymised_person_goes_on_under_another_name(full: Path) -> None:
    listed = full.with_name("suppress.csv")
    out = full.with_name("out")
    done = onrecord.redact(full, out, listed, people=["Zoe Quillfeather"], action="pseudonymise")
    assert done.people_renamed == 1
    for folder in (out, rebuilt(full)):
        assert onrecord.validate(folder) == []
        assert "quillfeather" not in everything_in(folder)
        data = onrecord.load(folder)
        person = data.people.query("name == 'Person-t0001'").iloc[0]
        assert person["n_turns"] == 3
        assert "unmistakablewords" in " ".join(data.turns["text"])
        assert data.people["bio"].isna().all()
        assert len(data.documents) == 3
        assert "redacted/" in "".join(data.documents["source_uri"])


def test_a_removed_document_is_nowhere_under_any_bytes(full: Path) -> None:
    out, listed = full.with_name("out"), full.with_name("suppress.csv")
    done = onrecord.redact(full, out, listed, documents=["two.txt"], reason="licence withdrawn")
    assert done.documents_removed == 1
    page = full.with_name("pages") / "two.txt"
    page.write_text(page.read_text("utf-8") + "\n", "utf-8")
    again = rebuilt(full)
    for folder in (out, again):
        assert onrecord.validate(folder) == onrecord.verify(folder) == []
        assert "two.txt" not in everything_in(folder)
        assert "another day" not in everything_in(folder)
        manifest = onrecord.load(folder).manifest
        assert manifest["redaction"]["suppressed_sources"] == 1
        assert manifest["redaction"]["tombstones"][0]["documents"]
        assert manifest["counts"]["sources"] == len(manifest["sources"]) == 2
    page.rename(page.with_name("renamed.txt"))
    page.with_name("renamed.txt").write_text(TWO, "utf-8")
    assert "another day" not in everything_in(rebuilt(full))


def test_a_suppressed_source_is_not_even_read(full: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from onrecord.sources import reading

    listed = full.with_name("suppress.csv")
    onrecord.redact(full, full.with_name("out"), listed, sources=["pages/t*"])
    read: list[str] = []
    whole = reading.read_bytes
    monkeypatch.setattr(
        reading, "read_bytes", lambda path, limit: read.append(path) or whole(path, limit)
    )
    recipe = full.with_name("again.toml")
    recipe.write_text(RECIPE + SUPPRESS, "utf-8")
    report = onrecord.build(recipe=recipe, out=full.with_name("again"), workers=1)
    assert report.n_suppressed == 1
    assert read
    assert not any(path.endswith("two.txt") for path in read)


def test_a_list_that_is_gone_or_broken_stops_the_build(full: Path) -> None:
    recipe = full.with_name("again.toml")
    recipe.write_text(RECIPE + SUPPRESS, "utf-8")
    with pytest.raises(RecipeError, match="nothing is built without it"):
        onrecord.build(recipe=recipe, out=full.with_name("again"))
    full.with_name("suppress.csv").write_text("id,kind\n", "utf-8")
    with pytest.raises(RecipeError, match=r"suppress\.csv:1"):
        onrecord.build(recipe=recipe, out=full.with_name("again"))


def test_a_keyed_list_holds_no_name_and_does_the_same(
    full: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, keyed = full.with_name("plain.csv"), full.with_name("suppress.csv")
    who = ["Zoe Quillfeather"]
    onrecord.redact(full, full.with_name("out"), plain, people=who)
    monkeypatch.setenv("ONRECORD_KEY", KEY)
    onrecord.redact(full, full.with_name("other"), keyed, people=who, keyed=True)
    assert "quillfeather" not in keyed.read_text("utf-8").casefold()
    assert KEY not in keyed.read_text("utf-8") + everything_in(full.with_name("other"))
    assert tables(full.with_name("out")) == tables(full.with_name("other")) == tables(rebuilt(full))
    monkeypatch.delenv("ONRECORD_KEY")
    with pytest.raises(CallError, match="ONRECORD_KEY"):
        onrecord.build(recipe=full.with_name("again.toml"), out=full.with_name("again"))


def test_who_only_is_mentioned_is_taken_out_of_what_others_say(full: Path) -> None:
    out, listed = full.with_name("out"), full.with_name("s.csv")
    with pytest.raises(CallError, match="--only-mentioned"):
        onrecord.redact(full, out, listed, people=["Orla Bay"])
    assert not listed.exists()
    onrecord.redact(full, out, listed, people=["Orla Bay"], only_mentioned=True)
    assert "orla bay" not in everything_in(out)


def test_calls_that_mean_nobody_or_several_are_refused(root: Path, tmp_path: Path) -> None:
    def redact(**options: Any) -> None:
        onrecord.redact(root / "data", tmp_path / "out", tmp_path / "s.csv", **options)

    for options, says in (
        ({"people": ["Everett Quayle"]}, "2 people are called"),
        ({"people": ["Noor Kasabian"]}, "near are: noor kassabian"),
        ({"documents": ["nothing.txt"]}, "there is no document"),
        ({"sources": ["nothing*"]}, "no source"),
        ({}, "nothing to redact"),
        ({"documents": ["caller-show.txt"], "action": "pseudonymise"}, "can only be removed"),
        ({"people": ["Noor Kassabian"], "action": "forget"}, "no action"),
        ({"people": ["Noor Kassabian"], "keyed": True}, "ONRECORD_KEY"),
    ):
        with pytest.raises(CallError, match=says):
            redact(**options)
    with pytest.raises(RecipeError, match="holds the name"):
        redact(people=["Noor Kassabian"], reason="Noor Kassabian asked")
    assert list(tmp_path.iterdir()) == []


def test_one_of_two_namesakes_can_go(root: Path, tmp_path: Path) -> None:
    people = onrecord.load(root / "data").people.query("name == 'Everett Quayle'")
    one, other = people["person_id"]
    onrecord.redact(root / "data", tmp_path / "out", tmp_path / "s.csv", people=[one])
    left = set(onrecord.load(tmp_path / "out").people["person_id"])
    assert one not in left
    assert other in left
    assert onrecord.validate(tmp_path / "out") == []


def test_copies_of_a_story_are_told_of_and_taken_along(root: Path, tmp_path: Path) -> None:
    documents = onrecord.load(root / "data").documents
    story = documents["story_id"].mode()[0]
    some = documents[documents["story_id"] == story]
    out, listed = tmp_path / "out", tmp_path / "s.csv"
    done = onrecord.redact(root / "data", out, listed, documents=[story])
    assert len(done.copies_left) == len(some) - 1 >= 1
    assert onrecord.validate(out) == []
    done = onrecord.redact(root / "data", out, listed, documents=[story], copies=True)
    assert done.documents_removed == len(some)
    ids = {
        one
        for table in ("documents", "turns")
        for one in tables(out)[table]["document_id"].to_pylist()
    }
    assert ids.isdisjoint(some["document_id"])
    assert onrecord.validate(out) == []


def test_a_dataset_can_be_redacted_in_its_place_and_again(full: Path) -> None:
    listed = full.with_name("suppress.csv")
    onrecord.redact(full, full, listed, people=["Florian Eder"])
    once = everything_in(full)
    assert "florian" not in once
    onrecord.redact(full, full, listed, documents=["two.txt"])
    assert [one["id"] for one in onrecord.load(full).manifest["redaction"]["tombstones"]] == [
        "t0001",
        "t0002",
    ]
    assert onrecord.validate(full) == onrecord.verify(full) == []


def test_a_redacted_dataset_is_withheld_but_not_filled(full: Path) -> None:
    listed = full.with_name("suppress.csv")
    onrecord.redact(full, full.with_name("out"), listed, people=["Florian Eder"])
    release = onrecord.withhold(rebuilt(full), full.with_name("release"))
    assert not release.hydrates
    with pytest.raises(CallError, match="people were redacted"):
        onrecord.hydrate(full.with_name("release"), full.with_name("pages"), full.with_name("x"))
    with pytest.raises(CallError, match="redact the full dataset"):
        onrecord.redact(full.with_name("release"), full.with_name("x"), listed)


def test_without_suppressed_documents_a_release_is_filled_again(full: Path) -> None:
    listed = full.with_name("suppress.csv")
    onrecord.redact(full, full.with_name("out"), listed, documents=["two.txt"])
    again = rebuilt(full)
    onrecord.withhold(again, full.with_name("release"))
    filled = full.with_name("filled")
    onrecord.hydrate(full.with_name("release"), full.with_name("pages"), filled)
    for path in again.iterdir():
        assert (filled / path.name).read_bytes() == path.read_bytes()


def test_a_report_of_a_redacted_dataset_does_not_show_the_sources(full: Path) -> None:
    listed = full.with_name("suppress.csv")
    onrecord.redact(full, full.with_name("out"), listed, people=["Zoe Quillfeather"])
    page = full.with_name("report.html")
    onrecord.report(full.with_name("out"), page, sources=full.with_name("pages"), checks=False)
    assert "quillfeather" not in page.read_text("utf-8").casefold()


def pseudonymised(folder: Path, out: Path, key: Path, **options: Any) -> Path:
    onrecord.withhold(folder, out, text="all", people="pseudonyms", key_file=key, **options)
    return out


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "secret-key"
    path.write_text(KEY)
    return path


def test_pseudonyms_name_nobody(root: Path, tmp_path: Path, key: Path) -> None:
    """No full name of anybody who speaks, no id and no place that leads back to one."""
    reason = "all of it is invented"
    out = pseudonymised(root / "data", tmp_path / "out", key, allow_unknown=reason)
    assert onrecord.validate(out) == onrecord.verify(out) == []
    before, after = onrecord.load(root / "data"), onrecord.load(out)
    text = everything_in(out)
    named = before.people.query("kind == 'named'")
    full_names = [name.casefold() for name in named["name"] if " " in name]
    assert len(full_names) > 150
    assert [name for name in full_names if name in text] == []
    for column in ("document_id", "source_sha256", "source_uri"):
        assert [one for one in before.documents[column] if one.casefold() in text] == []
    assert [one for one in before.people["person_id"] if one in text] == []
    assert after.turns["char_start"].isna().all()
    assert len(after.people) == len(before.people)
    assert KEY not in text
    assert len(after.turns) == len(before.turns)
    assert sorted(after.people["n_turns"]) == sorted(before.people["n_turns"])


def test_pseudonyms_are_the_same_for_the_same_key_only(full: Path, key: Path) -> None:
    other = key.with_name("other-key")
    other.write_text("quite another key than that")
    one, two, three = (full.with_name(name) for name in ("one", "two", "three"))
    for out, secret in ((one, key), (two, key), (three, other)):
        pseudonymised(full, out, secret)
    for path in one.iterdir():
        assert path.read_bytes() == (two / path.name).read_bytes()
    ids = [set(onrecord.load(folder).people["person_id"]) for folder in (one, three)]
    assert ids[0].isdisjoint(ids[1])


def test_a_person_keeps_the_pseudonym_when_the_dataset_grows(full: Path, key: Path) -> None:
    before = onrecord.load(pseudonymised(full, full.with_name("one"), key)).people
    (full.with_name("pages") / "three.txt").write_text(TWO.replace("On", "In"), "utf-8")
    onrecord.build(recipe=full.with_name("onrecord.toml"), out=full)
    after = onrecord.load(pseudonymised(full, full.with_name("two"), key)).people
    assert set(before["name"]) <= set(after["name"])


def test_pseudonyms_need_a_key_and_are_not_filled(full: Path, key: Path) -> None:
    with pytest.raises(CallError, match="ONRECORD_KEY"):
        onrecord.withhold(full, full.with_name("out"), people="pseudonyms")
    release = onrecord.withhold(
        full, full.with_name("out"), text="none", people="pseudonyms", key_file=key
    )
    assert not release.hydrates
    assert release.pseudonyms > 2
    assert onrecord.validate(full.with_name("out")) == []
    assert not list(full.parent.glob(".onrecord-*"))


PEOPLE = ["Zoe Quillfeather", "Anna Mar-Tell", "Łukasz Żak", "Will O’Neill", "Lucía de la Cruz"]
SAID = ["Hello, {}.", "{}'s dog and {}", "Well (LAUGHTER) {}, yes.", "Nobody here.", "{}"]
TURNS = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from(SAID), st.sampled_from(PEOPLE)),
    min_size=2,
    max_size=7,
)


@settings(
    max_examples=20, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(TURNS, st.sampled_from(PEOPLE), st.sampled_from(["remove", "pseudonymise"]))
def test_whoever_is_redacted_leaves_no_name_and_a_valid_dataset(
    tmp_path_factory: pytest.TempPathFactory, turns: list[Any], who: str, action: Any
) -> None:
    folder = tmp_path_factory.mktemp("any")
    page = "\n\n".join(f"{one}: Now, {said.format(other, other)}" for one, said, other in turns)
    (folder / "page.txt").write_text(page + "\n", "utf-8")
    onrecord.build(folder / "page.txt", out=folder / "full", workers=1)
    onrecord.redact(
        folder / "full", folder / "out", folder / "s.csv", people=[who], action=action,
        only_mentioned=True,
    )  # fmt: skip
    assert onrecord.validate(folder / "out") == []
    assert who.casefold() not in everything_in(folder / "out")
    (folder / "r.toml").write_text(
        '[dataset]\nname = "x"\nversion = "0.0.0"\n[suppress]\nfile = "s.csv"\n'
    )
    onrecord.build(folder / "page.txt", recipe=folder / "r.toml", out=folder / "again", workers=1)
    assert tables(folder / "again") == tables(folder / "out")


def test_the_command_prints_tombstones_and_promises(full: Path, key: Path) -> None:
    def run(*arguments: object) -> tuple[int, str]:
        done = CliRunner().invoke(app, [str(one) for one in arguments])
        return done.exit_code, done.output

    listed = full.with_name("suppress.csv")
    code, printed = run(
        "redact", full, "-o", full.with_name("out"), "--list", listed, "--person", "Florian Eder",
        "--reason", "at their request", "--keyed", "--key-file", key,
    )  # fmt: skip
    assert code == 0
    assert "removed: documents 0, people 1; renamed: people 0" in printed
    assert "t0001  person  remove  2023-11-14  at their request" in printed
    assert "no longer promised" in printed
    assert re.search(r"\[suppress\] file = .suppress\.csv", printed)
    code, printed = run(
        "redact", full, "-o", full.with_name("out"), "--list", listed, "--key-file", key, "--json"
    )
    assert json.loads(printed)["people_removed"] == 1
