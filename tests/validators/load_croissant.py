"""Loads every record set of a release with `mlcroissant` and prints its records as JSON lines.

``load_croissant.py RELEASE``: a line ``{"record_set": ..., "rows": [...]}`` each; bytes as text.
"""

from __future__ import annotations

import datetime
import json
import sys
from typing import Any

import mlcroissant


def plain(value: Any) -> Any:
    """The value as JSON has it; keys of structs without the path before them."""
    if isinstance(value, bytes):
        return value.decode("utf-8")
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {key.split("/")[-1]: plain(one) for key, one in value.items()}
    return value


def main(release: str) -> None:
    dataset = mlcroissant.Dataset(f"{release}/croissant.json")
    for record_set in dataset.metadata.record_sets:
        rows = [plain(record) for record in dataset.records(record_set.id)]
        print(json.dumps({"record_set": record_set.id, "rows": rows}))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1])
