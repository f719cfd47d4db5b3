"""Saved web pages: where the transcript is found, what the page says of itself, hostile pages."""

from __future__ import annotations

import subprocess
import sys

import pytest

from onrecord.conversion import converse
from onrecord.errors import SourceError
from onrecord.formats import choose_format, html
from onrecord.source import Source
from onrecord.transcript import Transcript

TALK = (
    "<p>ANN ROE: Good morning, Ben, and welcome.</p><p>BEN ITO: Hello.</p><p>ANN ROE: Sit down.</p>"
)


def read(body: str, head: str = "") -> Transcript:
    page = f"<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>"
    (one,) = html.convert(Source("x", page.encode()))
    return one


def said(one: Transcript) -> list[tuple[str | None, str]]:
    return [(u.label.printed if u.label else None, u.text) for u in one.utterances]


PLAIN = [
    ("ANN ROE", "Good morning, Ben, and welcome."),
    ("BEN ITO", "Hello."),
    ("ANN ROE", "Sit down."),
]


@pytest.mark.parametrize(
    "body",
    [
        TALK,
        f"<nav><p>Home: all</p></nav><div><div>{TALK}</div></div><footer><p>About: us</p></footer>",
        f"<script>ANN ROE: no</script><style>x</style><aside>BEN ITO: no</aside>{TALK}",
        f"<aside class=transcript>{TALK}</aside><div>Tags: a, b</div>",
        f"<div id=a>{TALK}</div><div id=print>{TALK}</div>",
        TALK.replace("<p>", "<div><span>").replace("</p>", "</span></div>"),
        TALK.replace("</p>", ""),
        TALK.replace("<p>", "").replace("</p>", "<br><br>"),
        "<pre>ANN ROE: Good morning, Ben,\nand welcome.\n\nBEN ITO: Hello.\n\nANN ROE: Sit down.</pre>",
        "<dl><dt>ANN ROE<dd>Good morning, Ben, and welcome.<dt>BEN ITO<dd>Hello.<dt>ANN ROE<dd>Sit down.</dl>",
        "<table><tr><td>ANN ROE<td>Good morning, Ben, and welcome.<tr><td>BEN ITO<td>Hello."
        "<tr><td>ANN ROE<td>Sit down.</table>",
        "<div class=speaker>ANN ROE</div><div>Good morning, Ben, and welcome.</div>"
        "<div class=speaker>BEN ITO</div><div>Hello.</div><div class=speaker>ANN ROE</div><div>Sit down.</div>",
        f"<div hidden style='display:none'>{TALK}</div>",
    ],
)
def test_one_talk_in_many_shapes(body: str) -> None:
    assert said(read(body)) == PLAIN


def test_times_beside_names_are_those_of_the_turns() -> None:
    one = read(
        "<cite>Ann Roe:</cite> <time>0:01</time><p>Hello.</p><cite>Ben Ito:</cite>"
        "<time>1:00:02.5</time><p>Yes.</p><cite>Ann Roe:</cite><time>1:00:04</time><p>Well.</p>"
    )
    assert [u.start_ms for u in one.utterances] == [1000, 3602000, 3604000]


def test_bold_words_are_no_labels() -> None:
    """Not where the page prints its labels with a colon."""
    body = TALK + "<p><b>Listen</b> to me.</p><p><b>Listen</b> to me now.</p>"
    assert said(read(body))[-1] == ("ANN ROE", "Sit down. Listen to me. Listen to me now.")


LINKED = (
    '<script type="application/ld+json">{"@graph": [{"@type": "WebPage", "name": "page"}, {"@type": '
    '"PodcastEpisode", "name": "Tea &amp; salt", "datePublished": "2021-05-10", "partOfSeries": {"name":'
    ' "Two Oars"}, "inLanguage": "en-GB", "duration": "PT1H2M"}]}</script>'
)
OPEN = '<meta property="og:title" content="Open"><meta property="article:published_time" content="2020-02-03T00:00:00Z">'
OTHER = '<meta name="dc.title" content="Other"><meta name="date" content="2019-01-02">'
TITLE = '<title>Last | Site</title><link rel="canonical" href="https://x.example/a">'


