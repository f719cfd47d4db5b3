"""Word documents: what their looks and tables say, and archives that are no documents or harm."""

from __future__ import annotations

import zlib
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import docx
import pytest

from onrecord.conversion import converse
from onrecord.errors import FormatUnknown, NoTurns, SourceError, Undecodable
from onrecord.formats import choose_format
from onrecord.source import Source

SEED = Path(__file__).parents[3] / "seeds" / "docx" / "otter.docx"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LINES = "".join(
    f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>"
    for line in (
        "ANN ROE: Good evening.",
        "BEN ITO: Good evening to you.",
        "ANN ROE: Let us begin.",
    )
)


def archive(document: str | None, compression: int = ZIP_DEFLATED, **parts: bytes) -> bytes:
    """A zip archive with that main document and further parts."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", compression) as zipped:
        if document is not None:
            zipped.writestr("word/document.xml", document)
        for name, data in parts.items():
            zipped.writestr(name.replace("__", "/"), data)
    return buffer.getvalue()


def main(body: str, namespace: str = W) -> str:
    return f'<w:document xmlns:w="{namespace}"><w:body>{body}</w:body></w:document>'


def turns_of(data: bytes) -> list[tuple[str | None, str]]:
    (conversation,) = converse(Source("x", data))
    return [
        (turn.utterance.label.printed if turn.utterance.label else None, turn.utterance.text)
        for turn in conversation.turns
    ]


def saved(document: Any) -> bytes:
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


SPOKEN = [
    ("ANN ROE", "Good evening."),
    ("BEN ITO", "Good evening to you."),
    ("ANN ROE", "Let us begin."),
]


def test_the_strict_namespace_is_read() -> None:
    assert (
        turns_of(archive(main(LINES, "http://purl.oclc.org/ooxml/wordprocessingml/main"))) == SPOKEN
    )


def test_the_main_document_is_where_the_relations_say() -> None:
    relations = (
        b'<Relationships><Relationship Type="x/officeDocument" Target="/word/document2.xml"/>'
        b"</Relationships>"
    )
    data = archive(None, **{"_rels__.rels": relations, "word__document2.xml": main(LINES).encode()})
    assert turns_of(data) == SPOKEN


@pytest.mark.parametrize(
    "target", ["../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "word"]
)
def test_no_path_leads_out_of_the_archive(target: str) -> None:
    relations = (
        f'<Relationships><Relationship Type="x/officeDocument" Target="{target}"/></Relationships>'
    ).encode()
    with pytest.raises(SourceError) as error:
        turns_of(archive(main(LINES), **{"_rels__.rels": relations}))
    assert error.value.reason == "not-docx"


def test_running_heads_are_no_words() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "RIVER BOARD: confidential"
    for line in (
        "ANN ROE: Good evening.",
        "BEN ITO: Good evening to you.",
        "ANN ROE: Let us begin.",
    ):
        document.add_paragraph(line)
    assert turns_of(saved(document)) == SPOKEN


def test_bold_words_inside_a_turn_are_no_labels() -> None:
    document = docx.Document()
    for name, words in (("Ann Roe:", " I must say"), ("Ben Ito:", " Must you?")):
        paragraph = document.add_paragraph()
        paragraph.add_run(name).bold = True
        paragraph.add_run(words)
        paragraph = document.add_paragraph()
        paragraph.add_run("Really").bold = True
        paragraph.add_run(" I do.")
    assert turns_of(saved(document)) == [
        ("Ann Roe", "I must say Really I do."),
        ("Ben Ito", "Must you? Really I do."),
    ]


def test_a_row_without_a_speaker_goes_on() -> None:
    document = docx.Document()
    table = document.add_table(rows=0, cols=2)
    for name, words in (("Ann Roe", "One."), ("", "Two."), ("Ben Ito", "Three.")):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = name, words
    assert turns_of(saved(document)) == [("Ann Roe", "One. Two."), ("Ben Ito", "Three.")]


def test_a_table_of_something_else_is_no_transcript() -> None:
    document = docx.Document()
    table = document.add_table(rows=0, cols=2)
    for row in (("12", "14"), ("13", "15")):
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    with pytest.raises(NoTurns):
        turns_of(saved(document))


def test_a_document_type_is_refused() -> None:
    bomb = '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + main(LINES)
    with pytest.raises(SourceError) as error:
        turns_of(archive(bomb))
    assert error.value.reason == "xml-doctype"
    with pytest.raises(SourceError) as error:
        turns_of(archive(None, **{"word__document.xml": bomb.encode("utf-16")}))
    assert error.value.reason == "xml-doctype"


@pytest.mark.parametrize("compression", [ZIP_DEFLATED, ZIP_BZIP2])
def test_a_zip_bomb_is_refused_before_it_is_unpacked(compression: int) -> None:
    data = archive(main(LINES), compression, word__media__a=bytes(20 << 20))
    with pytest.raises(SourceError) as error:
        turns_of(data)
    assert error.value.reason == "zip-bomb"


def test_an_archive_that_lies_about_its_size_is_refused() -> None:
    data = archive(main(LINES + "<w:p/>" * 100_000))
    at = data.index(b"PK\x01\x02") + 24
    with pytest.raises(SourceError) as error:
        turns_of(data[:at] + (100).to_bytes(4, "little") + data[at + 4 :])
    assert error.value.reason == "bad-zip"


def test_a_truncated_archive_says_so() -> None:
    data = SEED.read_bytes()
    with pytest.raises(SourceError, match="cut off") as error:
        turns_of(data[: len(data) - 30])
    assert error.value.reason == "bad-zip"


def test_a_damaged_part_says_which() -> None:
    data = bytearray(SEED.read_bytes())
    at = data.index(b"word/document.xml") + 30
    data[at : at + 200] = bytes(200)
    with pytest.raises(SourceError, match=r"word/document\.xml") as error:
        turns_of(bytes(data))
    assert error.value.reason == "bad-zip"


def test_nested_deeply_is_refused() -> None:
    deep = "<w:sdt><w:sdtContent>" * 2000 + LINES + "</w:sdtContent></w:sdt>" * 2000
    with pytest.raises(SourceError) as error:
        turns_of(archive(main(deep)))
    assert error.value.reason in {"bad-xml", "too-deep"}


def test_other_archives_are_no_documents() -> None:
    with pytest.raises((FormatUnknown, Undecodable)):
        choose_format(Source("x", archive(None, xl__workbook=b"<a/>")))
    with pytest.raises(SourceError) as error:
        turns_of(archive(None, word__other=zlib.compress(b"x")))
    assert error.value.reason == "not-docx"


def test_an_empty_document_has_no_turns() -> None:
    with pytest.raises(NoTurns):
        turns_of(saved(docx.Document()))
