"""The sentences of one document: its own topic, places and people in the common shapes.

Most of the time of making a corpus is spent here. So all lists have one length, short enough for
the processor's cache, and one stream of numbers below that length draws from every one of them.
"""

from __future__ import annotations

import sys
from functools import cache
from itertools import chain
from operator import getitem, itemgetter
from typing import TYPE_CHECKING, Literal, TypeVar

from benchmarks.corpus.grammar import Shape, draw_shapes
from benchmarks.corpus.places import CITIES, COUNTRIES
from benchmarks.corpus.vocabulary import general_words, topic_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from random import Random

Mood = Literal["TALK", "REPORT", "QUESTION", "HEADLINE"]
Tables = tuple[list[str], ...]
Compiled = tuple[str, "Callable[[Tables], Tables]"]
Bank = dict[Mood, list[Compiled]]
T = TypeVar("T")

MOODS: tuple[Mood, ...] = ("TALK", "REPORT", "QUESTION", "HEADLINE")

TABLE_BITS = 10
TABLE_LENGTH = 1 << TABLE_BITS
DRAWS = 1024
BANKS = 4
# two bytes hold a number below TABLE_LENGTH once the upper bits are masked away
MASK = int.from_bytes((TABLE_LENGTH - 1).to_bytes(2, sys.byteorder) * DRAWS, sys.byteorder)
OWN_SLOTS = ("tn", "tns", "a_tn", "who", "here")


def _filled(choices: Sequence[T]) -> list[T]:
    return (list(choices) * (TABLE_LENGTH // len(choices) + 1))[:TABLE_LENGTH]


@cache
def _general() -> dict[str, list[str]]:
    return {slot: _filled(words) for slot, words in general_words().items()}


@cache
def _topics() -> list[Tables]:
    return [tuple(_filled(words) for words in topic.values()) for topic in topic_words()]


@cache
def _slot_numbers() -> dict[str, int]:
    return {slot: number for number, slot in enumerate((*_general(), *OWN_SLOTS))}


def _compile(shape: Shape) -> Compiled:
    numbers = [_slot_numbers()[name] for name in shape.slots]
    if len(numbers) > 1:
        return shape.frame, itemgetter(*numbers)
    # itemgetter of a single number gives no tuple; of a slice it does
    first = numbers[0] if numbers else 0
    return shape.frame, itemgetter(slice(first, first + len(numbers)))


@cache
def _banks() -> list[Bank]:
    compiled = {
        mood: [_compile(shape) for shape in draw_shapes(mood, BANKS * TABLE_LENGTH)]
        for mood in MOODS
    }
    return [
        {mood: shapes[bank::BANKS] for mood, shapes in compiled.items()} for bank in range(BANKS)
    ]


def capitalized(sentence: str) -> str:
    """Return the sentence with its first letter in capitals."""
    return sentence[0].upper() + sentence[1:]


class Prose:
    """Sentences about one topic; `names` are the people they may mention."""

    def __init__(self, rng: Random, names: list[str]) -> None:
        self._bits = rng.getrandbits
        self._draws: Iterator[int] = chain.from_iterable(iter(self._draw, None))
        self.place = rng.choice(rng.choice((CITIES, COUNTRIES)))
        self._shapes = rng.choice(_banks())
        own = (_filled(names), _filled([self.place]))
        self._tables: Tables = (*_general().values(), *rng.choice(_topics()), *own)

    def sentence(self, mood: Mood) -> str:
        """Return one sentence, its first letter as it fell: `so` may come before it."""
        draws = self._draws
        frame, tables_of = self._shapes[mood][next(draws)]
        return frame % tuple(map(getitem, tables_of(self._tables), draws))

    def sentences(self, mood: Mood, length: float) -> list[str]:
        """Return whole sentences, of about `length` characters together."""
        draws, shapes, tables, made = self._draws, self._shapes[mood], self._tables, []
        while length > 0:  # `sentence` once more, without the call
            frame, tables_of = shapes[next(draws)]
            sentence = frame % tuple(map(getitem, tables_of(tables), draws))
            made.append(sentence[0].upper() + sentence[1:])
            length -= len(sentence)
        return made

    def headline(self) -> str:
        """Return a title for the document, every word capitalized as NPR does."""
        return " ".join([capitalized(word) for word in self.sentence("HEADLINE").split(" ")])

    def _draw(self) -> memoryview | None:
        bits = self._bits(16 * DRAWS) & MASK
        return memoryview(bits.to_bytes(2 * DRAWS, sys.byteorder)).cast("H")
