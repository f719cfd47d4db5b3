"""Tables with the user's own columns: stated in a recipe or a call, previewed, built, filled again."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import onrecord
from onrecord.source import Source

CSV = """Talk,Who,Said,From,To,Mood
t1,Jane Doe,"Hello, and welcome.",0,1500,glad
t1,Jane Doe,We begin.,1600,2000,glad
t1,Bob Smith,It is: good to be here.,00:00:02.5,3000,sad
t2,Ann Lee,This one ends first.,5,3,sad
t2,Ann Lee,Hi.,soon,3,sad
t2,Ann Lee,Hi there.,,,sad
short,row
"""
COLUMNS = {
    "text": "Said", "speaker": "Who", "document": "Talk", "start": "From", "end": "To", "time_unit": "ms",
}  # fmt: skip


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "talks.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


def recipe_for(folder: Path, columns: str, more: str = "") -> Path:
    path = folder / "onrecord.toml"
    head = '[dataset]\nname = "talks"\nversion = "1.0.0"\n[[sources]]\npath = "talks.csv"\n'
    path.write_text(f"{head}{more}[sources.columns]\n{columns}", encoding="utf-8")
    return path


def test_columns_of_a_call(table: Path) -> None:
    with pytest.raises(onrecord.SourceError, match="no format fits"):
        next(onrecord.convert(table))
    first, second = onrecord.convert(table, columns=COLUMNS)
    said = [(t["speaker_label"], t["start_ms"], t["end_ms"], t["text"]) for t in first["turns"]]
    assert said == [
        ("Jane Doe", 0, 2000, "Hello, and welcome. We begin."),
        ("Bob Smith", 2500, 3000, "It is: good to be here."),
    ]
    assert [t["text"] for t in second["turns"]] == ["Hi there."]
    assert [one["document"]["title"] for one in (first, second)] == ["t1", "t2"]
    assert first["document"]["format"] == "table"


@pytest.mark.parametrize(
    ("columns", "error", "why"),
    [
        ({"text": "Sayd"}, onrecord.SourceError, "did you mean 'said'"),
        ({"speaker": "Who"}, onrecord.CallError, "'text': Field required"),
        ({"text": "Said", "who": "Who"}, onrecord.CallError, "'who'"),
        ({"text": "Said", "time_unit": "h"}, onrecord.CallError, "'time_unit'"),
        ({"text": ""}, onrecord.CallError, "'text'"),
    ],
)
def test_columns_that_are_not_there(
    table: Path, columns: dict[str, str], error: type[Exception], why: str
) -> None:
    with pytest.raises(error, match=why):
        list(onrecord.convert(table, columns=columns))


def test_what_is_no_table_has_neither_columns_nor_a_preview(table: Path) -> None:
    with pytest.raises(onrecord.CallError, match="only tables have columns"):
        list(onrecord.convert(table, format="npr", columns=COLUMNS))
    with pytest.raises(onrecord.CallError, match="not of the format 'npr'"):
        onrecord.preview(table, format="npr")
    with pytest.raises(onrecord.CallError, match="shows nothing"):
        onrecord.preview(table, columns=COLUMNS, rows=0)
    with pytest.raises(onrecord.SourceError, match=r"for text; there are: talk"):
        onrecord.preview(table, columns={"text": "zzz"})


def test_a_preview_shows_what_a_build_would_read(table: Path) -> None:
    seen = onrecord.preview(table, columns=COLUMNS, rows=10)
    assert seen.others == ("mood",)
    assert [row.place for row in seen.rows] == [f"row {at}" for at in range(1, 7)]
    assert seen.rows[2].values["start"] == 2500
    assert [row.place for row in seen.rows if row.problem] == ["row 4", "row 5"]
    assert "no time" in (seen.rows[4].problem or "")
    assert seen.recipe_entry.startswith('[sources.columns]\ntext = "said"\n')
    assert 'time_unit = "ms"' in seen.recipe_entry
    assert json.dumps(seen.as_dict())
    assert len(onrecord.preview(table, columns=COLUMNS, rows=1).rows) == 1


def test_the_lines_of_a_preview_are_a_recipe(table: Path) -> None:
    seen = onrecord.preview(table, columns=COLUMNS)
    recipe = recipe_for(table.parent, seen.recipe_entry.split("\n", 1)[1])
    onrecord.build(recipe=recipe, out=table.parent / "data")
    turns = onrecord.load(table.parent / "data").turns
    assert list(turns["end_ms"].dropna()) == [2000, 3000]


def test_a_dataset_of_tables_is_valid_and_comes_back_from_a_release(table: Path) -> None:
    columns = "".join(f'{what} = "{name}"\n' for what, name in COLUMNS.items())
    recipe = recipe_for(table.parent, columns)
    report = onrecord.build(recipe=recipe, out=table.parent / "data")
    assert (report.n_built, report.n_rejected) == (1, 0)
    assert onrecord.validate(table.parent / "data") == []
    data = onrecord.load(table.parent / "data")
    assert len(data.rejects) == 3
    assert onrecord.verify_rebuild(table.parent / "data", recipe=recipe) == []
    release = table.parent / "release"
    onrecord.withhold(table.parent / "data", release, text="none")
    onrecord.hydrate(release, table.parent, table.parent / "full")
    for name in ("documents.parquet", "turns.parquet", "rejects.parquet", "manifest.json"):
        full, was = (table.parent / one / name for one in ("full", "data"))
        assert full.read_bytes() == was.read_bytes()


def test_only_tables_have_columns(table: Path) -> None:
    recipe = recipe_for(table.parent, 'text = "Said"\n', 'format = "npr"\n')
    with pytest.raises(onrecord.RecipeError, match="only tables have"):
        onrecord.load_recipe(recipe)
    recipe = recipe_for(table.parent, 'txt = "Said"\n')
    with pytest.raises(onrecord.RecipeError, match=r"onrecord\.toml:7: .*txt"):
        onrecord.load_recipe(recipe)


def _csv(rows: list[dict[str, Any]]) -> bytes:
    import csv
    import io

    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _timed(tmp_path: Path, *times: tuple[str, str]) -> Path:
    """A table with semicolons, in the encoding of a European Excel."""
    path = tmp_path / "times.csv"
    lines = [
        "start;end;speaker;text",
        *(f"{a};{b};Jörg {'AB'[n % 2]};Wort {n}" for n, (a, b) in enumerate(times)),
    ]
    path.write_bytes("\r\n".join(lines).encode("cp1252"))
    return path


def _begins(path: Path, **columns: str) -> list[tuple[int, int]]:
    stated = {"text": "text", "speaker": "speaker", "start": "start", "end": "end", **columns}
    (one,) = onrecord.convert(path, columns=stated if columns else None)
    return [(turn["start_ms"], turn["end_ms"]) for turn in one["turns"]]


@pytest.mark.parametrize(
    ("times", "read"),
    [
        ([("0,5", "1,2"), ("2", "1.003,75")], [(500, 1200), (2000, 1_003_750)]),
        ([("0,500", "1,500"), ("2,000", "3,250")], [(500, 1500), (2000, 3250)]),
        ([("0,5", "1,500"), ("1.500", "1.500,5")], [(500, 1500), (1_500_000, 1_500_500)]),
        ([("0.5", "1.2"), ("2", "1,003.75")], [(500, 1200), (2000, 1_003_750)]),
        ([("00:01,5", "0:02"), ("3,5", "4,25")], [(1500, 2000), (3500, 4250)]),
    ],
)
def test_decimals_are_told_by_the_whole_column(
    times: list[tuple[str, str]], read: list[tuple[int, int]], tmp_path: Path
) -> None:
    assert _begins(_timed(tmp_path, *times)) == read


@pytest.mark.parametrize(
    "times",
    [
        [("1,500", "2,250"), ("3", "4")],  # thousands, or thousandths
        [("1,5", "2,5"), ("3.5", "4.5")],  # both
    ],
)
def test_commas_that_may_be_either_are_refused_with_what_to_state(
    times: list[tuple[str, str]], tmp_path: Path
) -> None:
    path = _timed(tmp_path, *times)
    report = onrecord.build([path], out=tmp_path / "out", workers=1)
    assert report.n_built == 1
    (reject,) = report.rejects
    assert 'decimal = "," or "."' in reject.message
    assert _begins(path, decimal=",")[0] == tuple(
        round(float(one.replace(",", ".")) * 1000) for one in times[0]
    )


def test_a_stated_decimal_mark(tmp_path: Path) -> None:
    path = _timed(tmp_path, ("1,500", "2,250"), ("3,000", "4,000"))
    assert _begins(path, decimal=",") == [(1500, 2250), (3000, 4000)]
    assert _begins(path, decimal=".") == [(1_500_000, 2_250_000), (3_000_000, 4_000_000)]
    columns = {"text": "text", "start": "start", "decimal": ","}
    assert 'decimal = ","' in onrecord.preview(path, columns=columns).recipe_entry
    with pytest.raises(onrecord.CallError, match="'decimal'"):
        list(onrecord.convert(path, columns={"text": "text", "decimal": ";"}))


def _parquet(rows: list[dict[str, Any]]) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(rows), sink)
    return sink.getvalue().to_pybytes()


WRITERS: dict[str, Callable[[list[dict[str, Any]]], bytes]] = {
    "csv": _csv,
    "json": lambda rows: json.dumps(rows).encode(),
    "jsonl": lambda rows: "\n".join(map(json.dumps, rows)).encode(),
    "object": lambda rows: json.dumps({"n": 1, "rows": rows}).encode(),
    "parquet": _parquet,
}


@pytest.mark.parametrize("kind", WRITERS)
def test_the_same_rows_in_any_table(kind: str, tmp_path: Path) -> None:
    rows = [
        {
            "talk": f"t{at % 3}", "n": at, "who": f"Jane Doe{'son' * (at % 2)}", "said": f"Words, {at}: é.\nMore.",
            "at": at * 1.5,
        }
        for at in range(30)
    ]  # fmt: skip
    random.Random(7).shuffle(rows)
    path = tmp_path / f"rows.{kind}"
    path.write_bytes(WRITERS[kind](rows))
    columns = {"text": "said", "speaker": "who", "document": "talk", "order": "n", "start": "at"}
    made = {one["document"]["title"]: one for one in onrecord.convert(path, columns=columns)}
    assert made.keys() == {"t0", "t1", "t2"}
    for talk in range(3):
        turns = made[f"t{talk}"]["turns"]
        mine = range(talk, 30, 3)
        assert [turn["text"] for turn in turns] == [f"Words, {at}: é. More." for at in mine]
        assert [turn["start_ms"] for turn in turns] == [round(at * 1500) for at in mine]
        assert made[f"t{talk}"]["document"]["format"] == (
            "parquet" if kind == "parquet" else "table"
        )


def fate(path: Path) -> str:
    """Why a table is rejected, empty if it is not."""
    try:
        list(onrecord.convert(path, columns={"text": "said", "speaker": "who"}))
    except onrecord.SourceError as error:
        return error.reason
    return ""


@pytest.mark.parametrize("kind", WRITERS)
def test_a_table_cut_short_or_damaged_is_a_reject_at_most(kind: str, tmp_path: Path) -> None:
    rows = [{"who": "Jane Doe", "said": f"Words {at}."} for at in range(20)]
    data = WRITERS[kind](rows)
    rng = random.Random(3)
    path = tmp_path / "rows"
    unforeseen = 0
    for at in range(0, len(data), max(1, len(data) // 100)):
        for cut in (data[:at], data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]):
            path.write_bytes(cut)
            unforeseen += fate(path) == "converter-failed"
    assert not unforeseen


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=50)
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["text", "speaker", "start", "end", "turn_id", "x"]),
            st.none()
            | st.booleans()
            | st.integers()
            | st.floats(allow_nan=True)
            | st.text(max_size=8)
            | st.lists(st.integers(), max_size=2),
        ),
        max_size=6,
    )
)
def test_any_values_are_turns_or_refused(rows: list[dict[str, Any]]) -> None:
    from onrecord.conversion import converse

    source = Source("x", json.dumps([{"text": "a", "speaker": "b"}, *rows]).encode())
    (conversation,) = converse(source, "table")
    assert conversation.turns


def test_parquet_that_says_it_has_more_rows_than_anyone_reads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from onrecord.formats import _table_rows

    monkeypatch.setattr(_table_rows, "_MOST_CELLS", 10)
    data = _parquet([{"text": "a", "speaker": "b"}] * 20)
    with pytest.raises(onrecord.SourceError, match="20 rows"):
        _table_rows.read_table(Source("x", data))


def test_the_command_line(table: Path) -> None:
    columns = [f"--column={what}={name}" for what, name in COLUMNS.items()]

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "onrecord", "convert", str(table), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    assert len(run(*columns).stdout.splitlines()) == 2
    shown = run(*columns, "--preview")
    assert shown.returncode == 0
    assert 'speaker = "who"' in shown.stdout
    assert "columns that are not carried: mood" in shown.stdout
    assert json.loads(run(*columns, "--preview", "--json").stdout)["not_carried"] == ["mood"]
    assert run("--column", "text").returncode == 2
    assert run("--preview").returncode == 1
