"""What should have been taken out of the words: furniture, cues, markup, damage."""

from __future__ import annotations

from html.entities import name2codepoint

from ftfy.badness import is_bad

from onrecord.quality.model import Check
from onrecord.quality.rules import RowRule, Rule

_FURNITURE = (
    r"(?i)copyright (?:©|\(c\)|[12][0-9]{3})|© ?[12][0-9]{3}|all rights reserved"
    r"|transcripts? (?:is|are|was|were) (?:created|provided|produced|made|generated)"
    r"|rush deadline|may not be in its final form|terms of use|permissions pages"
    r"|(?:toggle|hide|enlarge) (?:caption|this image)|facebook twitter|flipboard|linkedin"
    r"|skip to main content|sponsor message|become an? (?:npr )?(?:sponsor|member)\b"
    r"|listen ?[·•] ?[0-9]|download embed|transcript download|authoritative record of"
    r"|getty images|sign up for (?:our|the) |click here|\bnpr\.org|support for (?:npr|this)"
    r"|heard on (?:npr|all things|morning|weekend|fresh)|accessibility links|keyboard shortcuts"
    r"|cookie (?:policy|settings)|privacy policy|related stories|read more:"
)

_CUE = (
    r"(?i)[(\[](?:soundbite|laughter|laughs?|applause|music|crosstalk|inaudible|unintelligible"
    r"|begin (?:video|audio)|end (?:video|audio)|singing|cheer|ph|sic|through interpreter"
    r"|reading|commercial break|indiscernible)[^()\[\]]{0,80}[)\]]"
)

#: The entities of HTML 4, and the apostrophe, which is later; the `&Ls;` of "S&Ls;" is none.
_ENTITIES = "|".join(sorted({*name2codepoint, "apos"}))
_MARKUP = (
    r"</?[A-Za-z][A-Za-z0-9]{0,9}(?:\s[^<>]{0,200})?/?>"
    rf"|&(?:{_ENTITIES}|#[0-9]{{2,6}}|#x[0-9a-fA-F]{{2,5}});"
    r"|\*\*[^*]{1,80}\*\*|\]\(https?:|-->|\{\\\""
)

#: What UTF-8 read as a one-byte encoding begins with.
_DAMAGED = ("Ã", "Â", "â€", "Å", "Ä", "Ð", "Ñ", "ï»", "ï¿", "ðŸ", "\N{REPLACEMENT CHARACTER}")
_MAYBE_DAMAGED = "|".join(_DAMAGED)

_CONTROL = (
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{80}-\x{9f}\x{200b}\x{202a}-\x{202e}\x{2060}"
    r"\x{2066}-\x{2069}\x{feff}\x{fffe}]"
)


def find_mojibake(text: str) -> str | None:
    """The surroundings of damaged characters, or None where the text is only foreign."""
    if "\N{REPLACEMENT CHARACTER}" in text:
        return _around(text, text.index("\N{REPLACEMENT CHARACTER}"))
    for piece in _DAMAGED:
        at = text.find(piece)
        if at >= 0 and is_bad(text):
            return _around(text, at)
    return None


def _around(text: str, at: int) -> str:
    return text[max(at - 30, 0) : at + 40]


def _extract(pattern: str) -> str:
    return f"regexp_extract(text, '{pattern}')"


_NEEDS = ("turns.text", "turns.kind")

#: What no language writes: a letter that UTF-8 begins a character with, then what it goes on with.
BROKEN_LETTER = r"[\x{c2}-\x{df}][\x{80}-\x{9f}\x{a1}-\x{aa}\x{ac}-\x{af}\x{b1}-\x{b6}\x{b8}-\x{ba}\x{bc}-\x{bf}]|â€"

_DIRT = rf"{_MARKUP}|{_CONTROL}|{BROKEN_LETTER}|\x{{fffd}}"


