"""`onrecord validate`: a dataset against the contract."""

from __future__ import annotations

from onrecord.cli.options import Folder, Json, Quiet
from onrecord.cli.output import print_findings


def validate(folder: Folder, json_: Json = False, quiet: Quiet = False) -> None:
    """Check a dataset against the contract, table by table and across tables."""
    from onrecord.checking import validate as run

    print_findings(run(folder), json_, quiet, f"{folder}: every row keeps the contract")