@pytest.mark.parametrize(
    ("head", "title", "day"),
    [
        (TITLE + OTHER + OPEN + LINKED, "Tea & salt", "2021-05-10"),
        (TITLE + OTHER + OPEN, "Open", "2020-02-03"),
        (TITLE + OTHER, "Other", "2019-01-02"),
        (TITLE, "Last", "None"),
    ],
)
def test_json_ld_goes_before_opengraph_before_meta_before_elements(
    head: str, title: str, day: str
) -> None:
    front = read(TALK, head).front
    assert (front.title, str(front.published_on)) == (title, day)
    assert front.url == "https://x.example/a"


def test_an_episode_says_its_series_language_and_length() -> None:
    front = read(TALK, LINKED).front
    assert (front.program, front.language, front.duration_ms) == ("Two Oars", "en-GB", 3_720_000)


def test_a_printed_day_goes_before_its_neighbour_in_another_zone() -> None:
    head = '<meta property="article:published_time" content="2023-12-16T02:31:00Z">'
    body = "<div>Published December 15, 2023 at 9:31 PM ET</div>" + TALK
    assert str(read(body, head).front.published_on) == "2023-12-15"


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("iso-8859-1", "cp1252"),
        ("windows-1251", "cp1251"),
        ("shift_jis", "shift_jis"),
        ("utf-8", "utf-8"),
        ("utf-8", "cp1252"),  # declared wrongly
        ("punycode", "utf-8"),  # no encoding of the web
        ("utf-8", "utf-16"),  # a byte-order mark goes before it
    ],
)
def test_the_encoding_is_the_mark_then_the_one_declared(charset: str, encoding: str) -> None:
    word = {"cp1251": "Привет", "shift_jis": "こんにちは"}.get(encoding, "Café")
    page = f"<html><meta charset={charset}>{TALK}<p>BEN ITO: {word}, then.</p></html>"
    (one,) = html.convert(Source("x", page.encode(encoding)))
    assert said(one)[-1] == ("BEN ITO", f"{word}, then.")


@pytest.mark.parametrize(
    "page",
    [
        "<html><body>tt</body></html>",
        "<!doctype html><html><body><h1>Pier</h1><p>The pier is open. Nobody came.</p></body></html>",
        "<html><body><p>Photo: a pier</p><p>Tags: pier</p><p>Share: it</p></body></html>",
        "<html></html>",
        "<html><head><script>var a = 'ANN ROE: x. BEN ITO: y. ANN ROE: z.'</script></head></html>",
    ],
)
def test_a_page_without_a_transcript_is_refused_with_the_reason(page: str) -> None:
    with pytest.raises(SourceError, match="web page without") as error:
        list(converse(Source("x", page.encode())))
    assert error.value.reason == "no-turns"


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("<TEI><p>ANN: x</p></TEI>", False),
        ("<SAMI><BODY><P>x</P></BODY></SAMI>", False),
        ("<?xml version='1.0'?><tt xmlns='http://www.w3.org/ns/ttml'><body/></tt>", False),
        ("<publicwhip><speech/></publicwhip>", False),
        ("ANN ROE: I said <p>yes</p>.\n<br>BEN ITO: <html>?\n", False),
        ("<p>ANN ROE: one stray tag.\nBEN ITO: Yes.\n", False),
        ("<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x' 'y'><html/>", True),
        ("\ufeff<!-- saved from url=(0014)about:internet --><HTML>", True),
    ],
)
def test_only_html_is_a_page(text: str, fits: bool) -> None:
    assert (html.detect(Source("x", text.encode())).score >= 0.5) is fits


def test_stray_tags_in_a_text_change_nothing() -> None:
    text = "<p>ANN ROE: one stray tag.\nBEN ITO: Yes.\nANN ROE: Well.\n"
    assert choose_format(Source("x", text.encode())).name == "labelled"


HOSTILE = {
    "deep": "'<div>' * 100_000",
    "formatting": "''.join(f'<b id={i}><p>' for i in range(30_000))",
    "attributes": "'<p ' + ' '.join(f'a{i}=1' for i in range(100_000)) + '>'",
    "a huge attribute": "'<p class=\"' + 'transcript ' * 100_000 + '\">'",
    "roots": "''.join(f'<body a{i}=1>' for i in range(50_000))",
    "end tags": "'<div>' * 2900 + '</p>' * 50_000",
    "paragraphs": "'<p>' * 100_000",
    "breaks": "'<br>' * 100_000",
    "cites": "'<cite>A</cite>' * 30_000",
    "names": "'<cite>Ann Roe</cite><p>x</p>' * 10_000",
    "times": "'<time>0:01</time>' * 30_000",
    "cells": "'<table><tr>' + '<td>A' * 50_000 + '</table>'",
    "tables": "'<table><tr><td>' * 900",
    "brackets": "'<script type=\"application/ld+json\">' + '[' * 1_000_000 + '</script>'",
    "odd JSON-LD": "'<script type=\"application/ld+json\">{\"@type\": [null, {}, \"Article\"], \"headline\": {\"a\": 1},"
    " \"author\": [[[\"x\"]], {\"name\": [1]}, null], \"datePublished\": 20210101, \"duration\": \"PT9\","
    " \"publisher\": [], \"mainEntityOfPage\": 7, \"url\": [[]]}</script>'",
    "open brackets": "'<' * 100_000",
    "comments": "'<!--' * 100_000",
    "NUL": "'\\0'",
    "surrogates": "'&#xD800;&#x110000;&#0;'",
}  # fmt: skip


