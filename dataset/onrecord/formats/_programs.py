"""Programmes of NPR and of public radio in the United States, by folded name.

From the programme pages and rosters the networks publish. Used to recognise a programme's
name and to give one printed in capitals its usual spelling; any other programme a page
names is taken as printed.
"""

from __future__ import annotations

from collections.abc import Iterable

#: A programme's name has no more characters and words.
_LONGEST_NAME, _MOST_WORDS = 60, 6
#: What stands before the name of the programme in its first words.
_BEFORE_PROGRAM = tuple(
    f"{lead}{article}"
    for lead in (
        "this is",
        "welcome to",
        "welcome back to",
        "it's",
        "it’s",
        "listening to",
        "watching",
        "today on",
        "tonight on",
        "hear on",
        "time on",
        "edition of",
        "episode of",
    )
    for article in ("", " the")
)

PROGRAMS: dict[str, str] = {
    name.casefold(): name
    for name in (
        "1A",
        "All Songs Considered",
        "All Things Considered",
        "Alt.Latino",
        "Ask Me Another",
        "BBC Newshour",
        "Bullseye",
        "Bullseye with Jesse Thorn",
        "Car Talk",
        "Code Switch",
        "Consider This",
        "Day to Day",
        "Embedded",
        "Fresh Air",
        "From the Top",
        "Here & Now",
        "Here and Now",
        "Hidden Brain",
        "How I Built This",
        "How to Do Everything",
        "Invisibilia",
        "It's Been a Minute",
        "Latino USA",
        "Life Kit",
        "Living on Earth",
        "Louder Than a Riot",
        "Marketplace",
        "Marketplace Morning Report",
        "Morning Edition",
        "Mountain Stage",
        "News & Notes",
        "News and Notes",
        "Newshour",
        "NPR News Now",
        "NPR Politics Podcast",
        "The NPR Politics Podcast",
        "On Point",
        "On the Media",
        "Only a Game",
        "Open Source",
        "Performance Today",
        "Planet Money",
        "Pop Culture Happy Hour",
        "Radiolab",
        "Rough Translation",
        "Says You!",
        "Science Friday",
        "Selected Shorts",
        "Short Wave",
        "Snap Judgment",
        "State of the World",
        "Talk of the Nation",
        "TED Radio Hour",
        "Tell Me More",
        "The Diane Rehm Show",
        "The Indicator",
        "The Indicator from Planet Money",
        "The Splendid Table",
        "The Takeaway",
        "The Tavis Smiley Show",
        "The Thistle & Shamrock",
        "The World",
        "This American Life",
        "Throughline",
        "To the Best of Our Knowledge",
        "Trump's Terms",
        "Up First",
        "Wait Wait... Don't Tell Me!",
        "Wait Wait...Don't Tell Me!",
        "Weekend All Things Considered",
        "Weekend Edition",
        "Weekend Edition Saturday",
        "Weekend Edition Sunday",
        "Weekends on All Things Considered",
        "Wild Card",
        "Wild Card with Rachel Martin",
        "World Cafe",
    )
}


def spoken_of(lines: Iterable[str], opening: str) -> str | None:
    """The programme that a short line above the transcript names, and the first words welcome to.

    `opening` are the first words spoken: "This is Street Level", "Welcome to Night Desk".
    """
    said = opening.lower()
    for line in lines:
        name = line.strip("*_# \t")
        if not name or len(name) > _LONGEST_NAME or name.count(" ") >= _MOST_WORDS:
            continue
        at = said.find(name.lower())
        while at > 0:
            if said[:at].rstrip('"“*_ ').endswith(_BEFORE_PROGRAM):
                return name
            at = said.find(name.lower(), at + 1)
    return None
