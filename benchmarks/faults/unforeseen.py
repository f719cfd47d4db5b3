"""Ways to damage a document that were thought of after the checks were written.

They were planted before anything was done about them: `AT_FIRST` says what was caught then.
"""

from __future__ import annotations

import copy
from datetime import timedelta
from random import Random

from benchmarks.faults.damages import Damage
from benchmarks.faults.tables import Row, Tables

_WHO = ("person_id", "speaker_label", "role", "role_label", "attribution", "confidence")


def _spoken(tables: Tables, key: str) -> list[Row]:
    return [turn for turn in tables.turns[key] if turn["kind"] == "speech"]


def merge_without_label(tables: Tables, key: str, rng: Random) -> bool:
    """Two turns become one across a change of speaker, and the label between them is gone."""
    turns = tables.turns[key]
    places = [
        at
        for at in range(len(turns) - 1)
        if all(turns[n]["kind"] == "speech" and turns[n]["person_id"] for n in (at, at + 1))
        and turns[at]["person_id"] != turns[at + 1]["person_id"]
    ]
    if not places:
        return False
    at = rng.choice(places)
    lost = turns.pop(at + 1)
    turns[at]["text"] += f" {lost['text']}"
    start, end = turns[at]["char_start"], lost["char_end"]
    turns[at]["char_end"] = end
    _join_regions(tables.documents[key], start, end)
    return True


def _join_regions(document: Row, start: int, end: int) -> None:
    inside = [r for r in document["regions"] if start <= r["start"] < end]
    if inside:
        document["regions"] = [r for r in document["regions"] if r not in inside[1:]]
        inside[0].update(kind="speech", end=max(r["end"] for r in inside))


def swap_speakers(tables: Tables, key: str, rng: Random) -> bool:
    """Two speakers are exchanged for a stretch of six turns, labels and all."""
    turns = _spoken(tables, key)
    stretches = [
        turns[at : at + 6]
        for at in range(len(turns) - 5)
        if len({turn["person_id"] for turn in turns[at : at + 6]} - {None}) == 2
        and all(turn["speaker_label"] and turn["person_id"] for turn in turns[at : at + 6])
    ]
    if not stretches:
        return False
    stretch = rng.choice(stretches)
    one, other = sorted({turn["person_id"] for turn in stretch})
    first = {turn["person_id"]: {name: turn[name] for name in _WHO} for turn in reversed(stretch)}
    for turn in stretch:
        turn.update(first[other if turn["person_id"] == one else one])
    return True


def shift_speakers(tables: Tables, key: str, _rng: Random) -> bool:
    """Every turn has the speaker of the one before: a column slipped by a row."""
    turns = [turn for turn in _spoken(tables, key) if turn["speaker_label"]]
    if len(turns) < 4:
        return False
    who = [{name: turn[name] for name in _WHO} for turn in turns]
    for turn, before in zip(turns[1:], who, strict=False):
        turn.update(before)
    return True


def shuffle_turns(tables: Tables, key: str, rng: Random) -> bool:
    """The turns are in another order, numbered anew, with their offsets."""
    whole = len(tables.turns[key])
    rng.shuffle(tables.turns[key])
    return whole > 4


def glue_on(tables: Tables, key: str, rng: Random) -> bool:
    """The last turns of another document stand at the end of this one, offsets going on."""
    other = rng.choice(sorted(tables.documents))
    tail = copy.deepcopy(_spoken(tables, other)[-4:])
    end = max(turn["char_end"] for turn in tables.turns[key])
    for turn in tail:
        length = turn["char_end"] - turn["char_start"]
        turn.update(char_start=end + 2, char_end=end + 2 + length, continues=None)
        end += 2 + length
        tables.documents[key]["regions"].append(
            {"kind": "speech", "start": end - length - 2, "end": end}
        )
        tables.turns[key].append(turn)
    return other != key and len(tail) == 4


def move_century(tables: Tables, key: str, rng: Random) -> bool:
    """The date is a century off, either way."""
    document = tables.documents[key]
    if document["published_on"] is None:
        return False
    document["published_on"] += timedelta(rng.choice((-36525, 36525)))
    return True


