"""Golden pairs: every seed gives exactly the tables that lie beside the tests."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import onrecord
from onrecord.sources import Wanted, discover

HERE = Path(__file__).parent
SEEDS = HERE.parent / "seeds"
CONVERTED = [Path(one.path) for one in discover([Wanted(str(SEEDS), exclude=("rejected/*",))])]
REJECTED = sorted((SEEDS / "rejected").iterdir())


def golden_of(seed: Path) -> Path:
    return HERE / "golden" / seed.parent.name / f"{seed.stem}.json"


@pytest.mark.parametrize("seed", CONVERTED, ids=lambda seed: f"{seed.parent.name}/{seed.stem}")
def test_seed_gives_its_golden_tables(seed: Path, request: pytest.FixtureRequest) -> None:
    converted = list(onrecord.convert(seed))
    actual = json.loads(json.dumps(converted, default=str, ensure_ascii=False))
    golden = golden_of(seed)
    if request.config.getoption("--update-golden"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(json.dumps(actual, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert actual == json.loads(golden.read_text(encoding="utf-8"))


@pytest.mark.parametrize("seed", CONVERTED, ids=lambda seed: f"{seed.parent.name}/{seed.stem}")
def test_format_is_recognised(seed: Path) -> None:
    """The folder of a seed is the format that detection must name."""
    assert next(onrecord.convert(seed))["document"]["format"] == seed.parent.name


@pytest.mark.parametrize("seed", REJECTED, ids=lambda seed: seed.stem)
def test_rejected_seed_says_why(seed: Path) -> None:
    with pytest.raises(onrecord.SourceError) as error:
        list(onrecord.convert(seed))
    assert len(error.value.message) > 20
    assert error.value.reason in {
        "empty",
        "undecodable",
        "binary",
        "format-unknown",
        "no-turns",
        "bad-json",
    }


def test_every_golden_file_has_a_seed() -> None:
    assert {golden_of(seed) for seed in CONVERTED} == set((HERE / "golden").rglob("*.json"))


def test_there_are_seeds_enough() -> None:
    assert len(CONVERTED) >= 24
    assert len(REJECTED) >= 3
