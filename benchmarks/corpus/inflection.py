"""Plurals, tenses and articles of the English words in the lists."""

from __future__ import annotations

PLURALS = {
    "fisherman": "fishermen",
    "congressman": "congressmen",
    "crisis": "crises",
    "diagnosis": "diagnoses",
    "wolf": "wolves",
    "midwife": "midwives",
}
DOUBLING = {"stop", "get", "win", "forget"}


def pluralize(noun: str) -> str:
    """Return the plural of a noun: `stories`."""
    if noun in PLURALS:
        return PLURALS[noun]
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return f"{noun}es"
    return f"{noun[:-1]}ies" if _ends_in_soft_y(noun) else f"{noun}s"


def with_article(word: str) -> str:
    """Return the word with `a` or `an` in front."""
    spelled_as_consonant = word.startswith(("uni", "use", "usu", "uti", "eu", "one-"))
    silent = word.startswith(("hono", "hones", "hour"))
    vowel = word[0] in "aeiou" and not spelled_as_consonant
    return f"an {word}" if vowel or silent else f"a {word}"


def third_person(verb: str) -> str:
    """Return the verb as after `she`: `carries`."""
    return pluralize(verb)


def past_of(verb: str) -> str:
    """Return the past tense of a regular verb: `carried`."""
    if verb in DOUBLING:
        return f"{verb}{verb[-1]}ed"
    if verb.endswith("e"):
        return f"{verb}d"
    return f"{verb[:-1]}ied" if _ends_in_soft_y(verb) else f"{verb}ed"


def gerund_of(verb: str) -> str:
    """Return the verb with `-ing`: `making`."""
    if verb in DOUBLING:
        return f"{verb}{verb[-1]}ing"
    return f"{verb[:-1]}ing" if verb.endswith("e") and not verb.endswith("ee") else f"{verb}ing"


def _ends_in_soft_y(word: str) -> bool:
    return word.endswith("y") and word[-2] not in "aeiou"
