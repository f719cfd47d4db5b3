"""WebVTT, by the sections of the W3C's specification (https://www.w3.org/TR/webvtt1/)."""

from __future__ import annotations

from typing import Any

import pytest

from onrecord.errors import NoTurns
from onrecord.formats import webvtt
from onrecord.source import Source


def cue(text: str, times: str = "00:01.000 --> 00:02.000") -> str:
    return f"WEBVTT\n\n{times}\n{text}\n"


@pytest.mark.parametrize(
    "head", ["WEBVTT", "\ufeffWEBVTT", "WEBVTT ", "WEBVTT\ttitle", "WEBVTT - x\n", "WEBVTT\r\n"]
)
def test_signature(head: str) -> None:
    """Section 4.1: the signature, with a byte-order mark or words behind it."""
    assert webvtt.detect(Source("x", f"{head}\n\n".encode())).score > 0.9


@pytest.mark.parametrize("head", ["WEBVTTX", "webvtt", " WEBVTT", "\nWEBVTT", "x WEBVTT", "WEB"])
def test_no_signature(head: str) -> None:
    assert webvtt.detect(Source("x", head.encode())).score == 0


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(said: Any, end: str) -> None:
    """Section 6.1, steps 2 to 4: any line end, NUL as a replacement character."""
    text = cue("one\ntwo\x00").replace("\n", end).encode()
    assert webvtt.single_line_ends(text.decode()).count("\n") == 5
    assert said("webvtt", cue("one\ntwo").replace("\n", end)) == [(None, "one two")]


def test_a_line_of_spaces_does_not_end_a_cue(said: Any) -> None:
    """Section 6.1: an empty line does, and one with a space is not empty (YouTube writes them)."""
    assert said("webvtt", cue(" \nwords\n\nnot these")) == [(None, "words")]


def test_an_arrow_ends_the_cue_above(said: Any) -> None:
    """Section 6.1, collect a block: a line with an arrow begins a cue without an empty line."""
    text = cue("one\n00:03.000 --> 00:04.000\ntwo\nid\n00:05.000 --> 00:06.000\nthree")
    assert [words for _, words in said("webvtt", text)] == ["one", "two id", "three"]


def test_cues_directly_below_the_signature(said: Any) -> None:
    """Section 6.1: the header ends at an arrow as at an empty line."""
    assert said("webvtt", "WEBVTT\n00:01.000 --> 00:02.000\nwords") == [(None, "words")]


def test_identifiers_notes_styles_and_regions_are_not_words(said: Any) -> None:
    """Sections 4.1 and 6.2."""
    text = (
        "WEBVTT\n\nREGION\nid:a\n\nSTYLE\n::cue { }\n\nNOTE\nnot these\n\n"
        "an id\n00:01.000 --> 00:02.000\nwords\n\nNOTE nor these\n\n00:03.000 --> 00:04.000\nmore"
    )
    assert [words for _, words in said("webvtt", text)] == ["words", "more"]


@pytest.mark.parametrize(
    ("times", "start", "end"),
    [
        ("00:01.000 --> 00:02.500", 1000, 2500),
        ("01:00:01.000 --> 01:00:02.000 align:start line:0", 3601000, 3602000),
        ("1:00:01.000-->123:00:02.000", 3601000, 442802000),
        (" \t00:01.000\t-->  00:02.000\tposition:0%", 1000, 2000),
        ("00:02.000 --> 00:01.000", 2000, None),
        ("00:00:00.000 --> 00:00:00.000", 0, 0),
    ],
)
def test_timings(read: Any, times: str, start: int, end: int | None) -> None:
    """Section 6.3: hours of any length, spaces or none around the arrow, settings behind."""
    (segment,) = read("webvtt", cue("words", times)).segments
    assert (segment.start_ms, segment.end_ms) == (start, end)


@pytest.mark.parametrize(
    "times",
    [
        "00:60.000 --> 00:61.000",
        "60:00.000 --> 61:00.000",
        "00:61:00.000 --> 00:62:00.000",
        "00:00:01.5 --> 00:00:02.0",
        "00:00:01.0000 --> 00:00:02.0000",
        "-00:01.000 --> 00:02.000",
        "00:01.000 -> 00:02.000 -->",
        "1:01.000 --> 1:02.000",
        "--> 00:02.000",
        "x00:01.000 --> 00:02.000",
        "00:01.000 --> x",
        "99999999999999999999:00:00.000 --> 99999999999999999999:00:01.000",
    ],
)
def test_what_is_no_timing_costs_its_cue(read: Any, times: str) -> None:
    """Section 6.3: the cue is dropped; here it is kept among the rejects, with its line."""
    transcript = read("webvtt", cue("lost", times) + "\n00:05.000 --> 00:06.000\nkept\n")
    assert [segment.text for segment in transcript.segments] == ["kept"]
    (refusal,) = transcript.refused
    assert refusal.place == "line 3"
    assert refusal.reason == "bad-time"
    assert refusal.value == "lost"


