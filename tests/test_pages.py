"""Pages of docs/ that show code and commands show what these print today."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import sys
from pathlib import Path

import pytest

from onrecord.cli import main

ROOT = Path(__file__).parents[1]
PAGES = ("loading.md",)
_SHOWN = re.compile(
    r"(?:```python\n(?P<code>[^`]*?)```\n\s*)?<!-- output: (?P<name>.+?) -->\n```text\n(?P<text>.*?)```\n",
    re.DOTALL,
)


def blocks() -> list[tuple[str, str]]:
    """Each page with the name of each block of output."""
    texts = {page: (ROOT / "docs" / page).read_text(encoding="utf-8") for page in PAGES}
    return [
        (page, match["name"]) for page, text in texts.items() for match in _SHOWN.finditer(text)
    ]


def printed(match: re.Match[str], monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(ROOT)
    with contextlib.redirect_stdout(io.StringIO()) as out:
        if match["name"].startswith("onrecord "):
            monkeypatch.setattr(sys, "argv", shlex.split(match["name"]))
            with pytest.raises(SystemExit, match="0"):
                main()
        else:
            exec(match["code"], {})  # noqa: S102 - the page's own code
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()).rstrip() + "\n"


@pytest.mark.parametrize(("page", "name"), blocks())
def test_a_page_shows_what_is_printed(
    page: str, name: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    if name == "accessor":
        pytest.importorskip("networkx")
    path = ROOT / "docs" / page
    text = path.read_text(encoding="utf-8")
    (match,) = (match for match in _SHOWN.finditer(text) if match["name"] == name)
    shown = printed(match, monkeypatch)
    if request.config.getoption("--update-golden"):
        path.write_text(
            text[: match.start("text")] + shown + text[match.end("text") :], encoding="utf-8"
        )
        return
    assert match["text"] == shown
