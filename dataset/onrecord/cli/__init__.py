"""The command line: a module a command. The only package that prints or exits.

Heavy imports wait for their command.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Annotated, NoReturn

import typer

from onrecord.cli import (
    build,
    cache,
    check,
    convert,
    diff,
    evaluate,
    explain,
    export,
    formats,
    hydrate,
    init,
    package,
    people,
    publish,
    redact,
    report,
    show,
    split,
    validate,
    verify,
    withhold,
)
from onrecord.cli.output import FELL_SHORT, WRONG_CALL
from onrecord.cli.stopping import Stopped, heed_signals, told_to_stop
from onrecord.errors import OnrecordError, SourceError

__all__ = ["app", "main"]

_STOPPED = "stopped; the previous dataset, if any, is untouched"

app = typer.Typer(
    name="onrecord",
    help="Transcripts to validated, rebuildable tables of who said what.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in (
    build.build,
    cache.cache,
    check.check,
    convert.convert,
    diff.diff,
    evaluate.evaluate,
    explain.explain,
    export.export,
    formats.formats,
    hydrate.hydrate,
    init.init,
    package.package,
    people.people,
    publish.publish,
    redact.redact,
    report.report,
    show.show,
    split.split,
    validate.validate,
    verify.verify,
    withhold.withhold,
):
    app.command()(command)


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Transcripts to validated, rebuildable tables of who said what."""
    if version:
        from onrecord.version import __version__

        print(f"onrecord {__version__}")
        raise typer.Exit


def main() -> None:
    """Run the command line; every error that onrecord foresees is one message, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    heed_signals()
    import_module("onrecord.without_dask")
    try:
        with told_to_stop():
            app()
    except SourceError as error:
        _exit(f"{error.message}", FELL_SHORT)
    except OnrecordError as error:
        from onrecord.errors import ContractError, DatasetError

        _exit(
            str(error),
            FELL_SHORT if isinstance(error, ContractError | DatasetError) else WRONG_CALL,
        )
    except KeyboardInterrupt:
        _exit(_STOPPED, 130)
    except Stopped as stopped:
        _exit(f"{_STOPPED} ({stopped})", stopped.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _exit(message: str, code: int) -> NoReturn:
    for line in message.splitlines() or [""]:
        print(f"onrecord: {line}", file=sys.stderr)
    sys.exit(code)
