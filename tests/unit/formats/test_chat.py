"""The CHAT manual, https://talkbank.org/0info/manuals/CHAT.html: sections by number or by name."""

from __future__ import annotations

from datetime import date

import pytest

from onrecord.errors import NoTurns
from onrecord.formats import chat
from onrecord.formats._chat_words import read_words
from onrecord.merging import merge_segments
from onrecord.source import Source
from onrecord.speakers import identify
from onrecord.transcript import Transcript

HEADERS = "@UTF8\n@Begin\n@Languages:\teng, spa\n@Participants:\tCHI Ana Target_Child, MOT Mother\n"


def read(*lines: str, headers: str = HEADERS) -> Transcript:
    text = headers + "\n".join(lines) + "\n@End\n"
    (transcript,) = chat.convert(Source("a.cha", text.encode()))
    return transcript


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("what's that ?", "what's that?"),  # QuestionMark_Terminator
        ("well , yes .", "well, yes."),  # Separators
        ("and then +...", "and then..."),  # TrailingOff_Terminator
        ("what did you +/.", "what did you--"),  # Interruption_Terminator
        ("what did you +//?", "what did you--?"),  # Self-interrupted question
        ("you did what +!?", "you did what!?"),  # Question with exclamation
        ("+^ so be it .", "so be it."),  # Quick uptake
        ("+, on it goes .", "on it goes."),  # Self completion
        ("(be)cause I can .", "because I can."),  # 8.6 Incomplete and Omitted Words
        ("0does he go ?", "he go?"),  # 8.6 Incomplete and Omitted Words
        ("dada@b ate it .", "dada ate it."),  # 8.3 Special Form Markers
        ("New_York is big .", "New York is big."),  # 8.8.2 Compounds and Linkages
        ("so:: big .", "so big."),  # Lengthening
        ("&-uh the &+ca &~gaga cat .", "uh the ca- gaga cat."),  # 8.5 Fragments and Fillers
        ("<the cat> [//] the dog .", "the cat the dog."),  # Retracing: what was said stays
        ("the [/] the [x 3] dog .", "the the dog."),  # Repetition
        ("gonna [: going to] go .", "gonna go."),  # Replacement: what was said stays
        ("it goed [* m:=ed] [?] .", "it goed."),  # Errors and best guesses
        ("<no> [>] yes [<1] .", "no yes."),  # Overlap
        ("[- spa] hola (1.5) no . [+ exc]", "hola no."),  # Language, pauses, postcodes
        ("yes ‡ please „ right ?", "yes, please, right?"),  # Satellites
        ('“ quoted ” ["] words .', "“ quoted ” words."),
    ],
)
def test_words_of_a_main_line(line: str, words: str) -> None:
    """What was said stays, what transcribers mark does not."""
    assert read_words(line) == (words, ())


@pytest.mark.parametrize(
    ("line", "kind", "text", "offset"),
    [
        ("oh &=laughs no .", "vocal", "&=laughs", 3),  # Simple events
        ("&=points:door there .", "kinesic", "&=points:door", 0),
        ("&=thud oh .", "incident", "&=thud", 0),
        ("oh [=! whispers] .", "vocal", "[=! whispers]", 2),  # Paralinguistic scoping
        ("that [= the cat] one .", "note", "[= the cat]", 5),  # Explanations
        ("that [% a remark] one .", "note", "[% a remark]", 5),
        ("the xxx cat .", "gap", "xxx", 4),  # 8.4 Unidentifiable Material
        ("so &*MOT:mhm yes .", "note", "&*MOT:mhm", 3),  # Interposed words
    ],
)
def test_events_of_a_main_line(line: str, kind: str, text: str, offset: int) -> None:
    _, cues = read_words(line)
    assert [tuple(cue) for cue in cues] == [(kind, text, offset)]


def test_media_bullets_are_times() -> None:
    """Media bullets: times in milliseconds; overlaps stay overlaps."""
    transcript = read("*CHI:\tone . \x150_1500\x15", "*MOT:\ttwo . \x151400_2000\x15")
    assert [(s.start_ms, s.end_ms) for s in transcript.segments] == [(0, 1500), (1400, 2000)]


def test_lines_continue_after_a_tab() -> None:
    """5.1 The Form of Files: continuation lines begin with a tab."""
    assert read("*CHI:\tone\n\ttwo .").segments[0].text == "one two."


def test_participants_have_name_and_role() -> None:
    """7.2 Initial Headers: code, name (which may be missing), role."""
    conversation = identify(merge_segments(read("*CHI:\tone .", "*MOT:\ttwo .", "*UNK:\toh .")))
    assert [(p.name, p.kind) for p in conversation.people] == [
        ("Ana", "named"),
        ("MOT", "unidentified"),
        ("UNK", "unidentified"),
    ]
    labels = [turn.utterance.label for turn in conversation.turns]
    assert [label and label.role for label in labels] == ["Target_Child", "Mother", ""]


def test_headers_state_language_and_date() -> None:
    """7.2 Initial Headers: languages by ISO 639-3; 7.5 Changeable Headers: the date."""
    front = read("*CHI:\tone .", headers=HEADERS + "@Date:\t01-JUL-1965\n").front
    assert (front.language, front.published_on) == ("en", date(1965, 7, 1))


def test_a_main_line_without_a_speaker_costs_itself() -> None:
    transcript = read("*CHI:\tone .", "*MOT two", "\tthree .", "*CHI:\tfour .")
    assert [segment.text for segment in transcript.segments] == ["one.", "four."]
    (refusal,) = transcript.refused
    assert (refusal.place, refusal.reason, refusal.value) == (
        "line 6",
        "bad-utterance",
        "*MOT two three .",
    )


def test_a_new_episode_ends_the_turn() -> None:
    """7.5 Changeable Headers: @New Episode."""
    merged = merge_segments(read("*CHI:\tone .", "@New Episode", "*CHI:\ttwo ."))
    assert len(merged.utterances) == 2


def test_a_later_line_after_no_end_leaves_the_end_open() -> None:
    merged = merge_segments(read("*CHI:\tone . \x150_1500\x15", "*CHI:\ttwo . \x153000_2000\x15"))
    assert (merged.utterances[0].start_ms, merged.utterances[0].end_ms) == (0, None)


def test_headers_alone_are_no_transcript() -> None:
    with pytest.raises(NoTurns):
        read()
