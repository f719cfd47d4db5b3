"""What may be published of each document: its licence and its own notice of rights decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import pyarrow as pa

from onrecord.errors import CallError
from onrecord.rights.licences import ask_license, reserves_all

#: How much text a release has: all of it, what licences allow, or none.
Text = Literal["all", "licensed", "none"]
TEXTS: tuple[Text, ...] = get_args(Text)

#: The columns of documents that are judged.
JUDGED = ("document_id", "source_uri", "license", "rights")
_SHOWN = 3


@dataclass(frozen=True)
class Judgement:
    """Why the words of documents are withheld, by document id; and what a release does with it.

    `allowed_because` is the reason for which words with an unknown licence are published.
    """

    text: Text
    withheld: Mapping[str, str] = field(default_factory=dict)
    n_documents: int = 0
    n_allowed: int = 0
    allowed_because: str | None = None

    @property
    def reasons(self) -> dict[str, int]:
        """How many documents are withheld for each reason."""
        return dict(sorted(Counter(self.withheld.values()).items()))

    def withheld_ids(self) -> Any:
        """The ids of withheld documents as an Arrow array, sorted."""
        return pa.array(sorted(self.withheld), pa.string())


def doubt(license_: str | None, notice: str | None) -> str | None:
    """Why the words of a document may not be published; None where nothing speaks against it.

    The values are those of `onrecord_schemas.vocabularies.WITHHELD`.
    """
    if license_ is None:
        return "license-unknown"
    answer = ask_license(license_)
    if answer == "forbids":
        return "license-forbids"
    if answer == "unclear":
        return "license-unclear"
    return "rights-reserved" if reserves_all(notice) else None


def judge(documents: Any, text: Text, allowed_because: str | None = None) -> Judgement:
    """What is withheld of `documents`, an Arrow table with the columns `JUDGED`.

    With a reason in `allowed_because`, text is published whatever its licence, unless that forbids
    it. Raises `CallError` where ``all`` text is wanted and some of it may not be published.
    """
    if text not in TEXTS:
        raise CallError(f"no choice of text {text!r}; there are: {', '.join(TEXTS)}")
    because = (allowed_because or "").strip() or None
    if allowed_because is not None and because is None:
        raise CallError("the reason why text of unknown licence may be published is empty")
    columns = [documents[name].to_pylist() for name in JUDGED]
    found: dict[str, str] = {}
    uris: dict[str, str] = {}
    allowed = 0
    for document_id, uri, license_, notice in zip(*columns, strict=True):
        why = "asked" if text == "none" else doubt(license_, notice)
        if because is not None and why not in {None, "asked", "license-forbids"}:
            allowed, why = allowed + 1, None
        if why is not None:
            found[document_id], uris[document_id] = why, uri
    if text == "all" and found:
        raise CallError(_refusal(found, uris, len(documents)))
    return Judgement(text, found, len(documents), allowed, because if allowed else None)


_SAYS = {
    "license-unknown": "no licence is stated",
    "license-unclear": "the licence does not tell whether others may publish the words",
    "license-forbids": "the licence does not let others publish the words in this form",
    "rights-reserved": "the document itself reserves all rights, whatever the recipe states",
}
_REMEDY = (
    "state the licence of each source in the recipe ([sources.metadata] license), release what "
    "licences allow (--text licensed) or no words at all (--text none), or say why unknown ones may "
    'be published (--allow-unknown "REASON", or [rights] allow_unknown in the recipe)'
)


def _refusal(found: Mapping[str, str], uris: Mapping[str, str], total: int) -> str:
    lines = [f"the words of {len(found)} of {total} documents may not be published:"]
    for reason, count in sorted(Counter(found.values()).items()):
        some = [uris[key] for key in sorted(found) if found[key] == reason][:_SHOWN]
        more = ", ..." if count > _SHOWN else ""
        lines.append(f"  {count}: {_SAYS[reason]} ({', '.join(some)}{more})")
    return "\n".join([*lines, _REMEDY])
