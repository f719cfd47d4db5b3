"""``python -m benchmarks.report N ...``: reports on datasets of N documents and more, measured.

The dataset is the sample's, its rows repeated under other ids and written as Parquet by DuckDB.
Where a Chromium with its driver is installed, the page's own clock tells when it is usable.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from benchmarks.measure import measure

ROOT = Path(__file__).parents[1]
MIB = 1024 * 1024


def main() -> None:
    """Print a Markdown table, one row a size."""
    print("| documents | turns | checks | seconds | peak memory | page | usable after |")
    print("| ---: | ---: | --- | ---: | ---: | ---: | ---: |")
    for size in map(int, sys.argv[1:] or ["40", "4600", "463000"]):
        with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as scratch:
            print(row(size, Path(scratch)), flush=True)


def row(size: int, scratch: Path) -> str:
    """The row of one size."""
    folder, page = scratch / "dataset", scratch / "report.html"
    turns = repeat_sample(folder, size)
    took = measure("-m", "onrecord", "report", str(folder), "--out", str(page))
    checks = "not run" if "checks: not run" in took.output else "run"
    return (
        f"| {size:,} | {turns:,} | {checks} | {took.seconds:.1f} | {took.peak // MIB:,} MiB"
        f" | {page.stat().st_size / 1e6:.2f} MB | {usable(page)} |"
    )


def repeat_sample(folder: Path, size: int) -> int:
    """Write `size` documents, the sample's under other ids; the number of their turns."""
    folder.mkdir()
    with duckdb.connect() as connection:
        connection.execute(f"SET temp_directory = '{folder.parent}'")
        connection.execute("SET memory_limit = '4GB'")
        connection.execute(
            f"""CREATE TABLE keys AS SELECT document_id AS old,
            'doc-' || left(md5(document_id || n), 20) AS new FROM
            (SELECT document_id FROM read_parquet('{ROOT}/data/documents.parquet') ORDER BY ALL),
            range({size // 30 + 1}) AS r(n) ORDER BY n, old LIMIT {size}"""  # noqa: S608
        )
        for table in ("documents", "turns"):
            story = ", new AS story_id, new || '.txt' AS source_uri" * (table == "documents")
            place = ", turn_index" * (table == "turns")
            connection.execute(
                f"""COPY (SELECT * EXCLUDE (new) REPLACE (new AS document_id{story})
                FROM (SELECT keys.new, t.* FROM read_parquet('{ROOT}/data/{table}.parquet') AS t
                JOIN keys ON keys.old = t.document_id) ORDER BY new{place})
                TO '{folder}/{table}.parquet' (COMPRESSION zstd)"""  # noqa: S608
            )
        counted = connection.execute(f"FROM '{folder}/turns.parquet' SELECT count(*)").fetchone()
    shutil.copy(ROOT / "data/people.parquet", folder)
    return int(counted[0]) if counted else 0


def usable(page: Path) -> str:
    """Milliseconds until the reader shows its first document, the least of three."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not (chromium and driver):
        return "no Chromium here"
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"):
        options.add_argument(flag)
    window = webdriver.Chrome(options=options, service=Service(driver))
    try:
        times = []
        for _ in range(3):
            window.get(page.as_uri())
            time.sleep(0.5)
            entry = "performance.getEntriesByType('navigation')[0].domComplete"
            times.append(float(window.execute_script(f"return {entry}")))
    finally:
        window.quit()
    return f"{min(times):.0f} ms"


if __name__ == "__main__":
    main()
