"""Splits: nothing leaks that was promised, shares hold, growth moves little, and it is said."""

from __future__ import annotations

import json
import shutil
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import onrecord
from onrecord.splits.grouping import components, hash_texts
from onrecord.splits.table import PLAN_KEY
from onrecord_schemas.splits import REASONS


def speakers(folder: Path) -> dict[str, set[str]]:
    """Guests and hosts by document."""
    found = defaultdict(set)
    for row in pq.read_table(folder / "turns.parquet").to_pylist():
        found[row["document_id"]].add(row["person_id"])
    return found


def parts_by(splits: onrecord.Splits, of: dict[str, set[str]]) -> dict[str, set[str]]:
    """The splits that each story or person is in."""
    found = defaultdict(set)
    for document, split in splits.documents.items():
        for one in of[document]:
            found[one] |= {split} - {None}
    return found


def test_copies_of_a_story_are_together(many: Path) -> None:
    splits = onrecord.split(many)
    documents = pq.read_table(many / "documents.parquet").to_pylist()
    parts = parts_by(splits, {row["document_id"]: {row["story_id"]} for row in documents})
    assert max(map(len, parts.values())) == 1
    assert set(splits.documents.values()) == {"train", "validation", "test"}
    assert splits.leakage.stories == 0
    assert splits.leakage.leads == 1
    assert splits.groups.of_several == 50


def test_leakage_is_counted_as_a_reader_would(many: Path) -> None:
    splits = onrecord.split(many)
    who = speakers(many)
    several = [one for one, parts in parts_by(splits, who).items() if len(parts) > 1]
    assert splits.leakage.guests == len([one for one in several if one.startswith("guest")]) > 10
    heard = set().union(*(who[one] for one, split in splits.documents.items() if split == "train"))
    for heldout in splits.leakage.heldout:
        mine = [one for one, split in splits.documents.items() if split == heldout.split]
        known = [one for one in mine if any(p in heard for p in who[one] if p != "host")]
        assert heldout.documents == len(mine)
        assert heldout.with_known_guests == len(known)
        assert heldout.with_known_leads == len(mine)
        assert heldout.words_by_known == 12 * len(mine) + 2 * len(known)


def test_words_that_stand_in_train_too_are_counted(dataset) -> None:
    jingle = "This is the programme that tells you all of it."
    documents = [
        (f"d{at}", f"d{at}", [("h", "host", jingle), ("g", "guest", "Yes.")]) for at in range(99)
    ]
    splits = onrecord.split(dataset(documents))
    assert [one.repeated_turns for one in splits.leakage.heldout] == [
        size.documents for size in splits.sizes[1:]
    ]


def test_guests_are_in_one_split(many: Path) -> None:
    splits = onrecord.split(many, people="guests")
    parts = parts_by(splits, speakers(many))
    assert max(len(found) for one, found in parts.items() if one != "host") == 1
    assert len(parts["host"]) == 3
    assert splits.leakage.guests == 0
    assert not splits.excluded


def test_nobody_is_in_two_splits(many: Path) -> None:
    splits = onrecord.split(many, people="all")
    assert set(splits.documents.values()) == {"train"}
    assert splits.groups.largest == 600
    assert set(splits.table["reason"].to_pylist()) == {"large-group"}


def test_documents_that_overlap_are_dropped_from_the_earlier_split(many: Path) -> None:
    plain = onrecord.split(many)
    splits = onrecord.split(many, people="guests", overlaps="drop")
    who = speakers(many)
    parts = parts_by(splits, who)
    assert max(len(found) for one, found in parts.items() if one != "host") == 1
    test = [one for one, split in plain.documents.items() if split == "test"]
    assert [one for one, split in splits.documents.items() if split == "test"] == test
    protected = set().union(*(who[one] for one in test)) - {"host"}
    for one, split in splits.documents.items():
        if split is None:
            assert plain.documents[one] != "test"
        elif split != "test":
            assert split == plain.documents[one]
            assert not who[one] & protected
    assert splits.excluded == {"shares-people": list(splits.documents.values()).count(None)}
    assert splits.leakage.guests == 0


def test_voices_without_a_name_join_nothing(dataset) -> None:
    documents = [(f"d{at}", f"d{at}", [("crowd", "audience", "Hear, hear!")]) for at in range(50)]
    loose = onrecord.split(dataset(documents, narrow=["crowd"]), people="all")
    assert loose.groups.count == 50
    joined = onrecord.split(dataset(documents, name="other"), people="all")
    assert joined.groups.count == 1


