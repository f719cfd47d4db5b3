"""Cues: what transcripts put in parentheses or brackets that is not speech.

`classify_cue` says what kind of TEI event the words in parentheses are (TEI P5, chapter 8,
"Transcriptions of Speech": vocal, kinesic, incident, pause; ``gap`` and ``note`` from the core
module), or None for an ordinary parenthesis, which stays in the words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

#: A parenthesis on one line, escaped Markdown brackets included, or on a few where it begins with "Whereupon", as
#: the last of a hearing does; bounded, so linear. It begins with a set of characters and not with what may be
#: missing, so that `re` skips to the next one.
PARENTHESIS = re.compile(
    r"[\\(\[（](?:(?<=\\)[(\[（]|(?<!\\))((?:[^()\[\]（）\n\\]|\([^()\[\]\n]{0,80}\)){1,240}"
    r"|[Ww]hereupon[, ][^()\[\]（）\\]{1,240})\\?[)\]）]"
)

_TIME_MARK = re.compile(r"[0-9]{1,3}(?::[0-9]{2}){1,2}(?:[.,][0-9]{1,3})?")
_RECORDED = re.compile(
    r"\b(?:RECORD(?:ING|INGS|ED)?|FILM|MOVIE|BROADCAST|SHOW|SERIES|SONG|VIDEO|AUDIO|PODCAST|SPEECH"
    r"|ADDRESS|CONFERENCE|BRIEFING|NEWS\w*|INTERVIEW|TV|TELEVISION|RADIO|COMMERCIAL|AD|TRAILER"
    r"|DOCUMENTARY|MONTAGE|CLIPS?|TAPE|VOICEMAIL|MESSAGE|TESTIMONY|HEARING|DEBATE|ALBUM|OPERA|PLAY"
    r"|MUSICAL|EPISODE|PROGRAM|SITCOM|NEWSREEL|AUDIOBOOK|VIDEOTAPE|TIKTOK|LIVESTREAM|SKIT|SKETCH)\b",
    re.IGNORECASE,
)
_MEDIUM = "(?:field |archive )?recording|tape|cassette|video|audio|clip|film|voicemail|message|exhibit(?: [A-Z0-9]+)?|reel|footage"
#: Which tape of an interview is in the machine: nothing is played.
_REEL = re.compile(
    r"(?:(?:BEGIN(?:NING)?|START|END|CHANGE)(?: OF)? )?(?:TAPE|CASSETTE|SIDE|DISC|REEL|FILE|PART) ?(?:#|NO\.? ?)?(?:[0-9]{1,3}|[A-D]|ONE|TWO|THREE|FOUR)\b.{0,40}",
    re.IGNORECASE,
)
#: What is played, named alone: ``[Archive film: "Progress," 1964]``, ``(Videotape, June 6, 1997)``.
_PLAYED = re.compile(
    r"(?:[\w-]+ ){0,2}(?:film|footage|audio|video|videotape|audiotape|tape|newsreel|recording|broadcast|clip)s?(?:[:,] .{1,120}| (?:from|of) .{1,120})?",
    re.IGNORECASE,
)
#: How the words after a label reached the programme: ``(From videotape.)``.
_FROM_TAPE = re.compile(
    rf"from (?:an? |the )?(?:\w+ )?(?:{_MEDIUM}|videotape|audiotape|archive|archives)",
    re.IGNORECASE,
)
_BEGIN = re.compile(
    r"BEGIN (?:VIDEO|AUDIO)[ -]?(?:CLIPS?|TAPE)|BEGIN (?:CLIP|VT)|VIDEO CLIP BEGINS"
    rf"|(?:.{{0,60}} )?(?:{_MEDIUM})\b.{{0,40}}\b(?:(?:was|is|are|were|being) played|begins|starts|plays|playing)\b.{{0,40}}"
    rf"|(?:plays|playing|begin) (?:an? |the |back )?(?:\w+ ){{0,2}}(?:{_MEDIUM})\b.{{0,40}}",
    re.IGNORECASE,
)
_END = re.compile(
    r"END (?:OF )?(?:VIDEO|AUDIO)[ -]?(?:CLIPS?|TAPE)|END (?:CLIP|VT)|VIDEO CLIP ENDS"
    rf"|end (?:of )?(?:the )?(?:\w+ )?(?:{_MEDIUM}|playback|excerpt|videotape|audiotape|newsreel|broadcast)s?|(?:the )?(?:{_MEDIUM}) (?:ends|ended|stops|stopped|concluded)",
    re.IGNORECASE,
)

#: First words of cues, folded, with the kind of event.
_KINDS = {
    word: kind
    for kind, words in {
        "vocal": """laughter laughs laughing laugh laughed chuckles chuckling chuckle giggles giggling
            singing sings sung vocalizing vocalising vocalization humming hums crying cries sobbing
            sobs sighs sighing sigh gasps gasping whispering whispers shouting shouts screaming
            screams yelling yells chanting chants coughs coughing cough crosstalk cross-talk
            imitating imitates mimicking rapping beatboxing whistling whistles groans groaning
            clears breathing inhales exhales snorts scatting ululating booing boos cheering cheers
            overlapping yodeling howling barking""",
        "kinesic": """applause clapping clap nods nodding gestures gesturing pointing points shrugs
            shrugging standing knocking snapping snaps handshake""",
        "incident": """soundbite sound sounds soundbites music theme commercial break begin end bell
            bells gunfire gunshots gunshot explosion silence pause phone ringing ring beep bleep
            bleeped noise static technical gavel recess adjourned clicking rustling thud siren
            sirens jingle intro outro advertisement video audio door footsteps reading
            whereupon proceedings ambient post-production buzzer""",
        "gap": """inaudible unintelligible indiscernible indistinct unclear audio-gap redacted
            expletive deleted bleeping crosstalk-inaudible""",
        "note": """ph phonetic sic through as speaking spoken foreign translated translating
            off on off-mike off-mic voice-over via reading quoting reading continuing non-english sp""",
    }.items()
    for word in words.split()
}
_PHRASES = re.compile(
    r"(?:through|via) (?:an? )?(?:interpreter|translator|phone|telephone|skype|zoom|satellite)"
    r"|(?:speaking|spoken|singing|sung|praying|chanting|shouting|reading|talking) (?:in )?"
    r"(?:[a-z-]+ )?[a-z-]+|foreign language(?: spoken| sung)?|[a-z-]+ (?:language )?spoken"
    r"|non-english language(?: spoken| sung)?|(?:in )?unison|off[- ](?:mike|mic|camera|screen)"
    r"|on camera|voice[- ]over|no audible response|no response|no audio|expletive deleted"
    r"|operator (?:instructions|signoff|sign-off)|(?:inaudible|crosstalk|unintelligible|indiscernible|laughter|music) [0-9:.]+"
    r"|(?:audio|video|technical) (?:gap|difficulties|difficulty|problems|missing|out|break)"
    r"|off the record|whereupon,?\s[^()]{1,300}|by (?:phone|telephone|skype)|as [a-z .'’-]+ character|ph|sic|sp\??"
    r"|(?:\w+ )?(?:laughs|laughing|laughter|applause|cheering|crosstalk|inaudible|unintelligible"
    r"|indiscernible|chuckles|music playing|singing|cheers and applause)(?: [a-z ]{1,30})?",
    re.IGNORECASE,
)
_IMPERSONATION = re.compile(
    r"As (?:[A-Z][\w.'’-]*|the|of|a|an|an? \w+)(?: (?:[A-Z][\w.'’-]*|the|of|and))*"
    r"(?:, (?:singing|reading|laughing))?"
)
_MIMICRY = re.compile(
    r"(?:imitating|mimicking|vocalizing|reading|quoting|laughing|singing|crying)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class CueKind:
    """What a cue is: its TEI `event`, whether it is set in `capitals`, what it plays.

    `sure` is False where it is a cue only if it stands alone. `playback` is ``recorded`` where speech or song played in may follow, ``begin`` and ``end``
    around a clip, ``sound`` for other sounds played in, else empty.
    """

    event: str
    capitals: bool
    playback: str = ""
    sure: bool = True


@lru_cache(maxsize=1 << 14)
def classify_cue(words: str) -> CueKind | None:
    """What the words of a parenthesis are, or None where they are an ordinary parenthesis."""
    words = words.strip().removesuffix(".")
    if _TIME_MARK.fullmatch(words):
        return CueKind("note", capitals=False)
    capitals = words.upper() == words and words.lower() != words
    first = words.split(" ", 1)[0].strip(",.;:!?\"'“”").casefold() if words else ""
    played = _classify_played(words, first, capitals=capitals)
    if played:
        return played
    kind = _KINDS.get(first)
    if capitals:
        return _classify_capitals(words, kind)
    if _PHRASES.fullmatch(words) or (kind and " " not in words) or _MIMICRY.match(words):
        return CueKind(kind or "note", capitals=False)
    if first == "as" and _IMPERSONATION.fullmatch(words):
        return CueKind("note", capitals=False)
    if " " not in words and words.islower() and words.endswith(("ing", "s")) and len(words) > 4:
        return CueKind("incident", capitals=False)
    return None


def _classify_played(words: str, first: str, *, capitals: bool) -> CueKind | None:
    """A cue of something that is played in, or how the words after it were recorded."""
    if _REEL.fullmatch(words):
        return CueKind("note", capitals=capitals)
    if first in {"soundbite", "soundbites"}:
        return CueKind("incident", capitals, "recorded" if _RECORDED.search(words) else "sound")
    if _BEGIN.fullmatch(words):
        return CueKind("incident", capitals, "begin")
    if _END.fullmatch(words):
        return CueKind("incident", capitals, "end")
    if _FROM_TAPE.fullmatch(words):
        return CueKind("note", capitals=False)
    if _PLAYED.fullmatch(words) and not _PHRASES.fullmatch(words):
        return CueKind("incident", capitals, "begin")
    return None


def _classify_capitals(words: str, kind: str | None) -> CueKind | None:
    """Capitals in parentheses: a known cue, or a phrase; a lone acronym is no cue."""
    if kind:
        return CueKind(kind, capitals=True)
    if _PHRASES.fullmatch(words):
        return CueKind("note", capitals=True)
    known = [_KINDS[w] for w in re.findall(r"[a-z-]+", words.casefold()) if w in _KINDS]
    if known:
        return CueKind(known[0], capitals=True)
    return CueKind("incident", capitals=True, sure=False) if len(words.split()) > 2 else None
