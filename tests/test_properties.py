"""What must hold for any bytes at all, and for any text that looks like a transcript."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.conversion import converse
from onrecord.errors import SourceError
from onrecord.formats import FORMATS
from onrecord.source import Source
from onrecord.tables import Batch, Origin
from onrecord.validation import validate_batch

MANY = settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)

NAMES = st.sampled_from(
    [
        "ANNA MAR-TELL, HOST",
        "MAR-TELL",
        "FLORIAN EDER",
        "EDER",
        "SENATOR E. CUMMING",
        "CUMMING",
        "UNIDENTIFIED PERSON #1",
        "CROWD",
        "Jane Doe",
        "Jane",
        "**Jane Doe",
        "[00:01:02] Ann Roe",
        "Dr. Müller (chair)",
        "ŁUKASZ ŻAK",
        "Иван Петров",
        "田中",
        "Q",
        "A",
        "NATO",
        "OK",
        "NOTE",
        "THE COURT",
        "John Smith -- CEO",
        "SPEAKER_00",
        "de la Cruz",
        "(((",
        "A" * 200,
        "O’NEILL",
    ]
)
WORDS = st.sampled_from(
    [
        "Good morning.",
        "Well, it's interesting, Rachel, because: you know.",
        "(Laughter) Yes.",
        "(SOUNDBITE OF ARCHIVED RECORDING)",
        "(SOUNDBITE OF MUSIC)",
        "Take a listen.",
        "...",
        "",
        "Transcript provided by NPR, Copyright NPR.",
        "Anna Mar-Tell is a host of Morning Edition.",
        "See stories by Anna Mar-Tell",
        "Listen • 4:01",
        "At 4:08 he said: no.",
        "(ph)",
        "[20:05:10]",
        "(BEGIN VIDEO CLIP)",
        "(END VIDEO CLIP)",
        "This is MORNING EDITION. I'm Anna Mar-Tell.",
        "«Oui», dit-il.",
        "\u202eabc\u202c",
        "e\u0301",
        "a\u00a0b",
        "x\u2028y",
        "¿Qué?",
        "\x0c",
        "\x85",
    ]
)
LINES = st.one_of(
    st.builds("{}: {}".format, NAMES, WORDS),
    st.builds("{}:".format, NAMES),
    WORDS,
    st.text(max_size=30),
)
TEXTS = st.lists(LINES, max_size=14).flatmap(
    lambda lines: st.sampled_from(["\n", "\n\n", " ", "\r\n"]).map(lambda glue: glue.join(lines))
)


def check(source: Source, format_name: str | None) -> None:
    """Convert as a build does, and look at everything the contract promises."""
    try:
        conversations = list(converse(source, format_name))
    except SourceError as error:
        assert error.reason != "converter-failed", error.__cause__  # noqa: PT017
        return
    batch = Batch()
    for record, conversation in enumerate(conversations):
        batch.add(conversation, Origin(source, record))
    tables = batch.to_tables()
    verdict = validate_batch(tables)
    assert verdict.rejects == []
    if conversations[0].transcript.is_rendered:
        assert {turn["char_start"] for turn in tables["turns"].to_pylist()} == {None}
        return
    (document,) = tables["documents"].to_pylist()
    if document["format"] != "markdown":  # a slice has its markup; the check of offsets knows it
        check_words(source, tables["turns"].to_pylist())
    assert document["regions"][-1]["end"] == source.decoded.length


def check_words(source: Source, turns: list[dict[str, Any]]) -> None:
    """The slice of each turn gives its words, inline cues aside."""
    if source.decoded.repaired:
        return
    text = source.decoded.text
    for turn in turns:
        words = " ".join(text[turn["char_start"] : turn["char_end"]].split())
        if not turn["cues"]:
            assert words == turn["text"]
        for cue in turn["cues"]:
            assert cue["text"] in words
            assert 0 <= cue["offset"] <= len(turn["text"])


@MANY
@given(TEXTS, st.sampled_from([None, *FORMATS]))
def test_any_text_like_a_transcript(text: str, format_name: str | None) -> None:
    check(Source("any", text.encode("utf-8", "surrogatepass")), format_name)


#: Lines of captions and scoring formats, whole and broken.
TIMED = st.sampled_from(
    [
        "WEBVTT",
        "",
        "1",
        "00:00:01,000 --> 00:00:02,000",
        "00:01.000 --> 00:02.000 align:start",
        "x --> y",
        "<v Ann Roe>Yes.</v> <v Ben Ito>No.",
        "ANN ROE: Yes.",
        "- Yes. - No.",
        ">> Who?",
        "[MUSIC]",
        "(laughs) So &amp; so",
        "[Script Info]",
        "[Events]",
        "Dialogue: 0,0:00:01.00,0:00:02.00,Default,Ann,0,0,0,,Yes, {\\i1}no",
        "<SAMI><BODY>",
        "<SYNC Start=1000><P Class=ENCC>Hello<br>there",
        "<SYNC Start=x><P Class=FRCC ID=Source>Ann",
        "talk 1 spk 1.0 2.0 <o,f0,male> i've { um / uh }",
        "talk A 1.00 0.20 word 0.9",
        "LEXEME talk 1 1.0 0.2 word lex ann <NA> <NA>",
        "<tt><body><div><p begin='1s' end='2s'>a</p></div></body></tt>",
        '{"segments": [{"start": 0, "end": 1, "text": " a"}, {"start": "x", "text": 5}]}',
    ]
)


@MANY
@given(
    st.lists(st.one_of(TIMED, WORDS), max_size=12),
    st.sampled_from(["\n", "\n\n", "\r\n", "\r"]),
    st.sampled_from([None, *FORMATS]),
)
def test_any_text_like_captions(lines: list[str], glue: str, format_name: str | None) -> None:
    check(Source("any", glue.join(lines).encode("utf-8", "surrogatepass")), format_name)


@MANY
@given(st.binary(max_size=400), st.sampled_from([None, *FORMATS]))
def test_any_bytes(data: bytes, format_name: str | None) -> None:
    check(Source("any", data), format_name)


@MANY
@given(TEXTS, st.sampled_from(["utf-8-sig", "utf-16", "utf-16-le", "cp1252"]))
def test_any_encoding(text: str, encoding: str) -> None:
    check(Source("any", text.encode(encoding, "ignore")), None)
