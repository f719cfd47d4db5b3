"""People across documents: joined, kept apart, looked up; and settled by the people file."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import onrecord
from onrecord.cli import app
from onrecord.identity import model

HOST = "RACHEL MARTIN, HOST: The ferry is late again, and nobody on the pier knows why."
PAGES = {
    "senator": (f"{HOST}\n\nSENATOR JOHN HALE: I voted for it.", "May 3, 2021"),
    "drummer": (f"{HOST}\n\nJOHN HALE, DRUMMER: I counted to four.", "May 9, 2021"),
    "surname": ("MARTIN: And we are back on the pier.\n\nANA RUIZ: Still no ferry.", "May 16, 2021"),
    "bob": (f"{HOST}\n\nBOB LEE, BYLINE: It left an hour ago.", "May 23, 2021"),
    "robert": (f"{HOST}\n\nROBERT LEE, BYLINE: It is sinking slowly.", "May 30, 2021"),
    "near": (f"{HOST}\n\nANN B. ROE: I saw it.", "June 6, 2021"),
    "miss": (f"{HOST}\n\nANN ROE: So did I.", "June 13, 2021"),
    "other-show": ("MARTIN: Good evening.\n\nBEN OKORO: Good evening.", "May 16, 2021"),
    "long-ago": ("MARTIN: Good morning.\n\nEVA PIKE: Good morning.", "May 16, 1999"),
}  # fmt: skip


@pytest.fixture
def built(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, (words, day) in PAGES.items():
        show = "Radiolab" if name == "other-show" else "Morning Edition"
        (folder / f"{name}.txt").write_text(
            f"The headline of {name} about a ferry\n\nPublished {day}\nHeard on {show}\n\n{words}\n\n"
            "Copyright © 2021 NPR. All rights reserved.\n",
            encoding="utf-8",
        )
    return build(tmp_path)


def build(tmp_path: Path, *recipe: str, workers: int = 1) -> Path:
    path = tmp_path / "onrecord.toml"
    lines = ['[dataset]\nname = "ferry"\nversion = "1.0.0"', '[[sources]]\npath = "pages"', *recipe]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    onrecord.build(recipe=path, out=tmp_path / "built", workers=workers)
    return tmp_path / "built"


def test_looked_at_a_few_at_a_time_they_are_the_same(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path.name: path.read_bytes() for path in built.iterdir()}
    near = onrecord.people(built)
    monkeypatch.setattr(model, "_AT_A_TIME", 2)
    again = onrecord.build(
        tmp_path / "pages", recipe=tmp_path / "onrecord.toml", out=tmp_path / "b"
    )
    assert {path.name: path.read_bytes() for path in again.out.iterdir()} == before
    assert onrecord.people(again.out) == near
    assert {one.kind for one in near.decided} == {"joined", "apart", "roster"}


def speakers(folder: Path, page: str) -> list[tuple[str, str, str, str]]:
    """Person id, name, role and attribution of each turn of a page."""
    data = onrecord.load(folder)
    (document_id,) = data.documents.query(f"source_uri == 'pages/{page}.txt'").document_id
    said = data.turns[data.turns.document_id == document_id]
    turns = said.merge(data.people[["person_id", "name"]], on="person_id")
    columns = ["person_id", "name", "role", "attribution"]
    return [tuple(row) for row in turns.sort_values("turn_index")[columns].to_numpy()]


def test_namesakes_variants_and_surnames(built: Path) -> None:
    senator, drummer = (speakers(built, page)[-1] for page in ("senator", "drummer"))
    assert senator[1] == drummer[1] == "John Hale"
    assert senator[0] != drummer[0]
    bob, robert = (speakers(built, page)[-1] for page in ("bob", "robert"))
    assert bob[0] == robert[0]
    host = speakers(built, "surname")[0]
    assert host == (speakers(built, "bob")[0][0], "Rachel Martin", "host", "roster")
    for page in ("other-show", "long-ago"):
        assert speakers(built, page)[0][1::2] == ("Martin", "none")
    assert onrecord.validate(built) == []


def test_flags_and_explanations_follow(built: Path, tmp_path: Path) -> None:
    flags = onrecord.load(built).documents.set_index("source_uri")["flags"]
    assert list(flags["pages/surname.txt"]) == ["speaker-from-roster"]
    assert "unresolved-speaker" in flags["pages/long-ago.txt"]
    told = onrecord.explain(built, "surname.txt", 0, recipe=tmp_path / "onrecord.toml")["turns"][0]
    assert (told["name"], told["attribution"], told["role"]) == ("Rachel Martin", "roster", "host")
    assert [piece["kind"] for piece in told["evidence"]] == ["roster"]


def test_cases_are_listed_with_evidence_and_near_misses(built: Path) -> None:
    review = onrecord.people(built)
    assert [(case.kind, case.names[0]) for case in review.decided] == [
        ("joined", "Robert Lee"), ("apart", "John Hale (senator)"), ("roster", "Rachel Martin"),
    ]  # fmt: skip
    assert [sorted(case.names) for case in review.near] == [["Ann B. Roe", "Ann Roe"]]
    shown = CliRunner().invoke(app, ["people", str(built)]).stdout
    assert "both lead Morning Edition" in shown
    listed = json.loads(CliRunner().invoke(app, ["people", str(built), "--json"]).stdout)
    assert [len(listed[kind]) for kind in ("decided", "near")] == [3, 1]


def test_decisions_written_to_the_people_file_overrule_the_next_build(
    built: Path, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    arguments = ["people", str(built), "--different", "1", "--same", "2", "--same", "4"]
    result = CliRunner().invoke(app, [*arguments, "--to", str(file)])
    assert result.exit_code == 0, result.output
    build(tmp_path, '[people]\nfile = "people.csv"')
    assert speakers(built, "bob")[-1][0] != speakers(built, "robert")[-1][0]
    assert speakers(built, "senator")[-1][0] == speakers(built, "drummer")[-1][0]
    assert speakers(built, "near")[-1][0] == speakers(built, "miss")[-1][0]
    assert onrecord.people(built).near == ()


def test_namesakes_of_the_people_file_are_told_by_what_is_said_of_them(
    built: Path, tmp_path: Path
) -> None:
    onrecord.settle(built, tmp_path / "people.csv", different=[2])
    build(tmp_path, '[people]\nfile = "people.csv"')
    assert speakers(built, "senator")[-1][0] != speakers(built, "drummer")[-1][0]
    assert [case.kind for case in onrecord.people(built).decided] == ["joined", "roster"]


def test_names_of_the_people_file_hold_for_their_dates(built: Path, tmp_path: Path) -> None:
    rows = [
        ("name", "aliases", "valid_from", "valid_until"),
        ("Michel Martin", "Martin", "1999-01-01", "1999-12-31"),
        ("Maria Martin", "Martin", "2000-01-01", ""),
    ]
    with (tmp_path / "people.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    build(tmp_path, '[people]\nfile = "people.csv"')
    assert speakers(built, "long-ago")[0][1::2] == ("Michel Martin", "authority")
    assert speakers(built, "other-show")[0][1::2] == ("Maria Martin", "authority")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--same", "9"], "there is no case 9"),
        (["--same", "1"], "name the people file"),
        (["--different", "3"], "has to be named"),
    ],
)
def test_cases_that_cannot_be_settled(
    built: Path, tmp_path: Path, arguments: list[str], says: str
) -> None:
    to = [] if arguments == ["--same", "1"] else ["--to", str(tmp_path / "people.csv")]
    result = CliRunner().invoke(app, ["people", str(built), *arguments, *to])
    assert result.exit_code
    assert says in result.output or says in str(result.exception)
    assert not (tmp_path / "people.csv").exists()


def test_what_a_people_file_holds_is_kept(tmp_path: Path) -> None:
    from onrecord.people_file import add_people, load_people

    path = tmp_path / "people.csv"
    path.write_text("name,aliases,wikidata_id\nAnn Roe,A. Roe,Q42\n", encoding="utf-8")
    add_people(path, [{"name": "Ann Roe", "aliases": "Annie Roe"}, {"name": "Ben Ito"}])
    ann, ben = load_people(path)[0]
    assert ann.keys == {"ann roe", "a roe", "annie roe"}
    assert ann.wikidata_id == "Q42"
    assert ben.name == "Ben Ito"


def test_workers_do_not_change_what_is_decided(built: Path, tmp_path: Path) -> None:
    before = (built / "manifest.json").read_bytes()
    build(tmp_path, workers=2)
    assert (built / "manifest.json").read_bytes() == before
