"""Web archives as shards: a page that was answered, or the text of one, is a source.

Pages are ``response`` records of status 200 that are HTML or plain text, as they were before they were
chunked and compressed for the way; texts are the ``conversion`` records of WET files. All other records
are passed over. FastWARC reads the records (Bevendorff et al., ECIR 2018), each of which is decoded on
its own here, so that one that is damaged spoils no other.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator, Sequence
from functools import partial
from typing import IO, Any

from onrecord.errors import CallError, SourceError
from onrecord.sources.compression import split_compression
from onrecord.sources.discovery import Found, escape
from onrecord.sources.entries import Entry
from onrecord.sources.streams import DAMAGED, damaged, decompressed, opened, read_bounded, too_large

_PAGES = frozenset({"text/html", "text/plain"})
#: The longest head of an HTTP answer.
_HEAD = 64 << 10


def list_warc(shard: Found, limit: int, places: Sequence[int] | None = None) -> Iterator[Entry]:
    """The pages of a web archive; a place is a record's offset in the file.

    Where records are not compressed one by one, it is the offset in the decompressed file. Raises
    `CallError` where FastWARC is not installed.
    """
    del limit
    iterate = _iterator()
    with opened(shard) as file:
        compression = split_compression(shard.path)[1]
        try:
            by_record = compression == "gzip" and _is_by_record(file)
        except DAMAGED as error:
            raise damaged("the web archive", error) from None
        with decompressed(file, None if by_record else compression) as plain:
            records = _all(iterate, plain, gz=by_record)
            if places is not None and compression and not by_record:
                records = _on_the_way(iterate, plain, places)
            elif places is not None:
                records = _at(iterate, plain, places)
            for place, record in records:
                if entry := _entry(place, record):
                    yield entry


def _iterator() -> Any:
    try:
        from fastwarc.warc import ArchiveIterator
    except ImportError:
        raise CallError(
            "web archives (.warc, .wet) need FastWARC; run: pip install 'onrecord[warc]'"
        ) from None
    return partial(ArchiveIterator, parse_http=False)


def _is_by_record(file: IO[bytes]) -> bool:
    """Whether the first gzip member of a file holds one record and no more."""
    import zlib

    inflate = zlib.decompressobj(wbits=31)
    head, left = b"", None
    length = 0
    while not inflate.eof:
        piece = inflate.decompress(inflate.unconsumed_tail or file.read(1 << 16), 1 << 20)
        if not piece and not inflate.eof and not inflate.unconsumed_tail:
            if not file.peek(1):  # type: ignore[attr-defined]
                break
            continue
        length += len(piece)
        if left is None:
            head += piece
            end = head.find(b"\r\n\r\n")
            if end >= 0:
                left = end + 4 + _content_length(head[:end]) + 4
            elif len(head) > _HEAD:
                break
        if left is not None and length > left:
            break
    file.seek(0)
    return left is not None and inflate.eof and length <= left


def _content_length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            return int(value)
    return 0


def _all(iterate: Any, file: IO[bytes], *, gz: bool) -> Iterator[tuple[int, Any]]:
    last = None
    try:
        for record in iterate(file):
            last = record.stream_pos
            yield last, record
        _refuse_rest(file, last, gz=gz)
    except DAMAGED as error:
        raise damaged("the web archive", error) from None


def _refuse_rest(file: IO[bytes], last: int | None, *, gz: bool) -> None:
    """Raise where a file does not end with the end of its last record."""
    if last is None:
        return
    file.seek(last)
    rest: IO[bytes] = gzip.GzipFile(fileobj=file) if gz else file  # type: ignore[assignment]
    length = 0
    while (line := rest.readline(_HEAD)).strip():
        length = _content_length(line) or length
    while length:
        piece = rest.read(min(length, 1 << 20))
        if not piece:
            raise EOFError("its last record is cut off")
        length -= len(piece)
    if rest.read(1 << 16).strip():
        raise EOFError("what follows a record is none")


def _at(iterate: Any, file: IO[bytes], places: Sequence[int]) -> Iterator[tuple[int, Any]]:
    for place in places:
        try:
            file.seek(place)
            record = next(iter(iterate(file)), None)
        except DAMAGED as error:
            raise damaged("the web archive", error) from None
        if record is not None:
            yield place, record


def _on_the_way(iterate: Any, file: IO[bytes], places: Sequence[int]) -> Iterator[tuple[int, Any]]:
    """The records at `places` of a file that is read forwards: FastWARC reads on past a record."""
    wanted = frozenset(places)
    try:
        file.seek(places[0])
        for record in iterate(file):
            if record.stream_pos in wanted:
                yield record.stream_pos, record
            if record.stream_pos >= places[-1]:
                return
    except DAMAGED as error:
        raise damaged("the web archive", error) from None


def _entry(place: int, record: Any) -> Entry | None:
    from fastwarc.warc import WarcRecordType

    name = escape(record.record_id or f"at={place}")
    if record.record_type == WarcRecordType.conversion:
        return Entry(place, name, partial(_text, record))
    if record.record_type != WarcRecordType.response:
        return None
    head = _read(record, min(_HEAD, record.content_length))
    try:
        headers, start = _parse_http(head)
    except SourceError as error:
        return Entry(place, name, partial(_refuse, error))
    kind = (headers.get("Content-Type") or "").partition(";")[0].strip().lower()
    if headers.status_code != 200 or kind not in _PAGES:
        return None
    left = record.content_length - len(head)
    return Entry(place, name, partial(_page, record, head[start:], left, headers))


def _refuse(error: SourceError, _limit: int) -> bytes:
    raise error


def _parse_http(head: bytes) -> tuple[Any, int]:
    from fastwarc.warc import HeaderMap

    headers = HeaderMap()
    try:
        return headers, headers.parse(io.BytesIO(head))
    except DAMAGED as error:
        raise damaged("the head of the page", error) from None


def _text(record: Any, limit: int) -> bytes:
    if not record.content_length:
        raise SourceError("the record is empty", reason="empty")
    if record.content_length > limit:
        raise too_large(record.content_length, limit)
    return _read(record, record.content_length)


def _page(record: Any, begun: bytes, left: int, headers: Any, limit: int) -> bytes:
    if record.content_length > limit + _HEAD:
        raise too_large(record.content_length, limit)
    body: IO[bytes] = io.BytesIO(begun + _read(record, left))
    try:
        return read_bounded(_decoded(body, headers), limit)
    except DAMAGED as error:
        raise damaged("the page", error) from None


def _read(record: Any, size: int) -> bytes:
    try:
        data = bytes(record.reader.read(size)) if size else b""
    except DAMAGED as error:
        raise damaged("the record", error) from None
    if len(data) < size:
        raise damaged("the record", EOFError(f"{len(data):,} of {size:,} bytes"))
    return data


def _decoded(body: IO[bytes], headers: Any) -> IO[bytes]:
    """A page as it was before it was chunked and compressed; as it lies where it is not, as in some crawls."""
    from fastwarc import stream_io

    readers: dict[str, Any] = {
        "chunked": stream_io.ChunkedReader,
        "gzip": stream_io.GzipReader,
        "x-gzip": stream_io.GzipReader,
        "deflate": partial(stream_io.GzipReader, zlib=True),
        "br": stream_io.BrotliReader,
    }
    for header in ("Transfer-Encoding", "Content-Encoding"):
        for coding in (headers.get(header) or "").lower().replace(" ", "").split(","):
            if coding not in {"", "identity"}:
                if coding not in readers:
                    raise SourceError(f"a page in the coding {coding[:40]!r}", reason="bad-page")
                body = readers[coding](body)
    return body
