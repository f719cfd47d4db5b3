"""Validates an in-toto statement with `in_toto_attestation`, its predicate as SLSA provenance.

Prints how many subjects and dependencies it has.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from google.protobuf import json_format
from in_toto_attestation.predicates.provenance.v1 import provenance_pb2
from in_toto_attestation.v1 import statement, statement_pb2

content = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
parsed = json_format.ParseDict(content, statement_pb2.Statement())
statement.Statement.copy_from_pb(parsed).validate()
provenance = json_format.ParseDict(content["predicate"], provenance_pb2.Provenance())
counts = [len(parsed.subject), len(provenance.build_definition.resolved_dependencies)]
print(json.dumps(counts))  # noqa: T201
