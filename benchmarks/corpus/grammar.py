"""The shapes of spoken sentences, drawn from a small grammar.

`grammar.txt` holds the rules: under `[NAME]` one alternative a line, a line repeated being twice
as likely. In an alternative `{NAME}` stands for one of that rule's alternatives, and `{word}` in
small letters is a slot that stays open until a document fills it from its own words.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

RULES = Path(__file__).with_name("grammar.txt")
NAME = re.compile(r"\{(\w+)\}")

Alternatives = dict[str, list[str]]


class Shape(NamedTuple):
    """A sentence with open slots: `frame` has a `%s` for each of `slots`."""

    frame: str
    slots: tuple[str, ...]


@cache
def read_rules() -> Alternatives:
    """Return the alternatives of every rule of the grammar."""
    rules: Alternatives = {}
    for block in RULES.read_text("utf-8").strip().split("\n\n"):
        name, *lines = block.splitlines()
        rules[name.strip("[]")] = lines
    return rules


def draw_shapes(rule: str, count: int) -> list[Shape]:
    """Return `count` shapes of the rule, the same ones every time."""
    rng = Random(f"shapes of {rule}")
    rules = read_rules()
    return [_shape(_expand(f"{{{rule}}}", rules, rng)) for _ in range(count)]


def _expand(text: str, rules: Alternatives, rng: Random) -> str:
    def choose(match: re.Match[str]) -> str:
        name = match[1]
        return _expand(rng.choice(rules[name]), rules, rng) if name in rules else match[0]

    return NAME.sub(choose, text)


def _shape(text: str) -> Shape:
    text = text.replace(" ,", ",")
    return Shape(NAME.sub("%s", text), tuple(NAME.findall(text)))
