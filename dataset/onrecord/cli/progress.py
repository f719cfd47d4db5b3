"""Progress on standard error: a bar on a terminal, plain lines elsewhere, or JSON for programs.

Nothing that goes wrong with standard error, such as a reader that has gone, ends a run.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from time import monotonic
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from onrecord.disk import bytes_of

if TYPE_CHECKING:
    from onrecord.progress import Progress, Step

#: Seconds between two plain lines of a stage.
_EVERY = 5.0
#: Seconds after which a rate means something.
_STEADY = 0.5


class ProgressMode(StrEnum):
    """How progress is shown."""

    auto = "auto"
    bar = "bar"
    plain = "plain"
    json = "json"
    none = "none"


ProgressOption = Annotated[
    ProgressMode,
    typer.Option(
        "--progress",
        help="On standard error: a bar, plain lines, JSON lines or none; "
        "auto is a bar on a terminal and plain lines elsewhere.",
    ),
]


@contextmanager
def shown_progress(mode: ProgressMode, *, wanted: bool) -> Iterator[Progress | None]:
    """Whoever shows the progress of a run; None where nobody does.

    What is asked for by name is shown; ``auto`` shows nothing unless `wanted`, as with ``--quiet``.
    """
    if mode is ProgressMode.auto:
        chosen = ProgressMode.bar if _is_terminal(sys.stderr) else ProgressMode.plain
        mode = chosen if wanted else ProgressMode.none
    if mode is ProgressMode.bar:
        with _bars() as show:
            yield show
    elif mode is ProgressMode.plain:
        yield PlainLines(Lines(sys.stderr))
    elif mode is ProgressMode.json:
        yield JsonLines(Lines(sys.stderr))
    else:
        yield None


class Lines:
    """A stream of whole lines, each flushed; nothing more once nobody reads it."""

    def __init__(self, stream: TextIO):
        self._stream = stream
        self._is_read = True

    def write(self, line: str) -> None:
        """Write a line, if anybody reads it."""
        if not self._is_read:
            return
        try:
            self._stream.write(f"{line}\n")
            self._stream.flush()
        except (OSError, ValueError):
            self._is_read = False
            _leave(self._stream)


def _leave(stream: TextIO) -> None:
    """Send what is still to be written nowhere, so that the end of the process does not fail on it."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


class JsonLines:
    """One JSON object a line for every event; docs tell the fields, which stay."""

    def __init__(self, lines: Lines):
        self._lines = lines

    def __call__(self, step: Step) -> None:
        """Write the event."""
        self._lines.write(json.dumps(step.as_dict()))


class PlainLines:
    """A line every few seconds, and one at the end of each stage."""

    def __init__(self, lines: Lines, clock: Callable[[], float] = monotonic):
        self._lines = lines
        self._clock = clock
        self._written = clock()

    def __call__(self, step: Step) -> None:
        """Write the event, if it is time to."""
        now = self._clock()
        if step.is_last:
            self._lines.write(finished_line(step))
        elif now - self._written >= _EVERY:
            self._lines.write(f"{step.stage}: {running_words(step)}")
        else:
            return
        self._written = now


@contextmanager
def _bars() -> Iterator[Progress]:
    """A bar for each stage that runs; a plain line for each that is finished."""
    from rich.console import Console
    from rich.progress import BarColumn, TaskID, TextColumn
    from rich.progress import Progress as Bars

    console = Console(stderr=True, force_terminal=True, soft_wrap=True, highlight=False)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(24))
    words = TextColumn("{task.fields[words]}", markup=False)
    with Bars(*columns, words, console=console, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def show(step: Step) -> None:
            total = step.total or None
            if step.stage not in tasks:
                tasks[step.stage] = bars.add_task(step.stage, total=total, words="")
            task = tasks[step.stage]
            bars.update(task, completed=step.done, total=total, words=running_words(step))
            if step.is_last:
                bars.remove_task(tasks.pop(step.stage))
                bars.refresh()  # or the line would be followed by the bar as it was
                console.print(finished_line(step), markup=False)

        yield show


def running_words(step: Step) -> str:
    """How far a stage is: ``1,234 of 5,000 documents, 12 rejected, 350/s, 4.1 MB/s, 0:11 left``."""
    if step.unit == "bytes":
        done = f"{bytes_of(step.done)} of {bytes_of(step.total)}"
    else:
        done = f"{step.done:,} of {step.total:,} {step.unit}"
    left = None if step.left_s is None else f"{_clock_time(step.left_s)} left"
    return _joined(done, _rejected(step), *_rates(step), left)


def finished_line(step: Step) -> str:
    """What a finished stage did: ``converting: 5,000 documents in 14.2 s, 12 rejected, 352/s``."""
    many = bytes_of(step.done) if step.unit == "bytes" else f"{step.done:,} {step.unit}"
    took = f"{step.elapsed_s:.1f} s" if step.elapsed_s < 60 else _clock_time(step.elapsed_s)
    return f"{step.stage}: {_joined(f'{many} in {took}', _rejected(step), *_rates(step))}"


def _rejected(step: Step) -> str | None:
    return f"{step.rejects:,} rejected" if step.rejects else None


def _rates(step: Step) -> Iterator[str]:
    """How many a second, and bytes where they are known; neither before it is steady."""
    if step.elapsed_s < _STEADY or step.unit in {"steps", "tables", "figures", "seconds"}:
        return
    if step.unit != "bytes":
        yield f"{step.done / step.elapsed_s:,.0f}/s"
    size = step.done if step.unit == "bytes" else step.bytes
    if size:
        yield f"{bytes_of(size / step.elapsed_s)}/s"


def _joined(*words: str | None) -> str:
    return ", ".join(word for word in words if word)


def _clock_time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _is_terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except (ValueError, AttributeError):
        return False
