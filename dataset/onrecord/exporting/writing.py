"""The one place that writes exports: pieces into files beside the target, which take its place at the end."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from onrecord.disk import is_full
from onrecord.errors import CallError, DatasetError
from onrecord.exporting.model import Chunk, ExportFormat, Rows

#: What every exported folder holds besides: what it is, and what it lacks.
NOTICE, LEFT_OUT = "export.json", "left-out.jsonl"
#: Files held open at a time; the one longest unused is closed, and opened again to go on.
_OPEN = 8


class Files:
    """The files of an export below one folder, growing piece by piece."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._open: OrderedDict[str, BinaryIO] = OrderedDict()
        self._databases: dict[str, sqlite3.Connection] = {}
        self.names: set[str] = set()

    def take(self, piece: Chunk | Rows) -> None:
        """Write a piece to its file."""
        if isinstance(piece, Chunk):
            self._file(piece.file).write(piece.content)
        elif piece.rows is None:
            self._database(piece.file).execute(piece.statement)
        else:
            self._database(piece.file).executemany(piece.statement, piece.rows)

    def finish(self) -> None:
        """Put everything on disk."""
        for file in self._open.values():
            file.flush()
        for database in self._databases.values():
            database.execute("COMMIT")

    def close(self) -> None:
        """Close all files, finished or not."""
        for file in self._open.values():
            file.close()
        for database in self._databases.values():
            database.close()

    def _file(self, name: str) -> BinaryIO:
        if name in self._open:
            self._open.move_to_end(name)
            return self._open[name]
        if len(self._open) >= _OPEN:
            self._open.popitem(last=False)[1].close()
        self._open[name] = (self._folder / name).open("ab")
        self.names.add(name)
        return self._open[name]

    def _database(self, name: str) -> sqlite3.Connection:
        if name not in self._databases:
            database = sqlite3.connect(self._folder / name, isolation_level=None)
            for setting in ("page_size = 4096", "journal_mode = OFF", "synchronous = OFF"):
                database.execute(f"PRAGMA {setting}")
            database.execute("BEGIN")
            self._databases[name] = database
            self.names.add(name)
        return self._databases[name]


def write_pieces(folder: Path, pieces: Iterable[Chunk | Rows]) -> list[Path]:
    """The files that the pieces make in `folder`, in order of their names. Raises `DatasetError`."""
    files = Files(folder)
    try:
        for piece in pieces:
            files.take(piece)
        files.finish()
    except sqlite3.Error as error:
        if is_full(error):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from None
        raise DatasetError(f"SQLite {sqlite3.sqlite_version} cannot write this: {error}") from None
    finally:
        files.close()
    return [folder / name for name in sorted(files.names)]


def refuse_foreign(target: Path, format_: ExportFormat, *, as_file: bool) -> None:
    """Raise `CallError` if `target` holds anything but an earlier export of the format, or nothing."""
    if target.is_symlink() or (target.exists() and target.is_dir() == as_file):
        wanted = "a file" if as_file else "a folder"
        raise CallError(
            f"{target} is in the way: {format_.name} writes {wanted}; choose another --out"
        )
    if not target.exists():
        return
    foreign = _foreign_file(target, format_) if as_file else _foreign_names(target, format_)
    if foreign:
        raise CallError(
            f"{target} {foreign}, which is no earlier export to {format_.name} and would be lost; "
            "move it away or choose another --out"
        )


def _foreign_file(target: Path, format_: ExportFormat) -> str:
    try:
        with target.open("rb") as file:
            file.seek(format_.begins_at)
            start = file.read(len(format_.begins))
        empty = target.stat().st_size == 0
    except OSError as error:
        raise CallError(f"{target}: cannot be read: {error.strerror}") from None
    return "" if empty or start == format_.begins else "is a file of something else"


def _foreign_names(target: Path, format_: ExportFormat) -> str:
    names = sorted(path.name for path in target.iterdir())
    if names and NOTICE not in names:
        return f"holds {', '.join(names[:3])}"
    foreign = [
        name
        for name in names
        if name not in {NOTICE, LEFT_OUT} and not format_.owns.fullmatch(name)
    ]
    return f"holds {', '.join(foreign[:3])}" if foreign else ""
