"""Being told to stop: what was begun is cleared away, and the exit code says by which signal."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

_told: list[BaseException] = []


class Stopped(BaseException):
    """The process was told to stop by a signal."""

    def __init__(self, number: int):
        super().__init__(signal.Signals(number).name)
        self.number = number

    @property
    def exit_code(self) -> int:
        """The code that shells give to a command ended by this signal."""
        return 128 + self.number


def heed_signals() -> None:
    """Raise `Stopped` in the main thread on SIGTERM and SIGHUP, unless they are ignored (nohup).

    What Ctrl-C and they raise is remembered for `told_to_stop`.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)


@contextmanager
def told_to_stop() -> Iterator[None]:
    """Raise what a signal raised, whatever was made of it: of any, DuckDB makes a `RuntimeError`."""
    try:
        yield
    except Exception:
        if _told:
            raise _told[-1] from None
        raise


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    _raise(KeyboardInterrupt())


def _raise(told: BaseException) -> NoReturn:
    _told.append(told)
    raise told


def _stop(number: int, _frame: FrameType | None) -> NoReturn:
    for name in ("SIGTERM", "SIGHUP"):  # a second one would stop the clearing away
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    _raise(Stopped(number))
