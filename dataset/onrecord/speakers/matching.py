"""Who a label means: short labels matched to full names, functions to who holds them.

Each way of knowing is a method of its own that gives a decision with its evidence, or None; the
order in `_decide` is from what is printed to what is only said.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cached_property
from itertools import chain, islice

from onrecord.grammar.labels import Label, parse_label
from onrecord.grammar.names import (
    bare,
    display_name,
    fold_name,
    is_office,
    is_short_for,
    is_title,
    split_title,
)
from onrecord.speakers.above import holder_above
from onrecord.speakers.cast import Cast, family_of, has_last_initial, is_initialled
from onrecord.speakers.listing import as_initials, functions_of, stands_for
from onrecord.speakers.mentions import family_after, given_before, self_introductions, stated_name
from onrecord.speakers.model import Decision, Evidence, Person
from onrecord.speakers.roles import role_of_label, role_of_title, role_of_unnamed
from onrecord.transcript import Utterance

#: Titles and what they are short for.
_ABBREVIATED = {
    "gen": "general", "sen": "senator", "rep": "representative", "gov": "governor", "adm": "admiral",
    "col": "colonel", "capt": "captain", "lt": "lieutenant", "sgt": "sergeant", "maj": "major",
    "prof": "professor", "rev": "reverend", "amb": "ambassador", "sec": "secretary", "pres": "president",
}  # fmt: skip
#: Who a page belongs to: ``©2022 Texas Standard``.
_OWNED = re.compile(r"© ?[12][0-9]{3} (?P<name>[^\n.,©|]{3,40})")
_HONORIFICS = frozenset(("mr", "ms", "mrs", "miss"))
#: How many turns of a short label are searched for the speaker's own name.
_OWN_WORDS = 40
#: How near the end of a turn the next speaker is called up, in characters.
_CALL = 40
#: How surely a short label means someone named in full, by where the full name stands.
_WEIGHTS = {"label": 0.98, "biography": 0.95, "credit": 0.93, "claim": 0.97, "words": 0.9}


class Matching:
    """The people that the labels of one document mean.

    `labels` are the labels as printed, in the order of their first use; `collisions` tells that
    a label fitted more than one person.
    """

    def __init__(self, cast: Cast):
        self.cast = cast
        self.collisions = False
        self._decisions: dict[str, Decision] = {}
        self._first_use: dict[str, int] = {}
        self._introduced: dict[Person, int] = {}
        self._unnamed_members: dict[str, Person] = {}
        self._said: defaultdict[str, list[Utterance]] = defaultdict(list)
        self.labels: dict[str, Label] = {}
        for utterance in cast.transcript.utterances:
            label = utterance.label
            if label is not None:
                if label.printed not in self.labels:
                    self.labels[label.printed] = label
                    self._first_use[label.printed] = utterance.start
                self._said[label.key].append(utterance)

    def identify(self, label: Label) -> Decision:
        """Who a label means. The same label means the same person throughout."""
        decision = self._decisions.get(label.printed)
        if decision is None:
            decision = self._decide(label)
            self._decisions[label.printed] = decision
            _take_note(decision.person, label)
            if decision.person is not None:
                self._introduced.setdefault(decision.person, self._first_use.get(label.printed, 0))
        return decision

    def _decide(self, label: Label) -> Decision:
        if label.kind != "named":
            return self._unnamed(label)
        if not (label.role or label.title) and self._is_outlet(label):
            decision = self._nobody(label)
            if decision.person:
                decision.person.role = "host"  # who asks for it
            return decision
        if label.is_full:
            person = self.cast.same(label.key)
            if person is not None and person.key == label.key:
                return self._of_that_family(label) or Decision(person, "printed", 1.0)
            if person is not None:
                initials = Evidence("initials", 0.97, *self.cast.place_of(person))
                return Decision(person, "matched", 0.97, (initials,))
        found = (
            self._inverted(label)
            or self._by_initials(label)
            or self._by_last_initial(label)
            or self._match(label)
            or self._by_own_words(label)
        )
        if found is None and len(self._of_that_name(label)) < 2:
            found = self._by_nickname(label) or self._from_words(label)
        if found is None and label.is_full:
            return Decision(self.cast.add(label.name, "label"), "printed", 1.0)
        return found or self._unresolved(label)

    def _of_that_family(self, label: Label) -> Decision | None:
        """Who has the words of a label as a family name: ``TEN BOOM`` of José ten Boom."""
        if label.role or label.notes:
            return None
        words = label.key.split()
        found = [
            m
            for m in self.cast.sharing(label.key)
            if len(m.words) > len(words) and m.words[-len(words) :] == words
        ]
        if len(found) != 1:
            return None
        evidence = Evidence("surname", 0.95, *self.cast.place_of(found[0]))
        return Decision(found[0], "matched", 0.95, (evidence,))

    def _by_initials(self, label: Label) -> Decision | None:
        """``RK`` where a key says who that is, or where the initials fit one person only."""
        letters = label.printed.split("(")[0].split(",")[0].strip()
        if label.tokens != 1 and not letters.replace(".", "").isupper():
            return None
        person = self.cast.abbreviated.get(bare(letters))
        weight = 0.97
        if person is None and not letters.istitle() and self.cast.is_searchable:
            initials = as_initials(letters)
            people = self.cast.members if initials else []
            fits = [m for m in people if m.scope == "dataset" and stands_for(initials, m.words)]
            person, weight = (fits[0] if len(fits) == 1 else None), 0.9
        if person is None:
            return None
        evidence = Evidence("initials", weight, *self.cast.place_of(person))
        return Decision(person, "matched", weight, (evidence,))

    def _by_last_initial(self, label: Label) -> Decision | None:
        """``Sarah M`` where one Sarah has a surname that begins with M."""
        if not has_last_initial(label) or not self.cast.is_searchable:
            return None
        given, initial = label.key.split()
        fits = [
            m
            for m in self.cast.members
            if m.scope == "dataset"
            and m.words[0] == given
            and m.words[-1].startswith(initial)
            and len(m.words[-1]) > 1
        ]
        if len(fits) != 1:
            return None
        evidence = Evidence("initials", 0.95, *self.cast.place_of(fits[0]))
        return Decision(fits[0], "matched", 0.95, (evidence,))

    def _by_nickname(self, label: Label) -> Decision | None:
        """``Pip`` where Philippa Munro-Oduya says "I'm Pip", or where it is short for one name."""
        if label.tokens != 1 or not self.cast.is_searchable:
            return None
        full = [m for m in self.cast.members if m.scope == "dataset" and len(m.words) > 1]
        says = rf"\bI['’]m {re.escape(label.name)}(?![\w-]|['’]s\b| [A-Z])"
        found = re.finditer(says, self.cast.text) if f"m {label.name}" in self.cast.text else ()
        for match in islice(found, 5):
            speaker = self._label_at(match.start())
            if speaker is not None and speaker.is_full:
                evidence = Evidence("self-introduction", 0.95, *match.span())
                return Decision(self.cast.add(speaker.name, "label"), "matched", 0.95, (evidence,))
        short = [m for m in full if is_short_for(label.key, m.words[0])]
        if len(short) != 1:
            return None
        evidence = Evidence("nickname", 0.88, *self.cast.place_of(short[0]))
        return Decision(short[0], "matched", 0.88, (evidence,))

    def _label_at(self, at: int) -> Label | None:
        """The label of the utterance at `at`."""
        found = (u for u in self.cast.transcript.utterances if u.start <= at < u.end)
        return next((utterance.label for utterance in found), None)

    def _inverted(self, label: Label) -> Decision | None:
        """``Quiñones, Ignacio``, where the words have the name the other way round."""
        given = label.role
        comma = "," in label.printed
        if label.tokens != 1 or not (given and comma) or " " in given or not given[0].isupper():
            return None
        if role_of_label(given) or is_office(given):
            return None  # Finch (Chair)
        name = display_name(f"{given} {label.name}")
        known = next(
            (m for m in self.cast.sharing(fold_name(name)) if m.key == fold_name(name)), None
        )
        if known is None and name not in self.cast.text and f"{given}, " not in self.cast.text:
            return None
        return Decision(known or self.cast.add(name, "label"), "printed", 1.0)

    def _by_own_words(self, label: Label) -> Decision | None:
        """The full name that the speaker of a short label gives: ``Ana``: "I'm Ana Brankovic"."""
        if label.tokens != 1:
            return None
        for utterance in self._said[label.key][:_OWN_WORDS]:
            stated = stated_name(utterance.text)
            claims = self_introductions(utterance.text)
            for name, start, end, kind in chain([stated] if stated else [], claims):
                words = fold_name(name).split()
                if label.key in {words[0], words[-1], " ".join(words[-2:])}:
                    words_said = utterance.text[start:end]
                    at = self.cast.text.find(words_said, utterance.start, utterance.end)
                    place = (at, at + len(words_said)) if at >= 0 else (-1, -1)
                    person = self.cast.add(name, "words")
                    evidence = Evidence(kind, 0.97, *place)
                    return Decision(person, "matched", 0.97, (evidence,))
        return None

    def _of_that_name(self, label: Label) -> list[tuple[Person, str]]:
        """Those whose surname, or else given name, a short label prints."""
        words = label.key.split()
        size = len(words)
        near = [m for m in self.cast.sharing(label.key) if m.scope == "dataset"]
        named = [m for m in near if m.words[-size:] == words or _is_family(m, words)]
        exactly = [m for m in named if family_of(m) == words]  # LIU is Edith Liu, not Ana Li-Liu
        found = [(m, "surname") for m in exactly or named]
        return found or [(m, "given-name") for m in near if m.words[:size] == words]

    def _match(self, label: Label) -> Decision | None:
        found = rivals = self._of_that_name(label)
        if len(found) > 1:
            self.collisions = True
            found = self._narrow(found, label)
        if len(found) != 1:
            return None
        person, how = found[0]
        weight = _WEIGHTS[self.cast.sources[person]] - (0.05 if how == "given-name" else 0.0)
        others = (
            Evidence("shared", 0.0, *self.cast.place_of(m)) for m, _ in rivals if m is not person
        )
        evidence = (Evidence(how, weight, *self.cast.place_of(person)), *others)
        return Decision(person, "matched", weight, evidence)

    def _narrow(self, found: list[tuple[Person, str]], label: Label) -> list[tuple[Person, str]]:
        """Of several people of one name, those the label's title fits, then those on labels."""
        title = bare(label.title)
        if title and title not in _HONORIFICS:
            role = role_of_title(label.title)
            titled = [f for f in found if _holds(f[0], title, role)]
            if len(titled) == 1:
                return titled
        if title in _HONORIFICS:
            plain = [f for f in found if not any(map(_is_rank, f[0].descriptions))]
            if len(plain) == 1:
                return plain  # Dr. Nakamura is the other one
            free = [f for f in found if f[0].functions.isdisjoint(self.cast.label_keys)]
            if len(free) == 1:
                return free  # Solveig Aaltonen is the MODERATOR
        placed = [f for f in found if label.role and _belongs(f[0], label.role)]
        if len(placed) == 1:
            return placed
        on_labels = [
            f for f in found if self.cast.sources[f[0]] == "label" or f[0] in self._introduced
        ]
        if len(on_labels) == 1:
            return on_labels
        first_use = self._first_use.get(label.printed, 0)
        introduced = [f for f in on_labels if self._introduced.get(f[0], first_use) < first_use]
        return introduced if len(introduced) == 1 else found

    def _from_words(self, label: Label) -> Decision | None:
        """The full name of a short label from the words: ``NPR's Michele Kelemen joins us``."""
        if label.tokens > 2 or not self.cast.is_searchable:
            return None
        found = [self._named_in_words(label, where) for where in self._where_named(label)]
        found = [next(filter(None, found), None)]
        if not self.cast.transcript.broadcast and label.tokens == 1 and not label.title:
            found.append(self._called_in_words(label))
        names = [name for name in found if name]
        if len(names) != 1:
            return None
        ((name, place, weight),) = names
        person = self.cast.add(name, "words")
        evidence = Evidence("named-in-words", weight, *place)
        return Decision(person, "matched", evidence.weight, (evidence,))

    @cached_property
    def _is_court(self) -> bool:
        labels = {u.label for u in self.cast.transcript.utterances if u.label}
        return any(la.key == "the court" or role_of_title(la.title) == "judge" for la in labels)

    def _where_named(self, label: Label) -> list[tuple[int, int]]:
        """Where a full name in the words can be the speaker's.

        In courts and meetings namesakes are talked about: there only the heading counts, and the
        last words before the first turn, which call the speaker up.
        """
        if bare(label.title) not in _HONORIFICS or self.cast.transcript.broadcast:
            return [(0, len(self.cast.text))]
        if self._is_court:  # whose counsel nobody calls up
            return [(0, self.cast.heading)]
        first = self._first_use.get(label.printed, 0)
        before = [u for u in self.cast.transcript.utterances if u.end <= first][-1:]
        return [(0, self.cast.heading), *((max(u.start, u.end - _CALL), u.end) for u in before)]

    def _named_in_words(
        self, label: Label, where: tuple[int, int]
    ) -> tuple[str, tuple[int, int], float] | None:
        """The given name that stands before a surname, wherever it is said in `where`."""
        givens: Counter[str] = Counter()
        places: dict[str, tuple[int, int]] = {}
        initial, _, surname = (
            label.name.rpartition(" ") if is_initialled(label) else ("", "", label.name)
        )
        for at in self.cast.places_of(surname):
            if not where[0] <= at < where[1]:
                continue
            given = given_before(self.cast.text, at)
            if (
                given
                and given.startswith(initial[:1])
                and not self.cast.is_common(given.split()[0])
            ):
                givens[given] += 1
                places.setdefault(given, (at - len(given) - 1, at + len(surname)))
        if not givens or len({fold_name(given).split()[0] for given in givens}) > 1:
            return None
        given = max(givens, key=lambda name: (len(name), name))
        return f"{given} {surname}", places[given], _WEIGHTS["words"]

    def _called_in_words(self, label: Label) -> tuple[str, tuple[int, int], float] | None:
        """The surname that follows a first name, where it is the same wherever it is said."""
        families: dict[str, tuple[int, int]] = {}
        for at in self.cast.places_of(label.name):
            family = family_after(self.cast.text, at + len(label.name))
            if family and not given_before(self.cast.text, at):
                families.setdefault(family, (at, at + len(label.name) + 1 + len(family)))
        if len({fold_name(family) for family in families}) != 1:
            return None
        family, place = next(iter(families.items()))
        return f"{label.name} {family}", place, 0.88

    def _unresolved(self, label: Label) -> Decision:
        """Somebody with a name too short to leave the document.

        Where first names are all that is ever printed (callers, children, friends), the label
        says all there is to know; a surname without its full name leaves the question open.
        """
        first_name = label.tokens == 1 and not label.title and self._is_first_name(label)
        key = f"{bare(label.title)} {label.key}" if self._is_gendered(label) else label.key
        known = self._unnamed_members.get(key)
        if known is None:
            kind = "unidentified" if first_name else "named"
            known = self.cast.enrol(
                Person(self.cast.as_written(label.name), key, kind, "document"), "label"
            )
            self._unnamed_members[key] = known
        return Decision(known, "printed", 1.0) if first_name else Decision(known, "none", 0.0)

    def _is_gendered(self, label: Label) -> bool:
        """Whether a man and a woman of this name both speak: MR. ROOKE is not MS. ROOKE."""
        labels = {u.label for u in self._said[label.key] if u.label and u.label.kind == "named"}
        titles = {bare(other.title) for other in labels}
        return bare(label.title) in _HONORIFICS and "mr" in titles and len(titles & _HONORIFICS) > 1

    def _is_first_name(self, label: Label) -> bool:
        """Whether the words call the person by this name alone, or the label says caller."""
        if role_of_label(label.role) == "caller":
            return True
        if not self.cast.is_searchable:
            return False
        called = self.cast.text.count(label.name)
        return called > 0 and not any(
            f"{title} {label.name}" in self.cast.text
            for title in ("Mr.", "Ms.", "Mrs.", "Dr.", "Senator", "Mayor", "Judge", "President")
        )

    def _by_function(self, label: Label) -> Decision | None:
        """Who is meant by a function alone: ``CHAIR`` where the chair has been named."""
        wanted = functions_of(label.name)
        found = [
            m
            for m in self.cast.members
            if m.scope == "dataset" and not wanted.isdisjoint(m.functions)
        ]
        person = found[0] if len(found) == 1 else None
        if not found and role_of_unnamed(label.name) and label.kind == "unidentified":
            holder = holder_above(self.cast.above, label.name.capitalize())
            person = self.cast.add(holder[0], "words") if holder else None
        if person is None:
            return None
        evidence = Evidence("function", 0.93, *self.cast.place_of(person))
        return Decision(person, "matched", 0.93, (evidence,))

    def _by_gloss(self, label: Label) -> Decision | None:
        """Who is named beside a function: ``The Chair (Hon. Ann Roe (Port Talbot, Lib.))``."""
        holder = parse_label(label.role) if label.role and label.kind == "unidentified" else None
        if holder is None or not holder.is_full:
            return None
        person = self.cast.add(holder.name, "label")
        person.functions |= functions_of(label.name)
        return Decision(person, "printed", 1.0)

    def _is_outlet(self, label: Label) -> bool:
        """Whether a label is not of a person but of who publishes: a programme, a station."""
        return label.printed in self._outlets or label.printed.title() in self._outlets

    @cached_property
    def _outlets(self) -> frozenset[str]:
        """The names of who publishes, as the page states them, and behind its ``©``."""
        front = self.cast.transcript.front
        told = {name for name in (front.program, front.network, front.station) if name}
        if front.station:
            told.add(front.station.split()[0])
        owners = {label for label in self.labels if f"© {label}" in self.cast.text}
        owned = (
            {found["name"].strip() for found in _OWNED.finditer(self.cast.text)}
            if "©" in self.cast.text
            else set()
        )
        return frozenset(told | owners | owned)

    def _unnamed(self, label: Label) -> Decision:
        found = self._by_gloss(label) or self._by_function(label)
        if found is None and is_office(label.name):
            found = self._match(label)  # John Mayor, and then MAYOR
        return found if found is not None else self._nobody(label)

    def _nobody(self, label: Label) -> Decision:
        """The voice that only this label stands for."""
        known = self._unnamed_members.get(label.key)
        if known is None:
            kind = "unidentified" if label.kind in {"anonymous", "named"} else label.kind
            known = self.cast.enrol(Person(label.name, label.key, kind, "document"), "label")
            self._unnamed_members[label.key] = known
        return Decision(known, "printed", 1.0)


