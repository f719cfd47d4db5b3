"""How good a dataset is: checks with severities, on top of the contract.

`check_dataset` runs them on a folder and gives a `QualityReport`; `CHECKS` has every check by id.
"""

from __future__ import annotations

from onrecord.quality.model import SEVERITIES, Check, Finding, QualityReport, Sample, Skipped
from onrecord.quality.placing import place_samples
from onrecord.quality.registry import CHECKS
from onrecord.quality.running import check_dataset, score_dataset
from onrecord.quality.settings import CustomCheck, Rules, Settings, Silence, source_date

__all__ = [
    "CHECKS",
    "SEVERITIES",
    "Check",
    "CustomCheck",
    "Finding",
    "QualityReport",
    "Rules",
    "Sample",
    "Settings",
    "Silence",
    "Skipped",
    "check_dataset",
    "place_samples",
    "score_dataset",
    "source_date",
]
