"""Text of NPR and member-station pages and of npr.org transcripts.

Conventions: the first label of a speaker prints the full name and a role in capitals, later
ones the surname; clips follow ``(SOUNDBITE OF ...)``; notices of rights and biographies stand
below, page furniture, headline, date and sometimes an article above. Where the first label of
the host is missing, the words above the first label are a lead-in.

Not carried: headlines of other stories, photo captions (booked as regions), tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from operator import attrgetter

from onrecord.errors import NoTurns
from onrecord.formats import _pages
from onrecord.formats._feet import read_foot
from onrecord.formats._heads import read_head
from onrecord.formats._openings import hosts_are_short
from onrecord.formats._programs import PROGRAMS, spoken_of
from onrecord.formats.fit import Fit
from onrecord.formats.reading import Ledger, LostLabels, plain_lines, read_turns
from onrecord.grammar.keyed import Keyed
from onrecord.grammar.spotting import Spot, find_labels
from onrecord.source import Source
from onrecord.transcript import Front, Transcript

#: Role labels as only public radio prints them: after a name in capitals and a comma.
_ROLE_LABELS = (
    ", BYLINE:",
    ", HOST:",
    ", CO-HOST:",
    ", host:",
    ", co-host:",
    ", byline:",
    " reporting:",
)
_ROLE_LABEL = re.compile(
    r"[A-Z.'’-]{2,}(?:, (?:CO-HOST|HOST|BYLINE|co-host|host|byline)|,? reporting):"
)
_RIGHTS = re.compile(r"Copyright (?:©|\(c\))?\s?[0-9]{0,4}\s?(?:by )?NPR")
_SPOKEN_PROGRAM = re.compile(
    r"\b(?:[Tt]his is|[Ii]t's|[Ii]t’s|to|on|of) (?:NPR's )?(?P<name>[A-Z0-9][A-Z0-9&'’]*(?![a-z])(?: (?:[A-Z&][A-Z&'’]+|A)(?![a-z]))*)"
)
_NAMES = sorted(PROGRAMS.values(), key=len, reverse=True)
#: A known programme where it is announced, and wherever it is said in capitals. Both begin with
#: plain letters, of which `re` tries few: no set and no look behind stands before them.
_ANNOUNCED = Keyed(
    ("his is ", "istening to ", "elcome "),
    re.compile(
        r"(?:This is|this is|Listening to|listening to|Welcome to|welcome to|Welcome back to|welcome back to)"
        rf" (?:NPR's )?(?P<name>{'|'.join(map(re.escape, _NAMES))})(?![\w-])"
    ),
)
_IN_CAPITALS = re.compile(
    rf"(?P<name>{'|'.join(re.escape(name.upper()) for name in _NAMES if ' ' in name)})(?![\w-])"
)
_INSIDE_WORD = re.compile(r"[\w-]")
_HOST_OF = re.compile(
    r"\b(?:co-?)?hosts?(?: of| for)?,? (?:of )?(?:NPR['’]s |the )?"
    r"(?P<name>[A-Z0-9][\w&'’!]*(?: (?:[A-Z&][\w&'’!]*|of|the|to|a|with|on)(?=[ ,.;]))*)"
)


_STATION_LINE = re.compile(
    r"(?m)^(?:[^\n]{0,40}\bPublic (?:Radio|Media|Broadcasting)\b|[KW][A-Z]{3}\b)"
)
_HEARD_ON = re.compile(r"^Heard on [^\n]{3,80}$", re.MULTILINE)
_PAGE_FURNITURE = (
    "Play Live Radio",
    "Keyboard shortcuts for audio player",
    "hide caption",
    "Listen •",
    "Available On Air Stations",
    "On Air Now",
    "See stories by",
    "NPR News\n",
    "-Minute Listen",
)
#: How far from either end, in characters, a programme names itself.
_OPENING, _CLOSING = 4000, 1500
#: Blank lines between paragraphs; the group is a second one.
_GAP = re.compile(r"\n[ \t]*\n([ \t]*\n\s*)?")
#: Without any of these there is no second blank line.
_SIGNS_OF_GAPS = ("\n\n\n", " \n", "\t\n")
#: Too few labels to tell what is usual in a page.
_FEW_SPOTS = 3
_SMALL = frozenset("A AN AND AT FOR FROM IN OF ON OR THE TO WITH".split())


def detect(source: Source) -> Fit:
    """How surely a source is from NPR or a member station, with the signs found."""
    text = source.decoded.text
    signs = []
    named = "NPR" in text
    if named and _has_npr_notice(text):
        return Fit.of([(0.9, "an NPR notice of rights")])
    if any(
        _ROLE_LABEL.search(text, max(0, at - 24), at + len(sign))
        for sign in _ROLE_LABELS
        if (at := text.find(sign)) >= 0
    ):
        signs.append((0.8, "labels such as 'NAME, HOST:' or 'NAME, BYLINE:'"))
    if "npr.org/player/" in text or "NPR embedded audio player" in text:
        signs.append((0.8, "NPR's player"))
    if "(SOUNDBITE OF" in text or "(Soundbite of" in text:
        signs.append((0.7, "cues such as '(SOUNDBITE OF ...)'"))
    if signs:
        return Fit.of(signs)
    if named:
        signs.append((0.4, "NPR named"))
    if any(furniture in text for furniture in _PAGE_FURNITURE):
        signs.append((0.35, "the furniture of a station's page"))
    if _STATION_LINE.search(text, 0, 600):
        signs.append((0.3, "a public-radio station's name above"))
    heard = _HEARD_ON.search(text) if "Heard on " in text else None
    if heard and _pages.program_of(heard.group()) in PROGRAMS.values():
        signs.append((0.4, "a programme of public radio it was heard on"))
    return Fit.of(signs)


def _has_npr_notice(text: str) -> bool:
    if "Transcript provided by NPR" in text or "NPR transcripts are created" in text:
        return True
    at = text.find("Copyright ")
    while at >= 0:
        if _RIGHTS.match(text, at):
            return True
        at = text.find("Copyright ", at + 1)
    return False


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a page. Raises `Undecodable`, `NoTurns`."""
    text = plain_lines(source.decoded.text)
    ledger = Ledger(text)
    front = Front(network="NPR" if "NPR" in text else None, language="en")
    spots = find_labels(text)
    transcript = Transcript("npr", text, front, ledger.utterances, [], broadcast=True)
    head_end = spots[0].start if spots else _end_of_unlabelled(text)
    read_head(transcript, ledger, head_end, spots)
    foot = read_foot(transcript, ledger, spots[-1].end if spots else head_end, spots)
    read_turns(ledger, spots, foot, lost=_lost_labels(text, spots, foot))
    ledger.utterances.sort(key=attrgetter("start"))
    if not any(utterance.kind == "speech" for utterance in ledger.utterances):
        raise NoTurns(
            "no speaker label and no lead-in was found: prose, or a page without its transcript"
        )
    front.program = front.program or _program_told(transcript)
    if front.program is None and spots:
        begun = spots[0].start
        above, opening = text[:begun].split("\n"), text[begun : begun + _OPENING]
        front.program = spoken_of(above, opening)
    transcript.regions = ledger.partition()
    yield transcript


