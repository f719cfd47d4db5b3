"""The report in a real Chromium, opened from a file: drawn, read, searched, heard, safe.

The accessibility rules skip where axe-core is not installed (``npm ci --prefix tests/browser``).
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

import onrecord

if TYPE_CHECKING:
    from conftest import Window

AXE = Path(
    os.environ.get("ONRECORD_AXE", Path(__file__).parent / "node_modules/axe-core/axe.min.js")
)
PHONE, DESK = (390, 844), (1360, 900)


@pytest.fixture(scope="module")
def sample(root: Path) -> Path:
    """The committed report of the sample dataset."""
    return root / "docs/report.html"


def test_it_opens_from_a_file_without_a_complaint(
    window: Window, sample: Path, n_documents: int
) -> None:
    window.open(sample)
    assert window.driver.title == "onrecord-sample: dataset report"
    assert len(window.all("#shelf li")) == n_documents
    assert window.complaints() == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_charts_are_drawn_in_the_colours_of_the_theme(
    theme: str, window: Window, sample: Path
) -> None:
    window.open(sample, theme=theme)
    charts = window.run("""return [...document.querySelectorAll("svg.chart")].map((svg) => {
        const bars = [...svg.querySelectorAll("path, line")].map((bar) => {
          const { width, height } = bar.getBoundingClientRect(), style = getComputedStyle(bar);
          return [width * height > 0 || width > 2, style.fill, style.stroke];
        });
        return [svg.getBoundingClientRect().width, bars];
    })""")
    assert len(charts) > 20
    bar = "rgb(70, 96, 111)" if theme == "light" else "rgb(139, 173, 192)"
    for width, bars in charts:
        assert width > 200
        assert any(seen for seen, _, _ in bars)
    assert any(bar in (fill, stroke) for _, bars in charts for _, fill, stroke in bars)


def test_the_theme_is_switched_and_kept(window: Window, sample: Path) -> None:
    def background() -> str:
        return str(window.run("return getComputedStyle(document.body).backgroundColor"))

    window.open(sample, theme="light")
    light = background()
    button = window.one("#theme")
    assert button.text == "Dark theme"
    button.click()
    dark = background()
    assert dark != light
    assert button.text == "Light theme"
    window.open(sample, theme="light")
    assert background() == dark
    window.one("#theme").click()
    assert background() == light
    window.run("localStorage.clear()")


def test_a_document_is_chosen_and_paged_through(window: Window, sample: Path) -> None:
    window.open(sample)
    third = window.all("#shelf button")[2]
    name = third.find_element(By.TAG_NAME, "bdi").text
    third.click()
    assert window.one("#title").text == name
    assert third.get_attribute("aria-current") == "true"
    window.one("#previous").click()
    assert window.one("#title").text == window.all("#shelf bdi")[1].text
    window.one("#next").click()
    assert window.one("#title").text == name
    assert len(window.all("[aria-current]")) == 1


def test_a_search_finds_words_and_marks_them(
    window: Window, sample: Path, n_documents: int
) -> None:
    window.open(sample)
    window.one("#search").send_keys("sheep")
    assert re.fullmatch(rf"[1-9] of {n_documents} documents", window.one("#found").text)
    assert window.all("#shelf li")
    window.press(Keys.ENTER)
    assert {mark.text.casefold() for mark in window.all("#turns .now mark")} == {"sheep"}
    window.one("#search").send_keys("xyzzy")
    assert window.one("#found").text == f"0 of {n_documents} documents"
    window.one("#search").clear()
    window.one("#search").send_keys(" ", Keys.BACKSPACE)
    assert window.one("#found").text == f"{n_documents} documents"


def test_evidence_opens_on_demand_and_shows_its_place(window: Window, sample: Path) -> None:
    window.open(sample)
    window.one("#search").send_keys("missing-first-host-label")
    button = window.one(".turn .evidence-of")
    assert not window.all(".evidence")
    button.click()
    assert button.get_attribute("aria-expanded") == "true"
    told = window.one(".evidence").text
    for words in ("none printed", "inferred:", "0.961", "called by this first name", "+0.50"):
        assert words in told
    (named,) = [one for one in window.all(".evidence li button") if one.text == "“Noor”"]
    named.click()
    lit = window.all("#source-text .now")
    assert [piece.text for piece in lit] == ["Noor"]
    button.click()
    assert not window.all(".evidence")


def test_the_source_stands_beside_its_pieces_coloured(
    window: Window, sample: Path, root: Path
) -> None:
    window.open(sample)
    window.one("#search").send_keys("clip-without-cue")
    written = (root / "seeds/npr/clip-without-cue.txt").read_text(encoding="utf-8")
    shown = window.run("return document.getElementById('source-text').textContent")
    assert shown == written
    colours = {
        kind: window.one(f"#source-text .k-{kind}").value_of_css_property("color")
        for kind in ("label", "speech", "lead-in", "notice")
    }
    assert len(set(colours.values())) == 4
    turn = window.all("#turns .turn")[3]
    turn.click()
    assert (
        window.one("#source-text .now").text.split()[:3]
        == turn.find_element(By.CSS_SELECTOR, ".said").text.split()[:3]
    )
    assert window.all("#turns .clip")
    window.one("#beside").click()
    assert not window.one("#source").is_displayed()


def test_it_is_read_with_the_keyboard_alone(window: Window, sample: Path) -> None:
    """Skip link, search, list, documents, turns, evidence, source."""
    window.open(sample)
    window.press(Keys.TAB)
    assert window.run("return document.activeElement.textContent") == "Skip to the report"
    window.run("document.getElementById('search').focus()")
    window.press(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ENTER)
    title = window.one("#title").text
    assert title == window.all("#shelf bdi")[1].text
    window.press("n")
    assert window.one("#title").text == window.all("#shelf bdi")[2].text
    window.press("p", "j", "j", "e")
    assert window.one("#title").text == title
    assert "now" in (window.all("#turns .turn")[1].get_attribute("class") or "")
    assert window.all("#turns .turn")[1].find_elements(By.CSS_SELECTOR, ".evidence")
    window.press("s")
    assert not window.one("#source").is_displayed()
    window.press("/", "n")
    assert window.one("#search").get_attribute("value") == "n"


def test_a_sample_of_a_check_leads_to_its_turn(window: Window, sample: Path) -> None:
    window.open(sample)
    link = window.one(".samples a[href*=':doc-'][href$=':7']")
    window.run("arguments[0].click()", link)
    uri, _, turn = link.text.partition(", turn ")
    assert uri.startswith(window.one("#source-title").text)
    now = window.one("#turns .now")
    assert f"evidence of turn {turn}" in (now.get_attribute("textContent") or "")


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_nothing_is_wider_than_the_screen(
    size: tuple[int, int], window: Window, sample: Path
) -> None:
    window.open(sample, size)
    wide, inner = window.run("return [document.documentElement.scrollWidth, innerWidth]")
    assert wide <= inner


def test_hostile_data_runs_nothing(
    window: Window, hostile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every document is opened, every evidence shown; no script of the data runs, none is refused."""
    monkeypatch.chdir(tmp_path)
    onrecord.report(hostile, title="<script>window.broken=1</script>")
    window.open(tmp_path / "report.html")
    for button in window.all("#shelf button"):
        window.run("arguments[0].click()", button)
        window.run("document.querySelectorAll('.evidence-of').forEach((one) => one.click())")
        assert window.all(".evidence")
    window.one("#search").send_keys("<img src=x")
    next(one for one in window.all("#shelf button") if one.text.startswith("<img")).click()
    assert {mark.text for mark in window.all("#turns mark")} == {"<img src=x"}
    assert window.run("return window.broken") is None
    assert window.complaints() == []
    found = window.run("return [...document.querySelectorAll('script, img, iframe')].length")
    assert found == 2
    assert "<script>" in window.one("h1").text