_AS_ENTITIES = {"'": "&rsquo;", "é": "&eacute;", "-": "&ndash;", ",": "&#44;", '"': "&ldquo;"}


def write_entities(tables: Tables, key: str, rng: Random) -> bool:
    """The punctuation of a turn is written as entities of HTML."""
    turns = [
        t
        for t in _spoken(tables, key)
        if len(t["text"]) > 60 and _AS_ENTITIES.keys() & set(t["text"])
    ]
    if not turns:
        return False
    turn = rng.choice(turns)
    turn["text"] = "".join(_AS_ENTITIES.get(c, c) for c in turn["text"])
    turn["char_end"] = max(turn["char_end"], turn["char_start"] + len(turn["text"]))
    return True


def double_words(tables: Tables, key: str, rng: Random) -> bool:
    """Every word of a turn stands there twice, as rolling captions print them."""
    turn = rng.choice(_spoken(tables, key))
    turn["text"] = " ".join(word for word in turn["text"].split() for _ in range(2))
    return turn["text"].count(" ") > 15


def lose_spaces(tables: Tables, key: str, rng: Random) -> bool:
    """The spaces of a turn are gone."""
    turns = [turn for turn in _spoken(tables, key) if len(turn["text"]) > 60]
    if not turns:
        return False
    turn = rng.choice(turns)
    turn["text"] = turn["text"].replace(" ", "")
    return True


def lose_capitals(tables: Tables, key: str, _rng: Random) -> bool:
    """All words of the document are in small letters."""
    for turn in _spoken(tables, key):
        turn["text"] = turn["text"].lower()
    return True


def dirty_title(tables: Tables, key: str, rng: Random) -> bool:
    """The title has an entity, a tag or damaged characters in it."""
    document = tables.documents[key]
    title = document["title"] or ""
    dirt = rng.choice(("&#8217;s", "<em>Live</em>", "CafÃ© Society", "â€œQuotedâ€\x9d", "\u200b"))
    document["title"] = f"{title} {dirt}"
    return bool(title)


def damage_name(tables: Tables, key: str, _rng: Random) -> bool:
    """A name is damaged by a wrong encoding, in people alone."""
    people = sorted({turn["person_id"] for turn in tables.turns[key]} - {None})
    for person in people:
        row = tables.people[person]
        damaged = (row["name"] or "").encode().decode("latin-1")
        if row["kind"] == "named" and damaged != row["name"] and row["n_documents"] == 1:
            row["name"] = damaged
            return True
    return False


UNFORESEEN = (
    Damage("turns merged, label deleted", "offsets_give_the_words", merge_without_label),
    Damage("speakers exchanged for a stretch", "offsets_give_the_words", swap_speakers),
    Damage("speakers slipped by a row", "offsets_give_the_words", shift_speakers),
    Damage("turns shuffled", "rows_keep_the_contract", shuffle_turns),
    Damage("end of another document glued on", "turns_cover_the_speech", glue_on),
    Damage("date a century off", "dates_lie_in_the_programmes_run", move_century),
    Damage("entities for punctuation", "markup_is_not_left_in_text", write_entities),
    Damage("words doubled", "spans_fit_their_words", double_words),
    Damage("spaces lost", "words_are_set_apart", lose_spaces),
    Damage("all in small letters", "offsets_give_the_words", lose_capitals),
    Damage("title with markup or damage", "titles_are_clean", dirty_title),
    Damage("name damaged", "names_are_names", damage_name),
)

#: Of 25 planted, how many were caught at first: with the sources at hand, and without.
AT_FIRST = {
    "turns merged, label deleted": (10, 0),
    "speakers exchanged for a stretch": (0, 0),
    "speakers slipped by a row": (0, 0),
    "turns shuffled": (25, 25),
    "end of another document glued on": (25, 25),
    "date a century off": (25, 25),
    "entities for punctuation": (25, 24),
    "words doubled": (25, 25),
    "spaces lost": (25, 0),
    "all in small letters": (25, 0),
    "title with markup or damage": (0, 0),
    "name damaged": (0, 0),
}
