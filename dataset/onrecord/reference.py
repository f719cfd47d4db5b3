"""The generated parts of the documentation: columns, formats, rules.

``python -m onrecord.reference FILE ...`` rewrites what stands between ``<!-- begin: NAME -->``
and ``<!-- end: NAME -->`` in each file; with ``--check`` it only says what is out of date.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

from onrecord.differences import RULES as VERDICT_RULES
from onrecord.differences.drift import DISTRIBUTIONS, SIZES, THRESHOLDS
from onrecord.exporting import EXPORTS
from onrecord.exporting.returning import RETURNS, SPEAKERS, TIMES, WORDS
from onrecord.formats import FORMATS, Format
from onrecord.quality import CHECKS, Check
from onrecord_schemas import MODELS, RULES, SCHEMA_VERSION, describe_columns, vocabularies

_NOT_CARRIED = re.compile(r"(?m)^Not carried: (?P<what>(?:.+\n?)+)")
_BLOCK = re.compile(r"(<!-- begin: (?P<name>[a-z-]+) -->\n).*?(<!-- end: (?P=name) -->)", re.DOTALL)


def formats_table() -> str:
    """The registry as a Markdown table."""
    rows = [
        f"| `{one.name}` | {one.reads} | {one.recognised_by} | {not_carried(one)} |"
        for one in FORMATS.values()
    ]
    head = "| format | what it reads | how it is recognised | what is not carried |"
    return "\n".join([head, "| --- | --- | --- | --- |", *rows])


def not_carried(one: Format) -> str:
    """What a format has and the tables do not, as the docstring of its module says."""
    told = _NOT_CARRIED.search(sys.modules[one.convert.__module__].__doc__ or "")
    return " ".join(told["what"].replace("``", "`").split()).rstrip(".") if told else ""


def columns_reference() -> str:
    """Every table's columns, as Markdown."""
    parts = [f"Contract version {SCHEMA_VERSION}."]
    for name, model in MODELS.items():
        rows = [
            f"| `{column}` | `{kind}`{', nullable' if nullable else ''} | {description} |"
            for column, kind, nullable, description in describe_columns(model)
        ]
        parts += [
            f"\n## {name}\n",
            "| column | type | what it holds |",
            "| --- | --- | --- |",
            *rows,
        ]
    return "\n".join(parts)


def vocabularies_reference() -> str:
    """Every closed vocabulary, as Markdown."""
    named = {
        "turns.kind": vocabularies.TURN_KINDS,
        "turns.role": vocabularies.ROLES,
        "turns.attribution": vocabularies.ATTRIBUTIONS,
        "turns.cues.kind": vocabularies.CUE_KINDS,
        "people.kind": vocabularies.PERSON_KINDS,
        "people.scope": vocabularies.SCOPES,
        "documents.transcript_kind": vocabularies.TRANSCRIPT_KINDS,
        "documents.flags": vocabularies.FLAGS,
        "documents.withheld": vocabularies.WITHHELD,
        "documents.regions.kind": vocabularies.REGION_KINDS,
        "rejects.severity": vocabularies.SEVERITIES,
    }
    parts = []
    for column, words in named.items():
        rows = [f"| `{word}` | {meaning} |" for word, meaning in words.items()]
        parts += [f"### {column}\n", "| value | meaning |", "| --- | --- |", *rows, ""]
    return "\n".join(parts).rstrip()


def rules_reference() -> str:
    """The rules across tables, as Markdown."""
    rows = [f"| `{rule.name}` | {rule.says} |" for rule in RULES]
    return "\n".join(["| rule | what it says |", "| --- | --- |", *rows])


def verdict_rules() -> str:
    """The rules of the verdict of a comparison, as Markdown."""
    rows = [f"| {rule.level} | `{rule.name}` | {rule.says} |" for rule in VERDICT_RULES]
    return "\n".join(["| level | rule | what it says |", "| --- | --- | --- |", *rows])


def distributions_reference() -> str:
    """The distributions that a comparison looks at, as Markdown."""
    rows = [
        f"| {one.name} | `{one.table}.{one.column}`{'' if one.rows == 'true' else ', without cues'} |"
        for one in DISTRIBUTIONS
    ]
    return "\n".join(["| distribution | of |", "| --- | --- |", *rows])


