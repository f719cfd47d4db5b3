"""Front matter of plain transcripts: ``Key: value`` lines and YAML blocks."""

from __future__ import annotations

import re

from onrecord.formats.reading import Ledger, squeeze
from onrecord.grammar.times import find_date
from onrecord.transcript import Passage, Transcript

#: Keys of front matter, folded, and the column each fills; empty for keys without a column.
KEYS = {
    key: column
    for column, keys in {
        "title": "title|subject|episode|topic|case|re|hearing|event|meeting|call|session title",
        "published_on": "date|published|aired|air date|airdate|recorded|release date|pubdate|date of hearing|broadcast|recorded on|publication date",
        "program": "podcast|show|program|programme|series|body|committee|board",
        "network": "network|publisher|channel",
        "station": "station",
        "summary": "summary|description|abstract",
        "url": "url|link|source",
        "rights": "copyright|rights|license|licence",
        "language": "language|lang",
        "credits": "host|hosts|guest|guests|speakers|speaker|participants|present|attendees|moderator|panelists|panellists|interviewer|interviewee|chair|members present|with|by|in attendance|panel|appearances|counsel|reporter|company participants|executives|analysts|judge|before",
        "": "location|place|venue|time|duration|length|transcribed by|transcriber|transcript|tags|id|version|absent|recorder|file|status|keywords|note|episode number|number|producer|produced by|call to order|docket|apologies|season|format|draft|audio|license url",
    }.items()
    for key in keys.split("|")
}
#: Emphasis that begins inside a value, and so ends there too.
_EMPHASISED = re.compile(r"(?<=[\s(])[*_]{1,3}[^\W_]")


def read_front_matter(transcript: Transcript, ledger: Ledger) -> int:
    """Book YAML front matter, if any; where the rest begins."""
    text = ledger.text
    at = len(text) - len(text.lstrip("\ufeff \n"))
    if text.startswith(("---\n", "--- "), at):
        return _read_yaml(transcript, ledger, at)
    return text.rfind("\n", 0, at) + 1  # the first line may be set in


def _read_yaml(transcript: Transcript, ledger: Ledger, start: int) -> int:
    text = ledger.text
    close = text.find("\n---", start + 3)
    if close < 0:
        return start
    end = close + 4
    key = ""
    at = start + 4
    for line in text[start + 4 : close].split("\n"):
        name, colon, value = line.partition(":")
        if colon and not line.startswith((" ", "-", "\t")):
            key = name.strip().casefold()
        elif line.strip().startswith("- "):
            value = line.strip()[2:]
        entry, colon, said = line.strip().removeprefix("- ").partition(":")
        if colon and entry in {"name", "role", "nick"} and line.startswith((" ", "-", "\t")):
            _book_person(transcript, entry, said.strip(" \"'"), at)
        elif value.strip():
            book_value(transcript, key, value.strip(" \"'[]"), at)
        at += len(line) + 1
    ledger.book("front-matter", start, end)
    return end


def _book_person(transcript: Transcript, entry: str, said: str, at: int) -> None:
    """Keep a person of a cast list in front matter; role and nickname join the name above."""
    credits_ = transcript.credits
    if entry == "name":
        credits_.append(Passage(f"speaker: {said}", at, at + len(said)))
    elif credits_ and said:
        key, _, name = credits_[-1].text.partition(": ")
        whole = f"{said}: {name}" if entry == "role" else f'{key}: {name} "{said}"'
        credits_[-1] = Passage(whole, credits_[-1].start, at)


def book_value(transcript: Transcript, key: str, value: str, at: int) -> None:
    column = KEYS.get(key, "")
    front = transcript.front
    value = value.strip("\"' \n\t").lstrip("*_\"' ")
    value = squeeze(value if _EMPHASISED.search(value) else value.rstrip("*_\"' "))
    if not column or not value:
        return
    if column == "credits":
        transcript.credits.append(Passage(f"{key}: {value}", at, at + len(value)))
    elif column == "published_on":
        front.published_on = front.published_on or find_date(value)
    elif column == "language":
        front.language = (
            value if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", value) else None
        )
    elif getattr(front, column) is None:
        setattr(front, column, value)
