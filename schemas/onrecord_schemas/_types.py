"""Arrow types of the columns, as annotations that pandera understands."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import pandas as pd
import pyarrow as pa

REGION = pa.struct([("kind", pa.string()), ("start", pa.int64()), ("end", pa.int64())])
CUE = pa.struct([("kind", pa.string()), ("text", pa.string()), ("offset", pa.int32())])

String: TypeAlias = Annotated[pd.ArrowDtype, pa.string()]
Category: TypeAlias = Annotated[pd.ArrowDtype, pa.dictionary(pa.int32(), pa.string())]
Int32: TypeAlias = Annotated[pd.ArrowDtype, pa.int32()]
Int64: TypeAlias = Annotated[pd.ArrowDtype, pa.int64()]
Float32: TypeAlias = Annotated[pd.ArrowDtype, pa.float32()]
Date32: TypeAlias = Annotated[pd.ArrowDtype, pa.date32()]
Strings: TypeAlias = Annotated[pd.ArrowDtype, pa.list_(pa.string())]
Regions: TypeAlias = Annotated[pd.ArrowDtype, pa.list_(REGION)]
Cues: TypeAlias = Annotated[pd.ArrowDtype, pa.list_(CUE)]