def test_who_leads_in_half_of_their_turns_is_no_guest(dataset) -> None:
    said = [("a", "host", "Hello."), ("b", "guest", "Hello."), ("c", "reporter", "Hello.")]
    documents = [(f"d{at}", f"d{at}", said) for at in range(4)]
    documents += [("e0", "e0", [("a", "guest", "Hi.")]), ("e1", "e1", [("c", "guest", "Hi.")])]
    splits = onrecord.split(dataset(documents), people="guests")
    groups = dict(
        zip(
            splits.table["document_id"].to_pylist(),
            splits.table["group_id"].to_pylist(),
            strict=True,
        )
    )
    assert len({groups[f"d{at}"] for at in range(4)}) == 1
    assert groups["e0"] == "e0"
    assert groups["e1"] == "e1"


@pytest.mark.parametrize(
    "ratios", [{"train": 8, "test": 2}, {"a": 1, "b": 1, "c": 1, "d": 1}, {"train": 98, "test": 2}]
)
def test_shares_are_near_what_is_wanted(many: Path, ratios: dict[str, float]) -> None:
    splits = onrecord.split(many, ratios=ratios)
    for size in splits.sizes:
        wanted = ratios[size.split] / sum(ratios.values())
        assert size.wanted == pytest.approx(wanted)
        assert abs(size.documents - 600 * wanted) < 4 * (600 * wanted * (1 - wanted)) ** 0.5
    assert sum(size.documents for size in splits.sizes) == 600


def test_strata_have_their_shares(many: Path) -> None:
    splits = onrecord.split(many, stratify="program")
    programs = pq.read_table(
        many / "documents.parquet", columns=["document_id", "program"]
    ).to_pylist()
    counts = defaultdict(Counter)
    for row in programs:
        counts[row["program"]][splits.documents[row["document_id"]]] += 1
    assert len(counts) == 4
    for found in counts.values():
        n = sum(found.values())
        assert abs(found["test"] - n / 10) <= 3
        assert abs(found["validation"] - n / 10) <= 3
    plain = {b.split: b.distance for b in onrecord.split(many).balance if b.column == "program"}
    strict = {b.split: b.distance for b in splits.balance if b.column == "program"}
    assert strict["test"] < plain["test"]


def test_small_strata_are_not_all_in_train(dataset) -> None:
    documents = [(f"d{at:03d}", f"d{at:03d}", [("h", "host", "Hello.")]) for at in range(300)]
    folder = dataset(documents)
    table = pq.read_table(folder / "documents.parquet")
    alone = table.append_column("title", pa.array([f"t{at}" for at in range(300)]))
    pq.write_table(alone, folder / "documents.parquet")
    splits = onrecord.split(folder, stratify="title")
    assert all(size.documents > 12 for size in splits.sizes)


def test_large_groups_go_to_the_largest_split_and_the_rest_makes_up(dataset) -> None:
    documents = [
        (f"d{at:03d}", "d000" if at < 100 else f"d{at:03d}", [("h", "host", "Hello.")])
        for at in range(400)
    ]
    for salt in "abcdef":
        splits = onrecord.split(dataset(documents, name=salt), salt=salt)
        assert {splits.documents[f"d{at:03d}"] for at in range(100)} == {"train"}
        assert splits.table["reason"].to_pylist()[:100] == ["large-group"] * 100
        held = sum(size.documents for size in splits.sizes[1:])
        assert abs(held - 80) < 4 * (300 * 0.27 * 0.73) ** 0.5


def test_growth_moves_no_document_that_stands_alone(many: Path, tmp_path: Path) -> None:
    whole = onrecord.split(many).documents
    part = tmp_path / "part"
    shutil.copytree(many, part)
    documents = pq.read_table(many / "documents.parquet")
    kept = documents.take(pa.array([at for at in range(500) if at % 11]))
    pq.write_table(kept, part / "documents.parquet")
    earlier = onrecord.split(part).documents
    assert len(earlier) == 454
    assert all(whole[one] == split for one, split in earlier.items())


def test_what_was_before_stays(many: Path, tmp_path: Path) -> None:
    first = onrecord.split(many, salt="first", out=tmp_path / "first.parquet")
    for way in ({}, {"people": "guests"}, {"stratify": ["program"]}):
        again = onrecord.split(many, salt="second", previous=tmp_path / "first.parquet", **way)
        assert again.documents == first.documents
        assert again.moved == 0
    other = onrecord.split(many, salt="second")
    assert other.documents != first.documents
    half = {one: split for one, split in first.documents.items() if int(one[-1]) < 5}
    grown = onrecord.split(many, salt="second", previous=half)
    assert all(grown.documents[one] == split for one, split in half.items())


