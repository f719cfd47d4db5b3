"""Evidence in the manifest that quotes a document: taken out of a release, put back from people.

The manifest keeps why two names are one person. One kind of evidence quotes how documents describe
them; a release that withholds descriptions says which of the person's descriptions it was.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from onrecord.errors import DatasetError
from onrecord.grammar.names import fold_name

_QUOTES = "both are said to be "
_POINTS = re.compile(rf"^{_QUOTES}description ([0-9]+), withheld$")


def quoting(manifest: Mapping[str, Any]) -> list[str]:
    """The ids of people whose decisions quote a description."""
    return sorted(
        {
            str(decision["person_id"])
            for decision in _decisions(manifest)
            if any(str(words).startswith(_QUOTES) for words in decision["evidence"])
        }
    )


def withhold_evidence(manifest: Mapping[str, Any], people: Any) -> Mapping[str, Any]:
    """A manifest whose evidence points at a description instead of quoting it."""
    options = _descriptions(people, quoting(manifest))

    def point(person_id: str, words: str) -> str:
        if not words.startswith(_QUOTES):
            return words
        said = words.removeprefix(_QUOTES)
        known = options.get(person_id, [])
        place = known.index(said) + 1 if said in known else 0
        return f"{_QUOTES}description {place}, withheld"

    return _with_evidence(manifest, point)


def restore_evidence(manifest: Mapping[str, Any], people: Any) -> Mapping[str, Any]:
    """The manifest with its quotations; `people` have their descriptions again."""
    options = _descriptions(people, quoting(manifest))

    def quote(person_id: str, words: str) -> str:
        pointed = _POINTS.match(words)
        if not pointed:
            return words
        known, place = options.get(person_id, []), int(pointed[1])
        if not 0 < place <= len(known):
            raise DatasetError(
                f"the manifest points at description {place} of {person_id}, which there is not"
            )
        return _QUOTES + known[place - 1]

    return _with_evidence(manifest, quote)


def _decisions(manifest: Mapping[str, Any]) -> list[dict[str, Any]]:
    return list(manifest.get("identity", {}).get("decisions", []))


def _with_evidence(manifest: Mapping[str, Any], change: Any) -> Mapping[str, Any]:
    if not _decisions(manifest):
        return manifest
    decisions = [
        {**one, "evidence": [change(str(one["person_id"]), str(w)) for w in one["evidence"]]}
        for one in _decisions(manifest)
    ]
    return {**manifest, "identity": {**manifest["identity"], "decisions": decisions}}


def _descriptions(people: Any, person_ids: list[str]) -> dict[str, list[str]]:
    """What documents say of each of these people, folded as evidence has it, sorted."""
    wanted = set(person_ids)
    if not wanted:
        return {}
    columns = [people[name].to_pylist() for name in ("person_id", "affiliations", "descriptions")]
    return {
        person_id: sorted({fold_name(words) for words in (*affiliations, *descriptions)})
        for person_id, affiliations, descriptions in zip(*columns, strict=True)
        if person_id in wanted
    }
