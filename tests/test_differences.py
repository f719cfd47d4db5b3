"""`onrecord diff`: real builds, datasets of other makers, damage, hostile data, exit codes."""

from __future__ import annotations

import json
import re
import shutil
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

import onrecord
from onrecord.cli import app
from onrecord.differences import STYLE, write_page, write_section

HOST = "RACHEL MARTIN, HOST: The ferry is late again, and nobody on the pier knows why."
HOSTILE = '<script>alert(1)</script>\x1b]0;gone\x07 | **x** "q" [a](http://e.com) @all \u202eabc'


def page(*turns: str) -> str:
    head = "The headline about a ferry\n\nPublished May 3, 2021\nHeard on Morning Edition\n\n"
    foot = "\n\nCopyright © 2021 NPR. All rights reserved.\n"
    return head + "\n\n".join([HOST, *turns]) + foot


PAGES = {
    "senator": page("SENATOR JOHN HALE: I voted for it.", "MARTIN: Twice?", "HALE: Twice, and again today."),
    "bob": page("BOB LEE, BYLINE: It left an hour ago, with nobody at the wheel.", "MARTIN: Thank you, Bob."),
    "crew": page("UNIDENTIFIED PERSON #1: We were told to wait on the pier.", "MARTIN: And did you?"),
}  # fmt: skip


def build(folder: Path, pages: dict[str, str], *recipe: str) -> Path:
    """Build pages as a station's dataset; `recipe` adds lines to its recipe."""
    sources = folder / "pages"
    sources.mkdir(parents=True)
    for name, words in pages.items():
        (sources / f"{name}.txt").write_text(words, encoding="utf-8")
    lines = ['[dataset]\nname = "ferry"\nversion = "1.0.0"', '[[sources]]\npath = "pages"', *recipe]
    (folder / "onrecord.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    onrecord.build(recipe=folder / "onrecord.toml", out=folder / "built", workers=1)
    return folder / "built"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["diff", *map(str, arguments)])


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return build(tmp_path / "old", PAGES)


@pytest.fixture
def copy(old: Path, tmp_path: Path) -> Path:
    """The same dataset once more, to damage."""
    return Path(shutil.copytree(old, tmp_path / "copy"))


def rewrite(folder: Path, table: str, change: Callable[[Any], Any], **options: Any) -> None:
    path = folder / f"{table}.parquet"
    pq.write_table(change(pq.read_table(path)), path, **options)


def test_builds_of_the_same_sources_do_not_differ(old: Path, tmp_path: Path) -> None:
    again = build(tmp_path / "again", PAGES)
    diff = onrecord.diff(old, again)
    assert (diff.verdict.level, diff.changes, diff.limits, diff.schema) == ("none", (), (), ())


def test_an_edited_page_a_new_one_and_a_lost_one(old: Path, tmp_path: Path) -> None:
    pages = PAGES | {
        "senator": PAGES["senator"].replace("I voted for it.", "I voted for it, of course."),
        "late": page("ANA RUIZ: Still no ferry."),
        "bob": "No transcript, only prose about a ferry.",
    }
    diff = onrecord.diff(old, build(tmp_path / "new", pages))
    assert diff.documents is not None
    assert diff.turns is not None
    d, t = diff.documents, diff.turns
    assert (d.added, d.removed, d.edited, d.renamed) == (1, 1, 1, 0)
    assert (t.reworded, t.added, t.removed, t.reattributed) == (1, 0, 0, 0)
    (gone,) = [c for c in diff.changes if c.change == "removed" and c.subject == "document"]
    assert gone.source_uri == "pages/bob.txt"
    assert gone.note is not None
    assert gone.note.startswith("now rejected: ")
    (reworded,) = [c for c in diff.changes if c.change == "reworded"]
    assert (reworded.before, reworded.after) == ("I voted for it.", "I voted for it, of course.")
    assert diff.verdict.suggested_version == "2.0.0"


