"""Names: display case, parts, and the key under which spellings meet."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.grammar.names import display_name, fold_name, is_title, split_name, split_title


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("MITCH MCCONNELL", "Mitch McConnell"),
        ("MITCH McCONNELL", "Mitch McConnell"),
        ("CONAN O'BRIEN", "Conan O'Brien"),
        ("SINÉAD O’NEILL", "Sinéad O’Neill"),
        ("JUAN DE LA CRUZ", "Juan de la Cruz"),
        ("URSULA VON DER LEYEN", "Ursula von der Leyen"),
        ("VAN JONES", "Van Jones"),
        ("CHRIS VAN HOLLEN", "Chris Van Hollen"),
        ("EMMANUEL MACRON", "Emmanuel Macron"),
        ("NORM MACDONALD", "Norm MacDonald"),
        ("ANA MACHADO", "Ana Machado"),
        ("RON DESANTIS", "Ron DeSantis"),
        ("JB PRITZ", "JB Pritz"),
        ("E.J. DUNN", "E.J. Dunn"),
        ("ED DUNN", "Ed Dunn"),
        ("HENRY GATT JR.", "Henry Gatt Jr."),
        ("CHARLES OAK III", "Charles Oak III"),
        ("JOSÉ GARCÍA-LÓPEZ", "José García-López"),
        ("ŁUKASZ ŻAK", "Łukasz Żak"),
        ("Jane Doe", "Jane Doe"),
        ("Robert MacNAIR", "Robert MacNair"),
        ("CARRIE K.", "Carrie K."),
        ("JOHN E. SMITH", "John E. Smith"),
    ],
)
def test_case_is_restored(printed: str, shown: str) -> None:
    assert display_name(printed) == shown


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Inés de la Cruz", "INES DE LA CRUZ"),
        ("Sinéad O’Neill", "SINEAD O'NEILL"),
        ("Jean-Luc Roy", "Jean Luc Roy"),
        ("Łukasz Ørsted", "Lukasz Orsted"),
        ("E. J. Dunn", "E J Dunn"),
    ],
)
def test_spellings_of_one_name_meet(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(("one", "other"), [("Ann Roe", "Anne Roe"), ("Ann Roe", "Ann Rowe")])
def test_different_names_stay_apart(one: str, other: str) -> None:
    assert fold_name(one) != fold_name(other)


@pytest.mark.parametrize(
    ("name", "given", "family", "suffix"),
    [
        ("Juan de la Cruz", "Juan", "de la Cruz", ""),
        ("Henry Louis Gatt Jr.", "Henry Louis", "Gatt", "Jr."),
        ("John E. Smith", "John E.", "Smith", ""),
        ("Cher", "", "Cher", ""),
    ],
)
def test_parts_of_names(name: str, given: str, family: str, suffix: str) -> None:
    parts = split_name(name)
    assert (parts.given, parts.family, parts.suffix) == (given, family, suffix)


@pytest.mark.parametrize(
    ("name", "title", "rest"),
    [
        ("DR. ADA KERN", "DR.", "ADA KERN"),
        ("JUDGE KERN", "JUDGE", "KERN"),
        ("DEAN BAKER", "", "DEAN BAKER"),
        ("DEAN MARY BAKER", "DEAN", "MARY BAKER"),
        ("COUNCIL MEMBER BELLO", "COUNCIL MEMBER", "BELLO"),
        ("DOCTOR", "", "DOCTOR"),
    ],
)
def test_titles_are_split_off(name: str, title: str, rest: str) -> None:
    assert split_title(name) == (title, rest)


def test_initials_are_no_titles() -> None:
    assert is_title("Dr.")
    assert not is_title("D.R.")
    assert not is_title("B.R.")


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(name: str) -> None:
    assert fold_name(fold_name(name)) == fold_name(name)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ABCDEFGHMNORSTabc .-'É", max_size=40))
def test_display_case_keeps_the_key(name: str) -> None:
    assert fold_name(display_name(name)) == fold_name(name)
