"""Which documents tell the same story: syndicated copies, found by the words that are spoken.

`sign` makes a MinHash signature of each document's turns, a batch at a time; `group_stories`
joins the documents whose signatures agree. Furniture, titles and labels do not count, so a
copy on another station, trimmed, retitled or flattened, is still the same story.

Two documents tell one story when, by their signatures, at least `_CONTAINED` of the shorter
one's five-word shingles are in the other one and the shorter one is no mere excerpt: their
shingles' Jaccard similarity is at least `_SIMILAR`. MinHash: Broder 1997, "On the resemblance
and containment of documents"; banding: Leskovec, Rajaraman and Ullman, "Mining of Massive
Datasets", chapter 3.
"""

from __future__ import annotations

import mmap
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

_SHINGLE = 5
#: Fewer shingles than this are too little to tell stories apart.
_LEAST_SHINGLES = 25
#: 64 bands of 3: two documents of similarity 0.4 meet with probability 0.985, of 0.3 with 0.83,
#: unrelated ones (0.005) once in 125,000 pairs.
_BANDS, _BAND_ROWS = 64, 3
_HASHES = _BANDS * _BAND_ROWS
_SIMILAR, _CONTAINED = 0.28, 0.6
_SEED = 42
#: Pairs compared at a time: bounds the memory of `group_stories`.
_PAIRS = 1 << 16
#: Words mixed at a time: few enough to stay in a processor's cache.
_BLOCK = 1 << 14

SIGNATURE = pa.schema(
    [
        pa.field("document_id", pa.string(), nullable=False),
        pa.field("n_words", pa.int32(), nullable=False),
        pa.field("n_shingles", pa.int32(), nullable=False),
        pa.field("n_rows", pa.int32(), nullable=False),
        pa.field("minhash", pa.binary(_HASHES * 4), nullable=False),
    ]
)

Integers = npt.NDArray[np.int64]


class Signatures(NamedTuple):
    """Signatures as columns, in the order of ids.

    By document: id (24 ASCII letters), words, shingles, rows of turns; hashes (document x hash), keys
    of bands (band x document).
    """

    document_ids: npt.NDArray[np.bytes_]
    n_words: npt.NDArray[np.int32]
    n_shingles: npt.NDArray[np.int32]
    n_rows: npt.NDArray[np.int32]
    minhash: npt.NDArray[np.uint32]
    keys: npt.NDArray[np.uint64]


def sign(documents: Any, turns: Any) -> Any:
    """A table of `SIGNATURE`: one row per row of `documents`, in their order.

    `turns` are all turns of these documents, sorted by document and turn; cues do not count.
    """
    spoken = turns.filter(pc.not_equal(turns["kind"].cast(pa.string()), "cue"))
    ids = documents["document_id"].combine_chunks()
    shingles, bounds = _shingles(spoken, ids)
    rows = np.bincount(pc.index_in(turns["document_id"], ids).to_numpy(), minlength=len(ids))
    return pa.table(
        [
            ids,
            documents["n_words"].combine_chunks(),
            pa.array(np.diff(bounds), pa.int32()),
            pa.array(rows, pa.int32()),
            _minhash(shingles, bounds),
        ],
        schema=SIGNATURE,
    )


def _shingles(spoken: Any, document_ids: Any) -> tuple[npt.NDArray[np.uint64], Integers]:
    """The hashed shingles of all documents, one after another, and where each begins."""
    words, begins = _split(spoken["text"].combine_chunks())
    owner = pc.index_in(spoken["document_id"], document_ids).to_numpy()
    first_turn = np.searchsorted(owner, np.arange(len(document_ids) + 1))
    hashes = _hash_words(words)
    kept = hashes != 0
    kept_before = np.concatenate([[0], np.cumsum(kept)])
    first_word = kept_before[begins[first_turn]]
    n_shingles = np.maximum(np.diff(first_word) - _SHINGLE + 1, 0)
    bounds = np.concatenate([[0], np.cumsum(n_shingles)])
    starts = np.repeat(first_word[:-1] - bounds[:-1], n_shingles)
    return _mix(hashes[kept])[starts + np.arange(bounds[-1])], bounds


