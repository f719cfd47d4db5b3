"""Where words stand side by side without a space: in the scripts that put none between words."""

from __future__ import annotations

#: Scripts that put no space between words, by the first and last code points of their blocks.
_UNSPACED = (
    ("\u0e00", "\u0eff"),  # Thai, Lao
    ("\u1000", "\u109f"),  # Myanmar
    ("\u1780", "\u17ff"),  # Khmer
    ("\u3000", "\u30ff"),  # CJK punctuation, kana
    ("\u3400", "\u9fff"),  # Han
    ("\uf900", "\ufaff"),
    ("\uff00", "\uffef"),  # full-width forms
)


def join_words(text: str, words: str) -> str:
    """`text` and `words` with a space between, except where the script has none."""
    if not text or not words:
        return text or words
    if text[-1] < "\u0e00" or words[0] < "\u0e00":
        return f"{text} {words}"
    return text + words if is_unspaced(text[-1]) and is_unspaced(words[0]) else f"{text} {words}"


def is_unspaced(character: str) -> bool:
    """Whether a character belongs to a script without spaces between words."""
    return any(first <= character <= last for first, last in _UNSPACED)
