"""The sources at hand: what stands beside a conversation, and why each turn is who it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from onrecord.errors import OnrecordError
from onrecord.explaining import add_across
from onrecord.merging import TurnRules
from onrecord.reporting.wording import visible
from onrecord.rereading import explain_again
from onrecord.source import source_uris
from onrecord.sources import DEFAULT_LIMIT, Found
from onrecord.speakers import Authority

#: Characters of a source beyond which it is not shown.
_LONGEST = 200_000


@dataclass(frozen=True)
class Sources:
    """Sources by URI; `says` tells why there are none."""

    found: Mapping[str, Found] = field(default_factory=dict)
    authority: Authority = field(default_factory=Authority)
    limit: int = DEFAULT_LIMIT
    rules: TurnRules = field(default_factory=TurnRules)
    says: str = ""

    def explain(
        self, document: Mapping[str, Any], turns: Sequence[Mapping[str, Any]]
    ) -> dict[str, Any]:
        """``pieces`` of the source and ``turns`` with evidence, or a ``note`` why not."""
        if not self.found:
            return {"note": self.says}
        uris = source_uris(document["source_uri"] or "")
        found = next((self.found[uri] for uri in uris if uri in self.found), None)
        if found is None:
            return {"note": "This document's source is not among the sources given."}
        try:
            again = explain_again(found, document, self.authority, self.limit, self.rules)
        except OnrecordError as error:
            return {"note": f"The source is not shown: {visible(str(error))}."}
        if len(again["turns"]) < len(turns):
            return {"note": "The source no longer gives these turns; build the dataset again."}
        for told, kept in zip(again["turns"], turns, strict=False):
            columns = ("name", "role", "attribution", "confidence")
            add_across(told, {column: kept[column] for column in columns})
        return {
            "turns": [{"evidence": _evidence(told["evidence"])} for told in again["turns"]],
            **_pieces(again["regions"]),
        }


def _evidence(pieces: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
    """Weight, kind, place and words of each piece; places null where the reason is none."""
    return [
        [p["weight"], p["kind"], p["start"], p["end"], p["text"] and visible(p["text"][:400])]
        for p in pieces
    ]


def _pieces(regions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Kind, place and words of the source's pieces, in order."""
    if sum(len(region["text"]) for region in regions) > _LONGEST:
        return {"note": f"The source is longer than {_LONGEST:,} characters and is not shown."}
    return {"pieces": [[r["kind"], r["start"], r["end"], visible(r["text"])] for r in regions]}
