"""What speech recognisers write, shape by shape; the seeds hold whole files of each."""

from __future__ import annotations

import json
from typing import Any

import pytest

from onrecord.errors import NoTurns, SourceError
from onrecord.formats import FORMATS
from onrecord.formats._recogniser import voice_of
from onrecord.source import Source


@pytest.fixture(scope="module")
def heard(read: Any) -> Any:
    """Who says what, and when, in a JSON value of a format."""

    def heard_(name: str, value: Any) -> list[tuple[str | None, str, int | None, int | None]]:
        transcript = read(name, json.dumps(value))
        return [(one.voice, one.text, one.start_ms, one.end_ms) for one in transcript.segments]

    return heard_


def word(
    text: str, start: float | None = None, end: float | None = None, **more: Any
) -> dict[str, Any]:
    times = {} if start is None else {"start": start, "end": end}
    return {"word": text, **times, **more}


def segment(
    text: str, *words: dict[str, Any], start: float = 0.0, end: float = 9.0, **more: Any
) -> dict[str, Any]:
    return {"start": start, "end": end, "text": text, "words": list(words), **more}


# Whisper, WhisperX


def test_a_segment_is_cut_where_its_words_change_speaker(heard: Any) -> None:
    one = segment(
        " Hello, Ann. Hi - there!",
        word("Hello,", 0.5, 1, speaker="A1"),
        word("Ann.", 1, 1.5, speaker="A1"),
        word("Hi", 2, 2.5, speaker="B2"),
        word("there!", 2.5, 3, speaker="B2"),
        speaker="A1",
    )
    assert heard("whisperx", {"segments": [one]}) == [
        ("A1", "Hello, Ann.", 0, 1500),
        ("B2", "Hi - there!", 2000, 9000),
    ]


@pytest.mark.parametrize(
    ("speakers", "own", "expected"),
    [
        (["A", None, "A"], "A", [("A", "w0 w1 w2")]),
        ([None, "A", "B"], "B", [("A", "w0 w1"), ("B", "w2")]),
        (["A", None, "B"], "B", [("A", "w0"), ("B", "w1 w2")]),
        (["A", None, "B"], "A", [("A", "w0 w1"), ("B", "w2")]),
        (["A", None, "B"], None, [("A", "w0 w1"), ("B", "w2")]),
        (["B", None, None], "A", [("B", "w0 w1 w2")]),
        ([None, None, None], "A", [("A", "w0 w1 w2")]),
        ([None, None, None], None, [(None, "w0 w1 w2")]),
    ],
)
def test_words_without_a_speaker_are_their_neighbours(
    heard: Any, speakers: list[str | None], own: str | None, expected: list[tuple[str | None, str]]
) -> None:
    words = [
        word(f"w{n}", n, n + 0.5, **({"speaker": one} if one else {}))
        for n, one in enumerate(speakers)
    ]
    one = segment(" w0 w1 w2", *words, **({"speaker": own} if own else {}))
    assert [told[:2] for told in heard("whisperx", {"segments": [one]})] == expected


def test_words_that_the_text_does_not_have_are_joined(heard: Any) -> None:
    one = segment("something else", word("one", 1, 2, speaker="A"), word("two", 2, 3, speaker="B"))
    assert [told[:2] for told in heard("whisperx", {"segments": [one]})] == [
        ("A", "one"),
        ("B", "two"),
    ]


def test_words_without_times_or_with_bad_ones_stay_words(heard: Any) -> None:
    one = segment(
        "the 14 of", word("the", 1, 2, speaker="A"), word("14"), word("of", "x", 4, speaker="A")
    )
    assert heard("whisperx", {"segments": [one]}) == [("A", "the 14 of", 0, 9000)]


@pytest.mark.parametrize("nan", ["NaN", "Infinity", "-Infinity"])
def test_numbers_that_are_none(read: Any, nan: str) -> None:
    """Scores that could not be computed are common, and no reason to refuse anything; times are one."""
    scores = f'{{"segments": [{{"start": 1, "end": 2, "text": "a", "avg_logprob": {nan}}}]}}'
    assert read("whisper", scores).segments[0].start_ms == 1000
    end = f'{{"segments": [{{"start": 1, "end": {nan}, "text": "a"}}]}}'
    assert read("whisper", end).segments[0].end_ms is None