def thresholds_reference() -> str:
    """From which effect size on a drift is small, medium or large, as Markdown."""
    rows = [
        f"| *{name}* | {' | '.join(f'{least:g}' for least in sizes)} |"
        for name, sizes in THRESHOLDS.items()
    ]
    return "\n".join([f"| effect | {' | '.join(SIZES)} |", "| --- | ---: | ---: | ---: |", *rows])


def checks_reference() -> str:
    """Every check with what it says, why it matters and what to try, and its limits, as Markdown."""
    parts = ["| check | severity | of | what holds |", "| --- | --- | --- | --- |"]
    parts += [
        f"| [`{one.id}`](#{one.id}) | {one.severity} | {one.table} | {one.description} |"
        for one in CHECKS.values()
    ]
    return "\n".join([*parts, *(_check_section(one) for one in CHECKS.values())])


def _check_section(check: Check) -> str:
    lines = [
        f"\n### {check.id}\n",
        f"`{check.severity}`, {check.table}: {check.description}.\n",
        f"Why: {check.why}.\n",
        f"Try: {check.fix}.",
    ]
    if check.limits:
        lines += ["\n| limit | default | what it is |", "| --- | --- | --- |"]
        lines += [
            f"| `{name}` | {_shown(value)} | {check.limits_say[name]} |"
            for name, value in check.limits.items()
        ]
    return "\n".join(lines)


def _shown(value: object) -> str:
    if value is None or value == ():
        return "none"
    return f"`{value}`"


_SHAPES = {"file": "a file", "folder": "a folder", "documents": "a folder, a file a document"}


def exports_table() -> str:
    """The formats of exports as a Markdown table."""
    rows = [
        f"| [`{one.name}`](#{one.name}) | {one.writes} | {_SHAPES[one.shape]} |"
        for one in EXPORTS.values()
    ]
    return "\n".join(["| `--to` | writes | `--out` |", "| --- | --- | --- |", *rows])


def losses_reference() -> str:
    """What does not survive in each format of exports, as Markdown."""
    rows = [
        f"| `{one.name}` | {'; '.join(one.loses)} | {_dropped(one.drops)} |"
        for one in EXPORTS.values()
    ]
    head = ["| format | what does not survive | columns without a place |", "| --- | --- | --- |"]
    return "\n".join([*head, *rows])


def returns_table() -> str:
    """What comes back of each format of exports, as a Markdown table."""
    rows = [
        f"| `{name}` | {one.file} | {SPEAKERS[one.speakers]} | {WORDS[one.words]} | {TIMES[one.times]} |"
        for name, one in RETURNS.items()
    ]
    head = ["| format | read from | speakers | words | times |", "| --- | --- | --- | --- | --- |"]
    return "\n".join([*head, *rows])


def _dropped(columns: tuple[str, ...]) -> str:
    tables: dict[str, list[str]] = {}
    for column in columns:
        table, name = column.split(".")
        tables.setdefault(table, []).append(f"`{name}`")
    return "<br>".join(f"{table}: {', '.join(names)}" for table, names in tables.items()) or "none"


BLOCKS: dict[str, Callable[[], str]] = {
    "formats": formats_table,
    "columns": columns_reference,
    "vocabularies": vocabularies_reference,
    "rules": rules_reference,
    "verdict": verdict_rules,
    "distributions": distributions_reference,
    "thresholds": thresholds_reference,
    "checks": checks_reference,
    "exports": exports_table,
    "losses": losses_reference,
    "returns": returns_table,
}


def refreshed(text: str) -> str:
    """`text` with every generated block made anew. Raises `KeyError` for an unknown block."""
    return _BLOCK.sub(lambda match: f"{match[1]}{BLOCKS[match['name']]()}\n{match[3]}", text)


def main(arguments: list[str]) -> int:
    """Refresh or check the files named; the number of files out of date when checking."""
    check = "--check" in arguments
    stale = 0
    for path in (Path(name) for name in arguments if name != "--check"):
        text = path.read_text(encoding="utf-8")
        new = refreshed(text)
        if new == text:
            continue
        stale += check
        if check:
            sys.stderr.write(f"{path}: generated parts are out of date; run make docs\n")
        else:
            path.write_text(new, encoding="utf-8")
    return stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
