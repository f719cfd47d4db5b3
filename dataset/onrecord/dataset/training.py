"""Rows streamed into PyTorch. Importing this needs torch."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from torch.utils.data import IterableDataset, get_worker_info

from onrecord.dataset.outputs import Outputs


class Stream(IterableDataset):  # type: ignore[misc]
    """Rows, or lists of columns `batch_size` rows at a time; each process its own part."""

    def __init__(self, rows: Outputs, batch_size: int | None):
        self.rows = rows
        self.batch_size = batch_size

    def __iter__(self) -> Iterator[dict[str, Any]]:
        worker = get_worker_info()
        rank, world = _rank()
        workers = worker.num_workers if worker else 1
        index = rank * workers + (worker.id if worker else 0)
        for part in self.rows.shard(index, world * workers):
            for batch in part.batches(self.batch_size or 8_192):
                if self.batch_size:
                    yield batch.to_pydict()
                else:
                    yield from batch.to_pylist()


def make_iterable(rows: Outputs, batch_size: int | None) -> Stream:
    """The rows as an `IterableDataset`."""
    return Stream(rows, batch_size)


def _rank() -> tuple[int, int]:
    """Which process of how many this is, where training is distributed."""
    from torch import distributed

    if distributed.is_available() and distributed.is_initialized():
        return distributed.get_rank(), distributed.get_world_size()
    return int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))