def test_a_newcomer_that_joins_two_splits_is_in_none(dataset) -> None:
    documents = [
        ("old-1", "old-1", [("ann", "guest", "Hello.")]),
        ("old-2", "old-2", [("bob", "guest", "Hello.")]),
        ("new", "new", [("ann", "guest", "Hello."), ("bob", "guest", "Hello.")]),
    ]
    before = {"old-1": "train", "old-2": "test"}
    splits = onrecord.split(dataset(documents), people="guests", previous=before)
    assert splits.documents == {**before, "new": None}
    assert splits.excluded == {"joins-splits": 1}
    friend = onrecord.split(
        dataset(documents, name="other"), people="guests", previous={"old-1": "test"}
    )
    assert set(friend.documents.values()) == {"test"}


def test_stability_is_that_of_a_growth(many: Path) -> None:
    for way in ({}, {"people": "guests"}, {"stratify": "program"}):
        stability = onrecord.split(many, **way).stability
        assert 500 < stability.documents < 600
        assert stability.moved_kept == 0
        assert 0 <= stability.moved < 60


def test_the_file_says_how_it_was_made_and_is_always_the_same(many: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        onrecord.split(many, out=tmp_path / f"{name}.parquet")
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()
    table = pq.read_table(tmp_path / "one.parquet")
    assert table.column_names == ["document_id", "split", "group_id", "reason"]
    ids = table["document_id"].to_pylist()
    assert ids == sorted(ids)
    assert set(table["reason"].to_pylist()) <= set(REASONS)
    plan = json.loads(table.schema.metadata[PLAN_KEY.encode()])
    assert plan == {
        "overlaps": "join", "people": "shared", "salt": "onrecord", "stratify": [],
        "ratios": {"train": 0.8, "validation": 0.1, "test": 0.1},
    }  # fmt: skip
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_splits_are_loaded(many: Path, tmp_path: Path) -> None:
    made = onrecord.split(many, out=tmp_path / "data-splits.parquet")
    onrecord.split(many, salt="other", out=tmp_path / "other.csv")
    for name in ("train", "validation", "test"):
        part = onrecord.load(many, split=name)
        wanted = [one for one, split in made.documents.items() if split == name]
        assert part.documents["document_id"].to_list() == wanted
        assert set(part.turns["document_id"]) == set(wanted)
    other = onrecord.load(many).split("train", tmp_path / "other.csv").documents
    assert (
        other["document_id"].to_list()
        != onrecord.load(many, split="train").documents["document_id"].to_list()
    )
    with pytest.raises(
        onrecord.CallError, match="no split 'dev'; there are: test, train, validation"
    ):
        onrecord.load(many, split="dev")


def test_splits_of_another_build_are_refused(many: Path, tmp_path: Path) -> None:
    made = onrecord.split(many, out=tmp_path / "data-splits.parquet").table
    pq.write_table(made.slice(2), tmp_path / "data-splits.parquet")
    with pytest.raises(
        onrecord.CallError, match=r"2 of 600 documents have no row in them, doc-0000"
    ):
        onrecord.load(many, split="train")


def test_splits_in_a_release_are_one_of_its_tables(many: Path, tmp_path: Path) -> None:
    onrecord.split(many, out=tmp_path / "made.parquet")
    release = tmp_path / "release"
    (release / "data").mkdir(parents=True)
    files = []
    for name, path in (
        ("documents", many / "documents.parquet"),
        ("splits", tmp_path / "made.parquet"),
    ):
        shutil.copy(path, release / f"data/{name}-0a1b2c.parquet")
        files.append({"path": f"data/{name}-0a1b2c.parquet", "table": name})
    (release / "manifest.json").write_text(json.dumps({"files": files}))
    loaded = onrecord.load(release)
    assert loaded.tables == ("documents", "splits")
    assert 0 < len(onrecord.load(release, split="test").documents) < 600
    assert loaded.table("splits", where={"reason": "group"}).count() == 100


def test_ids_alone_are_enough(tmp_path: Path) -> None:
    table = pa.table({"document_id": [f"d{at}" for at in range(100)]})
    pq.write_table(table, tmp_path / "documents.parquet")
    splits = onrecord.split(tmp_path)
    assert splits.groups.count == 100
    assert splits.leakage.heldout[0].repeated_turns is None
    with pytest.raises(onrecord.CallError, match=r"no turns\.person_id: nobody is known to speak"):
        onrecord.split(tmp_path, people="guests")


@pytest.mark.parametrize(
    ("call", "says"),
    [
        ({"ratios": {"train": 1}}, "two splits or more"),
        ({"ratios": {"train": 1, "test": 0}}, "share of test is a number above 0"),
        ({"ratios": {"train": 1, "test": float("nan")}}, "share of test is a number above 0"),
        ({"ratios": {"train": 1, "../x": 1}}, "no split can be called '../x'"),
        ({"ratios": {"train": 1, "all": 1}}, "no split can be called 'all'"),
        ({"people": "hosts"}, "people is one of shared, guests, all, not 'hosts'"),
        ({"overlaps": "drop"}, "needs to know whose"),
        ({"overlaps": "cut"}, "overlaps is one of join, drop"),
        ({"stratify": "channel"}, "documents has no column 'channel' to stratify by; it has: document_id"),
        ({"stratify": ["program", "program"]}, "names a column twice"),
        ({"salt": "\x00"}, "the salt is a printable text"),
        ({"previous": {"doc-0001": "dev"}}, "the previous splits have dev, which these ratios have not"),
        ({"previous": "nowhere.parquet"}, "cannot be read as splits"),
        ({"out": "splits.txt"}, "written as .parquet or .csv"),
        ({"out": "no/such/folder/splits.parquet"}, "cannot be written"),
    ],
)  # fmt: skip
def test_what_a_call_gets_wrong_is_said(many: Path, call: dict[str, object], says: str) -> None:
    with pytest.raises(onrecord.CallError, match=says):
        onrecord.split(many, **call)


def test_documents_without_ids_are_refused(tmp_path: Path) -> None:
    for ids in (["a", "a"], ["a", None], []):
        pq.write_table(
            pa.table({"document_id": pa.array(ids, pa.string())}), tmp_path / "documents.parquet"
        )
        with pytest.raises(onrecord.DatasetError, match=r"document_id, or one twice|no documents"):
            onrecord.split(tmp_path)


def test_ids_that_a_spreadsheet_would_run_are_not_written_as_csv(dataset, tmp_path: Path) -> None:
    folder = dataset([("=1+1", "=1+1", [("a", "host", "Hi.")]), ("b", "b", [("a", "host", "Hi.")])])
    with pytest.raises(onrecord.CallError, match="begins like a formula"):
        onrecord.split(folder, out=tmp_path / "x.csv")


def test_hostile_values_do_no_harm(hostile: Path, tmp_path: Path) -> None:
    with pytest.raises(onrecord.DatasetError, match="names a file outside the dataset"):
        onrecord.split(hostile)
    for path in hostile.glob("*.parquet"):
        shutil.copy(path, tmp_path)
    splits = onrecord.split(tmp_path, people="all", stratify=["program", "year"])
    assert sum(size.documents for size in splits.sizes) == len(splits.documents)


@given(
    st.integers(1, 30).flatmap(
        lambda n: st.tuples(
            st.just(n), st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, 20)), max_size=60)
        )
    )
)
@settings(deadline=None)
def test_components_are_those_of_a_plain_search(given_: tuple[int, list[tuple[int, int]]]) -> None:
    n, edges = given_
    parent = list(range(n))

    def root(at: int) -> int:
        while parent[at] != at:
            at = parent[at]
        return at

    first: dict[int, int] = {}
    for document, entity in edges:
        one, other = root(first.setdefault(entity, document)), root(document)
        parent[max(one, other)] = min(one, other)
    pairs = np.array(edges, dtype=np.int64).reshape(-1, 2)
    assert components(n, pairs[:, 0], pairs[:, 1]).tolist() == [root(at) for at in range(n)]


def test_hashes_are_even_and_never_change() -> None:
    places = hash_texts([f"doc-{at}" for at in range(20_000)], "onrecord", b"split")
    counts = np.histogram(places, bins=20, range=(0, 1))[0]
    assert ((counts - 1_000) ** 2 / 1_000).sum() < 45
    known = hash_texts(["doc-0", "\ud800"], "onrecord", b"split").tolist()
    assert known == [0.05131802670078245, 0.37999348093537366]
