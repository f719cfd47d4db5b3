"""How well anonymous labels get names: gold with every label replaced by ``SPEAKER_00``.

Each document is written again from its truth: the words of each turn behind an anonymous label, as a
recogniser with speaker diarisation gives them. What the names are told from is the words alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from onrecord.conversion import converse
from onrecord.errors import SourceError
from onrecord.evaluation.gold import Gold, GoldTurn
from onrecord.grammar.names import fold_name
from onrecord.source import Source


@dataclass
class Named:
    """Speakers counted: those whose full name is spoken, and those given a right or wrong name."""

    documents: int = 0
    speakers: int = 0
    spoken: int = 0
    right: int = 0
    wrong: int = 0

    @property
    def precision(self) -> float:
        """Right names among those given."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Speakers given their name among those whose name is spoken."""
        return self.right / self.spoken if self.spoken else 1.0


def name_anonymous(golds: Iterable[Gold]) -> Named:
    """What becomes of the speakers of all documents once their labels are anonymous."""
    named = Named()
    for gold in golds:
        _add(named, gold)
    return named


def _add(named: Named, gold: Gold) -> None:
    source = Source(str(gold.path), gold.path.read_bytes())
    spoken = [turn for turn in gold.turns if turn.kind != "cue"]
    names = [turn.speaker_name or turn.speaker_label or "" for turn in spoken]
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    words = [
        " ".join(source.decoded.text[turn.char_start : turn.char_end].split()) for turn in spoken
    ]
    lines = [f"SPEAKER_{numbers[n]:02d}: {said}" for n, said in zip(names, words, strict=True)]
    given = _names_given("\n\n".join(lines))
    said = f" {fold_name(' '.join(words))} "
    named.documents += 1
    for name in _full_names(spoken):
        named.speakers += 1
        named.spoken += f" {fold_name(name)} " in said
        told = given.get(f"SPEAKER_{numbers[name]:02d}")
        if told is not None:
            named.right += _is_same(told, name)
            named.wrong += not _is_same(told, name)


def _full_names(spoken: Iterable[GoldTurn]) -> list[str]:
    """The people whose full name the truth knows."""
    names = (turn.speaker_name for turn in spoken if turn.speaker_scope == "dataset")
    return list(dict.fromkeys(name for name in names if name and " " in name))


def _names_given(text: str) -> dict[str, str]:
    """The name that each anonymous label was given."""
    given = {}
    try:
        for conversation in converse(Source("anonymous.txt", text.encode()), "labelled"):
            for turn in conversation.turns:
                if turn.utterance.label and turn.person and turn.person.kind == "named":
                    given[turn.utterance.label.printed] = turn.person.name
    except SourceError:
        return {}
    return given


def _is_same(one: str, other: str) -> bool:
    """Whether two spellings are one name, initials and middle names aside."""
    first, second = fold_name(one).split(), fold_name(other).split()
    return first[0] == second[0] and first[-1] == second[-1]
