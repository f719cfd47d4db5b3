"""TEI P5, https://tei-c.org/release/doc/tei-p5-doc/en/html/; sections by number, or by title where numbers moved."""

from __future__ import annotations

import pytest

from onrecord.errors import NoTurns
from onrecord.formats import tei
from onrecord.merging import merge_segments
from onrecord.source import Source
from onrecord.speakers import Conversation, identify
from onrecord.transcript import Transcript

HEAD = '<TEI xmlns="http://www.tei-c.org/ns/1.0">'


def read(body: str, header: str = "", before: str = "") -> Transcript:
    xml = f"{HEAD}<teiHeader>{header}</teiHeader><text>{before}<body>{body}</body></text></TEI>"
    (transcript,) = tei.convert(Source("a.xml", xml.encode()))
    return transcript


def converse(body: str, header: str = "") -> Conversation:
    return identify(merge_segments(read(body, header)))


def people(*persons: str) -> str:
    return f"<profileDesc><particDesc><listPerson>{''.join(persons)}</listPerson></particDesc></profileDesc>"


def test_utterances_of_one_speaker_are_one_turn() -> None:
    """8.3.1: u is a stretch of speech, bounded by silence or a change of speaker."""
    turns = converse('<u who="#a">One.</u><u who="#a">Two.</u><u who="#b">Three.</u>').turns
    assert [turn.utterance.text for turn in turns] == ["One. Two.", "Three."]


@pytest.mark.parametrize("kind", ["vocal", "kinesic", "incident"])
def test_events_are_cues_where_they_stand(kind: str) -> None:
    """8.3.3: vocal, kinesic, incident, described by desc."""
    (segment,) = read(f'<u who="#a">Well <{kind}><desc>taps</desc></{kind}> now.</u>').segments
    assert segment.text == "Well now."
    assert [(cue.kind, cue.text, cue.offset) for cue in segment.cues] == [(kind, "taps", 5)]


def test_events_between_utterances_stand_alone() -> None:
    """8.3.3: events that no speaker makes."""
    segments = read('<incident><desc>A door.</desc></incident><u who="#a">Hm.</u>').segments
    assert [(one.kind, one.text) for one in segments] == [("cue", "A door."), ("speech", "Hm.")]


def test_gap_gives_its_reason_where_it_is_not_described() -> None:
    """3.5.3 Additions, Deletions, and Omissions: gap has a reason, and may have a desc."""
    (segment,) = read('<u who="#a">The <gap reason="inaudible"/> again.</u>').segments
    assert [(cue.kind, cue.text) for cue in segment.cues] == [("gap", "inaudible")]


def test_what_was_written_stands_beside_what_was_meant() -> None:
    """3.5.1: choice of sic and corr."""
    (segment,) = read(
        '<u who="#a">I <choice><sic>sayed</sic><corr>said</corr></choice> so.</u>'
    ).segments
    assert segment.text == "I sayed so."


def test_tokens_stand_as_join_says() -> None:
    """Simple Analytic Mechanisms: join on w and pc; spaces stand between tokens otherwise."""
    body = '<u who="#a"><s><w>Do</w>\n<w join="right">n\'t</w>\n<pc>!</pc> <pc join="right">(</pc><w>No</w><pc>)</pc></s></u>'
    (segment,) = read(body).segments
    assert segment.text == "Do n't! (No)"


def test_punctuation_of_earlier_versions_stands_at_the_word() -> None:
    """TEI P4 and the British National Corpus: c holds punctuation."""
    (segment,) = read('<u who="#a"><s><w>Hello </w><w>there</w><c>.</c></s></u>').segments
    assert segment.text == "Hello there."


def test_points_of_a_timeline_are_milliseconds_from_its_origin() -> None:
    """8.4.2 and Placing Synchronous Events in Time: when with interval and since, in the timeline's unit."""
    timeline = (
        '<timeline unit="ms"><when xml:id="o"/><when xml:id="p" interval="1500" since="#o"/>'
        '<when xml:id="q" interval="0.5" unit="min" since="#p"/></timeline>'
    )
    (segment,) = read('<u who="#a" start="#p" end="#q">So.</u>', before=timeline).segments
    assert (segment.start_ms, segment.end_ms) == (1500, 31_500)


def test_clock_times_count_from_the_first() -> None:
    """Placing Synchronous Events in Time: when with an absolute time."""
    timeline = '<timeline><when xml:id="o" absolute="10:00:00"/><when xml:id="p" absolute="10:01:02.5"/></timeline>'
    (segment,) = read('<u who="#a" start="#p">So.</u>', before=timeline).segments
    assert segment.start_ms == 62_500


def test_affiliation_is_that_of_the_day() -> None:
    """Names, Dates, People, and Places: from and to on affiliation, as ParlaMint has them."""
    header = (
        '<fileDesc><sourceDesc><bibl><date when="2012-05-01"/></bibl></sourceDesc></fileDesc>'
        + people(
            '<person xml:id="a"><persName><forename>Ida</forename><surname>Rask</surname></persName>'
            '<affiliation to="2011-12-31">Reds</affiliation><affiliation from="2012-01-01">Blues</affiliation></person>'
        )
    )
    (person,) = converse('<u who="#a">So.</u>', header).people
    assert (person.name, person.family_name, person.affiliations) == ("Ida Rask", "Rask", {"Blues"})


def test_role_of_an_utterance_is_its_own() -> None:
    """ParlaMint guidelines: ana on u says chair, regular or guest."""
    header = people('<person xml:id="a"><persName>Ida Rask</persName></person>')
    turns = converse(
        '<u who="#a" ana="#chair">Order.</u><u who="#a" ana="#regular">I ask.</u>', header
    ).turns
    assert [turn.role for turn in turns] == ["chair", "member"]
    assert len({turn.person for turn in turns}) == 1


def test_several_speakers_are_a_group() -> None:
    """8.3.1: who may point to more than one participant."""
    header = people(
        '<person xml:id="a"><persName>Ida Rask</persName></person>',
        '<person xml:id="b"><persName>Bo Lind</persName></person>',
    )
    (person,) = converse('<u who="#a #b">Yes!</u>', header).people
    assert (person.name, person.kind, person.scope) == (
        "Ida Rask and Bo Lind",
        "collective",
        "document",
    )


def test_text_without_speech_is_no_transcript() -> None:
    with pytest.raises(NoTurns):
        read("<p>Prose.</p>")
