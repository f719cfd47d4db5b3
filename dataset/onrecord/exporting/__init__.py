"""Export: a dataset in the forms that others read, a module a format.

``reading`` gives conversations, a format makes pieces of files of them, ``writing`` puts them on disk,
``running`` knows the order, ``registry`` the formats and what does not survive in each.
"""

from __future__ import annotations

from onrecord.exporting.model import ExportFormat, Wishes
from onrecord.exporting.registry import EXPORTS, get_export
from onrecord.exporting.running import Exported, Order, Reason, export_dataset

__all__ = [
    "EXPORTS",
    "ExportFormat",
    "Exported",
    "Order",
    "Reason",
    "Wishes",
    "export_dataset",
    "get_export",
]
