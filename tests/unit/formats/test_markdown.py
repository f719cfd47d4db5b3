"""Markdown: shapes of labels, markup reduced to words, and what is no transcript."""

from __future__ import annotations

import pytest

from onrecord.conversion import converse
from onrecord.errors import FormatUnknown
from onrecord.formats import choose_format, markdown
from onrecord.source import Source
from onrecord.transcript import Utterance


def said_in(text: str, name: str | None = None) -> list[Utterance]:
    (conversation,) = converse(Source("x", text.encode()), name)
    return [turn.utterance for turn in conversation.turns]


def exchange(first: str, second: str) -> str:
    return f"{first} Good evening.\n\n{second} Good evening to you.\n\n{first} It is late.\n"


@pytest.mark.parametrize(
    ("first", "second", "time"),
    [
        ("**Ann Roe:**", "**Ben Ito:**", None),
        ("**Ann Roe**:", "**Ben Ito**:", None),
        ("__Ann Roe:__", "__Ben Ito:__", None),
        ("- **Ann Roe:**", "- **Ben Ito:**", None),
        ("> **Ann Roe:**", "> **Ben Ito:**", None),
        ("**Ann Roe** [00:12]:", "**Ben Ito** [00:12]:", 12_000),
        ("**Ann Roe** [00:12]\n\n", "**Ben Ito** [00:12]\n\n", 12_000),
        ("**Ann Roe (00:12):**", "**Ben Ito (00:12):**", 12_000),
        ("**[00:12] Ann Roe:**", "**[00:12] Ben Ito:**", 12_000),
        ("### Ann Roe\n\n", "### Ben Ito\n\n", None),
        ("## Ann Roe (00:12)\n\n", "## Ben Ito (00:12)\n\n", 12_000),
        ("**Ann Roe**\n\n", "**Ben Ito**\n\n", None),
    ],
)
def test_a_label_is_bold_or_a_heading(first: str, second: str, time: int | None) -> None:
    text = exchange(first, second) * 2
    assert choose_format(Source("x", text.encode())).name == "markdown"
    said = said_in(text)
    assert [(s.label.printed if s.label else None, s.start_ms, s.text) for s in said[:3]] == [
        ("Ann Roe", time, "Good evening."),
        ("Ben Ito", time, "Good evening to you."),
        ("Ann Roe", time, "It is late."),
    ]


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        ("It is *so* late.", "It is so late."),
        ("It is **so *very* late**.", "It is so very late."),
        ("Two * three * four.", "Two * three * four."),
        ("Call snake_case_name now.", "Call snake_case_name now."),
        ("Two \\* three.", "Two * three."),
        ("Run `make all` now.", "Run make all now."),
        ('See [the *report*](https://example.org/a_(b)_c "x"), please.', "See the report, please."),
        ("See ![a picture](x.png) this.", "See this."),
        ("See [the report][1] here.\n\n[1]: https://example.org", "See the report here."),
        ("See it.[^1]\n\n[^1]: Not there.", "See it."),
        ("[The report](x.html) is late.", "The report is late."),
        ("One.<br>Two.<!-- not this -->", "One. Two."),
    ],
)
def test_markup_is_reduced_to_words(marked: str, words: str) -> None:
    said = said_in(f"**Ann Roe:** Good evening.\n\n**Ben Ito:** {marked}\n")
    assert said[1].text == words
    assert said[1].n_words == len(words.split(" "))


def test_cues_stay_before_their_word() -> None:
    said = said_in(
        "**Ann Roe:** *One* [two](x) (laughs) *three* (laughs) four.\n\n**Ben Ito:** Yes.\n"
    )
    assert said[0].text == "One two three four."
    assert [said[0].text[cue.offset :] for cue in said[0].cues] == ["three four.", "four."]


def test_places_are_those_of_the_source() -> None:
    text = "**Ann Roe:** See [this](https://example.org).\n\n**Ben Ito:** *Yes*, I do.\n"
    said = said_in(text)
    assert text[said[1].start : said[1].end] == "*Yes*, I do."


def test_front_matter_fills_the_document() -> None:
    text = (
        "---\ntitle: 'A *long* quay'\ndate: 2024-11-05\nlanguage: en-GB\nlicence: CC0\n---\n\n"
        + exchange("**Ann Roe:**", "**Ben Ito:**")
    )
    (conversation,) = converse(Source("x", text.encode()))
    front = conversation.transcript.front
    assert (front.title, str(front.published_on), front.language, front.rights) == (
        "A long quay",
        "2024-11-05",
        "en-GB",
        "CC0",
    )


@pytest.mark.parametrize(
    "text",
    [
        "# Title\n\n## Install\n\nRun it.\n\n## Use\n\nUse it.\n\n## Install\n\nAgain.\n",
        "# Changes\n\n## 1.1\n\n### Bug Fixes\n\n- It works.\n\n### New Features\n\n- It is fast.\n\n"
        * 3,
        "---\ntitle: x\n---\n\n# A post\n\nOf words and *more* words.\n",
        "**bold** and **bold** again\n",
    ],
)
def test_pages_are_no_transcripts(text: str) -> None:
    with pytest.raises(FormatUnknown):
        choose_format(Source("x", text.encode()))


def test_a_title_ends_with_the_emphasis_that_began_in_it() -> None:
    text = "---\ntitle: The *Talk*\n---\n\n**Ann:** A.\n\n**Ben:** B.\n\n**Ann:** C.\n"
    (transcript,) = markdown.convert(Source("x", text.encode()))
    assert transcript.front.title == "The Talk"