@pytest.mark.parametrize("pattern", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_page_ends(pattern: str) -> None:
    """In a process of its own, so that a hang is a failure and not a hang of the suite."""
    code = (
        "from onrecord.source import Source\nfrom onrecord.conversion import converse\n"
        "from onrecord.errors import SourceError\n"
        f"page = '<html><body>' + {pattern} + {TALK!r}\n"
        "try: list(converse(Source('x', page.encode())))\n"
        "except SourceError as error: assert error.reason != 'converter-failed', error.__cause__\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60, capture_output=True)


def test_deep_nesting_is_refused_with_the_reason() -> None:
    with pytest.raises(SourceError, match="nested too deeply") as error:
        read("<div>" * 100_000 + TALK)
    assert error.value.reason == "too-deep"


def test_the_element_named_a_transcript_goes_before_wider_ones() -> None:
    """A class of the body tells that there is a transcript, not where."""
    page = (
        f"<html><body class=has-transcript><p>Photo: a pier</p><p>ANNE LEE: a quote.</p>"
        f"<div id=transcript>{TALK}</div><p>Tags: pier</p></body></html>"
    )
    (one,) = html.convert(Source("x", page.encode()))
    assert said(one) == PLAIN


def test_a_transcript_cut_in_two_by_an_advertisement_is_whole() -> None:
    rest = "<p>BEN ITO: And so it goes on.</p><p>ANN ROE: It does.</p>"
    more = "<p>BEN ITO: One. </p><p>ANN ROE: Two.</p>" * 6
    one = read(f"<div><div class=part>{TALK}{more}</div><p>Sponsored</p><div>{rest}</div></div>")
    assert len(one.utterances) == 17


def test_a_site_that_is_no_broadcaster_is_no_network() -> None:
    sites = ("Two Oars", "NPR", "KHLE Public Radio")
    fronts = [
        read(TALK, f'<meta property="og:site_name" content="{site}">').front for site in sites
    ]
    assert [(front.network, front.station) for front in fronts] == [
        (None, None), ("NPR", None), (None, "KHLE Public Radio"),
    ]  # fmt: skip


def test_one_host_alone_has_the_words_below_the_label() -> None:
    one = read(
        "<div class='transcript storytext'><p>ANN ROE, HOST: <p><p>Good day. I'm Ann Roe."
        "<p class=disclaimer>Copyright &copy; 2021 NPR. All rights reserved.</div>"
    )
    assert said(one) == [("ANN ROE, HOST", "Good day. I'm Ann Roe.")]


def test_what_readers_say_below_is_not_in_the_transcript() -> None:
    rows = "".join(
        f"<div><span class=speaker>{name}</span><span>{words}</span></div>"
        for name, words in (("Ann Roe", "It was dark."), ("Ben Oak", "How dark?")) * 2
    )
    below = "<section id=comments><p>Bob: I liked it</p><p>Bob: really</p></section>"
    page = f"<html><body><h1>The Talk</h1><div>{rows}</div>{below}</body></html>"
    (transcript,) = html.convert(Source("x", page.encode()))
    labels = [one.label.name for one in transcript.utterances if one.label]
    assert labels == ["Ann Roe", "Ben Oak"] * 2


def test_a_duration_keeps_its_fraction() -> None:
    told = '{"@type": "PodcastEpisode", "name": "A", "duration": "PT30M15.5S"}'
    words = "<p>ANN: A.</p><p>BEN: B.</p><p>ANN: C.</p>"
    page = f'<html><script type="application/ld+json">{told}</script><body>{words}</body></html>'
    (transcript,) = html.convert(Source("x", page.encode()))
    assert transcript.front.duration_ms == 1_815_500
