"""Parquet columns as the text that a CSV file in the strategy's dialect would hold."""

from __future__ import annotations

import io

import numpy as np
import polars as pl

from collectplan.domain.tables import ROW
from collectplan.errors import Finding, InputError
from collectplan.read.records import Records, stripped


def split_parquet(data: bytes, decimal: str, file: str) -> Records:
    """Every column as text: ISO dates and timestamps, true and false, numbers with the strategy's decimal mark.

    NaN is taken for a missing cell, and a column of whole floats for whole numbers: this is how tools without nulls
    write them. Rows count from 2, as if a header stood above them.

    Args:
        data: a whole file.
        decimal: the mark that CSV files of the strategy use, so that all tables read alike afterwards.
        file: for complaints.

    Raises:
        InputError: the bytes are no Parquet, or a column holds lists, structures or bytes.
    """
    if not data.startswith(b"PAR1"):
        raise InputError(Finding(file, "is no Parquet file though its name says so", "name a CSV file .csv"))
    try:
        frame = pl.read_parquet(io.BytesIO(data))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        raise InputError(Finding(file, "is a damaged Parquet file", "export it again")) from None
    columns = [_text(frame[name], decimal, file) for name in frame.columns]
    header = [name.strip() for name in frame.columns]
    rows = np.arange(2, frame.height + 2, dtype=np.uint32)
    named = [column.alias(str(position)) for position, column in enumerate(columns)]
    return Records(header, 1, pl.DataFrame([*named, pl.Series(ROW, rows, dtype=pl.UInt32)]), [])


def _text(column: pl.Series, decimal: str, file: str) -> pl.Series:
    kind = column.dtype
    if kind.is_float():
        column = column.fill_nan(None)
        if ((column == column.round()) & (column.abs() < 2**53)).all():
            return column.cast(pl.Int64).cast(pl.String)
        return column.cast(pl.Float64).cast(pl.String).str.replace(".", decimal, literal=True)
    if kind.is_decimal():
        return column.cast(pl.String).str.replace(".", decimal, literal=True)
    if isinstance(kind, pl.Datetime):
        pattern = "%Y-%m-%dT%H:%M:%S%.6f" + ("%:z" if kind.time_zone else "")
        return column.cast(pl.Datetime("us", kind.time_zone)).dt.to_string(pattern)
    if kind == pl.Time:
        return column.dt.to_string("%H:%M:%S").str.strip_suffix(":00")
    if kind.is_integer() or kind in (pl.Boolean, pl.Date, pl.Null) or isinstance(kind, (pl.Categorical, pl.Enum)):
        return column.cast(pl.String)
    if kind == pl.String:
        return column.to_frame().select(stripped(pl.all())).to_series()
    raise InputError(
        Finding(
            f"{file}, column {column.name}",
            f"holds {kind}, which no cell of a table can",
            "leave the column out or write it as text",
        )
    )