@pytest.mark.parametrize("start", [-5, 1e300, 10**40, "x", True, [1], {"s": 1}])
def test_a_time_that_is_none_costs_its_segment(read: Any, start: Any) -> None:
    value = {"segments": [segment("lost", start=start), segment("kept")]}
    transcript = read("whisper", json.dumps(value))
    assert [one.text for one in transcript.segments] == ["kept"]
    (refusal,) = transcript.refused
    assert refusal.place == "segments[0]"
    assert "start" in refusal.message
    assert json.loads(refusal.value)["text"] == "lost"


def test_a_file_of_bad_segments_says_what_is_wrong_with_the_first(read: Any) -> None:
    with pytest.raises(NoTurns, match=r'segments\[0\] has no time as its start: "x"'):
        read("whisper", json.dumps({"segments": [segment("lost", start="x")] * 3}))  # type: ignore[arg-type]


def test_whisper_cpp(read: Any) -> None:
    def one(text: str, at: int, **more: Any) -> dict[str, Any]:
        return {"offsets": {"from": at, "to": at + 500}, "text": text, **more}

    value = {
        "result": {"language": "en"},
        "transcription": [
            one(" a", 0, speaker_turn_next=True),
            one(" b [SPEAKER_TURN]", 1000),
            one(" c", 2000, speaker="?"),
            {
                "timestamps": {"from": "00:00:03,000", "to": "00:00:03,500"},
                "text": " d",
                "speaker": "1",
            },
        ],
    }
    transcript = read("whisper", json.dumps(value))
    assert [(s.text, s.voice, s.parted, s.start_ms) for s in transcript.segments] == [
        ("a", None, False, 0),
        ("b", None, True, 1000),
        ("c", None, False, 2000),
        ("d", "1", False, 3000),
    ]
    assert transcript.front.language == "en"


def test_word_timestamps_alone(heard: Any) -> None:
    value = {
        "text": "a b",
        "language": "english",
        "words": [word("a", 0, 1), word("b", 1, 2), word("c", 5, 6)],
    }
    assert heard("whisper", value) == [(None, "a b", 0, 2000), (None, "c", 5000, 6000)]


# The services


def aws(items: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"results": {"transcripts": [], "items": items, **more}}


def item(
    text: str, start: str | None = None, end: str | None = None, **more: Any
) -> dict[str, Any]:
    kind = "pronunciation" if start else "punctuation"
    times = {"start_time": start, "end_time": end} if start else {}
    return {"type": kind, "alternatives": [{"content": text}], **times, **more}


def test_aws_speakers_by_start(heard: Any) -> None:
    labels = {
        "segments": [
            {
                "start_time": "0.5",
                "speaker_label": "spk_0",
                "items": [{"start_time": "0.5", "speaker_label": "spk_0"}],
            },
            {
                "start_time": "1.0",
                "speaker_label": "spk_1",
                "items": [{"start_time": "1.0", "speaker_label": "spk_1"}],
            },
        ]
    }
    items = [item("Yes", "0.5", "0.9"), item("."), item("No", "1.0", "1.4"), item("!")]
    assert heard("aws-transcribe", aws(items, speaker_labels=labels)) == [
        ("spk_0", "Yes.", 500, 900),
        ("spk_1", "No!", 1000, 1400),
    ]


def test_aws_marks_stay_with_the_word_before(heard: Any) -> None:
    items = [
        item("a", "0.0", "0.1", speaker_label="spk_0"),
        item(",", speaker_label="spk_1"),
        item("b", "0.2", "0.3", speaker_label="spk_1"),
    ]
    assert [told[:2] for told in heard("aws-transcribe", aws(items))] == [
        ("spk_0", "a,"),
        ("spk_1", "b"),
    ]


def test_google_v1_says_all_words_again(heard: Any) -> None:
    def words(*tags: int) -> list[dict[str, Any]]:
        return [
            {"word": f"w{n}", "startTime": f"{n}s", "endTime": f"{n}.5s", "speakerTag": tag}
            for n, tag in enumerate(tags)
        ]

    results = [
        {"alternatives": [{"transcript": "w0 w1", "words": words(0, 0)}]},
        {"alternatives": [{"words": words(1, 2)}]},
    ]
    assert [told[:2] for told in heard("google-speech", {"results": results})] == [
        ("1", "w0"),
        ("2", "w1"),
    ]


