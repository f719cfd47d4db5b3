"""Functions that tests/test_engines.py sends to workers, which import this file by its name."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path


def square(number: int) -> int:
    return number * number


def add_one(numbers: list[int]) -> list[int]:
    return [number + 1 for number in numbers]


def die_the_first_time(marker: Path) -> str:
    if not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return marker.name


def die_on_seven(number: int) -> int:
    if number == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def refuse_three(number: int) -> int:
    if number == 3:
        raise ValueError(f"not {number}")
    return number


class Stubborn(Exception):
    """An error that cannot be pickled."""

    def __init__(self, *, number: int):
        super().__init__(number)
        self.unpicklable = lambda: number


def raise_stubborn(number: int) -> int:
    raise Stubborn(number=number)


def sleep(seconds: float) -> float:
    time.sleep(seconds)
    return seconds
