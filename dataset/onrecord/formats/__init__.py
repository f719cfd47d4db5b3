"""The registry of formats, and the choice of one for a source.

How to add a format: write a module here with two pure functions, ``detect(source) -> Fit`` and
``convert(source) -> Iterator[Transcript]``, whose docstring says what it reads and what it does
not carry; add one line to `FORMATS`; add a folder of golden pairs under ``tests/golden`` and
seeds under ``seeds``; add a line to CHANGELOG.md. Nothing else changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from onrecord.errors import CallError, FormatUnknown
from onrecord.formats import (
    ass,
    assemblyai,
    aws_transcribe,
    azure_speech,
    chat,
    congressional_record,
    ctm,
    deepgram,
    docx,
    elan,
    elevenlabs,
    exmaralda,
    gladia,
    google_speech,
    historic_hansard,
    labelled,
    markdown,
    npr,
    oyez,
    parlspeech,
    pdf,
    podcast_json,
    revai,
    rttm,
    sami,
    speechmatics,
    srt,
    stm,
    tei,
    textgrid,
    theyworkforyou,
    transcriber,
    ttml,
    webvtt,
    whisper,
    whisperx,
)
from onrecord.formats.fit import Fit
from onrecord.source import Source
from onrecord.transcript import Transcript

__all__ = ["FORMATS", "Fit", "Format", "choose_format", "get_format"]

#: Below this score a format does not fit; two scores closer than the margin are a tie.
_FITS, _MARGIN = 0.5, 0.1
#: How many candidates a refusal names.
_TOLD = 4


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its registry name, what it reads, how it is recognised, and its two functions.

    `outranks` names formats of which this one is a special case; one that `is_binary` is read from
    its bytes: no text, or text that says itself how it is to be decoded, such as XML.
    """

    name: str
    reads: str
    recognised_by: str
    detect: Callable[[Source], Fit]
    convert: Callable[[Source], Iterator[Transcript]]
    outranks: frozenset[str] = frozenset()
    is_binary: bool = False


_TEXT = frozenset({"npr", "markdown", "labelled"})