def test_google_readings_are_no_words(heard: Any) -> None:
    words = [{"word": "今日|キョウ", "startTime": "0s", "endTime": "1s", "speakerTag": 1}]
    assert (
        heard(
            "google-speech",
            {"results": [{"alternatives": [{"transcript": "今日", "words": words}]}]},
        )[0][1]
        == "今日"
    )


def test_azure_failures_have_no_words(read: Any) -> None:
    phrases = [
        {"recognitionStatus": "Failure", "offset": "PT1S", "duration": "PT1S", "nBest": []},
        {
            "recognitionStatus": "Success",
            "offset": "PT2.5S",
            "duration": "PT1S",
            "speaker": 2,
            "locale": "de-DE",
            "nBest": [{"display": "Ja."}],
        },
    ]
    transcript = read(
        "azure-speech", json.dumps({"duration": "PT9S", "recognizedPhrases": phrases})
    )
    assert [(s.voice, s.text, s.start_ms, s.end_ms) for s in transcript.segments] == [
        ("2", "Ja.", 2500, 3500)
    ]
    assert (transcript.front.language, transcript.front.duration_ms, transcript.refused) == (
        "de-DE",
        9000,
        [],
    )


def test_assemblyai_errors_are_told(read: Any) -> None:
    with pytest.raises(NoTurns, match="Download error"):
        read(
            "assemblyai",
            json.dumps(
                {"status": "error", "error": "Download error, 404", "audio_url": "x", "text": None}
            ),
        )


def test_assemblyai_sentences(heard: Any) -> None:
    sentence = {
        "text": "A b.",
        "start": 100,
        "end": 900,
        "words": [{"text": "A", "speaker": "B"}],
        "speaker": None,
    }
    assert heard("assemblyai", {"sentences": [sentence], "audio_duration": 1}) == [
        ("B", "A b.", 100, 900)
    ]


def test_speechmatics_marks(heard: Any) -> None:
    def one(text: str, at: float, kind: str = "word", **more: Any) -> dict[str, Any]:
        return {
            "type": kind,
            "start_time": at,
            "end_time": at + 0.2,
            "alternatives": [{"content": text, "speaker": "S1"}],
            **more,
        }

    results = [
        one("«", 0.0, "punctuation", attaches_to="next"),
        one("Oui", 0.1),
        one("»", 0.3, "punctuation", attaches_to="previous"),
        one("dit", 0.4),
        one("-", 0.6, "punctuation", attaches_to="both"),
        one("il", 0.6),
    ]
    assert [told[:2] for told in heard("speechmatics", {"results": results})] == [
        ("S1", "«Oui» dit-il")
    ]


def test_gladia_channels(heard: Any) -> None:
    utterances = [
        {"start": n, "end": n + 1, "text": "a", "channel": n, "speaker": 0} for n in range(2)
    ]
    told = heard("gladia", {"result": {"transcription": {"utterances": utterances}}})
    assert [one[0] for one in told] == ["channel 0, speaker 0", "channel 1, speaker 0"]


def test_speakers_with_names_are_people() -> None:
    for key in (
        "0",
        "A",
        "S1",
        "spk_0",
        "SPEAKER_12",
        "speaker_1",
        "Speaker A",
        "Guest-1",
        "channel 0",
        "channel 1, speaker 2",
    ):
        assert voice_of(key).anonymous, key
    for key in ("Ann Roe", "Ann", "Dr. Roe", "Ito"):
        assert not voice_of(key).anonymous, key
    assert not voice_of("0", "Ann Roe").anonymous


@pytest.mark.parametrize("nobody", [None, "", "UU", "unknown", "None"])
def test_nobody_known_is_not_whoever_spoke_before(read: Any, nobody: str | None) -> None:
    value = {
        "segments": [
            segment("a", speaker="A", start=1),
            segment("b", speaker=nobody, start=2),
            segment("c", speaker=nobody, start=3),
        ]
    }
    assert [(s.voice, s.parted) for s in read("whisper", json.dumps(value)).segments] == [
        ("A", False),
        (None, True),
        (None, False),
    ]


def test_overlaps_are_kept(heard: Any) -> None:
    value = {
        "segments": [
            segment("a", start=0, end=5, speaker="A"),
            segment("b", start=2, end=3, speaker="B"),
        ]
    }
    assert heard("whisper", value) == [("A", "a", 0, 5000), ("B", "b", 2000, 3000)]


