"""What the documentation says is so: generated parts, names, exports."""

from __future__ import annotations

from pathlib import Path

import pytest

import onrecord
from onrecord import reference


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "docs/columns.md",
        "docs/diff.md",
        "docs/checks.md",
        "docs/export.md",
    ],
)
def test_generated_parts_are_current(root: Path, name: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    assert "<!-- begin: " in text
    assert reference.refreshed(text) == text


def test_check_names_what_is_out_of_date(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.md"
    page.write_text("<!-- begin: formats -->\nold\n<!-- end: formats -->\n")
    assert reference.main(["--check", str(page)]) == 1
    assert "make docs" in capsys.readouterr().err
    assert reference.main([str(page)]) == 0
    assert reference.main(["--check", str(page)]) == 0


def test_everything_exported_is_there() -> None:
    assert sorted(onrecord.__all__) == onrecord.__dir__()
    for name in onrecord.__all__:
        assert getattr(onrecord, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_thing"):
        onrecord.no_such_thing  # noqa: B018


def test_version_agrees_everywhere(root: Path) -> None:
    for name in ("pyproject.toml", "CITATION.cff", "CHANGELOG.md"):
        assert onrecord.__version__ in (root / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["requirements.lock", "docs/site/requirements.lock"])
def test_lock_has_hashes_and_no_addresses(root: Path, name: str) -> None:
    lock = (root / name).read_text(encoding="utf-8")
    assert "://" not in lock
    requirements = [line for line in lock.splitlines() if line and line[0] not in " #"]
    assert len(requirements) > 30
    assert all("==" in line and line.endswith("\\") for line in requirements)
