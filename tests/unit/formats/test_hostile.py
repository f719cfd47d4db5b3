"""Whatever bytes come in: a transcript or a reject with its reason, never a crash or a hang."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from onrecord.conversion import converse
from onrecord.errors import SourceError
from onrecord.formats import FORMATS
from onrecord.source import Source

SEEDS = Path(__file__).parents[3] / "seeds"
NEW = sorted(set(FORMATS) - {"npr", "labelled"})
FILES = [path for name in NEW for path in sorted((SEEDS / name).iterdir())]
JSON = [path for path in FILES if path.suffix == ".json"]


def survives(data: bytes, name: str | None) -> None:
    """Convert, and accept nothing but transcripts and rejects that say why."""
    try:
        for conversation in converse(Source("x", data), name):
            assert conversation.turns
            for turn in conversation.turns:
                said = turn.utterance
                assert said.start_ms is None or said.start_ms >= 0
                assert said.end_ms is None or (said.start_ms or 0) <= said.end_ms
    except SourceError as error:
        assert error.reason != "converter-failed", error.__cause__  # noqa: PT017
        assert len(error.message) > 10  # noqa: PT017


@pytest.mark.parametrize("seed", FILES, ids=lambda seed: f"{seed.parent.name}/{seed.name}")
def test_truncated_at_every_hundredth(seed: Path) -> None:
    data = seed.read_bytes()
    for percent in range(100):
        survives(data[: len(data) * percent // 100], seed.parent.name)
    for percent in range(0, 100, 20):
        survives(data[: len(data) * percent // 100], None)


ODD: tuple[Any, ...] = (
    None,
    True,
    -1,
    0.5,
    1e308,
    10**30,
    "",
    "x",
    "\ud800\x00",
    [],
    {},
    [[]],
    [{}],
    [None],
    ["x"],
)


def paths(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value; of a list, those of the first two and the last."""
    if at:
        yield at
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths(inner, (*at, key))
    elif isinstance(value, list):
        for index in sorted({0, 1, len(value) - 1} & set(range(len(value)))):
            yield from paths(value[index], (*at, index))


def put(value: Any, path: tuple[Any, ...], odd: Any) -> Any:
    """`value` with `odd` at a path; the rest shared."""
    if not path:
        return odd
    copy = value.copy()
    copy[path[0]] = put(value[path[0]], path[1:], odd)
    return copy


@pytest.mark.parametrize("seed", JSON, ids=lambda seed: f"{seed.parent.name}/{seed.name}")
def test_any_type_at_every_key(seed: Path) -> None:
    """Of the converter alone, which is where it could matter."""
    value = json.loads(seed.read_text(encoding="utf-8"))
    convert, detect = FORMATS[seed.parent.name].convert, FORMATS[seed.parent.name].detect
    for path in paths(value):
        for odd in ODD:
            source = Source("x", json.dumps(put(value, path, odd)).encode())
            try:
                detect(source)
                for transcript in convert(source):
                    assert transcript.segments
                    "".join(one.text for one in transcript.segments).encode()
            except SourceError:
                continue


@pytest.mark.parametrize("name", NEW)
@pytest.mark.parametrize(
    "text",
    [
        "[" * 1_000_000,
        '{"segments":' * 200_000,
        '{"results":[' * 200_000,
        "{" * 1_000_000,
        '{"segments": ' + "9" * 5000 + "}",
        '{"a": NaN, "b": Infinity, "c": -Infinity}',
        '{"segments": null, "words": null, "results": null, "monologues": null}',
        "\x00\x01\x02",
        "<" * 100_000,
    ],
    ids=["brackets", "objects", "lists", "braces", "digits", "nan", "nulls", "control", "angles"],
)
def test_nonsense(name: str, text: str) -> None:
    with pytest.raises(SourceError) as error:
        list(converse(Source("x", text.encode()), name))
    assert error.value.reason != "converter-failed", error.value.__cause__


PATTERNS = {
    "webvtt": ["-->\n", "00:01.000 --> 00:02.000\nx\n\n", "<v ", "<v A>b", "<rt>", "&", "<", "{\\", "NOTE\n", "A B: c\n"],
    "srt": ["-->\n", "00:00:01,000 --> 00:00:02,000\nA B: c\n\n", "- a. ", ">> ", "[a] ", "♪", "(", "1\n", " : ", "0", "--> 0:"],
    "ttml": ["<p begin='1s'>a</p>", "<p><span>", "<br/>", "<div>", "<!--", "<x:y ", "&amp;", "<ttm:agent/>"],
    "sami": ["<SYNC Start=1>", "<SYNC Start=1><P Class=A>b", "<P Class=", "<br>", ".A {lang:", "<!--", "<TITLE>", "Copyright {"],
    "ass": ["Dialogue: 0,0:00:01.00,0:00:02.00,,,,,,,{\\p1}m\n", "Dialogue: ", "{\\p1", "[", "[Events]\n", "\\N", "Format: ,\n"],
    "stm": ["a b c 1 2 { x / y } ", "a b c 1 2 ( x\n", "{ ", "a b c 1 2 {" + " {" * 50 + "\n", "<", ";;\n", "(a-1-2 "],
    "ctm": ["a b 1 2 c\n", "a b * * <ALT>\n", "a ", "1 " * 5 + "\n"],
    "rttm": ["LEXEME a 1 1 1 w lex s <NA> <NA>\n", "SPEAKER ", "LEXEME\n"],
    "timed-text": ["0:00 ", "0:00 a\n", "[0:00 --> ", "0:0", "0:00\n", "0:00 - a: b\n", ":", "0"],
    "labelled": ["a - b.\n", "[a] b\n", "<a> b\n", "a: b\n", "R1: b\n", ">> b\n", "A\tb.\n", " - ", "WILL OH: ", "1/1/1 1:11 "],
    "whisper": ['{"segments": [{"text": "', '{"a', '[{"', "\\ud800"],
}  # fmt: skip

CODE = """
import json, sys
from onrecord.conversion import converse
from onrecord.errors import SourceError
from onrecord.source import Source
name, begins, patterns = json.loads(sys.stdin.read())
for pattern in patterns:
    for name_ in (name, None):
        text = begins + (pattern * (400_000 // len(pattern)))
        try:
            list(converse(Source("x", text.encode()), name_))
        except SourceError as error:
            assert error.reason != "converter-failed", (pattern, error.__cause__)
"""
BEGINS = {
    "webvtt": "WEBVTT\n\n00:01.000 --> 00:02.000\n",
    "srt": "1\n00:00:01,000 --> 00:00:02,000\n",
    "ttml": "<tt><body>",
    "sami": "<SAMI><SYNC Start=1><P>",
    "ass": "[Script Info]\n[Events]\n",
}


@pytest.mark.parametrize("name", PATTERNS)
def test_much_of_one_thing_ends(name: str) -> None:
    """In a process of its own, so that a hang is a failure and not a hang of the suite."""
    subprocess.run(
        [sys.executable, "-c", CODE],
        input=json.dumps([name, BEGINS.get(name, ""), PATTERNS[name]]),
        text=True,
        check=True,
        timeout=240,
        capture_output=True,
    )
