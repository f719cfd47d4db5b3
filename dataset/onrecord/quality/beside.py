"""Work done on another core while the queries run: rows that come from a thread of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from queue import Queue
from threading import Thread
from typing import TypeVar

T = TypeVar("T")

#: So many may wait to be taken; whoever makes them waits then.
_WAITING = 10_000


def ahead(made: Iterable[T]) -> Iterator[T]:
    """What `made` gives, in order, made from now on and not when it is asked for.

    What making raises is raised where the rest is taken.
    """
    waiting: Queue[T | _End] = Queue(_WAITING)
    Thread(target=_make, args=(made, waiting), daemon=True).start()
    return _taken(waiting)


class _End:
    """That there is no more, and what went wrong, if anything did."""

    def __init__(self, error: Exception | None = None):
        self.error = error


def _make(made: Iterable[T], waiting: Queue[T | _End]) -> None:
    try:
        for one in made:
            waiting.put(one)
    except Exception as error:
        waiting.put(_End(error))
    else:
        waiting.put(_End())


def _taken(waiting: Queue[T | _End]) -> Iterator[T]:
    while not isinstance(one := waiting.get(), _End):
        yield one
    if one.error is not None:
        raise one.error
