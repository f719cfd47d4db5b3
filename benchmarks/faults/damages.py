"""Ways to damage one document: known to the checks, and not.

A damage is a function of the tables, a document's id and a source of randomness. It returns
whether it could be done there. `Damage.check` is the check that should see it; None where no check
knows this way.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from benchmarks.faults.tables import Row, Tables, ghost_of, twin_of

Do = Callable[[Tables, str, Random], bool]


@dataclass(frozen=True)
class Damage:
    """A way to damage a document, what it is called, and the check that should see it.

    `settled` says whether counts and numbering are made to agree afterwards.
    """

    name: str
    check: str | None
    do: Do
    settled: bool = True


def _spoken(tables: Tables, key: str, least_words: int = 1) -> list[Row]:
    return [
        turn
        for turn in tables.turns[key]
        if turn["kind"] != "cue" and turn["n_words"] >= least_words
    ]


def _one(tables: Tables, key: str, rng: Random, least_words: int = 8) -> Row | None:
    turns = _spoken(tables, key, least_words)
    return rng.choice(turns) if turns else None


def _insert(*phrases: str, least_words: int = 12) -> Do:
    """Put one of `phrases` between two words of a turn, or at its end."""

    def do(tables: Tables, key: str, rng: Random) -> bool:
        turn = _one(tables, key, rng, least_words)
        if turn is None:
            return False
        words = turn["text"].split()
        at = rng.choice([len(words), rng.randrange(1, len(words))])
        turn["text"] = " ".join([*words[:at], rng.choice(phrases), *words[at:]])
        if turn["char_end"] is not None:
            turn["char_end"] = turn["char_start"] + max(
                len(turn["text"]) + _cue_length(turn), turn["char_end"] - turn["char_start"]
            )
        return True

    return do


def _cue_length(turn: Row) -> int:
    return sum(len(cue["text"]) + 1 for cue in turn["cues"])


def lose_speakers(tables: Tables, key: str, _rng: Random) -> bool:
    """Half of the words lose their speaker."""
    turns = _spoken(tables, key)
    words, lost = sum(turn["n_words"] for turn in turns), 0
    for turn in sorted(turns, key=lambda turn: -turn["n_words"]):
        if lost > words / 2:
            break
        turn.update(person_id=None, attribution="none", confidence=0.0)
        lost += turn["n_words"]
    return True


def give_all_to_one(tables: Tables, key: str, _rng: Random) -> bool:
    """Every turn goes to whoever speaks first, as if no label had been read."""
    turns = _spoken(tables, key)
    person = turns[0]["person_id"]
    if len(turns) < 4 or person is None:
        return False
    for turn in turns:
        turn.update(person_id=person, attribution="inferred", confidence=0.7, speaker_label=None)
        turn.update(role=turns[0]["role"], role_label=None)
    return True


def swallow_turn(tables: Tables, key: str, rng: Random) -> bool:
    """A label is not read: the next turn, label and all, becomes part of the one before."""
    turns = tables.turns[key]
    places = [
        at
        for at in range(len(turns) - 1)
        if all(turns[n]["kind"] == "speech" and turns[n]["speaker_label"] for n in (at, at + 1))
        and turns[at]["text"][-1:] in ".?!"
    ]
    if not places:
        return False
    at = rng.choice(places)
    lost = turns.pop(at + 1)
    turns[at]["text"] += f" {lost['speaker_label']}: {lost['text']}"
    turns[at]["char_end"] = lost["char_end"]
    regions = tables.documents[key]["regions"]
    for region in regions:
        if region["start"] == lost["char_start"]:
            region["kind"] = "cue"
    return True


def join_into_one(tables: Tables, key: str, _rng: Random) -> bool:
    """The words of a whole document become one turn."""
    turns = _spoken(tables, key)
    if sum(turn["n_words"] for turn in turns) <= 1700:
        return False
    turns[0].update(text=" ".join(turn["text"] for turn in turns), char_end=turns[-1]["char_end"])
    tables.turns[key] = [turns[0]]
    return True


def _clock(tables: Tables, key: str) -> list[Row]:
    """Give every turn plausible times: two and a half words a second."""
    now = 0
    turns = _spoken(tables, key)
    for turn in turns:
        length = 400 * max(turn["n_words"], 3)
        turn.update(start_ms=now, end_ms=now + length)
        now += length
    tables.documents[key]["duration_ms"] = now + 5000
    return turns


def hurry(tables: Tables, key: str, rng: Random) -> bool:
    """A time mark is misread: fifty words in two seconds."""
    turns = [turn for turn in _clock(tables, key) if turn["n_words"] >= 50]
    if turns:
        turn = rng.choice(turns)
        turn["end_ms"] = turn["start_ms"] + 2000
    return bool(turns)


def go_back_in_time(tables: Tables, key: str, rng: Random) -> bool:
    """Two turns have each other's times."""
    turns = _clock(tables, key)
    if len(turns) < 4:
        return False
    at = rng.randrange(1, len(turns) - 1)
    one, other = turns[at], turns[at + 1]
    for column in ("start_ms", "end_ms"):
        one[column], other[column] = other[column], one[column]
    return abs(one["start_ms"] - other["start_ms"]) > 1000


