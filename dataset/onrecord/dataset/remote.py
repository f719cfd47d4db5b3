"""Datasets that lie elsewhere, through fsspec: ``https://``, ``hf://``, ``s3://``, ``memory://`` ...

Only what is asked for is read: the manifest, the footers of Parquet files, and of their columns
the row groups that are wanted, by range requests that Arrow joins where they lie close together.
Nothing is asked for ahead, and nothing is kept on disk.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from pyarrow import PythonFile
from pyarrow.fs import FSSpecHandler, PyFileSystem

from onrecord.addresses import (
    NO_RANGES,
    connect,
    explain,
    is_absent,
    scheme_of,
    without_secrets,
)
from onrecord.dataset.place import DEPTH, Place, Reopened, is_visible
from onrecord.errors import CallError, DatasetError

_ARCHIVES = {"zip", "tar", "libarchive"}


@dataclass(frozen=True)
class Address:
    """A folder that fsspec reaches."""

    root: str
    shown: str
    opened: Reopened

    @property
    def _fs(self) -> Any:
        return self.opened.get()

    @property
    def filesystem(self) -> Any:
        """It, as Arrow reads it."""
        return PyFileSystem(_RangeHandler(self._fs))

    def path(self, name: str) -> str:
        """The address of a file, as its file system knows it."""
        return f"{self.root}/{name}"

    def read(self, name: str, start: int, end: int) -> bytes | None:
        """Bytes of a file; None where there is no such file. Raises `DatasetError`."""
        with self._errors(name):
            try:
                with open_ranged(self._fs, self.path(name)) as file:
                    if start:
                        file.seek(start)
                    read: bytes = file.read(end - start)
            except Exception as error:
                if is_absent(error):
                    return None
                raise
        return read

    def size(self, name: str) -> int | None:
        """How many bytes a file has; None where there is no such file, or it is not said."""
        with self._errors(name):
            try:
                size = self._fs.info(self.path(name)).get("size")
            except Exception as error:
                if is_absent(error):
                    return None
                raise
        return int(size) if size is not None else None

    def names(self) -> list[str]:
        """The names of the Parquet files, where the place can list what it holds."""
        if self.root.startswith(("http://", "https://")):
            return []  # a page of links may be endless, and lead anywhere
        with self._errors(""):
            try:
                found = self._fs.find(self.root, maxdepth=DEPTH)
            except (FileNotFoundError, NotADirectoryError, NotImplementedError):
                return []
        names = [path[len(self.root) :].strip("/") for path in found]
        return sorted(name for name in names if name.endswith(".parquet") and is_visible(name))

    def beside(self) -> tuple[Place, str] | None:
        """The folder around this one, and the name of this one in it."""
        around, _, name = self.root.rpartition("/")
        if not name or not around.strip("/") or around.endswith(":/"):
            return None
        return Address(around, self.shown.rpartition("/")[0], self.opened), name

    @property
    def hint(self) -> str:
        """What to try where no dataset was found."""
        if self.shown.startswith("hf://") and not self.shown.startswith("hf://datasets/"):
            return "a dataset's address begins with hf://datasets/"
        return "check the address, and log in if the place is not public"

    def explain(self, error: BaseException) -> str:
        """What went wrong, in one line and without secrets."""
        return explain(error, self.shown)

    @contextmanager
    def _errors(self, name: str) -> Iterator[None]:
        try:
            yield
        except DatasetError:
            raise
        except Exception as error:
            where = f"{self.shown}/{name}".rstrip("/")
            raise DatasetError(f"{where}: {self.explain(error)}") from None


def open_ranged(filesystem: Any, path: str) -> Any:
    """A file whose every read is one request, and no more than is asked for."""
    try:
        return filesystem.open(path, mode="rb", cache_type="none")
    except TypeError:  # file systems without a cache do not know the word
        return filesystem.open(path, mode="rb")


class _RangeHandler(FSSpecHandler):  # type: ignore[misc]
    """Opens files without reading ahead, and without asking twice whether they are there."""

    def open_input_file(self, path: str) -> Any:
        """A file that is closed when nobody holds it any more."""
        file = open_ranged(self.fs, path)
        if not file.seekable():
            raise OSError(NO_RANGES)
        return PythonFile(_Owned(file), mode="r")


class _Owned:
    """A file that is closed with the last who holds it: Arrow does not say when it is done."""

    def __init__(self, file: Any):
        self._file = file

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __del__(self) -> None:
        self._file.close()


def open_address(address: str, options: dict[str, Any]) -> Address:
    """The place at an address. Raises `CallError` where it is none, or what reads it is missing."""
    shown = without_secrets(address).rstrip("/")
    scheme = scheme_of(address)
    if scheme in {"http", "https"} and re.search(r"[?#]", address):
        raise CallError(
            f"{shown}: the address of a folder has no '?' or '#'; give headers or tokens as "
            'storage_options={"headers": {...}}'
        )
    _, root = connect(address, options)
    opened = Reopened(partial(_filesystem, address, options))
    try:
        opened.get().invalidate_cache()  # file systems are kept, and what they know grows old
        root = _only_folder(opened.get(), root) if scheme in _ARCHIVES else root
    except Exception as error:
        raise CallError(f"{shown}: {explain(error, shown)}") from None
    return Address(root.rstrip("/"), shown, opened)


def _only_folder(filesystem: Any, root: str) -> str:
    """The one folder that an archive holds at its top, or the top itself."""
    inside = filesystem.ls(root, detail=True) if not root.strip("/") else []
    alone = len(inside) == 1 and inside[0]["type"] == "directory"
    return str(inside[0]["name"]) if alone else root


def _filesystem(address: str, options: dict[str, Any]) -> Any:
    return connect(address, options)[0]
