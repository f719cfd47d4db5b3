"""What a user writes today: a regular expression a line, and pandas.

It is measured beside `onrecord build`. It does less: furniture above and below, labels on lines
of their own, flattened pages, people, roles, clips and validation are not handled.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pandas as pd

LABEL = re.compile(r"^([A-Z][A-Z .,'-]+):")


def parse(text: str) -> list[tuple[str | None, str]]:
    """Return the speaker and the words of each turn; what stands before the first has none."""
    turns: list[tuple[str | None, list[str]]] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        match = LABEL.match(line)
        if match:
            turns.append((match.group(1), [line[match.end() :].strip()]))
        elif turns:
            turns[-1][1].append(line.strip())
        else:
            turns.append((None, [line.strip()]))
    return [(speaker, " ".join(words)) for speaker, words in turns]


def run(source_dir: Path, out_dir: Path) -> int:
    """Return the number of pages read into `documents.parquet` and `turns.parquet`."""
    documents, turns = [], []
    for number, path in enumerate(sorted(source_dir.rglob("*.txt"))):
        text = path.read_text(encoding="utf-8")
        parsed = parse(text)
        documents.append({"document_id": number, "path": str(path), "n_turns": len(parsed)})
        for turn_index, (speaker, words) in enumerate(parsed):
            turns.append(
                {
                    "document_id": number,
                    "turn_index": turn_index,
                    "speaker": speaker,
                    "text": words,
                    "n_words": len(words.split()),
                }
            )
    out_dir.mkdir(parents=True, exist_ok=True)
    pd.DataFrame(documents).to_parquet(out_dir / "documents.parquet", index=False)
    pd.DataFrame(turns).to_parquet(out_dir / "turns.parquet", index=False)
    return len(documents)


def main() -> None:
    """Read a folder of pages and write the two tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source_dir", type=Path)
    parser.add_argument("out_dir", type=Path)
    call = parser.parse_args()
    print(f"{run(call.source_dir, call.out_dir)} documents")


if __name__ == "__main__":
    main()
