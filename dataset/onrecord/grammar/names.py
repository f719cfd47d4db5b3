"""How names of people are printed: titles, particles, suffixes, case, and the folded key.

Case follows the usual rules of English-language newsrooms (AP Stylebook, "foreign names" and
"Mc, Mac"); where a document prints the name in mixed case, that form is better evidence and
`display_name` is not asked.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from nicknames import NickNamer

#: Titles that stand before a name, folded (lower case, no full stop), and what they abbreviate.
TITLES = frozenset(
    """mr mrs ms miss mx dr prof professor rev reverend fr father sr sister br brother rabbi imam
    sheikh sir dame lord lady baroness baron count prince princess king queen pope bishop archbishop
    cardinal deacon pastor sen senator rep representative congressman congresswoman gov governor
    mayor president pres chancellor premier minister ambassador amb secretary sec treasurer
    commissioner councilman councilwoman councilmember councillor councilor alderman alderwoman
    alderperson assemblyman assemblywoman assemblymember delegate supervisor trustee director
    superintendent chair chairman chairwoman chairperson chairlady vice-chair judge justice
    magistrate attorney atty counsel solicitor advocate sheriff chief officer detective det agent
    inspector constable trooper marshal warden general gen colonel col lieutenant lt major maj
    captain capt commander cmdr admiral adm sergeant sgt staff corporal cpl private pvt specialist
    airman seaman petty ensign master coach manager nurse doctor chaplain vicar canon elder
    speaker leader whip hon honorable honourable first lady deputy vice acting interim
    former assistant undersecretary comptroller controller controler dean provost principal
    dra sra srta herr frau monsieur madame mme mlle signor signora señor señora señorita don doña
    member council moderator host cohost co-host presenter anchor correspondent reporter juror the
    commissioner-general brigadier councilperson selectman selectwoman clerk engineer planner
    administrator vice-mayor vice-chairman vice-chairwoman vice-president mayor-elect
    rear warrant petty representatives senators councilmembers councilors councillors commissioners supervisors trustees justices judges members delegates messrs mesdames
    actress actor author comedian novelist filmmaker commentator columnist viscount viscountess earl countess duke duchess ayatollah emir sultan postmaster undersecretary secretary-general
    abgeordneter abgeordnete präsident präsidentin vizepräsident vizepräsidentin bundesminister
    bundesministerin bundeskanzler bundeskanzlerin""".split()
)
#: Titles that stand alone for whoever holds the office.
OFFICES = frozenset(
    """mayor vice-mayor clerk treasurer comptroller controller manager attorney solicitor
    commissioner councilmember councilman councilwoman councilor councillor councilperson senator
    representative governor superintendent director sheriff administrator engineer planner president
    vice-president secretary chancellor provost minister premier ambassador supervisor trustee
    speaker leader chair vice-chair chairman vice-chairman chairwoman vice-chairwoman chairperson
    judge justice counsel""".split()
)
_GRADES = frozenset(("vice", "deputy", "acting", "interim", "assistant", "prime", "first"))
#: Words that lengthen a title, before or after it: ``CITY CLERK``, ``MAYOR PRO TEM``.
_OFFICE_WORDS = frozenset(
    """city county town village borough township state district deputy associate public works planning
    finance fire police parks school board community development utilities budget human resources
    pro tem tempore elect emeritus house senate majority minority white press supreme court us un eu
    nato federal national prime foreign under surgeon class grand""".split()
)
_AFTER_TITLE = frozenset(("tem", "tempore", "elect", "emeritus", "class"))
#: What a title can be "of": ``SECRETARY OF STATE``, ``SPEAKER OF THE HOUSE``, ``CHIEF OF STAFF``.
_PORTFOLIOS = frozenset(
    """the and state defense defence treasury labor labour commerce education energy transportation
    agriculture interior health human services homeland security veterans affairs housing urban
    development war navy army staff police house commons finance justice""".split()
)
#: What may be tied to a title with a hyphen: ``PRESIDENT-ELECT``, ``EX-MAYOR``.
_TIED = frozenset("elect designate emeritus ex vice deputy general".split())
#: Titles that are given names too: only split off where a given name remains (``Dean Baker``).
_ALSO_GIVEN = frozenset(
    "don dean major king prince princess count baron earl duke master lady col gene "
    "pope bishop deacon marshal queen page warden constable".split()
)

#: Lower-case parts inside a family name.
PARTICLES = frozenset(
    """de del della di da do dos das du des der den van von vom zu zur zum af av bin bint ibn al el
    ben abu la las le les lo los ter ten tot 't y ní nic uí ó""".split()
)
#: Particles printed lower case when a name is restored from capitals (others keep a capital).
_LOWERED = frozenset("de del della di da dos das du von zu af av bin bint ibn y e".split())
#: Particles that stand at the beginning of a family name and nowhere else.
_LEADING = _LOWERED | frozenset(("ní", "nic", "uí", "ó"))
_LOWERED_AFTER_PARTICLE = frozenset("la las los le les der den dem ter ten 't".split())

