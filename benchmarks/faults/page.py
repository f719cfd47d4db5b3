"""The page docs/quality.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.faults.unforeseen import AT_FIRST
from onrecord.quality import CHECKS, QualityReport

if TYPE_CHECKING:
    from benchmarks.faults.__main__ import Planted

_HEAD = """# What the checks catch

Made by `make quality`: a generated corpus of {documents:,} documents ({turns:,} turns) is built,
damaged in one way after another, and checked. A fault is caught where its document has an error or a
warning that it had not before the damage. The damages are in
[benchmarks/faults](../benchmarks/faults/damages.py); counts and numbering are made to agree after
each, so that nothing but the damage shows. What each check says, and its limits, is in
[checks.md](checks.md).
"""


def page(
    good: QualityReport, sample: QualityReport, planted: list[Planted], later: list[Planted]
) -> str:
    """The page as Markdown."""
    known = [one for one in planted if one.check]
    unknown = [one for one in planted if not one.check]
    rows = good.rows
    return "\n".join(
        [
            _HEAD.format(documents=rows["documents"], turns=rows["turns"]),
            _summary("Ways the checks know", known),
            _summary("Ways thought of after the checks were written", later),
            _summary("Ways no check knows", unknown),
            "\n## Faults of known kinds\n",
            *_table(known),
            "\n## Faults thought of afterwards\n",
            "They were planted before any check was made or mended for them; what was caught then, of 25,"
            " with the sources and without, is in the last column.\n",
            *_later_table(later),
            "\n## Faults of kinds that no check knows\n",
            "What is caught here is caught by accident, or by the sources.\n",
            *_table(unknown),
            "\n## False alarms on good data\n",
            "What the checks find before any damage, on the generated corpus and on the sample dataset,"
            " as a share of what they look at; checks that find nothing in either are left out. Not all"
            " of it is false: the builds leave some furniture in the words, and the sample dataset has"
            " oddities on purpose.\n",
            *_alarms(good, sample),
            "",
        ]
    )


def _summary(title: str, planted: list[Planted]) -> str:
    faults = sum(one.planted for one in planted)
    caught = sum(one.caught for one in planted)
    alone = sum(one.without_sources for one in planted)
    return (
        f"{title}: {faults:,} faults planted, {caught:,} caught ({caught / faults:.1%}) with the"
        f" sources at hand, {alone:,} ({alone / faults:.1%}) without.\n"
    )


def _table(planted: list[Planted]) -> list[str]:
    lines = [
        "| damage | the check for it | planted | by that check | by any | by any, without sources |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
    ]
    for one in planted:
        check = f"`{one.check}`" if one.check else ""
        own = str(one.by_its_check) if one.check else ""
        lines.append(
            f"| {one.name} | {check} | {one.planted} | {own} | {one.caught} | {one.without_sources} |"
        )
    return lines


def _later_table(planted: list[Planted]) -> list[str]:
    head, rule, *lines = _table(planted)
    told = [
        f"{line} {' / '.join(map(str, AT_FIRST[one.name]))} |"
        for line, one in zip(lines, planted, strict=True)
    ]
    return [f"{head} at first |", f"{rule} ---: |", *told]


def _alarms(good: QualityReport, sample: QualityReport) -> list[str]:
    lines = ["| check | severity | generated | sample |", "| --- | --- | ---: | ---: |"]
    reports = [{one.check.id: one for one in report.results} for report in (good, sample)]
    for check_id, check in CHECKS.items():
        found = [report.get(check_id) for report in reports]
        if any(one is not None and one.failing for one in found):
            cells = [
                f"{one.failing} of {one.looked_at:,} ({one.share:.2%})" if one else ""
                for one in found
            ]
            lines.append(f"| `{check_id}` | {check.severity} | {' | '.join(cells)} |")
    return lines
