"""Which documents the reader holds: all of a small dataset, a stated sample of a large one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.reporting.opening import Opened
from onrecord.reporting.wording import count, counted, listed

#: Documents the reader holds unless told otherwise.
DOCUMENTS = 80

#: In millionths: words without a speaker, doubt in the others, characters unexplained.
_DOUBT = """
    WITH spoken AS (
        SELECT document_id, sum(n_words) AS words,
               sum(n_words) FILTER (attribution = 'none') AS nobodys,
               sum(CAST(round(confidence * 1000) AS BIGINT) * n_words) AS sure
        FROM turns WHERE kind IS DISTINCT FROM 'cue' GROUP BY document_id),
    written AS (
        SELECT document_id, max(unexplained_chars) AS lost, max(len(flags)) AS flags,
               max(list_max(list_transform(regions, lambda r: r."end"))) AS chars
        FROM documents WHERE document_id IS NOT NULL GROUP BY document_id)
    SELECT document_id, md5(document_id) AS lot,
           1000000 * coalesce(nobodys, 0) // greatest(words, 1)
           + coalesce(1000000 - 1000 * sure // greatest(words, 1), 0)
           + 1000000 * coalesce(lost, 0) // greatest(coalesce(chars, lost, 1), 1)
           + 1000 * coalesce(flags, 0) AS doubt
    FROM written LEFT JOIN spoken USING (document_id)"""


@dataclass(frozen=True)
class Sample:
    """Keys of documents, each with why it is here, and that in words.

    Why is ``check`` (a check points to it), ``doubt``, ``lot``, or ``""`` where all are here.
    """

    documents: tuple[tuple[str, str], ...]
    says: str


def choose(opened: Opened, wanted: int, pointed: Sequence[str] = ()) -> Sample:
    """All documents if there are no more than `wanted`; else a sample.

    Of the sample are first those that checks have `pointed` to, up to half of it; of the rest,
    half are those of most doubt and half are drawn by lot.
    """
    ((total,),) = opened.rows("SELECT count(DISTINCT document_id) FROM documents")
    if total <= wanted:
        rows = opened.rows(f"SELECT document_id FROM ({_DOUBT}) ORDER BY doubt DESC, lot")
        says = f"All {counted(total, 'document')}, those with most doubt first."
        return Sample(tuple((document, "") for (document,) in rows), says)
    first = list(pointed)[: wanted // 2]
    doubtful = -(-(wanted - len(first)) // 2)
    rows = opened.rows(
        f"""WITH others AS (SELECT * FROM ({_DOUBT}) WHERE NOT list_contains(?, document_id)),
        ranked AS (SELECT *, row_number() OVER (ORDER BY doubt DESC, lot) AS place FROM others)
        SELECT document_id, place <= {doubtful} FROM ranked
        ORDER BY least(place, {doubtful} + 1), lot LIMIT {wanted - len(first)}""",
        [first],
    )
    drawn = len(rows) - doubtful
    parts = [f"{count(len(first))} that checks point to"] if first else []
    parts.append(
        f"the {count(doubtful)} with most doubt (words without a speaker, low confidence, "
        "characters unexplained, flags)"
    )
    parts.append(f"{count(drawn)} drawn by lot (the lowest MD5 of their ids)")
    says = f"{count(len(first) + len(rows))} of {counted(total, 'document')}: {listed(parts)}."
    chosen = [(document, "doubt" if is_worst else "lot") for document, is_worst in rows]
    return Sample((*((document, "check") for document in first), *chosen), says)


def interleaved(sample: Sample) -> list[tuple[str, str]]:
    """The documents, chosen and drawn by lot in turn, for when room runs out."""
    chosen = [one for one in sample.documents if one[1] != "lot"]
    drawn = [one for one in sample.documents if one[1] == "lot"]
    taken = [pair for pairs in zip(chosen, drawn, strict=False) for pair in pairs]
    shorter = min(len(chosen), len(drawn))
    return [*taken, *chosen[shorter:], *drawn[shorter:]]
