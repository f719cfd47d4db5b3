"""One source to conversations: choose the format, convert, identify. The heart of every build."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.errors import CallError, OnrecordError, SourceError
from onrecord.formats import choose_format, get_format
from onrecord.merging import TurnRules, merge_segments
from onrecord.source import Source
from onrecord.speakers import Authority, Conversation, identify

_NOBODY = Authority()
_RULES = TurnRules()


def converse(
    source: Source,
    format_name: str | None = None,
    authority: Authority = _NOBODY,
    rules: TurnRules = _RULES,
) -> Iterator[Conversation]:
    """The conversations of a source, in the named format or the one that fits.

    Raises `SourceError` for whatever is wrong with the source: a converter that fails in a
    way nobody foresaw is a reject with its own reason, never a crash.
    """
    try:
        chosen = get_format(format_name) if format_name else choose_format(source)
        for transcript in chosen.convert(source):
            yield identify(merge_segments(transcript, rules), authority)
    except (SourceError, CallError):
        raise
    except (OnrecordError, MemoryError):
        raise
    except RecursionError:
        raise SourceError("nested too deeply", reason="too-deep") from None
    except Exception as error:
        raise SourceError(
            f"the converter failed ({type(error).__name__}); please report it with this source",
            reason="converter-failed",
        ) from error
