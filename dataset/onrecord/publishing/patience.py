"""Calls made again after failures that pass: a busy host, a limit on calls, a connection that broke."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import ceil
from typing import TypeVar

from onrecord.errors import CallError
from onrecord.progress import Teller

Got = TypeVar("Got")

#: How often a call is made, the seconds before the second time, and the most seconds waited once.
TRIES, FIRST, MOST = 6, 1.0, 300.0

KEPT = "what was sent is kept: run the same command again later, and it goes on from there"


class Passing(Exception):
    """A failure that may pass by itself; `wait` are the seconds that the host asks for."""

    def __init__(self, why: str, wait: float | None = None):
        super().__init__(why)
        self.why = why
        self.wait = wait


def with_patience(attempt: Callable[[], Got], host: str, told: Teller) -> Got:
    """What `attempt` gives, tried `TRIES` times while it raises `Passing`.

    The waits double, or are what the host asks for. Raises `CallError` where it asks for more than
    `MOST` seconds, and where the last try fails.
    """
    for number in range(1, TRIES + 1):
        try:
            return attempt()
        except Passing as failure:
            wait = FIRST * 2 ** (number - 1) if failure.wait is None else failure.wait
            if wait > MOST:
                raise CallError(
                    f"{host}: {failure.why}, and asks to wait {ceil(wait)} seconds; {KEPT}"
                ) from None
            if number == TRIES:
                raise CallError(f"{host}: {failure.why}, {TRIES} times in a row; {KEPT}") from None
            _wait(wait, host, number, told)
    raise AssertionError("the last try returns or raises")


def _wait(seconds: float, host: str, number: int, told: Teller) -> None:
    """Sleep, telling once a second how long still."""
    whole = ceil(seconds)
    stage = f"waiting for {host} ({number})"
    for done in range(whole):
        told(stage, done, whole, unit="seconds")
        time.sleep(min(1.0, seconds - done))
    told(stage, whole, whole, unit="seconds")


def asked_wait(headers: Mapping[str, str]) -> float | None:
    """The seconds that an answer asks to wait: ``Retry-After``, or the end of a spent limit.

    RFC 9110, section 10.2.3, allows seconds and a date; GitHub and Zenodo tell the end of a limit in
    ``X-RateLimit-Reset``, as seconds since 1970.
    """
    said = headers.get("retry-after", "").strip()
    if said.isdecimal() and len(said) < 10:
        return float(said)
    with suppress(ValueError, TypeError, OverflowError):
        return max(0.0, (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds())
    reset = headers.get("x-ratelimit-reset", "")
    if headers.get("x-ratelimit-remaining") == "0" and reset.isdecimal() and len(reset) < 12:
        return max(0.0, int(reset) - time.time()) + 1
    return None
