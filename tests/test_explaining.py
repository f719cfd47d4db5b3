"""Explanations: every piece of a source, every reason with its place, and errors that help."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import onrecord
from onrecord.cli import app
from onrecord.explaining import EVIDENCE

LEAD_IN = "seeds/npr/missing-first-host-label.txt"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, seeds: Path) -> Path:
    out = tmp_path_factory.mktemp("explained") / "data"
    onrecord.build(seeds, out=out)
    return out


def explained(built: Path, seeds: Path, document: str, turn: int | None = None) -> dict[str, Any]:
    return onrecord.explain(built, document, turn, sources=seeds)


def test_every_document_is_explained_as_it_was_built(built: Path, seeds: Path) -> None:
    """Regions partition the source; turns agree with the dataset; places hold their words."""
    dataset = onrecord.load(built)
    turns = dataset.turns.groupby("document_id")
    for row in dataset.documents.itertuples():
        told = explained(built, seeds, row.document_id)
        stored = turns.get_group(row.document_id)
        if stored["char_start"].isna().all():  # XML, JSON, tables: no places in the source
            assert all(region["start"] is None for region in told["regions"])
            assert [turn["kind"] for turn in told["turns"]] == stored["kind"].tolist()
            continue
        ends = [0, *(region["end"] for region in told["regions"])]
        assert [region["start"] for region in told["regions"]] == ends[:-1]
        for turn, (_, kept) in zip(told["turns"], stored.iterrows(), strict=True):
            assert (turn["kind"], turn["attribution"]) == (kept["kind"], kept["attribution"])
            assert (turn["start"], turn["end"]) == (kept["char_start"], kept["char_end"])
            if turn["attribution"] != "none":
                assert turn["evidence"]


def test_evidence_stands_where_it_says(built: Path, seeds: Path) -> None:
    """``Noor`` is called by name at the place that the evidence gives."""
    (turn,) = explained(built, seeds, LEAD_IN, 0)["turns"]
    (called,) = [piece for piece in turn["evidence"] if piece["kind"] == "addressed"]
    source = (seeds.parent / LEAD_IN).read_text(encoding="utf-8")
    assert source[called["start"] : called["end"]] == called["text"] == "Noor"


def test_a_clip_says_why_it_is_one(built: Path, seeds: Path) -> None:
    told = explained(built, seeds, "clip-without-cue.txt")
    clips = [turn for turn in told["turns"] if turn["kind"] == "clip"]
    assert clips
    assert all(turn["evidence"][-1]["kind"] == "introduced" for turn in clips)
    told = explained(built, seeds, "soundbite-then-role-tagged-clip.txt")
    reasons = [t["evidence"][-1] for t in told["turns"] if t["kind"] == "clip"]
    assert any(
        piece["kind"] == "recording-cue" and "SOUNDBITE" in piece["text"] for piece in reasons
    )


def test_every_kind_of_evidence_is_described(root: Path) -> None:
    found = {
        kind
        for path in (root / "dataset/onrecord").rglob("*.py")
        for kind in re.findall(r'Evidence\(\s*"([a-z-]+)"', path.read_text(encoding="utf-8"))
    }
    assert found <= set(EVIDENCE)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.txt"], "no document of this dataset"),
        ([LEAD_IN, "99"], "has no turn 99"),
        ([LEAD_IN, "0"], "--source"),
    ],
)
def test_a_wrong_call_says_what_to_do(
    arguments: list[str], message: str, built: Path, seeds: Path,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    given = [] if message == "--source" else ["--source", str(seeds)]
    result = CliRunner().invoke(app, ["explain", str(built), *arguments, *given])
    assert message in str(result.exception)


def test_a_changed_source_is_not_explained(built: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("ANNA MARTELL, HOST: Hello.\n")
    with pytest.raises(onrecord.CallError, match="changed"):
        onrecord.explain(built, LEAD_IN, sources=other)


def test_json_is_what_python_gives(built: Path, seeds: Path) -> None:
    result = CliRunner().invoke(
        app, ["explain", str(built), LEAD_IN, "0", "--source", str(seeds), "--json"]
    )
    assert json.loads(result.stdout) == explained(built, seeds, LEAD_IN, 0)


def test_no_character_of_a_source_steers_the_terminal(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("ANNA MARTELL, HOST: Hello \x1b[31mred\x07.\n\nJON PIKE: Hi. [bold]x[/bold]\n")
    onrecord.build(page, out=tmp_path / "out", format="npr")
    for turn in ([], ["0"]):
        result = CliRunner().invoke(
            app, ["explain", str(tmp_path / "out"), "page.txt", *turn, "--source", str(page)]
        )
        assert result.exit_code == 0
        assert "\x1b" not in result.stdout
        assert "\x07" not in result.stdout
