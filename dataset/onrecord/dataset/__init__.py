"""A dataset that lies somewhere, opened: nothing but its list of files is read before it is asked for.

`place.py` is where it lies (a folder, or through `remote.py` any fsspec address), `contents.py`
which files each table has, `conditions.py` and `choosing.py` which rows and documents are wanted,
`table.py` one table to be read, `nesting.py` its documents as lists of turns, `parts.py` splits,
`outputs.py` and `training.py` the forms of other libraries, `views.py` DuckDB, `opened.py` all of it.
"""

from __future__ import annotations

from onrecord.dataset.contents import TABLES
from onrecord.dataset.nesting import Conversations
from onrecord.dataset.opened import Dataset
from onrecord.dataset.table import Table

__all__ = ["TABLES", "Conversations", "Dataset", "Table"]
