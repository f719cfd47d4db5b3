"""CHAT, the format of TalkBank and CLAN: a file a document, ``@Participants`` and ``@ID`` from its people.

The main line wants one sentence, words without punctuation but commas, and a terminator: a turn is cut into its
sentences and its words are made fit (``chat_words``). The turn as it was is in tiers of our own at its first
sentence: ``%xturn`` (index, kind, role, attribution, confidence), ``%xtext`` (the words), ``%xcues``
(inline cues as ``kind@offset text``), ``%xtime`` (milliseconds, where a turn of several sentences has times;
else they are the bullet of the main line). Standalone cues are ``@Comment``. See the CHAT manual,
MacWhinney, chapters 6 (headers), 8 (words), 9 (terminators).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from onrecord.exporting.chat_participants import Participant, participants
from onrecord.exporting.chat_words import sentences
from onrecord.exporting.languages import three_letters
from onrecord.exporting.model import About, Chunk, Conversation, Piece, Row, Turn, Wishes
from onrecord.exporting.wording import one_line, with_cues

SUFFIX = ".cha"
BEGINS = b"@UTF8\n@Begin\n"
_NOTED = ("title", "program", "network", "station", "source_uri", "license", "rights")
_MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
_DATE = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])-([0-9]{2})")
_UNFIT = re.compile(r"[^A-Za-z0-9_-]+")


def write(
    conversations: Iterable[Conversation], _people: Iterable[Row], about: About, _: Wishes
) -> Iterator[Piece]:
    """A file a document."""
    for conversation in conversations:
        text = "\n".join(_lines(conversation, about)) + "\n"
        yield Chunk(conversation.stem + SUFFIX, text.encode())


def _lines(conversation: Conversation, about: About) -> Iterator[str]:
    present = participants(conversation)
    yield from _header(conversation, present, about)
    for turn in conversation.turns:
        if turn.kind == "cue":
            yield f"@Comment:\t{with_cues(turn) or 'cue'}"
        else:
            yield from _turn(turn, present[turn.person_id].code)
    yield "@End"


def _header(
    conversation: Conversation, present: dict[str | None, Participant], about: About
) -> Iterator[str]:
    document = conversation.document
    language = three_letters(document["language"])
    corpus = _UNFIT.sub("_", about.name) or "onrecord"
    yield BEGINS.decode().rstrip("\n")
    yield f"@Languages:\t{language}"
    yield "@Participants:\t" + ", ".join(str(one) for one in present.values())
    for one in present.values():
        yield f"@ID:\t{language}|{corpus}|{one.code}|||||{one.role}||{one.person_id}|"
    if any(turn.start_ms is not None for turn in conversation.turns):
        yield f"@Media:\t{conversation.stem}, audio, missing"
    if match := _DATE.fullmatch(document["published_on"] or ""):
        yield f"@Date:\t{match[3]}-{_MONTHS[int(match[2]) - 1]}-{match[1]}"
    for column in _NOTED:
        if document[column]:
            yield f"@Comment:\t{column}: {one_line(document[column])}"


def _turn(turn: Turn, code: str) -> Iterator[str]:
    """The main lines of a turn, its tiers below the first."""
    start, end = turn.start_ms, turn.end_ms
    has_bullet = start is not None and end is not None and start < end  # CHAT has no empty span
    times = f"{start}_{end}" if has_bullet else ""
    first, *rest = sentences(one_line(turn.text))
    bullet = f" \x15{times}\x15" if times and not rest else ""
    yield f"*{code}:\t{first}{bullet}"
    known = (turn.turn_index, turn.kind, turn.role or "unknown", turn.attribution, turn.confidence)
    yield "%xturn:\t" + " ".join(one_line(str(value)) for value in known)
    if text := one_line(turn.text):
        yield f"%xtext:\t{text}"
    if turn.cues:
        cues = (f"{cue.get('kind')}@{cue.get('offset')} {cue.get('text')}" for cue in turn.cues)
        yield "%xcues:\t" + " | ".join(one_line(cue) for cue in cues)
    if times and rest:
        yield f"%xtime:\t{times}"
    yield from (f"*{code}:\t{sentence}" for sentence in rest)
