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

_ENDINGS = tuple(COMPRESSIONS)


def companion_paths(
    path: str, format_name: str | None, is_there: Callable[[str], bool]
) -> dict[str, str]:
    """The paths of the companions of the source at `path`, by their names; `is_there` says which there are."""
    at = max(path.rfind("/"), path.rfind(os.sep)) + 1
    name = split_compression(path[at:])[0] if path.endswith(_ENDINGS) else path[at:]
    found = {one: _first(path[:at] + one, is_there) for one in companion_names(name, format_name)}
    return {one: there for one, there in found.items() if there}


def _first(path: str, is_there: Callable[[str], bool]) -> str | None:
    return next((path + ending for ending in ("", *_ENDINGS) if is_there(path + ending)), None)
