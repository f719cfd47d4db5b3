"""Detection tells all formats apart: every seed of every format is one format's and no other's."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.errors import FormatUnknown, SourceError
from onrecord.formats import FORMATS, choose_format
from onrecord.source import Source
from onrecord.sources import Wanted, discover

SEEDS = Path(__file__).parents[3] / "seeds"
FILES = [Path(one.path) for one in discover([Wanted(str(SEEDS), exclude=("rejected/*",))])]


def fitting_of(source: Source, *, binary: bool) -> set[str]:
    """The formats that fit, of those that look at bytes, or of those that look at text."""
    asked = {name: one for name, one in FORMATS.items() if one.is_binary is binary}
    return {name for name, one in asked.items() if one.detect(source).score >= 0.5}


@pytest.mark.parametrize("seed", FILES, ids=lambda seed: f"{seed.parent.name}/{seed.name}")
def test_a_seed_fits_its_format_alone(seed: Path) -> None:
    """Of the formats that it fits, the seed's own is the only one that no other outranks."""
    source = Source(seed.name, seed.read_bytes())
    fitting = fitting_of(source, binary=True) or fitting_of(source, binary=False)
    outranked = {lower for name in fitting for lower in FORMATS[name].outranks}
    assert fitting - outranked == {seed.parent.name}
    assert choose_format(source).name == seed.parent.name


@pytest.mark.parametrize("seed", FILES, ids=lambda seed: f"{seed.parent.name}/{seed.name}")
def test_a_name_tells_nothing(seed: Path) -> None:
    """Wrong extensions, or none, change nothing: only the bytes are looked at."""
    assert choose_format(Source("x.docx", seed.read_bytes())).name == seed.parent.name


def test_every_format_has_seeds_and_folders_are_formats() -> None:
    assert {path.parent.name for path in FILES} == set(FORMATS)


@pytest.mark.parametrize(
    "text",
    [
        '{"segments": []}',
        '{"results": {}}',
        '{"type": "FeatureCollection", "features": [{"text": "ANN: yes. BEN: no."}]}',
        '{"words": ["a", "b"], "language_code": "en"}',
        '[{"a": 1}]',
        '{"a": "\\nANN ROE: yes\\nBEN ITO: no\\nANN ROE: yes\\nBEN ITO: no\\n"}',
        "1 2 3 4 5\n6 7 8 9 10\n",
        "a,b,c\n1,2,3\n",
    ],
)
def test_what_is_no_transcript_fits_nothing(text: str) -> None:
    with pytest.raises(FormatUnknown):
        choose_format(Source("x", text.encode()))


@pytest.mark.parametrize(
    "text", ['{"segments": [{"text": "a",', '{"a": tru}', '[{"start": 1, "text": "a\nb"}]']
)
def test_json_that_breaks_off_says_where(text: str) -> None:
    with pytest.raises(SourceError, match=r"line \d+, column \d+: not JSON") as error:
        choose_format(Source("x", text.encode()))
    assert error.value.reason == "bad-json"


def test_text_in_brackets_is_no_json() -> None:
    text = (
        "[00:01] Ann Roe: yes.\n[00:05] Ben Ito: no.\n[00:09] Ann Roe: yes.\n[00:12] Ben Ito: no.\n"
    )
    assert choose_format(Source("x", text.encode())).name == "labelled"
