"""Shared fixtures: where things lie, and a small corpus to build from."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write what the converters give now as golden"
    )


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def seeds(root: Path) -> Path:
    """The seeds the sample dataset is built from."""
    return root / "seeds"


@pytest.fixture(scope="session")
def shared(root: Path) -> Path:
    """The folder beside the checkout that holds the real page; skips where there is none."""
    folder = Path(os.environ.get("ONRECORD_SHARED", root.parent / "shared"))
    if not (folder / "seeds").is_dir():
        pytest.skip("the real page is not here")
    return folder


@pytest.fixture
def pages(tmp_path: Path, seeds: Path) -> Path:
    """A folder ``pages`` with a few seeds that convert, and one that does not."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for name in (
        "npr/missing-first-host-label.txt",
        "npr/unnamed-and-groups.txt",
        "labelled/earnings-call.txt",
        "rejected/bare-numbers.csv",
    ):
        shutil.copy(seeds / name, folder)
    return folder
