"""Who speaks: from labels, words, biographies, address, and the recipe's people file."""

from __future__ import annotations

from onrecord.formats import get_format
from onrecord.source import Source
from onrecord.speakers import Authority, Conversation, KnownPerson, Turn, identify

HOSTED = "ANNA MARTELL, HOST: Good morning.\n\n"


def talk(text: str, format_name: str = "npr", authority: Authority | None = None) -> Conversation:
    source = Source("x.txt", text.encode())
    (transcript,) = get_format(format_name).convert(source)
    return identify(transcript, authority or Authority())


def who(turn: Turn) -> tuple[str | None, str]:
    return (turn.person.name if turn.person else None, turn.decision.attribution)


def test_a_surname_is_matched_to_the_full_name() -> None:
    turns = talk(f"{HOSTED}FLORIAN EDER: Hi.\n\nMARTELL: So?\n\nEDER: Yes.\n").turns
    assert [who(turn) for turn in turns] == [
        ("Anna Martell", "printed"),
        ("Florian Eder", "printed"),
        ("Anna Martell", "matched"),
        ("Florian Eder", "matched"),
    ]
    assert [turn.role for turn in turns] == ["host", "guest", "host", "guest"]


def test_two_of_one_surname_are_told_by_initial_and_else_not_guessed() -> None:
    said = talk(
        f"{HOSTED}JUNE OYA: Hi.\n\nWALTER OYA: Hello.\n\nJ. OYA: I said hi.\n\nOYA: Which of us?\n"
    )
    assert [who(turn) for turn in said.turns[3:]] == [("June Oya", "matched"), ("Oya", "none")]
    assert {"surname-shared", "unresolved-speaker"} <= said.flags
    assert said.turns[4].person is not None
    assert said.turns[4].person.scope == "document"


def test_a_surname_used_before_its_namesake_comes_is_the_first_ones() -> None:
    turns = talk(f"{HOSTED}JUNE OYA: Hi.\n\nOYA: Still me.\n\nWALTER OYA: Hello.\n").turns
    assert who(turns[2]) == ("June Oya", "matched")


def test_a_missing_full_label_is_found_in_the_words() -> None:
    turns = talk(f"{HOSTED}And NPR's Theo Okon joins us.\n\nOKON: Hi, Anna.\n").turns
    assert who(turns[1]) == ("Theo Okon", "matched")


def test_an_unlabelled_opening_is_the_hosts_by_self_introduction() -> None:
    said = talk(
        "From NPR News, this is MORNING EDITION. I'm Anna Martell. Theo Okon joins us.\n\n"
        "THEO OKON, BYLINE: Hi, Anna.\n\nMARTELL: Hi.\n"
    )
    assert who(said.turns[0]) == ("Anna Martell", "inferred")
    assert said.turns[0].role == "host"
    assert said.turns[0].decision.evidence[0].kind == "self-introduction"
    assert who(said.turns[2]) == ("Anna Martell", "matched")
    assert "lead-in-inferred" in said.flags


def test_an_unlabelled_opening_is_the_hosts_by_address() -> None:
    said = talk(
        "Headline Of The Day\n\nTheo Okon joins us now. Theo, what happened?\n\n"
        "THEO OKON, BYLINE: Well, Anna, a lot happened.\n\nMARTELL: Is it over?\n\nOKON: No.\n"
    )
    assert who(said.turns[0]) == ("Anna Martell", "inferred")
    assert who(said.turns[2]) == ("Anna Martell", "matched")


def test_an_unlabelled_opening_is_the_hosts_by_biography() -> None:
    said = talk(
        "Headline Of The Day\n\nTheo Okon joins us now. What happened?\n\n"
        "THEO OKON, BYLINE: A lot.\n\nMARTELL: Is it over?\n\nOKON: No.\n\n"
        "Transcript provided by NPR, Copyright NPR.\n\nAnna Martell is a host of Morning Edition.\n"
    )
    assert who(said.turns[0]) == ("Anna Martell", "inferred")
    assert said.people[0].bio == "Anna Martell is a host of Morning Edition."


