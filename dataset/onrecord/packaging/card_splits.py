"""The section of the dataset card on splits: how they were made, their sizes, what still leaks."""

from __future__ import annotations

from onrecord.packaging.text import as_cell, as_code, as_rows
from onrecord.splits import Splits
from onrecord.splits.wording import tell_excluded, write_leakage


def splits_section(splits: Splits) -> str:
    """The section in Markdown, its heading first."""
    parts = [
        "### How it is parted",
        _made(splits),
        as_rows(
            ("split", "wanted", "is", "documents", "stories", "people", "spoken turns", "words"),
            [
                (
                    as_code(one.split),
                    f"{one.wanted:.1%}",
                    f"{one.share:.1%}",
                    *(
                        f"{n:,}"
                        for n in (one.documents, one.stories, one.people, one.turns, one.words)
                    ),
                )
                for one in splits.sizes
            ],
        ),
    ]
    if splits.excluded:
        parts.append(
            f"In no split: {tell_excluded(splits)}. They are among the files, under `none`, and no"
            " configuration loads them."
        )
    leaks = "\n".join(f"- {line}" for line in write_leakage(splits))
    parts.append(f"What leakage is left:\n\n{leaks}")
    return "\n\n".join(parts)


_PEOPLE = {
    "shared": "People may be in several splits.",
    "guests": "Of people, only those who lead programmes may be in several splits.",
    "all": "Nobody who is known by name is in several splits.",
}


def _made(splits: Splits) -> str:
    """How documents come to be where they are."""
    plan = splits.plan
    told = [
        "The files of `documents` and `turns` are parted by split; `splits` says of each document where"
        " it is, and why. `people` and `rejects` are whole, as their one split says: a person may be in"
        " several.",
        f"The place of a document is a hash of its id and the salt `{as_cell(plan.salt)}`: it stays the"
        " same as the dataset grows. Copies of a story are together.",
        _PEOPLE[plan.people],
    ]
    if plan.overlaps == "drop":
        told.append("A document with somebody who would be is in none.")
    if plan.stratify:
        columns = ", ".join(as_code(one) for one in plan.stratify)
        told.append(f"The shares hold in each value of {columns}.")
    if splits.moved is not None:
        told.append("Documents that had a place before keep it.")
    return " ".join(told)