#: What a family name can begin with that is no particle: ``St. John``.
_SAINTS = frozenset(("st", "ste"))

SUFFIXES = frozenset("jr sr ii iii iv v md phd esq dds rn usmc ret qc kc mp".split())
#: Suffixes that are part of the name; the others are degrees and honours.
GENERATIONS = frozenset("jr sr ii iii iv v".split())
_CAPITAL_SUFFIXES = frozenset("ii iii iv v md dds rn usmc qc kc mp".split())

#: Surnames after Mac that take a second capital; the rest (Machado, Mack, Macron) do not.
_MAC = frozenset(
    """allister alpine arthur askill aulay aulife bride cabe callum cormack cormick coy crae cready
    culloch diarmid donald donnell dougal dougall dowell duff eachern eoin ewan ewen fadyen farland
    farlane farquhar fie gill gillivray gowan grath gregor guffin guinness guire hugh innes intosh
    intyre isaac iver ivor kay kaye kenna kenzie killop kinlay kinley kinnon lachlan laine laren
    laurin lean leay lehose leish lellan lennan leod mahon manus master millan murdo murray
    murtrie nab nair namara naughton neal nee neice neil neill nicol niven onie phail phee pherson
    quarrie queen rae ritchie robert rory shane swain sween sweeney taggart tavish vicar whirter
    williams""".split()
)
#: Names with capitals inside that no rule gives.
_INNER_CAPITALS = {
    name.lower(): name
    for name in """DeSantis DeVos DeLay DeWine DeJoy DeGette DeFazio DeLauro DeSaulnier DelBene
    DeMint DeGeneres DeNiro DeRosa DeVito DeMarco DeShawn DeAndre DeMar DiCaprio DiMaggio DiFranco
    DiNapoli DuBois DuVernay LaGuardia LaHood LaPierre LaMalfa LaRouche LaTourette LaVoie LaToya
    LaMotta LeBron LeMay LeMond LeVar LaBeouf LaShawn LaKeisha LaTanya VanDerveer VanderMeer
    FitzGerald FitzPatrick JoAnn JoAnne MaryAnn AnnaMaria RuPaul DeForest""".split()
}

_SPECIAL = PARTICLES | SUFFIXES | frozenset(_INNER_CAPITALS) | {"and", "the"}
#: Words that a rule of this module asks for.
RULED_WORDS = _SPECIAL | _LEADING | TITLES | OFFICES | _OFFICE_WORDS | _AFTER_TITLE

_PUNCTUATION = str.maketrans(dict.fromkeys(".'’‘ʼ`´\"“”,·") | dict.fromkeys("-‐‑–—_/", " "))
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
_PIECE = re.compile(r"[^\W\d_]+|[\W\d_]+")


class NameParts(NamedTuple):
    """A personal name taken apart; empty strings where a part is missing."""

    title: str
    given: str
    family: str
    suffix: str


def leads_family_name(token: str) -> bool:
    """Whether a first word is part of a family name: ``DE SOUZA``, but ``VAN JONES`` is whole."""
    return token.lower() in _LEADING


def is_particle(token: str) -> bool:
    """Whether a token is a lower-case part of family names such as ``de`` or ``von``."""
    return "." not in token and token.lower() in PARTICLES


def bare(token: str) -> str:
    """A token as it is looked up: lower case, straight apostrophes, no full stops and commas."""
    if token.isalpha():
        return token.lower()
    return token.replace(".", "").replace("’", "'").strip(",").lower()