def _clean(table: str, check_id: str, what: str, columns: tuple[str, ...]) -> RowRule:
    """The rule that short texts of a table hold no markup, damage or hidden characters."""
    found = ", ".join(f"nullif(regexp_extract({name}, '{_DIRT}'), '')" for name in columns)
    return RowRule(
        Check(
            id=check_id,
            severity="warn",
            table=table,
            description=f"{what} hold no markup, damaged or hidden characters",
            why="they are shown and searched more than anything else in the dataset",
            fix="convert the source to text first, or declare its encoding in the recipe",
            needs=tuple(f"{table}.{name}" for name in columns),
        ),
        of=" OR ".join(f"{name} <> ''" for name in columns),
        fails=" OR ".join(f"regexp_matches({name}, '{_DIRT}')" for name in columns),
        value=f"concat_ws(' | ', {found})",
    )


RULES: tuple[Rule, ...] = (
    _clean("documents", "titles_are_clean", "titles and summaries", ("title", "summary")),
    RowRule(
        Check(
            id="furniture_is_not_left_in_text",
            severity="warn",
            table="turns",
            description="no notice, address, button or credit of the page stands in the words",
            why="it is counted as speech, and the same words come back in thousands of turns",
            fix="see with onrecord explain what the line was taken for; a line that the format does"
            " not know as furniture is worth a report",
            needs=_NEEDS,
        ),
        of="kind <> 'cue'",
        fails="true",
        pattern=_FURNITURE,
        value=_extract(_FURNITURE),
    ),
    RowRule(
        Check(
            id="cues_are_not_left_in_text",
            severity="warn",
            table="turns",
            description="no cue such as (LAUGHTER) stands in the words",
            why="sounds are counted as words that somebody said",
            fix="report the typography: cues are taken out where they are recognised",
            needs=_NEEDS,
        ),
        of="kind <> 'cue'",
        fails=f"(contains(text, '(') OR contains(text, '[')) AND regexp_matches(text, '{_CUE}')",
        value=_extract(_CUE),
    ),
    RowRule(
        Check(
            id="markup_is_not_left_in_text",
            severity="warn",
            table="turns",
            description="no tag, entity or emphasis mark of HTML, Markdown or captions is in the words",
            why="words with marks in them are not found, and counted as others",
            fix="convert the source to text first, or name the format that it is",
            needs=_NEEDS,
        ),
        of="kind <> 'cue'",
        fails="(contains(text, '<') OR contains(text, '&') OR contains(text, '**')"
        " OR contains(text, '](') OR contains(text, '>') OR contains(text, '{'))"
        f" AND regexp_matches(text, '{_MARKUP}')",
        value=_extract(_MARKUP),
    ),
    RowRule(
        Check(
            id="text_is_not_mojibake",
            severity="error",
            table="turns",
            description="the words are not damaged by a wrong encoding",
            why="names and words with accents or quotation marks are not found, and cannot be read",
            fix="declare the encoding of the sources in the recipe",
            needs=_NEEDS,
        ),
        of="kind <> 'cue'",
        fails="true",
        pattern=_MAYBE_DAMAGED,
        confirm=find_mojibake,
    ),
    RowRule(
        Check(
            id="text_has_no_control_characters",
            severity="warn",
            table="turns",
            description="no control, zero-width or direction-changing character is in the words",
            why="such characters are not seen, break words for every search, and can make text read"
            " otherwise than it is",
            fix="take them out of the sources; they come from word processors and scraping",
            needs=_NEEDS,
        ),
        of="kind <> 'cue'",
        fails="true",
        pattern=_CONTROL,
        value=f"'a hidden character before: '"
        f" || left(regexp_extract(text, '{_CONTROL}(.{{0,40}})', 1), 40)",
    ),
    RowRule(
        Check(
            id="text_is_not_a_placeholder",
            severity="warn",
            table="turns",
            description="the words are not a stand-in such as nan, null or TODO",
            why="missing values written as words are counted as speech",
            fix="write missing values as null",
            needs=_NEEDS,
        ),
        of="kind <> 'cue'",
        fails="strlen(text) BETWEEN 2 AND 40 AND (regexp_full_match(text,"
        " '(?i)nan|null|<na>|n/a|#n/a|undefined|todo:?.{0,20}|tbd|xxx+|lorem ipsum.{0,30}|\\[object object\\]|"
        "test test.{0,10}|\\[?(?:text|transcript|content) (?:missing|here|unavailable)\\]?'))",
    ),
)
