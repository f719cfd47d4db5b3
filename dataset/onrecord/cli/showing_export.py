"""How an export is shown on the terminal."""

from __future__ import annotations

from collections import Counter

from onrecord.exporting import Exported
from onrecord.printable import printable


def show_export(exported: Exported) -> None:
    """Print what was written, what was left out and what does not survive."""
    print(f"{printable(exported.path)}  {exported.format}")
    print(f"  {_counted(exported.files, 'file')}, {exported.bytes:,} bytes")
    print(f"  {_counted(exported.documents, 'document')}, {_counted(exported.turns, 'turn')}")
    for reason, one in exported.left_out.items():
        examples = ", ".join(printable(uri) for uri in one.examples)
        more = ", ..." if one.documents > len(one.examples) else ""
        print(f"  left out: {_counted(one.documents, 'document')}: {reason}: {examples}{more}")
    print(f"  does not survive: {'; '.join([*exported.loses, *_columns(exported.drops)])}")


def _columns(drops: tuple[str, ...]) -> list[str]:
    """How many columns of each table have no place in the format."""
    tables = Counter(column.split(".")[0] for column in drops)
    counts = ", ".join(f"{number} of {table}" for table, number in tables.items())
    return [f"columns: {counts} (--json names them)"] if drops else []


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"
