"""Steps that being told to stop does not tear apart: the stop waits until they are done.

A signal that comes while a file is made would else be raised before anybody has its name.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class _Steps(threading.local):
    """How many such steps this thread is in, and the stop that waits for them."""

    def __init__(self) -> None:
        self.depth = 0
        self.waiting: BaseException | None = None


_steps = _Steps()


@contextmanager
def undisturbed() -> Iterator[None]:
    """Put off what `stop` raises until the end of the step."""
    _steps.depth += 1
    try:
        yield
    finally:
        _steps.depth -= 1
        if _steps.depth == 0 and _steps.waiting is not None:
            waiting, _steps.waiting = _steps.waiting, None
            raise waiting


def stop(error: BaseException) -> None:
    """Raise `error` in this thread, now or after the step that it is in; for handlers of signals."""
    if _steps.depth == 0:
        raise error
    _steps.waiting = error
