"""Exports read back by onrecord's own converters: what `returning` says comes back does."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from unicodedata import normalize

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import onrecord
from onrecord.dataset import Dataset
from onrecord.exporting.captions import captions
from onrecord.exporting.mediasum import NOBODY
from onrecord.exporting.model import Conversation, Turn
from onrecord.exporting.reading import open_reading
from onrecord.exporting.returning import RETURNS
from onrecord.exporting.wording import one_line, with_cues
from onrecord.grammar.names import fold_name
from onrecord.grammar.spacing import join_words

FILES = {"convokit": "utterances.jsonl", "csv": "turns.csv"}
ENDINGS = {"mediasum": ".json", "messages": ".jsonl"}
WISHES: dict[str, dict[str, Any]] = {"csv": {"guard": False}, "messages": {"multi_party": True}}
#: What stands for nobody: the sides of chat messages, codes of CHAT, what no table takes for a label.
NOBODIES = re.compile(r"assistant|user|s[0-9]*|speaker unknown")
_FIT = re.compile("[A-Za-z0-9-]")
WIDE = str.maketrans("＜＞｛：＆", "<>{:&")


class Said(NamedTuple):
    """What one speaker says in a row, as both sides have it; `latest` is the last known start."""

    speaker: str
    words: str
    start: int | None
    end: int | None
    latest: int | None


def export(dataset: Path, to: str, out: Path) -> list[Path]:
    """The files of an export that hold turns, in order."""
    target = out / f"export{ENDINGS.get(to, '')}"
    onrecord.export(dataset, to, target, **WISHES.get(to, {}))
    if to in ENDINGS:
        return [target]
    if to in FILES:
        return [target / FILES[to]]
    return sorted(path for path in target.iterdir() if path.stem.startswith("doc-"))


def exported(dataset: Path, to: str, files: list[Path]) -> list[Conversation]:
    """The conversations that an export holds, in its order."""
    wanted: set[str] | None = None
    if to == "messages":
        lines = files[0].read_text("utf-8").split("\n")
        wanted = {json.loads(line)["document_id"] for line in lines if line}
    elif to not in {*FILES, *ENDINGS}:
        wanted = {path.stem for path in files}
    with open_reading(Dataset(dataset), ()) as reading:
        found = list(reading.conversations())
    return [one for one in found if wanted is None or one.stem in wanted]


def sent(conversation: Conversation, to: str) -> list[Said]:
    """What should come back of a conversation, by what is declared."""
    returns, turns = RETURNS[to], conversation.spoken
    shown: dict[int, tuple[int | None, int | None]] = {}
    if returns.times == "as shown":
        found = captions(conversation)
        turns = [turn for one in found for turn in one.turns]
        shown = {turn.turn_index: (one.start, one.end) for one in found for turn in one.turns}
    return in_a_row(
        to,
        (
            as_said(
                speaker_of(conversation, turn, to),
                one_line(turn.text or "") if returns.words == "words" else with_cues(turn),
                *times_of(turn, to, shown),
            )
            for turn in turns
        ),
    )


def returned(files: list[Path], to: str) -> Iterator[list[Said]]:
    """What the converters read, a list a document."""
    for path in files:
        for one in onrecord.convert(path):
            names = {person["person_id"]: person["name"] for person in one["people"]}
            rows = [
                (row, Turn(**{name: row.get(name) for name in Turn._fields}))
                for row in one["turns"]
                if row["kind"] != "cue" or RETURNS[to].times == "as shown"
            ]
            yield in_a_row(
                to,
                (
                    as_said(told(row, names, to), with_cues(turn), turn.start_ms, turn.end_ms)
                    for row, turn in rows
                ),
            )


def as_said(speaker: str, words: str, start: int | None, end: int | None) -> Said:
    return Said(speaker, words, start, end, start)


def in_a_row(to: str, said: Iterable[Said]) -> list[Said]:
    """What neighbours of one speaker say as one, with the times that a build gives to both."""
    whole: list[Said] = []
    for one in said:
        speaker = one.speaker
        if RETURNS[to].speakers == "voice" and not speaker and whole:
            speaker = whole[-1].speaker
        if not one.words or (to == "csv" and not speaker):  # there, cues are rows of nobody
            continue
        if whole and whole[-1].speaker == speaker:
            before = whole.pop()
            starts = [n for n in (before.start, one.start) if n is not None]
            latest = max((n for n in (before.latest, one.latest) if n is not None), default=None)
            end = max((n for n in (before.end, one.end) if n is not None), default=None)
            words = join_words(before.words, one.words)
            one = Said(speaker, words, min(starts, default=None), end, latest)  # noqa: PLW2901 - both
        whole.append(one._replace(speaker=speaker))
    return [
        Said(
            one.speaker,
            close_up(one.words),
            one.start,
            None if (one.latest or 0) > (one.end or 0) else one.end,
            None,
        )
        for one in whole
    ]


def close_up(text: str) -> str:
    """The text without spaces before stops, where a cue may have stood."""
    return re.sub(r" (?=[,.;:!?])", "", text)


def told(turn: dict[str, Any], names: dict[str, str | None], to: str) -> str:
    """Who speaks: a person declared by name, or the label before the words."""
    declared = names.get(turn["person_id"]) if RETURNS[to].speakers == "names in words" else None
    speaker = fold(declared or turn["speaker_label"] or "", to)
    return "" if NOBODIES.fullmatch(speaker) else speaker


def speaker_of(conversation: Conversation, turn: Turn, to: str) -> str:
    """Who should be told to speak."""
    named = conversation.speaker(turn) or ""
    match RETURNS[to].speakers:
        case "label":
            named = turn.speaker_label or ""
        case "label or id":
            named = turn.speaker_label or turn.person_id or ""
        case "name":
            named = named or NOBODY
        case "chat name":
            named = (conversation.people.get(turn.person_id or "") or {}).get("name") or ""
            named = named if _FIT.search(normalize("NFKD", named)) else turn.person_id or ""
        case "voice" if turn.kind == "cue":
            named = ""
    speaker = fold(named, to)
    return "" if NOBODIES.fullmatch(speaker) else speaker


def fold(name: str, to: str) -> str:
    """A name as it is compared: on one line, or as far as its words go."""
    if RETURNS[to].speakers == "chat name":
        name = normalize("NFKD", name).encode("ascii", "ignore").decode()
    if RETURNS[to].speakers in {"names in words", "chat name", "label"}:
        return " ".join(sorted(re.findall(r"[^\W\d_]+", name.casefold())))[:40]
    return one_line(name).rstrip(": ")


def times_of(
    turn: Turn, to: str, shown: dict[int, tuple[int | None, int | None]]
) -> tuple[int | None, int | None]:
    """The times that should come back."""
    start, end = turn.start_ms, turn.end_ms
    match RETURNS[to].times:
        case "as they are":
            return start, end
        case "as shown":
            return shown[turn.turn_index]
        case "spans" if start is not None and end is not None and start < end:
            return start, end
    return None, None


def without_prefixes(conversation: Conversation, said: Iterable[Said]) -> str:
    """The words of all that is said in a row, without the names before them."""
    text = " ".join(f"{one.speaker}: {one.words}" if one.speaker else one.words for one in said)
    text = close_up(text.translate(WIDE))
    names = {close_up(one_line(conversation.speaker(turn) or "")) for turn in conversation.turns}
    names.discard("")
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(f"{name}:", "")
    return text.replace(" ", "")


def words_alone(said: Iterable[Said]) -> list[str]:
    return sorted(" ".join(one.words for one in said).split())


def check(dataset: Path, to: str, out: Path) -> int:
    """How many documents came back; fails where something did not that should."""
    files = export(dataset, to, out)
    both = zip(exported(dataset, to, files), returned(files, to), strict=True)
    documents = 0
    for documents, (conversation, back) in enumerate(both, start=1):  # noqa: B007
        wanted = sent(conversation, to)
        if to == "srt":
            assert without_prefixes(conversation, back) == without_prefixes(conversation, wanted)
            assert {one.speaker for one in back} <= {one.speaker for one in wanted} | {""}
            assert {one.start for one in back} <= {one.start for one in wanted}
        elif to == "webvtt" and not all(turn.text for turn in conversation.spoken):
            assert words_alone(back) == words_alone(wanted)  # whose cue it is does not survive
        else:
            assert back == wanted
    return documents


@pytest.mark.parametrize("to", RETURNS)
def test_the_sample_comes_back(sample: Path, tmp_path: Path, to: str) -> None:
    documents = check(sample, to, tmp_path)
    assert documents == onrecord.export(sample, to, tmp_path / f"again{ENDINGS.get(to, '')}",
                                        **WISHES.get(to, {})).documents  # fmt: skip


#: What breaks a line, a tag, a cell, a label, a time or a tier where it is taken for more than words.
HOSTILE = st.sampled_from(
    [
        *"\"'<>&*%@#:;,|{}[]()=+\t\n\r\x85\u2028\u202e\u2066\u200b\ufeff",
        "-->", "]]>", "<!--", "</v>", "<v Eve>", "&amp;", "{\\an8}", "\n\n", "\n1\n", "*CHI:\t", "%mor:",
        "00:00:05,000 --> 00:00:06,000", "00:01", "+/.", "xxx", "\U0001f600", "\U000e0001", "e\u0301", "你好", "مرحبا",
    ]
)  # fmt: skip
PLAIN = st.sampled_from(["Ann", "boats", "I", "saw", "seventy", "Zoë", "MARTELL", "no", "7", "."])
WORDS = st.lists(st.one_of(PLAIN, PLAIN, HOSTILE), min_size=1, max_size=7).map(" ".join)
CLOSE = st.lists(st.one_of(PLAIN, HOSTILE), min_size=1, max_size=5).map("".join)


def has_letters(text: str) -> bool:
    return len(re.findall(r"[^\W\d_]", text)) > 1


TEXTS = st.one_of(WORDS, CLOSE).filter(has_letters)
NAMES = st.tuples(st.sampled_from(["Ann Oak", "Bo Elm", "Kim Ash"]), st.one_of(WORDS, CLOSE)).map(" ".join).filter(lambda name: name.strip()[-1] != ":")  # fmt: skip
TURNS = st.lists(st.tuples(st.integers(0, 2), TEXTS), min_size=1, max_size=5)


def write_hostile(
    write: Callable[..., Path], folder: Path, names: list[str], turns: list[tuple[int, str]]
) -> Path:
    """A dataset of one document with these turns, said by people of these names."""
    document = "doc-" + "0" * 20
    people = [
        {"person_id": f"per-{at:020x}", "name": name, "scope": "dataset", "kind": "named"}
        for at, name in enumerate(names)
    ]
    rows = [
        {"document_id": document, "turn_index": at, "kind": "speech", "text": text, "role": "guest" if who else "host",
         "person_id": people[who]["person_id"], "speaker_label": names[who], "attribution": "printed",
         "start_ms": at * 5_000, "end_ms": at * 5_000 + 4_000, "n_words": len(text.split())}
        for at, (who, text) in enumerate(turns)
    ]  # fmt: skip
    documents = [{"document_id": document, "story_id": document, "source_uri": "a", "format": "npr"}]  # fmt: skip
    return write(folder / "dataset", documents=documents, turns=rows, people=people)


@pytest.mark.parametrize("to", RETURNS)
@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(names=st.lists(NAMES, min_size=3, max_size=3, unique_by=fold_name), turns=TURNS)
def test_hostile_words_come_back(
    make_dataset: Callable[..., Path], to: str, names: list[str], turns: list[tuple[int, str]]
) -> None:
    with TemporaryDirectory() as folder:
        if to == "srt":  # which has no place for a name but before the words, if it looks like one
            names = ["Ann Oak", "Bo Elm", "Kim Ash"]
        if to == "messages":
            turns = [(0, "Ask."), (1, "Answer."), *turns]
        dataset = write_hostile(make_dataset, Path(folder), names, turns)
        assert check(dataset, to, Path(folder)) == 1
