"""Addresses such as ``s3://`` and ``https://``: their file systems through fsspec, and their errors in words.

No message has the secrets of an address: user, password or query.
"""

from __future__ import annotations

import re
from typing import Any

from onrecord.errors import CallError, first_line
from onrecord.printable import printable

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.:-]+://")
#: What reads an address beyond fsspec itself, as pip knows it.
_NEEDED = {
    "s3": "'onrecord[s3]'",
    "s3a": "'onrecord[s3]'",
    "gs": "gcsfs",
    "gcs": "gcsfs",
    "az": "adlfs",
    "abfs": "adlfs",
}
#: Seconds to wait for a host to answer at all, and between two pieces of an answer.
_CONNECT, _ANSWER = 20, 60

NO_RANGES = (
    "the server answers no range requests; put simplecache:: before the address, which copies whole "
    "files, or download the dataset"
)


def is_address(path: str) -> bool:
    """Whether a path is one that fsspec reads, and none of this machine."""
    return _SCHEME.match(path) is not None


def scheme_of(address: str) -> str:
    """What stands before ``://``, in lower case; of a chain, that of its last link."""
    before, is_one, _ = address.partition("://")
    return before.rpartition("::")[2].lower() if is_one else ""


def connect(address: str, options: dict[str, Any] | None = None) -> tuple[Any, str]:
    """The file system of an address, and the path on it.

    Raises `CallError` where it cannot be had, or what reads it is not installed. fsspec keeps file
    systems, so that this costs little the second time; those of other processes are made anew.
    """
    shown = without_secrets(address)
    scheme = scheme_of(address)
    try:
        import fsspec
    except ImportError:
        raise CallError(f"{shown} needs fsspec; run: pip install 'onrecord[remote]'") from None
    try:
        filesystem, path = fsspec.core.url_to_fs(address, **_with_timeouts(address, options or {}))
    except ImportError as error:
        package = _NEEDED.get(scheme)
        how = f"run: pip install {package}" if package else first_line(error)
        raise CallError(f"{shown}: what reads {scheme}:// is not installed; {how}") from None
    except Exception as error:
        raise CallError(f"{shown}: {explain(error, shown)}") from None
    return filesystem, str(path)


def _with_timeouts(address: str, options: dict[str, Any]) -> dict[str, Any]:
    """Options with which a host that never answers is given up, and proxies are used."""
    if "::" in address or scheme_of(address) not in {"http", "https"}:
        return options
    import aiohttp

    timeout = aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT, sock_read=_ANSWER)
    given = {"timeout": timeout, "trust_env": True, **options.get("client_kwargs", {})}
    return {**options, "client_kwargs": given}


def without_secrets(address: str) -> str:
    """An address without user, password and query."""
    bare = re.sub(r"(?<=://)[^/@\s]*@", "", address)
    return printable(re.sub(r"[?#].*", "", bare))


def _cause(error: BaseException) -> BaseException:
    """The error at the bottom of a chain."""
    seen = {id(error)}
    while (below := error.__cause__ or error.__context__) and id(below) not in seen:
        seen.add(id(below))
        error = below
    return error


def _status(error: BaseException) -> int | None:
    """The HTTP status that an error carries."""
    response = getattr(error, "response", None)
    status = getattr(error, "status", None) or getattr(response, "status_code", None)
    return status if isinstance(status, int) else None


def _told_status(error: BaseException) -> int | None:
    """The HTTP status of an error, or of what caused it."""
    return next((s for e in (error, _cause(error)) if (s := _status(e))), None)


def is_absent(error: BaseException) -> bool:
    """Whether the place answered, and there is no such file."""
    statuses = {_status(error), _status(_cause(error))} - {None}
    return isinstance(error, FileNotFoundError) and statuses <= {404} and not _is_unreachable(error)


def is_passing(error: BaseException) -> bool:
    """Whether a call may succeed if it is made again: nobody answered, or the host was busy."""
    status = _told_status(error)
    return status == 429 or (status or 0) >= 500 or _is_unreachable(error)


def _is_unreachable(error: BaseException) -> bool:
    """Whether nobody answered."""
    cause = _cause(error)
    return isinstance(cause, ConnectionError | TimeoutError) or any(
        kind.__name__
        in {"ClientConnectorError", "ClientConnectionError", "ConnectError", "gaierror"}
        for kind in type(cause).__mro__
    )


def explain(error: BaseException, shown: str) -> str:
    """What an error of a file system means, in one line and without secrets."""
    cause = _cause(error)
    host = "the hub" if shown.startswith("hf://") else re.sub(r"^.*://|/.*$", "", shown)
    status = _told_status(error)
    if isinstance(cause, TimeoutError):
        return f"{host} did not answer in time; try again later"
    if any(kind.__name__ == "NoCredentialsError" for kind in type(cause).__mro__):
        return (
            "access needs credentials, and there are none; log in with the host's own tool, or give a "
            "token in storage_options"
        )
    if status in {401, 403}:
        return (
            f"access denied (status {status}); log in with the host's own tool, or give a token in "
            "storage_options"
        )
    if status == 429 or (status or 0) >= 500:
        return f"{host} answered with status {status}; try again later"
    if _is_unreachable(error):
        return (
            f"{host} cannot be reached: {printable(first_line(cause))}; check address and network"
        )
    if "range requests" in str(error) and "server" in str(error):
        return NO_RANGES
    said = without_secrets(first_line(error))
    return said if type(error).__module__ != "builtins" or said else type(error).__name__
