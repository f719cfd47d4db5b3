"""Whether a worker elsewhere is one that may work: the same versions, the same folders.

The other half of the Dask engine: what runs on its workers.
"""

from __future__ import annotations

import os
import pickle
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import pyarrow as pa

from onrecord.version import __version__

_PROBE = ".onrecord-probe"
_one_at_a_time = Lock()


class UnfitWorker(Exception):
    """A worker that must not work; the message says which and why."""


@dataclass(frozen=True)
class Terms:
    """What workers must have in common with whoever sends them tasks."""

    versions: tuple[tuple[str, str], ...]
    target: str | None
    token: str
    sources: tuple[str, ...]


@contextmanager
def stated_terms(sees: Sequence[Path]) -> Iterator[Terms]:
    """The terms to send along; a file in the first of `sees` proves, while they hold, that it is that folder."""
    paths = tuple(os.path.abspath(path) for path in sees)  # noqa: PTH100 - not through links
    terms = Terms(_versions(), next(iter(paths), None), secrets.token_hex(8), paths[1:])
    if terms.target is None:
        yield terms
        return
    probe = Path(terms.target, f"{_PROBE}-{terms.token}")
    probe.write_text(terms.token, encoding="ascii")
    try:
        yield terms
    finally:
        probe.unlink(missing_ok=True)


def carry_out(order: bytes, terms: Terms) -> bytes:
    """The pickled result of a pickled function and task, on a worker. Raises `UnfitWorker`.

    Dask looks into what is not bytes, which takes it long. One task at a time in a process, however many threads it has: so it is in the other engines.
    """
    if why := find_fault(terms):
        raise UnfitWorker(why)
    with _one_at_a_time:
        function: Callable[[Any], Any]
        function, task = pickle.loads(order)  # noqa: S301 - it comes from the scheduler we serve
        return pickle.dumps(function(task))


@lru_cache(maxsize=8)
def find_fault(terms: Terms) -> str | None:
    """Why this process must not work on these terms, in words; None if it may."""
    for (name, theirs), (_, ours) in zip(terms.versions, _versions(), strict=True):
        if theirs != ours:
            return f"has {name} {ours} where the build has {theirs}: install that one there"
    if terms.target and (why := _cannot_write(Path(terms.target), terms.token)):
        return (
            f"does not have the folder {terms.target} of the build ({why}): "
            "build to a folder on a file system that all workers share"
        )
    for source in terms.sources:
        if not os.path.exists(source):  # noqa: PTH110 - a string
            return f"does not see the sources at {source}: put them where all workers see them"
    return None


def _versions() -> tuple[tuple[str, str], ...]:
    """Those that a manifest says a dataset was made with."""
    return (("onrecord", __version__), ("pyarrow", pa.__version__))


def _cannot_write(target: Path, token: str) -> str | None:
    """Why a worker cannot write into what is surely the same folder."""
    probe = target / f"{_PROBE}-{token}"
    try:
        if probe.read_text(encoding="ascii") != token:
            return "another folder is there"
        trial = target / f"{_PROBE}-{token}-{secrets.token_hex(4)}"
        trial.touch()
        trial.unlink()
    except OSError as error:
        return error.strerror or str(error)
    return None
