"""``make bench``: builds of several sizes beside their floor and beside a pandas script.

Prints a Markdown table; `--write` also puts it into benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import tempfile
from pathlib import Path
from typing import Any

import psutil
import pyarrow

from benchmarks.measure import MIB, Measured, measure

SIZES = (1_000, 5_000, 20_000)
WORKERS = 2
_BEGIN, _END = "<!-- measured: begin -->\n", "<!-- measured: end -->"


def main() -> None:
    """Measure every size, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--write", action="store_true", help="put the result into the README")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as scratch:
        results = [bench(size, Path(scratch)) for size in arguments.sizes]
    text = "\n".join([machine(), "", totals(results), "", stages(results)])
    print(text)
    if arguments.write:
        readme = Path(__file__).with_name("README.md")
        before, _, rest = readme.read_text(encoding="utf-8").partition(_BEGIN)
        readme.write_text(
            f"{before}{_BEGIN}{text}\n{_END}{rest.partition(_END)[2]}", encoding="utf-8"
        )


def bench(size: int, scratch: Path) -> dict[str, Any]:
    """Build, floor and pandas script on one corpus of `size` documents."""
    corpus, built = scratch / f"pages-{size}", scratch / f"built-{size}"
    measure(
        "-m", "benchmarks.corpus", "--documents", str(size), "--seed", "1", "--out", str(corpus)
    )
    command = ("-m", "onrecord", "build", str(corpus), "--out", str(built), "--json", "--no-cache")
    builds = {workers: measure(*command, "--workers", str(workers)) for workers in (1, WORKERS)}
    report = json.loads(builds[WORKERS].output)
    floor = json.loads(
        measure("-m", "benchmarks.floor", str(corpus), str(built), str(scratch / "floor")).output
    )
    script = measure("-m", "benchmarks.pandas_script", str(corpus), str(scratch / "script"))
    for folder in (corpus, built, scratch / "floor", scratch / "script"):
        shutil.rmtree(folder, ignore_errors=True)
    return {"size": size, "builds": builds, "report": report, "floor": floor, "script": script}


def machine() -> str:
    """One line on what this ran on."""
    memory = psutil.virtual_memory().total / MIB / 1024
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GiB, {platform.system()}, "
        f"Python {platform.python_version()}, pyarrow {pyarrow.__version__}"
    )


def totals(results: list[dict[str, Any]]) -> str:
    """The table of whole commands: seconds, MB of text a second, memory, ratio to the floor."""
    lines = [
        "| documents | text | what | seconds | MB/s | peak memory | times the floor |",
        "| ---: | ---: | --- | ---: | ---: | ---: | ---: |",
    ]
    for result in results:
        megabytes = result["floor"]["bytes"] / 1e6
        floor = result["floor"]["all"]

        def line(
            what: str,
            seconds: float,
            peak: int | None,
            size: int = result["size"],
            megabytes: float = megabytes,
            floor: float = floor,
        ) -> str:
            memory = f"{peak / MIB:.0f} MiB" if peak else ""
            return (
                f"| {size:,} | {megabytes:.1f} MB | {what} | {seconds:.2f} | "
                f"{megabytes / seconds:.1f} | {memory} | {seconds / floor:.1f} |"
            )

        lines.append(line("floor: read, write", floor, None))
        for workers, build in result["builds"].items():
            lines.append(
                line(
                    f"onrecord build, {workers} process{'es' if workers > 1 else ''}",
                    build.seconds,
                    build.peak,
                )
            )
        script: Measured = result["script"]
        lines.append(line("pandas script (labels and texts only)", script.seconds, script.peak))
    return "\n".join(lines)


def stages(results: list[dict[str, Any]]) -> str:
    """The table of stages: seconds of the largest build in `WORKERS` processes, summed over workers."""
    seconds = results[-1]["report"]["seconds"]
    lines = [
        f"| stage of the build of {results[-1]['size']:,} documents | seconds |",
        "| --- | ---: |",
    ]
    lines += [f"| {stage} | {value:.2f} |" for stage, value in seconds.items()]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
