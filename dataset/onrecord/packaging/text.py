"""JSON, YAML and Markdown as bytes that depend on the values alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any


def as_json(value: Any) -> bytes:
    """Indented JSON in UTF-8, keys in the order given, a line end at the end.

    U+2028 and U+2029 are escaped, which some readers take for ends of lines.
    """
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return (text + "\n").encode("utf-8", "replace")


def as_yaml(value: Any) -> str:
    """YAML in the order given; no aliases, no line folding.

    Texts with line ends are quoted so that none ends a line of the YAML: the card's metadata are
    found line by line.
    """
    import yaml

    class Plain(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML's signature
            return True

    def represent(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
        style = None if len(text.splitlines()) < 2 and text.isprintable() else '"'
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)

    Plain.add_representer(str, represent)
    return str(yaml.dump(value, Dumper=Plain, allow_unicode=True, sort_keys=False, width=2**31))


_MARKUP = str.maketrans(
    {"|": "\\|", "`": "'", "<": "&lt;", ">": "&gt;", "&": "&amp;", "[": "\\[", "]": "\\]"}
    | {"*": "\\*", "_": "\\_", "#": "\\#", "\\": "\\\\", "$": "\\$"}
)


def as_cell(value: object, most: int = 80) -> str:
    """A value from the data on one line of Markdown, where it is text and nothing else."""
    words = "".join(c if c.isprintable() else " " for c in str(value)).split()
    text = " ".join(words)
    if len(text) > most:
        text = text[: most - 1] + "…"
    return text.translate(_MARKUP)


def as_code(text: str) -> str:
    """A name as code in Markdown: nothing in it ends the code, the cell or the line."""
    return f"`{''.join(c if c.isprintable() and c not in '`|' else '?' for c in text)}`"


def as_rows(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown, of cells that are Markdown."""
    lines = [" | ".join(head), " | ".join("---" for _ in head), *(" | ".join(row) for row in rows)]
    return "\n".join(f"| {line} |" for line in lines)


def without_empty(value: dict[str, Any]) -> dict[str, Any]:
    """The same keys without those whose value is None or empty."""
    return {key: one for key, one in value.items() if one is not None and one not in ([], {}, "")}
