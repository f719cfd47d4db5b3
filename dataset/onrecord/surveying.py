"""What one worker does first: a look at sources, each record's hash and size; no text is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pyarrow as pa

from onrecord.errors import SourceError
from onrecord.sources import Found, is_shard, survey
from onrecord.tables import make_table
from onrecord.work import reject_source

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
    ]
)
#: Files that are surveyed at once.
_FILES = 1000


@dataclass(frozen=True)
class SurveyTask:
    """Sources to look at, each with the number of what is wanted of it."""

    number: int
    sources: tuple[tuple[Found, int], ...]
    limit: int

    def __str__(self) -> str:
        return f"the survey of {self.sources[0][0].uri}"


class Surveyed(NamedTuple):
    """What was found (`SURVEY`) and what could not be read (``rejects``)."""

    number: int
    found: Any
    rejects: Any


def plan_survey(found: Sequence[Found], numbers: Sequence[int], limit: int) -> Iterator[SurveyTask]:
    """Files by the thousand, each shard by itself."""
    files: list[tuple[Found, int]] = []
    count = 0
    for one in zip(found, numbers, strict=True):
        if is_shard(one[0]):
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
    rows = []
    rejects = []
    for source, wanted in task.sources:
        for found, known in survey(source, task.limit):
            sha256 = size = None
            if isinstance(known, SourceError):
                rejects.append(reject_source(found.uri, None, known))
            else:
                sha256, size = known.sha256, known.size
            rows.append((found.uri, found.path, found.root, wanted, found.place, sha256, size))
    columns = list(zip(*rows, strict=True)) or [()] * len(SURVEY)
    table = pa.table([list(column) for column in columns], schema=SURVEY)
    return Surveyed(task.number, table, make_table("rejects", [tuple(one) for one in rejects]))
