"""What may be published: `withhold` words or names, `hydrate` a release, `redact` a dataset."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from onrecord._api.calls import Path_, as_recipe
from onrecord._api.opening import load
from onrecord.cache import Cache, default_root
from onrecord.dataset import Dataset
from onrecord.errors import CallError
from onrecord.keys import load_key, need_key
from onrecord.progress import Progress
from onrecord.quality import source_date
from onrecord.recipe import Recipe
from onrecord.rights import (
    Choice,
    Hydration,
    Redacted,
    Text,
    Withheld,
    entries_for,
    fill_release,
    make_release,
    pseudonymise_dataset,
    redact_dataset,
)
from onrecord.rights.opening import as_written
from onrecord.staging import locked, scratch_beside
from onrecord.suppression import Action, Entry, add_entries, load_suppression, next_id

if TYPE_CHECKING:
    pass


def withhold(  # noqa: PLR0913 - the options of the command line
    folder: Path_,
    out: Path_,
    *,
    text: Text = "none",
    people: Literal["names", "pseudonyms"] = "names",
    allow_unknown: str | None = None,
    key_file: Path_ | None = None,
    recipe: Path_ | Recipe | None = None,
    progress: Progress | None = None,
) -> Withheld:
    """A release at `out` of the dataset at `folder`: with no words, with those that licences allow, or all.

    `text` is ``none``, ``licensed`` or ``all``; the last raises `CallError` where some of it may not
    be published. `allow_unknown` is the reason why words of unknown or unclear licence may be; the
    recipe's ``[rights] allow_unknown`` by default. With `people` ``pseudonyms`` nobody is named: that
    needs a key, from `key_file` or the environment variable ``ONRECORD_KEY``. The recipe is needed
    where it has a people file. Raises `DatasetError` where the dataset is not whole.
    """
    with as_written(Path(folder)):
        return _release(
            Path(folder), Path(out), text, people, allow_unknown, key_file, recipe, progress
        )


def _release(  # noqa: PLR0913, PLR0917 - the options of `withhold`
    folder: Path,
    out: Path,
    text: Text,
    people: str,
    allow_unknown: str | None,
    key_file: Path_ | None,
    recipe: Path_ | Recipe | None,
    progress: Progress | None,
) -> Withheld:
    loaded = None if recipe is None else _own_recipe(as_recipe(recipe, Path(folder)), load(folder))
    because = allow_unknown
    if because is None and loaded is not None:
        because = loaded.allow_unknown
    known = None if loaded is None else loaded.people
    if people == "names":
        return make_release(folder, out, text, because, known, progress)
    if people != "pseudonyms":
        raise CallError(f"no choice of people {people!r}; there are: names, pseudonyms")
    key = need_key(
        load_key(None if key_file is None else Path(key_file)), "a release under pseudonyms"
    )
    with scratch_beside(out) as scratch:
        named = pseudonymise_dataset(folder, scratch / "dataset", key)
        release = make_release(named.out, out, text, because, known, progress)
    return replace(release, pseudonyms=named.people)


def _own_recipe(recipe: Recipe, dataset: Dataset) -> Recipe:
    """The recipe, if it is the dataset's: another one's reasons and people are not its own."""
    name = dataset.manifest.get("name")
    if recipe.dataset.name != name:
        raise CallError(
            f"the recipe is that of {recipe.dataset.name}, and {dataset.folder} is {name}; name its own"
        )
    built_with = dataset.manifest.get("recipe_sha256")
    if recipe.people and built_with is not None and recipe.sha256 != built_with:
        raise CallError(
            f"the recipe or its people file has changed since {dataset.folder} was built; build again"
        )
    return recipe


def redact(  # noqa: PLR0913 - the options of the command line
    folder: Path_,
    out: Path_,
    suppress: Path_,
    *,
    people: Sequence[str] = (),
    documents: Sequence[str] = (),
    sources: Sequence[str] = (),
    action: Action = "remove",
    reason: str = "",
    copies: bool = False,
    only_mentioned: bool = False,
    keyed: bool = False,
    key_file: Path_ | None = None,
) -> Redacted:
    """The dataset at `folder` without some people, documents or sources, made at `out`.

    What is to go is added to the suppression list `suppress`, a CSV file that is made if there is none,
    and then all of the list is applied; named in the recipe (``[suppress] file``), it keeps builds from
    bringing anything back. `out` may be `folder`. People are given by name or person_id, documents by
    id or source_uri, sources by source_uri or pattern; `action` is ``remove`` or, for people,
    ``pseudonymise``. `reason` is published. With `keyed` the list holds no names, only hashes under the
    key in `key_file` or in ``ONRECORD_KEY``. Raises `CallError`, `RecipeError`, `DatasetError`.
    """
    key = load_key(None if key_file is None else Path(key_file))
    if keyed:
        need_key(key, "a suppression list without names")
    if action not in {"remove", "pseudonymise"}:
        raise CallError(f"no action {action!r}; there are: remove, pseudonymise")
    path, dataset = Path(suppress), load(folder)
    choice = Choice(people, documents, sources, copies, only_mentioned)
    if action == "pseudonymise" and (documents or sources):
        raise CallError("documents and sources can only be removed; pseudonyms are for people")
    if not choice and not path.exists():
        raise CallError(
            f"there is nothing to redact: {path} is not there, and nobody and nothing is named"
        )
    stay: list[str] = []
    with locked(Path(out)), as_written(Path(folder)):
        if choice:
            old = load_suppression(path, key).entries if path.exists() else ()
            today = source_date() or datetime.now(UTC).date()
            plain = Entry(next_id(old), "", "", action, today.isoformat(), reason)
            entries, stay = entries_for(choice, dataset, plain, key if keyed else None)
            add_entries(path, [one for one in entries if not _is_known(one, old)], key)
        redacted = redact_dataset(Path(folder), Path(out), load_suppression(path, key))
        Cache(default_root()).clear()  # it may hold what was removed
    return replace(redacted, copies_left=tuple(stay))


def _is_known(entry: Entry, old: Sequence[Entry]) -> bool:
    """Whether the list says the same already, as after a run that was killed before it was done."""
    return any(replace(entry, id=one.id, since=one.since) == one for one in old)


def hydrate(
    release: Path_,
    sources: Path_ | Sequence[Path_],
    out: Path_,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Hydration:
    """The full dataset at `out`, from a release and folders with copies of its sources.

    Copies are found by their bytes; their names do not matter. The result is to the byte the dataset
    that the release was made of, or nothing is written: `CallError` names sources that are missing or
    have other bytes, `DatasetError` a release that was changed.
    """
    given = [sources] if isinstance(sources, str | os.PathLike) else list(sources)
    if not given:
        raise CallError("name the folder of your own copies of the sources (--sources DIR)")
    folders = [Path(one) for one in given]
    processes = workers or os.cpu_count() or 1
    with as_written(Path(release)):
        return fill_release(Path(release), folders, Path(out), processes, progress)
