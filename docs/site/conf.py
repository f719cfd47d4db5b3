"""How Sphinx makes the site: pages lie where they are read on a code host, and none is copied.

The source folder is the repository, so that a link between files is the same on the site. Blocks
between ``<!-- begin: NAME -->`` and ``<!-- end: NAME -->`` are made from the code while it builds.
"""

from __future__ import annotations

import inspect
import subprocess
import sys

from docutils import nodes
from sphinx.addnodes import download_reference
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

import onrecord
from onrecord import reference

project = "onrecord"
author = "The onrecord authors"
version = release = onrecord.__version__

root_doc = "docs/index"
include_patterns = ["*.md", "benchmarks/README.md", "docs/**"]
exclude_patterns = [".*", "data", "dataset", "out", "schemas", "seeds", "tests"]
extensions = ["myst_nb", "sphinx.ext.autodoc"]
source_suffix = {".md": "myst-nb"}

myst_heading_anchors = 4
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_show_tb = True
nb_execution_timeout = 120

default_role = "code"
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
maximum_signature_line_length = 60
add_module_names = False
nitpicky = True
# Types of other projects, and parts of results, which have no name in `onrecord` itself.
nitpick_ignore_regex = [("py:.*", r"(?!onrecord\.\w+$).*")]

linkcheck_anchors = False
linkcheck_timeout = 10
linkcheck_ignore = [r"https?://(localhost|127\.|[^/]*\bexample\b)"]

html_theme = "furo"
html_title = "onrecord"
html_extra_path = ["index.html", "../report.html"]
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_static_path = ["site.css"]
html_css_files = ["site.css"]
smartquotes = False


def commands() -> str:
    """A section for each command with its options, as Typer writes them."""
    done = subprocess.run(
        [sys.executable, "-m", "typer", "onrecord.cli", "utils", "docs", "--name", "onrecord"],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout[done.stdout.index("## ") :]


def python() -> str:
    """Every exported name with its docstring: functions, then classes, errors and the rest."""
    kinds: dict[str, list[str]] = {"Functions": [], "Classes": [], "Errors": [], "Constants": []}
    for name in onrecord.__all__:
        value = getattr(onrecord, name)
        if not inspect.isclass(value):
            kind, directive = (
                ("Functions", "function") if callable(value) else ("Constants", "data")
            )
        elif issubclass(value, Exception):
            kind, directive = "Errors", "exception"
        else:
            kind, directive = "Classes", "class"
        told = "py:data" if kind == "Constants" else f"auto{directive}"
        members = "   :members:\n" if kind == "Classes" else ""
        kinds[kind].append(f"```{{eval-rst}}\n.. {told}:: onrecord.{name}\n{members}```\n")
    return "\n".join(f"## {kind}\n\n{''.join(blocks)}" for kind, blocks in kinds.items())


def fill_blocks(_app: Sphinx, _docname: str, source: list[str]) -> None:
    """Make the generated blocks of a page anew."""
    source[0] = reference.refreshed(source[0])


def open_report(app: Sphinx, doctree: nodes.document) -> None:
    """Let links to the report open it, as on a code host, where Sphinx would download it."""
    here = app.builder.get_target_uri(app.env.docname)
    for link in list(doctree.findall(download_reference)):
        if link["reftarget"].endswith("report.html"):
            address = relative_uri(here, "report.html")
            link.replace_self(nodes.reference("", "", *link.children, refuri=address))


def setup(app: Sphinx) -> None:
    """Connect what is done here to Sphinx."""
    reference.BLOCKS.update(commands=commands, python=python)
    app.connect("source-read", fill_blocks)
    app.connect("doctree-read", open_report, priority=100)  # before files to download are copied
