"""The words of a CHAT main line, and the events between them (CHAT manual, from section 8).

All that was said stays, retraced and repeated words and fillers too; what transcribers add about it
(overlaps, errors, replacements, pauses, lengthening, forms, language of a word) does not.
"""

from __future__ import annotations

import re
from functools import lru_cache

from onrecord.formats._flow import Event, join_flow
from onrecord.transcript import Cue

#: Anything that the short way cannot read: all but letters, apostrophes, hyphens, commas and ends.
_MARKED = re.compile(r"[^\w \-'’.,?!…“”\"]|[0-9_#]|\b(?:xxx?|yyy?|www)\b|[\"'(]\s*[.?!]$|\.\.")
_SPACE_BEFORE_END = re.compile(r" +(?=[.,?!;])")
_TOKEN = re.compile(r"\[[^\]]*\]?|[^\s\[]+")
#: Utterance terminators as one writes them elsewhere.
_TERMINATORS = {
    "+...": "...",
    "+..?": "...?",
    "+/.": "--",
    "+//.": "--",
    "+/?": "--?",
    "+//?": "--?",
    "+!?": "!?",
    '+"/.': ":",
    '+".': ".",
    "+.": "",
    "++": "",
    "+<": "",
    "+^": "",
    '+"': "",
    "+,": "",
    "+≈": "",
    "+≋": "",
    "‡": ",",
    "„": ",",
}
_PUNCTUATION = frozenset(".,?!;:…") | {"...", "?!", "!?"}
_PAUSE = re.compile(r"\((?:\.{1,3}|[0-9:.]{1,12})\)|#{1,3}[0-9_:.]*")
_UNINTELLIGIBLE = frozenset(("xxx", "xx", "yyy", "yy", "www"))
#: Marks of prosody and overlap inside words and of conversation analysis: no letters of them.
_MARKS = str.maketrans(
    dict.fromkeys("()<>^:ˈˌ↑↓⇗↗→↘⇘∞≈≋≡∙⌈⌉⌊⌋∆∇⁎⁇°◉▁▔☺∬∲§∾↻‹›〔〕ʰ\x01\x02\x03\x04\x05\x06\x07\x08")
    | {"_": " ", "+": " "}
)
_EVENT_KINDS = {
    "vocal": """laugh laughs laughing cry cries crying cough coughs coughing sigh sighs sing sings singing
        whine whines scream screams yell yells gasp gasps groan groans moan moans hum hums whistle
        whistles squeal squeals giggle giggles sneeze sneezes sniff sniffs yawn yawns burp burps
        hiccup hiccups clears growl growls grunt grunts breath breathes inhales exhales vocalize
        vocalizes vocalizing shout shouts whisper whispers imit chuckle chuckles snort snorts babbles""",
    "kinesic": """points point nods nod shakes claps clap waves wave shows show gestures gesture ges
        moves shrugs smiles smile looks look reaches mimes hits knocks""",
}  # fmt: skip
_KIND_OF = {word: kind for kind, words in _EVENT_KINDS.items() for word in words.split()}
_FIRST_WORD = re.compile(r"[A-Za-z]+")


def read_words(line: str) -> tuple[str, tuple[Cue, ...]]:
    """The words of a main line without its speaker and media times, and its cues."""
    if not _MARKED.search(line):
        return _SPACE_BEFORE_END.sub("", " ".join(line.split())), ()
    pieces: list[str | Event] = []
    for token in _TOKEN.findall(line):
        found = _read_token(token)
        if found:
            pieces.append(found)
    text, cues = join_flow(pieces)
    return text, cues


@lru_cache(maxsize=1 << 14)
def _read_token(token: str) -> str | Event:
    """A word with a space before it, punctuation without, an event, or an empty string."""
    if token in _TERMINATORS:
        return _TERMINATORS[token]
    if token[0] == "[":
        return _read_bracket(token)
    bare = token.strip("<>") if token[0] in "<>" or token[-1] in "<>" else token
    if bare in _PUNCTUATION:
        return bare
    if bare[:1] == "&":
        return _read_ampersand(bare)
    if not bare or bare[0] == "0" or _PAUSE.fullmatch(bare):
        return ""
    if bare.rstrip(".,?!") in _UNINTELLIGIBLE:
        return Event("gap", bare)
    word = bare.partition("@")[0] if "@" in bare[1:] else bare
    if word in _TERMINATORS:
        return _TERMINATORS[word]
    word = word.translate(_MARKS).strip()
    if not word:
        return ""
    return word if word in _PUNCTUATION else f" {word}"


def _read_bracket(token: str) -> str | Event:
    """What stands in brackets: remarks are kept, codes are not."""
    if token.startswith("[=!"):
        return Event(_kind(token[3:], "vocal"), token)
    if token.startswith(("[%", "[= ")):
        return Event("note", token)
    return ""


def _read_ampersand(token: str) -> str | Event:
    """Events, fillers, fragments, words of others inside."""
    if token.startswith("&="):
        return Event(_kind(token[2:], "incident"), token)
    if token.startswith("&*"):
        return Event("note", token)
    if token.startswith(("&{", "&}")):
        return ""
    word = token.lstrip("&-+~").partition("@")[0].translate(_MARKS).strip()
    if not word:
        return ""
    return f" {word}-" if token.startswith("&+") else f" {word}"


def _kind(words: str, other: str) -> str:
    first = _FIRST_WORD.search(words)
    return _KIND_OF.get(first.group().lower(), other) if first else other
