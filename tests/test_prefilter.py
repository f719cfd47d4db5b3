"""The look at pages of a crawl: every transcript passes, and hardly any other page."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.prefilter import may_hold_transcript
from onrecord.sources import Wanted, discover

ROOT = Path(__file__).parent.parent
SEEDS = [Path(one.path) for one in discover([Wanted(str(ROOT / "seeds"), exclude=("rejected/*",))])]
ORDINARY = sorted((ROOT / "tests/ordinary").iterdir())


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_transcript_passes(seed: Path) -> None:
    assert may_hold_transcript(seed.read_bytes())


def test_hardly_any_ordinary_page_passes() -> None:
    passed = [page.name for page in ORDINARY if may_hold_transcript(page.read_bytes())]
    assert len(ORDINARY) > 20
    assert len(passed) <= len(ORDINARY) // 10, passed


def test_scripts_and_styles_are_no_sign() -> None:
    assert not may_hold_transcript(
        b"<html><script>A: say('One two three four');\nB: Say no more of it;\nA: Say one two three"
        b"</SCRIPT><style>A: Go on and on\nA: Go on and on</style>words</html>"
    )
    assert may_hold_transcript(b"<script>ANN: One two three four.\nBOB: And so it goes on.")


def test_nothing_is_no_transcript() -> None:
    assert not may_hold_transcript(b"")
    assert not may_hold_transcript(b"\n" * 100_000)
