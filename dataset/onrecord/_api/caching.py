"""The cache of converted sources: what it holds, and its end."""

from __future__ import annotations

from onrecord._api.calls import Path_, named_cache
from onrecord.cache import Cache, CacheSize
from onrecord.errors import CallError


def cached(folder: Path_ | None = None) -> CacheSize:
    """What the cache of builds holds: the user's own, or the one in `folder`, which need not exist.

    Raises `CallError` where `folder` is a file.
    """
    return _folder_of(folder).size()


def clear_cache(folder: Path_ | None = None) -> int:
    """Remove what the cache of builds holds, and nothing else that lies there; the bytes removed.

    A build that is under way is not disturbed: it has its own hold of what it uses. Raises `CallError`
    where `folder` is a file.
    """
    return _folder_of(folder).clear()


def _folder_of(folder: Path_ | None) -> Cache:
    cache = named_cache(folder)
    if cache.root.exists() and not cache.root.is_dir():
        raise CallError(f"{cache.root} is no folder; name the folder that --cache gave to a build")
    return cache
