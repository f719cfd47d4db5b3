"""Documents of the corpus, each made from the seed and its own number alone."""

from __future__ import annotations

import math
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.corpus.gatherings import make_gathering
from benchmarks.corpus.transcripts import make_transcript

if TYPE_CHECKING:
    from benchmarks.corpus.page import Truth

PLAIN_SHARE = 0.15
# lengths of the words in characters: log-normal, as measured lengths of broadcasts are
MEAN_LENGTH = 5_500
SIGMA = 0.72
SHORTEST, LONGEST = 700, 90_000


class Document(NamedTuple):
    """One page: where it goes below the corpus, its text and what is true of it."""

    path: str
    text: str
    truth: Truth


def path_of(index: int) -> str:
    """Return the path of a page, a thousand pages to a folder: `01/page-0001234.txt`."""
    return f"{index // 1000:02d}/page-{index:07d}.txt"


def make_document(seed: int, index: int) -> Document:
    """Return the page of that number, which depends on nothing but the two numbers."""
    rng = Random(f"{seed}/{index}")
    drawn = rng.lognormvariate(math.log(MEAN_LENGTH) - SIGMA**2 / 2, SIGMA)
    length = min(max(drawn, SHORTEST), LONGEST)
    make = make_gathering if rng.random() < PLAIN_SHARE else make_transcript
    path = path_of(index)
    return Document(path, *make(rng, path, length))
