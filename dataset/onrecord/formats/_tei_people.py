"""The people of a TEI document or corpus: ``listPerson``, ``personGrp``, and where they belong.

Participants of TEI P5; ParlaMint dates affiliations, so
only those that hold on the day of the document count.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from lxml import etree

from onrecord.formats._elements import first, get, local, words_of
from onrecord.formats._tags import read_date
from onrecord.transcript import Voice

_GIVEN, _FAMILY = "forename", "surname"
_PEOPLE = frozenset(("person", "personGrp"))


class Directory:
    """People and organisations declared in headers, by ``xml:id``."""

    def __init__(self) -> None:
        self._people: dict[str, etree._Element] = {}
        self._bodies: dict[str, str] = {}

    def add(self, header: etree._Element) -> None:
        """Add what a header declares."""
        for element in header.iter(etree.Element):
            name, key = local(element.tag), get(element, "id")
            if key and name in _PEOPLE:
                self._people[key] = element
            elif key and name == "org":
                self._bodies[key] = _name_of_body(element)

    def voice(self, key: str, day: date | None, printed: str | None) -> Voice:
        """The voice of a key; of one that is not declared, with the name printed before its words."""
        person = self._people.get(key)
        if person is None:
            return Voice(key, printed)
        name = _valid(person, "persName", day)
        given, family = _parts(name, _GIVEN), _parts(name, _FAMILY)
        return Voice(
            key,
            _full_name(person, name, given, family) or printed,
            get(person, "role") or words_of(first(person, "occupation")),
            tuple(dict.fromkeys(self._affiliations(person, day))),
            tuple(dict.fromkeys(_offices(person, day))),
            given_name=given or None,
            family_name=family or None,
            is_group=local(person.tag) == "personGrp",
        )

    def _affiliations(self, person: etree._Element, day: date | None) -> Iterator[str]:
        for one in person:
            if local(one.tag) != "affiliation" or not _holds(one, day):
                continue
            for reference in (get(one, "ref") or "").split():
                if body := self._bodies.get(reference.lstrip("#")):
                    yield body
            if not get(one, "ref") and (words := words_of(first(one, "orgName")) or words_of(one)):
                yield words


def _offices(person: etree._Element, day: date | None) -> Iterator[str]:
    """Offices held on the day: ``roleName`` of affiliations and of the name."""
    for element in person.iter(etree.Element):
        parent = element.getparent()
        if local(element.tag) == "roleName" and (parent is None or _holds(parent, day)):
            yield words_of(element)


def _name_of_body(organisation: etree._Element) -> str:
    """The name of an organisation: the abbreviation beside the full name only where it is alone."""
    names = [one for one in organisation if local(one.tag) == "orgName"]
    full = [one for one in names if get(one, "full") != "abb"]
    return words_of(next(iter(full or names), None))


def _valid(person: etree._Element, wanted: str, day: date | None) -> etree._Element | None:
    """The element of that name that holds on the day, else the first."""
    found = [one for one in person if local(one.tag) == wanted]
    return next((one for one in found if _holds(one, day)), found[0] if found else None)


def _holds(element: etree._Element, day: date | None) -> bool:
    """Whether something with ``from`` and ``to`` is so on the day."""
    begins = read_date(get(element, "from") or get(element, "notBefore"))
    ends = read_date(get(element, "to") or get(element, "notAfter"))
    if day is None:
        return True
    return (begins or day) <= day <= (ends or day)


def _parts(name: etree._Element | None, wanted: str) -> str:
    if name is None:
        return ""
    found = [one for one in name.iter(etree.Element) if local(one.tag) == wanted]
    if wanted == _FAMILY:
        links = [one for one in name.iter(etree.Element) if local(one.tag) == "nameLink"]
        found = [*links, *found]
    return " ".join(filter(None, map(words_of, found)))


def _full_name(
    person: etree._Element, name: etree._Element | None, given: str, family: str
) -> str | None:
    """The name as one reads it: parts in order, or the words, turned round at a comma."""
    if given or family:
        return " ".join(filter(None, (given, family)))
    if name is None:
        name = next((one for one in person if local(one.tag) in {"name", "label"}), None)
    words = words_of(name)
    if not words and not len(person):
        words = words_of(person)
    before, comma, after = words.partition(",")
    if comma and "," not in after and len(after.split()) < 4:
        words = f"{after.strip()} {before.strip()}"
    return words or None
