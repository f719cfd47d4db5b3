"""Programmes of NPR and of public radio in the United States, by folded name.

From the programme pages and rosters the networks publish. Used to recognise a programme's
name and to give one printed in capitals its usual spelling; any other programme a page
names is taken as printed.
"""

from __future__ import annotations

PROGRAMS: dict[str, str] = {
    name.casefold(): name
    for name in (
        "1A", "All Songs Considered", "All Things Considered", "Alt.Latino", "Ask Me Another",
        "BBC Newshour", "Bullseye", "Bullseye with Jesse Thorn", "Car Talk", "Code Switch",
        "Consider This", "Day to Day", "Embedded", "Fresh Air", "From the Top", "Here & Now",
        "Here and Now", "Hidden Brain", "How I Built This", "How to Do Everything", "Invisibilia",
        "It's Been a Minute", "Latino USA", "Life Kit", "Living on Earth", "Louder Than a Riot",
        "Marketplace", "Marketplace Morning Report", "Morning Edition", "Mountain Stage",
        "News & Notes", "News and Notes", "Newshour", "NPR News Now", "NPR Politics Podcast",
        "The NPR Politics Podcast", "On Point", "On the Media", "Only a Game", "Open Source",
        "Performance Today", "Planet Money", "Pop Culture Happy Hour", "Radiolab",
        "Rough Translation", "Says You!", "Science Friday", "Selected Shorts", "Short Wave",
        "Snap Judgment", "State of the World", "Talk of the Nation", "TED Radio Hour",
        "Tell Me More", "The Diane Rehm Show", "The Indicator", "The Indicator from Planet Money",
        "The Splendid Table", "The Takeaway", "The Tavis Smiley Show", "The Thistle & Shamrock",
        "The World", "This American Life", "Throughline", "To the Best of Our Knowledge",
        "Trump's Terms", "Up First", "Wait Wait... Don't Tell Me!", "Wait Wait...Don't Tell Me!",
        "Weekend All Things Considered", "Weekend Edition", "Weekend Edition Saturday",
        "Weekend Edition Sunday", "Weekends on All Things Considered", "Wild Card",
        "Wild Card with Rachel Martin", "World Cafe",
    )
}
