"""Companions: files that lie beside a source and tell about it, as its format declares by their names.

They are read with the source, and are never sources themselves. Beside a file they are looked for in its
folder, whatever is included or excluded there; in a zip archive, beside a member. A tar archive, which is
read in one pass, has none.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from onrecord.formats import companion_names
from onrecord.sources.compression import COMPRESSIONS, split_compression

_ENDINGS = ("", *COMPRESSIONS)


def companion_paths(
    path: str, format_name: str | None, is_there: Callable[[str], bool]
) -> dict[str, str]:
    """The paths of the companions of the source at `path`, by their names; `is_there` says which there are."""
    at = max(path.rfind("/"), path.rfind(os.sep)) + 1
    names = companion_names(split_compression(path[at:])[0], format_name)
    found = {name: _first(path[:at] + name, is_there) for name in names}
    return {name: there for name, there in found.items() if there}


def _first(path: str, is_there: Callable[[str], bool]) -> str | None:
    return next((path + ending for ending in _ENDINGS if is_there(path + ending)), None)
