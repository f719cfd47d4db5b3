"""LICENSE.md: under what the release may be used, and what is not known."""

from __future__ import annotations

from onrecord.packaging.licences import is_expression, licence_ids, licence_url
from onrecord.packaging.release import Release
from onrecord.packaging.text import as_cell


def as_licence_page(release: Release) -> bytes:
    """The licences in words, each with its SPDX id and where SPDX keeps its text."""
    lines = [
        f"# Licence of {as_cell(release.title, 300)} {release.version}\n",
        f"SPDX-License-Identifier: {release.licence}\n",
    ]
    for one in licence_ids(release.licence):
        url = licence_url(one)
        lines.append(f"- `{one}`" + (f": {url}" if url else ": not an SPDX licence"))
    lines += ["", "The column `license` of `documents` tells the licence of each document:\n"]
    for licence, count in release.figures.licences:
        known = licence is not None and is_expression(licence)
        remark = "" if known else ", which is not known to be a licence"
        lines.append(f"- {as_cell(licence or 'none stated')}: {count:,} documents{remark}")
    if release.why_unlicensed:
        lines += [
            "",
            f"{release.figures.unlicensed_texts:,} documents have words under no known licence. They are"
            f" here because: {release.why_unlicensed}",
        ]
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")
