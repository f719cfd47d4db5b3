"""Validates an RO-Crate with roc-validator, without the network.

The only thing that it would fetch is the JSON-LD context of RO-Crate, of which rocrate ships a copy.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import ClassVar

import rdflib.plugins.shared.jsonld.context as jsonld
import rocrate
from rocrate_validator import models, services
from rocrate_validator.utils import http

_CONTEXT = "https://w3id.org/ro/crate/1.2/context"
_COPY = Path(rocrate.__file__).parent / "data" / "ro-crate.jsonld"


class _Answer:
    """What an HTTP request for the context would give."""

    status_code = 200
    headers: ClassVar = {"Content-Type": "application/ld+json"}
    text = _COPY.read_text(encoding="utf-8")
    content = text.encode("utf-8")
    ok = True

    def json(self) -> object:
        return json.loads(self.text)

    def raise_for_status(self) -> None:
        """Nothing is wrong."""


def _get(_self: object, url: str, **_kwargs: object) -> _Answer:
    if url != _CONTEXT:
        raise OSError(f"the crate makes the validator fetch {url}")
    return _Answer()


def main(crate: str) -> int:
    """The number of requirements that the crate at the path does not meet, at most 100."""
    http.HttpRequester.get = _get
    fetch = jsonld.source_to_json

    def source_to_json(source: object, *args: object, **kwargs: object) -> object:
        if str(source) == _CONTEXT:
            return json.loads(_Answer.text), None
        return fetch(source, *args, **kwargs)

    jsonld.source_to_json = source_to_json
    result = services.validate(
        services.ValidationSettings(
            rocrate_uri=models.URI(crate),
            profile_identifier="ro-crate-1.2",
            requirement_severity=models.Severity.REQUIRED,
        )
    )
    for issue in result.get_issues():
        print(issue.severity.name, issue.check.identifier, issue.message, issue.violatingEntity)  # noqa: T201
    print(f"{len(result.executed_checks)} checks ran")  # noqa: T201
    return min(len(result.get_issues()), 100)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
