"""Sources at addresses: files and folders of ``s3://``, ``gs://``, ``https://``, ``hf://`` and the like."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, cast

from onrecord.addresses import connect, explain, is_absent, is_address, scheme_of, without_secrets
from onrecord.errors import CallError, SourceError, Unreadable

#: How much is asked for at a time, in bytes.
_PIECE = 1 << 20
_MAGIC = "*?["
_WEB = frozenset({"http", "https"})


class Unreached(OSError):
    """What went wrong on the way to a file elsewhere, in words."""


def own_name(address: str) -> str:
    """What a file or folder is called, without what is secret."""
    bare = without_secrets(address) if scheme_of(address) in _WEB else address
    return bare.partition("://")[2].rstrip("/").rpartition("/")[2].rpartition("@")[2]


def list_files(address: str) -> tuple[str, list[str] | None]:
    """The address of a folder, and the files below it as paths relative to it; None for a file.

    Those of a pattern are below the folder that it begins with. Raises `CallError` for what is not
    there or cannot be listed.
    """
    shown = without_secrets(address)
    if scheme_of(address) in _WEB:  # its pages of links may be endless, and lead anywhere
        if shown.endswith("/"):
            raise CallError(f"{shown}: a folder of the web cannot be listed; name its files")
        return address, None
    filesystem, root = connect(address)
    try:
        filesystem.invalidate_cache()
        if any(char in address for char in _MAGIC) and not filesystem.exists(root):
            return _matching(filesystem, address, root)
        if filesystem.info(root)["type"] != "directory":
            return address, None
        return address.rstrip("/"), _below(root, filesystem.find(root, detail=True))
    except CallError:
        raise
    except Exception as error:
        if is_absent(error):
            raise CallError(f"there is no file or folder {shown}; check the address") from None
        raise CallError(f"{shown}: {explain(error, shown)}") from None


def is_there(address: str) -> bool:
    """Whether a file lies at an address; of the web, where asking is downloading, none is looked for.

    Where that cannot be told it is said to be there: whoever reads it is told what is wrong.
    """
    if scheme_of(address) in _WEB:
        return False
    try:
        filesystem, path = connect(address)
        return bool(filesystem.exists(path))
    except CallError:
        raise
    except Exception:
        return True


def _matching(filesystem: Any, address: str, pattern: str) -> tuple[str, list[str]]:
    first = min(address.find(char) for char in _MAGIC if char in address)
    folder = address[: max(0, address.rfind("/", 0, first))]
    if not is_address(f"{folder}/"):
        raise CallError(f"{address}: a pattern begins with a folder")
    return folder, _below(connect(folder)[1], filesystem.glob(pattern, detail=True))


def _below(root: str, found: dict[str, dict[str, Any]]) -> list[str]:
    whole = root.strip("/")
    files = [path.strip("/") for path, about in found.items() if about["type"] != "directory"]
    below = [path.removeprefix(whole).lstrip("/") for path in files]
    return sorted(path for path in below if path and not _is_hidden(path))


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") and part not in {".", ".."} for part in path.split("/"))


@contextmanager
def opened_address(address: str) -> Iterator[IO[bytes]]:
    """The file at an address, read as it is asked for. Raises `Unreadable`, `CallError`."""
    filesystem, path = connect(address)
    try:
        file = filesystem.open(path, mode="rb")
    except Exception as error:
        raise Unreadable(f"cannot be read: {explain(error, without_secrets(address))}") from None
    raw = _Remote(file, without_secrets(address))
    with file:
        try:
            yield cast("IO[bytes]", io.BufferedReader(raw, _PIECE))
        except SourceError:
            if raw.failure:
                raise Unreadable(raw.failure, reason="unreadable") from None
            raise


class _Remote(io.RawIOBase):
    """A file elsewhere whose errors are all of one kind; `failure` is the last of them."""

    def __init__(self, file: Any, shown: str):
        self._file, self._shown = file, shown
        self.failure = ""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return bool(self._file.seekable())

    def readinto(self, buffer: Any) -> int:
        try:
            piece = self._file.read(len(buffer))
        except Exception as error:
            raise self._unreached(error) from None
        buffer[: len(piece)] = piece
        return len(piece)

    def tell(self) -> int:
        return int(self._file.tell())

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        try:
            return int(self._file.seek(offset, whence))
        except Exception as error:
            raise self._unreached(error) from None

    def _unreached(self, error: Exception) -> Unreached:
        self.failure = f"cannot be read: {explain(error, self._shown)}"
        return Unreached(self.failure)
