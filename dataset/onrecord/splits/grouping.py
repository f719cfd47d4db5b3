"""Documents that must stay together: copies of one story, and those that share people."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from onrecord.splits.plan import Plan
from onrecord.splits.subjects import Codes, Subjects

Shares = npt.NDArray[np.float64]


def group(subjects: Subjects, plan: Plan) -> Codes:
    """The number of each document's group."""
    documents, entities = np.arange(len(subjects)), subjects.stories
    if plan.people != "shared" and plan.overlaps == "join":
        where, who = subjects.pairs(plan.people)
        beyond = int(entities.max(initial=-1)) + 1
        documents = np.concatenate([documents, where])
        entities = np.concatenate([entities, who + beyond])
    return components(len(subjects), documents, entities)


def components(n: int, documents: Codes, entities: Codes) -> Codes:
    """The connected component of each of `n` documents, named by its first one.

    Documents are joined that have an entity (a story, a person) in common. Each document takes the
    smallest label of those it meets, labels are followed to their ends, until nothing changes.
    """
    _, entity = np.unique(entities, return_inverse=True)
    labels = np.arange(n, dtype=np.int64)
    while True:
        lowest = np.full(int(entity.max(initial=-1)) + 1, n, dtype=np.int64)
        np.minimum.at(lowest, entity, labels[documents])
        found = labels.copy()
        np.minimum.at(found, documents, lowest[entity])
        np.minimum.at(found, labels, found.copy())
        while not np.array_equal(found, found[found]):
            found = found[found]
        if np.array_equal(found, labels):
            return labels
        labels = found


def representatives(subjects: Subjects, groups: Codes, salt: str) -> Codes:
    """The document that stands for each document's group: the one whose hash is smallest.

    It stays the same unless a newcomer's hash is smaller still; a story's own id may change with
    every copy that is added.
    """
    hashes = hash_texts(subjects.ids, salt, b"group")
    order = np.lexsort((hashes, groups))
    first = np.flatnonzero(np.diff(groups[order], prepend=-1))
    of_group = np.zeros(int(groups.max(initial=-1)) + 1, dtype=np.int64)
    of_group[groups[order[first]]] = order[first]
    return of_group[groups]


def hash_texts(texts: list[str], salt: str, purpose: bytes) -> Shares:
    """A number from 0 to 1 for each text: even, and the same everywhere and always."""
    key = blake2b(salt.encode("utf-8", "surrogatepass"), digest_size=32).digest()
    whole = b"".join(
        blake2b(
            text.encode("utf-8", "surrogatepass"), digest_size=8, key=key, person=purpose
        ).digest()
        for text in texts
    )
    return (np.frombuffer(whole, dtype=">u8") >> np.uint64(11)).astype(np.float64) / float(1 << 53)
