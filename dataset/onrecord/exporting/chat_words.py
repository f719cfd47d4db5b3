"""Words as CHAT's main line has them: sentences with a terminator, no sign that it reads as a code."""

from __future__ import annotations

import re
from collections.abc import Iterator

#: A full stop after one of these, or after an initial, ends no sentence.
_ABBREVIATIONS = frozenset(
    """mr mrs ms dr st jr sr prof sen sens rep reps gov gen lt col maj sgt cpl capt cmdr adm pvt rev
    hon pres amb vs inc ltd co corp bros dept univ ave blvd mt ft jan feb mar apr jun jul aug
    sep sept oct nov dec""".split()
)
_END = re.compile(r"(?:[.?!…]|--|—)[\"'”’)\]]*(?=\s|$)|[。？！]")
_LAST_WORD = re.compile(r"(\w+)\.$")
_CLOSING = "\"'”’)] "
#: What ends a sentence, as CHAT's terminators, the longer sign first.
_TERMINATORS = (("...", "+..."), ("…", "+..."), ("--", "+/."), ("—", "+/."),
                ("?", "?"), ("？", "?"), ("!", "!"), ("！", "!"))  # fmt: skip
_INSTEAD = str.maketrans(
    {"‘": "'", "’": "'", "&": " and ", "%": " percent ", "@": " at ", "—": ",", "–": ",",
     "…": ",", ";": ",", "、": ",", "，": ",", "；": ","}
)  # fmt: skip
_SIGNS = re.compile("[&%@;]")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9])")
_INNER_STOP = re.compile(r"(?<=\w)\.(?=\w)")
_PAUSE = re.compile(r"--+|\.{2,}|:(?=\s)|\s-\s")
_WORD = re.compile(r"[\w'-]+|,")
#: CHAT reads a nought before letters or figures as "left out".
_NOUGHTS = re.compile(r"(?<![^\W_])0+(?=\w|-|$)")
_QUOTED = re.compile(r"'+(.*?)'+")


def sentences(text: str) -> list[str]:
    """The main lines of a text on one line, each with its terminator; ``0 .`` where nothing is said."""
    lines = []
    for sentence in _cut(text):
        words = _words(sentence)
        if words:
            lines.append(f"{words} {_terminator(sentence)}")
    return lines or ["0 ."]


def _cut(text: str) -> Iterator[str]:
    begin = 0
    for match in _END.finditer(text):
        sentence = text[begin : match.end()]
        if not _goes_on(sentence, text[match.end() :]):
            yield sentence
            begin = match.end()
    if begin < len(text):
        yield text[begin:]


def _goes_on(sentence: str, rest: str) -> bool:
    """Whether the sentence is not over: an abbreviation, or a small letter follows a dash or dots."""
    after = rest.lstrip()[:1]
    if last := _LAST_WORD.search(sentence):
        word = last[1]
        return word.lower() in _ABBREVIATIONS or (len(word) == 1 and word.isupper())
    return (
        bool(after)
        and sentence.rstrip(_CLOSING).endswith(("--", "—", "…", "..."))
        and (not after.isupper())
    )


def _terminator(sentence: str) -> str:
    bare = sentence.rstrip(_CLOSING)
    return next((ours for sign, ours in _TERMINATORS if bare.endswith(sign)), ".")


def _words(sentence: str) -> str:
    """The words apart by spaces, commas as words of their own."""
    kept = [","]
    for word in _WORD.findall(_plain(sentence)):
        if not word.isalpha():
            word = word if word == "," else _bare(word)  # noqa: PLW2901 - the word as it is kept
            if not word or word == kept[-1] == ",":
                continue
        kept.append(word)
    if kept[-1] == ",":
        kept.pop()
    return " ".join(kept[1:])


def _plain(sentence: str) -> str:
    """The sentence with what means a pause as a comma, and signs that are read aloud as words."""
    if not sentence.isascii() or _SIGNS.search(sentence):
        sentence = sentence.translate(_INSTEAD)
    if "," in sentence:
        sentence = _THOUSANDS.sub("", sentence)
    return _PAUSE.sub(",", _INNER_STOP.sub("_", sentence))


def _bare(word: str) -> str:
    """A word without hyphens at its ends, quotes around it, and noughts that would mark an omission."""
    if "0" in word and (noughts := _NOUGHTS.sub("", word)) != word:
        word = noughts.strip("_-") or "zero"
    bare = word.strip("_-")
    quoted = _QUOTED.fullmatch(bare)
    return quoted[1].strip("_-'") if quoted else bare.strip("'") and bare
