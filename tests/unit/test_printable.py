"""Text fit to show: no control characters, one line, cut in the middle or to where two differ."""

from __future__ import annotations

import pytest

from onrecord.printable import focus, printable, shorten


@pytest.mark.parametrize("steering", ["\x1b[2J", "\x07", "\u202e", "\r", "\x9b1m", "\ue000"])
def test_nothing_steers(steering: str) -> None:
    shown = printable(f"a{steering}b")
    assert shown.isprintable()
    assert shown.startswith("a\N{REPLACEMENT CHARACTER}")


def test_long_texts_lose_their_middle() -> None:
    assert shorten("one\n two\t three") == "one two three"
    assert shorten("x" * 30 + "y" * 30, 20) == "x" * 10 + " ... " + "y" * 10


def test_two_texts_are_cut_to_where_they_differ() -> None:
    before, after = focus("word " * 40 + "end", "word " * 40 + "stop", around=10)
    assert (before, after) == ("... word word end", "... word word stop")
    assert focus("short", "shirt") == ("short", "shirt")
    assert focus(None, "new") == ("", "new")
