"""What the header of a TEI document states (TEI P5, chapter 2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from lxml import etree

from onrecord.formats._elements import first, get, local, words_of
from onrecord.formats._tags import language_tag, read_date
from onrecord.formats._tei_time import read_period
from onrecord.transcript import Front


def read_front(document: etree._Element) -> Front:
    """Title, dates, publisher, rights, address, language and length of the recording."""
    header = next((child for child in document if local(child.tag) == "teiHeader"), None)
    text = next((child for child in document if local(child.tag) == "text"), None)
    front = Front(language=_language(document, header, text))
    if header is None:
        return front
    code = (get(document, "lang") or front.language or "").split("-")[0]
    front.title = _title(header, code)
    source = first(header, "sourceDesc")
    publication = first(header, "publicationStmt")
    front.published_on = _date(header, source, publication)
    if source is not None:
        front.network = _in_language(source, "publisher", code)
        front.url = _address(source)
        recording = next(source.iter("{*}recording"), None)
        if recording is not None:
            front.duration_ms = read_period(get(recording, "dur"))
            front.program = words_of(first(recording, "broadcast", "title")) or None
    availability = first(publication, "availability") if publication is not None else None
    if availability is not None:
        front.rights = words_of(first(availability, "licence")) or words_of(availability) or None
    return front


def _language(
    document: etree._Element, header: etree._Element | None, text: etree._Element | None
) -> str | None:
    """The language of the text: on it, around it, or the one most used."""
    for element in (text, document):
        if element is not None and (tag := language_tag(get(element, "lang"))):
            return tag
    usage = [] if header is None else list(header.iter("{*}language"))
    usage.sort(key=lambda one: -_number(get(one, "usage")))
    return next((tag for one in usage if (tag := language_tag(get(one, "ident")))), None)


def _number(text: str | None) -> float:
    return float(text) if text and text.replace(".", "", 1).isdigit() else 0.0


def _title(header: etree._Element, code: str) -> str | None:
    """Main title and subtitle, in the language of the document where there are several."""
    statement = first(header, "fileDesc", "titleStmt")
    titles = [] if statement is None else [t for t in statement if local(t.tag) == "title"]
    own = [t for t in titles if (get(t, "lang") or code).split("-")[0] == code] or titles
    main = [t for t in own if get(t, "type") not in {"sub", "alt", "short"}][:1]
    sub = [t for t in own if get(t, "type") == "sub"][:1]
    return ": ".join(filter(None, map(words_of, [*main, *sub]))) or None


def _date(
    header: etree._Element, source: etree._Element | None, publication: etree._Element | None
) -> date | None:
    """When it was said, as the setting, the source or the recording state; else when published."""
    settings = header.iter("{*}setting", "{*}settingDesc")
    for part in [*settings, source, publication]:
        for found in _dates(part):
            if day := read_date(found):
                return day
    return None


def _dates(part: etree._Element | None) -> Iterator[str | None]:
    for element in part.iter("{*}date") if part is not None else ():
        yield get(element, "when") or get(element, "from") or get(element, "value")
        yield words_of(element)


def _in_language(element: etree._Element, wanted: str, code: str) -> str | None:
    """The words of the first element of that name, of several languages those of `code`."""
    found = first(element, wanted)
    if found is None:
        return None
    named = [child for child in found if get(child, "lang")]
    own = [child for child in named if (get(child, "lang") or "").split("-")[0] == code]
    return words_of((own or named or [found])[0]) or None


def _address(source: etree._Element) -> str | None:
    """The address of the source: an ``idno`` or ``ref`` that is one."""
    for element in source.iter("{*}idno", "{*}ref"):
        for words in (words_of(element), get(element, "target") or ""):
            if words.startswith(("http://", "https://")) and " " not in words:
                return words
    return None
