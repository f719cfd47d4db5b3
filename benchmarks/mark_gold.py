"""Gold from marked transcripts: `python -m benchmarks.mark_gold MARKED OUT --split "held out"`.

A marked transcript is the text as a tool will see it, with ``⟦kind|role|Person⟧`` before the words of
each turn and ``⟦/⟧`` behind them, and lines ``#! key: value`` above it (format, conventions, story,
document). The marks come out and leave the spans: ``name.txt`` and ``name.json`` in OUT. How people
are written is described in tests/gold/README.md.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

_MARK = re.compile(r"⟦(?P<mark>[^⟦⟧\n]*)⟧")
_PERSON = re.compile(r"(?P<name>.*?)(?: \((?P<disambiguator>[^()]*)\))?")
_SHOWN = 24


def main() -> None:
    """Convert every marked file of a folder; stop at the first mistake, with its place."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mark_gold", description=__doc__)
    parser.add_argument("marked", type=Path, help="folder of marked .txt files")
    parser.add_argument("out", type=Path, help="folder for the pairs of .txt and .json")
    parser.add_argument("--split", required=True, help='"held out" or "development"')
    call = parser.parse_args()
    for path in sorted(call.marked.glob("*.txt")):
        try:
            text, gold = unmark(path.read_text(encoding="utf-8"))
        except ValueError as error:
            sys.exit(f"{path}: {error}")
        gold = {"source": path.name, "split": call.split, **gold}
        (call.out / path.name).write_text(text, encoding="utf-8", newline="")
        shown = json.dumps(gold, ensure_ascii=False, indent=1)
        (call.out / f"{path.stem}.json").write_text(f"{shown}\n", encoding="utf-8")


def unmark(marked: str) -> tuple[str, dict[str, Any]]:
    """The text without its marks, and its gold. Raises `ValueError` for marks that do not pair."""
    gold: dict[str, Any] = {}
    while marked.startswith("#! "):
        line, _, marked = marked.partition("\n")
        key, _, value = line[3:].partition(": ")
        if key == "conventions":
            gold["notes"] = value
        else:
            gold[key] = json.loads(value) if key == "document" else value
    text, at = "", 0
    turns: list[dict[str, Any]] = []
    open_: dict[str, Any] | None = None
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        at = match.end()
        if (match["mark"] == "/") == (open_ is None):
            raise ValueError(f"{match.group()} after {text[-40:]!r} does not pair")
        if open_ is None:
            open_ = _turn(match["mark"], len(text))
            continue
        words = text[open_["char_start"] :]
        open_ |= {
            "char_end": len(text),
            "first_words": words[:_SHOWN].split("\n")[0].rstrip(),
            "last_words": words[-_SHOWN:].split("\n")[-1].lstrip(),
        }
        if words != words.strip() or not words:
            raise ValueError(f"the words marked at {words[:40]!r} begin or end in white space")
        turns.append(open_)
        open_ = None
    text += marked[at:]
    if open_ is not None or "⟦" in text or "⟧" in text:
        raise ValueError("a mark is not closed")
    return text, gold | {"turns": turns}


def _turn(mark: str, start: int) -> dict[str, Any]:
    """The entry of a turn that a mark opens."""
    kind, role, person = mark.split("|")
    turn: dict[str, Any] = {"char_start": start, "char_end": start, "kind": kind}
    if kind == "cue":
        return turn
    turn["role"] = role
    if person.startswith("?"):
        return turn | ({"speaker_label": person[1:]} if person[1:] else {})
    if person.startswith("~"):
        return turn | {"speaker_name": person[1:], "speaker_scope": "document"}
    known = _PERSON.fullmatch(person)
    turn["speaker_name"] = known["name"] if known else person
    if known and known["disambiguator"]:
        turn["speaker_disambiguator"] = known["disambiguator"]
    return turn


if __name__ == "__main__":
    main()
