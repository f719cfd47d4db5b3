"""TTML, by the sections of TTML2 (https://www.w3.org/TR/ttml2/)."""

from __future__ import annotations

from typing import Any

import pytest

from onrecord.errors import NoTurns, SourceError
from onrecord.formats import ttml
from onrecord.source import Source

NS = 'xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata" xmlns:ttp="http://www.w3.org/ns/ttml#parameter"'


def tt(body: str, head: str = "", attributes: str = "") -> str:
    return f"<tt {NS} {attributes}><head>{head}</head><body>{body}</body></tt>"


def spans(read: Any, body: str, attributes: str = "") -> list[tuple[int | None, int | None]]:
    return [
        (one.start_ms, one.end_ms) for one in read("ttml", tt(body, attributes=attributes)).segments
    ]


@pytest.mark.parametrize(
    "namespace",
    [
        "http://www.w3.org/ns/ttml",
        "http://www.w3.org/2006/10/ttaf1",
        "http://www.w3.org/2006/04/ttaf1",
        "",
    ],
)
def test_namespaces_of_all_drafts(said: Any, namespace: str) -> None:
    text = f'<?xml version="1.0"?>\n<tt xmlns="{namespace}"><body><div><p begin="1s">a</p></div></body></tt>'
    assert ttml.detect(Source("x", text.encode())).score > 0.9
    assert said("ttml", text) == [(None, "a")]


@pytest.mark.parametrize(
    ("expression", "milliseconds"),
    [
        ("00:00:01.5", 1500),
        ("01:02:03.004", 3723004),
        ("00:00:01:15", 1500),
        ("1.5s", 1500),
        ("90m", 5400000),
        ("1h", 3600000),
        ("250ms", 250),
        ("45f", 1500),
        ("15000000t", 1500),
        ("1:48.737", 108737),
        ("0.240", 240),
    ],
)
def test_time_expressions(read: Any, expression: str, milliseconds: int) -> None:
    """Section 12.3.1, and what Apple writes."""
    attributes = 'ttp:frameRate="30" ttp:tickRate="10000000"'
    assert spans(read, f'<div><p begin="{expression}">a</p></div>', attributes) == [
        (milliseconds, None)
    ]


@pytest.mark.parametrize(
    ("attributes", "expression", "milliseconds"),
    [
        ('ttp:frameRate="25"', "00:00:01:05", 1200),
        ('ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001"', "30f", 1001),
        (
            'ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001" ttp:timeBase="smpte" ttp:dropMode="dropNTSC"',
            "01:00:00:00",
            3599996,
        ),
        ('ttp:frameRate="25" ttp:subFrameRate="2"', "00:00:01:05.1", 1220),
        ('ttp:frameRate="0" ttp:tickRate="x"', "1t", 33),
    ],
)
def test_rates(read: Any, attributes: str, expression: str, milliseconds: int) -> None:
    """Section 7.2: frame rate, multiplier, sub-frames, drop mode."""
    assert spans(read, f'<div><p begin="{expression}">a</p></div>', attributes) == [
        (milliseconds, None)
    ]


def test_nested_times_add_up(read: Any) -> None:
    """Section 12.2.4: in parallel, from the beginning of the parent."""
    body = '<div begin="10s"><p begin="1s" end="2s">a</p><p begin="2s" dur="1.5s">b</p></div>'
    assert spans(read, body) == [(11000, 12000), (12000, 13500)]


def test_times_in_sequence(read: Any) -> None:
    """Section 12.2.4: from the end of the one before."""
    body = (
        '<div timeContainer="seq" begin="5s"><p dur="1s">a</p><p begin="500ms" dur="1s">b</p></div>'
    )
    assert spans(read, body) == [(5000, 6000), (6500, 7500)]


def test_a_paragraph_has_the_times_of_its_parent(read: Any) -> None:
    assert spans(read, '<div begin="1s" end="9s"><p>a</p></div>') == [(1000, 9000)]


