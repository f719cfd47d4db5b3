"""Validates DataCite metadata with `datacite`: exits with an error where it is not valid."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from datacite import schema45

schema45.validator.validate(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
