"""Segments into turns: captions and recognisers cut at breaths, people speak in turns.

A turn is all that one speaker says until somebody else speaks or an event stands alone. The
transcript is rendered as text, ``LABEL: words`` a line, so that every later step reads it as it
reads any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.grammar.labels import Label, parse_label
from onrecord.grammar.names import fold_name
from onrecord.grammar.spacing import join_words
from onrecord.transcript import Cue, Region, Segment, Transcript, Utterance, Voice


@dataclass(frozen=True, slots=True)
class TurnRules:
    """How long a silence ends a turn, in milliseconds.

    `gap_ms` for one speaker going on; None: a silence alone does not end a turn.
    `unknown_gap_ms` where the source does not say who speaks.
    """

    gap_ms: int | None = None
    unknown_gap_ms: int = 2000


_RULES = TurnRules()


def merge_segments(transcript: Transcript, rules: TurnRules = _RULES) -> Transcript:
    """The transcript with its segments as utterances over a rendered text; others as they are."""
    if not transcript.segments:
        return transcript
    labels = {voice.key: label_of(voice) for voice in transcript.voices}
    lines: list[str] = []
    at = 0
    for run in _runs(transcript.segments, rules):
        label = _label(run[0], labels)
        utterance = _utterance(run, label)
        head = f"{label.printed}: " if label else ""
        utterance.start = at + len(head)
        utterance.end = utterance.start + len(utterance.text)
        if head:
            transcript.regions.append(Region("label", at, utterance.start))
        kind = "cue" if utterance.kind == "cue" else "speech"
        transcript.regions.append(Region(kind, utterance.start, utterance.end + 1))
        transcript.utterances.append(utterance)
        lines.append(f"{head}{utterance.text}\n")
        at = utterance.end + 1
    transcript.text = "".join(lines)
    transcript.is_rendered = True
    transcript.segments = []
    return transcript


def label_of(voice: Voice) -> Label:
    """The label that a declared speaker has: the key as printed, the name as declared."""
    name = voice.name or voice.key
    parsed = None if voice.anonymous else parse_label(name)
    if parsed is None:
        kind = "named" if voice.name and not voice.anonymous else "anonymous"
        parsed = Label(name, name, fold_name(name), kind, tokens=len(name.split()))
    role = voice.role or parsed.role
    return parsed._replace(printed=voice.key, role=role, heading=False, time_ms=None)


def _label(segment: Segment, labels: dict[str, Label]) -> Label | None:
    """The label of a segment's speaker; of one that nobody declared, made from the key."""
    key = segment.voice
    if key is None:
        return None
    if key not in labels:
        labels[key] = label_of(Voice(key))
    return labels[key]._replace(role=segment.role) if segment.role else labels[key]


def _runs(segments: Sequence[Segment], rules: TurnRules) -> Iterator[list[Segment]]:
    """Segments that belong to one turn, in order; a standalone cue is a run of its own."""
    run: list[Segment] = []
    for segment in segments:
        if not segment.text and not segment.cues:
            continue
        if run and not _goes_on(run[-1], segment, rules):
            yield run
            run = []
        run.append(segment)
    if run:
        yield run


def _goes_on(before: Segment, segment: Segment, rules: TurnRules) -> bool:
    """Whether a segment belongs to the turn of the one before it."""
    if before.kind == "cue" or segment.kind != before.kind or segment.voice != before.voice:
        return False
    if segment.parted or segment.role != before.role:
        return False
    limit = rules.unknown_gap_ms if segment.voice is None else rules.gap_ms
    ended = before.start_ms if before.end_ms is None else before.end_ms
    if limit is None or ended is None or segment.start_ms is None:
        return True
    return segment.start_ms - ended < limit


def _utterance(run: Sequence[Segment], label: Label | None) -> Utterance:
    """One utterance of a run of segments; its place in the text is filled in by the caller."""
    text = ""
    cues: list[Cue] = []
    for segment in run:
        words = " ".join(segment.text.split())
        joined = join_words(text, words)
        shift = len(joined) - len(words)
        cues += [cue._replace(offset=cue.offset + shift) for cue in segment.cues]
        text = joined
    starts = [one.start_ms for one in run if one.start_ms is not None]
    ends = [one.end_ms for one in run if one.end_ms is not None]
    end = max(ends, default=None) if starts else None
    if end is not None and max(starts) > end:
        end = None  # the last that begins does not say when it ends
    return Utterance(
        run[0].kind,
        text,
        0,
        0,
        text.count(" ") + 1 if text else 0,
        label if run[0].kind != "cue" else None,
        tuple(cues),
        start_ms=min(starts, default=None),
        end_ms=end,
        parted=run[0].parted,
    )
