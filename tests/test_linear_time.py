"""Hostile texts take time in proportion to their length: counted in work, not in seconds."""

from __future__ import annotations

import subprocess
import sys

import pytest

PATTERNS = {
    "colons": ":",
    "labels": "A: ",
    "label lines": "AB CD:\n",
    "capitals": "ABC",
    "parentheses": "(",
    "open cues": "(LAUGHTER ",
    "brackets": "[",
    "newlines": "\n",
    "spaces": " ",
    "stars": "**",
    "initials": "A.B. ",
    "dashes": " -- ",
    "commas": "X, Y, ",
    "times": "1:2:3 ",
    "quotes": "\"'",
    "sentences": "said. NAME: yes. ",
    "prose": "and so we went on ",
    "hyphens": "-",
    "cues": "(Laughter) ",
    "surnames": "SMITH: I'm Ann Smith. ",
    "examination": "BY MS. ROE:\nQ.  Your name?\nA.  Ann Roe Lee. I call Ben Ito Ode\n",
    "sworn in": "ANN ROE LEE, of the place called Hale\n",
    "witnesses": "\nA. Ann Roe\nQ. I call Ann Roe, sworn\n",
    "label lines without colons": "Ann Roe - Roe & Co., Analyst\nWe grew. And then.\n",
    "names alone on lines": "Ann Roe\n",
    "nicknames": "BOB: I'm Bob. Bob Roe, Rob Roe. \n",
    "first names": "Ana: Hello, Ana. So, Ben, go. \n",
    "lists": "PRESENT: Ann Roe, Mayor; Ben Ito (BI); \n",
    "callings": "ANN ROE: Ann Roe, a painter who, drummer Ann Roe, \n",
    "offices": "THE MAYOR (Ann Roe): yes. CITY CLERK OF THE CITY OF: ",
    "exhibits": "(The video exhibit was played",
    "margins": "x         1\n",
    "bracketed turns": "[ANN: one two three four]\n",
    "numbered lines": "1. ANN ROE: x\n",
    "labels over lines": "x. ANN\nROE, Mayor\nof Hale: y\n",
    "names without colons": "ANN ROE From here on\n",
    "labels with a full stop": "    Mr. ROE of Ohio. Thank you, Mr. ROE. \n",
    "labels in parentheses": "(HOST) Good day. (ROE) Good day.\n",
    "an agenda": "1. CALL: x\nANN ROE: y. 1. CALL: x\n",
    "greetings": "ANN ROE: Thank you, Ben, welcome to, stay, that's it, join us. \n",
    "wide gaps": "ANN ROE: x\n\n\ny\n\n",
    "voices": "\n\nSPEAKER_00: I'm Ab Cd, joined by Ef Gh. ",
}


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
@pytest.mark.parametrize("format_name", ["npr", "labelled"])
def test_a_megabyte_of_one_thing_ends(pattern: str, format_name: str) -> None:
    """In a process of its own, so that a hang is a failure and not a hang of the suite."""
    code = (
        "import sys\n"
        "from onrecord.source import Source\nfrom onrecord.conversion import converse\n"
        "from onrecord.errors import SourceError\n"
        "pattern, name = sys.argv[1:]\n"
        "text = (pattern * (1_000_000 // len(pattern) + 1))[:1_000_000]\n"
        "try: print(sum(len(c.turns) for c in converse(Source('x', text.encode()), name)))\n"
        "except SourceError as error: print(error.reason); assert error.reason != 'converter-failed'\n"
    )
    subprocess.run(
        [sys.executable, "-c", code, pattern, format_name],
        check=True,
        timeout=60,
        capture_output=True,
    )


def test_ten_thousand_different_labels_end() -> None:
    code = (
        "from onrecord.source import Source\nfrom onrecord.conversion import converse\n"
        "letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'\n"
        "names = [f'{a}{b}{c}LON {c}{d}SMA' for a in letters for b in letters for c in 'ABCD' for d in 'ABCD']\n"
        "text = '\\n'.join(f'{name}: Hello, {name.title()}.' for name in names[:10_000])\n"
        "(talk,) = converse(Source('x', text.encode()), 'labelled')\n"
        "assert len(talk.turns) == 10_000\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60, capture_output=True)


def test_a_megabyte_of_anything_is_soon_looked_at() -> None:
    code = (
        "import sys\n"
        "from onrecord.prefilter import may_hold_transcript\n"
        "for pattern in sys.argv[1:]:\n"
        "    may_hold_transcript((pattern * (1_000_000 // len(pattern) + 1))[:1_000_000].encode())\n"
    )
    of_pages = [
        "<script",
        "<b>",
        "<dt>  ",
        "\n**A",
        ":<",
        "A: [",
        "A: &nbsp;",
        "\n1 1 1.1 1.",
        "A: <br>",
    ]
    subprocess.run(
        [sys.executable, "-c", code, *PATTERNS.values(), *of_pages], check=True, timeout=120
    )
