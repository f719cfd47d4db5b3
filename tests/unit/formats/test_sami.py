"""SAMI (Microsoft's "Understanding SAMI 1.0"), as old HTML is read."""

from __future__ import annotations

from typing import Any

import pytest

from onrecord.errors import NoTurns
from onrecord.formats import FORMATS, sami
from onrecord.source import Source

STYLE = "<STYLE TYPE='text/css'><!-- .ENCC {Name:English; lang: en-US; SAMIType: CC;} .FRCC {lang:fr-FR;} --></STYLE>"


def smi(*syncs: str) -> str:
    return f"<SAMI><HEAD><TITLE>A &amp; b</TITLE>{STYLE}</HEAD><BODY>{chr(10).join(syncs)}</BODY></SAMI>"


def test_is_recognised() -> None:
    for text in ("<SAMI>", "\ufeff\n<sami lang=x>", "<!-- x -->\n<SAMI>"):
        assert sami.detect(Source("x", text.encode())).score > 0.9
    assert sami.detect(Source("x", b"<samis>")).score == 0


def test_a_caption_ends_where_the_next_begins(read: Any) -> None:
    text = smi(
        "<SYNC Start=1000><P Class=ENCC>a",
        "<SYNC Start=2000><P Class=ENCC>&nbsp;",
        "<SYNC Start=3000><P Class=ENCC>b",
    )
    assert [(one.text, one.start_ms, one.end_ms) for one in read("sami", text).segments] == [
        ("a", 1000, 2000),
        ("b", 3000, None),
    ]


def test_a_class_is_a_transcript() -> None:
    text = smi(
        "<SYNC Start=1000><P Class=ENCC>a<P Class=FRCC>b",
        '<sync start="2000"><p class="encc">c</p>',
    )
    made = list(FORMATS["sami"].convert(Source("x", text.encode())))
    assert [(one.front.language, [s.text for s in one.segments]) for one in made] == [
        ("en-US", ["a", "c"]),
        ("fr-FR", ["b"]),
    ]
    assert [(one.front.title, one.front.transcript_kind) for one in made] == [
        ("A & b", "caption"),
        ("A & b", None),
    ]


def test_a_source_names_the_speaker_until_the_next(said: Any) -> None:
    text = smi(
        "<SYNC Start=1><P Class=ENCC ID=Source>Ann Roe<P Class=ENCC>a",
        "<SYNC Start=2><P Class=ENCC>b",
        "<SYNC Start=3><P Class=ENCC ID=Source>&nbsp;<P Class=ENCC>c",
    )
    assert said("sami", text) == [("Ann Roe", "a"), ("Ann Roe", "b"), (None, "c")]


def test_markup(said: Any) -> None:
    text = smi(
        "<SYNC Start=1><P Class=ENCC>one\n  <i>two</i><BR/>three<br>R&amp;D &#65; <font color=red>x</font> 1 < 2"
    )
    assert said("sami", text) == [(None, "one two three R&D A x 1 < 2")]


@pytest.mark.parametrize("start", ["Start=x", "Start=-5", "", "Start=99999999999999", "Start=１"])
def test_a_start_that_is_no_time_costs_its_caption(read: Any, start: str) -> None:
    transcript = read(
        "sami", smi(f"<SYNC {start}><P Class=ENCC>lost", "<SYNC Start=5><P Class=ENCC>kept")
    )
    assert [one.text for one in transcript.segments] == ["kept"]
    assert [(one.place, one.value) for one in transcript.refused] == [("line 1", "lost")]


def test_without_classes(said: Any) -> None:
    assert said("sami", "<SAMI><BODY><SYNC Start=1>a<SYNC Start=2><P>b</BODY></SAMI>") == [
        (None, "a"),
        (None, "b"),
    ]


def test_no_words(read: Any) -> None:
    with pytest.raises(NoTurns):
        read("sami", smi("<SYNC Start=1><P Class=ENCC>&nbsp;"))