def _split(texts: Any) -> tuple[Any, Integers]:
    """The words of all texts, each with the space before it, and where each text's words begin.

    Words of a turn are parted by single spaces, so the words are slices of the texts' own buffer,
    four times as fast as splitting; the space goes with the punctuation.
    """
    _, offsets, buffer = texts.buffers()
    ends = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    letters = np.frombuffer(buffer or b"", np.uint8)[: ends[-1]]
    opens = letters == ord(" ")
    opens[ends[:-1][ends[:-1] < ends[-1]]] = True
    opens[: ends[0]] = False
    starts = np.flatnonzero(opens).astype(np.int32)
    bounds = pa.py_buffer(np.concatenate([starts, ends[-1:]]))
    words = pa.StringArray.from_buffers(len(starts), bounds, buffer)
    return words, np.searchsorted(starts, ends)


def _hash_words(words: Any) -> npt.NDArray[np.uint64]:
    """A hash of each word without case and punctuation, the same in every batch; 0 for no word."""
    from pandas.util import hash_array

    encoded = words.dictionary_encode()
    lowered = pc.utf8_lower(encoded.dictionary)
    distinct = pc.replace_substring_regex(lowered, r"[^\p{L}\p{N}\p{M}]+", "")
    hashes = hash_array(distinct.to_numpy(zero_copy_only=False).astype(object), categorize=False)
    hashes[pc.equal(distinct, "").to_numpy(zero_copy_only=False)] = 0
    hashes_of_words: npt.NDArray[np.uint64] = hashes[encoded.indices.to_numpy()]
    return hashes_of_words


def _mix(hashes: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """One hash for the words from each place on, `_SHINGLE` of them."""
    whole = np.zeros(max(len(hashes) - _SHINGLE + 1, 0), np.uint64)
    for at in range(0, len(whole), _BLOCK):
        mixed = whole[at : at + _BLOCK]
        for step in range(at, at + _SHINGLE):
            mixed ^= hashes[step : step + len(mixed)]
            mixed *= np.uint64(0x9E3779B97F4A7C15)
            mixed ^= mixed >> np.uint64(29)
    return whole


def _minhash(shingles: npt.NDArray[np.uint64], bounds: Integers) -> Any:
    from rensa import RMinHash

    rows = RMinHash.digest_matrix_from_flat_token_hashes(
        shingles, bounds.tolist(), _HASHES, _SEED
    ).to_rows()
    matrix = np.array(rows, dtype="<u4").reshape(len(bounds) - 1, _HASHES)
    return pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(_HASHES * 4), len(matrix), [None, pa.py_buffer(matrix.tobytes())]
    )


def gather(read: Callable[[], Iterable[Any]], folder: Path) -> Signatures:
    """The signatures of all batches, whatever their order; hashes and keys lie in files in `folder`.

    `read` gives the batches (`SIGNATURE`); it is called twice.
    """
    columns = [
        (_ids(one), *(one[name].to_numpy() for name in ("n_words", "n_shingles", "n_rows")))
        for one in read()
    ]
    if not columns:
        none = np.zeros(0, np.int32)
        hashes, keys = np.zeros((0, _HASHES), "<u4"), np.zeros((_BANDS, 0), np.uint64)
        return Signatures(np.zeros(0, "S24"), none, none, none, hashes, keys)
    ids, *numbers = (np.concatenate(column) for column in zip(*columns, strict=True))
    order = np.argsort(ids, kind="stable")
    places = np.empty(len(ids), np.int64)
    places[order] = np.arange(len(ids))
    hashes = np.memmap(folder / "minhash", "<u4", "w+", shape=(len(ids), _HASHES))
    keys = np.memmap(folder / "bands", np.uint64, "w+", shape=(_BANDS, len(ids)))
    done = 0
    for one in read():
        rows = places[done : done + len(one)]
        block = np.frombuffer(b"".join(one["minhash"].to_pylist()), "<u4").reshape(-1, _HASHES)
        hashes[rows] = block
        keys[:, rows] = _band_keys(block)
        done += len(one)
        _release(hashes, keys)
    n_words, n_shingles, n_rows = (column[order] for column in numbers)
    return Signatures(ids[order], n_words, n_shingles, n_rows, hashes, keys)


