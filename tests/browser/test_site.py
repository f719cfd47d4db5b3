"""The site of the docs, built by ``make site``: no link leads nowhere, and a phone shows all of it.

Skips where it was not built; `ONRECORD_SITE` names another folder than ``out/site``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html

if TYPE_CHECKING:
    from conftest import Window

SITE = Path(os.environ.get("ONRECORD_SITE", Path(__file__).parents[2] / "out/site"))
PAGES = [
    str(page.relative_to(SITE))
    for page in sorted(SITE.rglob("*.html"))
    if page.name != "report.html"
]
PHONE = (390, 844)

pytestmark = pytest.mark.skipif(not PAGES, reason="the site is not built here (make site)")


def links(page: Path) -> Iterator[tuple[Path, str]]:
    """The files and fragments on this site that a page links to or loads."""
    for _, _, address, _ in html.parse(page).getroot().iterlinks():
        parts = urlsplit(address)
        if not parts.scheme and not parts.netloc:
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            yield target, unquote(parts.fragment)


@cache
def ids(page: Path) -> set[str]:
    """What a fragment can name in a page."""
    return {str(name) for name in html.parse(page).xpath("//@id")}


@pytest.mark.parametrize("name", PAGES)
def test_no_link_leads_nowhere(name: str) -> None:
    dead = [
        f"{target.name}#{fragment}"
        for target, fragment in links(SITE.resolve() / name)
        if not target.is_file() or (fragment and fragment not in ids(target))
    ]
    assert dead == []


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_a_phone(name: str, window: Window) -> None:
    window.open(SITE / name, PHONE)
    assert window.run("return document.documentElement.scrollWidth") <= PHONE[0]


def test_notebooks_show_what_their_code_gives() -> None:
    pages = [html.parse(SITE / page) for page in PAGES if "/notebooks/" in page]
    assert len(pages) == 2
    for page in pages:
        code, shown = page.xpath("//div[contains(@class,'cell_input')]"), page.xpath("//img")
        assert len(code) > len(shown) >= 3
