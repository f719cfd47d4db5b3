"""PDF: what stands around the words of pages, examinations, and files that cannot be read."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter

from onrecord.conversion import converse
from onrecord.errors import NoTurns, SourceError
from onrecord.formats import pdf
from onrecord.source import Source

ESCAPES = {ord(sign): f"\\{sign}" for sign in "()\\"}


def write_pdf(pages: Sequence[Sequence[str]], *, stream: bytes | None = None) -> bytes:
    """The smallest PDF with those lines on its pages; `stream` is put on each in their place."""
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type1/BaseFont/Courier>>",
    ]
    kids = []
    for lines in pages:
        shown = "".join(
            f"1 0 0 1 72 {740 - 24 * at} Tm ({line.translate(ESCAPES)}) Tj\n"
            for at, line in enumerate(lines)
        )
        packed = (
            stream
            if stream is not None
            else zlib.compress(f"BT /F1 11 Tf\n{shown}ET".encode("latin-1"), 9)
        )
        kids.append(len(bodies) + 1)
        bodies.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>"
            b"/Contents %d 0 R>>" % (len(bodies) + 2)
        )
        bodies.append(
            b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed)
        )
    named = b" ".join(b"%d 0 R" % kid for kid in kids)
    bodies[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (named, len(kids))
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size, start = len(bodies) + 1, len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return bytes(out)


def write_forms(depth: int, width: int) -> bytes:
    """A PDF whose page draws a form `width` times that draws the next so often, `depth` deep."""
    data = write_pdf([[]], stream=zlib.compress(b"/X Do " * width))
    data = data.replace(b"/Font<</F1 3 0 R>>", b"/XObject<</X 6 0 R>>")
    forms = []
    for number in range(6, 6 + depth):
        content = b"/X Do " * width
        forms.append(
            b"%d 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>"
            b"/Length %d>>stream\n%s\nendstream\nendobj\n"
            % (number, number + 1, len(content), content)
        )
    return (
        data[: data.index(b"xref\n")]
        + b"".join(forms)
        + b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
    )


def turns_of(data: bytes) -> list[tuple[str | None, str]]:
    (conversation,) = converse(Source("x", data))
    said = (turn.utterance for turn in conversation.turns)
    return [(one.label.printed if one.label else None, one.text) for one in said]


def reason_of(data: bytes) -> str:
    with pytest.raises(SourceError) as error:
        turns_of(data)
    return error.value.reason


LINES = ["ANN ROE: Good evening.", "BEN ITO: Good evening to you.", "ANN ROE: It is late."]
SPOKEN = [
    ("ANN ROE", "Good evening."),
    ("BEN ITO", "Good evening to you."),
    ("ANN ROE", "It is late."),
]


def test_lines_are_read_as_labelled_text() -> None:
    assert turns_of(write_pdf([LINES])) == SPOKEN


def test_heads_feet_and_page_numbers_are_no_words() -> None:
    pages = [
        ["River Board, 4 March 2025", "ANN ROE: Good", "- 1 -"],
        ["River Board, 4 March 2025", "evening.", "BEN ITO: Good evening to", "- 2 -"],
        ["River Board, 4 March 2025", "you.", "ANN ROE: It is late.", "- 3 -"],
    ]
    assert turns_of(write_pdf(pages)) == SPOKEN


def test_words_cut_by_a_line_end_are_made_whole() -> None:
    pages = [["ANN ROE: Good eve-", "ning, well-known", "BEN ITO: The well-", "known one."]]
    assert turns_of(write_pdf(pages)) == [
        ("ANN ROE", "Good evening, well-known"),
        ("BEN ITO", "The well-known one."),
    ]


def test_numbers_before_lines_are_no_words() -> None:
    lines = [*LINES, "BEN ITO: There were", "12 of them, in the", "year 2019."]
    numbered = [f"{at:2} {line}" for at, line in enumerate(lines, start=1)]
    said = turns_of(write_pdf([numbered]))
    assert said == [*SPOKEN, ("BEN ITO", "There were 12 of them, in the year 2019.")]


def court_page(number: int, lines: Sequence[str]) -> list[str]:
    """A page as Alderson and Heritage set it: a head, 25 numbered lines, the page's number, a foot."""
    padded = [*lines, *[""] * (25 - len(lines))]
    numbered = [f"{at:<4}{line}".rstrip() for at, line in enumerate(padded, start=1)]
    head, foot = "Official - Subject to Final Review", "Alderson Reporting Company"
    return [" " * 22 + head, *numbered, " " * 34 + str(number), " " * 22 + foot]


