"""People a document lists: bylines, cast lists, attendance, appearances, keys to initials.

``Interviewer: Imogen Tsosie (INT)``, ``COUNCIL: Ann Roe, Mayor; Ben Ito, Ward 1``, ``By Ann Roe``,
``For the Plaintiff: ANN ROE, Roe & Ito LLP``, ``Hosts: Ann Roe and Ben Ito``, ``AR = Ann Roe``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from onrecord.grammar.labels import Label, parse_label
from onrecord.grammar.names import OFFICES, bare, fold_name
from onrecord.speakers.roles import role_of_label, role_of_title

#: What else somebody is called: ``Imogen Tsosie (INT)``, ``Robert "Bob" Lee``.
_ABBREVIATION = re.compile(
    r"[(\[](?P<letters>[A-Z][A-Za-z]{0,3}[0-9]?|(?:[A-Z]\.){2,4})[)\]]|[\"“](?P<nick>[^\W\d_][\w'’-]{1,20})[\"”]"
)
_SEPARATORS = re.compile(r",|\||/|&|\band\b|\bwith\b|\bof\b")
_JOINED = re.compile(r"&|\band\b")
_LEAD = re.compile(r"(?:See stories by|By|BY|by|and|with) ")
_JUDGE = re.compile(r"(?i)before:?\s+(?:the )?hon(?:orable|ourable|\.)\s")
#: Words of an office that make it another one: the mayor pro tem is not the mayor.
_OTHER = frozenset(("vice", "deputy", "pro", "former", "assistant", "acting", "associate", "elect"))
_PRESIDE = frozenset(("president", "mayor", "chair", "chairman", "chairwoman", "chairperson"))
#: A nickname and initials: no entry has more.
_SHORTS = 2
_DEVICES = frozenset(("ipad", "iphone", "android", "galaxy", "pixel"))
#: Words in another script than the Latin; a name in parentheses behind them.
_OTHER_SCRIPT = re.compile(
    r"[\u0370-\u052f\u0590-\u06ff\u0900-\u0dff\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+(?:[ ·・-]+[\u0370-\u052f\u0590-\u06ff\u0900-\u0dff\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+)*"
)
_UNWRAPPED = re.compile(r"^\(([^()]*)\)")
_NAMED = re.compile(r"[^\W\d_a-z][\w'’-]+ ")
#: Different words for one function, folded.
_SAME_FUNCTION = {
    "int": "interviewer",
    "chairman": "chair",
    "chairwoman": "chair",
    "chairperson": "chair",
    "presiding officer": "chair",
    "judge": "court",
    "before": "court",
    "presiding judge": "court",
    "hearing officer": "court",
}


class Listed(NamedTuple):
    """One entry: the name, the role it gives, what stands for it, the functions held, folded."""

    label: Label
    role: str
    abbreviations: tuple[str, ...]
    functions: frozenset[str]


def read_listing(text: str) -> Iterator[Listed]:
    """The people that one line of credits or front matter lists."""
    judge = _JUDGE.match(text)
    key, colon, names = text.partition(":")
    if judge:
        key, names = "judge", text[judge.end() :]
    elif not colon:
        key, names = "", text
    role = _role(key)
    for entry in map(in_latin, _entries(names)):
        shorts = list(_ABBREVIATION.finditer(entry))[:_SHORTS]
        for label, office in _people(" ".join(_ABBREVIATION.sub("", entry).split())):
            letters = [short["letters"] or short["nick"] for short in shorts]
            if not letters and fits_initials(key, label.key):
                letters = [key.strip()]
            yield Listed(
                label,
                _part(role, office),
                tuple(one.casefold().replace(".", "") for one in letters),
                functions_of(office) | functions_of(key) | functions_of(label.title),
            )


def in_latin(entry: str) -> str:
    """An entry with the name in Latin letters, where it is printed in two scripts."""
    if entry.isascii() or not _OTHER_SCRIPT.search(entry):
        return entry
    rest = _OTHER_SCRIPT.sub("", entry).strip()
    return _UNWRAPPED.sub(r"\1", rest) if _NAMED.match(rest.lstrip("(")) else entry


def _part(role: str, office: str) -> str:
    """The role of who is listed under `role` with an office: a board's president has its chair."""
    if role == "member" and fold_name(office) in _PRESIDE:
        return "chair"
    return role if role in {"witness", "member"} else _role(office) or role


def _role(words: str) -> str:
    return role_of_label(words) or role_of_title(words)


def _entries(names: str) -> list[str]:
    if ";" in names:
        return names.split(";")
    parts = [part for part in _SEPARATORS.split(names) if part.strip()]
    return parts if all(map(_full, parts)) else [names]


def _people(entry: str) -> Iterator[tuple[Label, str]]:
    whole = _full(entry)
    if whole is not None:
        yield whole, whole.role
        return
    head, _, office = entry.partition(",")
    for part in _JOINED.split(head):
        label = _full(part)
        if label is not None:
            yield label, office.strip()


def _full(words: str) -> Label | None:
    words = words.strip(" .*_\t")
    lead = _LEAD.match(words)
    label = parse_label(words[lead.end() :] if lead else words)
    return label if label and label.is_full and not label.heading else None


def fits_initials(letters: str, key: str) -> bool:
    """Whether capitals such as ``RK`` can stand for the folded name `key`: first and last fit."""
    folded = as_initials(letters)
    return bool(folded) and stands_for(folded, key.split())


def as_initials(letters: str) -> str:
    """Capitals such as ``RK`` folded; empty where they can be nobody's initials."""
    folded = bare(letters.strip())
    capitals = sum(map(str.isupper, letters)) if 2 <= len(folded) <= 5 else 0
    return folded if capitals > 1 else ""


def stands_for(initials: str, words: Sequence[str]) -> bool:
    """Whether folded initials are those of all words of a name, or of the first and the last."""
    if len(words) < 2:
        return False
    return initials in {"".join([word[0] for word in words]), words[0][0] + words[-1][0]}


@lru_cache(maxsize=1 << 12)
def functions_of(office: str) -> frozenset[str]:
    """The functions that an office as printed holds, folded: ``City Clerk`` is ``clerk`` too."""
    words = fold_name(office).removeprefix("the ").split()
    if not words or len(words) > 6 or words[0] in _DEVICES:
        return frozenset()
    phrase = " ".join(words)
    found = {_SAME_FUNCTION.get(phrase, phrase)}
    if words[-1] in OFFICES and _OTHER.isdisjoint(words):
        found.add(_SAME_FUNCTION.get(words[-1], words[-1]))
    return frozenset(found)
