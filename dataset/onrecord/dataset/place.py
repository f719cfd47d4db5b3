"""Where a dataset lies: a folder of this machine, or an address that fsspec knows.

A `Place` reads bytes and lists names; errors become messages that name the place, without any
password or token that stands in its address.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from onrecord.errors import CallError, DatasetError

#: How deep files are looked for where no manifest lists them.
DEPTH = 3


class Place(Protocol):
    """A folder, wherever it lies. Names are relative, with forward slashes."""

    @property
    def shown(self) -> str:
        """How messages call it."""

    @property
    def filesystem(self) -> Any:
        """A `pyarrow.fs.FileSystem` that reads there."""

    def path(self, name: str) -> str:
        """What the file system calls a file."""

    def read(self, name: str, start: int, end: int) -> bytes | None:
        """Bytes `start` to `end` of a file, fewer at its end; None where there is no such file."""

    def size(self, name: str) -> int | None:
        """How many bytes a file has; None where there is no such file."""

    def names(self) -> list[str]:
        """The names of the Parquet files, to a depth of `DEPTH`, in order."""

    def beside(self) -> tuple[Place, str] | None:
        """The folder around this one, and the name of this one in it."""

    @property
    def hint(self) -> str:
        """What to try where no dataset was found."""

    def explain(self, error: BaseException) -> str:
        """What went wrong there, in one line."""


def open_place(
    target: str | os.PathLike[str], storage_options: Mapping[str, Any] | None = None
) -> Place:
    """The place that `target` names. Raises `CallError` for an address that is none."""
    address = os.fspath(target)
    if not isinstance(address, str):
        raise CallError("name the dataset's folder or address as text, not as bytes")
    is_address = isinstance(target, str) and ("://" in address or "::" in address)
    if is_address and not os.path.exists(address):
        scheme, _, rest = address.partition("://")
        if scheme.lower() == "file":
            return Folder(Path(unquote(urlsplit(f"file://{rest}").path)))
        from onrecord.dataset.remote import open_address

        return open_address(address, dict(storage_options or {}))
    if storage_options:
        raise CallError(f"{address} is a folder of this machine: it takes no storage_options")
    return Folder(Path(address))


@dataclass(frozen=True)
class Folder:
    """A folder of this machine."""

    folder: Path

    @property
    def shown(self) -> str:
        """The path."""
        return str(self.folder)

    @property
    def filesystem(self) -> Any:
        """The local one."""
        from pyarrow.fs import LocalFileSystem

        return LocalFileSystem()

    def path(self, name: str) -> str:
        """The path of a file."""
        return str(self.folder / name)

    def read(self, name: str, start: int, end: int) -> bytes | None:
        """Bytes of a file; None where there is no such file. Raises `DatasetError`."""
        try:
            with (self.folder / name).open("rb") as file:
                file.seek(start)
                return file.read(end - start)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError) as error:
            raise DatasetError(
                f"{self.folder / name}: cannot be read: {self.explain(error)}"
            ) from None

    def size(self, name: str) -> int | None:
        """How many bytes a file has; None where there is no such file."""
        path = self.folder / name
        try:
            return path.stat().st_size if path.is_file() else None
        except (OSError, ValueError):
            return None

    def names(self) -> list[str]:
        """The names of the Parquet files, hidden ones left out."""
        found = []
        for depth in range(DEPTH):
            for path in self.folder.glob("/".join(["*"] * depth + ["*.parquet"])):
                name = path.relative_to(self.folder).as_posix()
                if path.is_file() and is_visible(name):
                    found.append(name)
        return sorted(found)

    def beside(self) -> tuple[Place, str] | None:
        """The folder around this one, and the name of this one in it."""
        whole = Path(os.path.abspath(self.folder))  # resolve() would follow a link
        return (Folder(whole.parent), whole.name) if whole.name else None

    @property
    def hint(self) -> str:
        """What to try where no dataset was found."""
        if self.folder.suffix == ".zip" and self.folder.is_file():
            return f"to read an archive, name it zip://::{self.folder}"
        return "name the folder that onrecord build wrote"

    def explain(self, error: BaseException) -> str:
        """What the system says."""
        return getattr(error, "strerror", None) or str(error)


def is_visible(name: str) -> bool:
    """Whether no part of a name begins with a dot or an underscore."""
    return not any(part.startswith((".", "_")) for part in name.split("/"))


@dataclass(frozen=True)
class Reopened:
    """What a process needs to open a place again: one made in another process is of no use to it."""

    make: Callable[[], Any]
    _made: dict[int, Any] = field(default_factory=dict, compare=False, repr=False)

    def get(self) -> Any:
        """What `make` gives, made once in each process."""
        if os.getpid() not in self._made:
            self._made[os.getpid()] = self.make()
        return self._made[os.getpid()]

    def __getstate__(self) -> dict[str, Any]:
        return {"make": self.make, "_made": {}}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)
