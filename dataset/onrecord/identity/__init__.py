"""People across documents: variants of a name joined, namesakes kept apart, surnames resolved.

Three kinds of decision, each only on evidence that is kept with it: two names are one person
(`variants`), one name is two people (`namesakes`), a surname alone is somebody who leads the
programme (`rosters`). Whoever stands in the recipe's people file is never touched.
"""

from __future__ import annotations

from onrecord.identity.changes import Changes, decide
from onrecord.identity.model import Decision
from onrecord.identity.review import Review, review, rows_for

__all__ = ["Changes", "Decision", "Review", "decide", "review", "rows_for"]
