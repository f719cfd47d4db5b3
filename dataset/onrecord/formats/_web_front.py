"""What a web page says about itself beside its words.

Where statements disagree, the first of these holds: JSON-LD (the most particular type first),
OpenGraph, other meta tags, elements (canonical link, licence link, ``<time>``, ``<h1>``, ``<title>``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from onrecord.formats._clock import parse_iso
from onrecord.formats._languages import as_tag
from onrecord.formats._pages import STATION
from onrecord.grammar.times import find_date
from onrecord.transcript import Front

#: The types of schema.org that a transcript's page has, the most particular first.
_TYPES = (
    "podcastepisode radioepisode tvepisode episode newsarticle reportagenewsarticle article blogposting"
    " audioobject videoobject clip event creativework webpage"
).split()
#: More JSON-LD than this is not read, in characters and in objects.
_MOST_LD, _MOST_OBJECTS = 2_000_000, 5000
_TAGS = re.compile(r"<[^<>]{0,400}>")
_COMPACT_DATE = re.compile(r"([12][0-9]{3})([0-9]{2})([0-9]{2})(?:T|$)")
#: Names of meta tags, folded, in order, and the column that each fills.
_META = {
    "title": ("og:title", "dc.title", "dcterms.title", "citation_title", "parsely-title", "twitter:title"),
    "published_on": (
        "article:published_time", "og:published_time", "dc.date", "dcterms.date", "dc.date.issued",
        "citation_publication_date", "parsely-pub-date", "pubdate", "publishdate", "publish-date", "datepublished",
        "date",
    ),
    "summary": ("og:description", "description", "dc.description", "twitter:description"),
    "url": ("og:url", "dc.identifier"),
    "network": ("dc.publisher", "dcterms.publisher", "citation_publisher"),
    "language": ("og:locale", "dc.language", "dcterms.language"),
    "rights": ("dc.rights", "dcterms.rights", "dcterms.license", "copyright"),
    "program": ("music:album", "og:series"),
}  # fmt: skip
_AUTHORS = ("author", "article:author", "dc.creator", "parsely-author", "byl")
_NETWORK = re.compile(
    r"(?:NPR|CNN|HLN|MSNBC|CNBC|C-SPAN|PBS|BBC|CBC|ABC|NBC|CBS|Fox News|Sky News)\b", re.IGNORECASE
)
#: How the title of a page ends that names the site: ``Kelp Grows : NPR``, ``Kelp Grows | KHLE``.
_SITE = re.compile(r" (?:[|:•·—–-]) [^|]{2,60}$")


def read_web_front(page: LexborHTMLParser) -> tuple[Front, list[str]]:
    """What the page states, and the names of its authors and hosts."""
    front = Front()
    authors: list[str] = []
    for stated, people in (_linked(page), _meta(page), (_elements(page), [])):
        for column, value in stated.items():
            if value and getattr(front, column) is None:
                setattr(front, column, value)
        authors = authors or people
    if front.network and STATION.fullmatch(front.network) and front.network != "NPR":
        front.station, front.network = front.network, None
    return front, list(dict.fromkeys(authors))


def _linked(page: LexborHTMLParser) -> tuple[dict[str, Any], list[str]]:
    """What JSON-LD says of the most particular object, then of the others."""
    found = sorted(
        (
            (_rank(one), at, one)
            for at, one in enumerate(_objects(page))
            if _rank(one) < len(_TYPES)
        ),
        key=lambda entry: entry[:2],
    )
    stated: dict[str, Any] = {}
    people: list[str] = []
    for _, _, one in found:
        for column, value in _of_object(one).items():
            if value:
                stated.setdefault(column, value)
        people = people or [*_names(one.get("author")), *_names(one.get("creator"))]
    return stated, people


def _objects(page: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    """The objects of JSON-LD, those of a graph one by one; what is no JSON is passed over."""
    todo: list[Any] = []
    for script in page.css("script"):
        kind = (script.attributes.get("type") or "").strip().lower()
        text = script.text() or ""
        if kind.startswith("application/ld+json") and len(text) <= _MOST_LD:
            try:
                todo.append(json.loads(text.strip().removesuffix(";"), strict=False))
            except (ValueError, RecursionError):
                continue
    for _ in range(_MOST_OBJECTS):
        if not todo:
            return
        value = todo.pop(0)
        if isinstance(value, list):
            todo[:0] = value[:_MOST_OBJECTS]
        elif isinstance(value, dict):
            yield value
            todo += [
                value[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in value
            ]


def _rank(one: dict[str, Any]) -> int:
    kinds = one.get("@type")
    names = [
        str(kind).rpartition("/")[2].lower()
        for kind in (kinds if isinstance(kinds, list) else [kinds])
    ][:20]
    return min((_TYPES.index(name) for name in names if name in _TYPES), default=len(_TYPES))


def _of_object(one: dict[str, Any]) -> dict[str, Any]:
    series = _names(one.get("partOfSeries")) or _names(one.get("partOf"))
    page = one.get("mainEntityOfPage")
    rights = (_text(one.get(key)) for key in ("copyrightNotice", "license", "copyrightHolder"))
    return {
        "title": _text(one.get("headline")) or _text(one.get("name")),
        "published_on": _date(_text(one.get("datePublished")) or _text(one.get("uploadDate"))),
        "summary": _text(one.get("description")),
        "program": series[0] if series else None,
        "network": next(iter(_names(one.get("publisher"))), None),
        "language": as_tag(next(iter(_names(one.get("inLanguage"))), None)),
        "rights": next(filter(None, rights), None),
        "url": _url(
            _text(one.get("url"))
            or _text(page)
            or (page.get("@id") if isinstance(page, dict) else None)
        ),
        "duration_ms": parse_iso(_text(one.get("duration"))) or None,
    }


def _names(value: Any) -> list[str]:
    """The names of people or things, given as text, as an object or as a list of both."""
    several = value if isinstance(value, list) else [value]
    named = [
        one.get("name") or one.get("alternateName") if isinstance(one, dict) else one
        for one in several[:50]
    ]
    return [name for one in named if (name := _text(one))]


def _text(value: Any) -> str | None:
    """A value as words without markup; None where it is no text or empty."""
    if isinstance(value, list) and value:
        value = value[0]
    if not isinstance(value, str):
        return None
    words = " ".join(_TAGS.sub(" ", unescape(value[:20_000])).split())
    return words.replace("\x00", "") or None


def _date(text: str | None) -> date | None:
    """The day of an ISO 8601 time, ``20210405``, or a date in words, as it is stated."""
    if not text:
        return None
    compact = _COMPACT_DATE.match(text)
    return find_date(
        "-".join(compact.groups())
        if compact
        else text.replace("T", " ", 1)
        if text[:4].isdigit()
        else text
    )


def _url(text: object) -> str | None:
    return (
        text.strip()
        if isinstance(text, str) and text.strip().startswith(("http://", "https://"))
        else None
    )


def _meta(page: LexborHTMLParser) -> tuple[dict[str, Any], list[str]]:
    """What OpenGraph and other meta tags say; the first of a name holds."""
    said: dict[str, str] = {}
    for tag in page.css("meta")[:1000]:
        attributes = tag.attributes
        name = (
            attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
        )
        content = _text(attributes.get("content"))
        if content:
            said.setdefault(name.strip().lower(), content)
    stated: dict[str, Any] = {}
    for column, names in _META.items():
        stated[column] = next((said[name] for name in names if name in said), None)
    stated["published_on"] = next(
        (day for name in _META["published_on"] if (day := _date(said.get(name)))), None
    )
    stated["url"], stated["language"] = _url(stated["url"]), None
    site = said.get("og:site_name", "")
    stated["network"] = stated["network"] or (site if _is_broadcaster(site) else None)
    authors = next((said[name] for name in _AUTHORS if name in said), "")
    return stated, [authors] if authors and not authors.startswith("http") else []


def _is_broadcaster(site: str) -> bool:
    """Whether the name of a site is that of a station or a network; of any other it says neither."""
    return bool(STATION.fullmatch(site) or _NETWORK.match(site))


def _elements(page: LexborHTMLParser) -> dict[str, Any]:
    times = (_date(_attribute(one, "datetime")) for one in page.css("time[datetime]")[:50])
    titles = [words for one in page.css("h1")[:5] if (words := _text(one.text()))]
    title = _text(_words(page.css_first("title")))
    root = page.css_first("html")
    return {
        "title": titles[0] if len(titles) == 1 else title and _SITE.sub("", title),
        "published_on": next(filter(None, times), None),
        "url": _url(_attribute(page.css_first("link[rel~=canonical]"), "href")),
        "rights": _attribute(
            page.css_first("link[rel~=license], a[rel~=license], x-a[rel~=license]"), "href"
        ),
        "language": as_tag(_attribute(root, "lang") or _attribute(root, "xml:lang")),
    }


def _words(node: LexborNode | None) -> str | None:
    return node.text() if node is not None else None


def _attribute(node: LexborNode | None, name: str) -> str | None:
    return node.attributes.get(name) if node is not None else None