FORMATS: dict[str, Format] = {
    "webvtt": Format(
        "webvtt",
        "WebVTT captions, with voice tags, labels or marks for a change of speaker",
        "`WEBVTT` at the beginning",
        webvtt.detect,
        webvtt.convert,
        outranks=_TEXT | {"srt"},
    ),
    "srt": Format(
        "srt",
        "SubRip subtitles",
        "a line of times with an arrow at the beginning",
        srt.detect,
        srt.convert,
        outranks=_TEXT,
    ),
    "ttml": Format(
        "ttml",
        "TTML captions and transcripts: DFXP, SMPTE-TT, EBU-TT, IMSC, Apple Podcasts",
        "root element `tt`",
        ttml.detect,
        ttml.convert,
        outranks=_TEXT,
    ),
    "sami": Format(
        "sami",
        "SAMI captions, a transcript for each language",
        "root element `SAMI`",
        sami.detect,
        sami.convert,
        outranks=_TEXT,
    ),
    "ass": Format(
        "ass",
        "SubStation Alpha subtitles, `.ass` and `.ssa`",
        "a section `[Script Info]`, `[V4+ Styles]` or `[Events]`",
        ass.detect,
        ass.convert,
        outranks=_TEXT,
    ),
    "whisperx": Format(
        "whisperx",
        "JSON of WhisperX, cut where words change speaker",
        "`word_segments`, words with a `score`, speakers `SPEAKER_00`",
        whisperx.detect,
        whisperx.convert,
        outranks=_TEXT | {"whisper"},
    ),
    "whisper": Format(
        "whisper",
        "JSON of Whisper: OpenAI, faster-whisper, whisper.cpp, Transformers",
        "`segments` with start, end and text, `transcription` with offsets, `chunks` with timestamps",
        whisper.detect,
        whisper.convert,
        outranks=_TEXT,
    ),
    "aws-transcribe": Format(
        "aws-transcribe",
        "JSON of Amazon Transcribe",
        "`results` with `transcripts` and `items`",
        aws_transcribe.detect,
        aws_transcribe.convert,
        outranks=_TEXT,
    ),
    "google-speech": Format(
        "google-speech",
        "JSON of Google Speech-to-Text, v1 and v2, a transcript for each recording",
        "`results` with `alternatives` that have a `transcript`",
        google_speech.detect,
        google_speech.convert,
        outranks=_TEXT,
    ),
    "azure-speech": Format(
        "azure-speech",
        "JSON of Azure Speech, batch and fast transcription",
        "`recognizedPhrases`, `AudioFileResults` or `combinedPhrases`",
        azure_speech.detect,
        azure_speech.convert,
        outranks=_TEXT,
    ),
    "assemblyai": Format(
        "assemblyai",
        "JSON of AssemblyAI",
        "`utterances` or `words` beside `audio_url` or `language_code`",
        assemblyai.detect,
        assemblyai.convert,
        outranks=_TEXT,
    ),
    "deepgram": Format(
        "deepgram",
        "JSON of Deepgram",
        "`results` with `channels` or `utterances`",
        deepgram.detect,
        deepgram.convert,
        outranks=_TEXT,
    ),
    "revai": Format(
        "revai",
        "JSON of Rev.ai",
        "`monologues` with `elements`",
        revai.detect,
        revai.convert,
        outranks=_TEXT,
    ),
    "speechmatics": Format(
        "speechmatics",
        "JSON of Speechmatics, `json-v2`",
        "`results` with a type, times and `alternatives`",
        speechmatics.detect,
        speechmatics.convert,
        outranks=_TEXT,
    ),
    "gladia": Format(
        "gladia",
        "JSON of Gladia, v1 and v2",
        "`transcription` with `utterances`, `prediction` with `time_begin`",
        gladia.detect,
        gladia.convert,
        outranks=_TEXT,
    ),
    "elevenlabs": Format(
        "elevenlabs",
        "JSON of ElevenLabs Scribe",
        "`words` of type `word`, `spacing` and `audio_event`",
        elevenlabs.detect,
        elevenlabs.convert,
        outranks=_TEXT,
    ),
    "podcast-json": Format(
        "podcast-json",
        "JSON transcripts of Podcasting 2.0",
        "`segments` with `startTime` and `body`",
        podcast_json.detect,
        podcast_json.convert,
        outranks=_TEXT,
    ),
    "rttm": Format(
        "rttm",
        "NIST RTTM with words (`LEXEME`); diarisation without words is refused",
        "lines that begin with a type of RTTM",
        rttm.detect,
        rttm.convert,
        outranks=_TEXT | {"ctm", "stm"},
    ),
    "stm": Format(
        "stm",
        "NIST STM, a transcript for each recording",
        "lines of recording, channel, speaker, start, end and words",
        stm.detect,
        stm.convert,
        outranks=_TEXT,
    ),
    "ctm": Format(
        "ctm",
        "NIST CTM, a transcript for each recording",
        "lines of recording, channel, start, duration and word",
        ctm.detect,
        ctm.convert,
        outranks=_TEXT,
    ),
    "chat": Format(
        "chat",
        "CHAT transcripts of TalkBank and CHILDES",
        "`@` headers and main lines that begin with `*`",
        chat.detect,
        chat.convert,
        is_binary=True,
    ),
    "tei": Format(
        "tei",
        "TEI transcriptions of speech: ParlaMint, ISO 24624, corpora of interviews",
        "root element `TEI` or `teiCorpus`",
        tei.detect,
        tei.convert,
        is_binary=True,
    ),
    "elan": Format(
        "elan",
        "ELAN annotations, `.eaf`",
        "root element `ANNOTATION_DOCUMENT`",
        elan.detect,
        elan.convert,
        is_binary=True,
    ),
    "exmaralda": Format(
        "exmaralda",
        "EXMARaLDA basic transcriptions, `.exb`",
        "root element `basic-transcription`",
        exmaralda.detect,
        exmaralda.convert,
        is_binary=True,
    ),
    "transcriber": Format(
        "transcriber",
        "Transcriber's `.trs`",
        "root element `Trans`",
        transcriber.detect,
        transcriber.convert,
        is_binary=True,
    ),
    "textgrid": Format(
        "textgrid",
        "Praat TextGrids, long, short and chronological, UTF-8 or UTF-16",
        'the beginning `File type = "ooTextFile"`, `Object class = "TextGrid"`',
        textgrid.detect,
        textgrid.convert,
        outranks=_TEXT,
    ),
    "theyworkforyou": Format(
        "theyworkforyou",
        "debates in the XML of parlparse: TheyWorkForYou, OpenAustralia",
        "root element `publicwhip`",
        theyworkforyou.detect,
        theyworkforyou.convert,
        is_binary=True,
    ),
    "historic-hansard": Format(
        "historic-hansard",
        "Historic Hansard, the digitised volumes in XML",
        "root element `hansard` with `housecommons` or `houselords`",
        historic_hansard.detect,
        historic_hansard.convert,
        is_binary=True,
    ),
    "congressional-record": Format(
        "congressional-record",
        "the Congressional Record as JSON of unitedstates/congressional-record",
        "JSON with a header that names a chamber, and kinds of content",
        congressional_record.detect,
        congressional_record.convert,
        outranks=_TEXT,
    ),
    "oyez": Format(
        "oyez",
        "arguments before the Supreme Court of the United States, JSON of Oyez",
        "JSON with turns of `text_blocks`",
        oyez.detect,
        oyez.convert,
        outranks=_TEXT,
    ),
    "parlspeech": Format(
        "parlspeech",
        "tables of parliamentary speeches, CSV: ParlSpeech, EuroParl, ParlEE",
        "a first line with `date`, `speaker`, `text` and a column such as `agenda` or `party`",
        parlspeech.detect,
        parlspeech.convert,
        outranks=_TEXT,
    ),
    "docx": Format(
        "docx",
        "Word documents, `.docx`: typed transcripts, those of Teams, Otter and Rev, tables",
        "a zip archive with parts of Word",
        docx.detect,
        docx.convert,
        is_binary=True,
    ),
    "pdf": Format(
        "pdf",
        "PDF with a text layer: hearings, depositions with numbered lines, minutes",
        "`%PDF-` at the beginning",
        pdf.detect,
        pdf.convert,
        is_binary=True,
    ),
    "npr": Format(
        "npr",
        "text of NPR and member-station pages and of npr.org transcripts",
        "NPR notices, `NAME, HOST:` and `NAME, BYLINE:` labels, `(SOUNDBITE OF ...)` cues",
        npr.detect,
        npr.convert,
        outranks=frozenset({"markdown", "labelled"}),
    ),
    "markdown": Format(
        "markdown",
        "Markdown: names in bold or in headings, YAML front matter",
        "labels in bold or in headings, or YAML front matter above them",
        markdown.detect,
        markdown.convert,
        outranks=frozenset({"labelled"}),
    ),
    "labelled": Format(
        "labelled",
        "plain text of the `NAME: words` or `Name (role): words` kind: meetings, courts, panels, "
        "podcasts, earnings calls, network transcripts",
        "at least two labels before a colon, or with a time or a dash on a line of their own",
        labelled.detect,
        labelled.convert,
    ),
}


