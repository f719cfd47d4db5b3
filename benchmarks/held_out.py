"""The accuracy page: `python -m benchmarks.held_out docs/accuracy.md`, or `make accuracy`."""

from __future__ import annotations

import io
import sys
from contextlib import redirect_stdout
from pathlib import Path

import onrecord
from onrecord.showing import show_evaluation

GOLD = Path(__file__).parent.parent / "tests" / "gold" / "held-out"
INTRODUCTION = """# How right it is

Made by `make accuracy`, which runs `onrecord evaluate tests/gold/held-out`. The documents there were
written, with their truth, without sight of the converters, and no rule was made from them:
that is why these figures are far below those of generated pages in benchmarks/README.md, and nearer
to what real transcripts give. `named words` are words of speakers whose full name is known; shares
go from 0 to 1.

"""


def main() -> None:
    """Write the page to the file named on the command line."""
    shown = io.StringIO()
    with redirect_stdout(shown):
        show_evaluation(onrecord.evaluate(GOLD))
    page = INTRODUCTION + shown.getvalue().rstrip() + "\n"
    Path(sys.argv[1]).write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
