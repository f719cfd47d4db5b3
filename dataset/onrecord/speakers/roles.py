"""Roles: from what labels and biographies say, and from what people do in the conversation."""

from __future__ import annotations

import re
from functools import lru_cache

from onrecord.grammar.names import bare, fold_name

#: The first pattern that matches the folded words of a label's role decides.
_ROLE_WORDS = (
    ("advocate", r"^(?:for|counsel)\b"),
    ("member", r"\bvice[- ]?chair"),
    (
        "host",
        r"\b(?:co-?host|host|hosts|anchor|co-?anchor|presenter|interviewer|emcee|ведущ\w*|主持人"
        r"|moderador\w*|presentador\w*|animateur|animatrice|présentat\w+)\b",
    ),
    ("moderator", r"\b(?:moderator|facilitator)\b|^operator$"),
    (
        "reporter",
        r"\b(?:byline|reporter|reporting|correspondent|newscaster|journalist|headlines|newsroom)\b",
    ),
    ("participant", r"\b(?:chief executive|ceo|president and|chief \w+ officer)\b"),
    ("announcer", r"\b(?:announcer|voice ?over)\b"),
    ("narrator", r"\bnarrator\b"),
    ("caller", r"\bcaller\b"),
    ("chair", r"\b(?:chair|chairman|chairwoman|chairperson|chairlady|presiding)\b"),
    ("judge", r"\b(?:judge|justice|magistrate|the court)\b"),
    (
        "advocate",
        r"\b(?:attorney|counsel|prosecutor|advocate|solicitor general|barrister|defender)\b",
    ),
    ("witness", r"\b(?:witness(?:es)?|defendant|plaintiff)\b|^statements? of$"),
    ("audience", r"\b(?:audience|audience member|questioner)\b"),
    (
        "member",
        r"\b(?:members?|council ?member|councilor|councillor|councilman|councilwoman|trustee|alderman"
        r"|alderwoman|selectman|supervisor|board member|committee member)\b",
    ),
    ("guest", r"\b(?:guest|guests|interviewee|respondent)\b"),
    (
        "participant",
        r"\b(?:participant|participants|roundtable|panel|present|panelist|panelists|panellist|speaker|attendee|attendees|ceo|cfo|coo"
        r"|chief \w+ officer|analyst|president|treasurer|secretary|clerk|staff|resident|manager|director)\b",
    ),
)
_PATTERNS = tuple((role, re.compile(words)) for role, words in _ROLE_WORDS)
#: Where these words name the person's trade and not their part in the conversation.
_TITLE_ROLES = {
    "chair": "chair",
    "chairman": "chair",
    "chairwoman": "chair",
    "chairperson": "chair",
    "judge": "judge",
    "justice": "judge",
    "magistrate": "judge",
    "vice-chair": "chair",
    "councilmember": "member",
    "councilman": "member",
    "councilwoman": "member",
    "councilor": "member",
    "councillor": "member",
    "alderman": "member",
    "alderwoman": "member",
    "trustee": "member",
    "commissioner": "member",
    "supervisor": "member",
    "selectman": "member",
    "councilperson": "member",
    "member": "member",
    "council": "member",
    "alderperson": "member",
    "delegate": "member",
}
_UNNAMED_ROLES = {
    "announcer": "announcer",
    "narrator": "narrator",
    "operator": "moderator",
    "moderator": "moderator",
    "facilitator": "moderator",
    "spokesman": "moderator",
    "spokeswoman": "moderator",
    "spokesperson": "moderator",
    "deputy spokesman": "moderator",
    "deputy spokesperson": "moderator",
    "host": "host",
    "cohost": "host",
    "co host": "host",
    "anchor": "host",
    "presenter": "host",
    "interviewer": "host",
    "reporter": "reporter",
    "correspondent": "reporter",
    "journalist": "reporter",
    "newscaster": "reporter",
    "broadcaster": "reporter",
    "caller": "caller",
    "court": "judge",
    "judge": "judge",
    "chief justice": "judge",
    "clerk": "participant",
    "witness": "witness",
    "defendant": "witness",
    "plaintiff": "witness",
    "prosecutor": "advocate",
    "counsel": "advocate",
    "attorney": "advocate",
    "chair": "chair",
    "chairman": "chair",
    "chairwoman": "chair",
    "chairperson": "chair",
    "presiding officer": "chair",
    "speaker pro tempore": "chair",
    "audience": "audience",
    "crowd": "audience",
    "question": "audience",
    "questioner": "audience",
    "audience member": "audience",
    "interviewee": "guest",
    "respondent": "guest",
    "guest": "guest",
    "guests": "guest",
    "participant": "participant",
    "jury": "participant",
    "bailiff": "participant",
    "foreperson": "participant",
    "congregation": "audience",
    "fans": "audience",
    "protesters": "audience",
    "q": "unknown",
    "a": "unknown",
    "hosts": "host",
    "int": "host",
    "voicemail": "caller",
    "voice mail": "caller",
    "answering machine": "source",
    "vice chair": "chair",
    "an hon member": "member",
    "some hon members": "member",
    "an honourable member": "member",
    "some honourable members": "member",
    "mayor": "chair",
    "newsreel narrator": "narrator",
    "слушатель": "caller",
    "слушательница": "caller",
    "голос из зала": "audience",
    "ведущий": "host",
    "ведущая": "host",
    "主持人": "host",
    "记者": "reporter",
    "嘉宾": "guest",
    "观众": "audience",
    "听众": "caller",
    "anrufer": "caller",
    "anruferin": "caller",
    "auditeur": "caller",
    "auditrice": "caller",
    "oyente": "caller",
    "publikum": "audience",
    "público": "audience",
}
#: Who presides over a parliament by the name of the office.
_PRESIDES = re.compile(r"(?:deputy |acting )?(?:speaker|president) of the\b")
#: Words of formats for roles: ParlaMint's speaker types, Oyez, CHAT's list of roles.
_DECLARED_ROLES = {
    "regular": "member",
    "mp": "member",
    "guest": "guest",
    "scotus justice": "judge",
    "investigator": "participant",
    "interviewer": "host",
    "narrator": "narrator",
    "media": "source",
    "non human": "participant",
    "speaker": "participant",
    "playmate": "participant",
    "teacher": "participant",
    "uncertain": "unknown",
    "unidentified": "unknown",
}
_PARTY = re.compile(
    r"(?:^|[,(] ?)(?:Lib|CPC|NDP|BQ|GP|Ind|PC|Con|Lab(?:/Co-op)?|LD|SNP|DUP|SDLP|PBP|FF|FG|SF|ALP|LNP|Nats|Greens?|ACT|D|R|I|DFL)\.?(?:-[A-Za-z. ]{2,20})?\)?$"
)
_ADDRESS = re.compile(
    r"^[0-9]{1,6}\b.{2,60}|.*\b(?:resident|no address|address)\b.*", re.IGNORECASE
)
_BIO_HOST = re.compile(r"\b(?:co-?)?hosts?\b(?! (?:of other|families))")
_BIO_REPORTER = re.compile(
    r"\b(?:correspondent|reporter|reports|covers|covering|reporting|journalist|bureau chief|newscaster|reporters)\b"
)