def test_times_that_cannot_be_inside_the_parent_are_absolute(read: Any) -> None:
    """As Apple writes songs."""
    body = '<div begin="10s" end="20s"><p begin="12s" end="14s">a</p></div>'
    assert spans(read, body) == [(12000, 14000)]


def test_words_without_times(read: Any) -> None:
    assert spans(read, "<div><p>a</p></div>") == [(None, None)]


def test_white_space_and_breaks(said: Any) -> None:
    body = (
        '<div><p begin="1s">\n  a <span>b</span>\n  c<br/>d<metadata>x</metadata> &amp; e</p></div>'
    )
    assert said("ttml", tt(body)) == [(None, "a b c d & e")]


def test_words_that_nothing_parts(said: Any) -> None:
    unit = 'xmlns:p="http://podcasts.apple.com/transcript-ttml-internal" p:unit="word"'
    body = f'<div><p begin="1s"><span {unit}>a</span><span {unit}>b</span></p></div>'
    assert said("ttml", tt(body)) == [(None, "a b")]
    assert said("ttml", tt('<div><p begin="1s"><span>hel</span><span>lo</span></p></div>')) == [
        (None, "hello")
    ]


def test_agents(read: Any) -> None:
    """Section 14.1: declared with names, inherited, changing inside a paragraph."""
    head = (
        '<metadata><ttm:agent xml:id="a" type="person"><ttm:name type="alias">A</ttm:name>'
        '<ttm:name type="full">Ann Roe</ttm:name></ttm:agent><ttm:agent xml:id="v2" type="person"/></metadata>'
    )
    body = '<div ttm:agent="a"><p begin="1s">x <span ttm:agent="v2">y</span> z</p></div>'
    transcript = read("ttml", tt(body, head))
    assert [(one.voice, one.text) for one in transcript.segments] == [
        ("a", "x"),
        ("v2", "y"),
        ("a", "z"),
    ]
    assert [(one.key, one.name, one.anonymous) for one in transcript.voices] == [
        ("a", "Ann Roe", False),
        ("v2", None, True),
    ]


def test_roles_of_sounds(read: Any) -> None:
    """Section 14.2.2."""
    body = '<div><p begin="1s" ttm:role="sound">bell</p><p begin="2s">a</p></div>'
    assert [(one.kind, one.text) for one in read("ttml", tt(body)).segments] == [
        ("cue", "[bell]"),
        ("speech", "a"),
    ]


def test_head(read: Any) -> None:
    head = "<metadata><ttm:title> A <x/>b</ttm:title><ttm:desc>d</ttm:desc><ttm:copyright>c</ttm:copyright></metadata>"
    front = read("ttml", tt('<div><p begin="1s">a</p></div>', head, 'xml:lang="EN-gb"')).front
    assert (front.title, front.summary, front.rights, front.language) == ("A b", "d", "c", "en-GB")


def test_a_bad_time_costs_its_paragraph(read: Any) -> None:
    transcript = read(
        "ttml", tt('<div>\n<p begin="soon">lost <i/>words</p>\n<p begin="1s">kept</p></div>')
    )
    assert [one.text for one in transcript.segments] == ["kept"]
    assert [(one.place, one.value) for one in transcript.refused] == [("line 2", "lost words")]


ENTITIES = (
    '<!DOCTYPE tt [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (ENTITIES + tt('<div><p begin="1s">&b;&x;</p></div>'), "xml-doctype"),
        (tt("<div><p>"), "bad-xml"),
        (tt('<div><p begin="1s">&b;</p></div>'), "bad-xml"),
        (tt("<div>" * 100_000), "bad-xml"),
        ("<tt>" + "<p>" * 1_000_000, "bad-xml"),
        ("<tt a=1>", "bad-xml"),
    ],
)
def test_hostile_xml(read: Any, text: str, reason: str) -> None:
    with pytest.raises(SourceError, match=r"line \d+") as error:
        read("ttml", text)
    assert error.value.reason == reason


def test_no_words(read: Any) -> None:
    with pytest.raises(NoTurns):
        read("ttml", tt("<div><p begin='1s'> </p></div>"))
    with pytest.raises(NoTurns):
        read("ttml", "<tt/>")
