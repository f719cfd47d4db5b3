"""Who can be speaking: the people a document names in full, and where it names them."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache

from onrecord.grammar.labels import Label
from onrecord.grammar.names import (
    fold_name,
    is_nickname,
    split_name,
)
from onrecord.speakers.above import listed_above
from onrecord.speakers.listing import Listed, functions_of, read_listing
from onrecord.speakers.mentions import self_introductions
from onrecord.speakers.model import Decision, Person, Turn
from onrecord.speakers.roles import is_state, role_of_biography, role_of_unnamed
from onrecord.transcript import Passage, Transcript

_SUBJECT = re.compile(
    r"[^\W\d_a-z][\w'’.-]*(?: (?:[^\W\d_a-z][\w'’.-]*|de|la|van|von|der|del|al|bin|di|da|y))+"
)
_UNSURE_CASE = re.compile(
    r"(?i)\b(?:mac|mc|de|di|du|la|le|van|von|fitz|o['’]|st|ben|al|el|ter|ten)|[-'’]"
)
#: How much of a text, and for how many people, the words are searched for names: enough for
#: any broadcast, and a bound on the time a hostile text can take.
_SEARCHED_TEXT, _SEARCHED_PEOPLE = 400_000, 200
#: The roles of labels such as ``MODERATOR`` whose holder a list may name.
_FUNCTIONS = frozenset(("moderator", "host", "chair", "judge", "narrator", "announcer"))
#: Given name, maiden name, married name.
_WITH_MAIDEN_NAME = 3
_ASCII = bytes(range(128))


class Cast:
    """The people of one document: named on labels, in biographies, in credits, in the words.

    `label_keys` and `label_kinds` are those of all its labels.
    """

    def __init__(self, transcript: Transcript):
        self.transcript = transcript
        self.text = transcript.text[:_SEARCHED_TEXT]
        self.members: list[Person] = []
        self.sources: dict[Person, str] = {}
        self._by_word: defaultdict[str, list[Person]] = defaultdict(list)
        self.abbreviated: dict[str, Person] = {}
        self._once: dict[str, Person] = {}
        self._occurrences: dict[str, list[int]] = {}
        labels = dict.fromkeys(u.label for u in reversed(transcript.utterances) if u.label)
        self.label_keys = {label.key for label in labels}
        self.label_kinds = {label.kind for label in labels}
        self._add_labels(labels)
        for biography in transcript.biographies:
            self._add_biography(biography)
        for credit in transcript.credits:
            self._add_credit(credit)
        for utterance in transcript.utterances:
            if utterance.opening:
                for claim in self_introductions(utterance.text):
                    self.add(claim.name, "claim")
        self._add_listed(labels)
        if any("interviewer" in member.functions for member in self.members):
            for member in self.members:  # the narrator of an oral history is interviewed
                member.role = "guest" if member.role == "narrator" else member.role

    @property
    def is_searchable(self) -> bool:
        """Whether there are few enough people to look for each in the words."""
        return len(self.members) <= _SEARCHED_PEOPLE

    def _add_labels(self, labels: Iterable[Label]) -> None:
        """Enrol everybody who has a full label; of one name the first of `labels` counts."""
        full: dict[str, Label] = {}
        for label in labels:
            if label.is_full:
                full.setdefault(label.key, label)
        for label in sorted(full.values(), key=_by_length):
            sharing = self.sharing(label.key)
            if any(_is_part(label.key, member.key) for member in sharing) or _is_short(label):
                continue
            self.add(label.name, "label")

    def complete(self, turns: Iterable[Turn], name: str, decision: Decision) -> None:
        """Give the person decided on their full name: they leave their document with it.

        All their turns take the decision.
        """
        person = decision.person
        if person is None:
            return
        person.rename(name)
        person.kind, person.scope = "named", "dataset"
        for turn in turns:
            if turn.person is person:
                turn.decide(decision)

    def place_in(self, turn: Turn, words: str) -> tuple[int, int]:
        """Where a turn says `words`, for evidence; -1 twice where it does not."""
        at = self.text.find(words, turn.utterance.start, turn.utterance.end)
        return (at, at + len(words)) if at >= 0 else (-1, -1)

    def add(self, name: str, source: str) -> Person:
        """The member of this full name, enrolled if there is none; `source` says where it stands."""
        key = fold_name(name)
        known = self.same(key)
        if known is not None:
            if len(key.split()) == _WITH_MAIDEN_NAME:
                self._unite(known, name)
            known.name = _better_spelling(known.name, name)
            return known
        return self.enrol(Person(self.as_written(name), key), source)

    def _unite(self, person: Person, name: str) -> None:
        """``Lucinda Prewitt Shaw`` says that LUCINDA PREWITT and LUCINDA SHAW are one."""
        given, maiden, _ = fold_name(name).split()
        before = next((m for m in self.sharing(given) if m.key == f"{given} {maiden}"), None)
        if before is None or before is person:
            return
        person.rename(name)
        person.aliases |= before.aliases
        person.role = person.role or before.role
        self.members.remove(before)
        for word, members in self._by_word.items():
            self._by_word[word] = [person if m is before else m for m in members]
        self._by_word[maiden].append(person)
        self._once[before.key] = person

    def enrol(self, person: Person, source: str) -> Person:
        """Make somebody a member, and findable by name; returns them."""
        self.members.append(person)
        self.sources[person] = source
        if person.kind == "named":
            words = person.words
            family = family_of(person) if len(words) > 2 else []
            for word in {*words[:1], *words[-1:], *family[:1]}:
                self._by_word[word].append(person)
        return person

    def sharing(self, key: str) -> list[Person]:
        """Members whose name begins or ends with the first or last word of `key`."""
        words = key.split()
        if not words:
            return []
        found = [*self._by_word.get(words[-1], ()), *self._by_word.get(words[0], ())]
        return list(dict.fromkeys(found[:_SEARCHED_PEOPLE])) if len(found) > 1 else found

    def same(self, key: str) -> Person | None:
        """The member of this name, allowing for initials: ``E. Cumming``, ``Ann B. Lee``."""
        if key in self._once:
            return self._once[key]
        members = self.sharing(key)
        for member in members:
            if member.key == key:
                return member
        words = key.split() if members else []
        return next((m for m in members if _compatible(words, m.words)), None)

    def as_written(self, name: str) -> str:
        """`name` in the case and with the accents the document itself prints, else as given."""
        unsure = _UNSURE_CASE.search(name) or self.has_accents
        if not unsure or name in self.text or not self.is_searchable:
            return name
        for words in (name, name.rsplit(maxsplit=1)[-1]):
            at = self.plain.find(words.lower())
            while at >= 0:
                written = self.text[at : at + len(words)]
                if written[:1].isupper() and not any(map(_shouts, written.split())):
                    return name[: len(name) - len(words)] + " ".join(written.split())
                at = self.plain.find(words.lower(), at + 1)
        return name

    @cached_property
    def has_accents(self) -> bool:
        """Whether the text has letters with accents, which labels in capitals may lack."""
        return any(_base(c.lower()[:1]) != c.lower()[:1] for c in _not_ascii(self.text))

    @cached_property
    def plain(self) -> str:
        """The text in lower case without accents, of the same length."""
        plain = self.lowered
        for letter in _not_ascii(plain):  # a few letters: far faster than to translate all
            plain = plain.replace(letter, _base(letter))
        return plain

    @cached_property
    def above(self) -> str:
        """What stands above the first label."""
        return self.text[: next((u.start for u in self.transcript.utterances if u.label), 0)]

    @cached_property
    def heading(self) -> int:
        """Where the first words are spoken: what stands above says what the document is."""
        return next((u.start for u in self.transcript.utterances), len(self.text))

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
        person = self.add(subject.group(), "biography")
        if person.bio is None:
            person.bio = " ".join(biography.text.split())
            person.role = person.role or role_of_biography(biography.text)

    def _add_credit(self, credit: Passage) -> None:
        for listed in read_listing(credit.text):
            self._enlist(listed, "credit")

    def _add_listed(self, labels: Iterable[Label]) -> None:
        """Enrol who is listed above the first turn, where a label needs the full name.

        A broadcast prints full names on first labels: there only others are looked for.
        """
        wanted = {word for label in labels for word in _asks_for(label)}
        functions = {
            function
            for label in labels
            if label.kind == "unidentified" and role_of_unnamed(label.name) in _FUNCTIONS
            for function in functions_of(label.name)
        }
        if self.transcript.broadcast:
            wanted -= {word for m in self.members for word in (m.words[0], m.words[-1])}
        if not (wanted or functions):
            return
        for listed in listed_above(self.above, wanted, functions):
            person = self._enlist(listed, "credit")
            if listed.label.role and not listed.role:
                person.affiliations.add(listed.label.role)
                person.role = person.role or ("member" if is_state(listed.label.role) else "")

    def _enlist(self, listed: Listed, source: str) -> Person:
        """The member that an entry of a list names, with what it says."""
        person = self.add(listed.label.name, source)
        if person.role in {"", "participant"} or listed.role == "witness":
            person.role = listed.role or person.role
        person.functions |= listed.functions
        if listed.label.title:
            person.descriptions.add(listed.label.title)
        for short in listed.abbreviations:
            self.abbreviated[short] = person
        return person

    def place_of(self, person: Person) -> tuple[int, int]:
        """Where the full name first stands in the text; -1 twice where it does not."""
        places = self.occurrences(person.name)
        if places:
            return places[0], places[0] + len(person.name)
        capitals = person.name.upper()
        at = self.text.find(capitals)
        return (at, at + len(capitals)) if at >= 0 else (-1, -1)

    def occurrences(self, name: str) -> list[int]:
        """Everywhere a name stands in the text; looked for once."""
        places = self._occurrences.get(name)
        if places is None:
            places = self._occurrences[name] = []
            at = self.text.find(name)
            while at >= 0:
                places.append(at)
                at = self.text.find(name, at + 1)
        return places

    def places_of(self, words: str) -> Iterator[int]:
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


def _shouts(word: str) -> bool:
    """Whether a word is in capitals: ``DUBNER``, but not the initials ``J.R.``."""
    return word.isupper() and sum(map(str.isalpha, word)) > 1 and "." not in word


def _not_ascii(text: str) -> set[str]:
    """The characters of a text that are not ASCII."""
    if text.isascii():
        return set()
    return set(
        text.encode("utf-8", "surrogatepass")
        .translate(None, _ASCII)
        .decode("utf-8", "surrogatepass")
    )


@lru_cache(maxsize=1 << 12)
def _base(letter: str) -> str:
    """A letter without its accents."""
    return unicodedata.normalize("NFD", letter)[0]


def _by_length(label: Label) -> tuple[int, str]:
    return -len(label.key), label.key


def _better_spelling(one: str, other: str) -> str:
    """Of two spellings of one name, the one that kept its accents and inner capitals."""
    if fold_name(one) != fold_name(other) or other.isupper():
        return one
    return other if (_marks(other), other) > (_marks(one), one) else one


def _marks(name: str) -> int:
    return sum(not character.isascii() for character in name)


def is_initialled(label: Label) -> bool:
    """Whether a bare label is a surname with one initial: ``R. MARTIN`` points to a full name."""
    words = label.key.split()
    return len(words) == 2 and len(words[0]) == 1 and not (label.role or label.notes)


def _is_short(label: Label) -> bool:
    """Whether a label points to a full name with an initial: ``R. MARTIN``, ``Sarah M``."""
    return is_initialled(label) or has_last_initial(label)


def has_last_initial(label: Label) -> bool:
    """Whether a bare label is a given name with the initial of a surname: ``Sarah M``."""
    words = label.key.split()
    return len(words) == 2 and len(words[1]) == 1 and not (label.role or label.notes)


def _asks_for(label: Label) -> set[str]:
    """The folded names and initials under which the person of a label may be listed."""
    if label.kind != "named":
        return set()
    words = label.key.split()
    letters = label.printed.replace(".", "")
    asked = {words[0], words[-1]} if words else set()
    if letters.isupper() and len(letters) < 5:
        asked.add(letters.casefold())
    return {word for word in asked if len(word) > 1}


def _is_part(short: str, long: str) -> bool:
    """Whether a folded name is a proper part of another, at its beginning or end."""
    return short != long and (long.endswith(f" {short}") or long.startswith(f"{short} "))


def family_of(person: Person) -> list[str]:
    """The words of the folded family name, particles included."""
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
