"""CHAT transcripts of TalkBank and CHILDES (The CHAT Transcription Format, MacWhinney).

Main lines are utterances with the times of their media bullets or of an old ``%snd`` line; people
come from ``@Participants`` and ``@ID``. Retraced words, fillers and fragments (``fr-``) stay in the
text; ``&=laughs``, ``[=! whispers]``, ``[% remark]``, ``[= explanation]``, ``xxx`` and words of others inside are
cues. A main line that names no speaker is a reject of its own.

Turns of `onrecord export` have their words from ``%xtext``, not from the main lines.

Not carried: dependent tiers but our own, codes of errors, overlaps, replacements, pauses, special forms of words,
languages but the first, the other headers (corpus, situation, media file, transcriber, comments),
and of participants age, sex, group, education and birth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from onrecord.decoding import decode
from onrecord.errors import NoTurns
from onrecord.formats._chat_turns import read_cues, read_span, read_tiers
from onrecord.formats._chat_words import read_words
from onrecord.formats._tags import language_tag
from onrecord.formats.fit import Fit
from onrecord.source import Source
from onrecord.transcript import Front, Refusal, Segment, Transcript, Voice

#: The bullet is a control character, of which text has none: it is read as this one.
_BULLET = "\x0b"
_FOLD = "\x1c"
_HEAD = 1 << 14
_HEADER = re.compile(rb"(?m)^@(?:Begin|Participants|Languages|ID)\b")
_MAIN = re.compile(rb"(?m)^\*[^\s:]{1,30}:")
_SPEAKER = re.compile(r"\*([^\s:]{1,30}):[ \t]?")
_TIMES = re.compile(
    _BULLET + r'(?:%\w{3}:[ \t]*"[^"]{0,200}"_)?([0-9]{1,9})_\s?([0-9]{1,9})-?' + _BULLET
)
_ANY_BULLET = re.compile(f"{_BULLET}[^{_BULLET}]*{_BULLET}?")
_SOUND = re.compile(r'%(?:snd|mov):\s*"[^"]{0,200}"[_ ]([0-9]{1,9})[_ ]([0-9]{1,9})')
_DATE = re.compile(r"([0-9]{1,2})-([A-Z]{3})-([0-9]{4})")
_MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
_MAX_MS = 360_000_000


def detect(source: Source) -> Fit:
    """Certain where ``@`` headers begin the text and main lines of speakers follow."""
    head = source.data[:_HEAD]
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"@" or not _HEADER.search(head):
        return Fit(0.0)
    if _MAIN.search(source.data):
        return Fit(0.98, ("@ headers, and main lines that begin with *",))
    return Fit(0.6, ("@ headers",))


def convert(source: Source) -> Iterator[Transcript]:
    """The one transcript of a file. Raises `Undecodable`, `NoTurns`."""
    text = decode(source.data.replace(b"\x15", _BULLET.encode()), source.encoding).text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n\t", _FOLD)
    lines = text.split("\n")
    segments, refused = _read_lines(lines)
    if not any(segment.text for segment in segments):
        raise NoTurns("no main line (*CODE: words) with words was found")
    headers = [line for line in lines if line[:1] == "@"]
    yield Transcript(
        "chat",
        "",
        _read_front(headers),
        segments=segments,
        voices=_read_voices(headers),
        refused=refused,
        is_binary=True,
        is_declared=True,
    )


def _read_lines(lines: Sequence[str]) -> tuple[list[Segment], list[Refusal]]:
    """The utterances of all main lines, and those that name no speaker."""
    segments: list[Segment] = []
    refused: list[Refusal] = []
    parted, folded, exported = False, 0, ""
    for at, line in enumerate(lines):
        mark = line[:1]
        if mark == "*":
            speaker = _SPEAKER.match(line)
            if speaker is None:
                refused.append(_refuse(line, at + 1 + folded))
                continue
            code, words = speaker[1], line[speaker.end() :]
            if tiers := read_tiers(lines, at):
                segment, exported = _as_exported(words, code, tiers, parted=parted), code
            elif code == exported:  # a sentence of the turn whose words are known
                continue
            else:
                segment, exported = _read_main(code, words, parted=parted), ""
            if segment:
                segments.append(segment)
                parted = False
        elif mark == "%" and segments and segments[-1].start_ms is None:
            segments[-1] = _with_sound(segments[-1], line)
        elif mark == "@":
            parted, exported = parted or line.startswith("@New Episode"), ""
        if _FOLD in line:
            folded += line.count(_FOLD)
    return segments, refused


def _with_sound(segment: Segment, line: str) -> Segment:
    """The utterance with the times of an old line below it, if it is one."""
    sound = _SOUND.match(line) if line.startswith(("%snd", "%mov")) else None
    if sound is None:
        return segment
    start, end = _clip(sound[1]), _clip(sound[2])
    return segment._replace(start_ms=start, end_ms=_after(start, end))


def _read_main(code: str, words: str, *, parted: bool) -> Segment | None:
    """The utterance of a main line; None where it holds nothing."""
    start = end = None
    if _FOLD in words:
        words = words.replace(_FOLD, " ")
    if _BULLET in words:
        start, end = _read_times(words)
        words = _ANY_BULLET.sub(" ", words)
    text, cues = read_words(words)
    if not any(map(str.isalnum, text)):
        text, cues = "", tuple(cue._replace(offset=0) for cue in cues)
    if not text and not cues:
        return None
    return Segment(text, code, start, end, "speech", cues, parted)


def _read_times(words: str) -> tuple[int | None, int | None]:
    """The start of the first bullet of a main line, and the end of the last."""
    times = _TIMES.findall(words)
    start = _clip(times[0][0]) if times else None
    return start, None if start is None else _after(start, _clip(times[-1][1]))


def _as_exported(
    words: str, code: str, tiers: Mapping[str, str], *, parted: bool
) -> Segment | None:
    """The turn that our own tiers tell of; None where nobody says anything in it."""
    text = tiers.get("xtext", "")
    cues = read_cues(tiers.get("xcues", ""), len(text))
    start, end = read_span(tiers.get("xtime", "")) or _read_times(words)
    return Segment(text, code, start, end, "speech", cues, parted) if text or cues else None


def _clip(digits: str) -> int:
    return min(int(digits), _MAX_MS)


def _after(start: int, end: int) -> int | None:
    """The end of an utterance; None where it lies before the start."""
    return end if end >= start else None


def _refuse(line: str, number: int) -> Refusal:
    words = line.replace(_FOLD, " ")
    shown = words[:60].replace(_BULLET, "•")
    message = f"line {number}: {shown!r} names no speaker: *CODE: words"
    return Refusal(f"line {number}", "bad-utterance", message, words.replace(_BULLET, "\x15"))


def _values(headers: Sequence[str], name: str) -> Iterator[str]:
    """What headers of that name hold."""
    start = f"@{name}:"
    for header in headers:
        if header.startswith(start):
            yield " ".join(header[len(start) :].replace(_FOLD, " ").split())


def _read_voices(headers: Sequence[str]) -> list[Voice]:
    """The participants; the role is in ``@ID`` too."""
    roles: dict[str, str] = {}
    for identity in _values(headers, "ID"):
        fields = identity.split("|")
        if len(fields) > 7:
            roles[fields[2].strip()] = fields[7].strip()
    voices: dict[str, Voice] = {}
    for value in _values(headers, "Participants"):
        for participant in value.split(","):
            words = participant.split()
            if not words:
                continue
            code, role = words[0], words[-1] if len(words) > 1 else ""
            name = " ".join(words[1:-1]).replace("_", " ") or None
            voices[code] = Voice(code, name, role or roles.get(code, ""), anonymous=name is None)
    for code, role in roles.items():
        voices.setdefault(code, Voice(code, None, role, anonymous=True))
    return list(voices.values())


def _read_front(headers: Sequence[str]) -> Front:
    front = Front()
    languages = " ".join(_values(headers, "Languages")).replace(",", " ").split()
    front.language = next(filter(None, map(language_tag, languages)), None)
    front.title = next(_values(headers, "Title"), None)
    front.published_on = next(filter(None, map(_read_date, _values(headers, "Date"))), None)
    return front


def _read_date(value: str) -> date | None:
    """A date such as ``15-OCT-1962``."""
    match = _DATE.fullmatch(value.upper())
    if match is None or match[2] not in _MONTHS:
        return None
    try:
        return date(int(match[3]), _MONTHS.index(match[2]) + 1, int(match[1]))
    except ValueError:
        return None
