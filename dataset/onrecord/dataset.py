"""A built dataset, opened: its tables as pandas, Arrow, DuckDB or polars."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord import store
from onrecord.errors import DatasetError, first_line
from onrecord_schemas import MODELS

if TYPE_CHECKING:
    import pandas as pd


class Dataset:
    """The tables of a dataset folder, read when first asked for."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.manifest: dict[str, Any] = store.read_manifest(folder)

    def __repr__(self) -> str:
        return f"Dataset({str(self.folder)!r}, version {self.manifest.get('version')})"

    @cached_property
    def documents(self) -> pd.DataFrame:
        """One row per transcript."""
        return self._pandas("documents")

    @cached_property
    def turns(self) -> pd.DataFrame:
        """One row per turn, in order."""
        return self._pandas("turns")

    @cached_property
    def people(self) -> pd.DataFrame:
        """One row per person."""
        return self._pandas("people")

    @cached_property
    def rejects(self) -> pd.DataFrame:
        """One row per source or row left out, with the reason."""
        return self._pandas("rejects")

    def arrow(self, table: str) -> Any:
        """One table as a `pyarrow.Table` with the types of the contract."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        paths = self.files(table)
        try:
            return pa.concat_tables([pq.read_table(path) for path in paths])
        except (pa.ArrowException, OSError) as error:
            raise DatasetError(
                f"{self.folder}: {table} cannot be read: {first_line(error)}; run onrecord verify"
            ) from None

    def duckdb(self) -> Any:
        """A DuckDB connection in memory with a view for each table."""
        import duckdb

        connection = duckdb.connect()
        for table in MODELS:
            names = ", ".join(f"'{_quote(path)}'" for path in self.files(table))
            connection.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet([{names}])")
        return connection

    def polars(self, table: str) -> Any:
        """One table as a `polars.DataFrame`; needs the extra ``onrecord[polars]``."""
        try:
            import polars
        except ImportError:
            raise DatasetError(
                "polars is not installed; run: pip install 'onrecord[polars]'"
            ) from None
        return polars.from_arrow(self.arrow(table))

    def files(self, table: str) -> list[Path]:
        """The files of one table, in order. Raises `DatasetError` where one is missing."""
        if table not in MODELS:
            raise DatasetError(f"no table {table!r}; there are: {', '.join(MODELS)}")
        paths = store.table_files(self.folder, self.manifest["files"], table)
        missing = [path.name for path in paths if not path.is_file()]
        if missing or not paths:
            raise DatasetError(
                f"{self.folder}: {', '.join(missing) or table} is missing; build the dataset again"
            )
        return paths

    def _pandas(self, table: str) -> pd.DataFrame:
        """A table as pandas: Arrow types, closed vocabularies as plain strings."""
        import pandas as pd
        import pyarrow as pa

        arrow = self.arrow(table)
        for at, field in enumerate(arrow.schema):
            if pa.types.is_dictionary(field.type):
                arrow = arrow.set_column(at, field.name, arrow.column(at).cast(pa.string()))
        frame: pd.DataFrame = arrow.to_pandas(types_mapper=pd.ArrowDtype)
        return frame


def _quote(path: Path) -> str:
    return str(path).replace("'", "''")