def test_unnamed_people_of_an_edited_page_are_the_same_people(old: Path, tmp_path: Path) -> None:
    pages = PAGES | {"crew": PAGES["crew"].replace("And did you?", "And did you wait?")}
    diff = onrecord.diff(old, build(tmp_path / "new", pages))
    assert diff.people is not None
    assert (diff.people.rekeyed, diff.people.added, diff.people.removed) == (1, 0, 0)
    assert diff.turns is not None
    assert (diff.turns.reattributed, diff.turns.reworded) == (0, 1)


def test_a_people_file_renames_a_person(old: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    people = tmp_path / "new" / "people.csv"
    people.write_text("name,aliases\nRobert Lee,Bob Lee\n", encoding="utf-8")
    new = build(tmp_path / "new", PAGES, '[people]\nfile = "people.csv"')
    diff = onrecord.diff(old, new)
    assert diff.people is not None
    (group,) = diff.people.regroupings
    names = ([p.name for p in group.old], [p.name for p in group.new])
    assert (group.change, *names) == ("renamed", ["Bob Lee"], ["Robert Lee"])
    assert "Bob Lee is now called Robert Lee (1 turn)" in diff.changelog


def test_moved_and_edited_sources_are_found_by_their_words(old: Path, tmp_path: Path) -> None:
    pages = {f"moved-{name}": words.replace("© 2021", "© 2022") for name, words in PAGES.items()}
    diff = onrecord.diff(old, build(tmp_path / "new", pages))
    assert diff.documents is not None
    assert diff.documents.matched > 0
    moved = [c for c in diff.changes if c.change == "renamed"]
    assert moved
    assert all(c.after == str(c.before).replace("pages/", "pages/moved-") for c in moved)
    assert all(c.note == "matched by words" for c in moved)


def test_exit_codes(old: Path, tmp_path: Path) -> None:
    more = build(tmp_path / "more", PAGES | {"late": page("ANA RUIZ: Still no ferry, not one.")})
    level = onrecord.diff(old, more).verdict.level
    assert level in ("minor", "major")
    assert run(old, more).exit_code == 0
    assert run(old, old, "--fail-on", "patch").exit_code == 0
    assert run(old, more, "--fail-on", "minor", "--quiet").exit_code == 1
    assert run(old, more, "--fail-on", "never").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("{old}", "{tmp}/nothing"), "does not exist"),
        (("{old}/turns.parquet", "{old}"), "is a file: name the dataset's folder"),
        (("{old}", "{old}", "--all", "{tmp}/changes.csv"), "name it .parquet or .jsonl"),
        (("{old}", "{old}", "--all", "{tmp}/no/changes.jsonl"), "there is no folder"),
        (("{old}", "{old}", "--memory", "much"), "memory"),
    ],
)
def test_wrong_calls(old: Path, tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    result = run(*(a.format(old=old, tmp=tmp_path) for a in arguments))
    assert result.exit_code != 0
    assert isinstance(result.exception, onrecord.CallError)
    assert says in str(result.exception)


def test_a_folder_without_tables_is_no_dataset(old: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(onrecord.CallError, match="no documents, turns or people as Parquet"):
        onrecord.diff(old, tmp_path / "empty")


def test_files_that_cannot_be_written_are_wrong_calls(old: Path, tmp_path: Path) -> None:
    result = run(old, old, "--markdown", tmp_path / "no" / "diff.md")
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


@pytest.mark.parametrize("suffix", ["parquet", "jsonl"])
def test_all_changes_are_written(old: Path, tmp_path: Path, suffix: str) -> None:
    new = build(tmp_path / "new", PAGES | {"bob": PAGES["bob"].replace("an hour", "two hours")})
    path = tmp_path / f"changes.{suffix}"
    diff = onrecord.diff(old, new, samples=0, write_to=path)
    assert diff.changes == ()
    if suffix == "parquet":
        rows = pq.read_table(path).to_pylist()
    else:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    kinds = [f"{row['subject']} {row['change']}" for row in rows]
    assert {kind: kinds.count(kind) for kind in kinds} == diff.total_changes
    (reworded,) = [row for row in rows if row["change"] == "reworded"]
    assert "two hours" in reworded["after"]
    assert reworded["words"] == reworded["after"]
    assert kinds == sorted(kinds)


def test_json_is_the_tree(old: Path, tmp_path: Path) -> None:
    new = build(tmp_path / "new", {name: PAGES[name] for name in ("bob", "crew")})
    told = json.loads(run(old, new, "--json").stdout)
    assert told == json.loads(json.dumps(onrecord.diff(old, new).as_dict()))
    assert told["documents"]["removed"] == 1


def test_changelog_alone(old: Path, tmp_path: Path) -> None:
    new = build(tmp_path / "new", {name: PAGES[name] for name in ("bob", "crew")})
    text = run(old, new, "--changelog").stdout
    assert text == onrecord.diff(old, new).changelog
    assert "### Removed\n\n- 1 document removed\n" in text


# --- datasets of other makers, and damage ---------------------------------------------------


def limits(diff: onrecord.Diff) -> str:
    return "\n".join(f"{one.side} {one.where}: {one.why}" for one in diff.limits)


def test_without_a_manifest(old: Path, copy: Path) -> None:
    (copy / "manifest.json").unlink()
    diff = onrecord.diff(old, copy)
    assert "new manifest.json: there is none" in limits(diff)
    assert diff.verdict.level == "none"


@pytest.mark.parametrize("text", ["{", "[]", '{"files": 3}', "\x00"])
def test_with_a_damaged_manifest(old: Path, copy: Path, text: str) -> None:
    (copy / "manifest.json").write_text(text, encoding="utf-8")
    diff = onrecord.diff(old, copy)
    assert "manifest.json: damaged" in limits(diff)
    assert diff.total_changes == {}


def test_a_manifest_cannot_name_files_outside(old: Path, copy: Path) -> None:
    manifest = json.loads((copy / "manifest.json").read_text("utf-8"))
    for file in manifest["files"]:
        file["path"] = file["path"].replace("turns.parquet", "turns/../../old/built/turns.parquet")
    (copy / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    diff = onrecord.diff(old, copy)
    assert "outside the folder" in limits(diff)
    assert diff.turns is not None  # those that lie there under their name
    (copy / "turns.parquet").unlink()
    assert onrecord.diff(old, copy).turns is None


@pytest.mark.parametrize("table", ["documents", "turns", "people"])
def test_a_missing_table_is_gone_and_the_others_are_compared(
    old: Path, copy: Path, table: str
) -> None:
    (copy / f"{table}.parquet").unlink()
    diff = onrecord.diff(old, copy)
    assert f"{table}.parquet: listed in the manifest, but missing" in limits(diff)
    assert diff.verdict.level == "major"
    assert {"documents", "turns", "people"} - {table} <= {
        name for name in ("documents", "turns", "people") if getattr(diff, name) is not None
    }
    if table != "turns":
        assert diff.turns is not None
        assert diff.turns.matched == diff.turns.old == diff.turns.new


@pytest.mark.parametrize("cut", [0, 7, 300, -1, -9])
def test_truncated_files_are_named(old: Path, copy: Path, cut: int) -> None:
    path = copy / "turns.parquet"
    path.write_bytes(path.read_bytes()[:cut])
    diff = onrecord.diff(old, copy)
    assert "new turns.parquet: not readable as Parquet" in limits(diff)
    assert diff.verdict.level == "major"
    assert diff.documents is not None
    assert diff.documents.matched == diff.documents.old


def test_any_changed_byte_gives_an_answer(old: Path, copy: Path) -> None:
    """Wherever the file is damaged: found out and named, or read all the same; no exception."""
    good = (old / "turns.parquet").read_bytes()
    named = 0
    for at in range(4, len(good), len(good) // 40):
        damaged = bytearray(good)
        damaged[at : at + 8] = b"\xff\x00\xff\x00\xff\x00\xff\x00"
        (copy / "turns.parquet").write_bytes(damaged)
        diff = onrecord.diff(old, copy)
        named += any(limit.damaged for limit in diff.limits)
    assert named > 5


def test_other_types_and_writers_are_read(old: Path, copy: Path) -> None:
    def foreign(table: Any) -> Any:
        plain = {}
        for field in table.schema:
            column = table.column(field.name)
            if pa.types.is_dictionary(field.type) or pa.types.is_string(field.type):
                column = column.cast(pa.large_string())
            elif pa.types.is_integer(field.type):
                column = column.cast(pa.int64())
            plain[field.name] = column
        return pa.table(plain)

    rewrite(copy, "turns", foreign, version="1.0", compression="gzip", use_dictionary=False)
    diff = onrecord.diff(old, copy)
    assert diff.total_changes == {}
    assert {change.change for change in diff.schema} == {"storage-changed"}
    assert diff.verdict.level == "minor"


def test_columns_that_came_went_and_changed(old: Path, copy: Path) -> None:
    def other(table: Any) -> Any:
        table = table.drop_columns(["role_label", "char_start"])
        at = table.schema.get_field_index("confidence")
        words = pa.array(["high"] * len(table))
        table = table.set_column(at, "confidence", words)
        return table.append_column("mood", pa.array(["glad"] * len(table)))

    rewrite(copy, "turns", other)
    diff = onrecord.diff(old, copy)
    told = {(change.column, change.change) for change in diff.schema}
    assert told == {
        ("role_label", "column-removed"), ("char_start", "column-removed"),
        ("confidence", "type-changed"), ("mood", "column-added"),
    }  # fmt: skip
    assert diff.turns is not None
    assert diff.turns.matched == diff.turns.old
    assert diff.turns.removed == diff.turns.added == 0


def test_columns_the_contract_does_not_know_are_compared_too(old: Path, copy: Path) -> None:
    for folder, mood in ((old, "glad"), (copy, "sad")):
        rewrite(
            folder, "turns",
            lambda t, m=mood: t.append_column("Mood [x]\"'", pa.array([m] + ["calm"] * (len(t) - 1))),
        )  # fmt: skip
    (change,) = onrecord.diff(old, copy).changes
    assert (change.change, change.column) == ("revalued", "Mood [x]\"'")
    assert (change.before, change.after) == ("glad", "sad")


def test_keys_that_are_missing_null_or_repeated(old: Path, copy: Path) -> None:
    rewrite(copy, "documents", lambda t: pa.concat_tables([t, t.slice(0, 1)]))
    rewrite(copy, "people", lambda t: t.drop_columns(["person_id"]))
    rewrite(copy, "turns", lambda t: pa.concat_tables([t, t.slice(2, 1)]))
    diff = onrecord.diff(old, copy)
    told = limits(diff)
    assert "1 rows repeat a document_id" in told
    assert "new people: it has no person_id" in told
    assert "turn_index is not unique" in told
    assert diff.turns is not None
    assert (diff.turns.recut_old, diff.turns.recut_new) == (1, 2)


def test_turns_without_an_index_keep_their_order(old: Path, copy: Path) -> None:
    rewrite(copy, "turns", lambda t: t.drop_columns(["turn_index"]))
    diff = onrecord.diff(old, copy)
    assert "there is no turn_index" in limits(diff)
    assert diff.total_changes == {}


def test_turns_whose_words_are_withheld_are_matched_by_index(old: Path, copy: Path) -> None:
    withheld = ["text", "char_start", "char_end"]
    rewrite(copy, "turns", lambda t: t.drop_columns(withheld))
    diff = onrecord.diff(old, copy)
    assert "matched by turn_index" in limits(diff)
    assert diff.turns is not None
    assert diff.turns.matched == diff.turns.old
    assert diff.total_changes == {}


def test_documents_are_known_by_their_turns(old: Path, copy: Path) -> None:
    for name in ("documents", "people", "rejects"):
        (copy / f"{name}.parquet").unlink()
    (copy / "manifest.json").unlink()
    diff = onrecord.diff(old, copy)
    assert "known only by the document_id of turns" in limits(diff)
    assert diff.documents is not None
    assert diff.documents.matched == 3


def test_empty_tables(old: Path, copy: Path) -> None:
    for table in ("documents", "turns", "people"):
        rewrite(copy, table, lambda t: t.slice(0, 0))
    diff = onrecord.diff(old, copy)
    assert diff.documents is not None
    assert (diff.documents.removed, diff.documents.new) == (3, 0)
    assert diff.drift == ()
    empty = onrecord.diff(copy, copy)
    assert empty.verdict.level == "none"


def test_tables_of_several_files_under_any_name(old: Path, tmp_path: Path) -> None:
    """Parts as other tools name them, in a folder whose name reads like a pattern."""
    folder = tmp_path / "da[t]a*'"
    (folder / "turns").mkdir(parents=True)
    shutil.copy(old / "people.parquet", folder / "people-00000-of-00001.parquet")
    shutil.copy(old / "documents.parquet", folder)
    table = pq.read_table(old / "turns.parquet")
    for number, at in enumerate(range(0, len(table), 3)):
        pq.write_table(table.slice(at, 3), folder / "turns" / f"{number}.parquet")
    diff = onrecord.diff(old, folder)
    assert diff.total_changes == {}
    assert diff.new.rows["people"] == diff.old.rows["people"]


def test_a_damaged_part_is_left_out(old: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(old, tmp_path / "parts"))
    (folder / "manifest.json").unlink()
    (folder / "turns").mkdir()
    shutil.move(folder / "turns.parquet", folder / "turns" / "a.parquet")
    (folder / "turns" / "b.parquet").write_bytes(b"PAR1 not really")
    diff = onrecord.diff(old, folder)
    assert "b.parquet: not readable" in limits(diff)
    assert diff.total_changes == {}
    assert diff.verdict.level == "major"


# --- hostile data ------------------------------------------------------------------------------


class Tags(HTMLParser):
    """The tags and attributes of a page as a browser would see them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the tag."""
        self.seen.append((tag, dict(attrs)))


@pytest.fixture
def hostile(copy: Path) -> Path:
    """A copy whose titles, names, texts and a column's name try to do something."""

    def spoil(column: str) -> Callable[[Any], Any]:
        return lambda t: t.set_column(
            t.schema.get_field_index(column), column, pa.array([HOSTILE] * len(t))
        )

    rewrite(copy, "documents", spoil("title"))
    rewrite(copy, "people", spoil("name"))
    rewrite(copy, "turns", lambda t: spoil("text")(t).append_column(HOSTILE, t["turn_index"]))
    return copy


def test_no_data_steers_the_terminal(old: Path, hostile: Path) -> None:
    shown = run(old, hostile).stdout
    assert "\N{REPLACEMENT CHARACTER}" in shown
    assert all(c.isprintable() or c == "\n" for c in shown)


def test_no_data_is_markup_in_markdown(old: Path, hostile: Path, tmp_path: Path) -> None:
    path = tmp_path / "diff.md"
    run(old, hostile, "--markdown", path, "--quiet")
    text = path.read_text(encoding="utf-8")
    assert "alert(1)" in text
    for markup in ("<script", "**x**", "[a](", "@all", "://e.com", "\x1b", "\u202e"):
        assert markup not in text
    rows = [line for line in text.splitlines() if line.startswith("| document revalued")]
    assert rows
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {7}


def test_the_page_runs_nothing_and_loads_nothing(old: Path, hostile: Path, tmp_path: Path) -> None:
    path = tmp_path / "diff.html"
    run(old, hostile, "--html", path, "--quiet")
    page = path.read_text(encoding="utf-8")
    seen = Tags(page).seen
    assert "alert(1)" in page
    assert {tag for tag, _ in seen}.isdisjoint({"script", "link", "img", "iframe", "a", "object"})
    for _, attributes in seen:
        assert not {name for name in attributes if name.startswith("on")} | (
            {"style", "src", "href"} & attributes.keys()
        )
    (policy,) = [a["content"] for tag, a in seen if "http-equiv" in a]
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")


def test_the_pages_style_is_what_its_policy_allows(old: Path) -> None:
    diff = onrecord.diff(old, old)
    page = write_page(diff)
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style == STYLE
    assert b64encode(sha256(style.encode()).digest()).decode() in page
    assert write_section(diff) in page
