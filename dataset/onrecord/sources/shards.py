"""Shards, files that hold many sources: their records found in one pass, and read again.

`read_through` reads every record of a source in the order they lie, `survey` hashes it; `read_sources`
reads some of them again, those of one shard in one pass; `records_of` and `locate` only find them.
A record that cannot be read is an error of its own, and the others are read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from hashlib import blake2b

from onrecord.errors import SourceError, Unreadable
from onrecord.source import Source, companion_uri
from onrecord.sources.csvs import list_csv
from onrecord.sources.discovery import Found, companions_of
from onrecord.sources.entries import Entry, Lister, Read
from onrecord.sources.kinds import Kind, is_shard, shard_kind
from onrecord.sources.lines import list_lines
from onrecord.sources.parquets import list_parquet
from onrecord.sources.reading import DEFAULT_LIMIT, Fingerprint, read_file
from onrecord.sources.tars import list_tar
from onrecord.sources.warcs import list_warc
from onrecord.sources.zips import list_zip

_LISTERS: dict[Kind, Lister] = {
    "zip": list_zip,
    "tar": list_tar,
    "warc": list_warc,
    "parquet": list_parquet,
    "lines": list_lines,
    "csv": list_csv,
}


def survey(
    found: Found, limit: int = DEFAULT_LIMIT
) -> Iterator[tuple[Found, Fingerprint | SourceError]]:
    """Each record that `read_through` gives, with its fingerprint in place of its bytes."""
    for record, read in read_through(found, limit):
        yield record, read if isinstance(read, SourceError) else _fingerprint(read)


def read_through(
    found: Found, limit: int = DEFAULT_LIMIT
) -> Iterator[tuple[Found, Source | SourceError]]:
    """Each record of a source, in the order they lie, in one pass; of a plain source, itself.

    A record that cannot be read comes with its error. A shard that is damaged comes last itself, with
    its error, after what could be read; so does one that holds nothing. Raises `CallError` where what
    reads such a shard is not installed.
    """
    if not is_shard(found):
        yield found, _try(found, limit)
        return
    try:
        for record, entry in _records(found, limit):
            yield record, _as_source(record, entry.read, entry.companions, limit)
    except SourceError as error:
        yield found, error


def read_sources(
    records: Sequence[Found], limit: int = DEFAULT_LIMIT
) -> Iterator[Source | SourceError]:
    """What `read_source` gives or raises for each of `records`, in order.

    Neighbours of one shard whose places ascend are read in one pass.
    """
    for run in _runs(records):
        if run[0].place is None:
            yield _try_file(run[0], limit)
        else:
            yield from _read_run(run, limit)


def read_source(found: Found, limit: int = DEFAULT_LIMIT) -> Source:
    """The source with its bytes. Raises `SourceError`, most often `Unreadable`."""
    read = _try(found, limit)
    if isinstance(read, SourceError):
        raise read
    return read


def fingerprint(found: Found, limit: int = DEFAULT_LIMIT) -> Fingerprint:
    """What a source's bytes are known by. Raises as `read_source`."""
    return _fingerprint(read_source(found, limit))


def records_of(found: Iterable[Found]) -> Iterator[Found]:
    """The sources that there are in `found`: shards give their records, whose bytes need not be read.

    A shard that is damaged gives the records before the damage, and then itself, so that whoever
    reads it is told.
    """
    for one in found:
        if not is_shard(one):
            yield one
            continue
        try:
            for record, _ in _records(one, DEFAULT_LIMIT):
                yield record
        except SourceError:
            yield one


def locate(found: Iterable[Found], uris: Collection[str]) -> dict[str, Found]:
    """Those sources of `found` whose URI is among `uris`, by URI; only shards that may have one are read."""
    wanted = frozenset(uris)
    shards = {uri[:at] for uri in wanted for at, char in enumerate(uri) if char == "#"}
    there = (one for one in found if one.uri in (shards if is_shard(one) else wanted))
    return {one.uri: one for one in records_of(there) if one.uri in wanted}


def _fingerprint(source: Source) -> Fingerprint:
    return Fingerprint(source.sha256, len(source.data), source.beside)


def _list(shard: Found, limit: int, places: Sequence[int] | None = None) -> Iterator[Entry]:
    kind = shard_kind(shard)
    if kind is None:
        raise Unreadable("no file of many sources, so it has no records")
    return _LISTERS[kind](shard, limit, places)


def _records(shard: Found, limit: int) -> Iterator[tuple[Found, Entry]]:
    """The records of a shard, each by a URI of its own. Raises `SourceError` where there are none."""
    wanted = replace(shard.wanted, crawl=shard.wanted.crawl or shard_kind(shard) == "warc")
    in_utf_8 = replace(wanted, encoding=wanted.encoding and "utf-8")
    names: set[bytes] = set()
    n_records = 0
    for entry in _list(shard, limit):
        n_records += 1
        uri = f"{shard.uri}#{_unique(entry, names)}"
        of_it = in_utf_8 if entry.is_utf_8 else wanted
        yield Found(uri, shard.path, of_it, shard.root, entry.place), entry
    if not n_records:
        raise SourceError("there is no source in it", reason="empty")


def _unique(entry: Entry, names: set[bytes]) -> str:
    """The name of a record, with its place where an earlier one of its shard has that name."""
    if entry.name.startswith("row="):
        return entry.name
    known = blake2b(entry.name.encode(), digest_size=8).digest()
    name = f"{entry.name}#at={entry.place}" if known in names else entry.name
    names.add(known)
    return name


def _runs(records: Sequence[Found]) -> Iterator[list[Found]]:
    """Records that can be read in one pass, together."""
    run: list[Found] = []
    for one in records:
        if run and not _follows(one, run[-1]):
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _follows(one: Found, before: Found) -> bool:
    return (
        one.place is not None
        and before.place is not None
        and one.path == before.path
        and one.place > before.place
        and one.wanted.records == before.wanted.records
    )


def _read_run(run: Sequence[Found], limit: int) -> Iterator[Source | SourceError]:
    wrong: SourceError = Unreadable("is no longer in its shard; build again", reason="changed")
    left = iter(run)
    try:
        for entry in _list(run[0], limit, [one.place or 0 for one in run]):
            for one in left:
                if one.place == entry.place:
                    yield _as_source(one, entry.read, entry.companions, limit)
                    break
                yield wrong
    except SourceError as error:
        wrong = error
    for _ in left:
        yield wrong


def _as_source(
    found: Found, read: Read, companions: Mapping[str, Read], limit: int
) -> Source | SourceError:
    """The source with its companions, each within the limit."""
    try:
        data = read(limit)
    except SourceError as error:
        return error
    beside = {
        name: _as_source(replace(found, uri=companion_uri(found.uri, name)), one, {}, limit)
        for name, one in companions.items()
    }
    return Source(found.uri, data, found.wanted.encoding, found.wanted.columns, beside)


def _try(found: Found, limit: int) -> Source | SourceError:
    (read,) = read_sources([found], limit)
    return read


def _try_file(found: Found, limit: int) -> Source | SourceError:
    try:
        if is_shard(found):
            for _ in _records(found, limit):
                pass
            raise Unreadable("a file of many sources, which are read one by one")
        beside = companions_of(found).items()
        companions = {name: partial(read_file, one) for name, one in beside}
        return _as_source(found, partial(read_file, found), companions, limit)
    except SourceError as error:
        return error
