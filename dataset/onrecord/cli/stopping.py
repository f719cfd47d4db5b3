"""Being told to stop: what was begun is cleared away, and the exit code says by which signal."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from onrecord.undisturbed import stop

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

    Neither they nor Ctrl-C tear apart what is `undisturbed`; what they raise is remembered for
    `told_to_stop`.
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


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    _remember(KeyboardInterrupt())


def _remember(told: BaseException) -> None:
    _told.append(told)
    stop(told)


def _stop(number: int, _frame: FrameType | None) -> None:
    for name in ("SIGTERM", "SIGHUP"):  # a second one would stop the clearing away
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    _remember(Stopped(number))
