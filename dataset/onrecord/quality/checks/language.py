"""The language of the words, told by a detector that needs no network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from onrecord.quality.model import Check
from onrecord.quality.opening import Opened
from onrecord.quality.rules import CannotRun, Fault, FunctionRule, Rule
from onrecord.quality.settings import Settings

_CHARS = 2000
#: Documents drawn by a hash of their ids, the same ones every time, with their longest turns' words.
_SAMPLE = f"""
    SELECT document_id, any_value(stated), left(string_agg(text, ' ' ORDER BY turns.n_words DESC, turn_index), {_CHARS})
    FROM (SELECT document_id, {{language}} AS stated FROM {{documents}}
          ORDER BY hash(document_id), document_id LIMIT {{most}})
    JOIN turns USING (document_id) WHERE kind <> 'cue' AND turns.n_words >= 5
    GROUP BY document_id ORDER BY document_id
"""


def _check(found: Opened, settings: Settings) -> tuple[Iterable[Fault], int]:
    limits = settings.limits(RULES[0].check)
    classify = _detector()
    rows = [
        (document_id, language, text)
        for document_id, language, text in found.connection.execute(
            _sample(found, limits["most_documents"])
        ).fetchall()
        if text is not None and len(text) >= limits["least_chars"]
    ]
    told = [classify(text) for _, _, text in rows]
    expected = _expected(told, limits)
    faults = [
        Fault(document_id, value=f"{said}, not {language or expected}: {text[:80]}")
        for (document_id, language, text), (said, sure) in zip(rows, told, strict=True)
        if sure >= limits["least_sure"]
        and (language or expected)
        and said != (language or expected or "").split("-")[0].lower()
        and said not in limits["also"]
    ]
    return faults, len(rows)


def _sample(found: Opened, most: int) -> str:
    has = found.missing(("documents.document_id", "documents.language")) is None
    return _SAMPLE.format(
        language="language" if has else "NULL",
        documents="documents" if has else "(SELECT DISTINCT document_id FROM turns)",
        most=most,
    )


def _expected(told: list[tuple[str, float]], limits: dict[str, Any]) -> str | None:
    """The language of nearly all documents, for those that state none; None where there is none."""
    if not told:
        return None
    language, count = Counter(language for language, _ in told).most_common(1)[0]
    return language if count >= limits["main_share"] * len(told) else None


def _detector() -> Any:
    try:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier
    except ImportError:
        raise CannotRun(
            "py3langid is not installed; run: pip install 'onrecord[language]'"
        ) from None
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True).classify


RULES: tuple[Rule, ...] = (
    FunctionRule(
        Check(
            id="documents_are_in_their_language",
            severity="warn",
            table="documents",
            description="a document's words are in the language it states, or that of the others",
            why="texts in another language are counted as strange words, and labels in it are missed",
            fix="state language for these sources in the recipe, or leave them out",
            limits={
                "most_documents": 1000,
                "least_chars": 200,
                "least_sure": 0.95,
                "main_share": 0.9,
                "also": (),
            },
            limits_say={
                "most_documents": "documents looked at, drawn by a hash of their ids",
                "least_chars": "characters from which a language can be told",
                "least_sure": "probability from which the detector is believed",
                "main_share": "share of the documents that makes a language the expected one",
                "also": "languages that are in order anywhere, such as es",
            },
            needs=(
                "turns.document_id",
                "turns.turn_index",
                "turns.text",
                "turns.kind",
                "turns.n_words",
            ),
            extra="language",
        ),
        _check,
    ),
)
