"""The rules in Great Expectations: ``python with_great_expectations.py TURNS.parquet``.

Runs with a Python that has great_expectations, pandas and pyarrow: an environment of its own.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

import great_expectations as gx
import pandas as pd
from great_expectations import expectations as gxe

sys.path.insert(0, str(Path(__file__).parent))
from rules import COLUMNS, MOST_WORDS, PATTERNS, ROLES


def main() -> None:
    """Validate the spoken turns as one batch of pandas."""
    turns = pd.read_parquet(sys.argv[1], columns=COLUMNS)
    spoken = turns[turns["kind"] != "cue"]
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_pandas("pandas")
    batch = source.add_dataframe_asset("turns").add_batch_definition_whole_dataframe("whole")
    suite = context.suites.add(gx.ExpectationSuite("rules"))
    for pattern in PATTERNS.values():
        suite.add_expectation(gxe.ExpectColumnValuesToNotMatchRegex(column="text", regex=pattern))
    suite.add_expectation(
        gxe.ExpectColumnValuesToBeBetween(column="n_words", min_value=0, max_value=MOST_WORDS)
    )
    suite.add_expectation(
        gxe.ExpectCompoundColumnsToBeUnique(column_list=["document_id", "turn_index"])
    )
    suite.add_expectation(gxe.ExpectColumnValuesToBeInSet(column="role", value_set=ROLES))
    run = gx.ValidationDefinition(data=batch, suite=suite, name="run")
    result = context.validation_definitions.add(run).run(
        batch_parameters={"dataframe": spoken}, result_format="SUMMARY"
    )
    print(json.dumps([one.result.get("unexpected_count") for one in result.results]))


if __name__ == "__main__":
    main()
