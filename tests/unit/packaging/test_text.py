"""Values from the data stay text in Markdown, JSON and YAML."""

from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from onrecord.packaging.text import as_cell, as_json, as_yaml


@given(st.text())
def test_a_cell_is_one_line_without_markup(text: str) -> None:
    cell = as_cell(text)
    assert "\n" not in cell
    assert "<" not in cell
    assert all(before == "\\" for before, c in zip(" " + cell, cell, strict=False) if c == "|")
    assert cell.isprintable()


@given(st.text())
def test_json_and_yaml_give_back_what_went_in(text: str) -> None:
    value = {"key": [text, {"": text}]}
    assert json.loads(as_json(value)) == value
    assert yaml.safe_load(as_yaml(value)) == value


@pytest.mark.parametrize("break_", ["\n", "\r", "\u2028", "\u2029", "\x85", "\x1c"])
def test_no_line_ends_inside_yaml_and_json(break_: str) -> None:
    """The card is split at line ends to find its metadata: a text must not end them."""
    text = f"a{break_}---{break_}b"
    assert len(as_yaml({"key": text}).splitlines()) == 1
    assert break_ in json.loads(as_json({"key": text}))["key"]


def test_a_lone_surrogate_is_replaced_and_not_an_error() -> None:
    assert b"?" in as_json({"key": "\ud800"})
