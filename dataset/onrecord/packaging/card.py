"""README.md: the dataset card of the Hugging Face hub, every section of its template."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from onrecord.packaging.card_splits import splits_section
from onrecord.packaging.citation import as_apa, as_bibtex
from onrecord.packaging.front_matter import WHOLE, front_matter, loadable
from onrecord.packaging.release import Counted, Release, Table, full_name
from onrecord.packaging.text import as_cell, as_code, as_rows
from onrecord_schemas.arrow import type_name

#: What stands where nobody said anything. The hub's own words.
UNSTATED = "[More Information Needed]"


def as_card(release: Release) -> bytes:
    """The dataset card in Markdown, its metadata in YAML first."""
    parts = [
        f"---\n{front_matter(release)}---\n",
        f"# Dataset Card for {as_cell(release.title, 300)}\n",
        release.entry.card.summary or release.summary,
        "## Dataset Details\n\n### Dataset Description\n",
        release.summary,
        _about(release),
        "### Dataset Sources [optional]\n",
        _addresses(release),
        "## Uses\n\n### Direct Use\n",
        _paragraphs(release.entry.rai.data_use_cases),
        "### Out-of-Scope Use\n",
        release.entry.card.out_of_scope_use or UNSTATED,
        "## Dataset Structure\n",
        _structure(release),
        "## Dataset Creation\n\n### Curation Rationale\n",
        release.entry.card.curation_rationale or UNSTATED,
        "### Source Data\n\n#### Data Collection and Processing\n",
        _collection(release),
        "#### Who are the source data producers?\n",
        release.entry.card.source_data_producers or UNSTATED,
        "### Annotations [optional]\n\n#### Annotation process\n",
        _annotation(release),
        "#### Who are the annotators?\n",
        _annotators(release),
        "#### Personal and Sensitive Information\n",
        _paragraphs(release.entry.rai.personal_sensitive_information),
        "## Bias, Risks, and Limitations\n",
        _risks(release),
        "### Recommendations\n",
        release.entry.card.recommendations or _RECOMMENDED,
        "## Citation [optional]\n",
        f"**BibTeX:**\n\n```bibtex\n{as_bibtex(release)}```\n\n**APA:**\n\n{as_apa(release)}",
        "## Glossary [optional]\n",
        release.entry.card.glossary or _GLOSSARY,
        "## More Information [optional]\n",
        _more(release),
        "## Dataset Card Authors [optional]\n",
        release.entry.card.authors or ", ".join(map(full_name, release.entry.creators)),
        "## Dataset Card Contact\n",
        _contact(release),
    ]
    return ("\n\n".join(part.rstrip("\n") for part in parts) + "\n").encode("utf-8", "replace")


_RECOMMENDED = (
    "Read `attribution` and `confidence` before you count who said what: they tell how each speaker is"
    " known. Leave out rows of kind `cue`, which nobody speaks. Look at `flags` and"
    " `unexplained_chars` of a document before you rely on it."
)
_GLOSSARY = (
    "- **turn**: what one speaker says until another does\n"
    "- **clip**: recorded or quoted material played in\n"
    "- **cue**: a standalone event such as music; nobody speaks\n"
    "- **label**: the name printed before a turn\n"
    "- **lead-in**: words of the host before the first label"
)


def _about(release: Release) -> str:
    entry = release.entry
    funders = [
        one.funder + (f" ({one.award})" if one.award else "") for one in entry.funding
    ]  # fmt: skip
    lines = [
        f"**Curated by:** {', '.join(map(full_name, entry.creators))}",
        f"**Funded by [optional]:** {', '.join(funders) or UNSTATED}",
        f"**Shared by [optional]:** {release.publisher}",
        f"**Language(s) (NLP):** {', '.join(release.languages) or UNSTATED}",
        f"**License:** `{release.licence}`, see [LICENSE.md](LICENSE.md)",
        f"**Version:** {release.version}, published {release.published_on.isoformat()}",
    ]
    return _list(lines)


def _addresses(release: Release) -> str:
    entry = release.entry
    lines = [
        f"**Repository:** {entry.repository or entry.homepage or UNSTATED}",
        f"**Paper [optional]:** {entry.paper or UNSTATED}",
        f"**Demo [optional]:** {entry.demo or UNSTATED}",
    ]
    if entry.doi:
        lines.append(f"**DOI:** {release.doi_url}")
    return _list(lines)


_LOADING = """```python
from datasets import load_dataset

turns = load_dataset("PATH", "turns", split="train")
{others}```
"""
_OTHERS = f'people = load_dataset("PATH", "people", split="{WHOLE}")\n'


def _structure(release: Release) -> str:
    named = {one.name for one in loadable(release)}
    empty = [one.name for one in release.tables if one.name not in named]
    parts = [
        "One configuration per table; each loads by its name:\n",
        _LOADING.format(others=_OTHERS if release.splits else ""),
        "`PATH` is this folder or the name of the repository on the hub.\n",
        as_rows(
            ("table", "one row is", "rows", "bytes"),
            [(f"`{t.name}`", t.description, f"{t.rows:,}", f"{t.bytes:,}") for t in release.tables],
        ),
    ]
    if empty:
        parts.append(f"\nNot a configuration, since it has no rows: {', '.join(empty)}.")
    parts += [_columns(table) for table in release.tables]
    parts += [_counts(release)]
    if release.splits:
        parts.append(f"\n{splits_section(release.splits)}")
    return "\n".join(parts)


def _columns(table: Table) -> str:
    keys = [f"Key: {_code(table.key)}."] if table.key else []
    keys += [
        f"{_code(one.columns)} points to {_code(one.referenced)} of `{one.table}`."
        for one in table.foreign_keys
    ]
    rows = [
        (as_code(c.name), as_code(type_name(c.type)), "yes" if c.nullable else "", c.description.replace("|", "\\|"))
        for c in table.columns
    ]  # fmt: skip
    head = f"\n### {table.name}\n\n" + (" ".join(keys) + "\n\n" if keys else "")
    return head + as_rows(("column", "type", "may be null", "meaning"), rows)


def _counts(release: Release) -> str:
    figures = release.figures
    between = (
        f", dated {figures.first} to {figures.last}" if figures.first and figures.last else ""
    )  # fmt: skip
    rows = {one.name: one.rows for one in release.tables}
    parts = [
        f"\n### Figures\n\n{rows.get('documents', 0):,} documents{between}; {rows.get('turns', 0):,} turns, "
        f"{figures.words:,} words, {rows.get('people', 0):,} people.\n"
    ]
    for what, counted in (
        ("documents by language", figures.languages),
        ("documents by licence", figures.licences),
        ("documents by format", figures.formats),
        ("documents by programme, the most frequent", figures.programs),
        ("turns by kind", figures.kinds),
        ("turns by role", figures.roles),
        ("turns by how the speaker is known", figures.attributions),
    ):
        if counted:
            parts.append(f"- {what}: {_tally(counted)}")
    return "\n".join(parts)


def _tally(counted: Counted) -> str:
    return ", ".join(
        f"{as_cell(value) if value is not None else 'none'} {count:,}" for value, count in counted
    )


def _collection(release: Release) -> str:
    rai = release.entry.rai
    built = sum(one.fate == "built" for one in release.sources)
    made = ", ".join(f"{name} {version}" for name, version in release.made_with)
    told = [one for one in (rai.data_collection, rai.data_collection_raw_data) if one]
    told.append(
        f"{len(release.sources):,} sources were read, {built:,} of them became documents; the others"
        " are listed in `rejects` with the reason. `manifest.json` names every source with its"
        f" SHA-256. Made with {made or 'onrecord'}: the same sources and recipe give the same bytes."
    )
    told += [*rai.data_preprocessing_protocol, *_some(rai.data_manipulation_protocol)]
    told += [*_some(rai.data_imputation_protocol), *_some(rai.data_collection_missing_data)]
    for one in release.entry.derived_from:
        told.append(f"Taken from {one.name}" + (f", {one.url}" if one.url else "") + ".")
    return "\n\n".join(told)


def _annotation(release: Release) -> str:
    rai = release.entry.rai
    told = [*rai.data_annotation_protocol, *rai.data_annotation_analysis]
    told.append(
        "Turns, speakers, roles and people were found by onrecord's rules, not by hand. Every turn says"
        " how its speaker is known (`attribution`) and how surely (`confidence`)."
    )
    return "\n\n".join(told)


def _annotators(release: Release) -> str:
    rai = release.entry.rai
    machine = ", ".join(f"{name} {version}" for name, version in release.made_with[:1])
    return "\n\n".join([*rai.annotator_demographics, f"Software: {machine or 'onrecord'}."])


def _risks(release: Release) -> str:
    rai = release.entry.rai
    told = [*rai.data_limitations, *rai.data_biases, *_some(rai.data_social_impact)]
    if not told:
        told = [UNSTATED]
    if release.why_unlicensed:
        told.append(
            f"{release.figures.unlicensed_texts:,} documents have words under no known licence;"
            f" they are published because: {release.why_unlicensed}"
        )
    return "\n\n".join([*told, _quality(release)])


def _quality(release: Release) -> str:
    quality = release.quality
    if quality is None:
        return "The checks of `onrecord check` were not run for this release."
    score = "" if quality.mean_score is None else f" Mean score of the documents: {quality.mean_score}."  # fmt: skip
    says = (
        f"Of {quality.ran} checks of `onrecord check`, {quality.holding} hold"
        + (f", {quality.skipped} could not run" if quality.skipped else "")
        + f".{score}"
    )
    if not quality.failing:
        return says
    rows = [
        (severity, f"`{check}`", as_cell(says_, 200), as_cell(message, 200))
        for severity, check, says_, message in quality.failing
    ]
    return f"{says}\n\n" + as_rows(
        ("severity", "check", "what should hold", "what was found"), rows
    )


def _more(release: Release) -> str:
    told = [
        "Beside the data: `croissant.json` (Croissant with RAI), `datapackage.json` (Data Package),"
        " `ro-crate-metadata.json` (RO-Crate), `datacite.json`, `CITATION.cff`, `provenance.json`"
        " (PROV), `provenance.intoto.json` (in-toto, SLSA), `contract/` (JSON Schema, pandera, SQL),"
        " `SHA256SUMS`. `onrecord verify` tells whether anything was changed.",
        *_some(release.entry.rai.data_release_maintenance_plan),
        *_some(release.entry.card.more_information),
    ]
    return "\n\n".join(told)


def _contact(release: Release) -> str:
    entry = release.entry
    emails = [one.email for one in entry.creators if one.email]
    return entry.contact or ", ".join(emails) or entry.homepage or entry.repository or UNSTATED


def _some(text: str | None) -> list[str]:
    return [text] if text else []


def _paragraphs(texts: Sequence[str]) -> str:
    return "\n\n".join(texts) or UNSTATED


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _code(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
