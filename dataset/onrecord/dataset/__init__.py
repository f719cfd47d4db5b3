"""A dataset that lies somewhere, opened: nothing but its list of files is read before it is asked for.

`place.py` is where it lies (a folder, or through `remote.py` any fsspec address), `contents.py`
which files each table has, `conditions.py` which rows are wanted, `table.py` one table to be read,
`conversations.py` its documents as lists of turns, `outputs.py` and `training.py` the forms of other
libraries, `views.py` DuckDB, `opened.py` all of it together.
"""

from __future__ import annotations

from onrecord.dataset.contents import TABLES
from onrecord.dataset.nesting import Conversations
from onrecord.dataset.opened import Dataset
from onrecord.dataset.table import Table

__all__ = ["TABLES", "Conversations", "Dataset", "Table"]
