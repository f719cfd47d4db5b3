"""The label grammar: what can be a label, and what its parts are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.grammar.labels import parse_label


@pytest.mark.parametrize(
    ("head", "name", "title", "role"),
    [
        ("ANNA MAR-TELL, HOST", "Anna Mar-Tell", "", "HOST"),
        ("ANNA MARTELL, host", "Anna Martell", "", "host"),
        ("CARRIE KOHN reporting", "Carrie Kohn", "", "reporting"),
        ("CARRIE KOHN, reporting", "Carrie Kohn", "", "reporting"),
        ("REPRESENTATIVE E. CUMMING", "E. Cumming", "REPRESENTATIVE", ""),
        (
            "Mr. MELCHIOR MATAI (Researcher, University of the South)",
            "Melchior Matai",
            "Mr.",
            "Researcher, University of the South",
        ),
        ("SEN. JANE DOVE (D), NEW YORK", "Jane Dove", "SEN.", "(D), NEW YORK"),
        ("JANE DOVE, (D) NEW YORK", "Jane Dove", "", "(D) NEW YORK"),
        ("EV WINTHROP, PIPER, CO-FOUNDER AND CEO", "Ev Winthrop", "", "PIPER, CO-FOUNDER AND CEO"),
        ('FAREED ZIANI, CNN HOST, "THE SQUARE"', "Fareed Ziani", "", 'CNN HOST, "THE SQUARE"'),
        ("HENRY GATT, JR., HOST", "Henry Gatt Jr.", "", "HOST"),
        ("SECRETARY OF STATE ANNA ROE", "Anna Roe", "SECRETARY OF STATE", ""),
        ("SENATE MINORITY LEADER ANNA ROE", "Anna Roe", "SENATE MINORITY LEADER", ""),
        ("Speaker of the House Anna Roe", "Anna Roe", "Speaker of the House", ""),
        ("MAYOR-ELECT ANNA ROE", "Anna Roe", "MAYOR-ELECT", ""),
        ("ANNA ROE, U.S. COAST GUARD (RET.)", "Anna Roe", "", "U.S. COAST GUARD (RET.)"),
        ('ELEANOR "NELL" STRAIT, HOST', "Eleanor Strait", "", "HOST"),
        ("ARCHIVE CLIP, Anna Roe", "Anna Roe", "", ""),
        (
            "Ingrid Solheim -- Chief Executive Officer",
            "Ingrid Solheim",
            "",
            "Chief Executive Officer",
        ),
        ("Dr. Müller (chair)", "Müller", "Dr.", "chair"),
        ("АННА ОРЛОВА, ведущая", "Анна Орлова", "", "ведущая"),
        ("周岚（主持人）", "周岚", "", "主持人"),
        ("B.R. FINCH, HOST", "B.R. Finch", "", "HOST"),
        ("EDWARD A. CONTE", "Edward A. Conte", "", ""),
    ],
)
def test_parts_of_named_labels(head: str, name: str, title: str, role: str) -> None:
    label = parse_label(head)
    assert label is not None
    assert (label.name, label.title, label.role, label.kind) == (name, title, role, "named")


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("UNIDENTIFIED PERSON #1", "unidentified"),
        ("Unidentified Man", "unidentified"),
        ("UNIDENTIFIED SINGERS", "collective"),
        ("CROWD", "collective"),
        ("AI-GENERATED VOICE #2", "synthetic"),
        ("AUTOMATED VOICE", "synthetic"),
        ("SPEAKER_00", "anonymous"),
        ("Speaker 2", "anonymous"),
        ("THE COURT", "unidentified"),
        ("Q", "unidentified"),
        ("INSKIP AND MARTELL", "collective"),
    ],
)
def test_labels_of_nobody_in_particular(head: str, kind: str) -> None:
    label = parse_label(head)
    assert label is not None
    assert label.kind == kind


@pytest.mark.parametrize("head", ["YOUNG KIM", "YOUNG", "Miles Younger"])
def test_names_that_look_like_descriptions_stay_names(head: str) -> None:
    label = parse_label(head)
    assert label is not None
    assert label.kind == "named"


@pytest.mark.parametrize(
    "head",
    [
        "He said",
        "The question is this",
        "OK",
        "AND THEN HE SAID",
        "John 3",
        "http://x",
        "",
        "   ",
        "Here",
        "it",
        "We asked, and they told us",
        "Why approve it? ANNA MARTELL, HOST",
        "(aside",
        "one two three four five six seven eight nine ten",
        "—",
        "4",
    ],
)
def test_what_can_be_no_label(head: str) -> None:
    assert parse_label(head) is None


@pytest.mark.parametrize("head", ["NOTE", "PHOTO", "Action Items", "Agenda", "VOTE"])
def test_headings_are_marked(head: str) -> None:
    label = parse_label(head)
    assert label is not None
    assert label.heading


@pytest.mark.parametrize(
    ("head", "milliseconds"),
    [
        ("[00:12:31] Jane Doe", 751_000),
        ("Jane Doe (00:12:31)", 751_000),
        ("Jane Doe  12:31", 751_000),
        ("[00:00:37.250] Femi", 37_250),
        ("Jane Doe", None),
    ],
)
def test_times_are_taken_out(head: str, milliseconds: int | None) -> None:
    label = parse_label(head)
    assert label is not None
    assert label.time_ms == milliseconds
    assert ":" not in label.printed


@pytest.mark.parametrize(
    ("head", "notes"),
    [
        ("KAYE (on camera)", ("on camera",)),
        ("UNIDENTIFIED FEMALE (voice-over)", ("voice-over",)),
        ("JANE DOE (through translator)", ("through translator",)),
        ("JANE DOE (Author)", ()),
    ],
)
def test_notes_are_told_from_roles(head: str, notes: tuple[str, ...]) -> None:
    label = parse_label(head)
    assert label is not None
    assert label.notes == notes


@pytest.mark.parametrize(
    ("head", "full"),
    [
        ("ANNA MARTELL", True),
        ("MARTELL", False),
        ("DE LA CRUZ", False),
        ("VAN JONES", True),
        ("DR. MARTELL", False),
        ("田中太郎", True),
    ],
)
def test_full_names_are_told_from_short_ones(head: str, full: bool) -> None:
    label = parse_label(head)
    assert label is not None
    assert label.is_full is full


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_parsed(head: str) -> None:
    label = parse_label(head)
    assert label is None or (label.printed and label.name)


@pytest.mark.parametrize("first", ["UNIDENTIFIED", "UNIDENTIFED", "UNINDENTIFIED", "UNIDNETIFIED"])
def test_the_unidentified_stay_so_however_they_are_spelled(first: str) -> None:
    label = parse_label(f"{first} MALE")
    assert label is not None
    assert label.kind == "unidentified"


def test_an_archive_clip_says_so_in_its_notes() -> None:
    label = parse_label("ARCHIVE CLIP, Anna Roe")
    assert label is not None
    assert label.notes == ("ARCHIVE CLIP",)


def test_a_correction_in_capitals_is_a_heading() -> None:
    label = parse_label("POST-PUBLICATION CLARIFICATION")
    assert label is not None
    assert label.heading


def test_speech_between_a_function_and_a_name_is_no_role() -> None:
    assert parse_label("The mayor, Ann Roe, joins us now. Hi, Mayor. ANN ROE") is None


@pytest.mark.parametrize(
    ("printed", "name", "doubtful"),
    [
        ("WILL SHORTZ, HOST", "Will Shortz", False),
        ("Will Stone", "Will Stone", False),
        ("MAY WONG", "May Wong", False),
        ("GEORGE WILL", "George Will", True),
        ("A MARTÍNEZ, HOST", "A Martínez", True),
        ("JOE THE PLUMBER", "Joe the Plumber", True),
        ("Theresa May (Prime Minister)", "Theresa May", True),
        ("SANDRA OH", "Sandra Oh", True),
        ("Edward Said", "Edward Said", True),
        ("MR. WILL", "Will", False),
        ("WILL", "Will", True),
    ],
)
def test_names_that_are_other_words_too(printed: str, name: str, doubtful: bool) -> None:
    label = parse_label(printed)
    assert label is not None
    assert (label.name, label.kind, label.doubtful) == (name, "named", doubtful)


@pytest.mark.parametrize("printed", ["NO ONE", "AND IRAN", "YOU TOO", "BUT WILL", "WILL YOU"])
def test_function_words_are_no_names(printed: str) -> None:
    assert parse_label(printed) is None


@pytest.mark.parametrize(
    "printed", ["MAN IN CROWD", "VOICE OVER PA", "PROTESTER ONE", "SPEAKER TWO", "JUROR NO. 5"]
)
def test_people_without_a_name_are_told_by_place_or_number(printed: str) -> None:
    label = parse_label(printed)
    assert label is not None
    assert label.kind in {"unidentified", "anonymous"}
