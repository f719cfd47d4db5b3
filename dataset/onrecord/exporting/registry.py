"""The formats a dataset can be exported to.

How to add one: write ``dataset/onrecord/exporting/NAME.py`` with a pure function ``write`` from
conversations to pieces (see ``model``), say in its docstring what it makes, and add an entry here that tells
what does not survive. ``make docs`` puts it into docs/export.md.
"""

from __future__ import annotations

import re

from onrecord.errors import CallError
from onrecord.exporting import (
    chat,
    convokit,
    csv_tables,
    datasette,
    mediasum,
    messages,
    sqlite,
    srt,
    tei,
    webvtt,
)
from onrecord.exporting.model import ExportFormat

_POSITIONS = "places in the source (char_start, char_end, regions)"
_EVIDENCE = "how speakers are known (attribution, confidence)"
_LABELS = "labels as printed (speaker_label, role_label)"
_CUES = "inline and standalone cues"
_REJECTS = "the table of rejects"


def _names(*names: str) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(name) for name in names))


def _documents(suffix: str) -> re.Pattern[str]:
    return re.compile(rf"doc-[0-9a-f]{{20}}{re.escape(suffix)}")


EXPORTS: dict[str, ExportFormat] = {
    one.name: one
    for one in (
        ExportFormat(
            name="convokit",
            writes="a ConvoKit corpus: utterances, speakers, conversations with metadata",
            shape="folder",
            suffix="",
            loses=(
                "documents without a spoken turn",
                "what each piece of a source is (regions)",
                "which reply answers which: each utterance replies to the one before it",
                _REJECTS,
            ),
            write=convokit.write,
            owns=_names(*convokit.FILES),
            needs_people=False,
        ),
        ExportFormat(
            name="mediasum",
            writes="MediaSum JSON: an array of interviews with `utt` and `speaker`",
            shape="file",
            suffix=".json",
            loses=(
                "people as such: a speaker is a name, and namesakes are one",
                _LABELS,
                "roles and kinds of turns",
                _CUES,
                "times",
                _EVIDENCE,
                _POSITIONS,
                "network, station, rights, licence, language, flags",
                _REJECTS,
            ),
            write=mediasum.write,
            begins=b"[\n",
        ),
        ExportFormat(
            name="messages",
            writes="chat messages for training: JSON lines with user and assistant",
            shape="file",
            suffix=".jsonl",
            loses=(
                "documents in which one side never speaks",
                "what the assistant's side says before the user's first word",
                "bounds of turns that one side speaks in a row, unless `--multi-party`",
                "roles beyond the two sides, kinds of turns",
                "people as such: a speaker is a name",
                _LABELS,
                _CUES,
                "times",
                _EVIDENCE,
                _POSITIONS,
                "programme, network, station, summary, rights, flags",
                _REJECTS,
            ),
            write=messages.write,
            begins=b'{"messages": ',
            options=("assistant", "user", "system", "multi_party"),
        ),
        ExportFormat(
            name="webvtt",
            writes="WebVTT captions: a file a document, speakers as voices",
            shape="documents",
            suffix=webvtt.SUFFIX,
            loses=(
                "documents without times",
                "turns without a time are shown with the one before",
                "people as such: a voice is a name",
                _LABELS,
                "roles and kinds of turns, kinds of cues",
                _EVIDENCE,
                _POSITIONS,
                "network, station, summary, rights, language, flags",
                "control characters: U+FFFD",
                _REJECTS,
            ),
            write=webvtt.write,
            begins=b"WEBVTT",
            owns=_documents(webvtt.SUFFIX),
        ),
        ExportFormat(
            name="srt",
            writes="SubRip captions: a file a document, the speaker's name before the words",
            shape="documents",
            suffix=srt.SUFFIX,
            loses=(
                "documents without times",
                "turns without a time are shown with the one before",
                "everything of the document but its words",
                "people as such: a speaker is a name before the words",
                _LABELS,
                "roles and kinds of turns, kinds of cues",
                _EVIDENCE,
                _POSITIONS,
                "tags, styles and arrows in the words: in full-width signs",
                "control characters: U+FFFD",
                _REJECTS,
            ),
            write=srt.write,
            begins=b"1\n",
            owns=_documents(srt.SUFFIX),
        ),
        ExportFormat(
            name="tei",
            writes="TEI P5: a file a document, `u` with `listPerson`, a timeline",
            shape="documents",
            suffix=tei.SUFFIX,
            loses=(
                _LABELS,
                _POSITIONS,
                "which turn an interrupted one goes on in (continues)",
                "what a person does in other documents (roles, counts, dates)",
                "the date where it is none of the calendar, flags, counts, story_id, transcript_kind",
                "characters that XML has no place for: U+FFFD",
                _REJECTS,
            ),
            write=tei.write,
            begins=tei.BEGINS,
            owns=_documents(tei.SUFFIX),
        ),
        ExportFormat(
            name="chat",
            writes="CHAT of TalkBank and CLAN: a file a document, `@Participants` and `@ID`",
            shape="documents",
            suffix=chat.SUFFIX,
            loses=(
                "punctuation and signs on the main line; `%xtext` has the words as they were",
                "a start without an end",
                "of people all but name, role, person_id",
                "roles beyond CHAT's list on `@ID`; `%xturn` has ours",
                _LABELS,
                _POSITIONS,
                "summary, url, flags, counts, story_id, transcript_kind",
                "control characters: U+FFFD",
                _REJECTS,
            ),
            write=chat.write,
            begins=chat.BEGINS,
            owns=_documents(chat.SUFFIX),
        ),
        ExportFormat(
            name="csv",
            writes="CSV: documents, turns and people, every column",
            shape="folder",
            suffix="",
            loses=(
                "types: all is text, lists are JSON",
                "cells that a spreadsheet would run begin with an apostrophe, unless `--unguarded`",
                "NUL: U+FFFD",
                _REJECTS,
            ),
            write=csv_tables.write,
            owns=_names(*(f"{name}.csv" for name in csv_tables.TABLES)),
            options=("guard",),
            without=(),
            needs_words=False,
            needs_people=False,
        ),
        ExportFormat(
            name="sqlite",
            writes="an SQLite database: documents, turns and people with keys, every column",
            shape="file",
            suffix=".db",
            loses=("types of lists and dates: JSON and ISO 8601 text", _REJECTS),
            write=sqlite.write,
            begins=sqlite.BEGINS,
            begins_at=sqlite.BEGINS_AT,
            without=(),
            needs_words=False,
            needs_people=False,
        ),
        ExportFormat(
            name="datasette",
            writes="a Datasette folder: the database with full-text search, and `metadata.json`",
            shape="folder",
            suffix="",
            loses=("types of lists and dates: JSON and ISO 8601 text", _REJECTS),
            write=datasette.write,
            owns=_names(*datasette.FILES),
            without=(),
            needs_words=False,
            needs_people=False,
        ),
    )
}


def get_export(name: str) -> ExportFormat:
    """The format of that name. Raises `CallError` for an unknown one."""
    if name not in EXPORTS:
        raise CallError(f"there is no export format {name!r}; there are: {', '.join(EXPORTS)}")
    return EXPORTS[name]
