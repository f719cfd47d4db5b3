"""onrecord: transcripts to validated, rebuildable tables of who said what.

`init` begins a repository, `build` makes a dataset, `load` opens one, `convert` shows what one source
gives, `explain` why; `check`, `validate` and `verify` look at a dataset, `diff` compares two,
`split` parts one for training, `package` and `export` write one for others, `publish` sends a release. Names are
imported when first used.
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
    from onrecord._api.building import build, convert, preview, sniff, verify_rebuild
    from onrecord._api.caching import cached, clear_cache
    from onrecord._api.differences import diff
    from onrecord._api.explaining import explain
    from onrecord._api.exporting import export
    from onrecord._api.opening import init, load
    from onrecord._api.packaging import missing_metadata, package, verify
    from onrecord._api.people import people, settle
    from onrecord._api.publishing import publish
    from onrecord._api.quality import check, evaluate, report
    from onrecord._api.rights import hydrate, redact, withhold
    from onrecord._api.splitting import split
    from onrecord.building import BuildReport
    from onrecord.cache import CacheSize
    from onrecord.checking import Finding, compare, validate
    from onrecord.dataset import Conversations, Dataset, Table
    from onrecord.differences import Diff
    from onrecord.evaluation import Evaluation
    from onrecord.exporting import EXPORTS, Exported, ExportFormat
    from onrecord.formats import FORMATS, Fit, Format, known_formats
    from onrecord.identity import Review
    from onrecord.packaging import Packaged, Release
    from onrecord.previewing import Preview
    from onrecord.progress import Step
    from onrecord.publishing import Publication
    from onrecord.quality import QualityReport
    from onrecord.recipe import Recipe, load_recipe
    from onrecord.reporting import Report
    from onrecord.rights import Hydration, Redacted, Withheld
    from onrecord.sniffing import Sniffed
    from onrecord.splits import Splits

__all__ = [
    "EXPORTS",
    "FORMATS",
    "BuildReport",
    "CacheSize",
    "CallError",
    "ContractError",
    "Conversations",
    "Dataset",
    "DatasetError",
    "Diff",
    "Evaluation",
    "ExportFormat",
    "Exported",
    "Finding",
    "Fit",
    "Format",
    "FormatUnknown",
    "Hydration",
    "NoTurns",
    "OnrecordError",
    "Packaged",
    "Preview",
    "Publication",
    "QualityReport",
    "Recipe",
    "RecipeError",
    "Redacted",
    "Release",
    "Report",
    "Review",
    "Sniffed",
    "SourceError",
    "Splits",
    "Step",
    "Table",
    "Undecodable",
    "Unreadable",
    "Withheld",
    "__version__",
    "build",
    "cached",
    "check",
    "clear_cache",
    "compare",
    "convert",
    "diff",
    "evaluate",
    "explain",
    "export",
    "hydrate",
    "init",
    "known_formats",
    "load",
    "load_recipe",
    "missing_metadata",
    "package",
    "people",
    "preview",
    "publish",
    "redact",
    "report",
    "settle",
    "sniff",
    "split",
    "validate",
    "verify",
    "verify_rebuild",
    "withhold",
]

_HOMES = {
    "build": "_api.building",
    "cached": "_api.caching",
    "check": "_api.quality",
    "clear_cache": "_api.caching",
    "convert": "_api.building",
    "diff": "_api.differences",
    "evaluate": "_api.quality",
    "explain": "_api.explaining",
    "export": "_api.exporting",
    "hydrate": "_api.rights",
    "init": "_api.opening",
    "load": "_api.opening",
    "missing_metadata": "_api.packaging",
    "package": "_api.packaging",
    "people": "_api.people",
    "Packaged": "packaging",
    "publish": "_api.publishing",
    "Publication": "publishing",
    "Release": "packaging",
    "report": "_api.quality",
    "settle": "_api.people",
    "split": "_api.splitting",
    "Review": "identity",
    "Report": "reporting",
    "BuildReport": "building",
    "CacheSize": "cache",
    "Conversations": "dataset",
    "Dataset": "dataset",
    "Splits": "splits",
    "Step": "progress",
    "Table": "dataset",
    "Diff": "differences",
    "QualityReport": "quality",
    "Evaluation": "evaluation",
    "EXPORTS": "exporting",
    "ExportFormat": "exporting",
    "Exported": "exporting",
    "FORMATS": "formats",
    "Fit": "formats",
    "Format": "formats",
    "known_formats": "formats",
    "Preview": "previewing",
    "preview": "_api.building",
    "Sniffed": "sniffing",
    "sniff": "_api.building",
    "Recipe": "recipe",
    "load_recipe": "recipe",
    "Hydration": "rights",
    "Redacted": "rights",
    "Withheld": "rights",
    "redact": "_api.rights",
    "withhold": "_api.rights",
    "Finding": "checking",
    "compare": "checking",
    "validate": "checking",
    "verify": "_api.packaging",
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
