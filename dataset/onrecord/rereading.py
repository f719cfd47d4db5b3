"""A document's source, read and converted once more, to say what its pieces were taken for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from onrecord.conversion import converse
from onrecord.errors import CallError
from onrecord.explaining import explain_conversation
from onrecord.merging import TurnRules
from onrecord.sources import Found, read_source
from onrecord.speakers import Authority
from onrecord.tables import Origin


def explain_again(
    found: Found,
    document: Mapping[str, Any],
    authority: Authority,
    limit: int,
    rules: TurnRules,
) -> dict[str, Any]:
    """What `explain_conversation` says of a document, from the source it was built from.

    `document` has document_id, source_sha256 and format, `found` the companions that it was built with; `rules` are
    those of the build. Raises `CallError` where the source is no longer what it was, and `SourceError` where it cannot be
    read.
    """
    source = read_source(found, limit)
    if source.sha256 != document["source_sha256"]:
        raise CallError(f"{found.path} has changed since the dataset was built; build again")
    if source.beside != found.beside:
        names = sorted({one.name for one in {*source.beside} ^ {*found.beside}})
        raise CallError(
            f"{', '.join(names)} beside {found.path} changed since the dataset was built; build again"
        )
    conversations = converse(source, found.wanted.format or document["format"], authority, rules)
    for record, conversation in enumerate(conversations):
        if Origin(source, record).document_id == document["document_id"]:
            return explain_conversation(conversation, source)
    raise CallError(f"{source.uri} no longer gives {document['document_id']}; build again")
