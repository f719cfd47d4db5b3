"""The report: one HTML page about a dataset, for its reviewers and its readers.

`make_report` writes it. Figures are computed by DuckDB out of core, charts are drawn as SVG,
and the reader's documents are data in the page; nothing is loaded from a network.
"""

from __future__ import annotations

from onrecord.reporting.evidence import Sources
from onrecord.reporting.making import Report, Wishes, make_report
from onrecord.reporting.sample import DOCUMENTS

__all__ = ["DOCUMENTS", "Report", "Sources", "Wishes", "make_report"]
