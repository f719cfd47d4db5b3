"""What stands between and inside turns and is nobody's: headings, page numbers, proceedings."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from onrecord.grammar.lexicon import HEADINGS
from onrecord.grammar.names import fold_name

_HEADING = re.compile(r"#{1,6}\s+(?P<words>\S.*)")
#: Lines that stand between turns and are nobody's: page heads, page numbers, clock times of a
#: committee, the sections of an earnings call.
_MARGIN = re.compile(
    r"\S.{0,80}\s{8,}[0-9]{1,4}|(?:[-–—] ?)?[0-9]{1,4}(?: ?[-–—])?|Page [0-9]+(?: of [0-9]+)?|[•·●]?\s*\([0-9]{4}\)"
    r"|(?:Presentation|Prepared Remarks|Corporate Participants|Questions? ?(?:-and-|and|&) ?Answers?(?: (?:Session|Section))?):?",
    re.IGNORECASE,
)
#: What the record says of a hearing between its turns.
_PROCEEDING = re.compile(
    r"Witness(?:es)?: .{3,200}|Examination of witness(?:es)?|On resuming\W*|.{0,40}called as an? .{0,30}witness\b.{0,160}"
    r"|.{0,40}\b(?:duly )?sworn,? .{0,80}\bas follows\b.{0,20}|(?:through )?(?:the|an?) .{0,20}interpreter,? as follows:|.{0,60}\b(?:was|were|having been) (?:first |duly |previously )*sworn\b.{0,120}|Sitting suspended\b.{0,60}|The (?:committee|witness(?:es)?) (?:adjourned|withdrew)\b.{0,60}"
    r"|.{1,80} (?:started|stopped) transcription"
    r"|(?:(?:and )?(?:was |were )?(?:examined and )?testified )?(?:as )?follows:",
    re.IGNORECASE,
)
#: The parts of a programme: ``Act One: The Note``.
_PART = re.compile(
    r"(?:Act|Part|Chapter|Segment|Scene|Episode|Section) (?:[0-9]{1,3}|[IVX]{1,5}|One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten)\b.{0,80}"
    r"|(?:Prologue|Epilogue|Coda|Introduction|Credits|Preview)\b.{0,80}|[*_ ]{3,}",
    re.IGNORECASE,
)
BY_LINE = re.compile(r"(?m)^[ \t]*(?P<line>BY (?P<label>[^\n:]{2,60}):)[ \t]*$")
#: The end of a sentence; not an initial or ``b. 1931``.
SENTENCE_END = re.compile(r"(?:(?<!\b[^\WIi])\.|[?!…])(?:[\"”’)]*$|\s)|[。？！]")


def line_end(text: str, at: int) -> int:
    newline = text.find("\n", at)
    return newline if newline >= 0 else len(text)


def headings(
    text: str, start: int, end: int, agenda: Collection[str] = ()
) -> Iterator[tuple[int, int]]:
    """The lines of `start`:`end` that are headings: Markdown, minutes, capitals, the `agenda`'s."""
    at = text.find("\n", start, end)
    while 0 <= at < end:
        stop = min(line_end(text, at + 1), end)
        words = text[at + 1 : stop].strip()
        if words and (
            is_heading(words) or (agenda and " ".join(words.split()).casefold() in agenda)
        ):
            first = at + 1 + text[at + 1 : stop].index(words[0])
            yield first, first + len(words)
        at = stop if stop < end else -1


def is_heading(words: str) -> bool:
    if words.startswith("#") and _HEADING.fullmatch(words):
        return True
    if _MARGIN.fullmatch(words) or (_PART.fullmatch(words) and not SENTENCE_END.search(words)):
        return True
    if len(words) < 240 and _PROCEEDING.fullmatch(words):
        return True
    if words.startswith("BY ") and BY_LINE.fullmatch(words):
        return True
    if len(words) > 300:
        return False
    head = words.partition(":")[0].strip("*_ ")
    bold = words.startswith("**")
    if (
        ":" in words
        and (head.isupper() or bold)
        and (fold_name(head).split() or [""])[0] in HEADINGS
    ):
        return True
    return (
        len(words) < 80
        and words.isupper()
        and len(words) > 5
        and words[-1] not in ".?!)]…"
        and sum(c.isalpha() for c in words) > len(words) / 2
    )
