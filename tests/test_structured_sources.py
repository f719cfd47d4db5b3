"""Formats with a structure of their own: told apart, safe, and cut anywhere without a crash."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from onrecord.conversion import converse
from onrecord.errors import SourceError
from onrecord.formats import FORMATS, choose_format
from onrecord.source import Source
from onrecord.sources import Wanted, discover

SEEDS = Path(__file__).parents[1] / "seeds"
ALL = [Path(one.path) for one in discover([Wanted(str(SEEDS), exclude=("rejected/*",))])]
STRUCTURED = [seed for seed in ALL if seed.parent.name not in {"npr", "labelled"}]
XML = {
    "tei": '<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><u who="#a">{}</u></body></text></TEI>',
    "elan": '<ANNOTATION_DOCUMENT><TIER TIER_ID="a"><ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="1"><ANNOTATION_VALUE>{}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER></ANNOTATION_DOCUMENT>',
    "exmaralda": '<basic-transcription><basic-body><common-timeline><tli id="a"/><tli id="b"/></common-timeline><tier type="t" speaker="s"><event start="a" end="b">{}</event></tier></basic-body></basic-transcription>',
    "transcriber": '<Trans><Episode><Section><Turn speaker="a" startTime="0" endTime="1"><Sync time="0"/>{}</Turn></Section></Episode></Trans>',
    "theyworkforyou": '<publicwhip><speech speakername="A B"><p>{}</p></speech></publicwhip>',
    "historic-hansard": "<hansard><housecommons><p><member>Mr. A</member><membercontribution>{}</membercontribution></p></housecommons></hansard>",
}
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


def name_of(seed: Path) -> str:
    return f"{seed.parent.name}/{seed.name}"


def convert(data: bytes, format_name: str | None = None) -> list[str]:
    """The words of a source, a string a turn."""
    conversations = converse(Source("a", data), format_name)
    return [turn.utterance.text for one in conversations for turn in one.turns]


def refusal(data: bytes, format_name: str | None = None) -> SourceError:
    with pytest.raises(SourceError) as caught:
        convert(data, format_name)
    assert caught.value.reason != "converter-failed", caught.value.__cause__
    return caught.value


@pytest.mark.parametrize("seed", ALL, ids=name_of)
def test_every_seed_is_of_its_own_format_and_of_no_other(seed: Path) -> None:
    """The format chosen is the folder's; no other but those it outranks claims to fit as well."""
    source = Source(seed.name, seed.read_bytes())
    chosen = choose_format(source)
    assert chosen.name == seed.parent.name
    for other in FORMATS.values():
        if other.name == chosen.name or other.name in chosen.outranks:
            continue
        if chosen.is_binary and not other.is_binary:
            continue  # is read from bytes: formats of text are not asked
        assert other.detect(source).score < 0.5, other.name


