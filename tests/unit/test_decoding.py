"""Bytes to text: every encoding that can be told, and a refusal for the rest."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.decoding import decode
from onrecord.errors import Undecodable

FRENCH = "Renée : C’est là, à côté de l’été. Voilà – enfin !"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_encodings_are_told(encoding: str) -> None:
    assert decode(FRENCH.encode(encoding)).text == FRENCH


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_told(encoding: str) -> None:
    decoded = decode("Anna: Good morning to you all.".encode(encoding))
    assert (decoded.text, decoded.encoding) == ("Anna: Good morning to you all.", encoding)
    assert decoded.guessed


@pytest.mark.parametrize("encoding", ["cp1251", "koi8_r", "shift_jis", "gb18030"])
def test_other_alphabets_are_not_read_as_western(encoding: str) -> None:
    text = {
        "shift_jis": "田中：おはようございます。今日は天気がいいですね。",
        "gb18030": "周岚：听众朋友，下午好，这里是下午茶节目。",
    }.get(encoding, "Анна: Доброе утро, дорогие слушатели, сегодня у нас в гостях писатель.")
    try:
        assert decode(text.encode(encoding) * 8).text == text * 8
    except Undecodable as error:
        assert "declare" in error.message  # noqa: PT017 - a refusal is right too, a wrong text is not


def test_a_declared_encoding_is_believed() -> None:
    assert decode("naïve".encode("mac_roman"), "mac_roman").text == "naïve"


@pytest.mark.parametrize(
    ("data", "declared", "reason", "says"),
    [
        (b"", None, "empty", "0 bytes"),
        (b" \n\t", None, "empty", "white space"),
        (b"\x00\x01\x02\x03" * 50, None, "binary", "control characters"),
        (b"\x80\x00\x00\xff\xfe" * 50, None, "undecodable", "declare its encoding"),
        (b"abc\x00def\x01\x02\x03", None, "binary", "control characters"),
        ("é".encode(), "ascii", "undecodable", "not ascii"),
        (b"abc", "klingon", "undecodable", "no text encoding"),
        (b"\xff\xfea", None, "undecodable", "byte-order mark"),
        (b"abc", "rot13", "undecodable", "no text encoding"),
    ],
)
def test_refusals_say_why(data: bytes, declared: str | None, reason: str, says: str) -> None:
    with pytest.raises(Undecodable) as error:
        decode(data, declared)
    assert error.value.reason == reason
    assert says in error.value.message


@pytest.mark.parametrize("sound", ["it’s “fine”", "José Peñaranda", "Zoë – café", "© 2021"])
def test_mojibake_is_repaired(sound: str) -> None:
    damaged = sound.encode().decode("cp1252", "replace")
    if "\ufffd" in damaged:
        damaged = sound.encode().decode("latin-1")
    decoded = decode(f"Anna: {damaged} and on.".encode())
    assert decoded.text == f"Anna: {sound} and on."
    assert decoded.repaired


@pytest.mark.parametrize("text", ["Âge d’or", "Ñandú and Ña", "naïve Ãö", "100 Â"])
def test_unusual_but_sound_text_is_left_alone(text: str) -> None:
    assert decode(text.encode()).text == text


def test_offsets_go_back_to_the_text_before_repair() -> None:
    before = "Anna: itâ€™s José, itâ€™s here."
    decoded = decode(before.encode())
    assert decoded.text == "Anna: it’s José, it’s here."
    for word in ("Anna", "José", "here"):
        assert before.startswith(word, decoded.to_source(decoded.text.index(word)))
    assert decoded.to_source(len(decoded.text)) == len(before) == decoded.length


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        decoded = decode(data)
    except Undecodable:
        return
    offsets = [decoded.to_source(at) for at in range(len(decoded.text) + 1)]
    assert offsets == sorted(offsets)
    assert offsets[-1] <= decoded.length
