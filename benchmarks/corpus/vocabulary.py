"""Words for every open slot of a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.corpus.inflection import (
    gerund_of,
    past_of,
    pluralize,
    third_person,
    with_article,
)
from benchmarks.corpus.places import CITIES, COUNTRIES, SCHOOLS, STATES
from benchmarks.corpus.words import read_topics, read_words

if TYPE_CHECKING:
    from collections.abc import Sequence

SMALL_NUMBERS = (
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "fifteen", "twenty", "thirty", "forty",
)  # fmt: skip


def general_words() -> dict[str, Sequence[str]]:
    """Return the words of each slot that are the same in every document."""
    jobs, adjectives = read_words("jobs"), read_words("adjectives")
    things = read_words("things")
    return {
        **_verbs(),
        "thing": things,
        "things": [pluralize(word) for word in things],
        "job": jobs,
        "jobs": [pluralize(word) for word in jobs],
        "a_job": [with_article(word) for word in jobs],
        "mass": read_words("mass-nouns"),
        "adj": adjectives,
        "a_adj": [with_article(word) for word in adjectives],
        "adv": read_words("adverbs"),
        "kin": read_words("kin"),
        "aside": read_words("asides"),
        "opener": read_words("openers"),
        "remark": read_words("remarks"),
        "time": read_words("times"),
        "num": _numbers(),
        "sum": _sums(),
        "year": [str(year) for year in range(1931, 2010)],
        "city": CITIES,
        "state": STATES,
        "country": COUNTRIES,
        "body": read_words("bodies"),
        "school": SCHOOLS,
    }


def topic_words() -> list[dict[str, Sequence[str]]]:
    """Return, for each topic, the words of the slots that are its own."""
    return [
        {
            "tn": nouns,
            "tns": [pluralize(word) for word in nouns],
            "a_tn": [with_article(word) for word in nouns],
        }
        for nouns in read_topics()
    ]


def _verbs() -> dict[str, Sequence[str]]:
    regular = [(verb, past_of(verb), past_of(verb)) for verb in read_words("verbs")]
    irregular = [line.split(" ") for line in read_words("verbs-irregular")]
    bases, pasts, participles = zip(*regular, *irregular, strict=True)
    return {
        "vt": bases,
        "vts": [third_person(verb) for verb in bases],
        "vtd": pasts,
        "vtn": participles,
        "vtg": [gerund_of(verb) for verb in bases],
    }


def _numbers() -> list[str]:
    counts = [str(number) for number in (*range(13, 100, 3), *range(120, 990, 35))]
    shares = [f"{number} percent of the" for number in range(3, 98, 4)]
    large = [f"{number},{rest}00" for number in range(1, 90, 7) for rest in (1, 2, 5, 8)]
    rough = ["a dozen", "half a dozen", "a couple hundred"]
    return [*SMALL_NUMBERS * 4, *counts, *shares, *large, *rough]


def _sums() -> list[str]:
    small = [f"${number}" for number in range(15, 900, 45)]
    large = [
        f"${number} {unit}"
        for number in (2, 3, 7, 12, 40, 65, 180, 1.5, 4.2)
        for unit in ("million", "billion")
    ]
    return [*small, *large, *(f"{number} percent" for number in range(2, 99))]
