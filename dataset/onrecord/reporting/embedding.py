"""Text and code put into a page so that nothing of the data can run."""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from typing import Any

#: What could end a script element or a line of JavaScript, or turn its direction, as JSON escapes.
_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029\u202a\u202b\u202c\u202d\u202e"}


def embed_json(value: Any) -> str:
    """The value as JSON that may stand inside a ``<script type="application/json">``."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).translate(
        _ESCAPES
    )


def policy(script: str, style: str) -> str:
    """A Content-Security-Policy: this script, this style, and nothing else from anywhere."""
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    """The hash of an inline element's content as a source expression (CSP level 3, 2.3.1)."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