ARGUMENT = (
    """   IN THE SUPREME COURT OF THE UNITED STATES
- - - - - - - - - - - - - - - - - x
MARTHA HOLLIS, ET AL.,             :
          Petitioners              :
     v.                            :  No. 11-1234
STATE OF DELMARVA                  :
- - - - - - - - - - - - - - - - - x
              Tuesday, March 27, 2012

          The above-entitled matter came on for oral
argument before the Supreme Court
at 10:04 a.m.
APPEARANCES:
PAUL R. TARN, ESQ., Washington, D.C.; on behalf of
    Petitioners.
MARY B. STAVELY, ESQ., Solicitor General, Dover,
    Delmarva; on behalf of Respondent.""",
    """               C O N T E N T S
ORAL ARGUMENT OF                                  PAGE
PAUL R. TARN, ESQ.
    On behalf of the Petitioners                     3
ORAL ARGUMENT OF
MARY B. STAVELY, ESQ.
    On behalf of the Respondent                      4""",
    """              P R O C E E D I N G S
                                        (10:04 a.m.)
          CHIEF JUSTICE ROBERTS:  We'll hear argument
in Case 11-1234, Hollis v. Delmarva.
          Mr. Tarn.
          ORAL ARGUMENT OF PAUL R. TARN
          ON BEHALF OF THE PETITIONERS
          MR. TARN:  Mr. Chief Justice, and may it
please the Court:
          A lantern is a lamp. Nothing in section
12 says otherwise --
          JUSTICE GINSBURG:  Is it?
          (Laughter.)
          MR. TARN:  It is, Justice Ginsburg.
          JUSTICE SCALIA:  I looked it up.
          MR. TARN:  I accept that.
          JUSTICE BREYER:  Suppose it is dark.  Suppose
10 people stand there.
          MR. TARN:  It is a lamp.""",
    """          CHIEF JUSTICE ROBERTS:  Thank you, counsel.
          General Stavely.
          ORAL ARGUMENT OF MARY B. STAVELY
          ON BEHALF OF THE RESPONDENT
          GENERAL STAVELY:  It is not a lamp.
          JUSTICE SCALIA:  At night?
          MS. STAVELY:  Never, Your Honor.
          CHIEF JUSTICE ROBERTS:  Thank you, counsel.
          The case is submitted.
          (Whereupon, at 11:05 a.m., the case in the
above-entitled matter was submitted.)""",
)
ALDERSON = (
    """Official - Subject to Final Review
5
A above-entitled argument
accept 3:16 1:10 4:11 1:11 2:2,5 3:3,6
after 3:4 4:1,3 behalf 1:14,17 case 3:4
GINSBURG 3:12 4:9,10 Chief 3:3,8 4:1,8
JUSTICE 3:3,12,15 counsel 4:1,8 lamp 3:10,19""",
    """Official - Subject to Final Review
6
S T 0 1 2
SCALIA 3:15 Tarn 1:14 2:3 10 3:18
4:6 3:5,6,8,14,16 10:04 1:12 3:2
section 3:10 19 11-1234 1:5 3:4
Stavely 1:16 Thank 4:1,8 11:05 4:10
2:6 4:2,3,5,7
Alderson Reporting Company""",
)
HERITAGE = (
    """Official - Subject to Final Review
5
CHIEF JUSTICE ROBERTS: [3] 3:3 4:1,8
GENERAL STAVELY: [1] 4:5
JUSTICE GINSBURG: [1] 3:12
JUSTICE SCALIA: [2] 3:15 4:6
MR. TARN: [5] 3:8,14,
16,19
1
10 [1] 3:18
10:04 [2] 1:12 3:2
11-1234 [2] 1:5 3:4
above-entitled [2] 1:10
4:11
accept [1] 3:16""",
)
ARGUED = [
    ("CHIEF JUSTICE ROBERTS", "judge"),
    ("MR. TARN", "advocate"),
    ("JUSTICE GINSBURG", "judge"),
    ("MR. TARN", "advocate"),
    ("JUSTICE SCALIA", "judge"),
    ("MR. TARN", "advocate"),
    ("JUSTICE BREYER", "judge"),
    ("MR. TARN", "advocate"),
    ("CHIEF JUSTICE ROBERTS", "judge"),
    ("GENERAL STAVELY", "advocate"),
    ("JUSTICE SCALIA", "judge"),
    ("MS. STAVELY", "advocate"),
    ("CHIEF JUSTICE ROBERTS", "judge"),
]


