"""The choice of one format for a source, by how well each fits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from onrecord.errors import FormatUnknown, OnrecordError, SourceError
from onrecord.formats.fit import Fit, Format
from onrecord.source import Source

#: The formats of plain text; JSON is never one of them.
TEXT = frozenset({"timed-text", "npr", "markdown", "labelled"})
#: The formats that every special one outranks.
GENERAL = TEXT | {"table", "parquet"}
#: Below this score a format does not fit; two scores closer than the margin are a tie.
FITS, _MARGIN = 0.5, 0.1
#: How many candidates a refusal names.
_TOLD = 4


def rank(source: Source, formats: Mapping[str, Format]) -> dict[str, Fit]:
    """How well each format that comes into question fits, the best first.

    Formats of text are asked only where none that is read from bytes fits, and not where a special
    case of them fits already. Raises `Undecodable`, `SourceError`.
    """
    binary = [one for one in formats.values() if one.is_binary]
    fits = _fits(source, binary)
    if not any(fit.score >= FITS for fit in fits.values()):
        source.decoded  # noqa: B018 - what cannot be decoded fits no format of text
        text = [one for one in formats.values() if not one.is_binary]
        fits = _fits(source, [o for o in text if o.name not in TEXT or source.json is None])
    return dict(sorted(fits.items(), key=lambda item: -item[1].score))


def choose(source: Source, formats: Mapping[str, Format]) -> Format:
    """The one of `formats` that fits `source`. Raises `FormatUnknown` with the candidates."""
    fits = rank(source, formats)
    name = first_of(fits)
    if name is None:
        raise FormatUnknown(_refusal(fits))
    return formats[name]


def first_of(fits: Mapping[str, Fit]) -> str | None:
    """The format that fits, and better than every other; None where there is none."""
    if not fits:
        return None
    (best, fit), *others = fits.items()
    second = others[0][1].score if others else 0.0
    return best if fit.score >= FITS and fit.score - second >= _MARGIN else None


def _fits(source: Source, formats: Iterable[Format]) -> dict[str, Fit]:
    """How well each format fits that no special case of it before it fits already."""
    fits: dict[str, Fit] = {}
    outranked: set[str] = set()
    for candidate in formats:
        if candidate.name not in outranked:
            fit = fits[candidate.name] = _detect(candidate, source)
            if fit.score >= FITS:
                outranked |= candidate.outranks
    return fits


def _detect(candidate: Format, source: Source) -> Fit:
    """The fit of a format; one that fails in a way nobody foresaw is named."""
    try:
        return candidate.detect(source)
    except (OnrecordError, MemoryError, RecursionError):
        raise
    except Exception as error:
        raise SourceError(
            f"the detection of {candidate.name} failed ({type(error).__name__}); please report it "
            "with this source",
            reason="converter-failed",
        ) from error


def _refusal(fits: Mapping[str, Fit]) -> str:
    found = "; ".join(
        f"{name} {fit.score:.2f} ({', '.join(fit.signs) or 'no sign of it'})"
        for name, fit in list(fits.items())[:_TOLD]
        if fit.score > 0
    )
    found = found or "no sign of any"
    several = sum(fit.score >= FITS for fit in fits.values()) > 1
    what = "more than one format fits" if several else "no format fits"
    return f"{what}: {found}; if it is a transcript, name its format with --format or in the recipe"