def test_sounds_are_cues(read: Any) -> None:
    value = {
        "segments": [
            segment(" [BLANK_AUDIO]"),
            segment(" Well (laughs) no [lip smack]."),
            segment(" ♪ la ♪"),
        ]
    }
    kinds = [
        (s.kind, s.text, [c.text for c in s.cues])
        for s in read("whisper", json.dumps(value)).segments
    ]
    assert kinds == [
        ("cue", "[BLANK_AUDIO]", []),
        ("speech", "Well no.", ["(laughs)", "[lip smack]"]),
        ("cue", "♪ la ♪", []),
    ]


def test_half_characters_and_controls_do_no_harm(read: Any) -> None:
    text = '{"segments": [{"start": 0, "end": 1, "text": "a\\ud800b \\ud83d\\ude00 c\\u0000d \\\\ud800"}]}'
    (one,) = read("whisper", text).segments
    assert one.text == "a\ufffdb \U0001f600 c d \\ud800"


@pytest.mark.parametrize(
    "name", [name for name in FORMATS if "JSON" in FORMATS[name].reads and name != "table"]
)
def test_text_that_is_no_json(read: Any, name: str) -> None:
    with pytest.raises(SourceError) as error:
        read(name, "ANN: not JSON")
    assert error.value.reason == "bad-json"


# NIST


def test_ctm_sides_and_alternatives(read: Any) -> None:
    text = (
        ";; comment\n\n7654 A 11.34 0.2 YES -6.763\n7654 A 12.00 0.34 YOU -12.384530\n7654 A * * <ALT_BEGIN>\n"
        "7654 A 12.40 0.1 UM\n7654 A * * <ALT>\n7654 A 12.40 0.1 UH\n7654 A * * <ALT_END>\n7654 B 1.34 0.2 I -6.7\n"
    )
    transcript = read("ctm", text)
    assert [(s.voice, s.text, s.start_ms, s.end_ms) for s in transcript.segments] == [
        ("B", "I", 1340, 1540),
        ("A", "YES", 11340, 11540),
        ("A", "YOU UM", 12000, 12500),
    ]
    assert (transcript.front.title, transcript.front.transcript_kind) == ("7654", "asr")


def test_ctm_recordings_are_transcripts() -> None:
    text = b"a 1 0.0 0.5 one\nb 1 0.0 0.5 two\nb 1 x 0.5 lost\na 1 1.0 0.5 three\n"
    made = list(FORMATS["ctm"].convert(Source("x", text)))
    assert [
        (one.front.title, [s.text for s in one.segments], len(one.refused)) for one in made
    ] == [("a", ["one", "three"], 0), ("b", ["two"], 1)]
    assert {one.front.transcript_kind for one in made} == {None}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("<o,f0,male> a b", "a b"),
        ("i've { um / uh / @ } as far", "i've um as far"),
        ("{ a / { b / c } } d", "a d"),
        ("(uh) a for(2) b", "uh a for b"),
        ("a <sil> b <unk> @ c", "a b c"),
        ("a (X_2010-1.0-2.0-F0_M-S3)", "a"),
        ("a {SMACK} <breath> b", "a b"),
    ],
)
def test_stm_words(said: Any, words: str, expected: str) -> None:
    assert said("stm", f"talk 1 spk 1.0 2.0 {words}\n") == [("spk", expected)]


def test_stm_that_is_not_scored_has_no_words(read: Any) -> None:
    with pytest.raises(NoTurns):
        read("stm", "talk 1 spk 1.0 2.0 <o,f0,male> IGNORE_TIME_SEGMENT_IN_SCORING\n")


def test_rttm_without_words_says_what_to_do(read: Any) -> None:
    with pytest.raises(
        NoTurns, match=r"2 voices are heard, but holds no words.*assign_word_speakers"
    ):
        read(
            "rttm",
            "SPEAKER a 1 0.0 1.0 <NA> <NA> S0 <NA> <NA>\nSPEAKER a 1 1.0 1.0 <NA> <NA> S1 <NA> <NA>\n",
        )


def test_rttm_with_words(said: Any) -> None:
    text = "LEXEME a 1 1.0 0.2 yes lex ann <NA> <NA>\nLEXEME a 1 1.2 0.2 no lex ben <NA> <NA>\nLEXEME a 1 x 1 lost lex ann <NA>\n"
    assert said("rttm", text) == [("ann", "yes"), ("ben", "no")]
