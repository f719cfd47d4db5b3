"""FoLiA (documentation of 2.5): speakers, times, text classes, tokens, events; text that nobody speaks."""

from __future__ import annotations

import pytest

from onrecord.errors import NoTurns, SourceError
from onrecord.formats import folia
from onrecord.source import Source
from onrecord.transcript import Transcript


def read(body: str, metadata: str = "", root: str = "speech") -> Transcript:
    data = (
        f'<FoLiA xmlns="http://ilk.uvt.nl/folia" xml:id="a" version="2.5"><metadata type="native">{metadata}'
        f'</metadata><{root} xml:id="a.s">{body}</{root}></FoLiA>'
    )
    (transcript,) = folia.convert(Source("x", data.encode()))
    return transcript


def said(body: str, root: str = "speech") -> list[tuple[str | None, str]]:
    return [(one.voice, one.text) for one in read(body, root=root).segments]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<utt speaker="Ann Roe"><t>Hello.</t></utt>', [("Ann Roe", "Hello.")]),
        ('<div speaker="Ann"><s><t>One.</t></s><s><t>Two.</t></s></div>', [("Ann", "One. Two.")]),
        (
            '<div speaker="Ann"><s><t>One.</t></s><s speaker="Ben"><t>Two.</t></s></div>',
            [("Ann", "One."), ("Ben", "Two.")],
        ),
        ('<p><t>All.</t><utt speaker="A"><t>Part.</t></utt></p>', [("A", "Part.")]),
        ("<utt><w><t>Nobody</t></w><w><t>known</t></w></utt>", [(None, "Nobody known")]),
        ('<utt><t class="ocr">H3llo</t><t>Hello</t></utt>', [(None, "Hello")]),
        (
            '<utt><w space="no"><t>Yes</t></w><w><t>,</t></w><w><alt><t>no</t></alt><t>so</t></w></utt>',
            [(None, "Yes, so")],
        ),
        (
            "<utt><w><morphology><morpheme><t>x</t></morpheme></morphology><t>ox</t></w></utt>",
            [(None, "ox")],
        ),
        ("<utt><t>One<br/>two<comment>three</comment></t></utt>", [(None, "One two")]),
    ],
)
def test_words_and_who_says_them(body: str, expected: list[tuple[str | None, str]]) -> None:
    assert said(body) == expected


def test_written_text_is_nobodys_words() -> None:
    with pytest.raises(NoTurns, match="somebody is said to speak"):
        read("<p><t>Once upon a time.</t></p>", root="text")
    body = '<p><t>Written.</t></p><event actor="Ann"><t>Said.</t></event>'
    assert said(body, root="text") == [("Ann", "Said.")]


@pytest.mark.parametrize(
    ("begin", "end", "times"),
    [
        ("00:00:01.500", "00:00:02.000", (1500, 2000)),
        ("00:00:01.500", "00:00:02:250", (1500, 2250)),
        ("00:00:03.000", "00:00:02.000", (3000, None)),
        ("soon", "2", (None, None)),
        ("99999999:00:00.000", "", (None, None)),
    ],
)
def test_times(begin: str, end: str, times: tuple[int | None, int | None]) -> None:
    (one,) = read(f'<utt begintime="{begin}" endtime="{end}"><t>Hello.</t></utt>').segments
    assert (one.start_ms, one.end_ms) == times


def test_times_of_several_recordings_have_no_common_beginning() -> None:
    utterances = (
        f'<utt src="{at}.wav" begintime="00:00:0{at}.000"><t>Hello.</t></utt>' for at in (1, 2)
    )
    assert [one.start_ms for one in read("".join(utterances)).segments] == [None, None]


def test_native_metadata_overrule_others() -> None:
    front = read(
        "<utt><t>Hello.</t></utt>",
        '<foreign-data xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Other</dc:title>'
        "<dc:date>2001-02-03</dc:date><dc:language>ISO639-3:deu</dc:language></foreign-data>"
        '<meta id="title">Own</meta>',
    ).front
    assert (front.title, str(front.published_on), front.language) == ("Own", "2001-02-03", "de")


@pytest.mark.parametrize(
    "data",
    [
        '<!DOCTYPE FoLiA [<!ENTITY a "bbbbbbbbbbbbbbbb">]><FoLiA><speech><utt><t>&a;</t></utt></speech></FoLiA>',
        '<!DOCTYPE FoLiA SYSTEM "file:///etc/passwd"><FoLiA><speech><utt><t>&b;</t></utt></speech></FoLiA>',
        "<FoLiA><speech>" + "<div>" * 100_000,
        "<FoLiA><speech><utt><t>cut",
        '<FoLiA><speech external="http://localhost:1/x.xml"/></FoLiA>',
        "<FoLiA/>",
    ],
)
def test_hostile_documents_are_refused(data: str) -> None:
    with pytest.raises(SourceError):
        list(folia.convert(Source("x", data.encode())))


def test_many_levels_and_many_utterances_are_read_in_linear_time() -> None:
    utterances = '<utt speaker="A"><t>Hello.</t></utt>' * 20_000
    deep = "<div>" * 200 + utterances + "</div>" * 200
    assert len(read(deep).segments) == 20_000
