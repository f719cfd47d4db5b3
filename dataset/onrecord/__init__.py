"""onrecord: transcripts to validated, rebuildable tables of who said what.

`init` begins a repository, `build` makes a dataset, `load` opens one, `convert` shows what one source
gives, `explain` why; `check`, `validate` and `verify` look at a dataset, `diff` compares two, `export`
writes one in the forms that others read. Names are imported when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from onrecord.errors import (
    CallError,
    ContractError,
    DatasetError,
    FormatUnknown,
    NoTurns,
    OnrecordError,
    RecipeError,
    SourceError,
    Undecodable,
    Unreadable,
)
from onrecord.version import __version__

if TYPE_CHECKING:
    from onrecord._api.building import build, convert, verify_rebuild
    from onrecord._api.explaining import explain
    from onrecord._api.exporting import export
    from onrecord._api.opening import init, load
    from onrecord._api.people import people, settle
    from onrecord._api.quality import check, diff, evaluate, report
    from onrecord.building import BuildReport
    from onrecord.checking import Finding, compare, validate, verify
    from onrecord.dataset import Dataset
    from onrecord.differences import Diff
    from onrecord.evaluation import Evaluation
    from onrecord.exporting import EXPORTS, Exported, ExportFormat
    from onrecord.formats import FORMATS, Format
    from onrecord.identity import Review
    from onrecord.quality import QualityReport
    from onrecord.recipe import Recipe, load_recipe
    from onrecord.reporting import Report

__all__ = [
    "EXPORTS",
    "FORMATS",
    "BuildReport",
    "CallError",
    "ContractError",
    "Dataset",
    "DatasetError",
    "Diff",
    "Evaluation",
    "ExportFormat",
    "Exported",
    "Finding",
    "Format",
    "FormatUnknown",
    "NoTurns",
    "OnrecordError",
    "QualityReport",
    "Recipe",
    "RecipeError",
    "Report",
    "Review",
    "SourceError",
    "Undecodable",
    "Unreadable",
    "__version__",
    "build",
    "check",
    "compare",
    "convert",
    "diff",
    "evaluate",
    "explain",
    "export",
    "init",
    "load",
    "load_recipe",
    "people",
    "report",
    "settle",
    "validate",
    "verify",
    "verify_rebuild",
]

_HOMES = {
    "build": "_api.building",
    "check": "_api.quality",
    "convert": "_api.building",
    "diff": "_api.quality",
    "evaluate": "_api.quality",
    "explain": "_api.explaining",
    "export": "_api.exporting",
    "init": "_api.opening",
    "load": "_api.opening",
    "people": "_api.people",
    "report": "_api.quality",
    "settle": "_api.people",
    "Review": "identity",
    "Report": "reporting",
    "BuildReport": "building",
    "Dataset": "dataset",
    "Diff": "differences",
    "QualityReport": "quality",
    "Evaluation": "evaluation",
    "EXPORTS": "exporting",
    "ExportFormat": "exporting",
    "Exported": "exporting",
    "FORMATS": "formats",
    "Format": "formats",
    "Recipe": "recipe",
    "load_recipe": "recipe",
    "Finding": "checking",
    "compare": "checking",
    "validate": "checking",
    "verify": "checking",
    "verify_rebuild": "_api.building",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'onrecord' has no attribute {name!r}")
    value = getattr(import_module(f"onrecord.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
