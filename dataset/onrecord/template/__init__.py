"""The template of a dataset's repository, and how it is written to a new folder.

What lies in ``files`` is copied. A leading ``dot-`` in a name stands for a dot, so that tools which
look at this checkout leave those files alone; ``@NAME@`` and ``@VERSION@`` in a text stand for the
dataset's name and this version of onrecord.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath

from onrecord.errors import CallError
from onrecord.version import __version__

#: A name that is a folder's, a recipe's and a package index's alike.
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,94}[a-z0-9])?")


def write_repository(name: str, parent: Path) -> list[Path]:
    """The files written to the folder `name` in `parent`, a repository for a dataset of that name.

    Raises `CallError` for a name that cannot be one, and where something is there already.
    """
    if not _NAME.fullmatch(name):
        raise CallError(
            f"{name[:100]!r} cannot be a dataset's name: up to 96 of a-z, 0-9, dot, _ and -, "
            "with a letter or a digit first and last"
        )
    folder = parent / name
    if folder.is_symlink() or (folder.exists() and not _is_empty(folder)):
        raise CallError(f"{folder} is there already and not an empty folder; choose another name")
    try:
        return [_write(folder / path, text) for path, text in rendered(name)]
    except OSError as error:
        raise CallError(f"{folder} cannot be written: {error.strerror}") from error


def rendered(name: str) -> Iterator[tuple[PurePosixPath, str]]:
    """The path and the text of every file of the template, in order of path."""
    for path, source in sorted(_walk(files(__name__) / "files", PurePosixPath())):
        text = source.read_text(encoding="utf-8")
        yield path, text.replace("@NAME@", name).replace("@VERSION@", __version__)


def _walk(folder: Traversable, at: PurePosixPath) -> Iterator[tuple[PurePosixPath, Traversable]]:
    for entry in folder.iterdir():
        path = at / re.sub("^dot-", ".", entry.name)
        if entry.is_file():
            yield path, entry
        elif entry.name != "__pycache__":
            yield from _walk(entry, path)


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and not any(folder.iterdir())


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
    return path
