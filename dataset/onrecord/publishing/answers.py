"""What goes to a host and comes from it: JSON, bodies within bounds, and what an error says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from onrecord.errors import CallError
from onrecord.printable import shorten

if TYPE_CHECKING:
    import httpx2

_LONGEST_ANSWER = 64 << 20


def encode(value: Any) -> bytes:
    """A value as the JSON that a call sends."""
    return json.dumps(value, separators=(",", ":")).encode()


def read_body(response: httpx2.Response) -> bytes:
    """The body of an answer, which no host can make larger than memory."""
    body = bytearray()
    for piece in response.iter_bytes():
        body += piece
        if len(body) > _LONGEST_ANSWER:
            raise CallError(
                f"{shown(str(response.url))}: the answer has more than {_LONGEST_ANSWER >> 20} MB; "
                "is it the right host?"
            )
    return bytes(body)


def parse(body: bytes, host: str) -> Any:
    """The JSON of a body; an empty record where there is none. Raises `CallError`."""
    if not body.strip():
        return {}
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise CallError(
            f"{host} answers with something other than JSON; is it the right host?"
        ) from None


def error_words(body: bytes) -> str:
    """What an error says: ``message``, and the fields that are named below ``errors``."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(answer, dict):
        return ""
    words = [answer.get("message")]
    errors = answer.get("errors")
    for one in errors if isinstance(errors, list) else []:
        if isinstance(one, dict):
            message = one.get("message") or one.get("messages") or one.get("code")
            words.append(f"{one.get('field')}: {message}" if one.get("field") else message)
    return "".join(
        f": {one}" if at == 0 else f"; {one}" for at, one in enumerate(filter(None, words))
    )


def shown(address: str) -> str:
    """An address without its query."""
    return shorten(address.partition("?")[0], 200)
