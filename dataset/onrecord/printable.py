"""Text from data made fit to show: no character that could steer a terminal or break a line."""

from __future__ import annotations


def printable(text: str) -> str:
    """The text with each control, format or private character replaced by U+FFFD."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def shorten(text: str, longest: int = 240) -> str:
    """The text on one line, printable, its middle left out where it is longer than `longest`."""
    words = printable(" ".join(text.split()))
    if len(words) <= longest:
        return words
    return f"{words[: longest // 2]} ... {words[-longest // 2 :]}"


def focus(before: str | None, after: str | None, around: int = 40) -> tuple[str, str]:
    """Two texts cut to where they differ, with `around` characters of what they share before it."""
    one, other = before or "", after or ""
    pairs = zip(one, other, strict=False)
    same = next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
    start = same - around
    return (one, other) if start <= 0 else (f"... {one[start:]}", f"... {other[start:]}")
