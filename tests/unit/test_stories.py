"""Stories: copies are found by their words, whatever surrounds them; chance likeness is not."""

from __future__ import annotations

import random
from os.path import basename
from pathlib import Path

import onrecord

WORDS = [
    f"{a}{b}" for a in ("bar", "ten", "lo", "mir", "sul", "ka") for b in ("den", "vo", "ri", "stam")
]


def speech(rng: random.Random, count: int) -> str:
    return " ".join(rng.choice(WORDS) for _ in range(count))


def page(station: str, *turns: str) -> str:
    labels = ("ANNA MARTELL, HOST", "JONAS PIKE, BYLINE")
    lines = [f"{labels[at % 2] if at < 2 else labels[at % 2].split(',')[0].split()[1]}: {words}."
             for at, words in enumerate(turns)]  # fmt: skip
    return f"{station}\n\nA headline of {station}\n\n" + "\n\n".join(lines) + "\n"


def stories(folder: Path, pages: dict[str, str]) -> dict[str, str]:
    """The name of the page that stands for each page's story."""
    source = folder / "pages"
    source.mkdir(exist_ok=True)
    for name, text in pages.items():
        (source / name).write_text(text, encoding="utf-8")
    onrecord.build(source, out=folder / "out", format="npr")
    documents = onrecord.load(folder / "out").documents
    names = dict(zip(documents.document_id, map(basename, documents.source_uri), strict=True))
    return {
        names[one]: names[story]
        for one, story in zip(documents.document_id, documents.story_id, strict=True)
    }


def test_copies_share_a_story_that_the_longest_stands_for(tmp_path: Path) -> None:
    """Another station, a trimmed copy and a copy flattened into one paragraph are one story."""
    rng = random.Random(1)
    turns = [speech(rng, 90) for _ in range(6)]
    whole = page("KXYZ", *turns, speech(rng, 30))
    flattened = page("WABC", *turns)
    head, _, words = flattened.partition("ANNA")
    found = stories(
        tmp_path,
        {
            "whole.txt": whole,
            "trimmed.txt": page("WDEF Public Radio", *turns[:4]),
            "flat.txt": head + ("ANNA" + words).replace("\n\n", " "),
            "other.txt": page("KXYZ", *(speech(rng, 90) for _ in range(6))),
        },
    )
    assert found == {
        "whole.txt": "whole.txt",
        "trimmed.txt": "whole.txt",
        "flat.txt": "whole.txt",
        "other.txt": "other.txt",
    }


def test_the_same_opening_is_not_the_same_story(tmp_path: Path) -> None:
    """Two episodes that begin with the same minute of words stay two stories."""
    rng = random.Random(2)
    opening = speech(rng, 150)
    found = stories(
        tmp_path,
        {
            name: page("KXYZ", opening, *(speech(rng, 100) for _ in range(4)))
            for name in ("monday.txt", "tuesday.txt")
        },
    )
    assert found == {"monday.txt": "monday.txt", "tuesday.txt": "tuesday.txt"}


def test_few_words_tell_no_story(tmp_path: Path) -> None:
    """A greeting that two pages share does not make them copies."""
    hello = "Good morning and welcome to the programme, everyone"
    found = stories(tmp_path, {f"{s}.txt": page(s, hello, "Thank you") for s in ("KA", "WB")})
    assert all(one == story for one, story in found.items())
