"""Word lists: text files beside this module, one word or phrase a line."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "words"


@cache
def read_words(name: str) -> tuple[str, ...]:
    """Return the lines of one list, such as `surnames`."""
    return tuple((FOLDER / f"{name}.txt").read_text("utf-8").splitlines())


@cache
def read_topics() -> tuple[tuple[str, ...], ...]:
    """Return the nouns of each topic; its line is `housing: apartment, landlord, ...`."""
    lines = read_words("topics")
    return tuple(tuple(line.partition(": ")[2].split(", ")) for line in lines)
