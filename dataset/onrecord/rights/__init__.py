"""Rights: which words may be published, a release without the others, and that release filled again.

`make_release` takes a dataset folder and gives a release folder; `fill_release` takes the release
and the user's own copies of the sources and gives the dataset again, byte for byte.
"""

from __future__ import annotations

from onrecord.rights.hydrating import Hydration, fill_release
from onrecord.rights.judging import TEXTS, Judgement, Text, doubt, judge
from onrecord.rights.withholding import Release, make_release

__all__ = [
    "TEXTS",
    "Hydration",
    "Judgement",
    "Release",
    "Text",
    "doubt",
    "fill_release",
    "judge",
    "make_release",
]
