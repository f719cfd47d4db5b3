"""From bytes to text, with every decision recorded.

The order: byte-order mark, declared encoding, strict UTF-8, UTF-16 without a mark, cp1252
where it reads as Western text, then what charset-normalizer suggests; anything else is an
`Undecodable` source. Mojibake (UTF-8 once read as cp1252) is repaired with ftfy only where
damaging the repair again gives back the very same text; offsets can be translated back.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from dataclasses import dataclass

from onrecord.errors import Undecodable

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MISREAD_AS = ("sloppy-windows-1252", "latin-1")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_NO_CONTROL = bytes(b for b in range(256) if not _CONTROL.match(chr(b)))
#: In UTF-8 bytes: one of U+00C2..U+00F4, with which mojibake begins, before another that is not ASCII.
_SUSPECT = re.compile(rb"\xc3[\x82-\xb4][\xc2-\xef]")
_MOJIBAKE = re.compile("[\u00c2-\u00f4][^\x00-\x7f]{1,3}(?:[\u00c2-\u00f4][^\x00-\x7f]{1,3})*")
_WESTERN = re.compile("[^\x00-\x7f]")
_TYPOGRAPHIC = frozenset(
    "\u2018\u2019\u201a\u201c\u201d\u201e\u2013\u2014\u2026\u2022\u20ac"
    "\u2122\u00a0\u00a9\u00ae\u00ab\u00bb\u00b0\u00b7\u00a3\u00a7\u00bd"
    "\u00bc\u00be\u00bf\u00a1\u00a2\u00ba\u00aa\u00b4\u2020\u02dc\u00d7\u00b2\u00b3\u00b9\u00b5\u00b6"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text to read, and how it came from the bytes.

    `text` is the repaired text; `shifts` maps its offsets back to the decoded source:
    pairs (offset in `text`, offset in the decoded source) in order, empty where nothing
    was repaired. `length` is the length of the decoded source in code points.
    """

    text: str
    encoding: str
    length: int
    guessed: bool = False
    shifts: tuple[tuple[int, int], ...] = ()

    @property
    def repaired(self) -> bool:
        """Whether damaged text was repaired."""
        return bool(self.shifts)

    def to_source(self, offset: int) -> int:
        """The offset in the decoded source of an offset in `text`."""
        if not self.shifts:
            return offset
        at = bisect_right(self.shifts, (offset, self.length)) - 1
        if at < 0:
            return offset
        here, there = self.shifts[at]
        limit = self.shifts[at + 1][1] if at + 1 < len(self.shifts) else self.length
        return min(there + offset - here, limit)


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """The text of `data`. Raises `Undecodable` for empty, binary or ambiguous bytes."""
    if not data:
        raise Undecodable("the source is empty (0 bytes)", reason="empty")
    text, encoding, guessed = _read(data, declared)
    if not text.strip():
        raise Undecodable("the source holds only white space", reason="empty")
    if data.translate(None, _NO_CONTROL):
        _refuse_binary(text)
    if encoding == "utf-8" and not _SUSPECT.search(data):
        return Decoded(text, encoding, len(text), guessed)
    repaired, shifts = _repair(text)
    return Decoded(repaired, encoding, len(text), guessed, shifts)


def _read(data: bytes, declared: str | None) -> tuple[str, str, bool]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return (
                _strictly(data[len(mark) :], encoding, "its byte-order mark says"),
                encoding,
                False,
            )
    if declared:
        return _strictly(data, declared, "the recipe or call declares"), declared, False
    wide = _wide_encoding(data) if b"\x00" in data else None
    if wide:
        return _strictly(data, wide, "every other byte is zero as in"), wide, True
    try:
        return data.decode("utf-8"), "utf-8", False
    except UnicodeDecodeError as error:
        return _suggest(data, error.start)


def _strictly(data: bytes, encoding: str, because: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Undecodable(
            f"{because} {encoding}, but the bytes at {error.start} are not {encoding}; "
            "declare the right encoding in the recipe or repair the file",
            position=error.start,
        ) from None
    except (LookupError, ValueError):
        raise Undecodable(
            f"{because} {encoding!r}, which is no text encoding Python knows"
        ) from None


def _suggest(data: bytes, bad_byte: int) -> tuple[str, str, bool]:
    if b"\x00" not in data:
        western = data.decode("cp1252", errors="replace")
        if "\ufffd" not in western and _reads_as_western(western):
            return western, "cp1252", True
        suggestion = _normalizer_suggestion(data)
        if suggestion:
            return data.decode(suggestion), suggestion, True
    raise Undecodable(
        f"not UTF-8 (byte {bad_byte}) and no other encoding reads as text; "
        "if it is text, declare its encoding in the recipe",
        position=bad_byte,
    )


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a mark: in Western text, nearly every second byte is zero."""
    if len(data) % 2:
        return None
    sample = data[:4096]
    half = len(sample) // 2
    low, high = sample[0::2].count(0), sample[1::2].count(0)
    if high > 0.4 * half and low < 0.05 * half:
        return "utf-16-le"
    if low > 0.4 * half and high < 0.05 * half:
        return "utf-16-be"
    return None


def _reads_as_western(text: str) -> bool:
    """Whether high characters are the sprinkling of Western text, not another alphabet."""
    high = _WESTERN.findall(text)
    letters = [c for c in high if c.isalpha() and c not in _TYPOGRAPHIC]
    strange = sum(1 for c in high if not c.isalpha() and c not in _TYPOGRAPHIC)
    plain = sum(1 for c in text if c.isascii() and c.isalpha())
    return strange <= 0.02 * len(text) and len(letters) <= 0.5 * (plain + 1) and plain > 0


def _normalizer_suggestion(data: bytes) -> str | None:
    from charset_normalizer import from_bytes  # slow to import, seldom needed

    best = from_bytes(data[:200_000], threshold=0.15).best()
    if best is None or best.encoding in {"ascii", "utf_8"} or best.chaos > 0.1:
        return None
    try:
        data.decode(best.encoding)
    except (UnicodeDecodeError, LookupError):
        return None
    return best.encoding


def _refuse_binary(text: str) -> None:
    junk = _CONTROL.findall(text)
    if "\x00" in junk or len(junk) > max(8, 0.01 * len(text)):
        where = _CONTROL.search(text)
        position = where.start() if where else 0
        raise Undecodable(
            f"binary, not text: {len(junk)} control characters, the first at character {position}",
            reason="binary",
            position=position,
        )


def _repair(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text with certain mojibake undone, and where its offsets shift."""
    if text.isascii():
        return text, ()
    pieces: list[str] = []
    shifts: list[tuple[int, int]] = []
    done = length = 0
    for run in _MOJIBAKE.finditer(text):
        sound = _undamaged(run.group())
        if sound is None:
            continue
        pieces += text[done : run.start()], sound
        length += run.start() - done + len(sound)
        done = run.end()
        shifts.append((length, done))
    return "".join([*pieces, text[done:]]), tuple(shifts)


def _undamaged(run: str) -> str | None:
    """What a damaged run was, if damaging it again proves it; None where it does not."""
    import ftfy  # slow to import, seldom needed
    import ftfy.bad_codecs

    ftfy.bad_codecs.ok()
    fixed = ftfy.fix_encoding(run)
    if fixed == run:
        return None
    return fixed if any(_damage(fixed, codec) == run for codec in _MISREAD_AS) else None


def _damage(text: str, codec: str) -> str | None:
    """UTF-8 read as if it were `codec`; None where that cannot be done."""
    try:
        return text.encode("utf-8").decode(codec)
    except UnicodeError:
        return None
