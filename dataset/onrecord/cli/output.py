"""How commands print, fail and write a file."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from onrecord.cli.stopping import told_to_stop

if TYPE_CHECKING:
    from onrecord.checking import Finding

FELL_SHORT, WRONG_CALL, INTERRUPTED = 1, 2, 130


@contextmanager
def interruptible(target: Path) -> Iterator[None]:
    """Ctrl-C during a build of `target` ends it with one message."""
    try:
        with told_to_stop():
            yield
    except KeyboardInterrupt:
        fail(
            f"interrupted; {target} is untouched. Run the same command again: what was converted is "
            "kept in the cache",
            INTERRUPTED,
        )


def print_json(value: Any) -> None:
    """Print a value as indented JSON."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def write_file(path: Path, text: str) -> None:
    """Write text to a file that the user named, or end with why not."""
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        fail(f"{path}: cannot be written: {error.strerror}", WRONG_CALL)


def fail(message: str, code: int) -> NoReturn:
    """End with one message on standard error and an exit code."""
    print(f"onrecord: {message}", file=sys.stderr)
    raise typer.Exit(code)


def print_findings(findings: list[Finding], as_json: bool, quiet: bool, good: str) -> None:
    """Print findings, or what is good; end with 1 where there are any."""
    if as_json:
        print_json({"ok": not findings, "findings": [vars(finding) for finding in findings]})
    elif findings:
        for finding in findings:
            print(finding)
    elif not quiet:
        print(good)
    if findings:
        raise typer.Exit(FELL_SHORT)