def test_commas_are_read_where_no_timing_is_one(read: Any) -> None:
    transcript = read("webvtt", cue("words", "00:00:01,500 --> 00:00:02,5"))
    assert [(s.start_ms, s.end_ms) for s in transcript.segments] == [(1500, 2500)]
    assert transcript.refused == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<i>a</i> <b.x>b</b> <u>c</u>", "a b c"),
        ("<c.yellow.bg_blue>a</c>b", "ab"),
        ("<00:00:01.500>a <00:01.700>b", "a b"),
        ("<lang en-GB>a</lang>", "a"),
        ("<ruby>base<rt>gloss</rt></ruby> x", "base x"),
        ("<ruby>a<rt>g</rt>b<rt>h</ruby>c", "abc"),
        ("&amp; &lt;i&gt; &quot;&#65;", '& <i> "A'),
        ("a&nbsp;b", "a b"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("a <3 b", "a <3 b"),
        ("<unknown x=1>a</unknown>", "a"),
        ("a<", "a<"),
        ("</i>a<>", "a"),
    ],
)
def test_cue_text(said: Any, text: str, words: str) -> None:
    """Section 6.4, but that ``<`` before a space or a figure is the words' own."""
    assert said("webvtt", cue(text)) == [(None, words)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<v Ann Roe>a", [("Ann Roe", "a")]),
        ("<v Ann Roe>a</v>", [("Ann Roe", "a")]),
        ("<v.loud.x  Ann\tRoe >a", [("Ann Roe", "a")]),
        ("<v\nAnn Roe>a", [("Ann Roe", "a")]),
        ("<v Ann &amp; Ben>a", [("Ann & Ben", "a")]),
        ("<v Ann>a\nb <i>c</i>", [("Ann", "a b c")]),
        ("<v Ann>a</v> <v Ben>b</v>", [("Ann", "a"), ("Ben", "b")]),
        ("<v Ann>a\n<v Ben>b", [("Ann", "a"), ("Ben", "b")]),
        ("x\n<v Ann>a</v>\ny", [(None, "x"), ("Ann", "a"), (None, "y")]),
        ("<v>a</v>", [(None, "a")]),
        ("<v Ann></v>b", [(None, "b")]),
        ("<video>a", [(None, "a")]),
        ("<v Ann>She said: no", [("Ann", "She said: no")]),
    ],
)
def test_voices(said: Any, text: str, expected: list[tuple[str | None, str]]) -> None:
    """Section 4.2.2, voice spans: classes, closed or not, several in a cue."""
    assert said("webvtt", cue(text)) == expected


def test_header(read: Any) -> None:
    text = cue("words").replace("WEBVTT", "WEBVTT - The Hour\nKind: captions\nLanguage: en_us", 1)
    front = read("webvtt", text).front
    assert (front.title, front.language, front.transcript_kind) == ("The Hour", "en-US", "caption")


def test_notes_of_teams(read: Any) -> None:
    notes = 'NOTE duration:"00:01:02.5000000"\n\nNOTE language:de-de'
    front = read("webvtt", cue("words").replace("\n\n", f"\n\n{notes}\n\n", 1)).front
    assert (front.duration_ms, front.language, front.title) == (62500, "de-DE", None)


def test_words_of_a_cue_are_no_header(read: Any) -> None:
    assert read("webvtt", cue("Language: en\nTitle: x")).front.language is None


def test_cues_are_in_order_of_time_and_overlap(read: Any) -> None:
    text = "WEBVTT\n\n00:05.000 --> 00:09.000\nlate\n\n00:01.000 --> 00:06.000\nearly\n"
    spans = [(s.text, s.start_ms, s.end_ms) for s in read("webvtt", text).segments]
    assert spans == [("early", 1000, 6000), ("late", 5000, 9000)]


def test_no_words(read: Any) -> None:
    with pytest.raises(NoTurns, match="no caption with words"):
        read("webvtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n\n00:03.000 --> 00:04.000\n[MUSIC]\n")
    with pytest.raises(NoTurns, match="line 3: 'x --> y'"):
        read("webvtt", cue("words", "x --> y"))
