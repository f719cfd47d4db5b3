"""CHAT, read back by rustling, and held against what the manual says of its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rustling.chat import CHAT

import onrecord
from onrecord.exporting.chat_words import sentences
from onrecord.exporting.languages import three_letters
from onrecord.exporting.wording import one_line

#: A main line: a code, words of letters with hyphens, apostrophes and underscores, commas, a terminator.
MAIN = re.compile(
    r"\*[A-Z][A-Z0-9]{1,6}:\t(0|[\w'][\w'-]*( ,)?( [\w'][\w'-]*( ,)?)*) (\.|\?|!|\+\.\.\.|\+/\.)"
    "( \x15[0-9]+_[0-9]+\x15)?"
)
HEADER = re.compile(r"@(UTF8|Begin|End|(Languages|Participants|ID|Media|Date|Comment):\t\S[^\t]*)")
TIER = re.compile(r"%x(turn|text|cues|time):\t\S[^\t]*")
ID = re.compile(r"@ID:\t[a-z]{3}\|[\w-]+\|[A-Z][A-Z0-9]{1,6}\|\|\|\|\|[A-Z][a-z]+\|\|[\w-]*\|")


def exported(folder: Path, out: Path) -> Iterator[tuple[str, str]]:
    onrecord.export(folder, "chat", out)
    for path in sorted(out.glob("*.cha")):
        yield path.stem, path.read_bytes().decode()


def turns_of(folder: Path) -> dict[str, list[dict[str, Any]]]:
    documents: dict[str, list[dict[str, Any]]] = {}
    with onrecord.load(folder).duckdb() as connection:
        query = "SELECT * FROM turns ORDER BY document_id, turn_index"
        for row in connection.sql(query).to_arrow_table().to_pylist():
            documents.setdefault(row["document_id"], []).append(row)
    return documents


def test_lines_are_what_the_manual_allows(dataset: Path, tmp_path: Path) -> None:
    for name, text in exported(dataset, tmp_path / "chat"):
        lines = text.split("\n")
        assert lines[:2] == ["@UTF8", "@Begin"]
        assert lines[-2:] == ["@End", ""]
        codes = set(re.findall(r"(?m)^@ID:\t[a-z]{3}\|[^|]*\|(\w+)\|", text))
        for line in lines[:-1]:
            pattern = {"@": HEADER, "*": MAIN, "%": TIER}[line[0]]
            assert pattern.fullmatch(line), (name, line)
            assert not line.startswith("@ID") or ID.fullmatch(line), line
            assert line[0] != "*" or line[1 : line.index(":")] in codes


def test_rustling_reads_participants(dataset: Path, tmp_path: Path) -> None:
    documents = turns_of(dataset)
    for name, text in exported(dataset, tmp_path / "chat"):
        read = CHAT.from_strs([text])
        speaking = {turn["person_id"] for turn in documents[name] if turn["kind"] != "cue"}
        assert len(read.participants()) == len(speaking)
        assert len({one.code for one in read.participants()}) == len(speaking)
        assert "CHI" not in {one.code for one in read.participants()}
        assert all(one.role[0].isupper() for one in read.participants())


def test_rustling_reads_every_word_and_turn(dataset: Path, tmp_path: Path) -> None:
    """The words of the main lines are ours, and the turn as it was is in the tiers."""
    documents = turns_of(dataset)
    for name, text in exported(dataset, tmp_path / "chat"):
        spoken = [turn for turn in documents.pop(name) if turn["kind"] != "cue"]
        found = [one for one in CHAT.from_strs([text]).utterances() if one.participant]
        lines = [line for turn in spoken for line in sentences(one_line(turn["text"]))]
        bare = [[word for word in line.split() if word not in {"0", "xxx"}] for line in lines]
        assert [[token.word for token in one.tokens] for one in found] == bare
        tiers = [one.tiers for one in found if "%xturn" in one.tiers]
        assert [tier["%xturn"].split()[0] for tier in tiers] == [
            str(turn["turn_index"]) for turn in spoken
        ]
        assert [tier.get("%xtext", "") for tier in tiers] == [one_line(t["text"]) for t in spoken]
    assert not documents


def test_times_are_bullets_of_turns_of_one_sentence(sample: Path, tmp_path: Path) -> None:
    documents, seen = turns_of(sample), 0
    for name, text in exported(sample, tmp_path / "chat"):
        timed = [
            (t["start_ms"], t["end_ms"])
            for t in documents[name]
            if t["end_ms"] is not None and t["end_ms"] > t["start_ms"] and t["kind"] != "cue"
        ]
        found = []
        for one in CHAT.from_strs([text]).utterances():
            if one.time_marks:
                found.append(one.time_marks)
            elif "%xtime" in (one.tiers or {}):
                start, end = one.tiers["%xtime"].split("_")
                found.append((int(start), int(end)))
        assert found == timed
        assert bool(re.search("(?m)^@Media:", text)) == any(
            turn["start_ms"] is not None for turn in documents[name]
        )
        seen += len(found)
    assert seen > 10


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Mr. Smith of the U.S. said: no. Why?", ["Mr Smith of the U_S said , no .", "Why ?"]),
        ("I was -- well, late.", ["I was , well , late ."]),
        ("I was going--", ["I was going +/."]),
        ("And then... Nothing!", ["And then +...", "Nothing !"]),
        ('He said "no (really)." [x] <y>', ["He said no really .", "x y ."]),
        ("AT&T gained 3.5% on 1,000 shares @ 9:31", ["AT and T gained 3_5 percent on 1000 shares at 9 31 ."]),
        ("&-uh xxx [//] +... *CHI:\t@End %mor:", ["and uh xxx , CHI , at End percent mor ."]),
        ("don't 'quote' me -Bob- rock 'n' roll", ["don't quote me Bob rock n roll ."]),
        ("007 called 800-555-0142 at 0:05, 0", ["7 called 800-555-142 at zero 5 , zero ."]),
        ("...", ["0 ."]),
        ("", ["0 ."]),
    ],
)  # fmt: skip
def test_sentences(text: str, lines: list[str]) -> None:
    assert sentences(one_line(text)) == lines


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_text_gives_lines_that_are_allowed_and_read(text: str) -> None:
    lines = sentences(one_line(text))
    header = "@UTF8\n@Begin\n@Languages:\teng\n@Participants:\tABC Speaker\n"
    header += "@ID:\teng|x|ABC|||||Speaker|||\n"
    read = CHAT.from_strs([header + "".join(f"*ABC:\t{line}\n" for line in lines) + "@End\n"])
    assert len(read.utterances()) == len(lines)
    for line in lines:
        assert MAIN.fullmatch(f"*ABC:\t{line}"), line


@pytest.mark.parametrize(
    ("tag", "code"),
    [("en", "eng"), ("de-AT", "deu"), ("EN-gb", "eng"), ("nds", "nds"), ("xx", "und"), (None, "und"),
     ("<script>", "und"), ("zh-Hant", "zho")],
)  # fmt: skip
def test_languages_have_three_letters(tag: str | None, code: str) -> None:
    assert three_letters(tag) == code