def is_title(token: str) -> bool:
    """Whether a token is a title: ``Dr.`` is, the initials ``D.R.`` are not."""
    if "." in token.rstrip(".,"):
        return False
    word = bare(token)
    if word in TITLES:
        return True
    one, hyphen, other = word.partition("-")
    return bool(hyphen) and (
        (one in TITLES and other in _TIED) or (one in _TIED and other in TITLES)
    )


@lru_cache(maxsize=1 << 16)
def fold_name(name: str) -> str:
    """The key under which spellings of one name meet: no case, accents or punctuation."""
    if name.isascii() and name.replace(" ", "").isalpha():
        return " ".join(name.lower().split())
    folded = name.casefold()
    if not folded.isascii():
        folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
        folded = "".join(c for c in folded if not unicodedata.combining(c)).translate(_LETTERS)
    return " ".join(folded.translate(_PUNCTUATION).split())


@lru_cache(maxsize=1 << 16)
def split_title(name: str) -> tuple[str, str]:
    """The titles in front of a name, and the name: ``("Dr.", "Ada Kern")``.

    A title is only split off while a name remains; ``GENERAL MILLS`` keeps nothing back, so
    callers that must tell the two apart ask the document.
    """
    tokens = name.split()
    at = _end_of_title(tokens)
    portfolio = _end_of_portfolio(tokens, at)
    if portfolio:
        return " ".join(tokens[:portfolio]), " ".join(tokens[portfolio:])
    if at and tokens[at - 1].lower() in _ALSO_GIVEN and len(tokens) - at < 2:
        at -= 1
    return " ".join(tokens[:at]), " ".join(tokens[at:])


def _end_of_title(tokens: list[str]) -> int:
    """How many of the first words are titles and what belongs to them, a name being left."""
    at = 0
    while at < len(tokens) - 1 and (is_title(tokens[at]) or bare(tokens[at]) in _OFFICE_WORDS):
        at += 1
    while at and not (is_title(tokens[at - 1]) or _ends_title(tokens[:at])):
        at -= 1
    return at


def _end_of_portfolio(tokens: list[str], at: int) -> int:
    """Where a full name begins after a title with ``of``: ``SECRETARY OF STATE``; 0 without one."""
    if not at or len(tokens) < at + 4 or bare(tokens[at]) != "of":
        return 0
    end = at + 1
    while end < len(tokens) - 2 and bare(tokens[end]) in _PORTFOLIOS:
        end += 1
    return 0 if bare(tokens[end - 1]) in {"of", "the", "and"} else end


def _ends_title(tokens: list[str]) -> bool:
    """Whether the last word closes a title begun before it: ``MAYOR PRO TEM``."""
    return bare(tokens[-1]) in _AFTER_TITLE and any(map(is_title, tokens))


def is_office(name: str) -> bool:
    """Whether a label is an office and nobody's name: ``MAYOR``, ``The Clerk of the Committee``."""
    words = [bare(token) for token in name.split()]
    words = words[1:] if words[:1] == ["the"] else words
    if "of" in words[1:-1]:
        if _end_of_portfolio(name.split(), words.index("of")):
            return False  # Speaker of the House Ann Roe
        words = words[: words.index("of")]
    return any(word in OFFICES for word in words) and all(
        word in OFFICES or word in _OFFICE_WORDS or word in _GRADES for word in words
    )


@lru_cache(maxsize=1 << 12)
def is_short_for(short: str, given: str) -> bool:
    """Whether one folded given name is a short form of another: ``bob`` of ``robert``.

    Known diminutives are those of the package `nicknames`; the beginning of a name is one too.
    """
    if len(short) > 2 and given.startswith(short) and short != given:
        return True
    return short in _nicknames().nicknames_of(given)


@lru_cache(maxsize=1 << 12)
def is_nickname(one: str, other: str) -> bool:
    """Whether one of two folded given names is a known diminutive of the other."""
    return one in _nicknames().nicknames_of(other) or other in _nicknames().nicknames_of(one)


@lru_cache(maxsize=1 << 12)
def full_forms(given: str) -> frozenset[str]:
    """The folded given names that this one is a known short form of: ``robert`` for ``bob``."""
    return frozenset(_nicknames().canonicals_of(given))


