"""Imported by processes of our own: `dask.dataframe` does not exist in them.

pandera imports it wherever it is installed, which takes a second and tens of megabytes; onrecord has no
use for it, its engine for Dask neither. A process that is somebody else's is left as it is.
"""

from __future__ import annotations

import sys

sys.modules.setdefault("dask.dataframe", None)  # type: ignore[arg-type]  # makes it an ImportError
