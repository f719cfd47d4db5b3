"""Rules on whole columns."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord_schemas import _rules


@given(
    texts=st.lists(st.none() | st.text(st.sampled_from(" a\u3000é\t"), max_size=20), max_size=12),
    begin=st.integers(0, 12),
    large=st.booleans(),
)
def test_spaces_are_counted_as_strings_have_them(
    texts: list[str | None], begin: int, large: bool
) -> None:
    array = pa.array(texts, pa.large_string() if large else pa.string()).slice(begin)
    expected = [(text or "").count(" ") for text in texts[begin:]]
    assert _rules.count_spaces(array).tolist() == expected


@pytest.mark.parametrize("texts", [[], [None], ["", ""]])
def test_spaces_of_nothing_are_none(texts: list[str | None]) -> None:
    assert _rules.count_spaces(pa.array(texts, pa.string())).tolist() == [0] * len(texts)
