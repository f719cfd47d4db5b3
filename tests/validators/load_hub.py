"""Loads every configuration of a release with `datasets`, offline, and prints its rows as JSON lines.

``load_hub.py RELEASE CACHE [CONFIG]``: a line ``{"config": ..., "split": ..., "rows": [...]}`` a split.
"""

from __future__ import annotations

import json
import os
import sys


def main(release: str, cache: str, *only: str) -> None:
    os.environ |= {"HF_HUB_OFFLINE": "1", "HF_HOME": cache, "HF_DATASETS_CACHE": f"{cache}/sets"}
    os.environ |= {"HF_DATASETS_DISABLE_PROGRESS_BARS": "1"}
    import datasets

    for config in only or datasets.get_dataset_config_names(release):
        for split, loaded in datasets.load_dataset(release, config).items():
            found = {"config": config, "split": split, "rows": loaded.to_list()}
            print(json.dumps(found, default=str))  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