def _is_family(person: Person, words: list[str]) -> bool:
    return len(person.words) > 2 and family_of(person) == words


def _take_note(person: Person | None, label: Label) -> None:
    """Keep what a label says of its person."""
    if person is None:
        return
    printed = label.printed.removeprefix(f"{label.notes[-1]}, " if label.notes else "")
    alias = printed.split(",")[0].split("(")[0].strip()
    person.aliases.add(alias or label.printed)
    if label.title:
        person.descriptions.add(label.title)
        person.functions |= functions_of(label.title)
        person.aliases.discard(alias)
        person.aliases.add(split_title(alias)[1] or alias)
    role = role_of_label(label.role)
    if role:
        person.role = role if not person.role or person.role == "guest" else person.role
    if role:
        person.functions |= functions_of(label.role)
    if label.role and len(label.role.split()) + (not role) > 1:
        person.affiliations.add(label.role)


def _belongs(person: Person, place: str) -> bool:
    """Whether a list gives somebody the place that a label adds: ``Mr. Gaines of Ohio``."""
    folded = fold_name(place)
    said = {*map(fold_name, person.affiliations | person.descriptions), *person.functions}
    return any(folded in words for words in said)


def _is_rank(title: str) -> bool:
    """Whether a description is a title that nobody is called Mr. with: ``Dr.``, ``Gen.``."""
    return is_title(title.split(" ", maxsplit=1)[0]) and bare(title) not in _HONORIFICS


def _holds(person: Person, title: str, role: str) -> bool:
    """Whether a title of a label is the person's: printed with the name before, or listed."""
    title = _ABBREVIATED.get(title, title)
    return (
        title in {_ABBREVIATED.get(bare(said), bare(said)) for said in person.descriptions}
        or any(fold_name(alias).startswith(f"{title} ") for alias in person.aliases)
        or not functions_of(title).isdisjoint(person.functions)
        or (bool(role) and person.role == role)
    )
