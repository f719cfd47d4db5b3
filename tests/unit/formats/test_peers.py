"""Captions beside pysubs2 and webvtt-py: the same captions where both are right."""

from __future__ import annotations

import io
from typing import Any

import pysubs2
import pytest
import webvtt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.formats import FORMATS
from onrecord.source import Source

MANY = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
#: Words without what only one of the readers takes for markup, and two lines at most.
WORDS = st.lists(
    st.text("abcdefg éüßñ東京,.?! '", min_size=1, max_size=12).map(lambda text: f"x{text}y"),
    min_size=1,
    max_size=2,
).map("\n".join)
TIMES = st.integers(0, 30_000_000)
#: No words twice: captions that repeat each other are rolling ones, and read once.
CAPTIONS = st.lists(
    st.tuples(TIMES, st.integers(1, 9000), WORDS),
    min_size=1,
    max_size=8,
    unique_by=lambda one: one[2],
).map(
    lambda made: [
        (start // 10 * 10, (start + length) // 10 * 10, words) for start, length, words in made
    ]
)


def ours(name: str, text: str) -> list[tuple[int | None, int | None, str]]:
    (transcript,) = FORMATS[name].convert(Source("x", text.encode()))
    return sorted(
        (one.start_ms, one.end_ms, "".join(one.text.split())) for one in transcript.segments
    )  # type: ignore[type-var]


def theirs(events: Any) -> list[tuple[int, int, str]]:
    return sorted((one.start, one.end, "".join(one.plaintext.split())) for one in events)


@MANY
@given(CAPTIONS)
@pytest.mark.parametrize("name", ["srt", "ass", "webvtt", "ttml"])
def test_what_pysubs2_writes_is_read_back(name: str, captions: list[tuple[int, int, str]]) -> None:
    """In every format it writes; the same captions as it reads back itself."""
    captions = list(dict.fromkeys(captions))
    subtitles = pysubs2.SSAFile()
    subtitles.events = [
        pysubs2.SSAEvent(start, end, words.replace("\n", "\\N")) for start, end, words in captions
    ]
    text = subtitles.to_string({"webvtt": "vtt"}.get(name, name))
    assert ours(name, text) == theirs(subtitles.events)


@MANY
@given(CAPTIONS)
def test_what_webvtt_py_writes_is_read_back(captions: list[tuple[int, int, str]]) -> None:
    def clock(ms: int) -> str:
        return (
            f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d}.{ms % 1000:03d}"
        )

    made = webvtt.WebVTT()
    for start, end, words in captions:
        made.captions.append(webvtt.Caption(clock(start), clock(end), words))
    file = io.StringIO()
    made.write(file)
    expected = sorted((start, end, "".join(words.split())) for start, end, words in captions)
    assert ours("webvtt", file.getvalue()) == expected


def test_where_pysubs2_is_not_followed() -> None:
    """Why SubStation Alpha is read here: one bad line costs pysubs2 the file."""
    subtitles = pysubs2.SSAFile()
    subtitles.events = [pysubs2.SSAEvent(1000, 2000, "a"), pysubs2.SSAEvent(3000, 4000, "b")]
    text = subtitles.to_string("ass").replace("0:00:03.00", "0:00:xx.00")
    assert ours("ass", text) == [(1000, 2000, "a")]
    with pytest.raises(ValueError, match="Failed to parse timestamp"):
        pysubs2.SSAFile.from_string(text, "ass")
