"""What a file looks like: every kind of file, and what is said of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import onrecord
from onrecord.errors import SourceError
from onrecord.sniffing import sniff_source
from onrecord.source import Source


def test_every_seed_looks_like_what_it_is(seeds: Path) -> None:
    folders = [one for one in seeds.iterdir() if one.name != "rejected"]
    for found in onrecord.sniff(sorted(folders)):
        assert found.is_readable, found
        assert found.format == found.source_uri.split("/")[0]
        assert found.why
        assert found.advice.startswith("nothing: ")


def test_what_a_build_rejects_is_not_readable(seeds: Path) -> None:
    for found in onrecord.sniff(seeds / "rejected"):
        assert not found.is_readable
        assert len(found.advice) > 20


@pytest.mark.parametrize(
    ("text", "why", "advice"),
    [
        ('{"a": [1]}', "the keys of no format", "plugins.md"),
        ("<a><b>c</b></a>", "XML or HTML", "plugins.md"),
        ("Nothing is said here.", "too few signs", "NAME: words"),
        ("", "empty", "leave it out"),
    ],
)
def test_what_has_no_format_gets_advice(text: str, why: str, advice: str) -> None:
    found = sniff_source(Source("x", text.encode()))
    assert found.format is None
    assert why in found.why
    assert advice in found.advice


def test_what_is_too_large_is_not_to_be_got_again(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("ANN: Hello.\n" * 100, encoding="utf-8")
    (found,) = onrecord.sniff(tmp_path, limit=100)
    assert "max_source_bytes" in found.advice


def test_a_format_that_fails_is_named() -> None:
    from onrecord.formats import choosing, npr
    from onrecord.formats.fit import Format

    def fail(_source: Source) -> onrecord.Fit:
        raise KeyError("x")

    broken = Format("mine", "", "", fail, npr.convert)
    with pytest.raises(SourceError, match="detection of mine failed") as error:
        choosing.rank(Source("x", b"ANN: A."), {"mine": broken})
    assert error.value.reason == "converter-failed"


@given(st.binary(max_size=400))
def test_any_bytes_get_an_answer(data: bytes) -> None:
    found = sniff_source(Source("x", data))
    assert json.dumps(found.as_dict())
    assert found.why
    assert found.advice
    assert found.is_readable <= (found.format is not None)


def test_the_command_line(seeds: Path, tmp_path: Path) -> None:
    (tmp_path / "a\x1b[31m.txt").write_text("nothing", encoding="utf-8")
    command = [sys.executable, "-m", "onrecord", "formats", "--sniff", str(seeds / "srt")]
    assert subprocess.run(command, capture_output=True, check=False, timeout=60).returncode == 0
    command += ["--sniff", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60, text=True)
    assert done.returncode == 1
    assert "no format" in done.stdout
    assert "\x1b" not in done.stdout
    done = subprocess.run(
        [*command[:4], "--sniff", str(tmp_path / "none")],
        capture_output=True,
        check=False,
        timeout=60,
        text=True,
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
