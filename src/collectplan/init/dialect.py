"""Tables as a house's own system would export them: its headers, marks, dates, codes and encoding."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Any

from collectplan.domain.strategy import Input


def table_bytes(rows: Sequence[Mapping[str, Any]], said: Input) -> bytes:
    """Return a table as the CSV that `said` describes.

    Args:
        rows: our name of a column: str, int, float, bool, date, datetime or None; at least one row.
        said: the strategy's `input`. Outcomes are written as the dialler's own codes where it has them.
    """
    codes = {outcome: code for code, outcome in reversed(list(said.outcomes.items()))}
    headers = {name: said.columns.get(name, name) for name in rows[0]}
    text = io.StringIO()
    writer = csv.writer(text, delimiter=said.delimiter, lineterminator="\n")
    writer.writerow(headers.values())
    for row in rows:
        cells = {**row, "outcome": codes.get(row["outcome"], row["outcome"])} if "outcome" in row else row
        writer.writerow(_text(cells[name], said) for name in headers)
    return text.getvalue().encode(said.encoding)


def _text(cell: object, said: Input) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, dt.datetime):
        return cell.strftime(said.timestamp_format or "%Y-%m-%dT%H:%M:%S")
    if isinstance(cell, dt.date):
        return cell.strftime(said.date_format)
    if isinstance(cell, float):
        return f"{cell:.4f}".rstrip("0").rstrip(".").replace(".", said.decimal)
    return str(cell)
