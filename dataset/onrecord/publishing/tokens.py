"""Tokens: from the environment alone, never shown, and sent to nobody but the host they are for."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from onrecord.addresses import without_secrets
from onrecord.errors import CallError

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_TOKEN = re.compile(r"[\x21-\x7e]{1,4096}")


@dataclass(frozen=True)
class Token:
    """A token and the name of the variable it came from; printed, it shows the name alone."""

    variable: str
    value: str

    def __repr__(self) -> str:
        return f"Token({self.variable})"

    def taken_out_of(self, text: str) -> str:
        """The text without the token, which a host may repeat in an answer."""
        return text.replace(self.value, "[token]")


def token_from(*variables: str, where: str, hint: str) -> Token:
    """The token of the first variable that is set. Raises `CallError` where none is."""
    for variable in variables:
        value = os.environ.get(variable, "").strip()
        if value:
            return checked(Token(variable, value))
    raise CallError(f"{where} needs a token: set {' or '.join(variables)} ({hint})")


def checked(token: Token) -> Token:
    """The token, where it can stand in a header. Raises `CallError`, which does not show it."""
    if not _TOKEN.fullmatch(token.value):
        raise CallError(
            f"the token in {token.variable} has a space, a line end or another character that no token "
            "has; set it again"
        )
    return token


def refuse_unsafe(address: str, variable: str) -> None:
    """Raise `CallError` where a token would go over the network for all to read."""
    parts = urlsplit(address)
    is_open = parts.scheme != "https" and (parts.scheme, parts.hostname in _LOOPBACK) != (
        "http",
        True,
    )
    if is_open or "@" in parts.netloc:
        raise CallError(
            f"{variable} is {without_secrets(address)[:200]!r}: a token goes only to an address that begins "
            "with https://, without user and password"
        )
