"""NIST RTTM with words: ``LEXEME`` records, by the speakers that they name.

What pyannote and other diarisation write has ``SPEAKER`` records alone: when each voice is heard, and no
words. A source is one file, and words come from another, so such a file is refused with what to
do: let the recogniser's tool put the speakers to the words (WhisperX does) and give that file.

Each recording is a transcript. ``NON-LEX`` records (laughs, breaths) and ``NON-SPEECH`` ones are cues;
``SPKR-INFO`` tells whether a name is one. Not carried: segments, filler and edit marks, confidences.
"""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.errors import NoTurns
from onrecord.formats._clock import parse_seconds
from onrecord.formats._nist import Line, head_of, is_number, read_lines
from onrecord.formats._recogniser import Hearing, Word, cut, heard, speaker_of
from onrecord.formats.fit import Fit
from onrecord.source import Source
from onrecord.transcript import Front, Refusal, Transcript

_TYPES = frozenset(
    """speaker lexeme non-lex non-speech spkr-info segment noscore no_rt_metadata su filler edit ip cb
    a/p""".split()
)
_MOST_FIELDS = 10


def detect(source: Source) -> Fit:
    """By lines that all begin with a type of RTTM and have nine or ten fields."""
    lines = head_of(source.decoded.text, _MOST_FIELDS)
    good = sum(line.fields[0].casefold() in _TYPES and len(line.fields) >= 9 for line in lines)
    if not good or good < 0.75 * len(lines):
        return Fit(0.0)
    return Fit(0.97, (f"{good} lines of RTTM",))


def convert(source: Source) -> Iterator[Transcript]:
    """A transcript for each recording. Raises `Undecodable`, `NoTurns`."""
    recordings: dict[str, tuple[list[Word], Hearing]] = {}
    voices: set[str] = set()
    for line in read_lines(source.decoded.text, _MOST_FIELDS):
        kind = line.fields[0].casefold()
        if len(line.fields) > 7 and kind == "speaker":
            voices.add(line.fields[7])
        if kind in {"lexeme", "non-lex", "non-speech"}:
            words, hearing = recordings.setdefault((*line.fields, "")[1], ([], Hearing()))
            _read_line(line, kind, words, hearing)
    if not any(words for words, _ in recordings.values()):
        raise NoTurns(_refusal(recordings, voices))
    for name, (words, hearing) in recordings.items():
        words.sort(key=lambda word: word.start_ms or 0)
        hearing.segments += filter(None, cut(words))
        if any(one.kind == "speech" for one in hearing.segments):
            yield hearing.transcribe("rttm", Front(title=name), by_ear=False)


def _refusal(recordings: dict[str, tuple[list[Word], Hearing]], voices: set[str]) -> str:
    refused = next((one for _, hearing in recordings.values() for one in hearing.refused), None)
    if refused:
        return refused.message
    return (
        f"this RTTM says when {len(voices)} voices are heard, but holds no words: put its speakers to the "
        "words with the recogniser's tool (WhisperX: assign_word_speakers) and convert what that writes"
    )


def _read_line(line: Line, kind: str, words: list[Word], hearing: Hearing) -> None:
    fields = line.fields
    times = [parse_seconds(one) if is_number(one) else None for one in fields[3:5]]
    if len(fields) < 8 or times[0] is None or times[1] is None:
        place = f"line {line.number}"
        message = f"{place}: a {fields[0]} record without a start, a duration or a speaker"
        hearing.refused.append(Refusal(place, "bad-record", message, line.text[:10_000]))
        return
    start, end = times[0], times[0] + times[1]
    voice = None if fields[7] == "<NA>" else speaker_of({"speaker": fields[7]}, "speaker")
    if kind == "lexeme":
        if fields[5] not in {"<NA>", "@"}:
            words.append(Word(fields[5], voice, start, end))
    else:
        sound = fields[6] if fields[6] != "<NA>" else fields[5]
        hearing.segments += filter(None, [heard(f"[{sound.strip('[]<>')}]", None, start, end)])
