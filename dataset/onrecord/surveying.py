"""What one worker does first: a look at sources, each record's hash and size; no text is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pyarrow as pa

from onrecord.errors import SourceError
from onrecord.prefilter import may_hold_transcript
from onrecord.source import Companion
from onrecord.sources import Found, Wanted, is_shard, read_through
from onrecord.tables import make_table
from onrecord.work import reject_source

_COMPANION = [("name", pa.string()), ("sha256", pa.string()), ("bytes", pa.int64())]
#: What a survey says of each record of a source that could be read.
SURVEY = pa.schema(
    [
        ("uri", pa.string()),
        ("path", pa.string()),
        ("root", pa.string()),
        ("wanted", pa.int32()),
        ("place", pa.int64()),
        ("sha256", pa.string()),
        ("bytes", pa.int64()),
        ("beside", pa.list_(pa.struct(_COMPANION))),
    ]
)
#: Files that are surveyed at once.
_FILES = 1000


@dataclass(frozen=True)
class SurveyTask:
    """Sources to look at."""

    number: int
    sources: tuple[Found, ...]
    limit: int

    def __str__(self) -> str:
        return f"the survey of {self.sources[0].uri}"


class Surveyed(NamedTuple):
    """What was found (`SURVEY`), what is wanted of it, and what could not be read (``rejects``).

    `n_passed` pages of a crawl were no transcripts at a glance.
    """

    number: int
    found: Any
    wanted: tuple[Wanted, ...]
    rejects: Any
    n_passed: int


def plan_survey(found: Sequence[Found], limit: int) -> Iterator[SurveyTask]:
    """Files by the thousand, each shard by itself."""
    files: list[Found] = []
    count = 0
    for one in found:
        if is_shard(one):
            yield SurveyTask(count, (one,), limit)
            count += 1
            continue
        files.append(one)
        if len(files) == _FILES:
            yield SurveyTask(count, tuple(files), limit)
            files, count = [], count + 1
    if files:
        yield SurveyTask(count, tuple(files), limit)


def survey_sources(task: SurveyTask) -> Surveyed:
    """Look at the sources of a task."""
    wanted: dict[int, tuple[int, Wanted]] = {}
    rows = []
    rejects = []
    n_passed = 0
    for one in task.sources:
        for found, read in read_through(one, task.limit):
            sha256 = size = None
            beside: tuple[Companion, ...] = ()
            if isinstance(read, SourceError):
                rejects.append(reject_source(found.uri, None, read))
            elif found.wanted.crawl and not may_hold_transcript(read.data):
                n_passed += 1
                continue
            else:
                sha256, size, beside = read.sha256, len(read.data), read.beside
            number, _ = wanted.setdefault(id(found.wanted), (len(wanted), found.wanted))
            place = (found.uri, found.path, found.root, number, found.place)
            rows.append((*place, sha256, size, [one._asdict() for one in beside]))
    columns = list(zip(*rows, strict=True)) or [()] * len(SURVEY)
    return Surveyed(
        task.number,
        pa.table([list(column) for column in columns], schema=SURVEY),
        tuple(one for _, one in wanted.values()),
        make_table("rejects", [tuple(one) for one in rejects]),
        n_passed,
    )
