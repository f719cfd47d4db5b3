"""One name, two people: kept apart where documents say things of them that exclude each other.

A senator and a session drummer of one name are two people; a doctor who is a senator is not. So
only callings that hardly anyone has both of count, and only those the documents print: titles,
affiliations, offices, biographies.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from onrecord.grammar.names import fold_name
from onrecord.identity.model import Decision, rows_of
from onrecord.tables import digest_identity

#: Callings and the words that tell them; nobody is taken for two people within one calling.
_CALLINGS = {
    "politics": "senator sen representative rep congressman congresswoman governor gov mayor president "
    "minister chancellor ambassador councilmember councilman councilwoman councillor mp legislator "
    "lawmaker politician assemblyman assemblywoman alderman premier",
    "performing arts": "drummer singer guitarist bassist pianist violinist cellist saxophonist trumpeter "
    "musician rapper songwriter composer actor actress comedian dancer dj conductor percussionist "
    "harpist fiddler banjoist vocalist",
    "sports": "athlete quarterback pitcher goalkeeper goalie striker sprinter swimmer gymnast skater "
    "boxer wrestler cyclist jockey golfer midfielder linebacker shortstop catcher marathoner skier",
    "sciences": "biologist chemist physicist astronomer geologist epidemiologist virologist ecologist "
    "botanist zoologist oceanographer seismologist climatologist mathematician neuroscientist "
    "paleontologist entomologist",
    "crafts": "farmer baker carpenter plumber electrician mechanic welder fisherman fisher rancher "
    "beekeeper blacksmith potter barber trucker lobsterman",
}
_CALLING_OF = {word: calling for calling, words in _CALLINGS.items() for word in words.split()}
_BIO_WORDS = 30

_SAID = """
WITH several AS (
    SELECT person_id FROM appearances
    WHERE scope::VARCHAR = 'dataset' AND kind::VARCHAR = 'named'
    GROUP BY person_id HAVING count(DISTINCT document_id) > 1
)
SELECT person_id, document_id, name, list_concat(affiliations, descriptions) AS said, bio
FROM appearances SEMI JOIN several USING (person_id)
WHERE len(affiliations) + len(descriptions) > 0 OR bio IS NOT NULL
ORDER BY person_id, document_id
"""


class _Heard(NamedTuple):
    """What one document says of one person."""

    document_id: str
    name: str
    callings: Counter[str]
    words: dict[str, str]


def keep_apart(
    connection: Any, fixed: Collection[str]
) -> tuple[dict[tuple[str, str], str], list[Decision]]:
    """New person ids by document and old id, and the decisions.

    Whoever is in most documents keeps the id of the bare name; documents that say nothing of
    the person stay with it too.
    """
    moved: dict[tuple[str, str], str] = {}
    decisions = []
    for person_id, rows in groupby(rows_of(connection, _SAID), key=itemgetter(0)):
        documents = [
            _read(document_id, name, said or (), bio)
            for _, document_id, name, said, bio in rows
            if fold_name(name) not in fixed
        ]
        groups = _groups(documents)
        for calling, members in groups[1:]:
            word = Counter(m.words[calling] for m in members).most_common(1)[0][0]
            key = fold_name(members[0].name)
            identity = digest_identity(f"{key}\t{word}")
            moved |= {(member.document_id, person_id): identity for member in members}
            first, first_members = groups[0]
            other = Counter(m.words[first] for m in first_members).most_common(1)[0][0]
            decisions.append(
                Decision(
                    "apart",
                    identity,
                    (f"{members[0].name} ({word})", f"{members[0].name} ({other})"),
                    (f"{calling} in {len(members)}, {first} in {len(first_members)} documents",),
                    len(members),
                )
            )
    return moved, decisions


def _read(document_id: str, name: str, said: Iterable[str], bio: str | None) -> _Heard:
    callings: Counter[str] = Counter()
    words: dict[str, str] = {}
    opening = " ".join((bio or "").split()[:_BIO_WORDS])
    for phrase in (*said, opening):
        for word in re.findall(r"[a-z]+", phrase.casefold()):
            calling = _CALLING_OF.get(word)
            if calling:
                callings[calling] += 1
                words.setdefault(calling, word)
    return _Heard(document_id, name, callings, words)


def _groups(documents: list[_Heard]) -> list[tuple[str, list[_Heard]]]:
    """Documents by the one calling they tell, the most told first; none where any tells two.

    A document in which one person has both callings shows that one person can.
    """
    if any(len(document.callings) > 1 for document in documents):
        return []
    by_calling: defaultdict[str, list[_Heard]] = defaultdict(list)
    for document in documents:
        for calling in document.callings:
            by_calling[calling].append(document)
    return sorted(by_calling.items(), key=lambda group: (-len(group[1]), group[0]))
