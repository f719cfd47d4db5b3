"""A long random run over the converters: mutated seeds in, every promise checked.

``python -m benchmarks.fuzz --inputs 20000 --seed 1`` stops at the first input that breaks one and
writes it to ``fuzz-failure.bin``. Mutations: bytes flipped, cut, repeated and spliced between
seeds; labels, cues, notices and odd characters put in at random; other encodings.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from pathlib import Path

from onrecord.conversion import converse
from onrecord.errors import SourceError
from onrecord.formats import FORMATS, markdown
from onrecord.formats.reading import blank_out, line_numbers, plain_lines
from onrecord.quality.checks.offsets import gives_words
from onrecord.source import Source
from onrecord.tables import Batch, Origin
from onrecord.validation import validate_batch

ROOT = Path(__file__).parents[1]
ODD = [
    "-->",
    "00:00:01,000 --> 00:00:02,000\n",
    "<v Ann Roe>",
    "</v>",
    "&gt;&gt; ",
    "{\\p1}",
    "<SYNC Start=",
    "<P Class=FRCC>",
    '"start": NaN,',
    '"speaker": null,',
    "[{",
    "}]",
    '"',
    "1e999",
    "\\ud800",
    ";; ",
    "<ALT_BEGIN>",
    "\n",
    "\r\n",
    "\n\n",
    " ",
    "\t",
    ":",
    "：",
    "(",
    ")",
    "[",
    "]",
    "*",
    "**",
    "--",
    "...",
    "“",
    "”",
    "’",
    "\u2028",
    "\x85",
    "\xa0",
    "\u200b",
    "\u202e",
    "e\u0301",
    "\ufeff",
    "İ",
    "ß",
    "ﬁ",
    "\x00",
    "\x0c",
    "ANNA MARTELL, HOST: ",
    "MARTELL: ",
    "\nMARTELL:\n",
    "UNIDENTIFIED MAN #2: ",
    "CROWD: ",
    "Q: ",
    "A: ",
    "Jane Doe: ",
    "\n[00:01:02] Jane Doe: ",
    "\nJane Doe  12:31\n",
    "\n**Jane Doe:** ",
    "J. DOE: ",
    "(SOUNDBITE OF MUSIC)",
    "\n(SOUNDBITE OF ARCHIVED RECORDING)\n",
    "(Laughter)",
    "(ph)",
    "(BEGIN VIDEO CLIP)",
    "(END VIDEO CLIP)",
    "[20:05:10]",
    "Transcript provided by NPR, Copyright NPR.",
    "\nBy Jane Doe\n",
    "Anna Martell is a host of Morning Edition.",
    "I'm Anna Martell.",
    "\n---\ntitle: x\n---\n",
    "December 15, 20239:31 PM ET",
    "See stories by Jane Doe",
    "http://x.example/a:b",
    "\u00c3\u00a9",
    "田中：",
]


def seeds() -> list[bytes]:
    """The seeds' bytes."""
    return [path.read_bytes() for path in sorted((ROOT / "seeds").rglob("*")) if path.is_file()]


def mutate(originals: list[bytes], rng: random.Random) -> bytes:
    """A seed, damaged in one to six ways."""
    data = rng.choice(originals)
    for _ in range(rng.randint(1, 6)):
        data = rng.choice(MUTATIONS)(data, originals, rng)
    return data[:200_000]


def _flip(data: bytes, _originals: list[bytes], rng: random.Random) -> bytes:
    damaged = bytearray(data)
    for _ in range(rng.randint(1, 5)):
        if damaged:
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
    return bytes(damaged)


def _cut(data: bytes, _originals: list[bytes], rng: random.Random) -> bytes:
    start, end = sorted(rng.randint(0, len(data)) for _ in range(2))
    return data[start:end] if rng.random() < 0.5 else data[:start] + data[end:]


def _splice(data: bytes, originals: list[bytes], rng: random.Random) -> bytes:
    other = rng.choice(originals)
    return data[: rng.randint(0, len(data))] + other[rng.randint(0, len(other)) :]


def _repeat(data: bytes, _originals: list[bytes], rng: random.Random) -> bytes:
    start, end = sorted(rng.randint(0, len(data)) for _ in range(2))
    return data[:end] + data[start:end][:2000] * rng.randint(1, 8) + data[end:]


def _insert(data: bytes, _originals: list[bytes], rng: random.Random) -> bytes:
    for _ in range(rng.randint(1, 8)):
        at = rng.randint(0, len(data))
        data = data[:at] + rng.choice(ODD).encode() + data[at:]
    return data


def _flatten(data: bytes, _originals: list[bytes], rng: random.Random) -> bytes:
    return data.replace(b"\n", rng.choice([b" ", b"\r\n", b"\r", b"\n\n\n", b"\t"]))


def _recode(data: bytes, _originals: list[bytes], rng: random.Random) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(
        rng.choice(["utf-16", "utf-16-be", "cp1252", "utf-8-sig", "cp1251"]), "replace"
    )


def _recase(data: bytes, _originals: list[bytes], rng: random.Random) -> bytes:
    text = data.decode("utf-8", "replace")
    return rng.choice([text.upper(), text.lower(), text.title(), text.swapcase()]).encode()


MUTATIONS = [_flip, _cut, _splice, _repeat, _insert, _insert, _flatten, _recode, _recase]


def check(data: bytes, format_name: str | None) -> str:
    """What became of an input: ``built`` or a reason. Raises `AssertionError` for a broken promise."""
    source = Source("fuzz", data)
    try:
        conversations = list(converse(source, format_name))
    except SourceError as error:
        if error.reason == "converter-failed":
            raise AssertionError("the converter failed") from error.__cause__
        return error.reason
    batch = Batch()
    for record, conversation in enumerate(conversations):
        batch.add(conversation, Origin(source, record))
    tables = batch.to_tables()
    verdict = validate_batch(tables)
    assert verdict.rejects == [], verdict.rejects[:3]
    if conversations[0].transcript.is_rendered:
        return "built"  # no text positions to hold against the source
    (document,) = tables["documents"].to_pylist()
    assert document["regions"][-1]["end"] == source.decoded.length
    if not source.decoded.repaired:
        printed = plain_lines(source.decoded.text)
        if document["format"] in {"labelled", "cnn"}:  # numbers before lines are no words
            printed = blank_out(printed, line_numbers(printed))
        for turn in tables["turns"].to_pylist():
            piece = printed[turn["char_start"] : turn["char_end"]]
            if document["format"] == "markdown":
                assert turn["cues"] or gives_words(markdown.words_of(piece), turn["text"]), turn
                continue
            words = " ".join(piece.split())
            assert turn["cues"] or words == turn["text"], (words, turn["text"])
    return "built"


def main() -> None:
    """Run, print a count of fates, fail at the first broken promise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    originals = seeds()
    fates: Counter[str] = Counter()
    slowest = 0.0
    for number in range(arguments.inputs):
        data = mutate(originals, rng)
        begin = time.perf_counter()
        try:
            fates[check(data, rng.choice([None, None, *FORMATS]))] += 1
        except Exception:
            Path("fuzz-failure.bin").write_bytes(data)
            print(f"input {number} breaks a promise; it is in fuzz-failure.bin", file=sys.stderr)
            raise
        slowest = max(slowest, time.perf_counter() - begin)
    print(
        f"{arguments.inputs} inputs, seed {arguments.seed}: {dict(fates.most_common())}; "
        f"slowest {slowest:.2f} s"
    )


if __name__ == "__main__":
    main()
