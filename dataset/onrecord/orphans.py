"""Workers that end with the process that started them, however it ends."""

from __future__ import annotations

import multiprocessing
import os
import threading
from multiprocessing.connection import wait


def follow_parent() -> None:
    """End this process as soon as the one that started it is gone: nobody waits for its results.

    A worker waiting for a task would never notice: it holds the other end of its queue itself.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
