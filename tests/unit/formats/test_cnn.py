"""Transcripts of CNN: told apart from other networks' and read with head and foot of their own."""

from __future__ import annotations

import pytest

from onrecord.conversion import converse
from onrecord.formats import choose_format, cnn
from onrecord.source import Source

HEAD = (
    "CNN NEWSROOM\n\nEncore: Interview With Ann Roe\n\nAired March 14, 2019 - 15:00   ET\n\n"
    "THIS IS A RUSH TRANSCRIPT. THIS COPY MAY NOT BE IN ITS FINAL FORM AND MAY BE UPDATED.\n\n"
)
WORDS = "BEN ITO, CNN ANCHOR: Hello.\n\n[15:05:10] ANN ROE, POTTER: Hello, Ben.\n\nITO: Well.\n\n"


def test_programme_and_subject_stand_above_the_date_of_airing() -> None:
    """Also where the subject reads as a key with the name of a person."""
    (one,) = cnn.convert(Source("x", (HEAD + WORDS).encode()))
    front = one.front
    assert (front.program, front.title) == ("CNN NEWSROOM", "Encore: Interview With Ann Roe")
    assert (front.network, str(front.published_on)) == ("CNN", "2019-03-14")
    assert {"program", "title"} <= {region.kind for region in one.regions}


def test_a_slot_after_the_subject_is_left_out_of_the_title() -> None:
    text = HEAD.replace("Ann Roe\n", "Ann Roe; Aired 3-4p ET\n") + WORDS
    (one,) = cnn.convert(Source("x", text.encode()))
    assert one.front.title == "Encore: Interview With Ann Roe"


def test_the_time_of_day_is_no_time_of_the_recording() -> None:
    (one,) = cnn.convert(Source("x", (HEAD + WORDS).encode()))
    assert {utterance.start_ms for utterance in one.utterances} == {None}
    assert {utterance.end_ms for utterance in one.utterances} == {None}


def test_a_notice_glued_to_the_last_cue_is_nobodys_words() -> None:
    foot = "(COMMERCIAL BREAK) TO ORDER A VIDEO OF THIS TRANSCRIPT, PLEASE CALL 800-CNN-NEWS\n"
    (talk,) = converse(Source("x", (HEAD + WORDS + foot).encode()), "cnn")
    assert talk.turns[-1].kind == "cue"
    assert not any("ORDER" in turn.utterance.text for turn in talk.turns)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (HEAD + WORDS, "cnn"),
        (HEAD.replace("CNN", "NWN") + WORDS.replace("CNN", "NWN"), "labelled"),
        (WORDS, "labelled"),
        (HEAD + WORDS.replace("CNN ANCHOR", "HOST"), "cnn"),
        ("ANN ROE, HOST: I'm Ann Roe.\n\nBEN ITO, CNN ANCHOR: Hello.\n\nROE: Well.\n", "npr"),
    ],
)
def test_cnn_is_told_from_other_networks(text: str, name: str) -> None:
    assert choose_format(Source("x", text.encode())).name == name