@pytest.mark.parametrize("seed", STRUCTURED, ids=name_of)
def test_cut_at_any_hundredth_is_read_or_refused(seed: Path) -> None:
    """A truncated file gives what is whole, or a reason; in its own format and in whichever fits."""
    data = seed.read_bytes()
    for hundredth in range(100):
        for format_name in (seed.parent.name, None):
            try:
                convert(data[: len(data) * hundredth // 100], format_name)
            except SourceError as error:
                assert error.reason != "converter-failed", error.__cause__  # noqa: PT017


@pytest.mark.parametrize("seed", STRUCTURED, ids=name_of)
@pytest.mark.parametrize(
    "format_name", [name for name in FORMATS if name not in {"npr", "labelled"}]
)
def test_the_wrong_format_is_refused_or_read(seed: Path, format_name: str) -> None:
    """Whatever is named for a source, the converter does not fail."""
    try:
        convert(seed.read_bytes(), format_name)
    except SourceError as error:
        assert error.reason != "converter-failed", error.__cause__  # noqa: PT017


@pytest.mark.parametrize("format_name", XML)
def test_words_of_a_small_document_are_read(format_name: str) -> None:
    document = XML[format_name].format("Hello &amp; good &#x201C;day&#x201D;.")
    assert choose_format(Source("a", document.encode())).name == format_name
    assert convert(document.encode()) == ["Hello & good “day”."]


@pytest.mark.parametrize("format_name", XML)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "iso-8859-1"])
def test_the_encoding_that_xml_declares_is_its_own(format_name: str, encoding: str) -> None:
    declared = {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    document = f'<?xml version="1.0" encoding="{declared}"?>\n' + XML[format_name].format("Café é.")
    assert convert(document.encode(encoding)) == ["Café é."]


@pytest.mark.parametrize("format_name", XML)
@pytest.mark.parametrize(
    ("subset", "words", "place"),
    [
        (f'<!ENTITY l0 "lol">{LAUGHS}', "&l11;", r"line \d, column \d+"),
        ('<!ENTITY x SYSTEM "file:///etc/hostname">', "&x;", r"line \d, column \d+"),
        ('<!ENTITY x SYSTEM "http://127.0.0.1:9/x">', "&x;", r"line \d, column \d+"),
        ('<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;', "Hello.", r"line \d, column \d+"),
        ('<!ENTITY x "<u>Hello.</u>">', "&x;", r"line \d, column \d+"),
        ('<!ENTITY who "A">', "&who;", r"line \d, column \d+"),
    ],
)
def test_entities_are_refused_with_their_place(
    format_name: str, subset: str, words: str, place: str
) -> None:
    root = XML[format_name].partition(" ")[0].partition(">")[0].strip("<")
    document = f"<!DOCTYPE {root} [\n{subset}\n]>\n" + XML[format_name].format(words)
    error = refusal(document.encode())
    assert error.reason == "xml-entity"
    assert re.search(place, error.message)


@pytest.mark.parametrize("format_name", XML)
def test_entities_in_attributes_do_not_grow(format_name: str) -> None:
    """Attribute values are where a parser expands entities whatever it is told."""
    root = XML[format_name].partition(" ")[0].partition(">")[0].strip("<")
    document = XML[format_name].format("Hello.").replace(f"<{root}", f'<{root} z="&l11;"', 1)
    error = refusal(f'<!DOCTYPE {root} [\n<!ENTITY l0 "lol">{LAUGHS}\n]>\n{document}'.encode())
    assert error.reason in {"xml-entity", "bad-xml"}


@pytest.mark.parametrize("format_name", XML)
def test_entities_that_name_characters_are_the_characters(format_name: str) -> None:
    root = XML[format_name].partition(" ")[0].partition(">")[0].strip("<")
    subset = '<!ENTITY pound "&#163;"><!ENTITY eacute "é">'
    document = f"<!DOCTYPE {root} [{subset}]>" + XML[format_name].format(
        "caf&eacute; &pound;4&pound;"
    )
    assert convert(document.encode()) == ["café £4£"]


@pytest.mark.parametrize("format_name", XML)
def test_depth_is_bounded(format_name: str) -> None:
    document = XML[format_name].format("<i>" * 100_000 + "Hello." + "</i>" * 100_000)
    error = refusal(document.encode())
    assert error.reason == "bad-xml"
    assert "line 1, column" in error.message


@pytest.mark.parametrize("format_name", XML)
def test_what_is_no_xml_says_where(format_name: str) -> None:
    document = XML[format_name].format("Hello.\n<b>there</i>")
    assert "line 2, column" in refusal(document.encode()).message


def test_a_prolog_made_to_be_slow_is_not() -> None:
    """Many comments and quotes in a document type that never ends cost no more than their length."""
    for piece in ("<!-- x -->", "'a'", '"', "<!ELEMENT a 'b'>", "<?p?>", "<"):
        data = ("<!DOCTYPE TEI [" + piece * 20_000).encode()
        for one in FORMATS.values():
            if one.is_binary:
                assert one.detect(Source("a", data)).score < 0.5  # never ends if exponential
