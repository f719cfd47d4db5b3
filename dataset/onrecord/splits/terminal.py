"""The figures of a split as lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.printable import shorten
from onrecord.splits.model import Splits
from onrecord.splits.wording import tell_excluded, tell_joined, write_leakage


def write_lines(splits: Splits) -> Iterator[str]:
    """Sizes, groups, what is left of leakage, balance, stability."""
    yield f"{'split':<12}{'wanted':>8}{'got':>8}{'documents':>11}{'stories':>9}{'people':>9}{'turns':>11}{'words':>13}"
    for size in splits.sizes:
        yield (
            f"{size.split:<12}{size.wanted:>8.1%}{size.share:>8.1%}{size.documents:>11,}"
            f"{size.stories:>9,}{size.people:>9,}{size.turns:>11,}{size.words:>13,}"
        )
    yield from _grouping(splits)
    yield from _leakage(splits)
    yield from _balance(splits)
    yield from _stability(splits)


def _grouping(splits: Splits) -> Iterator[str]:
    groups = splits.groups
    total = splits.table.num_rows
    yield (
        f"groups     {groups.count:,} that keep {tell_joined(splits.plan)} together, {groups.of_several:,} of several "
        f"documents, the largest {groups.largest:,} ({groups.largest / total:.1%})"
    )
    if splits.excluded:
        yield f"excluded   {tell_excluded(splits)}"


def _leakage(splits: Splits) -> Iterator[str]:
    shared, *heldout = write_leakage(splits)
    yield f"leakage    {shared}"
    yield from (f"  {one}" for one in heldout)


def _balance(splits: Splits) -> Iterator[str]:
    """A line for each column, with the value that is furthest off in any split."""
    columns = dict.fromkeys(one.column for one in splits.balance)
    for number, column in enumerate(columns):
        of = [one for one in splits.balance if one.column == column]
        worst = max(of, key=lambda one: abs(one.share - one.share_in_whole))
        distances = ", ".join(f"{one.split} {one.distance:.3f}" for one in of)
        yield (
            f"{'' if number else 'balance':<11}{column}: {distances} from the whole; furthest off "
            f"{shorten(worst.value, 40) or '(none)'} in {worst.split}: {worst.share:.1%}, "
            f"{worst.share_in_whole:.1%} in all"
        )


def _stability(splits: Splits) -> Iterator[str]:
    found = splits.stability
    of = max(found.documents, 1)
    out = f", {found.left_out:,} come or go" if found.left_out else ""
    yield (
        f"stability  a growth of {found.growth:.0%} moves {found.moved:,} of {found.documents:,} "
        f"documents ({found.moved / of:.2%}){out}; {found.moved_kept:,} with --previous"
    )
    if splits.moved is not None:
        yield f"previous   {splits.moved:,} documents are not where they were"