def _ids(signatures: Any) -> npt.NDArray[np.bytes_]:
    return np.array(signatures["document_id"].to_pylist(), "S24")


def _band_keys(block: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint64]:
    """One key for each band of each document (band x document)."""
    hashes = block.astype(np.uint64)
    keys = np.zeros((_BANDS, len(block)), np.uint64)
    for column in range(_BAND_ROWS):
        keys = keys * np.uint64(0x100000001B3) + hashes[:, column::_BAND_ROWS].T
        keys ^= keys >> np.uint64(31)
    return keys


def _release(*arrays: Any) -> None:
    """Give the memory of mapped files back to the system; they are read again when needed."""
    for array in arrays:
        mapped = getattr(array, "_mmap", None)
        if mapped is not None and hasattr(mmap, "MADV_DONTNEED"):
            mapped.madvise(mmap.MADV_DONTNEED)


def group_stories(signatures: Signatures) -> Integers:
    """For each document the row of the one that stands for its story: itself if it is alone.

    The longest copy stands for a story, the first by row among equals. The result depends on
    the set of documents alone; memory grows by some 40 bytes a document.
    """
    leader = np.arange(len(signatures.n_shingles))
    enough = np.flatnonzero(signatures.n_shingles >= _LEAST_SHINGLES)
    for band in range(_BANDS):
        for pairs in _candidates(signatures.keys[band], enough):
            alike = pairs[_tell_one_story(signatures, pairs)]
            for one, other in alike.tolist():
                _join(leader, one, other)
            _release(signatures.minhash, signatures.keys)
    roots = np.array([_root(leader, row) for row in range(len(leader))], dtype=np.int64)
    order = np.lexsort((np.arange(len(roots)), -signatures.n_words.astype(np.int64), roots))
    first = np.unique(roots[order], return_index=True)
    return order[first[1]][np.searchsorted(first[0], roots)]


def _candidates(keys: npt.NDArray[np.uint64], rows: Integers) -> Iterator[Integers]:
    """Pairs of rows that agree in a band: each with the next, and with the first of its run."""
    if len(rows) < 2:
        return
    key = keys[rows]
    order = np.argsort(key, kind="stable")
    same = key[order][1:] == key[order][:-1]
    starts = np.maximum.accumulate(
        np.where(np.concatenate([[True], ~same]), np.arange(len(key)), 0)
    )
    later = np.flatnonzero(same) + 1
    distant = later[starts[later] != later - 1]
    ranked = rows[order]
    pairs = np.concatenate(
        [
            np.stack([ranked[later - 1], ranked[later]], axis=1),
            np.stack([ranked[starts[distant]], ranked[distant]], axis=1),
        ]
    )
    for at in range(0, len(pairs), _PAIRS):
        yield pairs[at : at + _PAIRS]


def _tell_one_story(signatures: Signatures, pairs: Integers) -> npt.NDArray[np.bool_]:
    one, other = pairs[:, 0], pairs[:, 1]
    similar = (signatures.minhash[one] == signatures.minhash[other]).mean(axis=1)
    sizes = signatures.n_shingles[one], signatures.n_shingles[other]
    shared = similar / (1 + similar) * (sizes[0] + sizes[1])
    result: npt.NDArray[np.bool_] = (similar >= _SIMILAR) & (
        shared >= _CONTAINED * np.minimum(*sizes)
    )
    return result


def _root(leader: Integers, row: int) -> int:
    while leader[row] != row:
        leader[row] = leader[leader[row]]
        row = int(leader[row])
    return row


def _join(leader: Integers, one: int, other: int) -> None:
    first, second = sorted((_root(leader, one), _root(leader, other)))
    leader[second] = first
