"""What stands around a transcript on a public-radio page: one line at a time.

`classify_line` names the kind of a line of page furniture or front matter; the kinds are
region kinds of the contract, plus ``short`` and ``prose`` for lines that only their
surroundings can place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from onrecord.formats._programs import PROGRAMS
from onrecord.grammar.cues import classify_cue
from onrecord.grammar.times import find_date

_FURNITURE = frozenset(
    line.strip().casefold()
    for line in """play live radio|next up:|next up|0:00 0:00|0:00|available on air stations|donate|donate now
    on air|now playing|on air now|listen live|live radio|menu|search|show search|search query|home
    all streams|close|play|pause|share|share this|facebook|twitter|x|flipboard|linkedin|email|print|reddit
    copy link|link copied|bluesky|threads|whatsapp|instagram|youtube|tiktok|download|embed|queue
    playlist|toggle more options|more options|transcript|read transcript|full transcript|view transcript
    hide caption|toggle caption|enlarge this image|hear our story|subscribe|sign up|sign in|log in
    newsletter|newsletters|contact us|contact|about|about us|support|support us|become a member
    become a sponsor|sponsor message|sponsored message|advertisement|thanks to our sponsors|become an npr sponsor
    latest stories|related stories|related content|more stories|top stories|you might also like|tags
    schedule|programs|podcasts|shows|events|shop|npr shop|news|local news|local|nation|national|world|politics
    business|technology|science|health|shots - health news|race|culture|books|book reviews|movies|television
    pop culture|food|art & design|performing arts|arts & life|arts|music|education|environment|energy|economy
    law|europe|asia|africa|middle east|latin america|sports|religion|obituaries|investigations|state
    national news|state news|regional news|world news|international news|government|community|weather|climate|history|analysis|interviews|commentary|opinion|author interviews
    music interviews|movie interviews|national security|elections|strange news|animals|space|research news
    listen|listen now|comments|previous|next|back to top|skip to content|skip to main content
    privacy policy|terms of use|accessibility|careers|fcc public files|public files|open navigation
    close navigation|site navigation|see all|load more|more|see more|live|watch live|news brief|headlines
    your support matters|make a gift|give now|the npr network|npr network|latest from npr|npr news
    listen to the story|heard on air|stories|recent stories|most popular|sections|about npr
    careers at npr|diversity|organization|support public radio|fresh|video|photos|all news
    arts & culture|international|stay connected|become a sustaining member|sustaining member|donate today
    newsletters & alerts|tech|investigation|asia pacific|americas|u.s.|us|the americas|family|parenting|travel
    from all things considered|from morning edition|from weekend edition|from fresh air|accessibility links|keyboard shortcuts for audio player|bbc world service|more from this show|fcc applications
    transcript:|related:|load more stories|news & politics|expand/collapse search|change station|find a station|see stations|toggle search|on-air schedule
    facebook twitter email|facebook twitter linkedin email|facebook twitter flipboard email""".replace(
        "\n", "|"
    ).split("|")
)
_FURNITURE_PATTERNS = re.compile(
    r"(?:play\s+)?listen\s*(?:[•·|-]\s*)?\(?[0-9:]*\)?|[•·]?\s*[0-9]{1,2}:[0-9]{2}(?:\s*/\s*[0-9]{1,2}:[0-9]{2})?"
    r"|[0-9]{1,3}[- ]min(?:ute)?s?(?:[- ]listen)?|loading\s*(?:\.\.\.|…)?|<iframe\b.*|download\s+mp3|npr logo"
    r"|subscribe (?:to|in|on) .{2,120}|email (?:us|the show) at.{0,80}|join (?:the|our) .{2,80}(?:group|community|server|page)\.?"
    r"|listen to our playlist .{2,100}|(?:find and )?support your local public radio.{0,40}|learn more about sponsor.{0,80}"
    r"|(?:find|follow) us (?:on|at) .{2,120}|see pcm\.adswizz\.com.{0,120}|(?:send|write|email) us .{2,100}@.{2,60}"
    r"|(?:next up|on air|now playing|up next)\s*:.*|[0-9]+ (?:comments?|shares?)"
    r"|(?:share|tweet|email|print)(?:[ |,•·]+(?:facebook|twitter|email|print|linkedin|flipboard|reddit))+"
    r"|listen to (?:this|the) (?:story|interview|episode|segment).{0,40}|see stories by .*"
    r"|(?:tags?|categories|topics|filed under)\s*:?\s.{0,200}|follow .{2,60} on (?:twitter|x|facebook|instagram).{0,40}"
    r"|(?:read|related|see also|more)\s*:\s.{0,200}|sign up for .{2,120}|support for .{2,200} comes from.{0,200}"
    r"|(?:[^|•·]{1,30}\s*[|•·]\s*){2,12}[^|•·]{1,30}|support (?:local|public|independent) .{2,40}[.!] give .{2,20}"
    r"|©\s*[0-9]{4}.{0,80}|facebook|image|•+|[|•·*_=~-]{2,}",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"(?:photo(?:graph|s)?|image|illustration|video|audio)\s*(?:by|courtesy|credit|:).{0,120}"
    r"|.{0,80}\s*/\s*(?:AP|AFP|NPR|Reuters|Getty Images|Bloomberg|Associated Press|The New York Times"
    r"|.{0,40}(?:Images|Photo|Press|via .{2,40}|News|Pool|Magazine|Pictures|Archive|[KW][A-Z]{2,3}))"
    r"|(?:courtesy of|credit)\s*:?\s.{2,100}|(?:AP|AFP|Reuters|Getty Images|AP Photo|Associated Press)"
    r"|.{2,80}(?:hide caption|toggle caption)",
)
STATION = re.compile(
    r"NPR for .{2,40}|.{0,40}\bPublic (?:Radio|Media|Broadcasting|Television)\b.{0,40}"
    r"|(?:[A-Z][\w.&'-]* ){0,3}\(?[KW][A-Z]{2,3}(?:[- ](?:FM|AM|TV|HD[0-9]?|News|Radio|Public Radio))?\)?"
    r"(?:[ ,|-]{1,3}(?:[0-9]{2,4}(?:\.[0-9])?(?:\s?(?:FM|AM))?|NPR.{0,30}|[A-Z].{0,30}))*"
    r"|.{2,30}(?:'s)? NPR(?: News)? [Ss](?:tation|ource)|(?:Your )?NPR (?:station|member station).{0,40}"
    r"|(?:[A-Z][\w.&'-]* ){1,4}Radio(?: [0-9.]+)?|NPR in .{2,40}",
)
_DATE_WORDS = re.compile(
    r"(?:originally |first |last )?(?:published|aired|broadcast|posted|updated|heard|recorded)\b",
    re.IGNORECASE,
)
_HEARD_ON = re.compile(
    r"(?:heard|from|aired|as heard) on:?\s+(?:NPR's\s+)?(?P<program>\S.{1,60})", re.IGNORECASE
)
_BYLINE = re.compile(
    r"(?:[\w .&-]{2,40} \| )?(?:By|Hosted by|Reported by|Produced by|Interview by|With)\s+(?P<names>[^\W\d_a-z].{2,120})"
)
_NOTICE = re.compile(
    r"Transcript provided by |Copyright (?:©|\(c\)|\(C\))?\s?(?:[12][0-9]{3}|NPR|by )|(?:©|\(c\)) ?[12][0-9]{3} "
    r"|NPR transcripts are |This text may not be in its final form|This transcript (?:may not be|is|was) "
    r"|This is an? (?:rush|rough|unedited|(?:computer|machine|auto\w*|AI)[- ]generated) transcript|Accuracy and availability (?:of NPR transcripts )?may vary|The authoritative record of NPR"
    r"|All rights reserved\.|Visit our website terms|To see more, visit|Transcripts? (?:is|are) (?:provided|created) "
    r"|Verb8tm, Inc|Transcription (?:by|provided by) ",
)
_LINE_NOTICE = re.compile(
    r"[:\s]*[\[(]?(?:post-publication )?(?:editor['’]s note|clarification|correction|update)s?\b.{0,40}?:|corrections? |web (?:only|extra)",
    re.IGNORECASE,
)
_MARKER = re.compile(
    r"(?:(?:interview|episode|rush|(?:read |view )?(?:the )?full|read (?:the|a)|read|view) )?transcript(?: of interview)?"
    r"|(?:(?:here is|below is|read|what follows is) )?(?:the|a|an|our)? ?(?:[\w,-]+ ){0,4}transcript\b.{0,80}\b(?:follows|below|interview|conversation)\.?"
    r"|(?:this|the|our|their) (?:interview|transcript|conversation|discussion) (?:has been|was|is) (?:lightly )?(?:edited|condensed)\b.{0,80}"
    r"|.{0,60}\bedited (?:and condensed )?for (?:length|clarity|space|brevity)\b.{0,60}|the following is an edited transcript\b.{0,60}",
    re.IGNORECASE,
)
_URL = re.compile(r"https?://\S+")
_SENTENCES = re.compile(r"[a-z]{3,}[.?!][\"”]? [\"“]?[A-Z]")
_SENTENCE = re.compile(r"[.?!…][\"'”’)\]]*$")
#: What a page prints below a transcript: more to read, to follow, to pay for, to answer.
_FOOT = re.compile(
    r"\W{0,4}(?:related (?:episodes?|stor(?:y|ies)|content|coverage|reading|articles?|links?|posts?|topics)\b|more (?:from|on|stories)\b[^.?!]{0,60}$"
    r"|you (?:may|might) also\b|recommended\b[^.?!]{0,30}$|read more\b|keep reading\b|leave a (?:reply|comment)|your email address|recent posts"
    r"|(?:tags?|topics?|categories|filed under|sources?|corrections?)\s*:|(?:first|originally) published\b|sign up (?:for|here|to)\b|get the .{3,60}(?:letter|email)\b"
    r"|subscribe (?:to|on|in|here|wherever)\b|sponsored\b[^.?!]{0,20}$|if you (?:found|liked|enjoyed|value) .{0,60}\b(?:reporting|story|article|transcript) above\b"
    r"|thanks for (?:donating|reading)\b|stay connected$|(?:show |view |post a )?comments?$|(?:# ?){3,}$|[-–— ]*(?:ends?|all)[-–— ]*$|transcripts? (?:are|is|was|by|provided) "
    r"|\*?transcripts? (?:are|is|was) (?:made|provided|created|produced)|see stories by |share this\b|follow us\b|download (?:the|this) (?:app|transcript)|back to top$"
    r"|(?:editor|moderator|interviewer|transcriber|author|producer|reviewer)['’]s note\b|to order (?:an?|video|copies)\b|published under (?:the )?authority\b|\[[0-9]{1,2}\] "
    r"|[0-9]+ comments?$|transcripts? of .{3,40} (?:are|is) (?:prepared|provided|created|made)\b|[-*_]{3,} ?\*?\w"
    r"|(?:call|conference|event) participants:?$|\[your email\])",
    re.IGNORECASE,
)
#: Lines of more words than this are no fragments.
_FRAGMENT = 9
#: A programme after the title, as the description of a page glues them.
_GLUED = re.compile(
    r" : (?P<program>"
    + "|".join(sorted(map(re.escape, PROGRAMS), key=len, reverse=True))
    + r")(?= [^\W_]|$)",
    re.IGNORECASE,
)
#: What may stand before an entry of a list.
_BULLETS = " \t•·*"


def classify_line(line: str) -> str:
    """The kind of a stripped line of a page; ``short`` or ``prose`` where it is not furniture."""
    return _classify_short(line) if len(line) < 240 else "notice" if is_notice(line) else "prose"


@lru_cache(maxsize=1 << 15)
def _classify_short(line: str) -> str:
    """The kind of a line of furniture length; cached, since furniture recurs from page to page."""
    for kind, is_kind in _KINDS:
        if is_kind(line):
            return kind
    return "prose" if _is_prose(line) else "short"


def _is_prose(line: str) -> bool:
    """Whether a line is a paragraph rather than a headline: long, or of sentences."""
    words = line.count(" ") + 1
    if words > 28:
        return True
    if _SENTENCES.search(line) and not _is_title_case(line):
        return True
    return bool(_SENTENCE.search(line)) and (line[-1] not in "?!…'\"”’" or words > 16)


def _is_title_case(line: str) -> bool:
    """Whether a line is set as a headline: most of its longer words begin with a capital."""
    longer = [word for word in line.split() if len(word) > 3]
    return sum(word[0].islower() for word in longer) * 3 < len(longer)


def is_date_line(line: str) -> bool:
    """Whether a line only states when something was published or aired."""
    if find_date(line) is None:
        return False
    return bool(_DATE_WORDS.match(line)) or (
        len(line) < 60 and line.count(" ") < 9 and not _SENTENCE.search(line[:-1])
    )


def is_transcript_marker(line: str) -> bool:
    """Whether a line announces that the transcript follows."""
    return _marks(line) if len(line) < 240 else _marks.__wrapped__(line)


@lru_cache(maxsize=1 << 12)
def _marks(line: str) -> bool:
    """As `is_transcript_marker`; cached, since furniture recurs from page to page."""
    return bool(_MARKER.fullmatch(line.strip(_BULLETS + ":#")))


def is_notice(line: str) -> bool:
    """Whether a line is a notice of rights, of how the transcript was made, or a correction."""
    return bool(_NOTICE.match(line) or _LINE_NOTICE.match(line))


def find_notice(text: str, start: int, end: int) -> int:
    """Where the first notice of rights or making begins in `start`:`end`; -1 if none does."""
    match = _NOTICE.search(text, start, end)
    return match.start() if match else -1


def find_foot(text: str, start: int) -> int:
    """Where what stands below the last words of a page begins; its end if nothing does.

    The words of the last label begin at `start`. Below them a page says what to read, follow or
    pay for; or two short lines stand there that end no sentence, under words that do.
    """
    lines = [*_lines_from(text, start)]
    for at, (begin, words) in enumerate(lines):
        if at and _FOOT.match(words):
            return begin
        below = lines[at + 1][1] if at + 1 < len(lines) else ""
        if (
            at
            and _is_fragment(words)
            and _is_fragment(below)
            and _SENTENCE.search(lines[at - 1][1])
        ):
            return begin
    return len(text)


def _lines_from(text: str, start: int) -> Iterator[tuple[int, str]]:
    """Where each line with words begins, and the words, the rest of the first line included."""
    for line in text[start:].splitlines(keepends=True):
        words = line.strip()
        if words:
            yield start + line.index(words[0]), words
        start += len(line)


def _is_fragment(words: str) -> bool:
    """Whether a line is short and ends no sentence, as furniture does."""
    return (
        0 < words.count(" ") + 1 <= _FRAGMENT
        and not _SENTENCE.search(words)
        and words[-1:] not in set(",;:-–—)]")
    )


def program_of(line: str) -> str | None:
    """The programme that a front-matter line names, in its known spelling where it has one."""
    heard = _HEARD_ON.fullmatch(line)
    name = heard["program"].strip(" .") if heard else line
    name = re.sub(r"^(?:NPR['’]s|the)\s+", "", name)
    if find_date(name):
        name = re.split(r"\s*(?:[,|•·]|\bon\b)\s*", name)[0]
    return PROGRAMS.get(name.casefold(), name if heard else None)


def read_description(line: str, title: str | None) -> tuple[str | None, str] | None:
    """Programme and summary of the line that describes a page to crawlers; None for any other.

    It glues the title to both: ``Kelp Farms Grow : Short Wave Nobody saw it coming.``
    """
    glued = _GLUED.search(line)
    if glued is not None:
        return PROGRAMS[glued["program"].casefold()], line[glued.end() :].strip()
    if title and line.startswith(f"{title} "):
        return None, line[len(title) :].strip()
    return None


def _is_furniture(line: str) -> bool:
    line = line.lstrip(_BULLETS) or line
    return line.casefold() in _FURNITURE or bool(_FURNITURE_PATTERNS.fullmatch(line))


def _is_program(line: str) -> bool:
    return line.casefold() in PROGRAMS or bool(_HEARD_ON.fullmatch(line))


def _is_byline(line: str) -> bool:
    return line in {"By", ",", "and", "|"} or bool(
        _BYLINE.fullmatch(line) and not _SENTENCE.search(line)
    )


def _is_cue(line: str) -> bool:
    return line[0] in "([" and line[-1] in ")]" and classify_cue(line[1:-1]) is not None


#: Kinds of lines and how each is told, in the order they are tried.
_KINDS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("furniture", _is_furniture),
    ("heading", is_transcript_marker),
    ("program", _is_program),
    ("url", lambda line: bool(_URL.fullmatch(line))),
    ("date", lambda line: len(line) < 120 and is_date_line(line)),
    ("byline", _is_byline),
    ("caption", lambda line: len(line) < 160 and bool(_CREDIT.fullmatch(line))),
    ("station", lambda line: len(line) < 60 and bool(STATION.fullmatch(line))),
    ("notice", is_notice),
    ("cue", _is_cue),
)
