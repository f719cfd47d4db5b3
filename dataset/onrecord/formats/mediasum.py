"""MediaSum: interviews of radio and television as JSON, a list, one, or one a line (Zhu et al., 2021).

An interview has ``utt`` and ``speaker`` in step, the speakers as labels that transcripts print:
``ANNA MARTELL, host``, ``Mr. JOHN ROE (Author)``. Program, date, url, title and summary are kept. An interview whose
utterances and speakers are not as many is a reject of its own.

Not carried: ids, splits.
"""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.formats._captions import say
from onrecord.formats._recogniser import Hearing, Record, Unreadable, text_at, tidy, words_of
from onrecord.formats._records import fits_records, read_each, with_refusals
from onrecord.formats._tags import read_date
from onrecord.formats.fit import Fit
from onrecord.source import Source
from onrecord.transcript import Front, Segment, Transcript


def detect(source: Source) -> Fit:
    """Sure where a record has lists of ``utt`` and ``speaker``."""
    return fits_records(source, _holds, "records with lists of utt and speaker")


def _holds(record: Record) -> bool:
    return isinstance(record.get("utt"), list) and isinstance(record.get("speaker"), list)


def convert(source: Source) -> Iterator[Transcript]:
    """The transcript of each interview. Raises `SourceError`, `NoTurns`."""
    yield from with_refusals(read_each(source, _read_interview))


def _read_interview(record: Record, place: str) -> Transcript:
    utterances, speakers = record.get("utt"), record.get("speaker")
    if not isinstance(utterances, list) or not isinstance(speakers, list):
        raise Unreadable("has no lists of utt and speaker")
    if len(utterances) != len(speakers):
        raise Unreadable(f"has {len(utterances)} utterances and {len(speakers)} speakers")
    hearing = Hearing()
    pairs = zip(utterances, speakers, strict=True)
    said = [{"utt": words, "speaker": label} for words, label in pairs]
    hearing.each(said, f"{place}.utt", _read_utterance)
    if not any(one.kind == "speech" for one in hearing.segments):
        raise Unreadable("has no utterance with words")
    front = Front(
        title=text_at(record, "title"),
        program=text_at(record, "program"),
        summary=text_at(record, "summary"),
        url=text_at(record, "url"),
        published_on=read_date(text_at(record, "date")),
    )
    return Transcript("mediasum", "", front, segments=hearing.segments, refused=hearing.refused)


def _read_utterance(record: Record) -> Iterator[Segment | None]:
    label = tidy(words_of(record, "speaker")).rstrip(" :") or None
    yield say(tidy(words_of(record, "utt")), label, None, None, parted=label is None)