def test_an_opening_nobody_can_be_given_stays_unknown() -> None:
    said = talk(
        "Headline\n\nTheo Okon joins us now. Good morning.\n\nTHEO OKON, BYLINE: Good morning.\n"
    )
    assert who(said.turns[0]) == (None, "none")
    assert said.turns[0].role == "host"
    assert "unresolved-speaker" in said.flags


def test_unnamed_people_stay_in_their_document() -> None:
    said = talk(f"{HOSTED}UNIDENTIFIED MAN #1: Hey!\n\nCROWD: Hey!\n")
    man, crowd = said.people[1:]
    assert (man.kind, man.scope, crowd.kind, crowd.scope) == (
        "unidentified",
        "document",
        "collective",
        "document",
    )


def test_words_after_a_cue_are_the_same_speakers() -> None:
    turns = talk(f"{HOSTED}THEO OKON, BYLINE: One.\n\n(SOUNDBITE OF DOOR)\n\nTwo.\n").turns
    assert who(turns[3]) == ("Theo Okon", "inferred")


def test_a_clip_runs_from_its_cue_until_a_participant_speaks() -> None:
    turns = talk(
        f"{HOSTED}THEO OKON, BYLINE: Listen.\n\n(SOUNDBITE OF ARCHIVED RECORDING)\n\n"
        "IDA FALK: We win.\n\nUNIDENTIFIED MAN: Yes!\n\nOKON: So she said.\n"
    ).turns
    assert [turn.kind for turn in turns] == ["speech", "speech", "cue", "clip", "clip", "speech"]
    assert turns[3].role == "source"


def test_a_clip_without_a_cue_is_told_by_its_introduction() -> None:
    turns = talk(
        f"{HOSTED}THEO OKON, BYLINE: She was clear. Take a listen to Ida Falk.\n\n"
        "IDA FALK: We win.\n\nOKON: So she said.\n"
    ).turns
    assert turns[2].kind == "clip"


def test_a_guest_who_joins_is_no_clip() -> None:
    turns = talk(
        f"{HOSTED}Ida Falk joins us. Let's listen to her story. Welcome.\n\nIDA FALK: Hi.\n"
    ).turns
    assert (turns[1].kind, turns[1].role) == ("speech", "guest")


def test_hosts_of_an_old_broadcast_are_played_in() -> None:
    turns = talk(
        f"{HOSTED}(SOUNDBITE OF ARCHIVED BROADCAST)\n\nHOLLIS GRADY, HOST: This is 1979.\n\n"
        "GRADY: Good night.\n\nMARTELL: That was then.\n"
    ).turns
    assert [turn.kind for turn in turns] == ["speech", "cue", "clip", "clip", "speech"]


def test_between_begin_and_end_everything_is_a_clip() -> None:
    turns = talk(
        "ANN ROE, ANCHOR: Look.\n\n(BEGIN VIDEO CLIP)\n\nBEN OAK, SENATOR: No.\n\n(END VIDEO CLIP)\n\n"
        "ROE: He said no.\n",
        "labelled",
    ).turns
    assert [turn.kind for turn in turns] == ["speech", "cue", "clip", "cue", "speech"]


def test_sources_of_a_report_are_told_from_guests() -> None:
    turns = talk(
        f"{HOSTED}Theo Okon reports.\n\nTHEO OKON, BYLINE: It rained.\n\nIDA FALK: It did.\n\nOKON: It did.\n"
    ).turns
    assert turns[2].role == "source"


def test_counsel_and_judge_in_court() -> None:
    turns = talk(
        "THE COURT: Counsel?\nMR. HALE: Yes.\nTHE COURT: Go on.\nMS. OYE: Objection.\n", "labelled"
    ).turns
    assert [turn.role for turn in turns] == ["judge", "advocate", "judge", "advocate"]


