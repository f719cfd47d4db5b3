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

_REJECTS = "the table of rejects"


def _names(*names: str) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(name) for name in names))


def _columns(**tables: str) -> tuple[str, ...]:
    """Columns as ``table.column``, from their names by table."""
    return tuple(f"{table}.{name}" for table, names in tables.items() for name in names.split())


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
                "which reply answers which: each utterance replies to the one before it",
                _REJECTS,
            ),
            drops=_columns(
                documents="""regions""",
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
                "standalone cues",
                _REJECTS,
            ),
            drops=_columns(
                documents="""story_id source_uri source_sha256 source_bytes format network station
                    rights license language duration_ms
                    transcript_kind n_turns n_people n_words regions
                    unexplained_chars flags""",
                turns="""kind speaker_label role role_label attribution confidence cues
                    char_start char_end start_ms end_ms n_words
                    continues""",
                people="""given_name family_name scope kind aliases roles affiliations
                    descriptions bio wikidata_id n_documents n_turns
                    n_words first_seen last_seen""",
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
                "roles beyond the two sides",
                "people as such: a speaker is a name",
                "standalone cues",
                _REJECTS,
            ),
            drops=_columns(
                documents="""story_id source_sha256 source_bytes format program network station
                    summary url rights duration_ms transcript_kind
                    n_turns n_people n_words regions unexplained_chars
                    flags""",
                turns="""kind speaker_label role_label attribution confidence cues char_start
                    char_end start_ms end_ms n_words continues""",
                people="""given_name family_name scope kind aliases roles affiliations
                    descriptions bio wikidata_id n_documents n_turns
                    n_words first_seen last_seen""",
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
                "that a turn has no time of its own: it is shown with the one before",
                "people as such: a voice is a name",
                "kinds of cues",
                "control characters: U+FFFD",
                _REJECTS,
            ),
            drops=_columns(
                documents="""story_id source_sha256 source_bytes format network station summary url
                    rights language duration_ms transcript_kind
                    n_turns n_people n_words regions unexplained_chars
                    flags""",
                turns="""kind speaker_label role role_label attribution confidence char_start
                    char_end n_words continues""",
                people="""given_name family_name scope kind aliases roles affiliations
                    descriptions bio wikidata_id n_documents n_turns
                    n_words first_seen last_seen""",
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
                "that a turn has no time of its own: it is shown with the one before",
                "people as such: a speaker is a name before the words",
                "kinds of cues",
                "signs that players act on: in full width",
                "control characters: U+FFFD",
                _REJECTS,
            ),
            drops=_columns(
                documents="""story_id source_uri source_sha256 source_bytes format title program
                    network station summary url rights license
                    published_on language duration_ms transcript_kind
                    n_turns n_people n_words regions unexplained_chars
                    flags""",
                turns="""kind speaker_label role role_label attribution confidence char_start
                    char_end n_words continues""",
                people="""given_name family_name scope kind aliases roles affiliations
                    descriptions bio wikidata_id n_documents n_turns
                    n_words first_seen last_seen""",
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
                "a date that is none of the calendar",
                "values outside the closed vocabularies",
                "characters that XML has no place for: U+FFFD",
                _REJECTS,
            ),
            drops=_columns(
                documents="""story_id source_bytes format transcript_kind n_turns n_people n_words
                    regions unexplained_chars flags""",
                turns="""speaker_label role_label char_start char_end n_words continues""",
                people="""scope roles n_documents n_turns n_words first_seen last_seen""",
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
                "times of standalone cues, and of turns that end as they begin",
                "roles beyond CHAT's list on `@ID`; `%xturn` has ours",
                "control characters: U+FFFD",
                _REJECTS,
            ),
            drops=_columns(
                documents="""story_id source_sha256 source_bytes format summary url duration_ms
                    transcript_kind n_turns n_people n_words regions
                    unexplained_chars flags""",
                turns="""speaker_label role_label char_start char_end n_words continues""",
                people="""given_name scope kind aliases roles affiliations descriptions bio
                    wikidata_id n_documents n_turns n_words first_seen
                    last_seen""",
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
            loses=(
                "types of lists and dates: JSON and ISO 8601 text",
                _REJECTS,
            ),
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
            loses=(
                "types of lists and dates: JSON and ISO 8601 text",
                _REJECTS,
            ),
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
