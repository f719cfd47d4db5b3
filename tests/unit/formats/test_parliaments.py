"""Parliaments and courts: parlparse, Historic Hansard, the Congressional Record, Oyez, ParlSpeech."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from onrecord.errors import NoTurns, SourceError
from onrecord.formats import (
    congressional_record,
    historic_hansard,
    oyez,
    parlspeech,
    theyworkforyou,
)
from onrecord.merging import merge_segments
from onrecord.source import Source
from onrecord.speakers import identify
from onrecord.transcript import Transcript

SPEECH = '<speech id="uk.org.publicwhip/{kind}/2004-11-17a.13.2" speakerid="uk.org.publicwhip/member/1" speakername="{name}" url="http://www.publications.parliament.uk/x"><p>{words}</p></speech>'


def whip(body: str) -> Transcript:
    (transcript,) = theyworkforyou.convert(
        Source("a.xml", f"<publicwhip>{body}</publicwhip>".encode())
    )
    return transcript


def speech(name: str, words: str, kind: str = "debate") -> str:
    return SPEECH.format(kind=kind, name=name, words=words)


@pytest.mark.parametrize(
    ("kind", "house"),
    [
        ("debate", "House of Commons"),
        ("lords", "House of Lords"),
        ("westminhall", "Westminster Hall"),
    ],
)
def test_ids_of_parlparse_say_day_and_house(kind: str, house: str) -> None:
    front = whip(speech("Ann Roe", "So.", kind)).front
    assert (front.published_on, front.program) == (date(2004, 11, 17), house)


def test_speech_without_a_speaker_is_a_cue() -> None:
    body = '<speech nospeaker="true"><p>The House divided.</p></speech>' + speech("Ann Roe", "So.")
    assert [(s.kind, s.text) for s in whip(body).segments] == [
        ("cue", "The House divided."),
        ("speech", "So."),
    ]


def test_a_heading_begins_a_turn() -> None:
    body = (
        speech("Ann Roe", "One.")
        + "<minor-heading>Fish</minor-heading>"
        + speech("Ann Roe", "Two.")
    )
    assert len(merge_segments(whip(body)).utterances) == 2


def test_written_answers_are_not_spoken() -> None:
    with pytest.raises(NoTurns, match="written answers"):
        whip(
            '<ques speakername="Ann Roe"><p>What?</p></ques><reply speakername="Bo Lind"><p>That.</p></reply>'
        )


def hansard(body: str) -> list[Transcript]:
    xml = f'<hansard><housecommons><date format="1948-02-12">x</date><debates><section><title>t</title>{body}</section></debates></housecommons></hansard>'
    return list(historic_hansard.convert(Source("a.xml", xml.encode())))


def test_paragraphs_of_contribution_alone_go_on() -> None:
    body = (
        "<p><member>Mr. Roe<memberconstituency>(Leeds)</memberconstituency></member><membercontribution>: One.</membercontribution></p>"
        "<p><membercontribution>Two.</membercontribution></p><p>The House rose.</p>"
    )
    (transcript,) = hansard(body)
    assert [(s.kind, s.voice, s.text) for s in transcript.segments] == [
        ("speech", "Mr. Roe", "One."),
        ("speech", "Mr. Roe", "Two."),
        ("cue", None, "The House rose."),
    ]
    assert [voice.role for voice in transcript.voices] == ["Leeds"]


def test_an_office_with_a_name_names_the_short_label() -> None:
    body = (
        "<p><member>The Minister of Fish (Mr. John Roe)</member><membercontribution>: One.</membercontribution></p>"
        "<p><member>Sir Bo Lind</member><membercontribution>: Two.</membercontribution></p>"
        "<p><member>Mr. Roe</member><membercontribution>: Three.</membercontribution></p>"
    )
    (transcript,) = hansard(body)
    turns = identify(merge_segments(transcript)).turns
    assert [turn.person and turn.person.name for turn in turns] == [
        "John Roe",
        "Bo Lind",
        "John Roe",
    ]


def record(*content: dict[str, Any]) -> Transcript:
    value = {
        "header": {"chamber": "House", "year": "2014", "month": "May", "day": "6"},
        "content": list(content),
    }
    (transcript,) = congressional_record.convert(Source("a.json", json.dumps(value).encode()))
    return transcript


def test_the_label_before_the_words_is_none_of_them() -> None:
    words = "  Mr. ROE of Ohio. I rise.\n  I sit."
    transcript = record({"kind": "speech", "speaker": "Mr. ROE of Ohio", "text": words})
    assert [(s.voice, s.text) for s in transcript.segments] == [
        ("Mr. ROE of Ohio", "I rise. I sit.")
    ]
    assert transcript.front.published_on == date(2014, 5, 6)


def test_what_the_clerk_does_is_a_cue() -> None:
    transcript = record(
        {"kind": "clerk", "speaker": "The CLERK", "text": "The clerk read the title."},
        {"kind": "speech", "speaker": "Mr. ROE", "text": "Mr. ROE. So."},
        {"kind": "excerpt", "speaker": "None", "text": "From a paper."},
    )
    assert [segment.kind for segment in transcript.segments] == ["cue", "speech"]


def argument(*turns: dict[str, Any]) -> Transcript:
    value = {
        "title": "Oral Argument - March 03, 2010",
        "transcript": {"duration": 9.5, "sections": [{"turns": list(turns)}]},
    }
    (transcript,) = oyez.convert(Source("a.json", json.dumps(value).encode()))
    return transcript


def test_a_justice_has_the_role_of_the_day() -> None:
    roles = [
        {"role_title": "Associate Justice", "date_start": 700_000_000, "date_end": 1_200_000_000},
        {"role_title": "Chief Justice", "date_start": 1_200_000_001, "date_end": 0},
    ]
    transcript = argument(
        {
            "speaker": {"name": "Ann Roe", "roles": roles},
            "text_blocks": [{"start": 0, "stop": 1.0004, "text": "So?"}],
        },
        {
            "speaker": {"name": "Bo Lind", "roles": None},
            "text_blocks": [{"start": 1, "stop": 2, "text": "So."}],
        },
    )
    assert [voice.role for voice in transcript.voices] == ["Chief Justice", ""]
    assert (transcript.segments[0].end_ms, transcript.front.duration_ms) == (1000, 9500)
    assert [turn.role for turn in identify(merge_segments(transcript)).turns] == [
        "judge",
        "advocate",
    ]


def test_a_block_without_text_costs_itself() -> None:
    transcript = argument(
        {"speaker": {"name": "Ann Roe"}, "text_blocks": [{"start": 0}, {"text": "So."}]}
    )
    assert [segment.text for segment in transcript.segments] == ["So."]
    assert [one.place for one in transcript.refused] == ["sections[0].turns[0].text_blocks[0]"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"text_blocks": [NaN]}', "no block of text"),
        ('{"text_blocks": [1,]}', "line 1, column 20: not JSON"),
        ('[{"a":' * 200_000, "nested too deeply"),
        ('{"transcript": {"sections": ' + "9" * 5000 + "}}", "thousands of digits"),
    ],
)
def test_json_that_is_none_says_where(text: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        list(oyez.convert(Source("a.json", text.encode())))


def table(*rows: str) -> list[Transcript]:
    text = "\n".join(("date,agenda,speaker,party,chair,text", *rows))
    return list(parlspeech.convert(Source("a.csv", text.encode())))


def test_each_day_is_a_transcript() -> None:
    one, two = table(
        "2009-12-01,A,Ann Roe,X,TRUE,One.", '2009-12-02,A,Ann Roe,Y,FALSE,"Two, ""2""."'
    )
    assert [t.front.published_on for t in (one, two)] == [date(2009, 12, 1), date(2009, 12, 2)]
    assert [t.voices[0].affiliations for t in (one, two)] == [("X",), ("Y",)]
    assert [t.segments[0].role for t in (one, two)] == ["chair", ""]
    assert two.segments[0].text == 'Two, "2".'


def test_a_row_of_other_length_costs_itself() -> None:
    (transcript,) = table(
        "2009-12-01,A,Ann Roe,X,TRUE,One.", "2009-12-01,A", "2009-12-01,A,Bo Lind,X,F,Two."
    )
    assert [segment.text for segment in transcript.segments] == ["One.", "Two."]
    assert [(one.place, one.reason) for one in transcript.refused] == [("row 3", "bad-row")]


def test_na_is_nobody() -> None:
    (transcript,) = table("2009-12-01,A,NA,NA,NA,One.")
    assert transcript.segments[0].voice is None