def test_the_policy_refuses_what_is_not_of_the_page(window: Window, sample: Path) -> None:
    """Were markup of the data ever to get in, its scripts, images and styles are refused."""
    window.open(sample)
    window.run("""const box = document.createElement("div");
        box.innerHTML = "<img src='data:image/png;base64,x' onerror='window.broken=1'>";
        const script = document.createElement("script");
        script.textContent = "window.broken=1";
        document.body.append(box, script);""")
    time.sleep(0.2)
    assert window.run("return window.broken") is None
    assert len([line for line in window.complaints() if "Content Security Policy" in line]) >= 2


def test_a_hundred_thousand_turns_are_a_small_page(
    window: Window, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, n_documents: int
) -> None:
    """The sample 130 times over: the page stays small, says what it holds, and is searched."""
    monkeypatch.chdir(tmp_path)
    repeat_tables(root / "data", tmp_path / "many", 130)
    made = onrecord.report(tmp_path / "many", checks=False)
    assert made.of_documents == n_documents * 130
    assert made.bytes < 3_000_000
    window.open(tmp_path / "report.html")
    assert f"80 of {n_documents * 130:,} documents" in window.one("#read .lead").text
    window.one("#search").send_keys("the")
    assert window.one("#found").text.endswith("of 80 documents")
    assert window.all("#turns mark")


def repeat_tables(folder: Path, out: Path, times: int) -> None:
    """Documents and turns of a dataset so many times, under other ids."""
    import duckdb

    out.mkdir()
    with duckdb.connect() as connection:
        for table in ("documents", "turns"):
            rows = connection.sql(
                f"SELECT * REPLACE (document_id || '-' || n AS document_id)"  # noqa: S608
                f" FROM read_parquet('{folder / table}.parquet'), range({times}) AS r(n)"
                f" ORDER BY document_id{', turn_index' * (table == 'turns')}"
            ).to_arrow_table()
            pq.write_table(rows, out / f"{table}.parquet")
    shutil.copy(folder / "people.parquet", out)


@pytest.fixture
def judged(window: Window) -> Callable[[], list[str]]:
    """What axe-core finds in the open page; skips where it is not installed."""
    if not AXE.is_file():
        pytest.skip("no axe-core here: npm ci --prefix tests/browser")

    def judge() -> list[str]:
        window.driver.execute_cdp_cmd(
            "Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")}
        )
        found = window.driver.execute_async_script(
            "const done = arguments[0]; axe.run({ resultTypes: ['violations'] }).then((r) => done("
            "r.violations.map((v) => `${v.impact} ${v.id}: ${v.nodes[0].html.slice(0, 200)}`)));"
        )
        return [str(one) for one in found]

    return judge


@pytest.mark.parametrize("size", [PHONE, DESK])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(
    theme: str,
    size: tuple[int, int],
    window: Window,
    sample: Path,
    judged: Callable[[], list[str]],
) -> None:
    """No rule of axe-core is broken, with tables, evidence and keys unfolded."""
    window.open(sample, size, theme)
    window.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    window.run("document.querySelectorAll('.evidence-of').forEach((one) => one.click())")
    window.run("document.querySelectorAll('#turns .turn')[1].click()")
    assert judged() == []
