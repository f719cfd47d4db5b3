"""What identity works on: people of a dataset with where they were heard, and decisions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from onrecord.grammar.names import GENERATIONS, fold_name

_ROWS = 5_000
#: Appearances whose people are looked at at a time.
_AT_A_TIME = 100_000


class Decision(NamedTuple):
    """One decision on people: ``joined``, ``apart`` or ``roster``, with its evidence.

    `names` are all names concerned, the one that stays first; `documents` how many documents it
    changes.
    """

    kind: str
    person_id: str
    names: tuple[str, ...]
    evidence: tuple[str, ...]
    documents: int

    def as_dict(self) -> dict[str, Any]:
        """For the manifest."""
        return self._asdict()


@dataclass(slots=True, eq=False)
class Form:
    """One named person as keyed by name: in which documents and programmes, leading which.

    `documents` are the rising numbers of documents, of one numbering for all forms.
    """

    person_id: str
    name: str
    documents: npt.NDArray[np.int32]
    programs: frozenset[str]
    leads: frozenset[str]
    said_to_be: frozenset[str]
    bio: str | None
    given: tuple[str, ...] = field(init=False)
    family: str = field(init=False)
    generation: str = field(init=False)

    def __post_init__(self) -> None:
        words = fold_name(self.name.replace(".", ". ")).split()  # B.R. Ames has two initials
        self.generation = words.pop() if len(words) > 1 and words[-1] in GENERATIONS else ""
        self.family = words[-1] if words else ""
        self.given = tuple(words[:-1])

    def meets(self, other: Form) -> bool:
        """Whether both speak in one document."""
        return len(np.intersect1d(self.documents, other.documents, assume_unique=True)) > 0


#: Named people where they are heard, with the last word of the name, as far as SQL can fold it.
_NAMED = r"""
CREATE OR REPLACE TEMP TABLE named AS
WITH numbered AS (
    SELECT document_id, program, (row_number() OVER (ORDER BY document_id))::INTEGER AS number
    FROM documents
)
SELECT a.person_id, a.name, d.number, a.roles, a.bio,
       list_concat(a.affiliations, a.descriptions) AS said, d.program,
       regexp_extract(strip_accents(lower(a.name)),
                      '([\pL\pN]+)[^\pL\pN]*(?:[ ,]+(?:jr|sr|ii|iii|iv|v)\b\.?)?$', 1) AS family
FROM appearances a JOIN numbered d USING (document_id)
WHERE a.scope::VARCHAR = 'dataset' AND a.kind::VARCHAR = 'named'
"""
#: Forms of the people of some families, where another one has the same.
_FORMS = """
WITH some_named AS (FROM named WHERE hash(family) % {parts} = {part}), families AS (
    SELECT family FROM some_named GROUP BY family HAVING count(DISTINCT person_id) > 1
)
SELECT person_id, max(name) AS name, list_sort(list(DISTINCT number)) AS documents,
       list(DISTINCT program) FILTER (program IS NOT NULL) AS programs,
       list(DISTINCT program) FILTER (program IS NOT NULL AND list_has_any(roles, ['host', 'reporter'])) AS leads,
       list_distinct(flatten(list(said))) AS said, max(bio) AS bio
FROM some_named SEMI JOIN families USING (family) GROUP BY person_id ORDER BY person_id
"""


def read_families(connection: Any) -> Iterator[list[Form]]:
    """The forms of the tables ``appearances`` and ``documents`` of a DuckDB connection.

    They come some families at a time, each whole.
    """
    connection.execute(_NAMED)
    for part, parts in in_parts(connection, "named"):
        yield [
            Form(
                person_id,
                name,
                np.array(documents, np.int32),
                frozenset(programs or ()),
                frozenset(leads or ()),
                frozenset(fold_name(words) for words in said or ()),
                bio,
            )
            for person_id, name, documents, programs, leads, said, bio in rows_of(
                connection, _FORMS.format(part=part, parts=parts)
            )
        ]
    connection.execute("DROP TABLE named")


def in_parts(connection: Any, table: str) -> Iterator[tuple[int, int]]:
    """The number of each part of a table's rows, and of all: so many that each fits into memory."""
    ((rows,),) = connection.execute(f"SELECT count(*) FROM {table}").fetchall()  # noqa: S608 - ours
    parts = rows // _AT_A_TIME + 1
    return ((part, parts) for part in range(parts))


def rows_of(connection: Any, query: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a query, a few thousand at a time; the connection must not be used meanwhile."""
    cursor = connection.execute(query)
    while rows := cursor.fetchmany(_ROWS):
        yield from rows
