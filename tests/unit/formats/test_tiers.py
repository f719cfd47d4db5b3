"""Tiers of ELAN (EAF 3.0), Praat (manual, "TextGrid file formats"), EXMARaLDA and Transcriber (trans-14.dtd)."""

from __future__ import annotations

from datetime import date

import pytest

from onrecord.errors import NoTurns, SourceError
from onrecord.formats import elan, exmaralda, textgrid, transcriber
from onrecord.formats._tiers import OTHER, UTTERANCE, WORD, read_annotation, read_tier_name
from onrecord.source import Source
from onrecord.transcript import Transcript


@pytest.mark.parametrize(
    ("name", "speaker", "rank"),
    [
        ("Ann Roe", "Ann Roe", UTTERANCE),
        ("Ann Roe - words", "Ann Roe", WORD),
        ("Ann Roe - phones", "Ann Roe", OTHER),
        ("tx@KM", "KM", UTTERANCE),
        ("KM-utterance", "KM", UTTERANCE),
        ("ref@KM", "KM", OTHER),
        ("words", None, WORD),
        ("ORT-MAU", None, WORD),
        ("MAU", None, OTHER),
        ("TRN", None, UTTERANCE),
        ("A_Transcription-txt-de", "A_Transcription", UTTERANCE),
        ("Comments", None, OTHER),
        ("SPEAKER_01", "SPEAKER_01", UTTERANCE),
        ("Gest Hand", None, OTHER),
        ("Mordecai", "Mordecai", UTTERANCE),
        ("Notenboom", "Notenboom", UTTERANCE),
    ],
)
def test_name_of_a_tier_says_whose_it_is(name: str, speaker: str | None, rank: int) -> None:
    found = read_tier_name(name)
    assert found.rank == rank
    if rank != OTHER:
        assert found.speaker == speaker


@pytest.mark.parametrize("silence", ["", " ", "<sil>", "sil", "<p:>", "#"])
def test_silences_hold_nothing(silence: str) -> None:
    assert read_annotation(silence) == ("", ())


def test_double_parentheses_are_cues_and_pauses() -> None:
    text, cues = read_annotation("na ((lacht)) gut • ((1,5s)) ((unv.)) du")
    assert text == "na gut du"
    assert [(cue.kind, cue.text, cue.offset) for cue in cues] == [
        ("vocal", "((lacht))", 3),
        ("gap", "((unv.))", 7),
    ]


def grid(body: str, tiers: int = 1) -> Transcript:
    text = (
        f'File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n9\n<exists>\n{tiers}\n{body}\n'
    )
    (transcript,) = textgrid.convert(Source("a.TextGrid", text.encode()))
    return transcript


def test_only_what_stands_free_counts() -> None:
    """Praat manual: text that is no free-standing number, string or flag is a comment."""
    body = '"IntervalTier" named "Ann" from 0 to 9 with 1 interval [1]: ! "no" 7\n1.5 until 2.25 says "so ""it"" is"'
    (segment,) = grid(body).segments
    assert (segment.start_ms, segment.end_ms, segment.text) == (1500, 2250, 'so "it" is')


def test_a_grid_that_ends_early_says_where() -> None:
    with pytest.raises(SourceError, match=r"line 10: a string is missing .* cut off"):
        grid('"IntervalTier" "Ann" 0 9 2\n0 1 "a"\n1 2')


def test_an_interval_that_runs_backwards_costs_itself() -> None:
    transcript = grid('"IntervalTier" "Ann" 0 9 2\n5 1 "a"\n5 6 "b"')
    assert [segment.text for segment in transcript.segments] == ["b"]
    assert [(one.place, one.reason, one.value) for one in transcript.refused] == [
        ("line 9", "bad-time", "a")
    ]


def eaf(tiers: str, slots: str) -> Transcript:
    xml = f'<ANNOTATION_DOCUMENT><HEADER TIME_UNITS="milliseconds"/><TIME_ORDER>{slots}</TIME_ORDER>{tiers}</ANNOTATION_DOCUMENT>'
    (transcript,) = elan.convert(Source("a.eaf", xml.encode()))
    return transcript


def aligned(start: str, end: str, words: str) -> str:
    return (
        f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="{start}" TIME_SLOT_REF1="{start}" TIME_SLOT_REF2="{end}">'
        f"<ANNOTATION_VALUE>{words}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>"
    )


SLOTS = (
    "".join(f'<TIME_SLOT TIME_SLOT_ID="t{at}" TIME_VALUE="{at}000"/>' for at in range(6))
    + '<TIME_SLOT TIME_SLOT_ID="open"/>'
)


def test_dependent_tiers_are_left() -> None:
    """EAF 3.0, 2.4: PARENT_REF makes a tier depend on another."""
    tiers = (
        f'<TIER TIER_ID="a">{aligned("t1", "t2", "eins")}</TIER>'
        f'<TIER TIER_ID="b" PARENT_REF="a">{aligned("t1", "t2", "one")}</TIER>'
    )
    assert [segment.text for segment in eaf(tiers, SLOTS).segments] == ["eins"]