def get_format(name: str) -> Format:
    """The format of that name. Raises `CallError` naming the ones there are."""
    try:
        return FORMATS[name]
    except KeyError:
        raise CallError(f"no format {name!r}; there are: {', '.join(FORMATS)}") from None


def choose_format(source: Source) -> Format:
    """The one format that fits `source`. Raises `FormatUnknown` with the candidates.

    A format that is a special case of another outranks it: where both fit, it is chosen.
    """
    binary = {name: one.detect(source) for name, one in FORMATS.items() if one.is_binary}
    fits = {name: fit for name, fit in binary.items() if fit.score >= _FITS} or _text_fits(source)
    ranked = sorted(fits, key=lambda name: -fits[name].score)
    best = ranked[0]
    second = fits[ranked[1]].score if len(ranked) > 1 else 0.0
    if fits[best].score >= _FITS and fits[best].score - second >= _MARGIN:
        return FORMATS[best]
    raise FormatUnknown(_refusal(fits, ranked))


def _text_fits(source: Source) -> dict[str, Fit]:
    """How well each format of text fits. Raises `Undecodable`."""
    source.decoded  # noqa: B018 - what cannot be decoded fits none of them
    fits: dict[str, Fit] = {}
    for name, candidate in FORMATS.items():
        outranked = any(
            name in FORMATS[sure].outranks for sure, fit in fits.items() if fit.score >= _FITS
        )
        if not (candidate.is_binary or outranked or (name in _TEXT and source.json is not None)):
            fits[name] = candidate.detect(source)
    return fits


def _refusal(fits: dict[str, Fit], ranked: list[str]) -> str:
    found = "; ".join(
        f"{name} {fits[name].score:.2f} ({', '.join(fits[name].signs) or 'no sign of it'})"
        for name in ranked[:_TOLD]
        if fits[name].score > 0
    )
    found = found or "no sign of any"
    several = sum(fit.score >= _FITS for fit in fits.values()) > 1
    what = "more than one format fits" if several else "no format fits"
    return f"{what}: {found}; if it is a transcript, name its format with --format or in the recipe"
