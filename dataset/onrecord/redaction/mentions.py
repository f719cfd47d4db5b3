"""Names found in running words, and what stands in their place.

A name is looked for as it is folded: without case, accents and punctuation. Found are full names,
also without middle names, and of the people of a document their given and family names alone, with
a capital. Nicknames, initials, misspellings and descriptions are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from onrecord.grammar.names import SUFFIXES, TITLES, fold_name, is_particle, split_name, split_title

_LETTER = r"[^\W\d_][\u0300-\u036f]*"
_WORD = re.compile(rf"(?:{_LETTER})+(?:['’ʼ](?!s\b|S\b)(?:{_LETTER})+)*")
_BETWEEN = re.compile(r"[\s.\-‐‑]{1,3}")
#: Scripts that put no space between words, where a name is any run of its letters.
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)
_SENTENCE_END = re.compile(r"(?:^|[.?!:…\"“»”]|--|—)\s*[\"“«(\[]?$")

#: Given names that begin sentences as other words: only inside a sentence are they taken for names.
_ALSO_WORDS = frozenset(
    """will may mark bill hope art sue june april august chase grant rich frank major rose grace joy
    faith dawn summer autumn rob drew skip pat guy young long white black brown green king day see
    price cash case love best rice snow bush wood woods stone field banks bell cook baker miller
    church child short small little poor good sharp strong swift still moody sweet early""".split()
)


class Form(NamedTuple):
    """A name as folded words, and whether it stands for the person wherever it is found.

    One that does not is looked for only where the person speaks.
    """

    words: tuple[str, ...]
    anywhere: bool


def forms_of(names: Iterable[str]) -> frozenset[Form]:
    """The forms of the names of one person: full, without middle names, given, family."""
    forms: set[Form] = set()
    for name in [spelled for one in names for spelled in (one, one.replace(".", ". "))]:
        words = tuple(w for w in fold_name(split_title(name)[1]).split() if w not in SUFFIXES)
        if not words:
            continue
        forms.add(Form(words, len(words) > 1))
        if len(words) == 1:
            continue
        parts = split_name(split_title(name)[1])
        given, family = (tuple(fold_name(part).split()) for part in (parts.given, parts.family))
        if given and family:
            forms.add(Form((given[0], *family), anywhere=len(given[0]) > 1))
            forms |= {Form(family, False), Form(given, False), Form(given[:1], False)}
        forms |= {Form(words[-1:], False), Form(words[:1], False)}
    return frozenset(form for form in forms if _tells(form.words))


def _tells(words: tuple[str, ...]) -> bool:
    """Whether words can tell a person: no initial, particle or title alone."""
    if len(words) > 1:
        return True
    word = words[0]
    cased = word.upper() != word
    return len(word) > (2 if cased else 1) and not is_particle(word) and word not in TITLES


class Mentions:
    """Names to find, each with what stands in its place.

    `elsewhere` are names that stand for somebody anywhere; a name of two people gets `ambiguous`.
    """

    def __init__(
        self,
        names: Iterable[tuple[Form, str]],
        elsewhere: Mentions | None = None,
        ambiguous: str = "",
    ):
        self._elsewhere = elsewhere
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._runs: dict[str, str] = dict(elsewhere._runs) if elsewhere else {}
        known: dict[tuple[str, ...], str] = {}
        for form, place in names:
            old = known.setdefault(form.words, place)
            if old != place:
                known[form.words] = ambiguous
        for words, place in known.items():
            if _UNSPACED.search("".join(words)):
                self._runs["".join(words)] = place
            self._by_first.setdefault(words[0], []).append((words, place))
        for several in self._by_first.values():
            several.sort(key=lambda pair: -len(pair[0]))

    def __bool__(self) -> bool:
        return bool(self._by_first) or bool(self._elsewhere)

    @cached_property
    def _run(self) -> re.Pattern[str] | None:
        """Names in scripts without spaces, the longest first."""
        names = sorted(
            (run for run in self._runs if len(run) > 1), key=lambda run: (-len(run), run)
        )
        return re.compile("|".join(map(re.escape, names))) if names else None

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """Where names stand in a text, each with what is to stand there; in order, apart."""
        folded = _folded_words(text)
        mine = self._by_first
        others = self._elsewhere._by_first if self._elsewhere else mine
        hits = [at for at, word in enumerate(folded) if word in mine or word in others]
        if not hits:
            return self._with_runs(text, []) if self._run else []
        words = list(_WORD.finditer(text))
        found = []
        end = 0
        for at in hits:
            if at < end:
                continue
            length, place = self._at(text, words, folded, at)
            if length:
                end = at + length
                found.append((words[at].start(), words[end - 1].end(), place))
        return self._with_runs(text, found) if self._run else found

    def _with_runs(
        self, text: str, found: list[tuple[int, int, str]]
    ) -> list[tuple[int, int, str]]:
        """Also the names in scripts without spaces, where nothing else was found."""
        runs = [
            (run.start(), run.end(), self._runs[run.group()])
            for run in (self._run.finditer(text) if self._run else ())
        ]
        apart = [
            run for run in runs if all(run[1] <= start or end <= run[0] for start, end, _ in found)
        ]
        return sorted([*found, *apart])

    def replace(self, text: str) -> str:
        """The text with the names replaced."""
        return replace_at(text, self.find(text))

    def _at(
        self, text: str, words: list[re.Match[str]], folded: list[str], at: int
    ) -> tuple[int, str]:
        for name, place in self._by_first.get(folded[at], ()):
            end = at + len(name)
            if tuple(folded[at:end]) != name or words[end - 1].group()[0].islower():
                continue
            if not all(
                _BETWEEN.fullmatch(text, words[n].end(), words[n + 1].start())
                for n in range(at, end - 1)
            ):
                continue
            if len(name) == 1 and name[0] in _ALSO_WORDS and _begins(text, words[at].start()):
                continue
            return len(name), place
        return self._elsewhere._at(text, words, folded, at) if self._elsewhere else (0, "")


def _begins(text: str, at: int) -> bool:
    """Whether a sentence begins here."""
    return _SENTENCE_END.search(text, max(0, at - 8), at) is not None


def _folded_words(text: str) -> list[str]:
    """The words of a text as names are folded, one for each that `_WORD` finds in it."""
    words = _WORD.findall(text)
    if text.isascii():
        return [word.lower() if "'" not in word else fold_name(word) for word in words]
    return [
        word.lower() if word.isascii() and word.isalpha() else fold_name(word) for word in words
    ]


def replace_at(text: str, found: Iterable[tuple[int, int, str]]) -> str:
    """A text with other words in these places."""
    pieces, last = [], 0
    for start, end, place in found:
        pieces += [text[last:start], place]
        last = end
    return "".join([*pieces, text[last:]])


def move(offset: int, found: Iterable[tuple[int, int, str]]) -> int:
    """Where a place in a text lies after the replacements; inside a name, before it."""
    moved = offset
    for start, end, place in found:
        if offset >= end:
            moved += len(place) - (end - start)
        elif offset > start:
            moved -= offset - start
    return moved
