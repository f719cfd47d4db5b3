"""JSON lines: a line that is damaged costs that line, the first one too."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.conversion import converse
from onrecord.errors import SourceError
from onrecord.json_text import is_lines, read_json
from onrecord.source import Source
from onrecord.transcript import Refusal

SEEDS = Path(__file__).parents[3] / "seeds"
FORMATS = ("convokit", "mediasum", "messages", "sporc", "table")
FILES = [max((SEEDS / name).glob("*.jsonl")) for name in FORMATS]


def read(text: str) -> tuple[str, int, list[Refusal]]:
    """The format, how many turns there are, and what was refused."""
    read = [one.transcript for one in converse(Source("a", text.encode()))]
    refused = [refusal for one in read for refusal in one.refused]
    return read[0].format, sum(len(one.utterances) for one in read), refused


@pytest.mark.parametrize("seed", FILES, ids=lambda path: path.parent.name)
@pytest.mark.parametrize(
    "damage",
    [
        lambda line: line[: len(line) // 2],
        lambda line: line[len(line) // 2 :],
        lambda line: "\x02" + line[:-1],
        lambda _: "# exported by hand",
    ],
    ids=["cut short", "its beginning lost", "junk", "a comment"],
)
def test_a_damaged_first_line_costs_that_line(seed: Path, damage: object) -> None:
    assert callable(damage)
    lines = seed.read_text(encoding="utf-8").splitlines()
    rest = [lines[at % len(lines)] for at in range(1, max(len(lines), 3))]
    name, n_turns, refused = read("\n".join([damage(lines[0]), *rest]))
    whole, expected, before = read("\n".join(rest))
    assert (name, n_turns) == (whole, expected)
    assert len(refused) == len(before) + 1
    (first,) = (one for one in refused if one.place == "line 1")
    assert "JSON" in first.message


@pytest.mark.parametrize(
    "text",
    [
        '{"segments": [\n{"a":1}',
        '{"a": [\n{"b":1},\n{"b":2}\n',
        '{"a": 1,\n"b": {\n"c"',
        "[\n{},\n{}",
    ],
)
def test_one_value_that_breaks_off_is_told_by_line_and_column(text: str) -> None:
    assert not is_lines(text)
    with pytest.raises(SourceError, match=r"line \d+, column \d+"):
        read_json(text)


def test_text_with_an_object_in_it_is_no_json() -> None:
    assert not is_lines('Hello.\n{"a": 1}\nBye.\n{"b": 2}')
    assert not is_lines("")
    assert is_lines('{"a": 1}\n\n{"b": 2}')
