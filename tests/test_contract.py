"""The contract does not change unseen: its golden dump and its version."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from onrecord_schemas import (
    MODELS,
    RULES,
    SCHEMA_VERSION,
    arrow_schema,
    describe_columns,
    vocabularies,
)

GOLDEN = Path(__file__).parent / "contract.json"


def dump() -> dict[str, object]:
    return {
        "version": SCHEMA_VERSION,
        "tables": {
            name: {
                "columns": [list(column) for column in describe_columns(model)],
                "checks": sorted(
                    {
                        str(check.name)
                        for column in model.to_schema().columns.values()
                        for check in column.checks
                    }
                    | {str(check.name) for check in model.to_schema().checks}
                ),
            }
            for name, model in MODELS.items()
        },
        "rules": [list(rule) for rule in RULES],
        "vocabularies": {
            name: value
            for name, value in vars(vocabularies).items()
            if name.isupper() and isinstance(value, dict)
        },
    }


def test_contract_is_the_golden_one(request: pytest.FixtureRequest) -> None:
    """A change of the contract needs a new SCHEMA_VERSION and a new golden dump."""
    actual = json.loads(json.dumps(dump()))
    if request.config.getoption("--update-golden"):
        old = json.loads(GOLDEN.read_text()) if GOLDEN.exists() else {}
        changed = bool(old) and {**old, "version": ""} != {**actual, "version": ""}
        assert not changed or old["version"] != SCHEMA_VERSION, "raise SCHEMA_VERSION first"
        GOLDEN.write_text(json.dumps(actual, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert actual == json.loads(GOLDEN.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", MODELS)
def test_every_column_is_described(name: str) -> None:
    for column, _, _, description in describe_columns(MODELS[name]):
        assert len(description) > 10, column


@pytest.mark.parametrize("name", MODELS)
def test_descriptions_are_arrow_metadata(name: str) -> None:
    assert all(field.metadata[b"description"] for field in arrow_schema(MODELS[name]))


def test_contract_stands_without_the_toolkit() -> None:
    code = "import onrecord_schemas, sys; assert 'onrecord' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