@lru_cache(maxsize=1 << 14)
def role_of_label(role_label: str) -> str:
    """The role of the closed vocabulary that a printed role means; empty where it says none."""
    if not role_label:
        return ""
    words = role_label.casefold()
    return next((role for role, pattern in _PATTERNS if pattern.search(words)), "")


@lru_cache(maxsize=1 << 12)
def role_of_title(title: str) -> str:
    """The role a title in front of a name gives in a meeting or a court."""
    words = title.split()
    return next((_TITLE_ROLES[bare(w)] for w in words if bare(w) in _TITLE_ROLES), "")


@lru_cache(maxsize=1 << 12)
def role_of_unnamed(label_name: str) -> str:
    """The role an unnamed label gives: ``ANNOUNCER``, ``THE COURT``, ``CALLER #2``."""
    words = [
        w
        for w in fold_name(label_name.replace("#", " ")).split()
        if not w.isdigit() and w not in {"the", "unidentified", "unknown", "male", "female"}
    ]
    phrase = " ".join(words)
    return _UNNAMED_ROLES.get(phrase) or (_UNNAMED_ROLES.get(words[-1], "") if words else "")


@lru_cache(maxsize=1 << 12)
def role_of_declared(role: str) -> str:
    """The role that a format's own word for it means, or one printed; empty where neither says."""
    folded = fold_name(role)
    if _PRESIDES.match(folded):
        return "chair"
    return _DECLARED_ROLES.get(folded) or role_of_label(role.replace("_", " "))


def sits(role_label: str) -> bool:
    """Whether a label gives a party, as members of a parliament have it: ``(Port Talbot, Lib.)``."""
    return bool(_PARTY.search(role_label))


_STATES = frozenset(
    """alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii
    idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota
    mississippi missouri montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah
    vermont virginia washington wisconsin wyoming guam""".split()
) | {
    "new hampshire", "new jersey", "new mexico", "new york", "north carolina", "north dakota",
    "rhode island", "south carolina", "south dakota", "west virginia", "puerto rico", "virgin islands",
    "american samoa", "district of columbia",
}  # fmt: skip


def is_state(words: str) -> bool:
    """Whether words are a state of the United States, which a member of Congress is listed with."""
    return words.strip(" .,").casefold() in _STATES


def gives_address(role_label: str) -> bool:
    """Whether a label gives an address, as the public does at a meeting."""
    return bool(_ADDRESS.fullmatch(role_label))


def role_of_biography(biography: str) -> str:
    """Host or reporter, where a biography's first sentences say so; else empty."""
    opening = biography[:400]
    host, reporter = _BIO_HOST.search(opening), _BIO_REPORTER.search(opening)
    if host and (reporter is None or host.start() < reporter.start()):
        return "host"
    return "reporter" if reporter else ""
