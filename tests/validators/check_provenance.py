"""Reads PROV-JSON with `prov` and prints how many records of each kind it has."""

from __future__ import annotations

import json
import sys
from collections import Counter

from prov.model import ProvDocument

document = ProvDocument.deserialize(sys.argv[1], format="json").unified()
kinds = Counter(type(record).__name__ for record in document.get_records())
print(json.dumps(kinds))  # noqa: T201
