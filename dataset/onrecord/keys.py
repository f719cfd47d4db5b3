"""Secret keys: from the environment or a file, never on a command line, never printed."""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from onrecord.errors import CallError

#: The environment variable that holds the key where no file is named.
VARIABLE = "ONRECORD_KEY"
#: Fewer bytes could be guessed: whoever knows a name and its pseudonym can try keys at leisure.
LEAST_BYTES = 16
_MAKE_ONE = "make one with: openssl rand -hex 32"


@dataclass(frozen=True)
class Key:
    """A secret key. Its representation does not show it."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) < LEAST_BYTES or len(set(self.secret)) < 6:
            raise CallError(
                f"the key is too easy to guess: it needs {LEAST_BYTES} bytes or more; {_MAKE_ONE}"
            )

    def digest(self, kind: str, value: str) -> str:
        """64 hexadecimal digits that stand for a value of that kind: HMAC-SHA256."""
        message = f"onrecord\x00{kind}\x00{value}".encode()
        return hmac.new(self.secret, message, sha256).hexdigest()


def load_key(file: Path | None = None) -> Key | None:
    """The key in `file`, or in the environment; None where there is neither.

    White space around it does not count. Raises `CallError` where it cannot be read or is too short.
    """
    if file is None:
        value = os.environ.get(VARIABLE)
        return Key(value.strip().encode()) if value else None
    try:
        return Key(file.read_bytes().strip())
    except OSError as error:
        raise CallError(f"{file}: the key cannot be read: {error.strerror}") from None


def need_key(key: Key | None, why: str) -> Key:
    """The key, or a `CallError` that says why one is needed and how to give it."""
    if key is None:
        raise CallError(
            f"{why} needs a key: set {VARIABLE}, or name a file with --key-file; {_MAKE_ONE}"
        )
    return key