def shorten_recording(tables: Tables, key: str, _rng: Random) -> bool:
    """The recording is said to be half as long as it is."""
    _clock(tables, key)
    tables.documents[key]["duration_ms"] //= 2
    return True


def lengthen_recording(tables: Tables, key: str, _rng: Random) -> bool:
    """The recording goes on for half an hour after the last turn."""
    _clock(tables, key)
    tables.documents[key]["duration_ms"] += 1_800_000
    return True


def misread_encoding(tables: Tables, key: str, rng: Random) -> bool:
    """A turn with typographic quotes and an accent, read as cp1252."""
    turn = _one(tables, key, rng)
    if turn is None:
        return False
    words = turn["text"].replace("'", "\N{RIGHT SINGLE QUOTATION MARK}").split()
    words.insert(len(words) // 2, "café\N{EM DASH}it\N{RIGHT SINGLE QUOTATION MARK}s señor Muñoz")
    turn["text"] = " ".join(words).encode().decode("cp1252", errors="replace")
    turn["char_end"] = turn["char_start"] + len(turn["text"])
    return True


def replace_text(text: str) -> Do:
    """The words of a short turn become `text`."""

    def do(tables: Tables, key: str, rng: Random) -> bool:
        turn = _one(tables, key, rng, 1)
        if turn is None:
            return False
        turn.update(text=text, cues=[])
        turn["char_end"] = turn["char_start"] + len(text)
        return True

    return do


def repeat_turn(tables: Tables, key: str, rng: Random) -> bool:
    """A long turn stands there a second time, further down."""
    turns = tables.turns[key]
    turn = _one(tables, key, rng, 12)
    if turn is None:
        return False
    turns.append(copy.deepcopy(turn) | {"char_start": None, "char_end": None})
    return True


def repeat_document(tables: Tables, key: str, _rng: Random) -> bool:
    """The document once more under another id, as another story."""
    twin = twin_of(key)
    row = copy.deepcopy(tables.documents[key])
    row.update(document_id=twin, story_id=twin, source_uri=f"twin/{row['source_uri']}")
    tables.documents[twin] = row
    tables.turns[twin] = [turn | {"document_id": twin} for turn in tables.turns[key]]
    return sum(turn["n_words"] for turn in tables.turns[key]) > 40


def cut_off(tables: Tables, key: str, _rng: Random) -> bool:
    """The source ends in the middle of the last turn, and so does everything made from it."""
    turn = _spoken(tables, key)[-1]
    words = turn["text"].split()
    middle = [n for n in range(2, len(words)) if words[n - 1][-1].isalnum()]
    if not middle:
        return False
    turn["text"] = " ".join(words[: middle[len(middle) // 2]])
    turn["cues"] = []
    turn["char_end"] = turn["char_start"] + len(turn["text"])
    tables.turns[key] = tables.turns[key][: turn["turn_index"] + 1]
    _cut_regions(tables.documents[key], turn["char_end"])
    return True


def _cut_regions(document: Row, end: int) -> None:
    kept = [region for region in document["regions"] if region["start"] < end]
    if kept:
        kept[-1]["end"] = end
    document["regions"] = kept


def lose_the_ending(tables: Tables, key: str, rng: Random) -> bool:
    """The source ends after a question of the host, and so does everything made from it."""
    turns = tables.turns[key]
    questions = [
        at
        for at in range(2, len(turns) - 1)
        if turns[at]["text"].endswith("?") and turns[at]["role"] in {"host", "moderator"}
    ]
    if not questions:
        return False
    tables.turns[key] = turns[: rng.choice(questions) + 1]
    _cut_regions(tables.documents[key], tables.turns[key][-1]["char_end"])
    return len({turn["person_id"] for turn in tables.turns[key]} - {None}) > 1


def lose_turn(tables: Tables, key: str, rng: Random) -> bool:
    """A turn in the middle is gone."""
    spoken = _spoken(tables, key)
    if len(spoken) < 4:
        return False
    tables.turns[key].remove(rng.choice(spoken[1:-1]))
    return True


def lose_many_turns(tables: Tables, key: str, _rng: Random) -> bool:
    """All turns after the first two are gone; the source is whole."""
    whole = len(tables.turns[key])
    tables.turns[key] = tables.turns[key][:2]
    return whole > 4


def date_tomorrow(tables: Tables, key: str, rng: Random) -> bool:
    """The date lies in the future."""
    tables.documents[key]["published_on"] = date(2090, 1, 1) + timedelta(rng.randrange(9000))
    return True


def date_long_ago(tables: Tables, key: str, rng: Random) -> bool:
    """The date is decades before the programme began."""
    document = tables.documents[key]
    document["published_on"] = date(1931, 1, 1) + timedelta(rng.randrange(9000))
    return document["program"] is not None


def misspell_person(tables: Tables, key: str, rng: Random) -> bool:
    """Half of somebody's turns in the document go to a second person, a letter apart."""
    speakers = [
        person
        for person in {turn["person_id"] for turn in tables.turns[key]} - {None}
        if len(tables.people[person]["family_name"] or "") >= 5
        and tables.people[person]["given_name"]
    ]
    theirs = [
        (person, [turn for turn in tables.turns[key] if turn["person_id"] == person])
        for person in sorted(speakers)
    ]
    theirs = [(person, turns) for person, turns in theirs if len(turns) >= 2]
    if not theirs:
        return False
    person, turns = rng.choice(theirs)
    family = tables.people[person]["family_name"]
    at = rng.randrange(2, len(family) - 1)
    wrong = rng.choice([family[:at] + family[at + 1 :], family[:at] + family[at] + family[at:]])
    twin = copy.deepcopy(tables.people[person])
    twin.update(person_id=ghost_of(key), family_name=wrong, aliases=[])
    twin["name"] = f"{twin['given_name']} {wrong}"
    twin["aliases"] = sorted(
        {turn["speaker_label"] for turn in turns[::2] if turn["speaker_label"]}
    )
    tables.people[twin["person_id"]] = twin
    for turn in turns[::2]:
        turn.update(person_id=twin["person_id"])
    return wrong != family


def flip_role(tables: Tables, key: str, rng: Random) -> bool:
    """One of a speaker's turns has another role than the others."""
    turns = [turn for turn in _spoken(tables, key) if turn["role"] in {"host", "guest", "reporter"}]
    theirs = [
        turn for turn in turns if [t["person_id"] for t in turns].count(turn["person_id"]) > 1
    ]
    theirs = [turn for turn in theirs if turn["person_id"]]
    if not theirs:
        return False
    turn = rng.choice(theirs)
    turn["role"] = rng.choice(sorted({"host", "guest", "reporter", "caller"} - {turn["role"]}))
    return True


_NO_NAMES = (
    "Soundbite Of Music", "Transcript", "And now the weather", "Unidentified Man #2", "www.example.org",
    "Copyright 2020", "This is what they said", "Question", "Photo: A. Lee", "3:45",
)  # fmt: skip


def name_nobody(tables: Tables, key: str, rng: Random) -> bool:
    """A heading or a sound became a person, who is given a turn."""
    turn = _one(tables, key, rng)
    if turn is None or turn["person_id"] is None:
        return False
    ghost = copy.deepcopy(tables.people[turn["person_id"]])
    name = rng.choice(_NO_NAMES)
    ghost.update(person_id=ghost_of(key), name=name, given_name=None, family_name=name)
    ghost.update(aliases=[name], kind="named", scope="dataset")
    tables.people[ghost["person_id"]] = ghost
    turn.update(
        person_id=ghost["person_id"], speaker_label=name, attribution="printed", confidence=1.0
    )
    return True


_FOREIGN = (
    "Und dann haben wir gesagt, dass wir das so nicht machen können, weil niemand gefragt worden ist.",
    "Nous avons attendu toute la nuit devant la gare, mais personne n'est venu nous chercher.",
    "Todo el mundo sabía que la carretera estaba cerrada, pero nadie dijo nada hasta el lunes.",
    "Non sapevamo che cosa fare, perché la strada era chiusa e la notte era molto fredda.",
    "Nikt nie wiedział, co się stało tej nocy, a rano wszystko wyglądało zupełnie inaczej.",
)


def speak_otherwise(tables: Tables, key: str, rng: Random) -> bool:
    """The words are in another language than the document says."""
    sentence = rng.choice(_FOREIGN)
    for turn in _spoken(tables, key):
        times = max(turn["n_words"] // len(sentence.split()), 1)
        turn.update(text=" ".join([sentence] * times), cues=[])
        turn["char_end"] = turn["char_start"] + len(turn["text"])
    return tables.documents[key]["language"] == "en" and len(_spoken(tables, key)) > 3


def misattribute(tables: Tables, key: str, rng: Random) -> bool:
    """A labelled turn goes to somebody else who speaks in the document."""
    turns = [turn for turn in _spoken(tables, key) if turn["attribution"] in {"printed", "matched"}]
    people = sorted({turn["person_id"] for turn in turns})
    if len(people) < 2:
        return False
    turn = rng.choice(turns)
    turn["person_id"] = rng.choice([person for person in people if person != turn["person_id"]])
    return True


def shift_offsets(tables: Tables, key: str, _rng: Random) -> bool:
    """Offsets are counted in another unit than code points: all of them are too small."""
    for turn in tables.turns[key]:
        turn["char_start"] = max(turn["char_start"] - 7, 0)
        turn["char_end"] -= 7
    return True


def shorten_slice(tables: Tables, key: str, rng: Random) -> bool:
    """A slice ends before its words do."""
    turn = _one(tables, key, rng, 12)
    if turn is not None:
        turn["char_end"] = (turn["char_start"] + turn["char_end"]) // 2
    return turn is not None


def lose_half_a_turn(tables: Tables, key: str, rng: Random) -> bool:
    """Half of the words of a long turn are gone."""
    turn = _one(tables, key, rng, 60)
    if turn is None:
        return False
    words = turn["text"].split()
    turn.update(text=" ".join(words[: len(words) // 2]), cues=[])
    return True


def leave_unexplained(tables: Tables, key: str, _rng: Random) -> bool:
    """A third of the source is accounted for by nothing."""
    document = tables.documents[key]
    document["unexplained_chars"] = document["regions"][-1]["end"] // 3
    return True


def forget_person(tables: Tables, key: str, rng: Random) -> bool:
    """A speaker has no row in people."""
    people = sorted({turn["person_id"] for turn in tables.turns[key]} & tables.people.keys())
    mine = [person for person in people if tables.people[person]["n_documents"] == 1]
    if mine:
        del tables.people[rng.choice(mine)]
    return bool(mine)


def miscount(tables: Tables, key: str, rng: Random) -> bool:
    """A document counts words that no turn has."""
    tables.documents[key]["n_words"] += rng.randrange(1, 40)
    return True


def leave_gap(tables: Tables, key: str, rng: Random) -> bool:
    """A turn is gone, and so is its number."""
    turns = tables.turns[key]
    if len(turns) > 3:
        turns.pop(rng.randrange(1, len(turns) - 1))
    return len(turns) > 2


def invent_role(tables: Tables, key: str, rng: Random) -> bool:
    """A role that is in no vocabulary."""
    turn = _one(tables, key, rng)
    if turn is not None:
        turn["role"] = "hostess"
    return turn is not None


def lose_story(tables: Tables, key: str, _rng: Random) -> bool:
    """The story is one that does not exist."""
    tables.documents[key]["story_id"] = "doc-00000000000000000000"
    return True


def keep_a_stub(tables: Tables, key: str, _rng: Random) -> bool:
    """All that is left of a document is a greeting."""
    turn = _spoken(tables, key)[0]
    turn.update(text="Good morning, everybody.", cues=[])
    turn["char_end"] = turn["char_start"] + len(turn["text"])
    tables.turns[key] = [turn]
    _cut_regions(tables.documents[key], turn["char_end"])
    return True


# Ways that no check knows.


def swap_texts(tables: Tables, key: str, rng: Random) -> bool:
    """Two turns have each other's words."""
    turns = _spoken(tables, key, 5)
    if len(turns) < 2:
        return False
    one, other = rng.sample(turns, 2)
    one["text"], other["text"] = other["text"], one["text"]
    one["cues"], other["cues"] = other["cues"], one["cues"]
    return True


def drop_negation(tables: Tables, key: str, _rng: Random) -> bool:
    """One "not" is gone."""
    for turn in _spoken(tables, key):
        for word in (" not ", "n't ", " never "):
            if word in turn["text"]:
                turn["text"] = turn["text"].replace(word, " ", 1)
                return True
    return False


def change_number(tables: Tables, key: str, rng: Random) -> bool:
    """A number is another."""
    for turn in _spoken(tables, key):
        words = turn["text"].split()
        for at, word in enumerate(words):
            if word.isdigit():
                words[at] = "9" * len(word) if word != "9" * len(word) else "1" * len(word)
                turn["text"] = " ".join(words)
                return rng is not None
    return False


def exchange_roles(tables: Tables, key: str, _rng: Random) -> bool:
    """Host and guest are exchanged throughout."""
    other = {"host": "guest", "guest": "host"}
    turns = _spoken(tables, key)
    for turn in turns:
        turn["role"] = other.get(turn["role"], turn["role"])
    return {"host", "guest"} <= {turn["role"] for turn in turns}


def merge_people(tables: Tables, key: str, rng: Random) -> bool:
    """One speaker's turns are another's, labels and all."""
    turns = [turn for turn in _spoken(tables, key) if turn["speaker_label"] and turn["person_id"]]
    people = sorted({turn["person_id"] for turn in turns})
    if len(people) < 3:
        return False
    one, other = rng.sample(people, 2)
    like = next(turn for turn in turns if turn["person_id"] == other)
    for turn in turns:
        if turn["person_id"] == one:
            turn.update({name: like[name] for name in _WHO})
    return True


_WHO = ("person_id", "speaker_label", "role", "role_label", "attribution", "confidence")


def move_date(tables: Tables, key: str, _rng: Random) -> bool:
    """The date is a year off."""
    document = tables.documents[key]
    if document["published_on"] is None:
        return False
    document["published_on"] -= timedelta(365)
    return True


def exchange_title(tables: Tables, key: str, rng: Random) -> bool:
    """The title is another document's."""
    other = tables.documents[rng.choice(sorted(tables.documents))]
    tables.documents[key]["title"] = other["title"]
    return other["document_id"] != key


def lose_sentence(tables: Tables, key: str, rng: Random) -> bool:
    """A sentence in the middle of a long turn is gone."""
    turn = _one(tables, key, rng, 80)
    sentences = turn["text"].split(". ") if turn else []
    if turn is None or len(sentences) < 4:
        return False
    del sentences[len(sentences) // 2]
    turn["text"] = ". ".join(sentences)
    return True


def call_clip_speech(tables: Tables, key: str, _rng: Random) -> bool:
    """A clip counts as speech of the conversation."""
    clips = [turn for turn in tables.turns[key] if turn["kind"] == "clip"]
    for turn in clips:
        turn["kind"] = "speech"
    return bool(clips)


_FURNITURE = (
    "Facebook Twitter LinkedIn Email", "Copyright 2019 NPR. All rights reserved.", "Listen · 4:12",
    "Sign up for our newsletter", "Transcript provided by NPR, Copyright NPR.", "© 2021 Fresh Air",
    "Photo by Jane Roe / Getty Images", "Visit our website terms of use at www.npr.org",
    "Become an NPR sponsor", "Share this story", "toggle caption", "Skip to main content",
)  # fmt: skip
_CUES = (
    "(LAUGHTER)",
    "(SOUNDBITE OF MUSIC)",
    "[inaudible 00:12:04]",
    "(CROSSTALK)",
    "(Applause.)",
    "[laughs]",
)
_MARKUP = (
    "<p>",
    "<i>really</i>",
    "AT&amp;T",
    "**very**",
    "&nbsp;",
    "</div>",
    "[here](https://example.org)",
)
_HIDDEN = ("\u200bhidden", "\ufeffhidden", "bell\x07", "\u202eturned", "soft\x1f")
_EMAILS = ("jane.roe@example.org", "studio@wxyz.example.com", "j_doe+news@mail.example.net")
_PHONES = ("(212) 736-5000", "800-952-5210", "+44 20 7946 0018", "+49 30 901820", "415.626.0700")
_CARDS = ("4111 1111 1111 1111", "5500-0000-0000-0004", "378282246310005", "6011000990139424")
_SPELT = ("two one two, seven three six, five thousand", "jane dot roe at example dot org")

DAMAGES = (
    Damage("speakers lost", "speech_is_attributed", lose_speakers),
    Damage("all turns to one speaker", "dialogues_have_two_speakers", give_all_to_one),
    Damage("label not read", "labels_are_not_left_in_text", swallow_turn),
    Damage("document in one turn", "turns_are_of_plausible_length", join_into_one),
    Damage("punctuation only", "turns_have_words", replace_text("...")),
    Damage("implausible rate", "turns_are_spoken_at_plausible_rate", hurry),
    Damage("times out of order", "times_are_in_order", go_back_in_time),
    Damage("times after the end", "times_lie_inside_the_recording", shorten_recording),
    Damage("recording not finished", "recordings_are_transcribed_to_the_end", lengthen_recording),
    Damage("stub", "documents_are_of_plausible_length", keep_a_stub),
    Damage("furniture in the words", "furniture_is_not_left_in_text", _insert(*_FURNITURE)),
    Damage("cue in the words", "cues_are_not_left_in_text", _insert(*_CUES)),
    Damage("markup in the words", "markup_is_not_left_in_text", _insert(*_MARKUP)),
    Damage("mojibake", "text_is_not_mojibake", misread_encoding),
    Damage("hidden characters", "text_has_no_control_characters", _insert(*_HIDDEN)),
    Damage("placeholder", "text_is_not_a_placeholder", replace_text("nan")),
    Damage("turn repeated", "turns_are_not_repeated", repeat_turn),
    Damage("document repeated", "documents_are_not_repeated", repeat_document),
    Damage("cut off in a sentence", "documents_are_not_cut_off", cut_off),
    Damage("cut off after a question", "documents_have_an_ending", lose_the_ending),
    Damage("turn lost", "turns_cover_the_speech", lose_turn),
    Damage("many turns lost", "turns_cover_the_speech", lose_many_turns),
    Damage("turn lost with its number", "turn_index_is_dense", leave_gap, settled=False),
    Damage("date in the future", "dates_are_not_in_the_future", date_tomorrow),
    Damage("date before the programme", "dates_lie_in_the_programmes_run", date_long_ago),
    Damage("person misspelt", "people_have_one_spelling", misspell_person),
    Damage("role flips", "roles_do_not_flip", flip_role),
    Damage("no name", "names_are_names", name_nobody),
    Damage("wrong language", "documents_are_in_their_language", speak_otherwise),
    Damage("wrong speaker", "labels_fit_their_people", misattribute),
    Damage("e-mail address", "text_holds_no_email_address", _insert(*_EMAILS)),
    Damage("telephone number", "text_holds_no_phone_number", _insert(*_PHONES)),
    Damage("card number", "text_holds_no_card_number", _insert(*_CARDS)),
    Damage("offsets shifted", "turns_cover_the_speech", shift_offsets),
    Damage("slice too short", "spans_fit_their_words", shorten_slice),
    Damage("half a turn lost", "spans_fit_their_words", lose_half_a_turn),
    Damage("source unexplained", "sources_are_accounted_for", leave_unexplained),
    Damage("person without a row", "speaker_has_a_person", forget_person, settled=False),
    Damage("counts wrong", "document_counts_agree", miscount, settled=False),
    Damage("unknown role", "rows_keep_the_contract", invent_role),
    Damage("story without a document", "story_has_a_document", lose_story),
    Damage("texts exchanged", None, swap_texts),
    Damage("negation dropped", None, drop_negation),
    Damage("number changed", None, change_number),
    Damage("sentence lost", None, lose_sentence),
    Damage("roles exchanged throughout", None, exchange_roles),
    Damage("people merged, labels and all", None, merge_people),
    Damage("date a year off", None, move_date),
    Damage("title of another", None, exchange_title),
    Damage("clip called speech", None, call_clip_speech),
    Damage("personal data spelt out", None, _insert(*_SPELT)),
)
