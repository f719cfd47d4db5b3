"""A dataset packaged: the folder and archives of a release, made from recipe, contract and data.

`pack` makes it, `verify_release` holds one against its own lists, `missing_for`
names what a venue asks for and a dataset lacks. `registry` lists the files, one module a kind of metadata.
"""

from __future__ import annotations

from onrecord.checksums import is_release
from onrecord.packaging.archiving import ARCHIVES
from onrecord.packaging.packing import Packaged, Step, Wishes, pack
from onrecord.packaging.profiles import PROFILES, missing_for
from onrecord.packaging.release import Release
from onrecord.packaging.verification import verify_release

__all__ = [
    "ARCHIVES",
    "PROFILES",
    "Packaged",
    "Release",
    "Step",
    "Wishes",
    "is_release",
    "missing_for",
    "pack",
    "verify_release",
]
