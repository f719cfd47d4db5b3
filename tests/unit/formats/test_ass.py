"""SubStation Alpha."""

from __future__ import annotations

from typing import Any

import pytest

from onrecord.errors import NoTurns
from onrecord.formats import ass
from onrecord.source import Source

FORMAT = "Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text"


def script(*events: str, fields: str = FORMAT, info: str = "") -> str:
    lines = "\n".join(f"Dialogue: {event}" for event in events)
    return f"[Script Info]\n{info}\n\n[Events]\nFormat: {fields}\n{lines}\n"


def line(text: str, name: str = "", start: str = "0:00:01.00", end: str = "0:00:02.50") -> str:
    return f"0,{start},{end},Default,{name},0,0,0,,{text}"


def test_is_recognised() -> None:
    assert ass.detect(Source("x", script(line("a")).encode("utf-8-sig"))).score > 0.9
    assert ass.detect(Source("x", b"[Events] of the day\nANN: yes")).score == 0


def test_times_and_names(read: Any) -> None:
    (segment,) = read("ass", script(line("Yes, I, too.", "Ann Roe"))).segments
    assert (segment.text, segment.voice, segment.start_ms, segment.end_ms) == (
        "Yes, I, too.",
        "Ann Roe",
        1000,
        2500,
    )


def test_fields_in_another_order(read: Any) -> None:
    (segment,) = read(
        "ass", script("0:00:03.00,Ann,0:00:01.00,a, b", fields="End, Actor, Start, Text")
    ).segments
    assert (segment.voice, segment.start_ms, segment.end_ms, segment.text) == (
        "Ann",
        1000,
        3000,
        "a, b",
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{\\i1}a{\\i0} b", "a b"),
        ("a\\Nb\\nc\\hd", "a b c d"),
        ("{comment}a", "a"),
        ("{\\k20}Hel{\\k30}lo", "Hello"),
        ("{\\p1}m 0 0 l 1 1{\\p0}a", "a"),
        ("{\\pos(1,2)}a", "a"),
        ("a {b", "a {b"),
    ],
)
def test_text(said: Any, text: str, words: str) -> None:
    assert said("ass", script(line(text))) == [(None, words)]


def test_drawings_alone_are_no_caption(said: Any) -> None:
    assert said("ass", script(line("{\\an7\\p1\\c&HFFFFFF&}m 0 0 l 9 9"), line("a"))) == [
        (None, "a")
    ]


def test_layers_of_the_same_words_are_one(said: Any) -> None:
    assert (
        len(said("ass", script(line("{\\blur2}a"), line("a"), line("a", start="0:00:01.50")))) == 2
    )


def test_comments_and_other_sections_are_no_words(said: Any) -> None:
    text = (
        script(line("a")) + "Comment: " + line("b") + "\n\n[Fonts]\nDialogue: " + line("c") + "\n"
    )
    assert said("ass", text) == [(None, "a")]


@pytest.mark.parametrize("bad", ["0,0:00:xx.00,0:00:02.00,D,,0,0,0,,lost", "0,0:00:01.00", ""])
def test_a_bad_line_costs_that_line(read: Any, bad: str) -> None:
    transcript = read("ass", script(bad, line("kept")))
    assert [one.text for one in transcript.segments] == ["kept"]
    assert [one.place for one in transcript.refused] == ["line 6"]


def test_script_info(read: Any) -> None:
    front = read("ass", script(line("a"), info="Title:  Night  shift\nLanguage: en")).front
    assert (front.title, front.language) == ("Night shift", "en")
    assert read("ass", script(line("a"), info="Title: Default Aegisub file")).front.title is None


def test_no_words(read: Any) -> None:
    with pytest.raises(NoTurns):
        read("ass", "[Script Info]\n\n[Events]\n")
