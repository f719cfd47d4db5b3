"""Hostile texts take time in proportion to their length: in a process that is stopped after minutes."""

from __future__ import annotations

import subprocess
import sys

PATTERNS = ["Mr. ", "'", "' a", "0", "1:", "1", ". ", "... a ", "-- a ", "<", "<a ", "{\\", "--",
            ".)", "\"'", "&<", "a.b", ", ", "A. ", "?!", " - "]  # fmt: skip
WORK = """
from onrecord.exporting import chat_words, srt, webvtt, wording
for pattern in {patterns!r}:
    line = wording.one_line(pattern * (300_000 // len(pattern)) + "x")
    chat_words.sentences(line)
    srt.disarm(line)
    webvtt.escape(line)
    wording.xml_text(line)
"""


def test_long_hostile_texts_are_done_soon() -> None:
    """Quadratic work on 300,000 characters would take hours: the process is given minutes."""
    script = WORK.format(patterns=PATTERNS)
    subprocess.run([sys.executable, "-c", script], check=True, timeout=300)
