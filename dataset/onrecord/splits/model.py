"""The outcome: which document is in which split, and the figures that say how good that is."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from onrecord.splits.leakage import Leakage
from onrecord.splits.plan import Plan
from onrecord.splits.stability import Stability

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Size:
    """How large a split is, beside the share of the documents that was wanted."""

    split: str
    wanted: float
    share: float
    documents: int
    stories: int
    people: int
    turns: int
    words: int


@dataclass(frozen=True)
class Balance:
    """How a column is distributed in a split, beside the whole.

    `distance` is the part of documents that would have to change their value for the split to be as
    the whole (total variation); `value` is the one whose share is furthest off.
    """

    split: str
    column: str
    distance: float
    value: str
    share: float
    share_in_whole: float


@dataclass(frozen=True)
class Groups:
    """How many groups of documents there are, and how large the largest is."""

    count: int
    of_several: int
    largest: int


@dataclass(frozen=True)
class Splits:
    """A dataset parted: `table` is what is written, the rest says how it came out.

    `excluded` counts the documents in no split by reason; `moved` those that `previous` had in
    another one.
    """

    plan: Plan
    table: Any
    sizes: tuple[Size, ...]
    groups: Groups
    excluded: dict[str, int]
    leakage: Leakage
    balance: tuple[Balance, ...]
    stability: Stability
    moved: int | None = None

    @property
    def documents(self) -> dict[str, str | None]:
        """The split of each document by its id."""
        ids, names = (self.table[column].to_pylist() for column in ("document_id", "split"))
        return dict(zip(ids, names, strict=True))

    def pandas(self) -> pd.DataFrame:
        """The table as pandas."""
        import pandas as pd

        frame: pd.DataFrame = self.table.to_pandas(types_mapper=pd.ArrowDtype)
        return frame

    def as_dict(self) -> dict[str, Any]:
        """All figures, for JSON."""
        return {
            "plan": self.plan.as_dict(),
            "sizes": [asdict(size) for size in self.sizes],
            "groups": asdict(self.groups),
            "excluded": self.excluded,
            "leakage": self.leakage.as_dict(),
            "balance": [asdict(one) for one in self.balance],
            "stability": self.stability.as_dict(),
            "moved": self.moved,
        }
