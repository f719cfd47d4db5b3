"""A dataset that lies somewhere, opened: nothing but its list of files is read before it is asked for.

`place.py` is where it lies: a folder, or through `remote.py` any address that fsspec knows, whose
errors `failures.py` explains. `contents.py` says which files each table has, `files.py` opens them.
`table.py` is one table to be read, of which `conditions.py` and `choosing.py` say the rows and
documents wanted; `nesting.py` its documents as lists of turns, `parts.py` splits. `outputs.py` and
`training.py` are the forms of other libraries, `views.py` DuckDB, `opened.py` all of it together.
"""

from __future__ import annotations

from onrecord.dataset.contents import TABLES
from onrecord.dataset.nesting import Conversations
from onrecord.dataset.opened import Dataset
from onrecord.dataset.table import Table

__all__ = ["TABLES", "Conversations", "Dataset", "Table"]