def test_time_slots_without_a_value_are_unknown() -> None:
    """EAF 3.0, 2.3: TIME_VALUE is optional."""
    (segment,) = eaf(f'<TIER TIER_ID="a">{aligned("t1", "open", "so")}</TIER>', SLOTS).segments
    assert (segment.start_ms, segment.end_ms) == (1000, None)


def test_speakers_overlap_as_they_did() -> None:
    tiers = (
        f'<TIER TIER_ID="a" PARTICIPANT="Ann">{aligned("t0", "t3", "long")}{aligned("t4", "t5", "end")}</TIER>'
        f'<TIER TIER_ID="b" PARTICIPANT="Bo">{aligned("t1", "t2", "mhm")}</TIER>'
    )
    found = [(s.voice, s.start_ms, s.end_ms) for s in eaf(tiers, SLOTS).segments]
    assert found == [("Ann", 0, 3000), ("Bo", 1000, 2000), ("Ann", 4000, 5000)]


def test_an_annotation_that_runs_backwards_costs_itself() -> None:
    transcript = eaf(
        f'<TIER TIER_ID="a">{aligned("t3", "t1", "no")}{aligned("t4", "t5", "yes")}</TIER>', SLOTS
    )
    assert [segment.text for segment in transcript.segments] == ["yes"]
    assert [(one.reason, one.value) for one in transcript.refused] == [("bad-time", "no")]


def exb(tiers: str) -> Transcript:
    xml = (
        '<basic-transcription><head><speakertable><speaker id="S"><abbreviation>AN</abbreviation></speaker></speakertable></head>'
        '<basic-body><common-timeline><tli id="T0" time="0"/><tli id="T1" time="1.5"/><tli id="T2"/><tli id="T3" time="4"/></common-timeline>'
        f"{tiers}</basic-body></basic-transcription>"
    )
    (transcript,) = exmaralda.convert(Source("a.exb", xml.encode()))
    return transcript


def test_events_without_a_gap_are_one_utterance() -> None:
    """Words can be split between events: nothing comes between."""
    tier = '<tier speaker="S" type="t" category="v"><event start="T0" end="T1">wi</event><event start="T1" end="T3">der</event></tier>'
    (segment,) = exb(tier).segments
    assert (segment.text, segment.voice, segment.start_ms, segment.end_ms) == (
        "wider",
        "AN",
        0,
        4000,
    )


def test_an_event_off_the_timeline_costs_itself() -> None:
    tier = '<tier id="x" speaker="S" type="t"><event start="T9" end="T1">no</event><event start="T1" end="T2">yes</event></tier>'
    transcript = exb(tier)
    assert [segment.text for segment in transcript.segments] == ["yes"]
    assert [(one.place, one.value) for one in transcript.refused] == [("tier x event 1", "no")]


def test_annotation_tiers_alone_are_no_transcript() -> None:
    with pytest.raises(NoTurns):
        exb('<tier speaker="S" type="a"><event start="T0" end="T1">x</event></tier>')


def trs(turns: str, head: str = "") -> Transcript:
    xml = (
        '<!DOCTYPE Trans SYSTEM "trans-14.dtd"><Trans xml:lang="en"><Speakers><Speaker id="a" name="Ann Roe"/><Speaker id="b" name="Bo Lind"/></Speakers>'
        f'<Episode {head}><Section type="report" startTime="0" endTime="9.5">{turns}</Section></Episode></Trans>'
    )
    (transcript,) = transcriber.convert(Source("a.trs", xml.encode()))
    return transcript


def test_sync_begins_a_stretch_and_who_parts_two() -> None:
    """trans-14.dtd: Turn holds Sync and Who; Who nb is the number of the speaker."""
    turn = '<Turn speaker="a b" startTime="1" endTime="4"><Sync time="1"/><Who nb="1"/>yes<Who nb="2"/>no<Sync time="2.5"/><Who nb="2"/>no!</Turn>'
    found = [(s.voice, s.text, s.start_ms, s.end_ms) for s in trs(turn).segments]
    assert found == [("a", "yes", 1000, 2500), ("b", "no", 1000, 2500), ("b", "no!", 2500, 4000)]


def test_episode_states_programme_and_date() -> None:
    """trans-14.dtd: Episode has program and air_date; a year of two digits has no century."""
    turn = '<Turn speaker="a" startTime="0" endTime="1"><Sync time="0"/>yes</Turn>'
    front = trs(turn, 'program="Quay" air_date="1998-02-13"').front
    assert (front.program, front.published_on, front.duration_ms) == (
        "Quay",
        date(1998, 2, 13),
        9500,
    )
    assert trs(turn, 'air_date="980213"').front.published_on is None


def test_a_turn_that_runs_backwards_costs_itself() -> None:
    bad = '<Turn speaker="a" startTime="4" endTime="1"><Sync time="4"/>no</Turn>'
    good = '<Turn speaker="a" startTime="4" endTime="5"><Sync time="4"/>yes</Turn>'
    transcript = trs(bad + good)
    assert [segment.text for segment in transcript.segments] == ["yes"]
    assert [(one.reason, one.value) for one in transcript.refused] == [("bad-time", "no")]
