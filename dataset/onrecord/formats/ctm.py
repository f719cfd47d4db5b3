"""NIST CTM: ``recording channel start duration word [confidence [type [speaker]]]`` a line.

Each recording is a transcript. Speakers by the eighth field of the extended form, else channels where
there are several. Of alternatives (``<ALT_BEGIN>`` ... ``<ALT_END>``) the first is read. What is no
word in the extended form (``non-lex``, ``noise``, ``fp`` excepted) is a cue. A file with confidences is a
recogniser's.

Not carried: confidences, other alternatives.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from onrecord.errors import NoTurns
from onrecord.formats._clock import parse_seconds
from onrecord.formats._nist import Line, head_of, is_number, read_lines
from onrecord.formats._recogniser import Hearing, Word, cut, speaker_of
from onrecord.formats.fit import Fit
from onrecord.source import Source
from onrecord.transcript import Front, Refusal, Transcript

_WORDS = frozenset(("lex", "fp", "frag", "un-lex", "for-lex", "<na>", ""))
_SILENCES = frozenset(("<sil>", "<eps>", "sil", "@"))
_MOST_FIELDS = 9


def detect(source: Source) -> Fit:
    """By lines that all have a recording, a channel, two numbers and a word."""
    lines = head_of(source.decoded.text, _MOST_FIELDS)
    good = sum(_is_record(line.fields) for line in lines)
    lettered = sum(any(map(str.isalpha, word)) for line in lines for word in line.fields[4:5])
    if lettered * 2 < good:
        return Fit(0.0)  # a table of numbers
    if good < 2 or good < 0.75 * len(lines):
        return Fit(0.0)
    return Fit(0.93, (f"{good} lines of recording, channel, start, duration, word",))


def _is_record(fields: list[str]) -> bool:
    if not 5 <= len(fields) <= 8:
        return False
    if fields[2] == fields[3] == "*":
        return True
    return (
        is_number(fields[2]) and is_number(fields[3]) and (len(fields) < 6 or _is_score(fields[5]))
    )


def _is_score(field_: str) -> bool:
    return is_number(field_.lstrip("-")) or field_.casefold() in {"na", "<na>"}


@dataclass(slots=True)
class _Recording:
    """The words of one recording, a list a channel, and the lines that could not be read."""

    channels: dict[str, list[Word]] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)
    scored: bool = False
    alternative: int = 0


def convert(source: Source) -> Iterator[Transcript]:
    """A transcript for each recording. Raises `Undecodable`, `NoTurns`."""
    recordings: dict[str, _Recording] = {}
    for line in read_lines(source.decoded.text, _MOST_FIELDS):
        _read_line(line, recordings.setdefault(line.fields[0], _Recording()))
    made = list(_transcripts(recordings))
    if not made:
        refused = next((one for each in recordings.values() for one in each.refused), None)
        raise NoTurns(refused.message if refused else "no word was found")
    yield from made


def _transcripts(recordings: dict[str, _Recording]) -> Iterator[Transcript]:
    for name, recording in recordings.items():
        hearing = Hearing(refused=recording.refused)
        several = len(recording.channels) > 1
        for channel, words in recording.channels.items():
            words.sort(key=lambda word: word.start_ms or 0)
            key = channel if several else None
            hearing.segments += filter(
                None, cut([one._replace(voice=one.voice or key) for one in words])
            )
        if any(one.kind == "speech" for one in hearing.segments):
            yield hearing.transcribe("ctm", Front(title=name), by_ear=recording.scored)


def _read_line(line: Line, recording: _Recording) -> None:
    fields = line.fields
    word = fields[4] if len(fields) > 4 else ""
    if word in {"<ALT_BEGIN>", "<ALT>", "<ALT_END>"}:
        recording.alternative = {"<ALT_BEGIN>": 1, "<ALT_END>": 0}.get(
            word, recording.alternative + 1
        )
        return
    if recording.alternative > 1 or word.casefold() in _SILENCES:
        return
    start, length = (
        parse_seconds(one) if is_number(one) else None for one in (*fields[2:4], "", "")[:2]
    )
    if not word or start is None or length is None:
        message = f"line {line.number}: no recording, channel, start, duration and word"
        recording.refused.append(
            Refusal(f"line {line.number}", "bad-record", message, line.text[:10_000])
        )
        return
    recording.scored = recording.scored or (len(fields) > 5 and is_number(fields[5].lstrip("-")))
    kind = fields[6].casefold() if len(fields) > 6 else ""
    text = word if kind in _WORDS else f"[{word.strip('[]<>')}]"
    named = fields[7] if len(fields) > 7 and fields[7] != "<NA>" else ""
    voice = speaker_of({"speaker": named}, "speaker")
    recording.channels.setdefault(fields[1], []).append(Word(text, voice, start, start + length))
