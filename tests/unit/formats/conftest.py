"""What the tests of formats share: a text read by the converter of a format."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from onrecord.formats import FORMATS
from onrecord.source import Source
from onrecord.transcript import Transcript

Read = Callable[[str, str | bytes], Transcript]


@pytest.fixture(scope="session")
def read() -> Read:
    """The first transcript of a text in a format."""

    def read_(name: str, text: str | bytes) -> Transcript:
        data = text if isinstance(text, bytes) else text.encode()
        return next(FORMATS[name].convert(Source("x", data)))

    return read_


@pytest.fixture(scope="session")
def said(read: Read) -> Callable[[str, str | bytes], list[tuple[str | None, str]]]:
    """Who says what in a text, segment by segment."""

    def said_(name: str, text: str | bytes) -> list[tuple[str | None, str]]:
        return [(one.voice, one.text) for one in read(name, text).segments]

    return said_