def argued(
    pages: Sequence[str], index: Sequence[str] = ()
) -> tuple[list[tuple[str, str | None]], list[str], set[str]]:
    """Who speaks in what role, the words of all rows, the names of people."""
    printed = [court_page(number, page.splitlines()) for number, page in enumerate(pages, start=1)]
    data = write_pdf([*printed, *(page.splitlines() for page in index)])
    (conversation,) = converse(Source("x", data))
    spoken = [turn for turn in conversation.turns if turn.kind != "cue"]
    labels = [(one.utterance.label.printed, one.role) for one in spoken if one.utterance.label]
    assert len(labels) == len(spoken)
    names = {one.name for one in conversation.people}
    return labels, [one.utterance.text for one in conversation.turns], names


@pytest.mark.parametrize("index", [(), ALDERSON, HERITAGE], ids=["none", "Alderson", "Heritage"])
def test_an_argument_before_the_supreme_court(index: Sequence[str]) -> None:
    """Justices and counsel by their titles; contents, heads and the index of words are nobody's words."""
    labels, words, names = argued(ARGUMENT, index)
    assert labels == ARGUED
    assert {"Paul R. Tarn", "Mary B. Stavely"} < names
    assert "Suppose it is dark. Suppose 10 people stand there." in words
    assert words[-2:] == [
        "Thank you, counsel. The case is submitted.",
        "(Whereupon, at 11:05 a.m., the case in the above-entitled matter was submitted.)",
    ]
    assert not any("Final Review" in one or "3:12" in one for one in words)


def test_before_2004_a_question_is_some_justices() -> None:
    """Only who opens the session is named: every QUESTION is of a judge, and of nobody in particular."""
    labels, words, names = argued([_unnamed(page) for page in ARGUMENT])
    asked = [("QUESTION" if role == "judge" else label, role) for label, role in ARGUED]
    assert labels == [("CHIEF JUSTICE ROBERTS", "judge"), *asked[1:]]
    assert {"QUESTION", "Roberts", "Paul R. Tarn", "Mary B. Stavely"} == names
    assert words[-1].startswith("(Whereupon")


def _unnamed(page: str) -> str:
    return re.sub(r"(?:CHIEF )?JUSTICE [A-Z]+:(?!  We'll hear)", "QUESTION:", page)


def test_a_page_of_times_is_no_index() -> None:
    """Words stand beside times of day, and the last page of a talk may be short."""
    pages = [["ANN ROE: It rained at 10:04.", "BEN ITO: And at 11:05, 12:10, 1:15 and 2:20."]]
    assert len(turns_of(write_pdf([*pages, ["ANN ROE: Not at 3:00 or 4:00 in the hills."]]))) == 3


def test_pages_without_text_need_ocr() -> None:
    assert reason_of(write_pdf([[], []])) == "no-text-layer"


def test_encrypted_files_say_so() -> None:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(write_pdf([LINES]))))
    writer.encrypt("secret", algorithm="RC4-128")
    buffer = BytesIO()
    writer.write(buffer)
    assert reason_of(buffer.getvalue()) == "encrypted"


def test_a_page_that_unpacks_to_too_much_is_refused() -> None:
    bomb = zlib.compress(b"BT ET " * (1 << 20), 9)
    assert reason_of(write_pdf([[]], stream=bomb)) == "too-large"


def test_forms_that_draw_forms_come_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten to the twelfth forms are not drawn; pypdf would end as well, and leave out the rest."""
    monkeypatch.setattr(pdf, "_FORMS", 500)
    assert reason_of(write_forms(depth=12, width=10)) == "too-large"


@pytest.mark.parametrize("data", [b"%PDF-1.4\n", b"%PDF-1.7\n" + bytes(range(256)) * 20])
def test_what_is_hardly_a_pdf_is_refused(data: bytes) -> None:
    assert reason_of(data) == "bad-pdf"


def test_a_letter_is_no_transcript() -> None:
    with pytest.raises(NoTurns):
        turns_of(write_pdf([["Dear Ms. Roe,", "thank you for your letter of March."]]))
