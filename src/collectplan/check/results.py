"""The written results of a plan, as text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from collectplan.check.condition import REQUIRED as REQUIRED_OF_CONDITIONS
from collectplan.errors import Finding, InputError

REQUIRED = ("date", "start", "end", "customer_id", "account_id", "channel")
_REQUIRED_FATES = ("account_id", "fate", "reason")


@dataclass(frozen=True, eq=False)
class Results:
    """What lies next to grid.csv; None where it does not.

    Attributes:
        fates: fates.csv, all String, empty cells null.
        capacity: capacity.csv, the same.
        run: run.json.
        outlook: outlook.csv, the same; contacts of later dates.
        conditions: conditions.csv, the same; what must be asked again before contacts are made.
    """

    fates: pl.DataFrame | None = None
    capacity: pl.DataFrame | None = None
    run: Mapping[str, Any] | None = None
    outlook: pl.DataFrame | None = None
    conditions: pl.DataFrame | None = None


def read_results(folder: Path, *, with_details: bool = True) -> tuple[pl.DataFrame, Results]:
    """Read grid.csv, and outlook.csv, fates.csv, capacity.csv, conditions.csv and run.json where they are.

    Args:
        folder: of the results.
        with_details: whether the details of fates are wanted, which are most of that file.

    Raises:
        InputError: grid.csv is missing, or a file cannot be read or lacks a column.
    """
    grid = _table(folder / "grid.csv", REQUIRED)
    if grid is None:
        raise InputError(Finding(str(folder / "grid.csv"), "there is no such file", "name the folder of a plan"))
    fates = _table(folder / "fates.csv", _REQUIRED_FATES, () if with_details else ("detail",))
    outlook = _table(folder / "outlook.csv", REQUIRED)
    conditions = _table(folder / "conditions.csv", REQUIRED_OF_CONDITIONS)
    return grid, Results(fates, _table(folder / "capacity.csv", ()), _run(folder / "run.json"), outlook, conditions)


def _table(path: Path, required: tuple[str, ...], unwanted: tuple[str, ...] = ()) -> pl.DataFrame | None:
    if not path.is_file():
        return None
    try:
        names = pl.read_csv(path, infer_schema=False, n_rows=0).columns
        frame = pl.read_csv(path, infer_schema=False, columns=[name for name in names if name not in unwanted])
    except pl.exceptions.NoDataError as wrong:
        raise InputError(Finding(str(path), "the file is empty", "write at least its header")) from wrong
    except (pl.exceptions.PolarsError, OSError, UnicodeDecodeError) as wrong:
        raise InputError(Finding(str(path), "the file is not a CSV table in UTF-8", "write it again")) from wrong
    missing = [name for name in required if name not in frame.columns]
    if missing:
        raise InputError([Finding(str(path), f"column {name} is missing", "add it") for name in missing])
    return frame


def _run(path: Path) -> Mapping[str, Any] | None:
    if not path.is_file():
        return None
    try:
        run = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as wrong:
        raise InputError(Finding(str(path), "the file is not JSON", "write it again")) from wrong
    if not isinstance(run, dict):
        raise InputError(Finding(str(path), "the file is not a JSON object", "write it again"))
    return run
