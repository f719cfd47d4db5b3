"""Labels that end in a full stop, as official records set them.

Hearings of the U.S. Government Publishing Office and the Congressional Record: a paragraph begins
``Mr. SMITH of Texas.``, ``Chairman Doe.``, ``Ms. van der Hoek.``, ``The SPEAKER pro tempore.``; the words
follow on the same line. What tells them from a sentence is a title before a name alone, at the
beginning of a paragraph, again and again.
"""

from __future__ import annotations

import re
from collections import Counter

from onrecord.grammar.labels import Label, parse_label
from onrecord.grammar.names import split_title
from onrecord.grammar.spotting import Spot

_NAME = r"[^\W\d_a-z][\w'’-]*"
_PARTICLE = r"(?:van|von|de|der|den|ten|ter|da|dos|del|della|di|du|la|le|el|al|bin|St\.)"
_SHORT = (
    r"(?:Mr|Mrs|Ms|Dr|Prof|Rev|Hon|Gen|Adm|Col|Capt|Cmdr|Lt|Sgt|Maj|St|Sen|Rep|Gov|Jr|Sr|[A-Z])\."
)
_STOPPED = re.compile(
    rf"(?m)^(?P<indent>[ \t]{{0,40}})(?P<label>(?:(?:{_SHORT}|{_NAME}) ){{1,4}}?(?:{_PARTICLE} ){{0,3}}(?:(?:{_SHORT}|{_NAME}) ){{0,2}}?{_NAME}"
    rf"(?P<place> of (?:the )?{_NAME}(?: {_NAME}){{0,2}})?(?:,? (?:Jr|Sr)\b)?(?: pro tempore| \[[a-z ]{{4,20}}\])?)\.(?=[ \t]+[^\W\d_a-z\s]|[ \t]+[\"“‘`'\[(—-]|[ \t]*$)"
)
_THE_CHAIR = re.compile(
    r"The (?:SPEAKER|CHAIR\w*|PRESID\w+(?: OFFICER)?|VICE PRESIDENT|ACTING [A-Z ]+|CLERK|Clerk|Chair\w*|Speaker|Presiding Officer)(?: pro tempore)?(?: \(.{3,40}\))?"
)
#: How far above a paragraph the blank line is looked for; how far its first line is set in.
_NEAR, _SET_IN = 40, 2
#: Fewer than this are no habit, and so are those of one voice.
_OFTEN, _VOICES = 4, 2


def find_stopped(text: str, body: int) -> list[Spot]:
    """The labels with a full stop; none where they are no habit of this text."""
    if ". " not in text[body:]:
        return []
    spots = [spot for match in _STOPPED.finditer(text, body) if (spot := _spot(text, match))]
    times = Counter(spot.label.key for spot in spots)
    if len(spots) < _OFTEN or len(times) < _VOICES or max(times.values()) < _VOICES:
        return []
    return spots


def _spot(text: str, match: re.Match[str]) -> Spot | None:
    """The label of a match that stands at the beginning of a paragraph."""
    above = text[max(0, match.start() - _NEAR) : match.start()]
    blank = not above.strip() or above.rstrip(" \t").endswith("\n\n")
    if len(match["indent"].expandtabs()) < _SET_IN and not blank:
        return None
    label = _label(match["label"], match["place"] or "")
    return Spot(match.start("label"), match.end(), label, "line") if label else None


def _label(printed: str, place: str) -> Label | None:
    """The label of a title and a name, or of who presides; None for the end of a sentence."""
    if _THE_CHAIR.fullmatch(printed):
        return parse_label(printed)
    title, name = split_title(printed.removesuffix(place))
    if not title or name.split()[0] in {"of", "and"}:
        return None
    label = parse_label(printed.removesuffix(place))
    if label is None or label.kind != "named" or not label.title:
        return None
    return label._replace(printed=printed, role=place.removeprefix(" of ").strip())
