"""What Datasette serves from the folder at argument 1, as JSON: tables, a search for argument 2."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from sqlite_utils import Database


async def get(path: str) -> Any:
    """What the server answers."""
    folder = Path(sys.argv[1])
    served = Datasette([str(folder / "dataset.db")], config_dir=folder)
    response = await served.client.get(path)
    assert response.status_code == 200, response.text
    return response.json()


async def main() -> dict[str, Any]:
    """Answers about the database, its metadata and a search."""
    database = await get("/dataset.json")
    search = f"/dataset/turns.json?_shape=array&_search={sys.argv[2]}"
    tables = Database(Path(sys.argv[1]) / "dataset.db")
    return {
        "tables": {one["name"]: one["count"] for one in database["tables"] if not one["hidden"]},
        "searched": {one["name"]: one["fts_table"] for one in database["tables"]},
        "views": [one["name"] for one in database["views"]],
        "metadata": await get("/-/metadata.json"),
        "found": await get(search),
        "by sqlite-utils": [row["text"] for row in tables["turns"].search(sys.argv[2])],
    }


print(json.dumps(asyncio.run(main())))
