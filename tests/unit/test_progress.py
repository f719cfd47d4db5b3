"""Progress: what is told of a run, when, and how it is shown."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import onrecord
from onrecord.cli import progress as shown
from onrecord.cli.progress import Lines, PlainLines, ProgressMode, finished_line, running_words
from onrecord.progress import Step, Teller


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """The time."""
        return self.now


def step(**fields: Any) -> Step:
    plain: dict[str, Any] = {
        "stage": "converting",
        "done": 1234,
        "total": 5000,
        "rejects": 0,
        "elapsed_s": 10.0,
        "left_s": 30.5,
        "unit": "sources",
        "bytes": None,
    }
    return Step(**plain | fields)


# What is told


def test_first_and_last_are_told_and_ten_a_second_between() -> None:
    clock, told = Clock(), list[Step]()
    teller = Teller(told.append, clock)
    for done in range(1001):
        teller("converting", done, 1000)
        clock.now += 0.001
    assert [told[0].done, told[-1].done] == [0, 1000]
    assert 10 <= len(told) <= 12


def test_time_left_is_told_from_the_pace_so_far() -> None:
    clock, told = Clock(), list[Step]()
    teller = Teller(told.append, clock)
    for done in (0, 25, 100):
        teller("converting", done, 100, rejects=done // 25, unit="sources", size=done * 10)
        clock.now += 2.0
    assert told == [
        Step("converting", 0, 100, 0, 0.0, None, "sources", 0),
        Step("converting", 25, 100, 1, 2.0, 6.0, "sources", 250),
        Step("converting", 100, 100, 4, 4.0, 0.0, "sources", 1000),
    ]
    assert [one.is_last for one in told] == [False, False, True]


def test_a_stage_that_begins_with_something_done_began_when_the_last_was_told() -> None:
    clock, told = Clock(), list[Step]()
    teller = Teller(told.append, clock)
    clock.now += 3.0
    teller("reading", 1, 1)
    clock.now += 5.0
    teller("writing", 1, 2)
    assert [(one.elapsed_s, one.left_s) for one in told] == [(3.0, 0.0), (5.0, 5.0)]


def test_what_was_held_back_is_told_before_the_next_stage() -> None:
    clock, told = Clock(), list[Step]()
    teller = Teller(told.append, clock)
    teller("reading", 1, 10)
    teller("reading", 9, 10)
    teller("converting", 0, 5)
    assert [(one.stage, one.done) for one in told] == [
        ("reading", 1),
        ("reading", 9),
        ("converting", 0),
    ]


def test_the_end_of_a_stage_is_told_once() -> None:
    told = list[Step]()
    teller = Teller(told.append, Clock())
    for _ in range(3):
        teller("archives", 10, 10)
    teller("empty", 0, 0)
    assert [(one.stage, one.done) for one in told] == [("archives", 10), ("empty", 0)]


def test_nobody_is_told_where_nobody_watches() -> None:
    Teller(None, Clock())("converting", 1, 2)


def test_a_build_tells_python_the_fields_that_the_command_line_prints(
    pages: Path, tmp_path: Path
) -> None:
    told = list[onrecord.Step]()
    onrecord.build(pages, out=tmp_path / "data", progress=told.append)
    last = {one.stage: one for one in told if one.is_last}
    assert list(last) == ["reading", "converting", "writing"]
    assert (last["reading"].done, last["reading"].unit) == (4, "sources")
    assert (last["converting"].total, last["converting"].rejects) == (4, 1)
    assert last["converting"].bytes == sum(path.stat().st_size for path in pages.iterdir())
    assert list(told[0].as_dict()) == FIELDS


def test_what_a_watcher_raises_ends_the_build_and_leaves_nothing(
    pages: Path, tmp_path: Path
) -> None:
    def watch(one: Step) -> None:
        if one.stage == "writing":
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        onrecord.build(pages, out=tmp_path / "place" / "data", progress=watch)
    assert list((tmp_path / "place").iterdir()) == []


# How it is shown


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "1,234 of 5,000 sources, 123/s, 0:30 left"),
        (
            {"rejects": 12, "bytes": 41_000_000, "left_s": 3725.0},
            "1,234 of 5,000 sources, 12 rejected, 123/s, 4.1 MB/s, 1:02:05 left",
        ),
        (
            {"unit": "bytes", "done": 2_000_000, "total": 4_500_000},
            "2.0 MB of 4.5 MB, 200.0 kB/s, 0:30 left",
        ),
        (
            {"done": 0, "elapsed_s": 0.0, "left_s": None, "unit": "steps"},
            "0 of 5,000 steps",
        ),
    ],
)
def test_a_running_stage_in_words(fields: dict[str, Any], words: str) -> None:
    assert running_words(step(**fields)) == words


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"done": 5000, "elapsed_s": 12.5}, "converting: 5,000 sources in 12.5 s, 400/s"),
        (
            {"done": 5000, "elapsed_s": 125.0, "rejects": 1},
            "converting: 5,000 sources in 2:05, 1 rejected, 40/s",
        ),
        ({"done": 5, "elapsed_s": 0.04}, "converting: 5 sources in 0.0 s"),
        ({"done": 5000, "unit": "bytes"}, "converting: 5.0 kB in 10.0 s, 500 bytes/s"),
    ],
)
def test_a_finished_stage_in_a_line(fields: dict[str, Any], line: str) -> None:
    assert finished_line(step(**fields)) == line


def test_plain_lines_come_every_five_seconds_and_at_the_end_of_a_stage() -> None:
    clock, stream = Clock(), io.StringIO()
    show = PlainLines(Lines(stream), clock)
    for done in range(1, 13):
        clock.now += 1.0
        show(step(done=done, total=12))
    lines = stream.getvalue().splitlines()
    assert [line.split(",")[0] for line in lines] == [
        "converting: 5 of 12 sources",
        "converting: 10 of 12 sources",
        "converting: 12 sources in 10.0 s",
    ]


def test_a_stream_that_nobody_reads_is_left_alone() -> None:
    class Gone(io.StringIO):
        tries = 0

        def write(self, _text: str) -> int:
            self.tries += 1
            raise BrokenPipeError

    stream = Gone()
    lines = Lines(stream)
    for _ in range(3):
        lines.write("lost")
    assert stream.tries == 1


class Screen(io.StringIO):
    """A stream that may be a terminal."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        """Whether it is one."""
        return self._terminal


@pytest.mark.parametrize(
    ("mode", "terminal", "wanted", "kind"),
    [
        ("auto", True, True, "function"),
        ("auto", False, True, "PlainLines"),
        ("auto", True, False, "NoneType"),
        ("auto", False, False, "NoneType"),
        ("none", True, True, "NoneType"),
        ("plain", True, True, "PlainLines"),
        ("json", True, True, "JsonLines"),
        ("json", False, False, "JsonLines"),
        ("bar", False, True, "function"),
    ],
)
def test_how_progress_is_shown(
    monkeypatch: pytest.MonkeyPatch, mode: str, terminal: bool, wanted: bool, kind: str
) -> None:
    monkeypatch.setattr(sys, "stderr", Screen(terminal=terminal))
    with shown.shown_progress(ProgressMode(mode), wanted=wanted) as show:
        assert type(show).__name__ == kind


def test_bars_leave_a_plain_line_for_each_finished_stage(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    screen = Screen(terminal=True)
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    with shown.shown_progress(ProgressMode.bar, wanted=True) as show:
        assert show is not None
        show(step(stage="reading [x]"))
        show(step(stage="reading [x]", done=5000, elapsed_s=10.0))
    assert "reading [x]: 5,000 sources in 10.0 s, 500/s\n" in screen.getvalue()


# On the command line


FIELDS = ["stage", "done", "total", "rejects", "elapsed_s", "left_s", "unit", "bytes"]


def build(pages: Path, out: Path, *options: str, **ways: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "onrecord", "build", str(pages), "-o", str(out), *options],
        stdout=subprocess.PIPE,
        text=True,
        timeout=120,
        check=True,
        **ways,
    )


def test_json_lines_are_for_programs(pages: Path, tmp_path: Path) -> None:
    done = build(pages, tmp_path / "data", "--progress", "json", "--json", stderr=subprocess.PIPE)
    events = [json.loads(line) for line in done.stderr.splitlines()]
    assert all(list(event) == FIELDS for event in events)
    assert [event["stage"] for event in events if event["done"] == event["total"]] == [
        "reading",
        "converting",
        "writing",
    ]
    assert json.loads(done.stdout)["built"] == 3


def test_plain_lines_and_none(pages: Path, tmp_path: Path) -> None:
    plain = build(pages, tmp_path / "data", stderr=subprocess.PIPE)
    assert [line.split(":")[0] for line in plain.stderr.splitlines()] == [
        "reading",
        "converting",
        "writing",
    ]
    for options in (("--quiet",), ("--json",), ("--progress", "none")):
        assert build(pages, tmp_path / "data", *options, stderr=subprocess.PIPE).stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="pipes")
def test_a_build_whose_watcher_has_gone_ends_as_it_should(pages: Path, tmp_path: Path) -> None:
    end, begin = os.pipe()
    os.close(end)
    try:
        done = build(pages, tmp_path / "data", "--progress", "json", "-q", stderr=begin)
    finally:
        os.close(begin)
    assert done.returncode == 0
    assert onrecord.verify(tmp_path / "data") == []


def test_the_fields_are_documented(root: Path) -> None:
    page = (root / "docs/scale.md").read_text(encoding="utf-8")
    assert all(f"| `{field}` |" in page for field in FIELDS)
