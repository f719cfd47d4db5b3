"""Whether the words above a transcript's first label are a lead-in, an article or a summary.

A lead-in is spoken by a host just before the first label: it hands over, speaks of "us" and
"today", asks. An article is written: it quotes with "said", it is long, furniture or a date
stands between it and the transcript. Both can stand on one page, the article first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.grammar.labels import Label
from onrecord.transcript import Passage

_HAND_OVER = re.compile(
    r"\b(?:joins? (?:us|me)|joined (?:me|us|now)|(?:is|are) (?:here|with (?:us|me))|on the line|has (?:more|the story|this report"
    r"|this|our story|details)|have (?:more|the story|this report)|reports\b|explains\b|takes a look|sent us|brings us|spoke (?:with|to)|talked (?:with|to)"
    r"|we(?:'re| are) joined|we (?:called|reached|turn|go)|for more|to talk about|to tell us|here(?:'s| is)|went to find out|filed this"
    r"|with this story|tells us|to find out|told me|let's (?:bring|go|turn|hear|listen)|welcome(?: back)? to)",
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    r"\b(?:we|us|our|I|I'm|I've|we're|we've|you|you're|let's|good (?:morning|evening|afternoon|day)|hello|hi|welcome|thanks|okay|OK|yesterday|today|tonight|right now"
    r"|this (?:morning|week|hour))\b|\?",
)
_SHOW_OPENS = re.compile(
    r"\b(?:[Tt]his is|[Ii]t['’]s|[Ww]elcome(?: back)? to|[Yy]ou['’]re listening to|[Ff]rom|[Gg]ood (?:morning|afternoon|evening)|[Hh]ello|[Hh]i)\b"
)
_OPENING_WORDS = 300
_SELF_NAMED = re.compile(r"\b(?:I'm|I am|This is|this is|my name is) [A-Z][\w'’.-]+ [A-Z]")
_PROGRAM_SPOKEN = re.compile(
    r"\b(?:[Tt]his is|[Ii]t's) (?:NPR's )?[A-Z]{2,}(?: [A-Z&]{2,})+|\b[Ff]rom NPR News\b"
)
_WRITTEN = re.compile(
    r"[\"”’,]\s(?:[A-Z][\w'’.-]+ |he |she |they ){1,3}(?:said|says|told|wrote|added|explained|noted)\b"
    r"|\b(?:said|wrote|added|told (?:NPR|reporters|[KW][A-Z]{2,3}))\b(?:[^.]*[\"”])?|\bin (?:a|an) (?:statement|email|interview with)"
    r"|^[A-Z][A-Z. ]+(?:, [A-Z][\w.]+)? (?:\(AP\) )?[—–-]|[“”]|\bclick here\b|\baccording to\b",
)


def lead_in_start(
    paragraphs: Sequence[Passage],
    breaks: Sequence[bool],
    first: Label | None,
    labels: Sequence[Label],
    *,
    cued: bool,
) -> int:
    """The index of the first paragraph that is spoken; ``len(paragraphs)`` where none is.

    `breaks[i]` tells that furniture or a date stands between paragraph `i` and the next one.
    `first` is the first label of the text, `labels` all of them; `cued` tells that cues stand
    between the paragraphs, as in no article.
    """
    if first is None and cued:
        return 0
    if first is None:
        return next(
            (at for at, p in enumerate(paragraphs) if _is_spoken_alone(p.text)), len(paragraphs)
        )
    missing = hosts_are_short(labels)
    start = len(paragraphs)
    while start > 0:
        passage = paragraphs[start - 1]
        if start < len(paragraphs) and breaks[start - 1]:
            break
        last = start == len(paragraphs)
        weight = _spoken_weight(passage.text, first, last=last, missing=missing)
        near = len(paragraphs) - start < 3
        if weight < 0 or (weight == 0 and (last or not near or _WRITTEN.search(passage.text))):
            break
        start -= 1
        above = paragraphs[start - 1].text if start else ""
        if _is_spoken_alone(passage.text) and not _SELF_NAMED.search(above):
            break  # the opening begins with who speaks, or with two who do
    return start


def _is_spoken_alone(text: str) -> bool:
    return bool(_SELF_NAMED.search(text) or _PROGRAM_SPOKEN.search(text))


def opens_as_host(label: Label) -> bool:
    """Whether a first label is a host's: then nothing above it is spoken."""
    return "host" in label.role.casefold() or "anchor" in label.role.casefold()


def opens_show(label: Label, words: str) -> bool:
    """Whether the first words under a label open the programme: "I'm Ana Ruiz, and this is ..."."""
    said = words[:_OPENING_WORDS]
    family = label.name.rpartition(" ")[2]
    if not label.is_full or family not in said:
        return False
    names_itself = re.search(rf"\bI['’]m (?:[A-Z][\w'’.-]* )*?{re.escape(family)}\b", said)
    return bool(names_itself and _SHOW_OPENS.search(said))


def hosts_are_short(labels: Sequence[Label]) -> bool:
    """Whether somebody speaks under a surname whose full label was never printed."""
    full = {part for label in labels if label.is_full for part in label.key.split()}
    return any(label.kind == "named" and label.key.split()[-1] not in full for label in labels)


def _spoken_weight(text: str, first: Label, *, last: bool, missing: bool) -> int:
    """How much a paragraph reads as spoken by a host; positive where it does."""
    weight = min(3, len(_SPOKEN.findall(text))) - 2 * min(3, len(_WRITTEN.findall(text)))
    if _HAND_OVER.search(text) or _PROGRAM_SPOKEN.search(text):
        weight += 3
    if last:
        weight += 2 * missing
        names = first.name.split()
        if first.kind == "named" and any(len(name) > 2 and name in text for name in names):
            weight += 2
        elif missing:
            weight += 1
    return weight