@cache
def _nicknames() -> NickNamer:
    return NickNamer()


@lru_cache(maxsize=1 << 16)
def split_name(name: str) -> NameParts:
    """A display name as title, given names, family name (with its particles) and suffix."""
    title, rest = split_title(name)
    tokens = rest.replace(",", " ").split()
    at = len(tokens)
    while at > 1 and bare(tokens[at - 1]) in SUFFIXES:
        at -= 1
    suffix = " ".join(tokens[at:])
    tokens = tokens[:at]
    if len(tokens) < 2:
        return NameParts(title, "", " ".join(tokens), suffix)
    first = len(tokens) - 1
    while first > 1 and (is_particle(tokens[first - 1]) or bare(tokens[first - 1]) in _SAINTS):
        first -= 1
    return NameParts(title, " ".join(tokens[:first]), " ".join(tokens[first:]), suffix)


@lru_cache(maxsize=1 << 16)
def display_name(printed: str) -> str:
    """A name printed in capitals, in display case; a name in mixed case is left as it is."""
    tokens = printed.replace(",", " ").split()
    if printed.isupper() and all(map(_is_plain, tokens)):
        return " ".join(map(str.capitalize, tokens))
    if not any(map(in_capitals, tokens)):
        return with_stop(" ".join(tokens))
    family = len(tokens) - 1
    while family > 0 and bare(tokens[family]) in SUFFIXES:
        family -= 1
    shown = []
    for at, token in enumerate(tokens):
        previous = bare(tokens[at - 1]) if at else ""
        shown.append(_show_token(token, previous, inner=0 < at < family, first=at == 0))
    return with_stop(" ".join(shown))


def with_stop(name: str) -> str:
    """A name in display case with the full stop that belongs to ``Jr.`` and ``Sr.``."""
    return f"{name}." if name.endswith((" Jr", " Sr")) else name


def _is_plain(token: str) -> bool:
    """Whether a word in capitals only needs lower-casing: no particle, no Mac, no initials."""
    if len(token) < 3 or not token.isalpha():
        return False
    lower = token.lower()
    return lower not in _SPECIAL and not lower.startswith(("mc", "mac"))


def in_capitals(token: str) -> bool:
    """Whether a token is in capitals, allowing for ``McNEIL`` and ``O'BRIEN``."""
    if token.isupper():
        return len(token) > 1 and sum(map(str.isalpha, token)) > 1
    if token.istitle():
        return False
    letters = [c for c in token if c.isalpha()]
    capitals = sum(c.isupper() for c in letters)
    return len(letters) > 1 and (
        capitals == len(letters) or (capitals > 2 and capitals > len(letters) / 2)
    )


def _show_token(token: str, previous: str, *, inner: bool, first: bool) -> str:
    key = bare(token)
    if key == "and" or (key in {"of", "the"} and inner):
        return key
    if (
        inner
        and is_particle(token)
        and (key in _LOWERED or (key in _LOWERED_AFTER_PARTICLE and previous in PARTICLES))
    ):
        return token.lower()
    if key in _CAPITAL_SUFFIXES and not first:
        return token.upper()
    if not in_capitals(token):
        return token
    if first and _is_initials(key):
        return token
    if "." in token.rstrip(".,"):  # E.J., not a word
        return token
    if token.isalpha():
        return _show_word(token, token)
    return "".join(_show_word(piece, token) for piece in _PIECE.findall(token))


def _is_initials(key: str) -> bool:
    """Whether two letters are initials (``JB``, ``AJ``) rather than a short name (``ED``)."""
    return len(key) == 2 and key.isalpha() and (key[1] == "j" or not set(key) & set("aeiouy"))


def _show_word(word: str, token: str) -> str:
    if not word[:1].isalpha():
        return word
    lower = word.lower()
    if lower in _INNER_CAPITALS:
        return _INNER_CAPITALS[lower]
    if token.endswith(("'" + word, "’" + word)) and len(word) == 1:
        return lower  # possessive
    if lower.startswith("mc") and len(lower) > 3:
        return "Mc" + lower[2:].capitalize()
    if lower.startswith("mac") and lower[3:] in _MAC:
        return "Mac" + lower[3:].capitalize()
    return lower.capitalize()
