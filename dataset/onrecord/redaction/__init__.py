"""Redaction: people and documents taken out of the tables of a dataset, names out of its words.

`redact_tables` applies a `Redaction` to the files of a dataset. Who and what is to be redacted, and
why, is told by the suppression list (`onrecord.suppression`).
"""

from __future__ import annotations

from onrecord.redaction.applying import redact_tables
from onrecord.redaction.deciding import clean_manifest, decide_redaction, describe_redaction
from onrecord.redaction.mentions import Form, Mentions, forms_of
from onrecord.redaction.model import NAME_REMOVED, Redaction, Target, make_target, names_of

__all__ = [
    "NAME_REMOVED",
    "Form",
    "Mentions",
    "Redaction",
    "Target",
    "clean_manifest",
    "decide_redaction",
    "describe_redaction",
    "forms_of",
    "make_target",
    "names_of",
    "redact_tables",
]
