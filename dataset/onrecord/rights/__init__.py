"""Rights: which words may be published, a release without the others, and that release filled again.

`make_release` takes a dataset folder and gives a release folder; `fill_release` takes the release
and the user's own copies of the sources and gives the dataset again, byte for byte.
`pseudonymise_dataset` and `redact_dataset` take a dataset folder and give one without names, or
without what a suppression list says.
"""

from __future__ import annotations

from onrecord.rights.choosing import Choice, entries_for
from onrecord.rights.hydrating import Hydration, fill_release
from onrecord.rights.judging import TEXTS, Judgement, Text, doubt, judge
from onrecord.rights.pseudonymising import Pseudonymised, pseudonymise_dataset
from onrecord.rights.redacting import Redacted, redact_dataset
from onrecord.rights.withholding import Withheld, make_release

__all__ = [
    "TEXTS",
    "Choice",
    "Hydration",
    "Judgement",
    "Pseudonymised",
    "Redacted",
    "Text",
    "Withheld",
    "doubt",
    "entries_for",
    "fill_release",
    "judge",
    "make_release",
    "pseudonymise_dataset",
    "redact_dataset",
]
