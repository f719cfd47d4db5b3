"""Numbers and names as the report prints them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.reporting.wording import counted, listed, share, shown, size, visible


@pytest.mark.parametrize(
    ("part", "whole", "printed"),
    [
        (0, 5, "0 %"),
        (5, 5, "100 %"),
        (1, 3, "33.3 %"),
        (1, 10_000, "< 0.1 %"),
        (9_999, 10_000, "> 99.9 %"),
        (0, 0, "–"),
    ],
)
def test_a_share_is_never_all_or_nothing_where_it_is_not(
    part: int, whole: int, printed: str
) -> None:
    assert share(part, whole) == printed


def test_counts_agree_with_their_noun() -> None:
    assert counted(1, "person", "people") == "1 person"
    assert counted(12_345, "person", "people") == "12,345 people"
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert [size(n) for n in (5, 1_234, 2_500_000)] == ["5 bytes", "1.2 kB", "2.5 MB"]


@given(st.text())
def test_what_is_shown_is_one_line_that_html_can_hold(text: str) -> None:
    line = shown(text, 40)
    assert len(line) <= 40
    assert not set(line) & {chr(n) for n in range(32)}
    line.encode("utf-8")


@given(st.text(alphabet=st.characters(blacklist_categories=["Cc", "Cf", "Cs", "Cn"])))
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert visible(text) == text
