"""The grammar of speaker labels: what may stand before the colon, and what its parts are.

``ANNA MARTELL, HOST`` is a name and a role; ``Mr. M. (Researcher)`` a title, a name and a role;
``JANE D. (D), NEW YORK`` a name and an affiliation; ``KAYE (voice-over)`` a name and a note;
``UNIDENTIFIED PERSON #1`` nobody we can name. `parse_label` decides from the label alone
whether it *can* be one; whether it *is* one depends on the document: see `find_labels`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from onrecord.grammar.lexicon import (
    COLLECTIVES,
    COUNTED,
    DESCRIPTIONS,
    FAMILY_TOO,
    FUNCTION_WORDS,
    GIVEN_TOO,
    HEADINGS,
    LABEL_NOTES,
    PLACED,
    REMARKS,
    ROLE_TAILS,
    SURELY_GIVEN,
    SYNTHETIC,
    UNNAMED,
)
from onrecord.grammar.names import (
    GENERATIONS,
    OFFICES,
    RULED_WORDS,
    SUFFIXES,
    bare,
    display_name,
    fold_name,
    is_office,
    is_particle,
    is_title,
    leads_family_name,
    split_title,
)
from onrecord.grammar.times import parse_time_mark

#: Longest label considered, in characters; labels with long affiliations reach about 120.
MAX_LABEL = 160

#: What may stand around a label without being part of it: Markdown, bullets, caption marks.
_MARKUP = " \t\n>*_#•·–—-"
_TIME = r"(?:[0-9]{1,3}:)?[0-9]{1,3}:[0-9]{2}(?:[.,][0-9]{1,3})?"
_TIMES = re.compile(
    rf"\\?[\[(]\s*(?P<bracketed>{_TIME})\s*\\?[\])]|(?<![\w:])(?P<plain>{_TIME})(?![\w:])"
)
_PARENTHESIS = re.compile(r"\s*[(\[（]([^()\[\]（）]*)[)\]）]")
_NUMBER = re.compile(r"^(?:#|NO\.?\s*)?[0-9]{1,4}$|^#?[A-Z]$", re.IGNORECASE)
_ANONYMOUS = re.compile(
    r"^(?:SPEAKER|SPK|SPKR|S|VOICE|PERSON|PARTICIPANT|P|INTERVIEWEE|RESPONDENT)"
    r"[ _#-]{0,2}(?:[0-9]{1,3}|[A-Z]|\?)$",
    re.IGNORECASE,
)
#: Codes of those who are asked, and of who asks, in research: ``R1``, ``P07``, ``FG2``, ``I``.
CODE = re.compile(r"I|[A-Z]{1,3}[0-9]{1,3}")
#: What meeting software prints for who did not give a name.
_DEVICE = re.compile(
    r"\+?[0-9][0-9 ()*xX.-]{5,20}|(?:[iI]Phone|[iI]Pad|Galaxy|Android|Pixel)[\w ]{0,20}(?:\([^()]{1,30}\))?"
)
#: What stands before the name of whoever is heard in a recording.
_PLAYED = re.compile(
    r"(?:(?:ARCHIVE|ARCHIVAL|NEWS|AUDIO|VIDEO|FILM|TV|RADIO|MOVIE|SOUND) )?(?:CLIP|TAPE|RECORDING|FOOTAGE|ARCHIVE)S?",
    re.IGNORECASE,
)
_AND, _AMPERSAND = "and", "&"
_JOINTS = frozenset((_AND, _AMPERSAND))
#: Function words that begin names of firms and bodies: ``Second Meridian``, ``First Republic``.
_ALSO_NAMES = frozenset(
    "First Second Third One Two Three Four Five All Every Next Right Good".split()
)
#: A nickname inside a name: ``ELEANOR "NELL" STRAIT``.
_NICKNAME = re.compile(r" [\"“][^\W\d_][^\"“”]{0,20}[\"”](?= )")
_PEERS = frozenset(
    "lord lady baroness baron viscount viscountess earl countess duke duchess".split()
)
#: Function words that a short role may have: ``Vice President of Sales``.
_IN_ROLES = frozenset(("of", "for", "no"))
_BRACKETS = frozenset(("(", "[", "（"))
_LEADING = PLACED | {"of"}
_VOICES = frozenset(("voice", "speaker", "narrator", "assistant"))
_NAMELESS = frozenset(("unidentified", "unknown", "unnamed", "anonymous", "unidentifiable"))
#: ``unidentified`` as typists in a hurry spell it.
_MISSPELT = re.compile(r"un\w{0,3}d\w{0,2}n\w{0,2}t\w{0,2}f\w{1,4}")
#: Last words of labels for nobody in particular that are more than one word long.
_LAST_WORDS = COLLECTIVES | _VOICES | {phrase.split()[-1] for phrase in UNNAMED}
_AFTER_OFFICE = frozenset(("tem", "tempore"))
#: Words that a rule of labels asks for; a name without any of them is an ordinary one.
_RULED = (
    RULED_WORDS
    | FUNCTION_WORDS
    | COUNTED
    | _LAST_WORDS
    | _NAMELESS
    | _AFTER_OFFICE
    | frozenset(UNNAMED)
)
_TRAILING_ROLE = re.compile(r"^(.*[^\s,])\s+(reporting|host|byline)$")
_BRACKET = re.compile(r"[(\[（]")
_DASH = re.compile(r" [-–—|/]")
_DASHED_ROLE = re.compile(r"^(.+?)\s+(?:--|–|—|-|\||/)\s+(.+)$")
_TOKEN = re.compile(r"^['’‘ʼ\"“]?[^\W\d_]+(?:['’‘ʼ.\"”‑–-][^\W\d_]*)*,?$")
_SENTENCE_END = re.compile(r"[.?!;]$|[?!]\s|[a-z]{4,}\.\s")
_ABBREVIATED_END = re.compile(
    r"\b(?:(?:[A-Za-z]\.)+|[Ii]nc\.|INC\.|CORP\.|CO\.|LTD\.|JR\.|SR\.|[A-Z][a-z]{0,5}\.)$"
)


class Label(NamedTuple):
    """A label taken apart.

    `printed` is the label as it stands, without the colon, time marks and markup; `name` the
    name in display case without titles (for an unnamed speaker, the label itself); `key` the
    folded name; `kind` one of ``named``, ``unidentified``, ``collective``, ``synthetic``,
    ``anonymous``; `tokens` the number of words of the name; `time_ms` a time printed with it. One
    that is `doubtful` has a word that is rarely a name (``SANDRA OH``, ``WILL``).
    """

    printed: str
    name: str
    key: str
    kind: str
    title: str = ""
    role: str = ""
    notes: tuple[str, ...] = ()
    capitals: bool = False
    tokens: int = 0
    heading: bool = False
    time_ms: int | None = None
    doubtful: bool = False

    @property
    def is_full(self) -> bool:
        """Whether given name (or initial) and family name are both printed."""
        return self.kind == "named" and self.tokens > 1

    @property
    def is_marked(self) -> bool:
        """Whether something beside the name says that this is a label: a role, a title, a note."""
        return bool(self.role or self.notes or self.title) or self.kind != "named"


@lru_cache(maxsize=1 << 16)
def parse_label(head: str) -> Label | None:
    """The label that `head`, the text before a colon, can be; None if it can be none."""
    if len(head) > MAX_LABEL or "://" in head:
        return None
    if "(" in head and head.count("(") != head.count(")"):
        return None
    head, time_ms = _take_time(head) if ":" in head else (head, None)
    printed = head.strip(_MARKUP)
    if time_ms is not None and _DEVICE.fullmatch(printed):
        return Label(printed, printed, printed.casefold(), "unidentified", time_ms=time_ms)
    if not printed or not _can_begin(printed):
        return None
    bare_label, notes = _take_notes(printed)
    name, role = _split_role(bare_label)
    if _PLAYED.fullmatch(name):
        if not role:  # ARCHIVAL TAPE
            key, capitals = fold_name(name), name.isupper()
            return Label(printed, name, key, "unidentified", "", "", (*notes, name), capitals)
        notes, (name, role) = (*notes, name), _split_role(role)  # ARCHIVE CLIP, Ann Roe
    return _name_label(printed, name, role, notes, time_ms)


def _can_begin(printed: str) -> bool:
    """Whether the first word can open a label: a capital, a particle, a script without case."""
    first = printed[0]
    if first.isalpha():
        return not first.islower() or _may_be_lower(printed.split(" ", 1)[0])
    return first in "'’([（" or printed.startswith("911 ")


def _take_time(head: str) -> tuple[str, int | None]:
    mark = _TIMES.search(head)
    if mark is None:
        return head, None
    rest = head[: mark.start()].rstrip() + " " + head[mark.end() :].lstrip()
    return rest.strip(" -–—|"), parse_time_mark(mark["bracketed"] or mark["plain"])


def _take_notes(printed: str) -> tuple[str, tuple[str, ...]]:
    """What is left without notes such as ``(voice-over)``, and the notes."""
    if "(" not in printed and "[" not in printed and "（" not in printed:
        return printed, ()
    notes = []
    rest = printed
    for parenthesis in _PARENTHESIS.finditer(printed):
        if is_label_note(parenthesis[1].strip()):
            notes.append(parenthesis[1].strip())
            rest = rest.replace(parenthesis.group(), "", 1)
    return rest.strip(), tuple(notes)


def is_label_note(words: str) -> bool:
    """Whether words in parentheses tell how someone speaks: ``voice-over``, ``via phone``."""
    folded = words.casefold()
    return folded in LABEL_NOTES or folded.split(" ", 1)[0] in {
        "via",
        "through",
        "on",
        "from",
        "as",
        "off",
        "by",
        "speaking",
        "singing",
    }


def _split_role(label: str) -> tuple[str, str]:
    """Name and role: split at the first parenthesis, comma or dash outside the name."""
    if label.endswith(("reporting", "host", "byline")) and (
        trailing := _TRAILING_ROLE.match(label)
    ):
        return trailing[1].rstrip(","), trailing[2]
    if label.replace(" ", "").isalpha():
        return label, ""
    bracketed = "(" in label or "[" in label or "（" in label
    head = _BRACKET.split(label, maxsplit=1)[0] if bracketed else label
    dashed = _DASHED_ROLE.match(head) if _DASH.search(head) else None
    name, comma, tail = (dashed[1] if dashed else head).partition(",")
    suffix = tail.split(",", 1)[0]
    if comma and bare(suffix.strip()) in GENERATIONS:
        name = f"{name},{suffix}"
    rest = label[len(name) :].strip().lstrip(",-–—|/ ").strip()
    if (
        rest[:1] in {"(", "[", "（"}
        and rest[-1:] in {")", "]", "）"}
        and not re.search(r"[)\]）].*[(\[（]", rest)
    ):
        rest = rest[1:-1].strip()
    return name.strip(), rest


def _name_label(
    printed: str, name: str, role: str, notes: tuple[str, ...], time_ms: int | None
) -> Label | None:
    in_brackets = printed[len(name) :].lstrip()[:1] in _BRACKETS
    name = without_nickname(name)
    tokens = name.split()
    if not 0 < len(tokens) <= 9:
        return None
    ordinary = _ordinary(name, tokens)
    if ordinary:
        shown, capitals = ordinary
        if role and not in_brackets and not _is_role(role, lower=capitals):
            return None
        heading = not role and _is_heading(tokens[0].lower(), tokens[-1].lower(), shown)
        key, count = fold_name(shown), len(tokens)
        return Label(
            printed, shown, key, "named", "", role, notes, capitals, count, heading, time_ms
        )
    return _label_by_rules(printed, name, role, notes, time_ms, in_brackets=in_brackets)


def without_nickname(name: str) -> str:
    """`name` without a nickname in quotation marks inside it: ``ELEANOR "NELL" STRAIT``."""
    return _NICKNAME.sub("", name) if '"' in name or "“" in name else name


def _is_heading(first: str, last: str, shown: str) -> bool:
    """Whether a name without a role is a heading: by its first or last word or as a whole."""
    return first in HEADINGS or last in REMARKS or fold_name(shown) in HEADINGS


def _label_by_rules(
    printed: str,
    name: str,
    role: str,
    notes: tuple[str, ...],
    time_ms: int | None,
    *,
    in_brackets: bool,
) -> Label | None:
    """The label of a name that is not ordinary; None if it can be none."""
    tokens = name.split()
    unnamed = _unnamed_kind(name, tokens)
    if unnamed:
        capitals = name.isupper()
        if role and not in_brackets and not _is_role(role, lower=capitals):
            return None
        return Label(
            printed, name, fold_name(name), unnamed, "", role, notes, capitals, 0, time_ms=time_ms
        )
    title, rest = split_title(name)
    tokens = rest.split() if title else tokens
    plain = all(map(str.isalpha, tokens))
    if len(tokens) > 7 or not (plain or all(map(_is_name_token, tokens))):
        return None
    if not plain and any(map(_ends_sentence, tokens[:-1])):
        return None
    capitals = _is_capital(tokens)
    if role and not in_brackets and not _is_role(role, lower=capitals):
        return None
    words = rest.lower().split() if plain else [bare(token) for token in tokens]
    joined = len(words) > 2 and not _JOINTS.isdisjoint(words[1:-1])
    spoken = words if plain else [token.replace("’", "'").lower() for token in tokens]
    if len(tokens) == 2 and tokens[1] == "A":
        spoken = spoken[:1]  # Sarah A
    odd = [at for at, word in enumerate(spoken) if word in FUNCTION_WORDS]
    if _is_joined(words) or _is_peer(title, words):
        odd = []
    if odd and not _are_names(spoken, odd):
        return None
    doubtful = bool(odd and not title) and spoken[0] not in SURELY_GIVEN - {spoken[-1]}
    if not _has_capitals([word for word in tokens if word != "of"]):
        return None
    core = [word for at, word in enumerate(words) if at == 0 or word not in SUFFIXES]
    shown = display_name(rest)
    key = fold_name(shown)
    kind = "collective" if joined else "named"
    heading = not role and _is_heading(core[0], core[-1], shown)
    return Label(
        *(printed, shown, key, kind, title, role, notes, capitals, _name_words(core), heading),
        time_ms,
        doubtful,
    )


def _are_names(words: list[str], odd: list[int]) -> bool:
    """Whether the one function word of a name is a name as well, where it stands."""
    (at, *more) = odd
    last = len(words) - 1
    if last == 2 and odd == [1] and words[1] == "the":
        return True  # Joe the Plumber
    return not more and (
        (at == last and words[at] in FAMILY_TOO) or (at == 0 < last and words[at] in GIVEN_TOO)
    )


def _ordinary(name: str, tokens: list[str]) -> tuple[str, bool] | None:
    """The display form of an ordinary name, and whether it is in capitals; None for any other.

    Most names are ordinary: a few words of letters, in capitals or with one capital each, that
    no rule has a say in.
    """
    if len(tokens) > 7 or not name.replace(" ", "").isalpha():
        return None
    words = name.lower().split()
    if not _RULED.isdisjoint(words) or words[0].startswith("un"):
        return None
    shortest = min(map(len, tokens))
    if name.istitle() and shortest > 1:
        return " ".join(tokens), False
    if name.isupper() and shortest > 2 and not any(w.startswith(("mc", "mac")) for w in words):
        return " ".join(map(str.capitalize, tokens)), True
    return None


def _is_peer(title: str, words: list[str]) -> bool:
    """Whether a name is a peer's or a bishop's with the place: ``Lord Peverell of Stoke Dry``."""
    return (
        bare(title.rpartition(" ")[2]) in _PEERS
        and "of" in words[1:-1]
        and not any(word in FUNCTION_WORDS and word != "of" for word in words)
    )


def _is_joined(words: list[str]) -> bool:
    """Whether the only function word is the ``and`` between two names."""
    return (
        not any(word in FUNCTION_WORDS and word != _AND for word in words) and _AND in words[1:-1]
    )


def _has_capitals(tokens: list[str]) -> bool:
    """Whether every word of a name that must begin with a capital does, the last one included."""
    last = tokens[-1]
    if not last[0].isalpha() or last.islower():
        return False
    return not any(token[0].islower() and not _may_be_lower(token) for token in tokens)


def _name_words(core: list[str]) -> int:
    """How many names a name has: ``DE LA CRUZ`` has one.

    A script without case or spaces prints given and family name as one word.
    """
    if len(core) > 1 and leads_family_name(core[0]):
        return max(1, sum(not is_particle(word) for word in core[1:]))
    if len(core) == 1 and len(core[0]) > 1 and core[0].upper() == core[0].lower():
        return 2
    return len(core)


def _may_be_lower(token: str) -> bool:
    return is_particle(token) or token == _AND or token.startswith(("d'", "d’", "al-", "el-"))


def _is_name_token(token: str) -> bool:
    if token.isalpha() or token == _AMPERSAND:
        return True
    if not token.isascii():  # vowel signs, accents of their own
        token = "".join(c for c in token if unicodedata.category(c)[0] != "M")
    return len(token) <= 40 and _TOKEN.match(token) is not None


def _ends_sentence(token: str) -> bool:
    """Whether a word inside a name ends in a full stop without being an abbreviation."""
    word = token.rpartition("-")[2]
    return word.endswith(".") and len(word) > 4 and "." not in word[:-1] and not is_title(word)


def _is_capital(tokens: list[str]) -> bool:
    if "".join(tokens).isupper():
        return True
    letters = "".join([t for t in tokens if bare(t) not in SUFFIXES and not is_particle(t)])
    if letters.islower() or (letters[:1].isupper() and letters[1:].islower()):
        return False
    capitals = sum(c.isupper() for c in letters)
    lowers = sum(c.islower() for c in letters)
    return capitals > 2 * lowers and capitals > 0


@lru_cache(maxsize=1 << 12)
def _is_role(role: str, *, lower: bool) -> bool:
    """Whether the words after a name can be a role or an affiliation, not a clause of speech.

    `lower` allows a short role in lower case, as after a name in capitals.
    """
    words = role.split()
    if len(words) > 20 or (_SENTENCE_END.search(role) and not _ABBREVIATED_END.search(role)):
        return False
    if any(word[-1] == "." and word[0].islower() for word in words[:-1]):
        return False
    if words[0].lower().strip("(),") in ROLE_TAILS:
        return True
    head = words[0].lstrip("\"“'’([")
    if (
        lower
        and len(words) < 5
        and not any(_is_function(word) and word.lower() not in _IN_ROLES for word in words)
    ):
        return True
    return bool(head) and not head[0].islower() and (not _is_function(head) or bare(head) == "the")


def _is_function(word: str) -> bool:
    """Whether a word of a role is none that names anything; ``U.S.`` does."""
    return "." not in word[:-1] and bare(word) in FUNCTION_WORDS and word not in _ALSO_NAMES


def _unnamed_kind(name: str, tokens: list[str]) -> str | None:
    """What kind of unnamed speaker a label stands for; None for a name."""
    last = tokens[-1].lower()
    numbered = not last.isalpha() or len(last) == 1 or last in COUNTED
    nameless = is_nameless(name)
    known = last in UNNAMED or last in _LAST_WORDS or last in OFFICES or last in _AFTER_OFFICE
    known = known or (len(tokens) > 2 and not _LEADING.isdisjoint(map(str.lower, tokens[1:-1])))
    if not (numbered or nameless or known):
        return None
    if numbered and (_ANONYMOUS.match(name) or CODE.fullmatch(name)):
        return "anonymous"
    folded = fold_name(name.replace("#", " "))
    if folded in UNNAMED:
        return UNNAMED[folded]
    if is_office(name):
        return "unidentified"
    words = [word for word in folded.split() if not _NUMBER.match(word)]
    if words and (words[-1] in COUNTED or (words[-1] == "no" and len(words) < len(tokens))):
        words.pop()  # PROTESTER ONE, JUROR NO. 5
    if not words or len(words) > 6:
        return None
    return _described_kind(words, numbered=len(words) < len(folded.split()))


def is_nameless(name: str) -> bool:
    """Whether a label says that nobody knows who it is: ``UNIDENTIFIED MALE``."""
    first = name.split(" ", 1)[0].lower()
    if first in _NAMELESS:
        return True
    return first.startswith("un") and _MISSPELT.fullmatch(first) is not None


def _described_kind(words: list[str], *, numbered: bool) -> str | None:
    """The kind of ``unidentified man``, ``audience member``, ``AI-generated voice``, ``caller``."""
    stem, last = " ".join(words), words[-1]
    if stem in UNNAMED:
        return UNNAMED[stem]
    if last in _VOICES and any(word in SYNTHETIC for word in words):
        return "synthetic"
    described = words[0] in DESCRIPTIONS
    if last in COLLECTIVES and (
        described
        or numbered
        or all(word in COLLECTIVES or word in DESCRIPTIONS or word == "and" for word in words)
    ):
        return "collective"
    if is_nameless(words[0]) or (last in UNNAMED and (described or numbered)):
        return UNNAMED.get(last, "unidentified")
    start = 1 if words[0] in DESCRIPTIONS and len(words) > 1 else 0
    is_placed = not numbered and len(words) > start + 2 and words[start + 1] in PLACED
    return UNNAMED.get(words[start]) if is_placed else None
