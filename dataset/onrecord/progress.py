"""How far a run is: one event type, told to whoever watches, at most some ten times a second.

::

    def watch(step: onrecord.Step) -> None:
        print(step.stage, step.done, step.total)

    onrecord.build("pages", out="data", progress=watch)

What a watcher raises ends the run as any error does, and leaves the previous dataset whole.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from time import monotonic
from typing import Any

#: Seconds between two events of a stage, its first and its last excepted.
_EVERY = 0.1


@dataclass(frozen=True)
class Step:
    """How far a stage is: `done` of `total` (0 where it is not known), and how many were rejected.

    `elapsed_s` are the seconds since the stage began, `left_s` those it will take at the same pace,
    None where nothing is done yet. `unit` says what is counted (``sources``, ``documents``,
    ``tables``, ``files``, ``bytes``, ``figures``, ``steps``, ``seconds``), `bytes` how many bytes
    went through, None where that is not known.
    """

    stage: str
    done: int
    total: int
    rejects: int
    elapsed_s: float
    left_s: float | None
    unit: str
    bytes: int | None

    @property
    def is_last(self) -> bool:
        """Whether the stage is finished."""
        return self.done >= self.total

    def as_dict(self) -> dict[str, Any]:
        """The fields, ready for JSON."""
        return asdict(self)


#: Whoever watches a run.
Progress = Callable[[Step], None]


class Teller:
    """Tells a watcher how far a run is; without one, nobody.

    A stage begins with its first call, ``told("converting", 0, total)``; where that already counts
    something done, the stage began when the last thing before it was told. Stages may overlap.
    """

    def __init__(self, watcher: Progress | None, clock: Callable[[], float] = monotonic):
        self._watcher = watcher
        self._clock = clock
        self._now = clock()
        self._began: dict[str, float] = {}
        self._told: dict[str, tuple[float, Step]] = {}
        self._held: dict[str, Step] = {}

    def __call__(
        self,
        stage: str,
        done: int,
        total: int,
        rejects: int = 0,
        *,
        unit: str = "steps",
        size: int | None = None,
    ) -> None:
        """Tell how far `stage` is, unless it was told just now."""
        if self._watcher is None:
            return
        before, self._now = self._now, self._clock()
        if stage not in self._began:
            self._began[stage] = before if done else self._now
            self._tell_held()
        elapsed = round(self._now - self._began[stage], 3)
        left = 0.0 if done >= total else round(elapsed * (total - done) / done, 3) if done else None
        step = Step(stage, done, total, rejects, elapsed, left, unit, size)
        at, last = self._told.get(stage, (None, None))
        if last is not None and last.is_last and (last.done, last.total) == (done, total):
            return
        if at is None or step.is_last or self._now - at >= _EVERY:
            self._tell(step)
        else:
            self._held[stage] = step

    def _tell(self, step: Step) -> None:
        self._held.pop(step.stage, None)
        self._told[step.stage] = (self._now, step)
        if self._watcher is not None:
            self._watcher(step)

    def _tell_held(self) -> None:
        """Tell the last of what was held back of other stages, which may say no more."""
        for step in list(self._held.values()):
            self._tell(step)
