"""Recipes: every mistake is reported with file, line and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import onrecord
from onrecord.recipe import load_recipe

GOOD = """\
[dataset]
name = "mine"
version = "1.0.0"
license = "CC-BY-4.0"

[[sources]]
path = "pages"
format = "npr"

[[sources]]
path = "talks/*.txt"
prefix = "talks"
encoding = "cp1252"
[sources.metadata]
station = "WXYZ"
published_on = 2020-01-02

[limits]
max_source_bytes = 1000
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "onrecord.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_recipe(tmp_path: Path) -> None:
    recipe = load_recipe(write(tmp_path, GOOD))
    pages, talks = recipe.wanted
    assert (pages.path, pages.format) == (str(tmp_path / "pages"), "npr")
    assert (talks.prefix, talks.encoding) == ("talks", "cp1252")
    assert talks.stated["station"] == "WXYZ"
    assert talks.stated["license"] == "CC-BY-4.0"
    assert recipe.limits.max_source_bytes == 1000


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ('name = "mine"', 'name = "my set"', 2, "dataset.name"),
        ('version = "1.0.0"', 'version = "one"', 3, "dataset.version"),
        ('version = "1.0.0"\n', "", 1, "dataset.version: is missing"),
        ('"CC-BY-4.0"', '"CC-BYE"', 4, "SPDX"),
        ('format = "npr"', 'format = "nprr"', 8, "there are: webvtt, "),
        ('format = "npr"', 'formt = "npr"', 8, "check its spelling"),
        ('path = "pages"', "path = 7", 7, "sources.0.path"),
        ('prefix = "talks"', 'prefix = "../x"', 12, "sources.1.prefix"),
        ('encoding = "cp1252"', 'encoding = "klingon"', 13, "no text encoding"),
        ('station = "WXYZ"', "station = 5", 15, "station"),
        ("2020-01-02", '"last week"', 16, "published_on"),
        ("max_source_bytes = 1000", "max_source_bytes = 0", 19, "max_source_bytes"),
        ("[limits]", "[limit]", 18, "check its spelling"),
        ('path = "pages"', 'path = "pages', 7, "not TOML"),
    ],
)
def test_mistakes_are_found_on_their_line(
    tmp_path: Path, old: str, new: str, line: int, says: str
) -> None:
    path = write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(onrecord.RecipeError) as error:
        load_recipe(path)
    assert str(error.value).startswith(f"{path}:{line}")
    assert says in str(error.value)


def test_what_is_no_recipe_at_all(tmp_path: Path) -> None:
    for name, data, says in (
        ("a", b"\xff\xfe\x00", "not UTF-8"),
        ("b", b"", "dataset: is missing"),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(onrecord.RecipeError, match=says):
            load_recipe(tmp_path / name)
    with pytest.raises(onrecord.RecipeError, match="cannot be read"):
        load_recipe(tmp_path / "gone")


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    with pytest.raises(onrecord.RecipeError):
        load_recipe(write(tmp_path, "a = " + "[" * 20_000 + "]" * 20_000))


PEOPLE = GOOD + '\n[people]\nfile = "people.csv"\n'


def test_people_file(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(
        "name,aliases,disambiguator,affiliations,wikidata_id\n"
        '"Anna Martell","MARTELL; A. Martell",host,NPR,Q42\n',
        encoding="utf-8",
    )
    (person,) = load_recipe(write(tmp_path, PEOPLE)).people
    assert person.keys == {"anna martell", "martell", "a martell"}
    assert (person.disambiguator, person.wikidata_id) == ("host", "Q42")


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("name,shoe size\nAnna,7\n", r"people\.csv:1: unknown columns shoe size"),
        ('name\n""\n', r"people\.csv:2: name is empty"),
        ("name,wikidata_id\nAnna,42\n", r"people\.csv:2: wikidata_id '42'"),
        ("name\nAnna,Bell\n", "unknown columns"),
        ('name\n"Anna\n', "not UTF-8 CSV"),
    ],
)
def test_mistakes_in_the_people_file(tmp_path: Path, rows: str, says: str) -> None:
    (tmp_path / "people.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(onrecord.RecipeError, match=says):
        load_recipe(write(tmp_path, PEOPLE))


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=200) | st.text(alphabet='[]"=.\n#a1 ', max_size=80).map(str.encode))
def test_any_bytes_are_a_recipe_or_an_error(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "any.toml"
    path.write_bytes(data)
    with pytest.raises(onrecord.RecipeError):
        load_recipe(path)
