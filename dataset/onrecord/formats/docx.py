"""Word documents, ``.docx``: transcripts typed in Word, and those that meeting software writes.

Paragraphs are read as `labelled` reads lines: ``NAME: words``, names in bold that run on into the
words or have a line to themselves, names in headings, ``Name  0:03`` of Teams and Otter,
``Speaker 1 (00:05):`` of Rev, ``0:0:3.1 --> 0:0:5.40`` above names of older Teams. In tables the
columns of speakers, of words and of times are told apart by their heads or by what is in them.
Insertions that are tracked count, deletions and hidden text do not.

Not carried: places in the source, running heads and feet, notes, comments, text boxes, pictures,
properties of the file other than its title, times at which old transcripts of Teams end a turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import normpath
from zipfile import ZipFile

from lxml import etree

from onrecord.errors import SourceError
from onrecord.formats import labelled
from onrecord.formats._elements import read_xml
from onrecord.formats._word_lines import render_lines
from onrecord.formats._word_parts import Styles, read_blocks
from onrecord.formats._xml import attribute, local
from onrecord.formats._zip import SIGNATURE, open_zip, read_entry
from onrecord.formats.fit import Fit
from onrecord.source import Source
from onrecord.transcript import Transcript

_RELATIONS, _CORE = "_rels/.rels", "docProps/core.xml"
_MAIN = "/officeDocument"
#: Titles that programs put there, not people.
_NO_TITLES = ("microsoft word", "document", "untitled", "word document", "transcript")


def detect(source: Source) -> Fit:
    """Certain for a zip archive with parts of Word."""
    data = source.data
    if data.startswith(SIGNATURE) and b"word/" in data and b"mimetypeapplication/" not in data[:80]:
        return Fit(0.95, ("a zip archive with parts of Word",))
    return Fit(0.0)


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a document. Raises `SourceError` for what is no such file, `NoTurns`."""
    archive = open_zip(source.data)
    main = _main_part(_read_part(archive, _RELATIONS))
    body = _read_part(archive, main)
    if body is None or local(body.tag) != "document":
        raise SourceError(
            "a zip archive without the main document of Word; is it a spreadsheet or a presentation?",
            reason="not-docx",
        )
    styles = Styles(_read_part(archive, f"{main.rpartition('/')[0]}/styles.xml"))
    transcript = labelled.read_text(render_lines(list(read_blocks(body, styles))))
    transcript.format, transcript.is_rendered, transcript.is_binary = "docx", True, True
    transcript.front.title = transcript.front.title or _title(_read_part(archive, _CORE))
    yield transcript


def _read_part(archive: ZipFile, name: str) -> etree._Element | None:
    """The root of a part; None where there is none. Raises `SourceError` for what is no XML."""
    data = read_entry(archive, name)
    if data is None:
        return None
    if b"<!DOCTYPE" in data or b"<\x00!\x00D\x00" in data or b"\x00<\x00!\x00D" in data:
        raise SourceError(
            f"{name}: a document type is declared, which no part of Word has", reason="xml-doctype"
        )
    try:
        return read_xml(Source(name, data))
    except SourceError as error:
        raise SourceError(f"{name}: {error.message}", reason=error.reason) from None


def _main_part(relations: etree._Element | None) -> str:
    """The name of the main document: what the archive's relations say, else the usual one."""
    for relation in relations if relations is not None else ():
        target = attribute(relation, "Target") or ""
        inside = (attribute(relation, "TargetMode") or "").lower() != "external"
        if inside and (attribute(relation, "Type") or "").endswith(_MAIN):
            return normpath(target).lstrip("/")
    return "word/document.xml"


def _title(core: etree._Element | None) -> str | None:
    for element in core if core is not None else ():
        words = " ".join((element.text or "").split())
        if local(element.tag) == "title" and words.casefold().split(" - ")[0] not in _NO_TITLES:
            return words or None
    return None
