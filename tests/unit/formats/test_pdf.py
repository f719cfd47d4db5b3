"""PDF: what stands around the words of pages, examinations, and files that cannot be read."""

from __future__ import annotations

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
