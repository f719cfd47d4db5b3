"""Reading captions, beside pysubs2 and webvtt-py: ``python -m benchmarks.captions [CUES]``.

Each reads the same text from memory in this process, processor time, the best of several runs; onrecord's figures are of
its converter (cues cleaned, speakers found, rolling captions read once) and of the whole way to turns
with people. Prints a Markdown table.
"""

from __future__ import annotations

import gc
import io
import json
import sys
import time
from collections.abc import Callable, Iterator
from random import Random

import pysubs2
import webvtt

from onrecord.conversion import converse
from onrecord.formats import FORMATS
from onrecord.source import Source

_RUNS = 3
_WORDS = (
    "the harbour was shut again this morning and nobody on the quay could say for how long it would "
    "stay that way because the ice had come early in the year they told us to wait and so we did"
).split()

_ASS = """[Script Info]
ScriptType: v4.00+

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""
_TTML = '<tt xmlns="http://www.w3.org/ns/ttml" xml:lang="en"><body><div>\n{}\n</div></body></tt>\n'


def cues(count: int) -> Iterator[tuple[int, int, str]]:
    """Start and end in milliseconds and words, some of two lines or in italics."""
    random = Random(1)
    at = 0
    for _ in range(count):
        length = random.randint(900, 4000)
        words = " ".join(random.choices(_WORDS, k=random.randint(3, 9)))
        if random.random() < 0.4:
            words += "\n" + " ".join(random.choices(_WORDS, k=random.randint(2, 7)))
        yield at, at + length, f"<i>{words}</i>" if random.random() < 0.1 else words
        at += length + random.choice((0, 0, 40, 1200))


def clock(milliseconds: int, point: str = ".") -> str:
    """``hh:mm:ss.mmm``."""
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{point}{rest:03d}"


def _dialogue(start: int, end: int, words: str) -> str:
    text = words.replace("<i>", "{\\i1}").replace("</i>", "{\\i0}").replace("\n", "\\N")
    return f"Dialogue: 0,{clock(start)[:-1]},{clock(end)[:-1]},Default,,0,0,0,,{text}"


def _paragraph(start: int, end: int, words: str) -> str:
    text = words.replace("<i>", "<span>").replace("</i>", "</span>").replace("\n", "<br/>")
    return f'<p begin="{clock(start)}" end="{clock(end)}">{text}</p>'


def _sync(start: int, end: int, words: str) -> str:
    text = words.replace("\n", "<br>")
    return f"<SYNC Start={start}><P Class=ENCC>{text}\n<SYNC Start={end}><P Class=ENCC>&nbsp;"


def texts(count: int) -> dict[str, str]:
    """The same cues in each format."""
    made = list(cues(count))
    segments = [
        {
            "id": at,
            "start": start / 1000,
            "end": end / 1000,
            "text": f" {words}",
            "tokens": [1, 2, 3],
            "avg_logprob": -0.2,
        }
        for at, (start, end, words) in enumerate(made)
    ]
    return {
        "webvtt": "WEBVTT\n\n"
        + "\n\n".join(f"{clock(s)} --> {clock(e)}\n{w}" for s, e, w in made)
        + "\n",
        "srt": "\n\n".join(
            f"{n}\n{clock(s, ',')} --> {clock(e, ',')}\n{w}" for n, (s, e, w) in enumerate(made, 1)
        )
        + "\n",
        "ass": _ASS + "\n".join(_dialogue(*cue) for cue in made) + "\n",
        "ttml": _TTML.format("\n".join(_paragraph(*cue) for cue in made)),
        "sami": "<SAMI><BODY>\n" + "\n".join(_sync(*cue) for cue in made) + "\n</BODY></SAMI>\n",
        "whisper": json.dumps({"text": "", "segments": segments, "language": "en"}),
    }


def best(call: Callable[[], object]) -> float:
    """Seconds of processor time of the fastest run: other work on the machine does not count."""
    seconds = []
    gc.disable()  # as builds do, and for all readers alike
    for _ in range(_RUNS):
        begun = time.process_time()
        call()
        seconds.append(time.process_time() - begun)
        gc.collect()
    gc.enable()
    return min(seconds)


def measure(name: str, text: str) -> dict[str, float]:
    """Seconds of each reader of a text."""
    data = text.encode()
    named = {"webvtt": "vtt", "whisper": "whisper_jax"}.get(name, name)
    seconds = {
        "onrecord": best(lambda: list(FORMATS[name].convert(Source("x", data)))),
        "onrecord, to turns": best(lambda: list(converse(Source("x", data), name))),
    }
    if name != "whisper":
        seconds["pysubs2"] = best(
            lambda: [one.plaintext for one in pysubs2.SSAFile.from_string(text, named)]
        )
    else:
        seconds["pysubs2"] = best(lambda: pysubs2.load_from_whisper(json.loads(text)))
    if name == "webvtt":
        seconds["webvtt-py"] = best(lambda: webvtt.from_buffer(io.StringIO(text)))
    if name == "srt":
        seconds["webvtt-py"] = best(lambda: webvtt.from_buffer(io.StringIO(text), "srt"))
    return seconds


def main() -> None:
    """Measure every format and print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    print(
        f"{count:,} cues\n\n| format | MB | reader | seconds | times onrecord |\n| --- | ---: | --- | ---: | ---: |"
    )
    for name, text in texts(count).items():
        seconds = measure(name, text)
        for reader, taken in seconds.items():
            ratio = taken / seconds["onrecord"]
            print(f"| {name} | {len(text) / 1e6:.1f} | {reader} | {taken:.2f} | {ratio:.1f} |")


if __name__ == "__main__":
    main()
