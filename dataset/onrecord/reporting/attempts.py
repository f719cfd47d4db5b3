"""Things tried on a dataset that may be damaged: what fails is said, and the rest goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

Result = TypeVar("Result")


@dataclass
class Attempts:
    """What failed so far, in words."""

    remarks: list[str] = field(default_factory=list)

    def get(self, what: str, make: Callable[[], Result], instead: Result) -> Result:
        """What `make` gives; `instead` and a remark where the files do not let it."""
        import duckdb
        import pyarrow as pa

        try:
            return make()
        except (duckdb.Error, pa.ArrowException, OSError, ValueError) as error:
            reason = (str(error).splitlines() or [type(error).__name__])[0][:200]
            self.remarks.append(f"{what}: not in this report: {reason}")
            return instead
