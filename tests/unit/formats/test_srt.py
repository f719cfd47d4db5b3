"""SubRip, which has no specification: what players accept."""

from __future__ import annotations

from typing import Any

import pytest

from onrecord.errors import NoTurns
from onrecord.formats import srt
from onrecord.source import Source

TWO = "1\n00:00:01,000 --> 00:00:02,000\none\n\n2\n00:00:03,000 --> 00:00:04,000\ntwo\n"


@pytest.mark.parametrize(
    "text",
    [
        TWO,
        "\ufeff" + TWO,
        "\n\n" + TWO,
        TWO.replace("\n", "\r\n"),
        TWO.removeprefix("1\n"),
        "junk\n" + TWO,
    ],
)
def test_is_recognised(text: str) -> None:
    assert srt.detect(Source("x", text.encode())).score >= 0.8


@pytest.mark.parametrize(
    "text", ["ANN: hello --> there", "1\n2\n3\n", "a --> b\n", "12:30 --> nowhere"]
)
def test_is_not_recognised(text: str) -> None:
    assert srt.detect(Source("x", text.encode())).score == 0


@pytest.mark.parametrize(
    ("times", "start", "end"),
    [
        ("00:00:01,000 --> 00:00:02,500", 1000, 2500),
        ("00:00:01.000 --> 00:00:02.500", 1000, 2500),
        ("0:0:1,5 --> 0:0:2,50", 1500, 2500),
        ("00:00:01 --> 00:00:02", 1000, 2000),
        ("00:01,000 --> 00:02,000", 1000, 2000),
        ("00:00:01:500 --> 00:00:02:750", 1500, 2750),
        ("00 : 00 : 01 , 000 --> 00:00:02,000", 1000, 2000),
        ("00:00:01,000-->00:00:02,000  X1:1 X2:2 Y1:3 Y2:4", 1000, 2000),
        ("00:00:01,123456 --> 00:00:02,000", 1123, 2000),
        ("101:00:00,000 --> 101:00:01,000", 363600000, 363601000),
        ("00:00:02,000 --> 00:00:01,000", 2000, None),
    ],
)
def test_times(read: Any, times: str, start: int, end: int | None) -> None:
    (segment,) = read("srt", f"1\n{times}\nwords\n").segments
    assert (segment.start_ms, segment.end_ms) == (start, end)


@pytest.mark.parametrize(
    "times", ["00:00:0x,000 --> 00:00:02,000", "-00:00:01,000 --> 00:00:02,000", "-->", "1 --> 2"]
)
def test_what_is_no_time_costs_its_caption(read: Any, times: str) -> None:
    transcript = read("srt", f"1\n{times}\nlost\n\n2\n00:00:03,000 --> 00:00:04,000\nkept\n")
    assert [segment.text for segment in transcript.segments] == ["kept"]
    assert [(one.place, one.value) for one in transcript.refused] == [("line 2", "lost")]


def test_numbers_are_not_words(said: Any) -> None:
    """Whether a number stands above its times, apart from them, or is what is said."""
    text = TWO.replace("\none\n", "\n2024\n").replace("\n2\n", "\n\n2\n\n") + "\n3\n"
    assert [words for _, words in said("srt", text)] == ["2024", "two 3"]


def test_a_caption_without_words_has_none(said: Any) -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\n2\n00:00:03,000 --> 00:00:04,000\ntwo\n"
    assert said("srt", text) == [(None, "two")]


def test_words_after_an_empty_line_are_kept(said: Any) -> None:
    assert said("srt", TWO.replace("one\n", "one\n\nand more\n"))[0] == (None, "one and more")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<font color='#ff0'>a</font>", "a"),
        ("{\\an8}a", "a"),
        ("<i>a\nb</i>", "a b"),
        ("I <3 you", "I <3 you"),
        ("a &amp; b", "a & b"),
    ],
)
def test_markup(said: Any, text: str, words: str) -> None:
    assert said("srt", f"1\n00:00:01,000 --> 00:00:02,000\n{text}\n") == [(None, words)]


def test_windows_encoding(said: Any) -> None:
    text = TWO.replace("one", "Café – “déjà vu” and so on").replace("\n", "\r\n").encode("cp1252")
    assert said("srt", text)[0] == (None, "Café – “déjà vu” and so on")


def test_no_caption(read: Any) -> None:
    with pytest.raises(NoTurns):
        read("srt", "nothing here")
