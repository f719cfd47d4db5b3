"""onrecord: transcripts to validated, rebuildable tables of who said what.

`init` begins a repository, `build` makes a dataset, `load` opens one, `convert` shows what one source
gives, `explain` why; `check`, `validate` and `verify` look at a dataset, `diff` compares two. Names
are imported when first used.
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
    from onrecord._api import (
        build,
        check,
        convert,
        diff,
        evaluate,
        explain,
        init,
        load,
        people,
        report,
        settle,
        verify_rebuild,
    )
    from onrecord.building import BuildReport
    from onrecord.checking import Finding, compare, validate, verify
    from onrecord.dataset import Dataset
    from onrecord.differences import Diff
    from onrecord.evaluation import Evaluation
    from onrecord.formats import FORMATS, Format
    from onrecord.identity import Review
    from onrecord.quality import QualityReport
    from onrecord.recipe import Recipe, load_recipe
    from onrecord.reporting import Report

__all__ = [
    "FORMATS",
    "BuildReport",
    "CallError",
    "ContractError",
    "Dataset",
    "DatasetError",
    "Diff",
    "Evaluation",
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
    "build": "_api",
    "check": "_api",
    "convert": "_api",
    "diff": "_api",
    "evaluate": "_api",
    "explain": "_api",
    "init": "_api",
    "load": "_api",
    "people": "_api",
    "report": "_api",
    "settle": "_api",
    "Review": "identity",
    "Report": "reporting",
    "BuildReport": "building",
    "Dataset": "dataset",
    "Diff": "differences",
    "QualityReport": "quality",
    "Evaluation": "evaluation",
    "FORMATS": "formats",
    "Format": "formats",
    "Recipe": "recipe",
    "load_recipe": "recipe",
    "Finding": "checking",
    "compare": "checking",
    "validate": "checking",
    "verify": "checking",
    "verify_rebuild": "_api",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'onrecord' has no attribute {name!r}")
    value = getattr(import_module(f"onrecord.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
