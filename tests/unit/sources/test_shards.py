"""Shards: every record found and read again, in order, whatever the shard is and however damaged."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import random
import tarfile
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.errors import CallError, SourceError
from onrecord.source import source_uris
from onrecord.sources import (
    Found,
    Wanted,
    discover,
    fingerprint,
    is_shard,
    locate,
    read_source,
    read_sources,
    records_of,
    survey,
)

TEXTS = [f'ANN: Turn {n}, "so"; and\nBOB: Well, {"yes " * n}\n'.encode() for n in range(40)]
LIMIT = 10_000


def pack_zip(texts: list[bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, text in enumerate(texts):
            archive.writestr(f"2021/{number:03d}.txt", text)
    return out.getvalue()


def pack_tar(texts: list[bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for number, text in enumerate(texts):
            member = tarfile.TarInfo(f"./2021/{'ü' * 120}/{number:03d}.txt")
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text))
    return out.getvalue()


def pack_parquet(texts: list[bytes]) -> bytes:
    out = io.BytesIO()
    table = pa.table({"id": range(len(texts)), "text": [text.decode() for text in texts]})
    pq.write_table(table, out, row_group_size=7)
    return out.getvalue()


def pack_binary_parquet(texts: list[bytes]) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({"text": pa.array(texts, pa.binary())}), out)
    return out.getvalue()


def pack_lines(texts: list[bytes]) -> bytes:
    return b"\n".join(
        json.dumps({"id": n, "text": text.decode()}).encode() + b"\n"
        for n, text in enumerate(texts)
    )


def pack_csv(texts: list[bytes]) -> bytes:
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(["id", "text"])
    rows.writerows([n, text.decode()] for n, text in enumerate(texts))
    return out.getvalue().encode()


def pack_zstd(data: bytes) -> bytes:
    out = pa.BufferOutputStream()
    with pa.CompressedOutputStream(out, "zstd") as packed:
        packed.write(data)
    return bytes(out.getvalue().to_pybytes())


def warc_record(number: int, block: bytes, kind: str = "response") -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number:08d}>\r\n"
        f"WARC-Target-URI: https://example.org/{number}\r\nWARC-Date: 2021-01-01T00:00:00Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def page(body: bytes, *headers: str, status: str = "200 OK", kind: str = "text/html") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}; charset=utf-8", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def warc_records(texts: list[bytes]) -> list[bytes]:
    made = [warc_record(10**7, b"software: ours\r\n", "warcinfo")]
    for number, text in enumerate(texts):
        made += [
            warc_record(number + 10**6, b"GET / HTTP/1.1\r\n\r\n", "request"),
            warc_record(number, page(text)),
        ]
    return made


def pack_warc(texts: list[bytes]) -> bytes:
    return b"".join(warc_records(texts))


def pack_warc_gz(texts: list[bytes]) -> bytes:
    return b"".join(gzip.compress(record, mtime=0) for record in warc_records(texts))


def pack_wet(texts: list[bytes]) -> bytes:
    return b"".join(warc_record(n, text, "conversion") for n, text in enumerate(texts))


KINDS: dict[str, Callable[[list[bytes]], bytes]] = {
    "a.zip": pack_zip,
    "a.tar": pack_tar,
    "a.tar.gz": lambda texts: gzip.compress(pack_tar(texts)),
    "a.tgz": lambda texts: gzip.compress(pack_tar(texts)),
    "a.tar.zst": lambda texts: pack_zstd(pack_tar(texts)),
    "a.tar.bz2": lambda texts: bz2.compress(pack_tar(texts)),
    "a.tar.xz": lambda texts: lzma.compress(pack_tar(texts)),
    "a.parquet": pack_parquet,
    "binary.parquet": pack_binary_parquet,
    "a.jsonl": pack_lines,
    "a.ndjson.gz": lambda texts: gzip.compress(pack_lines(texts)),
    "a.jsonl.zst": lambda texts: pack_zstd(pack_lines(texts)),
    "a.csv": pack_csv,
    "a.csv.gz": lambda texts: gzip.compress(pack_csv(texts)),
    "a.tsv.zst": lambda texts: pack_zstd(pack_csv(texts)),
}
WARCS: dict[str, Callable[[list[bytes]], bytes]] = {
    "a.warc": pack_warc,
    "a.warc.gz": pack_warc_gz,
    "whole.warc.gz": lambda texts: gzip.compress(pack_warc(texts)),
    "a.wet": pack_wet,
    "a.warc.wet.gz": lambda texts: gzip.compress(pack_wet(texts)),
}
HAS_FASTWARC = True
try:
    import fastwarc  # noqa: F401
except ImportError:
    HAS_FASTWARC = False
needs_fastwarc = pytest.mark.skipif(not HAS_FASTWARC, reason="needs FastWARC")
EVERY = [*KINDS, *(pytest.param(name, marks=needs_fastwarc) for name in WARCS)]


def pack(name: str, texts: list[bytes]) -> bytes:
    return (KINDS | WARCS)[name](texts)


def put(path: Path, data: bytes, **wanted: str) -> Found:
    path.write_bytes(data)
    (found,) = discover([Wanted(str(path), records=wanted.pop("records", "text"), **wanted)])
    return found


def hashes(found: Found, limit: int = LIMIT) -> list[str]:
    return [
        one.sha256 if not isinstance(one, SourceError) else one.reason
        for _, one in survey(found, limit)
    ]


def reread(records: list[Found], limit: int = LIMIT) -> list[str]:
    return [
        one.sha256 if not isinstance(one, SourceError) else one.reason
        for one in read_sources(records, limit)
    ]


@pytest.mark.parametrize("name", EVERY)
def test_every_record_is_found_in_order_and_read_again(tmp_path: Path, name: str) -> None:
    shard = put(tmp_path / name, pack(name, TEXTS))
    assert is_shard(shard)
    surveyed = list(survey(shard, LIMIT))
    records = [found for found, _ in surveyed]
    assert [known.sha256 for _, known in surveyed] == [sha256(text).hexdigest() for text in TEXTS]
    assert len({one.uri for one in records}) == len(TEXTS)
    assert [one.place for one in records] == sorted(one.place for one in records)
    assert not any(map(is_shard, records))
    assert list(records_of([shard])) == records
    assert [one.data for one in read_sources(records, LIMIT)] == TEXTS
    assert [one.uri for one in read_sources(records, LIMIT)] == [one.uri for one in records]


@pytest.mark.parametrize("name", EVERY)
def test_records_are_read_in_any_order(tmp_path: Path, name: str) -> None:
    records = list(records_of([put(tmp_path / name, pack(name, TEXTS))]))
    some = [*random.Random(5).choices(range(len(TEXTS)), k=60), 3, 4, 5, 9, 12, 39]
    assert [one.data for one in read_sources([records[n] for n in some])] == [
        TEXTS[n] for n in some
    ]
    assert read_source(records[17]).data == TEXTS[17]
    assert fingerprint(records[17]).sha256 == sha256(TEXTS[17]).hexdigest()
    assert hashes(records[17]) == [sha256(TEXTS[17]).hexdigest()]


@pytest.mark.parametrize("name", EVERY)
def test_a_shard_cut_anywhere_gives_what_can_be_read(tmp_path: Path, name: str) -> None:
    data = pack(name, TEXTS)
    whole = [sha256(text).hexdigest() for text in TEXTS]
    for step in range(100):
        cut = data[: len(data) * step // 100]
        shard = put(tmp_path / name, cut)
        surveyed = list(survey(shard, LIMIT))
        good = [one.sha256 for _, one in surveyed if not isinstance(one, SourceError)]
        if "csv" not in name and "tsv" not in name:  # the text of a row that is cut is a text
            assert good == whole[: len(good)]
        ends_between = len(good) == len(surveyed) < len(TEXTS)
        assert not ends_between or name in {"a.csv", "a.jsonl", "a.wet", "a.warc", "a.warc.gz"}
        assert reread([found for found, one in surveyed if found.place is not None]) == [
            one.reason if isinstance(one, SourceError) else one.sha256
            for found, one in surveyed
            if found.place is not None
        ]


@pytest.mark.parametrize("name", EVERY)
def test_a_shard_with_damaged_bytes_never_crashes(tmp_path: Path, name: str) -> None:
    data = pack(name, TEXTS)
    chance = random.Random(name)
    for _ in range(100):
        broken = bytearray(data)
        for at in chance.choices(range(len(data)), k=3):
            broken[at] = chance.randrange(256)
        shard = put(tmp_path / name, bytes(broken))
        records = [found for found, _ in survey(shard, LIMIT)]
        list(read_sources(records, LIMIT))
        list(records_of([shard]))


@pytest.mark.parametrize("name", EVERY)
def test_what_is_too_large_is_refused_and_the_others_are_read(tmp_path: Path, name: str) -> None:
    texts = [b"A: one\n", b"A: " + b'long, "' * 100_000, b"A: three\n"]
    shard = put(tmp_path / name, pack(name, texts))
    expected = [sha256(texts[0]).hexdigest(), "too-large", sha256(texts[2]).hexdigest()]
    assert hashes(shard, 1000) == expected
    assert reread(list(records_of([shard])), 1000) == expected


@pytest.mark.parametrize("name", [*KINDS, *WARCS])
@pytest.mark.parametrize("data", [b"", b"\0" * 2000, b"words\n" * 500, b"PK\x05\x06"])
def test_what_is_no_shard_at_all_is_an_error_of_its_own(
    tmp_path: Path, name: str, data: bytes
) -> None:
    if name in WARCS and not HAS_FASTWARC:
        pytest.skip("needs FastWARC")
    shard = put(tmp_path / name, data)
    surveyed = list(survey(shard, LIMIT))
    assert surveyed
    assert all(isinstance(one, SourceError) for _, one in surveyed)


def test_names_of_records(tmp_path: Path) -> None:
    def last(name: str, number: int = 3) -> str:
        return list(records_of([put(tmp_path / name, pack(name, TEXTS))]))[number].uri

    assert last("a.parquet", 17) == "a.parquet#row=17"
    assert last("a.ndjson.gz") == "a.ndjson.gz#row=3"
    assert last("a.csv") == "a.csv#row=3"
    assert last("a.zip") == "a.zip#2021/003.txt"
    assert last("a.tar.gz") == f"a.tar.gz#2021/{'ü' * 120}/003.txt"


@needs_fastwarc
def test_web_archives_are_named_by_record_and_read_as_crawls(tmp_path: Path) -> None:
    records = list(records_of([put(tmp_path / "a.warc.gz", pack("a.warc.gz", TEXTS))]))
    assert records[3].uri == "a.warc.gz#<urn:uuid:00000003>"
    assert all(one.wanted.crawl for one in records)


def test_tables_without_a_column_of_records_are_plain_sources(tmp_path: Path) -> None:
    for name in ("a.parquet", "a.jsonl", "a.csv"):
        path = tmp_path / name
        path.write_bytes(pack(name, TEXTS))
        (found,) = discover([Wanted(str(path))])
        assert not is_shard(found)
        assert [one for one, _ in survey(found)] == [found]
        assert read_source(found).data == path.read_bytes()


@pytest.mark.parametrize(
    ("ending", "compress"),
    [(".gz", gzip.compress), (".zst", pack_zstd), (".bz2", bz2.compress), (".xz", lzma.compress)],
)
def test_a_compressed_file_is_one_source_of_its_decompressed_bytes(
    tmp_path: Path, ending: str, compress: Callable[[bytes], bytes]
) -> None:
    found = put(tmp_path / f"page.txt{ending}", compress(TEXTS[3]))
    assert not is_shard(found)
    assert read_source(found).data == TEXTS[3]
    assert found.uri == f"page.txt{ending}"
    bomb = put(tmp_path / f"bomb.txt{ending}", compress(b"A: x\n" * 10**6))
    assert hashes(bomb) == ["too-large"]
    cut = put(tmp_path / f"cut.txt{ending}", compress(b"".join(TEXTS))[:-20])
    assert hashes(cut) == ["damaged"]


def test_documents_in_zip_archives_stay_plain_sources(tmp_path: Path) -> None:
    for name in ("a.docx", "a.odt", "a.epub"):
        assert not is_shard(put(tmp_path / name, pack_zip(TEXTS)))


def hostile_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("../up.txt", "/etc/passwd", "a\\b\n.txt", "x#row=1", "ok.txt"):
            archive.writestr(name, f"A: {name}")
        archive.mkdir("folder")
        for name in (".hidden", "d/.git/x", "__MACOSX/._ok.txt", "./dot.txt"):
            archive.writestr(name, f"A: {name}")
        archive.writestr("inner.zip", pack_zip(TEXTS))
        archive.writestr("inner.txt.gz", gzip.compress(b"A: packed"))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_in_archives_are_never_paths(tmp_path: Path) -> None:
    hostile_zip(tmp_path / "h.zip")
    with zipfile.ZipFile(tmp_path / "h.zip", "a") as archive:
        archive.writestr("ok.txt", "A: another")
    (found,) = discover([Wanted(str(tmp_path / "h.zip"))])
    seen = {
        record.uri.removeprefix("h.zip#"): (
            one.reason if isinstance(one, SourceError) else read_source(record).data.decode()
        )
        for record, one in survey(found)
    }
    assert seen == {
        "../up.txt": "A: ../up.txt",
        "/etc/passwd": "A: /etc/passwd",
        "a%5Cb%0A.txt": "A: a\\b\n.txt",
        "x%23row=1": "A: x#row=1",
        "ok.txt": "A: ok.txt",
        "dot.txt": "A: ./dot.txt",
        "inner.zip": "nested",
        "inner.txt.gz": "A: packed",
        "ok.txt#at=12": "A: another",
    }


def test_links_devices_and_folders_of_tars_are_passed_over(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "h.tar.gz", "w:gz") as archive:
        for kind in (
            tarfile.SYMTYPE,
            tarfile.LNKTYPE,
            tarfile.CHRTYPE,
            tarfile.FIFOTYPE,
            tarfile.DIRTYPE,
        ):
            member = tarfile.TarInfo(f"special-{kind!r}")
            member.type, member.linkname = kind, "/etc/passwd"
            archive.addfile(member)
        for name in ("../../up.txt", "same.txt", "same.txt", ".hidden"):
            member = tarfile.TarInfo(name)
            member.size = 6
            archive.addfile(member, io.BytesIO(b"A: one"))
    (found,) = discover([Wanted(str(tmp_path / "h.tar.gz"))])
    uris = [record.uri for record in records_of([found])]
    assert uris[:2] == ["h.tar.gz#../../up.txt", "h.tar.gz#same.txt"]
    assert len(uris) == 3
    assert uris[2].startswith("h.tar.gz#same.txt#at=")


def test_encrypted_members_are_refused(tmp_path: Path) -> None:
    data = bytearray(pack_zip(TEXTS[:2]))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert hashes(put(tmp_path / "a.zip", bytes(data))) == [
        "encrypted",
        sha256(TEXTS[1]).hexdigest(),
    ]


def test_a_tar_of_headers_within_headers_is_refused(tmp_path: Path) -> None:
    header = tarfile.TarInfo("././@PaxHeader")
    header.type, header.size = tarfile.XHDTYPE, 0
    deep = put(tmp_path / "deep.tar", header.tobuf(tarfile.USTAR_FORMAT) * 5000)
    assert hashes(deep) == ["damaged"]
    header.size = 1 << 33
    large = put(tmp_path / "large.tar", header.tobuf(tarfile.GNU_FORMAT) + b"\0" * 4096)
    assert hashes(large) == ["damaged"]


def test_rows_that_hold_no_text_are_errors_and_the_others_are_read(tmp_path: Path) -> None:
    lines = [
        {"text": "A: one"},
        {"text": None},
        {"text": 5},
        {"other": 1},
        [],
        {"text": "A: \ud800"},
    ]
    data = b"\xef\xbb\xbf" + b"\n\n".join(json.dumps(one).encode() for one in lines) + b"\n{\n"
    assert [len(h) == 64 or h for h in hashes(put(tmp_path / "a.jsonl", data))] == [
        True, "no-text", "bad-row", "no-column", "bad-row", True, "bad-row",
    ]  # fmt: skip
    rows = b'id;text\n1;A: one\n\n2\n3;""\n4;"A: a;b"\n'
    assert [len(h) == 64 or h for h in hashes(put(tmp_path / "a.csv", rows))] == [
        True, "bad-row", "no-text", True,
    ]  # fmt: skip
    table = pa.table({"text": ["A: one", None, "A: three"]})
    pq.write_table(table, tmp_path / "n.parquet")
    (found,) = discover([Wanted(str(tmp_path / "n.parquet"), records="text")])
    assert [len(h) == 64 or h for h in hashes(found)] == [True, "no-text", True]


@pytest.mark.parametrize("name", ["a.parquet", "a.csv"])
def test_a_column_that_is_not_there_is_told_with_those_that_are(tmp_path: Path, name: str) -> None:
    ((_, error),) = survey(put(tmp_path / name, pack(name, TEXTS), records="words"))
    assert isinstance(error, SourceError)
    assert "there are: id, text" in error.message


def test_one_damaged_row_group_costs_no_other(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    data = bytearray(pack_parquet(TEXTS))
    column = pq.read_metadata(io.BytesIO(bytes(data))).row_group(1).column(1)
    at = column.dictionary_page_offset or column.data_page_offset
    data[at : at + 60] = b"\xff" * 60
    surveyed = list(survey(put(path, bytes(data))))
    assert [one.reason for _, one in surveyed if isinstance(one, SourceError)] == ["damaged"]
    assert surveyed[-1][0].uri == "a.parquet"
    assert len(surveyed) == len(TEXTS) - 7 + 1


def test_cells_of_csv_keep_the_bytes_and_the_encoding_of_the_file(tmp_path: Path) -> None:
    data = "id,text\n1,José: caf\u00e9\n".encode("cp1252")
    (record,) = records_of([put(tmp_path / "a.csv", data, encoding="cp1252")])
    assert read_source(record).decoded.text == "José: café"
    line = json.dumps({"text": "José: café"}, ensure_ascii=False).encode("cp1252")
    (record,) = records_of([put(tmp_path / "a.jsonl", line, encoding="cp1252")])
    assert read_source(record).decoded.text == "José: café"


def test_transcripts_of_records_are_told_from_records(tmp_path: Path) -> None:
    shard = put(tmp_path / "a.parquet", pack_parquet(TEXTS))
    for record in (1, 3):
        for further in ("", "#row=1", "#row=12"):
            uris = source_uris(f"a.parquet#row={record}{further}")
            located = locate([shard], uris)
            found = next(located[uri] for uri in uris if uri in located)
            assert found.uri == f"a.parquet#row={record}"


def test_only_shards_that_may_have_a_record_are_read(tmp_path: Path) -> None:
    good, bad = put(tmp_path / "a.zip", pack_zip(TEXTS)), put(tmp_path / "b.zip", b"")
    page_ = put(tmp_path / "c.txt", b"A: one")
    (tmp_path / "b.zip").unlink()
    assert set(locate([good, bad, page_], ["a.zip#2021/003.txt", "c.txt", "d.txt"])) == {
        "a.zip#2021/003.txt",
        "c.txt",
    }


def test_a_record_of_a_shard_that_changed_is_refused(tmp_path: Path) -> None:
    records = list(records_of([put(tmp_path / "a.parquet", pack_parquet(TEXTS))]))
    put(tmp_path / "a.parquet", pack_parquet(TEXTS[:5]))
    assert reread(records[3:7])[2:] == ["changed", "changed"]
    (tmp_path / "a.parquet").unlink()
    assert reread(records[3:5]) == ["unreadable", "unreadable"]


@needs_fastwarc
def test_web_pages_are_unpacked_and_what_is_none_passed_over(tmp_path: Path) -> None:
    chunked = b"4\r\nANN:\r\n8\r\n unpacks\r\n0\r\n\r\n"
    records = [
        warc_record(1, page(chunked, "Transfer-Encoding: chunked")),
        warc_record(2, page(gzip.compress(b"BOB: zipped"), "Content-Encoding: gzip")),
        warc_record(3, page(b"not zipped", "Content-Encoding: gzip")),
        warc_record(4, page(gzip.compress(b"\0" * 10**7), "Content-Encoding: gzip")),
        warc_record(5, page(b"gone", status="404 Not Found")),
        warc_record(6, page(b"\x89PNG", kind="image/png")),
        warc_record(7, page(b"plain", kind="text/plain")),
        warc_record(8, page(b"?", "Content-Encoding: rot13")),
        warc_record(9, b"no http"),
        warc_record(10, b"ANN: last", "conversion"),
    ]
    for name in ("a.warc", "a.warc.gz"):
        data = b"".join(map(gzip.compress, records) if name.endswith("gz") else records)
        shard = put(tmp_path / name, data)
        seen = [
            (
                record.uri[-3:-1],
                one.reason if isinstance(one, SourceError) else read_source(record).data,
            )
            for record, one in survey(shard, 10**6)
        ]
        assert seen == [
            ("01", b"ANN: unpacks"),
            ("02", b"BOB: zipped"),
            ("03", "damaged"),
            ("04", "too-large"),
            ("07", b"plain"),
            ("08", "bad-page"),
            ("10", b"ANN: last"),
        ]


def test_web_archives_without_what_reads_them_are_an_error_of_the_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "fastwarc.warc", None)
    with pytest.raises(CallError, match=r"pip install 'onrecord\[warc\]'"):
        hashes(put(tmp_path / "a.warc", pack_warc(TEXTS[:1])))


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from([*KINDS, *(WARCS if HAS_FASTWARC else ())]),
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), min_size=1, max_size=6),
    st.randoms(use_true_random=False),
)
def test_reading_again_gives_what_the_survey_found(
    tmp_path_factory: pytest.TempPathFactory, name: str, texts: list[str], chance: random.Random
) -> None:
    shard = put(
        tmp_path_factory.mktemp("shard") / name, pack(name, [text.encode() for text in texts])
    )
    surveyed = [one for one in survey(shard, LIMIT) if one[0].place is not None]
    chance.shuffle(surveyed)
    assert reread([found for found, _ in surveyed]) == [
        one.reason if isinstance(one, SourceError) else one.sha256 for _, one in surveyed
    ]
