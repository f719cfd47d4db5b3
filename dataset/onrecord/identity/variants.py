"""Variants of one name: ``B.R. Ames`` and ``Bea Ames``, ``Bob Lee`` and ``Robert Lee``.

Two names can be one person's when the surname is the same and the given names agree: one is an
initial of the other, a short form of it, or leaves a middle name out. They are joined only when
something beside the name says so, and never when both speak in one document.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from onrecord.grammar.names import fold_name, full_forms, is_short_for
from onrecord.identity.model import Decision, Form

#: Names of one surname and first letter compared with each other: a bound on a hostile dataset.
_MOST = 400
#: Words of a biography that must be the same for the biographies to be one.
_SAME_BIOGRAPHY = 12


class Pair(NamedTuple):
    """Two names that can be one person's: how they agree, and what says that they are."""

    one: Form
    other: Form
    agreement: str
    evidence: tuple[str, ...]


def find_pairs(forms: Iterable[Form]) -> Iterator[Pair]:
    """All pairs that can be one person, with the evidence; without evidence a near miss."""
    families: defaultdict[tuple[str, str], list[Form]] = defaultdict(list)
    for form in sorted(forms, key=lambda form: form.person_id):
        if form.given:
            families[form.family, form.given[0][0]].append(form)
            for initial in sorted(_other_initials(form)):
                families[form.family, initial].append(form)
    seen: set[tuple[str, str]] = set()
    for _, block in sorted(families.items()):
        for at, one in enumerate(block[:_MOST]):
            for other in block[at + 1 : _MOST]:
                key = (min(one.person_id, other.person_id), max(one.person_id, other.person_id))
                agreement = _agreement(one, other) if key not in seen else ""
                if agreement and not one.meets(other):
                    seen.add(key)
                    yield Pair(one, other, agreement, _evidence(one, other, agreement, block))


def _other_initials(form: Form) -> set[str]:
    """First letters of the names that this given name can be short for: Bob is under R too."""
    return {name[0] for name in full_forms(form.given[0])} - {form.given[0][0]}


def _agreement(one: Form, other: Form) -> str:
    """How the names agree: ``initials``, ``middle name``, ``short form``; empty where not."""
    if one.generation != other.generation or one.given == other.given:
        return ""
    first, second = one.given[0], other.given[0]
    if first == second:
        middle, others = one.given[1:], other.given[1:]
        same = all(a[0] == b[0] for a, b in zip(middle, others, strict=False))
        return "middle name" if same else ""
    if min(len(first), len(second)) == 1:
        agrees = all(a[0] == b[0] for a, b in zip(one.given, other.given, strict=False))
        return "initials" if agrees else ""
    if is_short_for(first, second) or is_short_for(second, first):
        return "short form"
    return ""


def _evidence(one: Form, other: Form, agreement: str, block: Sequence[Form]) -> tuple[str, ...]:
    """What says that two names are one person's; empty where nothing does."""
    found = []
    if programs := sorted(one.leads & other.leads):
        found.append(f"both lead {programs[0]}")
    if one.bio and other.bio and _opening(one) == _opening(other):
        found.append("the same biography")
    if shared := sorted(words for words in one.said_to_be & other.said_to_be if " " in words):
        found.append(f"both are said to be {shared[0]}")
    heard = sorted(one.programs & other.programs)
    if agreement == "initials" and heard and not found and _is_only_one(one, other, block):
        found.append(f"both are heard on {heard[0]}, where the initials fit nobody else")
    return tuple(found)


def _opening(form: Form) -> list[str]:
    """The first words of a biography, the name left out."""
    words = fold_name(form.bio or "").split()
    return [word for word in words if word not in {*form.given, form.family}][:_SAME_BIOGRAPHY]


def _is_only_one(one: Form, other: Form, block: Sequence[Form]) -> bool:
    """Whether, of all names of this surname, the initials fit one full name only."""
    short, full = (one, other) if len(one.given[0]) == 1 else (other, one)
    fits = {f.given for f in block if len(f.given[0]) > 1 and _agreement(short, f) == "initials"}
    return fits == {full.given} and len(full.given[0]) > 1


def join(pairs: Iterable[Pair], fixed: Collection[str]) -> tuple[dict[str, str], list[Decision]]:
    """The person_id that each joined person_id becomes, and the decisions.

    `fixed` are folded names that the people file knows: they stay as they are. Three names are
    joined only where each two of them can be one.
    """
    groups: dict[Form, list[Form]] = {}
    evidence: defaultdict[int, list[str]] = defaultdict(list)
    told = (pair for pair in pairs if pair.evidence)
    for pair in sorted(told, key=lambda p: (p.one.person_id, p.other.person_id)):
        if any(fold_name(form.name) in fixed for form in pair[:2]):
            continue
        one, other = groups.get(pair.one, [pair.one]), groups.get(pair.other, [pair.other])
        if one is other or not _agree(one, other):
            continue
        one += other
        groups |= dict.fromkeys(one, one)
        evidence[id(one)] += [*evidence.pop(id(other), []), *pair.evidence]
    becomes: dict[str, str] = {}
    decisions = []
    for members in {id(group): group for group in groups.values()}.values():
        ordered = sorted(members, key=_standing)
        stays = ordered[0]
        changed = [form for form in ordered[1:] if form.person_id != stays.person_id]
        becomes |= {form.person_id: stays.person_id for form in changed}
        decisions.append(
            Decision(
                "joined",
                stays.person_id,
                tuple(form.name for form in ordered),
                tuple(dict.fromkeys(evidence[id(members)])),
                sum(len(form.documents) for form in changed),
            )
        )
    return becomes, decisions


def _agree(one: Sequence[Form], other: Sequence[Form]) -> bool:
    return all(
        (a.given == b.given or _agreement(a, b)) and not a.meets(b) for a in one for b in other
    )


def _standing(form: Form) -> tuple[bool, int, int, str]:
    """The order in which names stand for a person: full ones, in most documents, the longest."""
    return len(form.given[0]) == 1, -len(form.documents), -len(form.name), form.person_id
