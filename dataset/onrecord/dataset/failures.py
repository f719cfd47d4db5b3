"""What errors of file systems elsewhere mean, in words, and without the secrets of an address."""

from __future__ import annotations

import re

from onrecord.errors import first_line
from onrecord.printable import printable

NO_RANGES = (
    "the server answers no range requests; put simplecache:: before the address, which copies whole "
    "files, or download the dataset"
)


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


def is_absent(error: BaseException) -> bool:
    """Whether the place answered, and there is no such file."""
    statuses = {_status(error), _status(_cause(error))} - {None}
    return isinstance(error, FileNotFoundError) and statuses <= {404} and not _is_unreachable(error)


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
    status = next((s for e in (error, cause) if (s := _status(e))), None)
    if isinstance(cause, TimeoutError):
        return f"{host} did not answer in time; try again later"
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
