"""The header of a TEI file: what the document is, where it comes from, who speaks in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.exporting.model import About, Conversation, Row
from onrecord.exporting.wording import xml_text, xml_value
from onrecord.version import __version__
from onrecord_schemas.documents import LANGUAGE
from onrecord_schemas.turns import PERSON_ID
from onrecord_schemas.vocabularies import ATTRIBUTIONS, ROLES, TURN_KINDS

#: Closed vocabularies, as the taxonomies that ``u/@ana`` points into: prefix, column, meanings.
TAXONOMIES = (
    ("kind", "kind", TURN_KINDS),
    ("known", "attribution", ATTRIBUTIONS),
    ("role", "role", ROLES),
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LICENSE = re.compile(r"[A-Za-z0-9.+-]+")
_BIBLIOGRAPHY = (
    ("program", '<title level="s">{}</title>'),
    ("network", "<publisher>{}</publisher>"),
    ("station", "<distributor>{}</distributor>"),
    ("url", '<idno type="url">{}</idno>'),
    ("source_uri", '<idno type="source_uri">{}</idno>'),
    ("source_sha256", '<idno type="sha256">{}</idno>'),
)


def identifiers(conversation: Conversation) -> dict[str, str]:
    """The xml:id of each person_id: itself, or a number where it is no name in XML."""
    return {
        person_id: person_id if re.fullmatch(PERSON_ID, person_id) else f"person-{number}"
        for number, person_id in enumerate(conversation.people, start=1)
    }


def header(conversation: Conversation, about: About, names: dict[str, str]) -> Iterator[str]:
    """The lines of the ``teiHeader``."""
    document = conversation.document
    title = xml_text(document["title"] or document["document_id"])
    yield f"<teiHeader>\n<fileDesc>\n<titleStmt><title>{title}</title></titleStmt>"
    yield from _publication(document, about)
    yield from _source(document, title)
    yield "</fileDesc>"
    yield f'<encodingDesc>\n<appInfo><application ident="onrecord" version="{__version__}"><label>onrecord</label></application></appInfo>'
    yield from _taxonomies(conversation)
    yield "</encodingDesc>\n<profileDesc>"
    if document["summary"]:
        yield f"<abstract><p>{xml_text(document['summary'])}</p></abstract>"
    if re.fullmatch(LANGUAGE, document["language"] or ""):
        yield f'<langUsage><language ident="{document["language"]}"/></langUsage>'
    if conversation.people:
        yield "<particDesc>\n<listPerson>"
        yield from (_person(names[one], row) for one, row in conversation.people.items())
        yield "</listPerson>\n</particDesc>"
    yield "</profileDesc>\n</teiHeader>"


def _publication(document: Row, about: About) -> Iterator[str]:
    named = xml_text(f"{about.name} {about.version}".strip())
    yield f"<publicationStmt>\n<authority>{named}</authority>"
    yield f'<idno type="document_id">{xml_text(document["document_id"])}</idno>'
    rights, license_id = document["rights"], document["license"]
    if rights or license_id:
        yield "<availability>"
        if license_id and _LICENSE.fullmatch(license_id):
            yield f'<licence target="https://spdx.org/licenses/{license_id}">{license_id}</licence>'
        elif license_id:
            yield f"<licence>{xml_text(license_id)}</licence>"
        if rights:
            yield f"<p>{xml_text(rights)}</p>"
        yield "</availability>"
    yield "</publicationStmt>"


def _source(document: Row, title: str) -> Iterator[str]:
    yield f"<sourceDesc>\n<bibl><title>{title}</title>"
    for column, element in _BIBLIOGRAPHY:
        if document[column]:
            yield element.format(xml_text(document[column]))
    if _DATE.fullmatch(document["published_on"] or ""):
        yield f'<date when="{document["published_on"]}"/>'
    yield "</bibl>"
    if document["duration_ms"] is not None and document["duration_ms"] >= 0:
        seconds, thousandths = divmod(document["duration_ms"], 1000)
        yield f'<recordingStmt><recording type="audio" dur="PT{seconds}.{thousandths:03}S"/></recordingStmt>'
    yield "</sourceDesc>"


def _taxonomies(conversation: Conversation) -> Iterator[str]:
    """The values that the turns have, with their meanings."""
    yield "<classDecl>"
    for prefix, column, meanings in TAXONOMIES:
        present = {getattr(turn, column) for turn in conversation.spoken}
        categories = [
            f'<category xml:id="{prefix}.{value}"><catDesc>{xml_text(meaning)}</catDesc></category>'
            for value, meaning in meanings.items()
            if value in present
        ]
        if categories:
            yield f'<taxonomy xml:id="{prefix}">' + "".join(categories) + "</taxonomy>"
    yield "</classDecl>"


def _person(name: str, row: Row) -> str:
    """A ``person``, or a ``personGrp`` for several voices under one label."""
    element = "personGrp" if row["kind"] == "collective" else "person"
    parts = [f"<persName>{_name(row)}</persName>"] if row["name"] else []
    for column, kind in (
        ("aliases", "persName"),
        ("descriptions", "occupation"),
        ("affiliations", "affiliation"),
    ):
        mark = ' type="printed"' if column == "aliases" else ""
        parts += [f"<{kind}{mark}>{xml_text(value)}</{kind}>" for value in row[column] or ()]
    if row["bio"]:
        parts.append(f'<note type="biography">{xml_text(row["bio"])}</note>')
    if row["wikidata_id"]:
        parts.append(f'<idno type="wikidata">{xml_text(row["wikidata_id"])}</idno>')
    scope = f"<note type={xml_value('kind')}>{xml_text(str(row['kind']))}</note>"
    return f'<{element} xml:id="{name}">' + "".join([*parts, scope]) + f"</{element}>"


def _name(row: Row) -> str:
    """The name, its parts marked where they make it up."""
    given, family = row["given_name"], row["family_name"]
    if given and family and row["name"] == f"{given} {family}":
        return f"<forename>{xml_text(given)}</forename> <surname>{xml_text(family)}</surname>"
    return xml_text(row["name"])
