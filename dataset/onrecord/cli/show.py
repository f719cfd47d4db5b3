"""`onrecord show`: what a dataset holds, wherever it lies, and rows of a table."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.cli.options import Json, Target
from onrecord.cli.output import WRONG_CALL, fail, print_json

if TYPE_CHECKING:
    from onrecord.dataset import Dataset, Table


def show(
    target: Target,
    table: Annotated[
        str | None, typer.Argument(metavar="[TABLE]", help="documents, turns, people, rejects.")
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option("--column", "-c", metavar="NAME", help="Only this column; may be repeated."),
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(
            "--where",
            metavar="COLUMN=VALUE",
            help="Only such rows; also != < <= > >=; repeated: all hold.",
        ),
    ] = None,
    documents: Annotated[
        list[str] | None,
        typer.Option(
            "--document", "-d", metavar="ID", help="Only of this document; may be repeated."
        ),
    ] = None,
    split: Annotated[str | None, typer.Option(help="Only of this split.")] = None,
    rows: Annotated[int, typer.Option(min=0, help="How many rows at most; 0: all.")] = 10,
    json_: Json = False,
) -> None:
    """Show what is in a dataset, or rows of a table; --json prints one object a line."""
    from onrecord._api.opening import load

    dataset = load(target, documents=documents, split=split)
    if table is None:
        if columns or where:
            fail("name the table: onrecord show DIR turns --column text", WRONG_CALL)
        _show_tables(dataset, as_json=json_)
        return
    asked = dataset.table(table, columns, where=[_condition(one) for one in where or ()])
    _show_rows(asked, rows, as_json=json_)


def _show_tables(dataset: Dataset, *, as_json: bool) -> None:
    found: list[dict[str, Any]] = [
        {
            "table": name,
            "rows": dataset.table(name).count(),
            "columns": {field.name: str(field.type) for field in dataset.table(name).schema},
        }
        for name in dataset.tables
    ]
    if as_json:
        print_json(
            {"target": dataset.place.shown, "version": dataset.contents.version, "tables": found}
        )
        return
    from onrecord.printable import printable

    for one in found:
        names = ", ".join(map(printable, one["columns"]))
        print(f"{one['table']}  {one['rows']:,} rows: {names}")


def _show_rows(table: Table, most: int, *, as_json: bool) -> None:
    from onrecord.printable import shorten

    for number, row in enumerate(table):
        if most and number == most:
            return
        if as_json:
            print(json.dumps(row, ensure_ascii=False, default=str))
            continue
        shown = (
            f"{name}={shorten(_text(value), 80)}"
            for name, value in row.items()
            if value is not None
        )
        print("  ".join(shown))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _condition(text: str) -> tuple[str, str, Any]:
    """``n_words>=5`` as a triple; the column says what its value is."""
    found = re.fullmatch(r"([^<>=!]+)(!=|<=|>=|=|<|>)(.*)", text, re.DOTALL)
    if not found:
        fail(f"{text!r} is no condition; write role=host or 'n_words>=5'", WRONG_CALL)
    column, sign, value = found.groups()
    return column.strip(), sign, value.strip()
