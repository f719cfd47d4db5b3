"""Two builds or releases of a dataset compared, out of core, whatever made them.

`compare_datasets` gives a `Diff`, a tree of frozen records: documents, turns and people matched and
what became of them, schema, drift, verdict, changelog. `write_markdown` and `write_page` turn it
into text and HTML, `write_section` into the part of a page that a report can take in.
"""

from onrecord.differences.changelog import write_markdown
from onrecord.differences.comparing import MEMORY, SAMPLES, compare_datasets
from onrecord.differences.model import LEVELS, Diff, Level
from onrecord.differences.page import STYLE, write_page, write_section
from onrecord.differences.verdict import RULES

__all__ = [
    "LEVELS",
    "MEMORY",
    "RULES",
    "SAMPLES",
    "STYLE",
    "Diff",
    "Level",
    "compare_datasets",
    "write_markdown",
    "write_page",
    "write_section",
]
