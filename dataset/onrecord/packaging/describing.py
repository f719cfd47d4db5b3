"""The description of a release, put together from manifest, recipe, contract and rows."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from onrecord.errors import CallError, DatasetError, RecipeError
from onrecord.packaging.licences import UNKNOWN, combine, is_expression
from onrecord.packaging.release import Figures, Quality, Release, SourceFile, Table
from onrecord.recipe import Recipe
from onrecord.splits import Splits
from onrecord.version import __version__
from onrecord_schemas import SCHEMA_VERSION


def describe_release(  # noqa: PLR0913 - the parts that a description is made of
    manifest: Mapping[str, Any],
    recipe: Recipe,
    tables: tuple[Table, ...],
    figures: Figures,
    quality: Quality | None,
    *,
    published_on: date,
    why_unlicensed: str | None = None,
    splits: Splits | None = None,
) -> Release:
    """The release of the dataset with this manifest, in the words of the recipe.

    `require_metadata` gives `published_on` and tells before what is missing.
    """
    return Release(
        name=recipe.dataset.name,
        version=recipe.dataset.version,
        description=(_text(manifest.get("description")) or recipe.dataset.description).strip(),
        licence=whole_licence(manifest, figures),
        published_on=published_on,
        languages=_languages(recipe, figures),
        entry=recipe.release,
        tables=tables,
        figures=figures,
        quality=quality,
        sources=tuple(_source(one) for one in _listed(manifest, "sources")),
        made_with=_versions(manifest.get("made_with")),
        packaged_with=(("onrecord", __version__),),
        recipe_sha256=_text(manifest.get("recipe_sha256")),
        schema_version=_text(manifest.get("schema_version")) or SCHEMA_VERSION,
        manifest=manifest,
        why_unlicensed=why_unlicensed,
        splits=splits,
    )


def require_metadata(manifest: Mapping[str, Any], recipe: Recipe) -> date:
    """The day of publication, where the recipe has all that a release cannot do without.

    Raises `RecipeError` naming all that is missing, or that the recipe is another dataset's.
    """
    published_on = release_date(recipe)
    _refuse_strangers(manifest, recipe)
    missing = missing_metadata(manifest, recipe, published_on)
    if missing or published_on is None:
        where = recipe.path or "the recipe (none was given: use --recipe)"
        raise RecipeError("\n".join(f"{where}: {one}" for one in missing))
    return published_on


def release_date(recipe: Recipe) -> date | None:
    """The day of publication: the recipe's, else that of SOURCE_DATE_EPOCH; never the clock's."""
    if recipe.release.published_on:
        return recipe.release.published_on
    stated = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not stated:
        return None
    try:
        return datetime.fromtimestamp(int(stated), UTC).date()
    except (ValueError, OverflowError, OSError):
        raise CallError(
            f"SOURCE_DATE_EPOCH is {stated[:40]!r}, not a number of seconds since 1970"
        ) from None


def missing_metadata(
    manifest: Mapping[str, Any], recipe: Recipe, published_on: date | None
) -> list[str]:
    """What a release cannot do without and the recipe does not have, each with the remedy."""
    lacking = []
    if not recipe.release.creators:
        lacking.append("a release needs who made it: add [[release.creators]]")
    if published_on is None:
        lacking.append(
            "a release needs its day: add published_on to [release], or set SOURCE_DATE_EPOCH"
        )
    if not (_text(manifest.get("description")) or recipe.dataset.description).strip():
        lacking.append("a release needs a description: add it to [dataset] and build again")
    return lacking


def _refuse_strangers(manifest: Mapping[str, Any], recipe: Recipe) -> None:
    """Raise where the recipe speaks of another dataset than the one that lies there."""
    built = f"{manifest.get('name')} {manifest.get('version')}"
    stated = f"{recipe.dataset.name} {recipe.dataset.version}"
    if recipe.path and built != stated:
        raise RecipeError(
            f"{recipe.path}: [dataset] is {stated}, but the dataset was built as {built[:200]}; "
            "build it again with this recipe, or name its own with --recipe"
        )


def whole_licence(manifest: Mapping[str, Any], figures: Figures) -> str:
    """One SPDX expression for the whole: the dataset's, and those of documents that differ."""
    stated = _text(manifest.get("license"))
    expressions = {stated} if stated and is_expression(stated) else set()
    for licence, _ in figures.licences:
        expressions.add(licence if licence and is_expression(licence) else UNKNOWN)
    if not figures.unlicensed_texts:
        expressions.discard(UNKNOWN)
    return combine(expressions)


def refuse_unlicensed(figures: Figures, documents: int, reason: str | None) -> None:
    """Raise `DatasetError` for words that nobody said may be published, unless told why they may."""
    if not figures.unlicensed_texts or reason:
        return
    stated = [one for one, _ in figures.licences if one and not is_expression(one)]
    what = f" ({', '.join(repr(one[:60]) for one in stated[:3])} is no SPDX licence)" if stated else ""  # fmt: skip
    raise DatasetError(
        f"{figures.unlicensed_texts} of {documents} documents have words under no licence that is"
        f" known{what}: whoever holds the rights may not allow that they are published. State license"
        " in [dataset] or [sources.metadata] of the recipe and build again, or tell why they may be"
        " published all the same: --allow-unknown-licence 'REASON'"
    )


def _languages(recipe: Recipe, figures: Figures) -> tuple[str, ...]:
    if recipe.release.languages:
        return tuple(recipe.release.languages)
    return tuple(one for one, _ in figures.languages if one and one.isascii() and len(one) < 36)


def _source(entry: Mapping[str, Any]) -> SourceFile:
    size = entry.get("bytes")
    return SourceFile(
        uri=_text(entry.get("uri")) or "?",
        sha256=_text(entry.get("sha256")),
        bytes=size if isinstance(size, int) else None,
        fate=_text(entry.get("fate")) or "?",
        reason=_text(entry.get("reason")),
        companions=tuple(
            (_text(one.get("name")) or "?", _text(one.get("sha256")))
            for one in _listed(entry, "companions")
        ),
    )


def _listed(manifest: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = manifest.get(key)
    return (
        [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
    )  # fmt: skip


def _versions(value: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, Mapping):
        return ()
    return tuple(sorted((str(name)[:60], str(version)[:60]) for name, version in value.items()))


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
