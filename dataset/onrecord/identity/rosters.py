"""Who leads which programme, learned from the dataset: resolves speakers known by surname only.

A document that only ever prints ``MARTIN`` on a programme that Rachel Martin hosts in other
documents of about that time is hers, if nobody else of that surname leads it: attribution
``roster``, with less confidence than what a document says itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from onrecord.grammar.names import fold_name, split_name
from onrecord.identity.model import Decision, in_parts, rows_of

#: How far outside the time somebody is known to lead a programme a document may lie.
_AROUND = timedelta(days=400)
_FEW_DOCUMENTS = 2
#: Confidence where the document is dated, and what the lack of a date takes away.
_SURE, _OFTEN, _UNDATED = 0.85, 5, 0.1

#: Roles told by whom somebody speaks with, which says nothing where no host is known.
_GUESSED = frozenset(("guest", "source"))

_LEADERS = """
SELECT d.program, a.person_id, max(a.name) AS name,
       count(DISTINCT a.document_id) AS documents, min(d.published_on), max(d.published_on),
       list_distinct(flatten(list(a.roles))) AS roles
FROM appearances a JOIN documents d USING (document_id)
WHERE a.scope::VARCHAR = 'dataset' AND a.kind::VARCHAR = 'named' AND d.program IS NOT NULL
      AND list_has_any(a.roles, ['host', 'reporter'])
GROUP BY d.program, a.person_id ORDER BY d.program, a.person_id
"""
_UNRESOLVED = """
SELECT a.document_id, a.person_id, a.name, a.roles, d.program, d.published_on,
       (SELECT list(person_id) FROM appearances other WHERE other.document_id = a.document_id),
       (SELECT bool_or(list_contains(other.roles, 'host')) FROM appearances other
        WHERE other.document_id = a.document_id)
FROM appearances a JOIN documents d USING (document_id)
WHERE a.scope::VARCHAR = 'document' AND a.kind::VARCHAR = 'named' AND d.program IS NOT NULL
ORDER BY a.document_id, a.person_id
"""
_SOME = "WITH appearances AS (FROM appearances WHERE hash(document_id) % {parts} = {part})"


class _Leader(NamedTuple):
    person_id: str
    name: str
    documents: int
    first: date | None
    last: date | None
    roles: frozenset[str]


class Resolved(NamedTuple):
    """A surname-only speaker of one document, and who it is."""

    document_id: str
    person_id: str
    becomes: str
    name: str
    role: str
    confidence: float


def resolve(connection: Any) -> tuple[list[Resolved], list[Decision]]:
    """The surname-only speakers that a roster names, and one decision for each person."""
    leaders: defaultdict[tuple[str, str], list[_Leader]] = defaultdict(list)
    for program, person_id, name, count, first, last, roles in rows_of(connection, _LEADERS):
        leader = _Leader(person_id, name, count, first, last, frozenset(roles))
        for family in _families(leader.name):
            leaders[program, family].append(leader)
    found = sorted(
        (one, program)
        for part, parts in in_parts(connection, "appearances")
        for one, program in _resolve_some(connection, leaders, part, parts)
    )
    names = {one.becomes: (one.name, program) for one, program in found}
    times = Counter(one.becomes for one, _ in found)
    return [one for one, _ in found], [
        Decision("roster", person_id, (name,), (f"leads {program}",), times[person_id])
        for person_id, (name, program) in sorted(names.items())
    ]


def _resolve_some(
    connection: Any, leaders: Mapping[tuple[str, str], list[_Leader]], part: int, parts: int
) -> Iterator[tuple[Resolved, str]]:
    """Those of some documents, each with the programme."""
    query = _SOME.format(part=part, parts=parts) + _UNRESOLVED
    for document_id, person_id, name, roles, program, day, present, hosted in rows_of(
        connection, query
    ):
        played = frozenset(roles) if hosted else frozenset(roles) - _GUESSED
        fits = [
            leader
            for leader in leaders.get((program, fold_name(name)), ())
            if _fits(leader, played, day) and leader.person_id not in present
        ]
        if len(fits) == 1:
            (leader,) = fits
            weight = _SURE if leader.documents >= _OFTEN else _SURE - 0.05
            confidence = weight if day else weight - _UNDATED
            role = "host" if "host" in leader.roles else "reporter"
            who = leader.person_id, leader.name
            yield Resolved(document_id, person_id, *who, role, confidence), program


def _families(name: str) -> Iterator[str]:
    family = fold_name(split_name(name).family)
    yield family
    if " " in family:
        yield family.split()[-1]


def _fits(leader: _Leader, roles: frozenset[str], day: date | None) -> bool:
    """Whether a leader's role and time agree with those of a surname-only speaker."""
    if leader.documents < _FEW_DOCUMENTS:
        return False
    if not roles <= {"unknown"} and roles.isdisjoint(leader.roles):
        return False
    if day is None or leader.first is None or leader.last is None:
        return True
    return leader.first - _AROUND <= day <= leader.last + _AROUND
