"""What a FoLiA document states about itself: native ``meta``, Dublin Core, IMDI with its actors."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from onrecord.formats._elements import first, get, local, words_of
from onrecord.formats._tags import language_tag, read_date
from onrecord.transcript import Front, Voice

#: What IMDI writes where nothing is known.
_NOTHING = frozenset(("unspecified", "unknown", "-"))
_IN_IMDI = {
    "title": ("Session", "Title"),
    "date": ("Session", "Date"),
    "language": ("Language", "Id"),
}


def read_front(root: etree._Element) -> Front:
    """Title, day, language and rights, in native metadata, else in Dublin Core or IMDI."""
    metadata = _metadata(root)
    if metadata is None:
        return Front()
    stated = dict(_stated(metadata))
    for name, path in _IN_IMDI.items():
        stated.setdefault(name, _known(words_of(first(metadata, *path))))
    return Front(
        title=stated.get("title") or None,
        program=stated.get("program") or None,
        rights=stated.get("rights") or None,
        published_on=read_date(stated.get("date")),
        language=language_tag((stated.get("language") or "").rpartition(":")[2]),
    )


def read_actors(root: etree._Element) -> dict[str, Voice]:
    """The actors of IMDI by their codes and names, as `speaker` attributes give them."""
    metadata = _metadata(root)
    voices: dict[str, Voice] = {}
    for actor in metadata.iter("{*}Actor") if metadata is not None else ():
        told = {local(one.tag): _known(words_of(one)) for one in actor}
        name = told.get("FullName") or told.get("Name")
        for key in filter(None, (told.get("Code"), told.get("Name"))):
            voices.setdefault(key, Voice(key, name, told.get("Role") or ""))
    return voices


def _metadata(root: etree._Element) -> etree._Element | None:
    return next((child for child in root if local(child.tag) == "metadata"), None)


def _stated(metadata: etree._Element) -> Iterator[tuple[str, str]]:
    """Dublin Core by the names of its elements, then native fields, which overrule it, by their ids."""
    for foreign in metadata.iterchildren("{*}foreign-data"):
        for one in foreign:
            yield local(one.tag), words_of(one)
    for one in metadata.iterchildren("{*}meta"):
        yield (get(one, "id") or "").lower(), words_of(one)


def _known(words: str) -> str:
    return "" if words.lower() in _NOTHING else words
