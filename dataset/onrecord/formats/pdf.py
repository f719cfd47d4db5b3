"""PDF transcripts with a text layer: hearings, depositions, minutes, interviews.

Running heads and feet, page numbers, the numbers of lines and the index of words behind the last page are
taken off, words that a line end cuts in two made whole; the rest is read as `labelled` reads lines, ``Q.`` and ``A.`` under
``BY MS. SMITH:`` included. Pages without text, scans, are refused: they need OCR first.

Not carried: places in the source, page and line numbers, tables and columns as such, notes, forms,
attachments, bold type.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING

from onrecord.errors import SourceError
from onrecord.formats import labelled
from onrecord.formats._pdf_lines import clean_pages
from onrecord.formats.fit import Fit
from onrecord.source import Source
from onrecord.transcript import Transcript

if TYPE_CHECKING:
    from pypdf import PdfReader

_SIGNATURE, _HEAD = b"%PDF-", 1024
#: The most pages read; the most bytes of one page's content and of all of them.
_PAGES, _PAGE, _ALL = 5000, 4 << 20, 64 << 20
#: The most operations and the most forms and pictures drawn in a file.
_OPERATIONS, _FORMS = 10_000_000, 20_000
#: Fewer letters than this a page are no text layer.
_LETTERS = 10


def detect(source: Source) -> Fit:
    """Certain where ``%PDF-`` stands in the first bytes."""
    found = _SIGNATURE in source.data[:_HEAD]
    return Fit(0.97, ("%PDF- at the beginning",)) if found else Fit(0.0)


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a file. Raises `SourceError` for what cannot be read, `NoTurns`."""
    pages = _read_pages(source.data)
    if sum(map(str.isalpha, "".join(pages))) < _LETTERS * min(len(pages), _LETTERS):
        raise SourceError(
            f"a PDF without a text layer ({len(pages):,} pages): it is scanned and needs OCR first",
            reason="no-text-layer",
        )
    transcript = labelled.read_text(clean_pages(pages))
    transcript.format, transcript.is_rendered, transcript.is_binary = "pdf", True, True
    yield transcript


def _read_pages(data: bytes) -> list[str]:
    """The text of each page. Raises `SourceError`."""
    from pypdf import PdfReader  # slow to load, and few sources are PDF

    try:
        with _quiet():
            reader = PdfReader(BytesIO(data))
            _unlock(reader)
            return list(_texts(reader))
    except (SourceError, MemoryError):
        raise
    except Exception as error:  # pypdf raises whatever a damaged file leads it to
        raise SourceError(
            f"a PDF that is damaged or cut off ({type(error).__name__}: {str(error)[:120]}); get it again",
            reason="bad-pdf",
        ) from None


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep pypdf from logging: what is wrong with a file is its reject."""
    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


def _unlock(reader: PdfReader) -> None:
    """Open a file that anyone may read. Raises `SourceError` for one with a password."""
    if reader.is_encrypted and not reader.decrypt(""):
        raise SourceError(
            "a PDF that is encrypted: a password is needed; save it without one", reason="encrypted"
        )


class _Effort:
    """What has been drawn so far: forms may draw forms, each many times, and never come to an end."""

    def __init__(self) -> None:
        self.operations = self.forms = 0

    def count(self, operator: bytes, *_: object) -> None:
        """Count an operation. Raises `SourceError` for more than a file of text has."""
        self.operations += 1
        self.forms += operator == b"Do"
        self.check()

    def check(self) -> None:
        """Raise `SourceError` if there were too many: pypdf passes over what fails inside a form."""
        if self.operations > _OPERATIONS or self.forms > _FORMS:
            raise SourceError(
                "a PDF that draws more than pages of text do; print it to a new file first",
                reason="too-large",
            )


def _texts(reader: PdfReader) -> Iterator[str]:
    count, size, effort = len(reader.pages), 0, _Effort()
    if count > _PAGES:
        raise SourceError(
            f"a PDF of {count:,} pages; at most {_PAGES:,} are read", reason="too-large"
        )
    if not count:
        raise SourceError(
            "a PDF without pages: it is damaged or cut off; get it again", reason="bad-pdf"
        )
    for number, page in enumerate(reader.pages, start=1):
        content = page.get_contents()
        length = len(content.get_data()) if content is not None else 0
        size += length
        if length > _PAGE or size > _ALL:
            raise SourceError(
                f"a PDF whose page {number:,} unpacks to {length:,} bytes, too large for a page of text",
                reason="too-large",
            )
        text = page.extract_text(visitor_operand_before=effort.count) if content is not None else ""
        effort.check()
        yield text
