"""What a suppression list asks of a dataset, and what its manifest says of that in public."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from hashlib import sha256
from typing import Any

from onrecord.grammar.names import fold_name
from onrecord.redaction.mentions import Mentions
from onrecord.redaction.model import NAME_REMOVED, Redaction, Target, make_target
from onrecord.redaction.tables import uri_without_names
from onrecord.suppression import Entry, Suppression


def decide_redaction(
    suppression: Suppression, people: Any, documents: Collection[str] = ()
) -> Redaction:
    """The redaction that a list asks for.

    `people` is an Arrow table with person_id, name and aliases; `documents` are ids to be removed.
    """
    targets: dict[str, Target] = {}
    columns = (people[name].to_pylist() for name in ("person_id", "name", "aliases"))
    for person_id, name, aliases in zip(*columns, strict=True):
        full = [alias for alias in aliases if len(fold_name(alias).split()) > 1]
        entry = suppression.entry_for(person_id, [name, *full] if name else full)
        if entry is not None:
            targets[person_id] = _target(entry, name, aliases)
    mentioned = tuple(_target(entry, name, ()) for entry, name in suppression.named)
    return Redaction(targets, mentioned, frozenset(documents))


def _target(entry: Entry, name: str | None, aliases: Collection[str]) -> Target:
    if entry.action == "remove":
        return make_target(NAME_REMOVED, None, name, aliases)
    person_id = f"per-{sha256(f'takedown {entry.id}'.encode()).hexdigest()[:20]}"
    return make_target(f"Person-{entry.id}", person_id, name, aliases)


def clean_manifest(
    manifest: Mapping[str, Any], redaction: Redaction, gone: Callable[[str | None], bool]
) -> dict[str, Any]:
    """A manifest without the sources, decisions and names that were redacted."""
    sources = []
    for one in manifest.get("sources", ()):
        document_id = f"doc-{one['sha256'][:20]}" if "sha256" in one else "source"
        if gone(one["uri"]) or document_id in redaction.documents:
            continue
        uri = uri_without_names(one["uri"], document_id, redaction)
        sources.append({**one, "uri": uri})
    cleaned = {**manifest, "sources": sources}
    if redaction.targets and "identity" in manifest:
        cleaned["identity"] = _clean_identity(manifest["identity"], redaction)
    return cleaned


def _clean_identity(identity: Mapping[str, Any], redaction: Redaction) -> dict[str, Any]:
    """Decisions on people, without those on redacted ones and without their names."""
    names = Mentions(
        [(form, "x") for target in redaction.targets for form in target.forms if form.anywhere]
    )
    decisions = [
        one
        for one in identity.get("decisions", ())
        if one["person_id"] not in redaction.people
        and not any(names.find(str(words)) for words in (*one["names"], *one["evidence"]))
    ]
    known = [name for name in identity.get("people_file", ()) if not names.find(name)]
    return {**identity, "decisions": decisions, "people_file": known}


def describe_redaction(
    suppression: Suppression, redaction: Redaction, n_sources: int, *, rebuilt: bool
) -> dict[str, Any]:
    """What the manifest says of a redaction: tombstones, and what is no longer promised."""
    return {
        "tombstones": suppression.tombstones,
        "suppressed_sources": n_sources,
        "changes_words": bool(redaction.targets),
        "without_sources": not rebuilt,
        "no_longer_promised": promises_lost(redaction, n_sources, rebuilt=rebuilt),
    }


def promises_lost(redaction: Redaction, n_sources: int, *, rebuilt: bool) -> list[str]:
    """What a dataset can no longer promise after a redaction, in sentences without names."""
    lost = [
        "That it can be built again by others: a build needs the suppression list, which is not "
        "published, and gives other bytes without it.",
        "That what was removed is nowhere: earlier versions and copies of them still hold it.",
    ]
    if n_sources:
        lost.append(
            f"That every source is accounted for: {n_sources} more are suppressed, listed nowhere here."
        )
    if redaction.targets:
        lost += [
            "That text is verbatim: where a redacted person was named, other words stand, and offsets "
            "into the source no longer give the text.",
            "That nobody can tell who is meant: nicknames, misspellings, initials, offices and "
            "circumstances in other people's words were not looked for.",
        ]
    if redaction.removed:
        lost.append("That turns are complete: a removed person's turns are cues of the kind gap.")
    if not rebuilt:
        lost.append(
            "That people and stories across documents are what a build would decide without what was "
            "removed: they were not decided again."
        )
    return lost
