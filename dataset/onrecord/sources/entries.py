"""The records of a shard, as each kind of shard gives them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, Protocol

from onrecord.sources.discovery import Found

Read = Callable[[int], bytes]


class Entry(NamedTuple):
    """One record of a shard.

    `place` is where it lies, and `name` what its URI says after ``#``; `read` gives its bytes, at most
    as many as it is told, before the next entry is asked for, and raises `SourceError`. `is_utf_8` where
    the shard held characters and not bytes. `companions` read what lies beside it, by name.
    """

    place: int
    name: str
    read: Read
    is_utf_8: bool = False
    companions: Mapping[str, Read] = MappingProxyType({})


class Lister(Protocol):
    """What reads one kind of shard."""

    def __call__(
        self, shard: Found, limit: int, places: Sequence[int] | None = None
    ) -> Iterator[Entry]:
        """The records in the order they lie; with `places`, which ascend, those at these alone.

        Names need not be unique, and mean nothing where `places` are given. Raises `SourceError` where
        the shard is damaged, after what could be read.
        """
        ...
