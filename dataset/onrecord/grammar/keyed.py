"""Patterns that are only tried where one of their words stands.

A regular expression of many alternatives takes some 50 nanoseconds a character, finding a plain
word one or two; and most texts have none of the words that a pattern cannot do without.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Keyed:
    """A pattern, and the `words` of which whatever it matches has at least one.

    With `fold`, the words are folded and the text is folded to look for them: for patterns
    that ignore case.
    """

    words: tuple[str, ...]
    pattern: re.Pattern[str]
    fold: bool = False

    def search(self, text: str) -> re.Match[str] | None:
        """The first match in `text`."""
        looked_at = text.casefold() if self.fold else text
        for word in self.words:
            if word in looked_at:
                return self.pattern.search(text)
        return None
