"""The cache of converted sources: what it holds, and its end."""

from __future__ import annotations

from onrecord._api.calls import Path_, named_cache
from onrecord.cache import CacheSize


def cached(folder: Path_ | None = None) -> CacheSize:
    """What the cache of builds holds: the user's own, or the one in `folder`, which need not exist."""
    return named_cache(folder).size()


def clear_cache(folder: Path_ | None = None) -> int:
    """Remove what the cache of builds holds, and nothing else that lies there; the bytes removed.

    A build that is under way is not disturbed: it has its own hold of what it uses.
    """
    return named_cache(folder).clear()
