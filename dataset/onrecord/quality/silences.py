"""Silences: findings that a recipe excuses in one document, with a reason, until a day."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.quality.ledger import Ledger
from onrecord.quality.opening import Opened, Problem
from onrecord.quality.settings import Settings, Silence


def apply_silences(found: Opened, ledger: Ledger, settings: Settings) -> None:
    """Excuse what the recipe silences; those that are out of date or excuse nothing are problems."""
    for silence in settings.silences:
        if settings.only and silence.check not in settings.only:
            continue
        named = f"{silence.check} in {silence.document}"
        if settings.today is not None and silence.expires < settings.today:
            said = f"expired on {silence.expires} ({silence.reason})"
            found.problems.append(Problem("silences_are_current", named, said))
            continue
        documents = _documents(found, silence)
        if not documents:
            said = "is silenced, but there is no such document"
            found.problems.append(Problem("silences_are_current", named, said))
        elif not ledger.silence(silence.check, documents):
            said = "is silenced, but finds nothing there any more"
            found.problems.append(Problem("silences_are_current", named, said))


def _documents(found: Opened, silence: Silence) -> Sequence[str]:
    """The ids of the document that a silence means: an id, a source_uri, or the end of one."""
    if found.missing(("documents.document_id",)):
        return [silence.document]
    uri = "source_uri" if not found.missing(("documents.source_uri",)) else "NULL"
    rows = found.connection.execute(
        f"SELECT document_id FROM documents WHERE document_id = $1 OR {uri} = $1"
        f" OR ends_with({uri}, '/' || $1)",
        [silence.document],
    ).fetchall()
    return [row[0] for row in rows]
