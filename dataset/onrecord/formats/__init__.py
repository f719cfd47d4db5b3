"""The registry of formats, and the choice of one for a source.

How to add a format: write a module here with two pure functions, ``detect(source) -> Fit`` and
``convert(source) -> Iterator[Transcript]``, whose docstring says what it reads and what it does
not carry; add one line to `FORMATS`; add a folder of golden pairs under ``tests/golden`` and
seeds under ``seeds``; add a line to CHANGELOG.md. Nothing else changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from onrecord.errors import CallError
from onrecord.formats import (
    ass,
    assemblyai,
    aws_transcribe,
    azure_speech,
    chat,
    cnn,
    congressional_record,
    convokit,
    ctm,
    deepgram,
    docx,
    elan,
    elevenlabs,
    exmaralda,
    folia,
    gladia,
    google_speech,
    historic_hansard,
    html,
    interview,
    labelled,
    markdown,
    mediasum,
    messages,
    npr,
    oyez,
    parlspeech,
    pdf,
    podcast_json,
    revai,
    rttm,
    sami,
    speechmatics,
    sporc,
    srt,
    stm,
    table,
    tei,
    textgrid,
    theyworkforyou,
    timed_text,
    transcriber,
    ttml,
    webvtt,
    whisper,
    whisperx,
)
from onrecord.formats._parquet import is_parquet
from onrecord.formats.choosing import GENERAL as _GENERAL
from onrecord.formats.choosing import TEXT, choose
from onrecord.formats.fit import Fit, Format
from onrecord.formats.plugins import packages_of, plugged_in
from onrecord.source import Source

__all__ = [
    "FORMATS",
    "Fit",
    "Format",
    "choose_format",
    "companion_names",
    "get_format",
    "known_formats",
    "packages_of",
]

FORMATS: dict[str, Format] = {
    "webvtt": Format(
        "webvtt",
        "WebVTT captions, with voice tags, labels or marks for a change of speaker",
        "`WEBVTT` at the beginning",
        webvtt.detect,
        webvtt.convert,
        outranks=_GENERAL | {"srt"},
    ),
    "srt": Format(
        "srt",
        "SubRip subtitles",
        "a line of times with an arrow at the beginning",
        srt.detect,
        srt.convert,
        outranks=_GENERAL,
    ),
    "ttml": Format(
        "ttml",
        "TTML captions and transcripts: DFXP, SMPTE-TT, EBU-TT, IMSC, Apple Podcasts",
        "root element `tt`",
        ttml.detect,
        ttml.convert,
        outranks=_GENERAL,
    ),
    "sami": Format(
        "sami",
        "SAMI captions, a transcript for each language",
        "root element `SAMI`",
        sami.detect,
        sami.convert,
        outranks=_GENERAL,
    ),
    "ass": Format(
        "ass",
        "SubStation Alpha subtitles, `.ass` and `.ssa`",
        "a section `[Script Info]`, `[V4+ Styles]` or `[Events]`",
        ass.detect,
        ass.convert,
        outranks=_GENERAL,
    ),
    "whisperx": Format(
        "whisperx",
        "JSON of WhisperX, cut where words change speaker",
        "`word_segments`, words with a `score`, speakers `SPEAKER_00`",
        whisperx.detect,
        whisperx.convert,
        outranks=_GENERAL | {"whisper"},
    ),
    "whisper": Format(
        "whisper",
        "JSON of Whisper: OpenAI, faster-whisper, whisper.cpp, Transformers",
        "`segments` with start, end and text, `transcription` with offsets, `chunks` with timestamps",
        whisper.detect,
        whisper.convert,
        outranks=_GENERAL,
    ),
    "aws-transcribe": Format(
        "aws-transcribe",
        "JSON of Amazon Transcribe",
        "`results` with `transcripts` and `items`",
        aws_transcribe.detect,
        aws_transcribe.convert,
        outranks=_GENERAL,
    ),
    "google-speech": Format(
        "google-speech",
        "JSON of Google Speech-to-Text, v1 and v2, a transcript for each recording",
        "`results` with `alternatives` that have a `transcript`",
        google_speech.detect,
        google_speech.convert,
        outranks=_GENERAL,
    ),
    "azure-speech": Format(
        "azure-speech",
        "JSON of Azure Speech, batch and fast transcription",
        "`recognizedPhrases`, `AudioFileResults` or `combinedPhrases`",
        azure_speech.detect,
        azure_speech.convert,
        outranks=_GENERAL,
    ),
    "assemblyai": Format(
        "assemblyai",
        "JSON of AssemblyAI",
        "`utterances` or `words` beside `audio_url` or `language_code`",
        assemblyai.detect,
        assemblyai.convert,
        outranks=_GENERAL,
    ),
    "deepgram": Format(
        "deepgram",
        "JSON of Deepgram",
        "`results` with `channels` or `utterances`",
        deepgram.detect,
        deepgram.convert,
        outranks=_GENERAL,
    ),
    "revai": Format(
        "revai",
        "JSON of Rev.ai",
        "`monologues` with `elements`",
        revai.detect,
        revai.convert,
        outranks=_GENERAL,
    ),
    "speechmatics": Format(
        "speechmatics",
        "JSON of Speechmatics, `json-v2`",
        "`results` with a type, times and `alternatives`",
        speechmatics.detect,
        speechmatics.convert,
        outranks=_GENERAL,
    ),
    "gladia": Format(
        "gladia",
        "JSON of Gladia, v1 and v2",
        "`transcription` with `utterances`, `prediction` with `time_begin`",
        gladia.detect,
        gladia.convert,
        outranks=_GENERAL,
    ),
    "elevenlabs": Format(
        "elevenlabs",
        "JSON of ElevenLabs Scribe",
        "`words` of type `word`, `spacing` and `audio_event`",
        elevenlabs.detect,
        elevenlabs.convert,
        outranks=_GENERAL,
    ),
    "podcast-json": Format(
        "podcast-json",
        "JSON transcripts of Podcasting 2.0",
        "`segments` with `startTime` and `body`",
        podcast_json.detect,
        podcast_json.convert,
        outranks=_GENERAL,
    ),
    "rttm": Format(
        "rttm",
        "NIST RTTM with words (`LEXEME`); diarisation without words is refused",
        "lines that begin with a type of RTTM",
        rttm.detect,
        rttm.convert,
        outranks=_GENERAL | {"ctm", "stm"},
    ),
    "stm": Format(
        "stm",
        "NIST STM, a transcript for each recording",
        "lines of recording, channel, speaker, start, end and words",
        stm.detect,
        stm.convert,
        outranks=_GENERAL,
    ),
    "ctm": Format(
        "ctm",
        "NIST CTM, a transcript for each recording",
        "lines of recording, channel, start, duration and word",
        ctm.detect,
        ctm.convert,
        outranks=_GENERAL,
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
    "folia": Format(
        "folia",
        "FoLiA, `.folia.xml`: speech, and chats with actors",
        "root element `FoLiA`",
        folia.detect,
        folia.convert,
        is_binary=True,
    ),
    "textgrid": Format(
        "textgrid",
        "Praat TextGrids, long, short and chronological, UTF-8 or UTF-16",
        'the beginning `File type = "ooTextFile"`, `Object class = "TextGrid"`',
        textgrid.detect,
        textgrid.convert,
        outranks=_GENERAL,
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
        outranks=_GENERAL,
    ),
    "oyez": Format(
        "oyez",
        "arguments before the Supreme Court of the United States, JSON of Oyez",
        "JSON with turns of `text_blocks`",
        oyez.detect,
        oyez.convert,
        outranks=_GENERAL,
    ),
    "parlspeech": Format(
        "parlspeech",
        "tables of parliamentary speeches, CSV: ParlSpeech, EuroParl, ParlEE",
        "a first line with `date`, `speaker`, `text` and a column such as `agenda` or `party`",
        parlspeech.detect,
        parlspeech.convert,
        outranks=_GENERAL,
    ),
    "mediasum": Format(
        "mediasum",
        "interviews of MediaSum, JSON or JSON lines, a transcript for each",
        "records with lists of `utt` and `speaker`",
        mediasum.detect,
        mediasum.convert,
        outranks=_GENERAL,
    ),
    "convokit": Format(
        "convokit",
        "a ConvoKit corpus, `utterances.jsonl` or `.json` and what lies beside it, a transcript for each conversation",
        "records with `id`, `text`, `speaker` and `conversation_id`, or `user` and `root`",
        convokit.detect,
        convokit.convert,
        outranks=_GENERAL,
        companions=convokit.COMPANIONS,
    ),
    "interview": Format(
        "interview",
        "the INTERVIEW corpus, CSV of all speakers or two and what lies beside it, a transcript for each episode",
        "a first line with `episode`, `utterance`, and `speaker` or `is_host`",
        interview.detect,
        interview.convert,
        outranks=_GENERAL,
        companions=interview.COMPANIONS,
    ),
    "messages": Format(
        "messages",
        "chat messages for training, JSON lines of OpenAI or ShareGPT, a transcript for each line",
        "records with `messages` of `role` and `content`, or `conversations` of `from` and `value`",
        messages.detect,
        messages.convert,
        outranks=_GENERAL,
    ),
    "sporc": Format(
        "sporc",
        "speaker turns of SPoRC, JSON lines or Parquet, a transcript for each episode",
        "`turnText`, `startTime` and `mp3url`, or `turn_text`, `start_time` and `episode_id`",
        sporc.detect,
        sporc.convert,
        outranks=_GENERAL,
        is_binary=True,
    ),
    "html": Format(
        "html",
        "saved web pages with a transcript: radio, television, podcasts",
        "root element `html`, or elements of HTML from the beginning on",
        html.detect,
        html.convert,
        is_binary=True,
    ),
    "cnn": Format(
        "cnn",
        "text of CNN's transcripts",
        "`Aired ... - 21:00 ET`, notices of a rush transcript and of orders, `NAME, CNN ANCHOR:` labels",
        cnn.detect,
        cnn.convert,
        outranks=_GENERAL,
    ),
    "parquet": Format(
        "parquet",
        "Parquet tables of turns, with the columns that `[sources.columns]` states or that are usual",
        "the marks of Parquet",
        table.detect_parquet,
        table.convert,
        is_binary=True,
    ),
    "table": Format(
        "table",
        "CSV, TSV, JSON and JSON lines of turns, with the columns that `[sources.columns]` states or that are usual",
        "columns with the usual names of words and speakers",
        table.detect,
        table.convert,
        outranks=TEXT,
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
    "timed-text": Format(
        "timed-text",
        "words behind times without labels: copied from players, printed by Whisper",
        "times that rise at the beginning of lines, no labels",
        timed_text.detect,
        timed_text.convert,
        outranks=TEXT - {"timed-text"},
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


@cache
def known_formats() -> Mapping[str, Format]:
    """Every format by name: those of packages installed beside onrecord, then `FORMATS`.

    Raises `CallError` where such a package cannot be used.
    """
    return MappingProxyType({**plugged_in(FORMATS), **FORMATS})


def get_format(name: str) -> Format:
    """The format of that name. Raises `CallError` naming the ones there are."""
    try:
        return known_formats()[name]
    except KeyError:
        raise CallError(f"no format {name!r}; there are: {', '.join(known_formats())}") from None


def companion_names(name: str, format_name: str | None = None) -> tuple[str, ...]:
    """The names of the companions that a source of that name can have, in the named format or in any."""
    declared = _companions().get(name, ())
    return next((names for of, names in declared if format_name in {of, None}), ())


@cache
def _companions() -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """The formats that declare companions, with their names, by the name of the source."""
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for one in known_formats().values():
        for name, names in one.companions.items():
            found.setdefault(name, []).append((one.name, names))
    return found


def choose_format(source: Source) -> Format:
    """The one format that fits `source`. Raises `FormatUnknown` with the candidates.

    A format that is a special case of another outranks it: where both fit, it is chosen. What has
    declared columns is a table.
    """
    if source.columns:
        return FORMATS["parquet" if is_parquet(source.data) else "table"]
    return choose(source, known_formats())
