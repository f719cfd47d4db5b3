"""Who can be speaking: the people a document names in full, and where it names them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice

from onrecord.grammar.labels import Label, parse_label
from onrecord.grammar.names import (
    bare,
    display_name,
    fold_name,
    is_nickname,
    is_office,
    is_short_for,
    split_name,
    split_title,
)
from onrecord.speakers.listing import fits_initials, functions_of, read_listing
from onrecord.speakers.mentions import family_after, given_before, self_introductions
from onrecord.speakers.model import Decision, Evidence, Person, Turn
from onrecord.speakers.roles import role_of_biography, role_of_label, role_of_title
from onrecord.transcript import Passage, Transcript, Utterance

_SUBJECT = re.compile(
    r"[^\W\d_a-z][\w'’.-]*(?: (?:[^\W\d_a-z][\w'’.-]*|de|la|van|von|der|del|al|bin|di|da|y))+"
)
_UNSURE_CASE = re.compile(
    r"(?i)\b(?:mac|mc|de|di|du|la|le|van|von|fitz|o['’]|st|ben|al|el|ter|ten)|[-'’]"
)
_HONORIFICS = frozenset(("mr", "ms", "mrs", "miss"))
#: How much of a text, and for how many people, the words are searched for names: enough for
#: any broadcast, and a bound on the time a hostile text can take.
_SEARCHED_TEXT, _SEARCHED_PEOPLE = 400_000, 200
#: Given name, maiden name, married name.
_WITH_MAIDEN_NAME = 3
#: How many turns of a short label are searched for the speaker's own name.
_OWN_WORDS = 40
#: How surely a short label means someone named in full, by where the full name stands.
_WEIGHTS = {"label": 0.98, "biography": 0.95, "credit": 0.93, "words": 0.9}


class Cast:
    """The people of one document: named on labels, in biographies, in credits, in the words."""

    def __init__(self, transcript: Transcript):
        self.transcript = transcript
        self.text = transcript.text[:_SEARCHED_TEXT]
        self.members: list[Person] = []
        self.sources: dict[Person, str] = {}
        self.collisions = False
        self._decisions: dict[str, Decision] = {}
        self._first_use: dict[str, int] = {}
        self._introduced: dict[Person, int] = {}
        self._unnamed_members: dict[str, Person] = {}
        self._by_word: defaultdict[str, list[Person]] = defaultdict(list)
        self._abbreviated: dict[str, Person] = {}
        self._once: dict[str, Person] = {}
        self._said: defaultdict[str, list[Utterance]] = defaultdict(list)
        self._add_labels()
        for biography in transcript.biographies:
            self._add_biography(biography)
        for credit in transcript.credits:
            self._add_credit(credit)
        if any("interviewer" in member.functions for member in self.members):
            for member in self.members:  # the narrator of an oral history is interviewed
                member.role = "guest" if member.role == "narrator" else member.role

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

    @property
    def is_searchable(self) -> bool:
        """Whether there are few enough people to look for each in the words."""
        return len(self.members) <= _SEARCHED_PEOPLE

    def _add_labels(self) -> None:
        for utterance in self.transcript.utterances:
            if utterance.label:
                self._first_use.setdefault(utterance.label.printed, utterance.start)
                self._said[utterance.label.key].append(utterance)
        labels = {
            u.label.key: u.label for u in self.transcript.utterances if u.label and u.label.is_full
        }
        for label in sorted(labels.values(), key=_by_length):
            if not any(
                _is_part(label.key, m.key) for m in self._sharing(label.key)
            ) and not _is_initialled(label):
                self._add(label.name, "label")

    def enrol_named(self, name: str) -> Person:
        """The member of this full name, added if the document only names them in its words."""
        return self._add(name, "words")

    def complete(self, turns: Iterable[Turn], name: str, decision: Decision) -> None:
        """Give the person decided on their full name: they leave their document with it.

        All their turns take the decision.
        """
        person = decision.person
        if person is None:
            return
        person.name, person.key = name, fold_name(name)
        person.kind, person.scope = "named", "dataset"
        for turn in turns:
            if turn.person is person:
                turn.decide(decision)

    def place_in(self, turn: Turn, words: str) -> tuple[int, int]:
        """Where a turn says `words`, for evidence; -1 twice where it does not."""
        at = self.text.find(words, turn.utterance.start, turn.utterance.end)
        return (at, at + len(words)) if at >= 0 else (-1, -1)

    def _add(self, name: str, source: str) -> Person:
        key = fold_name(name)
        known = self._same(key)
        if known is not None:
            if len(key.split()) == _WITH_MAIDEN_NAME:
                self._unite(known, name)
            known.name = _better_spelling(known.name, name)
            return known
        return self._enrol(Person(self._as_written(name), key), source)

    def _unite(self, person: Person, name: str) -> None:
        """``Lucinda Prewitt Shaw`` says that LUCINDA PREWITT and LUCINDA SHAW are one."""
        given, maiden, _ = fold_name(name).split()
        before = next((m for m in self._sharing(given) if m.key == f"{given} {maiden}"), None)
        if before is None or before is person:
            return
        person.name, person.key = name, fold_name(name)
        person.aliases |= before.aliases
        person.role = person.role or before.role
        self.members.remove(before)
        for word, members in self._by_word.items():
            self._by_word[word] = [person if m is before else m for m in members]
        self._by_word[maiden].append(person)
        self._once[before.key] = person

    def _enrol(self, person: Person, source: str) -> Person:
        self.members.append(person)
        self.sources[person] = source
        if person.kind == "named":
            words = person.words
            family = _family(person) if len(words) > 2 else []
            for word in {*words[:1], *words[-1:], *family[:1]}:
                self._by_word[word].append(person)
        return person

    def _sharing(self, key: str) -> list[Person]:
        """Members whose name begins or ends with the first or last word of `key`."""
        words = key.split()
        found = self._by_word[words[-1]] + self._by_word[words[0]] if words else []
        return list(dict.fromkeys(found[:_SEARCHED_PEOPLE]))

    def _same(self, key: str) -> Person | None:
        """The member of this name, allowing for initials: ``E. Cumming``, ``Ann B. Lee``."""
        if key in self._once:
            return self._once[key]
        members = self._sharing(key)
        exact = next((m for m in members if m.key == key), None)
        words = key.split()
        return exact or next((m for m in members if _compatible(words, m.words)), None)

    def _as_written(self, name: str) -> str:
        """`name` in the mixed case the document itself prints, else as restored by rule."""
        if not _UNSURE_CASE.search(name) or name in self.text or not self.is_searchable:
            return name
        for words in (name, name.rsplit(maxsplit=1)[-1]):
            at = self.lowered.find(words.lower())
            while at >= 0:
                written = self.text[at : at + len(words)]
                if written[:1].isupper() and not written.isupper():
                    return name[: len(name) - len(words)] + " ".join(written.split())
                at = self.lowered.find(words.lower(), at + 1)
        return name

    @cached_property
    def lowered(self) -> str:
        """The text in lower case, of the same length."""
        lowered = self.text.lower()
        return (
            lowered if len(lowered) == len(self.text) else "".join(c.lower()[:1] for c in self.text)
        )

    def _add_biography(self, biography: Passage) -> None:
        subject = _SUBJECT.match(biography.text)
        if subject is None:
            return
        person = self._add(subject.group(), "biography")
        if person.bio is None:
            person.bio = " ".join(biography.text.split())
            person.role = person.role or role_of_biography(biography.text)

    def _add_credit(self, credit: Passage) -> None:
        for listed in read_listing(credit.text):
            person = self._add(listed.label.name, "credit")
            person.role = person.role or listed.role
            person.functions |= functions_of(listed.office) | functions_of(listed.label.title)
            if listed.abbreviation:
                self._abbreviated[listed.abbreviation] = person

    def _decide(self, label: Label) -> Decision:
        if label.kind != "named":
            return self._unnamed(label)
        if label.is_full:
            person = self._same(label.key)
            if person is not None and person.key == label.key:
                return Decision(person, "printed", 1.0)
            if person is not None:
                initials = Evidence("initials", 0.97, *self._place(person))
                return Decision(person, "matched", 0.97, (initials,))
        found = (
            self._inverted(label)
            or self._by_initials(label)
            or self._match(label)
            or self._by_own_words(label)
        )
        if found is None and len(self._of_that_name(label)) < 2:
            found = self._by_nickname(label) or self._from_words(label)
        if found is None and label.is_full:
            return Decision(self._add(label.name, "label"), "printed", 1.0)
        return found or self._unresolved(label)

    def _by_initials(self, label: Label) -> Decision | None:
        """``RK`` where a key says who that is, or where the initials fit one person only."""
        if label.tokens != 1:
            return None
        letters = label.printed.split("(")[0].split(",")[0].strip()
        person = self._abbreviated.get(bare(letters))
        weight = 0.97
        if person is None and not letters.istitle() and self.is_searchable:
            fits = [
                m for m in self.members if m.scope == "dataset" and fits_initials(letters, m.key)
            ]
            person, weight = (fits[0] if len(fits) == 1 else None), 0.9
        if person is None:
            return None
        evidence = Evidence("initials", weight, *self._place(person))
        return Decision(person, "matched", weight, (evidence,))

    def _by_nickname(self, label: Label) -> Decision | None:
        """``Pip`` where Philippa Munro-Oduya says "I'm Pip", or where it is short for one name."""
        if label.tokens != 1 or not self.is_searchable:
            return None
        full = [m for m in self.members if m.scope == "dataset" and len(m.words) > 1]
        says = rf"\bI['’]m {re.escape(label.name)}\b"
        found = re.finditer(says, self.text) if f"m {label.name}" in self.text else ()
        for match in islice(found, 5):
            speaker = self._label_at(match.start())
            if speaker is not None and speaker.is_full:
                evidence = Evidence("self-introduction", 0.95, *match.span())
                return Decision(self._add(speaker.name, "label"), "matched", 0.95, (evidence,))
        short = [m for m in full if is_short_for(label.key, m.words[0])]
        if len(short) != 1:
            return None
        evidence = Evidence("nickname", 0.88, *self._place(short[0]))
        return Decision(short[0], "matched", 0.88, (evidence,))

    def _label_at(self, at: int) -> Label | None:
        """The label of the utterance at `at`."""
        found = (u for u in self.transcript.utterances if u.start <= at < u.end)
        return next((utterance.label for utterance in found), None)

    def _inverted(self, label: Label) -> Decision | None:
        """``Quiñones, Ignacio``, where the words have the name the other way round."""
        given = label.role
        if label.tokens != 1 or not given or " " in given or not given[0].isupper():
            return None
        name = display_name(f"{given} {label.name}")
        known = next((m for m in self._sharing(fold_name(name)) if m.key == fold_name(name)), None)
        if known is None and name not in self.text and f"{given}, " not in self.text:
            return None
        return Decision(known or self._add(name, "label"), "printed", 1.0)

    def _by_own_words(self, label: Label) -> Decision | None:
        """The full name that the speaker of a short label gives: ``Ana``: "I'm Ana Brankovic"."""
        if label.tokens != 1:
            return None
        for utterance in self._said[label.key][:_OWN_WORDS]:
            for name, start, end in self_introductions(utterance.text):
                words = fold_name(name).split()
                if label.key in {words[0], words[-1], " ".join(words[-2:])}:
                    words_said = utterance.text[start:end]
                    at = self.text.find(words_said, utterance.start, utterance.end)
                    place = (at, at + len(words_said)) if at >= 0 else (-1, -1)
                    person = self._add(name, "words")
                    evidence = Evidence("self-introduction", 0.97, *place)
                    return Decision(person, "matched", 0.97, (evidence,))
        return None

    def _of_that_name(self, label: Label) -> list[tuple[Person, str]]:
        """Those whose surname, or else given name, a short label prints."""
        words = label.key.split()
        size = len(words)
        near = [m for m in self._sharing(label.key) if m.scope == "dataset"]
        found = [
            (m, "surname")
            for m in near
            if m.words[-size:] == words or (len(m.words) > 2 and _family(m) == words)
        ]
        return found or [(m, "given-name") for m in near if m.words[:size] == words]

    def _match(self, label: Label) -> Decision | None:
        found = rivals = self._of_that_name(label)
        if len(found) > 1:
            self.collisions = True
            found = self._narrow(found, label)
        if len(found) != 1:
            return None
        person, how = found[0]
        weight = _WEIGHTS[self.sources[person]] - (0.05 if how == "given-name" else 0.0)
        others = (Evidence("shared", 0.0, *self._place(m)) for m, _ in rivals if m is not person)
        evidence = (Evidence(how, weight, *self._place(person)), *others)
        return Decision(person, "matched", weight, evidence)

    def _place(self, person: Person) -> tuple[int, int]:
        for name in (person.name, person.name.upper()):
            at = self.text.find(name)
            if at >= 0:
                return at, at + len(name)
        return -1, -1

    def _narrow(self, found: list[tuple[Person, str]], label: Label) -> list[tuple[Person, str]]:
        """Of several people of one name, those the label's title fits, then those on labels."""
        title = bare(label.title)
        if title and title not in _HONORIFICS:
            role = role_of_title(label.title)
            titled = [f for f in found if _holds(f[0], title, role)]
            if len(titled) == 1:
                return titled
        on_labels = [f for f in found if self.sources[f[0]] == "label" or f[0] in self._introduced]
        if len(on_labels) == 1:
            return on_labels
        first_use = self._first_use.get(label.printed, 0)
        introduced = [f for f in on_labels if self._introduced.get(f[0], first_use) < first_use]
        return introduced if len(introduced) == 1 else found

    def _from_words(self, label: Label) -> Decision | None:
        """The full name of a short label from the words: ``NPR's Michele Kelemen joins us``."""
        if label.tokens > 2 or not self.is_searchable:
            return None
        if bare(label.title) in _HONORIFICS and not self.transcript.broadcast:
            return None  # in courts and meetings, namesakes are talked about
        found = [self._named_in_words(label)]
        if not self.transcript.broadcast and label.tokens == 1 and not label.title:
            found.append(self._called_in_words(label))
        names = [name for name in found if name]
        if len(names) != 1:
            return None
        ((name, place, weight),) = names
        person = self._add(name, "words")
        evidence = Evidence("named-in-words", weight, *place)
        return Decision(person, "matched", evidence.weight, (evidence,))

    def _named_in_words(self, label: Label) -> tuple[str, tuple[int, int], float] | None:
        """The given name that stands before a surname, wherever it is said."""
        givens: Counter[str] = Counter()
        places: dict[str, tuple[int, int]] = {}
        initial, _, surname = (
            label.name.rpartition(" ") if _is_initialled(label) else ("", "", label.name)
        )
        for at in self._places_of(surname):
            given = given_before(self.text, at)
            if given and given.startswith(initial[:1]) and not self.is_common(given.split()[0]):
                givens[given] += 1
                places.setdefault(given, (at - len(given) - 1, at + len(surname)))
        if not givens or len({fold_name(given).split()[0] for given in givens}) > 1:
            return None
        given = max(givens, key=lambda name: (len(name), name))
        return f"{given} {surname}", places[given], _WEIGHTS["words"]

    def _called_in_words(self, label: Label) -> tuple[str, tuple[int, int], float] | None:
        """The surname that follows a first name, where it is the same wherever it is said."""
        families: dict[str, tuple[int, int]] = {}
        for at in self._places_of(label.name):
            family = family_after(self.text, at + len(label.name))
            if family and not given_before(self.text, at):
                families.setdefault(family, (at, at + len(label.name) + 1 + len(family)))
        if len({fold_name(family) for family in families}) != 1:
            return None
        family, place = next(iter(families.items()))
        return f"{label.name} {family}", place, 0.88

    def _places_of(self, words: str) -> Iterator[int]:
        """Where `words` stand in the text as whole words."""
        at = self.text.find(words)
        while at >= 0:
            end = at + len(words)
            if not self.text[end : end + 1].isalpha() and not self.text[at - 1 : at].isalpha():
                yield at
            at = self.text.find(words, at + 1)

    def is_common(self, word: str) -> bool:
        """Whether the document also has a word in lower case: then it is not a name."""
        return f" {word.lower()}" in self.text

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
            known = self._enrol(
                Person(self._as_written(label.name), key, kind, "document"), "label"
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
        if not self.is_searchable:
            return False
        called = self.text.count(label.name)
        return called > 0 and not any(
            f"{title} {label.name}" in self.text
            for title in ("Mr.", "Ms.", "Mrs.", "Dr.", "Senator", "Mayor", "Judge", "President")
        )

    def _by_function(self, label: Label) -> Decision | None:
        """Who is meant by a function alone: ``CHAIR`` where the chair has been named."""
        wanted = functions_of(label.name)
        found = [
            m for m in self.members if m.scope == "dataset" and not wanted.isdisjoint(m.functions)
        ]
        if len(found) != 1:
            return None
        evidence = Evidence("function", 0.93, *self._place(found[0]))
        return Decision(found[0], "matched", 0.93, (evidence,))

    def _by_gloss(self, label: Label) -> Decision | None:
        """Who is named beside a function: ``The Chair (Hon. Ann Roe (Port Talbot, Lib.))``."""
        holder = parse_label(label.role) if label.role and label.kind == "unidentified" else None
        if holder is None or not holder.is_full:
            return None
        person = self._add(holder.name, "label")
        person.functions |= functions_of(label.name)
        return Decision(person, "printed", 1.0)

    def _unnamed(self, label: Label) -> Decision:
        found = self._by_gloss(label) or self._by_function(label)
        if found is None and is_office(label.name):
            found = self._match(label)  # John Mayor, and then MAYOR
        if found is not None:
            return found
        known = self._unnamed_members.get(label.key)
        if known is None:
            kind = "unidentified" if label.kind == "anonymous" else label.kind
            known = self._enrol(Person(label.name, label.key, kind, "document"), "label")
            self._unnamed_members[label.key] = known
        return Decision(known, "printed", 1.0)


def _take_note(person: Person | None, label: Label) -> None:
    """Keep what a label says of its person."""
    if person is None:
        return
    alias = label.printed.split(",")[0].split("(")[0].strip()
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


def _holds(person: Person, title: str, role: str) -> bool:
    """Whether a title of a label is the person's: printed with the name before, or listed."""
    return (
        title in {bare(description) for description in person.descriptions}
        or any(fold_name(alias).startswith(f"{title} ") for alias in person.aliases)
        or not functions_of(title).isdisjoint(person.functions)
        or (bool(role) and person.role == role)
    )


def _by_length(label: Label) -> tuple[int, str]:
    return -len(label.key), label.key


def _better_spelling(one: str, other: str) -> str:
    """Of two spellings of one name, the one that kept its accents and inner capitals."""
    if fold_name(one) != fold_name(other) or other.isupper():
        return one
    return other if (_marks(other), other) > (_marks(one), one) else one


def _marks(name: str) -> int:
    return sum(not character.isascii() for character in name)


def _is_initialled(label: Label) -> bool:
    """Whether a bare label is a surname with one initial: ``R. MARTIN`` points to a full name."""
    words = label.key.split()
    return len(words) == 2 and len(words[0]) == 1 and not label.is_marked


def _is_part(short: str, long: str) -> bool:
    """Whether a folded name is a proper part of another, at its beginning or end."""
    return short != long and (long.endswith(f" {short}") or long.startswith(f"{short} "))


def _family(person: Person) -> list[str]:
    return fold_name(split_name(person.name).family).split()


def _compatible(one: list[str], other: list[str]) -> bool:
    """Whether two full names can be one person's: same surname, given names that agree."""
    if len(one) < 2 or len(other) < 2 or one[-1] != other[-1]:
        return False
    shared = 1
    while shared < min(len(one), len(other)) - 1 and one[-shared - 1] == other[-shared - 1]:
        shared += 1
    one, other = one[:-shared], other[:-shared]
    first, second = one[0], other[0]
    initial = min(len(first), len(second)) == 1 and first[0] == second[0]
    if first != second and not initial and not (is_nickname(first, second)):
        return False
    middle, others = one[1:], other[1:]
    return (
        not middle or not others or all(a[0] == b[0] for a, b in zip(middle, others, strict=False))
    )