def _lost_labels(text: str, spots: Sequence[Spot], foot: int) -> LostLabels:
    """What a wide gap between paragraphs tells, where the page has them and they are rare.

    Crawlers drop what stands in an element of its own: cues, and the host's first label. Where a
    host has no full label, what follows a gap without one is the host's.
    """
    if len(spots) < _FEW_SPOTS or not any(map(text.__contains__, _SIGNS_OF_GAPS)):
        return LostLabels.NONE
    wide = narrow = 0
    for gap in _GAP.finditer(text, spots[0].start, foot):
        wide, narrow = (wide + 1, narrow) if gap[1] else (wide, narrow + 1)
    if not 0 < wide * 2 <= narrow:
        return LostLabels.NONE
    labels = [spot.label for spot in spots]
    return LostLabels.HOST if hosts_are_short(labels) else LostLabels.CUES


def _end_of_unlabelled(text: str) -> int:
    notice = _pages.find_notice(text, 0, len(text))
    return notice if notice >= 0 else len(text)


def _spelled(name: str) -> str | None:
    """A programme spoken of in capitals, in title case; None for a lone acronym."""
    known = PROGRAMS.get(name.casefold())
    if known or " " not in name:
        return known
    return " ".join(
        w.lower() if at and w in _SMALL else w.capitalize() for at, w in enumerate(name.split())
    )


def _program_told(transcript: Transcript) -> str | None:
    """The programme named in speech in capitals, or in a host's biography."""
    text = transcript.text
    for low, high in ((0, _OPENING), (max(_OPENING, len(text) - _CLOSING), len(text))):
        for phrase in ("his is ", "t's ", "PR's ", "lcome to ", "ack to ", "ening to "):
            at = text.find(phrase, low, high)
            while at >= 0:
                spoken = (
                    _SPOKEN_PROGRAM.search(text, max(0, at - 8), at + 80)
                    if text[at + len(phrase) : at + len(phrase) + 2].isupper()
                    else None
                )
                program = _spelled(spoken["name"].rstrip("'")) if spoken else None
                if program:
                    return program
                at = text.find(phrase, at + 1, high)
    opening = text[:_OPENING]
    known = [_ANNOUNCED.search(opening), _said_in_capitals(opening)]
    if any(known):
        first = min((match for match in known if match), key=re.Match.start)
        return PROGRAMS[first["name"].casefold()]
    for biography in transcript.biographies:
        host = _HOST_OF.search(biography.text)
        if host:
            return PROGRAMS.get(host["name"].rstrip(".").casefold(), host["name"].rstrip("."))
    return None


def _said_in_capitals(text: str) -> re.Match[str] | None:
    """The first known programme in capitals, not inside a word."""
    said = _IN_CAPITALS.search(text)
    while said and _INSIDE_WORD.match(text, said.start() - 1, said.start()):
        said = _IN_CAPITALS.search(text, said.start() + 1)
    return said
