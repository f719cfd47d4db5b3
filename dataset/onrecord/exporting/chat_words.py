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
_END = re.compile(r"(?:[.?!…—]|--)[\"'”’)\]]*(?=\s|$)|[。？！]")
_LAST_WORD = re.compile(r"\w+\Z")
#: Longer than any abbreviation: no word is looked at further back.
_LONGEST = 12
_CLOSING = "\"'”’)] "
#: What ends a sentence, as CHAT's terminators, the longer sign first.
_TERMINATORS = (("...", "+..."), ("…", "+..."), ("--", "+/."), ("—", "+/."),
                ("?", "?"), ("？", "?"), ("!", "!"), ("！", "!"))  # fmt: skip
_INSTEAD = str.maketrans(
    {"‘": "'", "’": "'", "&": " and ", "%": " percent ", "@": " at ", "—": ",", "–": ",",
     "…": ",", ";": ",", "、": ",", "，": ",", "；": ","}
)  # fmt: skip
_SIGNS = re.compile("[&%@;]")
_THOUSANDS = re.compile(r",(?<=[0-9],)(?=[0-9])")
_INNER_STOP = re.compile(r"\.(?<=\w\.)(?=\w)")
_PAUSE = re.compile(r"--+|\.{2,}|:(?=\s)|\s-\s")
_MAY_PAUSE = re.compile(r"--|\.\.|: | - ")
_WORD = re.compile(r"[\w'-]+|,")
#: Words that are not what they seem: signs at their ends, noughts; and commas in a row.
_CARE = re.compile(r"(?:^| )['_-]|['_-](?: |$)|0|, ,")
_COMMAS = re.compile(r" ,(?: ,)+")
#: CHAT reads a nought before letters or figures as "left out".
_NOUGHTS = re.compile(r"(?<![^\W_])0+(?=\w|-|$)")


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
        if not _goes_on(text, begin, match):
            yield text[begin : match.end()]
            begin = match.end()
    if begin < len(text):
        yield text[begin:]


def _goes_on(text: str, begin: int, match: re.Match[str]) -> bool:
    """Whether the sentence is not over: an abbreviation, or a small letter follows a dash or dots."""
    sign = match[0].rstrip(_CLOSING)
    if sign == ".":
        at = match.start()
        if text[at - 2 : at] == "..":
            sign = "..."
        elif last := _LAST_WORD.search(text, max(begin, at - _LONGEST), at):
            word = last[0]
            return word.lower() in _ABBREVIATIONS or (len(word) == 1 and word.isupper())
    after = text[match.end() : match.end() + 2].lstrip()
    return bool(after) and sign in {"--", "—", "…", "..."} and not after[0].isupper()


def _terminator(sentence: str) -> str:
    bare = sentence.rstrip(_CLOSING)
    return next((ours for sign, ours in _TERMINATORS if bare.endswith(sign)), ".")


def _words(sentence: str) -> str:
    """The words apart by spaces, commas as words of their own."""
    found = _WORD.findall(_plain(sentence))
    joined = " ".join(found)
    if not _CARE.search(joined):
        return joined.strip(" ,")
    bare = (word if word == "," else _bare(word) for word in found)
    return _COMMAS.sub(" ,", " ".join(word for word in bare if word)).strip(" ,")


def _plain(sentence: str) -> str:
    """The sentence with what means a pause as a comma, and signs that are read aloud as words."""
    if not sentence.isascii() or _SIGNS.search(sentence):
        sentence = sentence.translate(_INSTEAD)
    sentence = _INNER_STOP.sub("_", _THOUSANDS.sub("", sentence))
    return _PAUSE.sub(",", sentence) if _MAY_PAUSE.search(sentence) else sentence


def _bare(word: str) -> str:
    """A word without hyphens at its ends, quotes around it, and noughts that would mark an omission."""
    if "0" in word and (noughts := _NOUGHTS.sub("", word)) != word:
        word = noughts.strip("_-") or "zero"
    bare = word.strip("_-")
    is_quoted = bare.startswith("'") and bare.endswith("'")
    return bare.strip("_-'") if is_quoted else bare
