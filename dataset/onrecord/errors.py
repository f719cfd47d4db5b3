"""The errors onrecord raises on purpose.

::

    OnrecordError
    ├── SourceError         a source cannot be read as a transcript; it becomes a reject
    │   ├── Unreadable      the bytes cannot be had: permissions, size, not a file
    │   ├── Undecodable     the bytes are not text in any encoding that can be told
    │   ├── FormatUnknown   no format fits, or more than one does
    │   └── NoTurns         the text was read and nobody speaks in it
    ├── RecipeError         the recipe is wrong, with file and line
    ├── CallError           the call is wrong: a missing folder, two sources of one name
    ├── DatasetError        a folder is not the dataset it should be
    └── ContractError       the finished tables break the contract: a fault in onrecord

A `SourceError` never leaves a build: its `reason` and message are written to
``rejects.parquet``. All others reach the caller.
"""

from __future__ import annotations


class OnrecordError(Exception):
    """Any error that onrecord raises on purpose."""


class SourceError(OnrecordError):
    """A source that cannot be converted. `reason` is a short id for counting."""

    reason = "unreadable"

    def __init__(self, message: str, *, reason: str | None = None, position: int | None = None):
        super().__init__(message)
        self.message = message
        self.reason = reason or type(self).reason
        self.position = position


class Unreadable(SourceError):
    """The bytes of a source cannot be had."""


class Undecodable(SourceError):
    """The bytes are not text, or in no encoding that can be told."""

    reason = "undecodable"


class FormatUnknown(SourceError):
    """No converter fits, or several fit equally well."""

    reason = "format-unknown"


class NoTurns(SourceError):
    """A text in which no turn was found."""

    reason = "no-turns"


class RecipeError(OnrecordError):
    """A recipe that cannot be used; the message begins with ``file:line:``."""


class CallError(OnrecordError):
    """A call that cannot be carried out as it stands."""


class DatasetError(OnrecordError):
    """A folder that is not a dataset built by onrecord, or is damaged."""


class ContractError(OnrecordError):
    """Finished tables that break the contract across tables: a fault to report."""


def first_line(error: BaseException, most: int = 200) -> str:
    """The first line of an error's message, at most `most` characters."""
    lines = str(error).strip().splitlines()
    return lines[0][:most] if lines else type(error).__name__
