"""TEI P5: a file a document, its people in ``listPerson``, its turns as ``u``.

``u/@who`` points at the person, ``@ana`` at the turn's role, kind and attribution, which the header
defines, ``@cert`` is the confidence. Cues are ``kinesic``, ``vocal``, ``incident``, ``gap`` and ``note``, inline where
they stood. Times are a ``timeline``. See the TEI Guidelines, chapters 2 (the header), 8 (transcriptions of
speech) and 13 (names, people). What XML cannot hold is U+FFFD.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from onrecord.exporting.model import About, Chunk, Conversation, Piece, Row, Turn, Wishes
from onrecord.exporting.tei_header import TAXONOMIES, header, identifiers
from onrecord.exporting.wording import pieces, xml_text, xml_value

SUFFIX = ".xml"
BEGINS = b'<?xml version="1.0" encoding="UTF-8"?>\n<TEI xmlns="http://www.tei-c.org/ns/1.0"'
_DESCRIBED = ("kinesic", "vocal", "incident")


def write(
    conversations: Iterable[Conversation], _people: Iterable[Row], about: About, _: Wishes
) -> Iterator[Piece]:
    """A file a document."""
    for conversation in conversations:
        text = "\n".join(_lines(conversation, about))
        yield Chunk(conversation.stem + SUFFIX, text.encode())


def _lines(conversation: Conversation, about: About) -> Iterator[str]:
    names = identifiers(conversation)
    times = _times(conversation.turns)
    yield BEGINS.decode() + f' xml:id="{conversation.stem}">'
    yield from header(conversation, about, names)
    yield "<text>"
    if times:
        yield '<timeline unit="ms" origin="#T0">\n<when xml:id="T0"/>'
        yield from (f'<when xml:id="T{ms}" interval="{ms}" since="#T0"/>' for ms in times if ms)
        yield "</timeline>"
    yield '<body>\n<div type="transcript">'
    for turn in conversation.turns:
        yield _turn(turn, names)
    yield "</div>\n</body>\n</text>\n</TEI>\n"


def _times(turns: list[Turn]) -> list[int]:
    return sorted({ms for turn in turns for ms in (turn.start_ms, turn.end_ms) if ms is not None})


def _turn(turn: Turn, names: dict[str, str]) -> str:
    """A ``u``, or what stands for a standalone cue."""
    if turn.kind == "cue":
        return "".join(
            _cue(str(cue.get("kind")), cue.get("text") or "") for cue in turn.cues or ()
        ) + (_cue("incident", turn.text) if turn.text else "")
    who = f' who="#{names[turn.person_id]}"' if turn.person_id else ""
    ana = " ".join(
        f"#{prefix}.{value}"
        for prefix, column, meanings in TAXONOMIES
        if (value := getattr(turn, column)) in meanings
    )
    times = "".join(
        f' {name}="#T{ms}"'
        for name, ms in (("start", turn.start_ms), ("end", turn.end_ms))
        if ms is not None
    )
    said = "".join(
        xml_text(piece)
        if isinstance(piece, str)
        else _cue(str(piece.get("kind")), piece.get("text") or "")
        for piece in pieces(turn)
    )
    sure = "" if turn.confidence is None else f' cert="{turn.confidence:g}"'
    pointers = f' ana="{ana}"' if ana else ""
    return f'<u xml:id="u{turn.turn_index}"{who}{pointers}{sure}{times}>{said}</u>'


def _cue(kind: str, text: str) -> str:
    """The element of a cue; what is none of TEI's kinds is a note."""
    if kind in _DESCRIBED:
        return f"<{kind}><desc>{xml_text(text)}</desc></{kind}>"
    if kind == "gap":
        return f"<gap><desc>{xml_text(text)}</desc></gap>"
    return f"<note type={xml_value('cue')}>{xml_text(text)}</note>"
