"""What a comparison of two datasets finds: a tree of frozen records that serialises to JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Which = Literal["old", "new"]
Level = Literal["none", "patch", "minor", "major"]
#: The levels of a verdict, the least first.
LEVELS: tuple[Level, ...] = ("none", "patch", "minor", "major")


@dataclass(frozen=True)
class Limit:
    """Something that could not be compared: where, why, and whether rows were lost by it.

    `side` is ``old``, ``new`` or ``both``. Where `damaged` is true a file is there and cannot be
    read; else something is only absent or of another form.
    """

    side: str
    where: str
    why: str
    damaged: bool = False


@dataclass(frozen=True)
class SideSummary:
    """One of the two datasets: where it lay, what its manifest states, rows of each table."""

    folder: str
    name: str | None
    version: str | None
    schema_version: str | None
    made_with: str | None
    rows: dict[str, int]


@dataclass(frozen=True)
class SchemaChange:
    """A table or column that came, went or has another type.

    `change` is ``table-added``, ``table-removed``, ``column-added``, ``column-removed``,
    ``type-changed`` or ``storage-changed``: the same kind of value, stored in another way.
    """

    table: str
    column: str | None
    change: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class ColumnCount:
    """How many rows that both datasets have differ in one column."""

    column: str
    rows: int


@dataclass(frozen=True)
class Change:
    """One difference, with its place in the source.

    `char_start` and `char_end` are the turn's slice of the source in the new dataset, or in the
    old one for what was removed. `before` and `after` are values of `column`; `note` says why, or
    by what the two were matched.
    """

    subject: str
    change: str
    source_uri: str | None
    old_id: str | None
    new_id: str | None
    old_turn: int | None
    new_turn: int | None
    char_start: int | None
    char_end: int | None
    column: str | None
    before: str | None
    after: str | None
    note: str | None
    words: str | None = None


@dataclass(frozen=True)
class DocumentChanges:
    """Documents matched: how many are on both sides, and what became of the others.

    `matched` documents have the same bytes, the same source_uri or the same words on both sides;
    of these, `renamed` have another source_uri, `edited` other bytes, `revalued` the same bytes
    but other values in a column, and `respoken` other turns.
    """

    old: int
    new: int
    matched: int
    added: int
    removed: int
    edited: int
    renamed: int
    revalued: int
    respoken: int
    columns: tuple[ColumnCount, ...]


@dataclass(frozen=True)
class TurnChanges:
    """Turns of matched documents, matched by their place in the source or by their words.

    `reattributed` turns have another person, role, kind or attribution; `reassigned` are those of
    them whose person is another one and no renaming, merger or split accounts for it. `rescored`
    turns differ in confidence alone, `revalued` in any other column, `reworded` in their words;
    `recut` turns overlap others of the other side. `added` and `removed` have no match.
    """

    old: int
    new: int
    matched: int
    reattributed: int
    reassigned: int
    regrouped: int
    rescored: int
    revalued: int
    reworded: int
    recut_old: int
    recut_new: int
    added: int
    removed: int
    columns: tuple[ColumnCount, ...]


@dataclass(frozen=True)
class Person:
    """A person of one of the two datasets, as far as it says."""

    person_id: str
    name: str | None


@dataclass(frozen=True)
class Regrouping:
    """People whose turns now lie otherwise: ``merged``, ``split`` or ``renamed``.

    `turns` counts the matched turns that go from one person to another (for a name alone: those of
    the person); `example` is the source_uri of a document where they stand.
    """

    change: str
    old: tuple[Person, ...]
    new: tuple[Person, ...]
    turns: int
    example: str | None


@dataclass(frozen=True)
class PeopleChanges:
    """People told apart by the turns they speak. `rekeyed` have a new id and the same name."""

    old: int
    new: int
    merged: int
    split: int
    renamed: int
    rekeyed: int
    added: int
    removed: int
    columns: tuple[ColumnCount, ...]
    regroupings: tuple[Regrouping, ...]


@dataclass(frozen=True)
class Share:
    """One value of a distribution: its rows and share before and after, and Cohen's h."""

    value: str
    old_rows: int
    new_rows: int
    old_share: float
    new_share: float
    h: float


@dataclass(frozen=True)
class Summary:
    """A numeric distribution on one side: rows, mean, quantiles 5, 25, 50, 75 and 95 per cent."""

    rows: int
    mean: float
    quantiles: tuple[float, float, float, float, float]


@dataclass(frozen=True)
class Drift:
    """How one distribution moved: a test, its p-value adjusted by Holm, and an effect size.

    `effect` is Cohen's w of the shares (at equal sizes), Cohen's h of one share, or the
    Kolmogorov-Smirnov D; `size` is ``none``, ``small``, ``medium`` or ``large``, by thresholds in
    `onrecord.differences.drift`, and ``none`` where the adjusted p is not below 0.01.
    """

    name: str
    unit: str
    test: str
    statistic: float
    p: float
    p_adjusted: float
    effect_name: str
    effect: float
    size: str
    old_rows: int
    new_rows: int
    shares: tuple[Share, ...]
    old_summary: Summary | None
    new_summary: Summary | None


@dataclass(frozen=True)
class Reason:
    """A rule of the verdict that holds, with what makes it hold."""

    rule: str
    level: Level
    says: str
    found: str


@dataclass(frozen=True)
class Verdict:
    """The level of the difference, the rules that hold, and what the version should be.

    `suggested_version` is the least version that the level calls for after the old one, None
    where the old dataset states none; `stated_is_enough` is None where the new one states none.
    """

    level: Level
    reasons: tuple[Reason, ...]
    suggested_version: str | None
    stated_is_enough: bool | None


@dataclass(frozen=True)
class Diff:
    """Two datasets compared. `changes` is a sorted sample; `total_changes` counts all of them."""

    old: SideSummary
    new: SideSummary
    verdict: Verdict
    limits: tuple[Limit, ...]
    schema: tuple[SchemaChange, ...]
    documents: DocumentChanges | None
    turns: TurnChanges | None
    people: PeopleChanges | None
    drift: tuple[Drift, ...]
    total_changes: dict[str, int]
    changes: tuple[Change, ...]
    changelog: str

    def as_dict(self) -> dict[str, Any]:
        """The tree as dictionaries and lists of strings, numbers and None, ready for JSON."""
        return asdict(self)