def test_the_people_file_overrules() -> None:
    known = Authority(
        [
            KnownPerson(
                "Theodora Okon", frozenset({"theodora okon", "okon"}), "host", ("NPR",), "Q42"
            )
        ]
    )
    said = talk(f"{HOSTED}OKON: Hi.\n\nMARTELL: Hi.\n", authority=known)
    assert who(said.turns[1]) == ("Theodora Okon", "authority")
    person = said.turns[1].person
    assert person is not None
    assert (person.wikidata_id, person.scope, person.affiliations) == ("Q42", "dataset", {"NPR"})
    assert "unresolved-speaker" not in said.flags


def test_one_name_for_two_people_of_the_file_decides_nothing() -> None:
    known = Authority(
        [KnownPerson("Ann Okon", frozenset({"okon"})), KnownPerson("Ben Okon", frozenset({"okon"}))]
    )
    assert (
        who(talk(f"{HOSTED}OKON: Hi.\n\nMARTELL: Hi.\n", authority=known).turns[1])[1]
        != "authority"
    )


def test_accents_and_inner_capitals_come_from_the_document() -> None:
    said = talk(f"{HOSTED}With me is Inès MacDara.\n\nINES MACDARA: Hi.\n\nMACDARA: Yes.\n")
    assert said.turns[1].person is not None
    assert said.turns[1].person.name == "Inès MacDara"


def test_offices_are_kept_beside_the_name() -> None:
    said = talk(f"{HOSTED}Secretary of State Ida Falk is here.\n\nIDA FALK: Hi.\n")
    assert said.people[1].descriptions == {"Secretary of State"}


LOST = "{}THEO OKON, BYLINE: Hello.\n\nMARTELL: Hi.\n\nOKON: I'm here.{}\n\nOKON: Go on.\n\nMARTELL: Right.\n\nOKON: Yes.\n"


def test_words_below_a_wide_gap_are_the_hosts_whose_label_the_page_lost() -> None:
    said = talk(LOST.format("I'm Anna Martell. Here's Theo.\n\n", "\n\n\nIt is 3 in the morning."))
    assert [who(turn) for turn in said.turns[3:6]] == [
        ("Theo Okon", "matched"),
        ("Anna Martell", "inferred"),
        ("Theo Okon", "matched"),
    ]


def test_a_wide_gap_parts_nothing_where_the_hosts_label_is_printed() -> None:
    said = talk(LOST.format(HOSTED, "\n\n\nIt is 3 in the morning."))
    assert said.turns[3].utterance.text == "I'm here. It is 3 in the morning."


def test_two_hosts_whose_labels_are_lost_each_have_their_words() -> None:
    text = LOST.format("Hey, I'm Anna Martell.\n\n\nAnd I'm Jo Vance.\n\n", "") + "\nVANCE: So.\n"
    assert [who(turn) for turn in talk(text).turns[:2]] == [
        ("Anna Martell", "inferred"),
        ("Jo Vance", "inferred"),
    ]


def test_a_friend_of_somebody_is_not_called_by_their_name() -> None:
    text = f"{HOSTED}TALIA WILT: I'm Parker's bestie.\n\nMARTELL: Hi.\n\nPARKER: Hello.\n"
    assert who(talk(text).turns[3]) == ("Parker", "printed")


def test_who_hands_over_to_a_report_hosts_and_who_reports_reports() -> None:
    text = (
        "ANN ROE: Twenty years on. Ben Ito has our report.\n\nBEN ITO: It rains.\n\n"
        "CAL VANE, Farmer: It does.\n\nBEN ITO: In Hale, I'm Ben Ito.\n\nANN ROE: Thanks.\n"
    )
    assert [turn.role for turn in talk(text, "labelled").turns] == [
        "host", "reporter", "source", "reporter", "host",
    ]  # fmt: skip
