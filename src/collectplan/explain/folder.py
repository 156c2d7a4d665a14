"""A results folder, read for one customer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from collectplan.domain.cells import unguarded
from collectplan.errors import Finding, InputError


@dataclass(frozen=True, eq=False)
class Folder:
    """The results of one run. Frames of text, but for `why`, which is None where the folder has none.

    `grid` holds the outlook's contacts behind its own, and in `row` how conditions.csv names them. `conditions` are the
    customer's rows of that file; `rows` names every contact that they tell of, such as `call 2026-03-03 10:00`.
    """

    fates: pl.DataFrame
    grid: pl.DataFrame
    capacity: pl.DataFrame
    why: pl.DataFrame | None
    run: dict[str, Any]
    conditions: pl.DataFrame | None = None
    rows: Mapping[str, str] = field(default_factory=dict)


def read_folder(folder: Path, id_: str) -> tuple[Folder, str, bool]:
    """Read what a results folder says of one customer.

    Returns:
        The rows that concern the customer (capacity: all), the customer_id, and whether `id_` was an account's.

    Raises:
        InputError: the folder is no results folder, or knows nothing of `id_`.
    """
    fates = read_results_csv(folder / "fates.csv")
    of_customer = fates.filter(pl.col("customer_id") == id_)
    account = fates.filter(pl.col("account_id") == id_) if of_customer.is_empty() else of_customer.clear()
    if of_customer.is_empty() and account.is_empty():
        raise InputError(
            Finding(
                str(folder / "fates.csv"),
                f"no customer and no account has the id {id_!r}",
                "ids are compared letter by letter",
            )
        )
    customer = id_ if account.is_empty() else account["customer_id"][0]
    # A rejected row may lack its customer: it is then all that is known.
    fates = fates.filter(pl.col("customer_id") == customer) if customer else account
    contacts = _contacts(folder)
    grid = contacts.filter((pl.col("customer_id") == customer) & pl.lit(customer != ""))
    conditions = _conditions(folder / "conditions.csv", customer)
    found = Folder(
        fates=fates,
        grid=grid,
        capacity=read_results_csv(folder / "capacity.csv"),
        why=_why(folder / "why.parquet", customer),
        run=_run(folder),
        conditions=conditions,
        rows={} if conditions is None else _names(contacts, conditions),
    )
    return found, customer, not account.is_empty()


def _contacts(folder: Path) -> pl.DataFrame:
    """grid.csv, and outlook.csv behind it, with `row`: the row of the spreadsheet, of the outlook after its name."""
    grid = read_results_csv(folder / "grid.csv")
    tables = [grid.with_columns(row=_rows_of(grid, ""))]
    if (folder / "outlook.csv").exists():
        outlook = read_results_csv(folder / "outlook.csv").select(grid.columns)
        tables.append(outlook.with_columns(row=_rows_of(outlook, "outlook:")))
    return pl.concat(tables)


def _rows_of(frame: pl.DataFrame, before: str) -> pl.Series:
    """Numbers of rows, the header being 1."""
    return pl.Series([f"{before}{row}" for row in range(2, frame.height + 2)], dtype=pl.String)


def _conditions(path: Path, customer: str) -> pl.DataFrame | None:
    return read_results_csv(path).filter(pl.col("customer_id") == customer) if path.exists() else None


def _names(contacts: pl.DataFrame, conditions: pl.DataFrame) -> dict[str, str]:
    """`channel date start` of every contact on which one of the conditions hangs, by row."""
    asked = {row for rows in conditions["depends_on"].to_list() for row in rows.split()}
    some = contacts.filter(pl.col("row").is_in(sorted(asked)))
    told = some.select("row", "channel", "date", "start").iter_rows()
    return {row: " ".join(filter(None, words)) for row, *words in told}


def read_results_csv(path: Path) -> pl.DataFrame:
    """Read a CSV of our own as text, with the apostrophes gone that keep it safe in a spreadsheet.

    Raises:
        InputError: it is not there or cannot be read.
    """
    try:
        frame = pl.read_csv(path, infer_schema=False, glob=False).fill_null("")
    except FileNotFoundError:
        raise InputError(Finding(str(path), "there is no such file", "name a folder that `schedule` wrote")) from None
    except (OSError, pl.exceptions.PolarsError) as error:
        raise InputError(Finding(str(path), f"cannot be read ({type(error).__name__})")) from None
    return frame.with_columns(unguarded(name) for name in frame.columns)


def _why(path: Path, customer: str) -> pl.DataFrame | None:
    try:
        return pl.scan_parquet(path, glob=False).filter(pl.col("customer_id") == customer).collect()
    except FileNotFoundError:
        return None
    except (OSError, pl.exceptions.PolarsError) as error:
        raise InputError(Finding(str(path), f"cannot be read ({type(error).__name__})")) from None


def _run(folder: Path) -> dict[str, Any]:
    """run.json, or nothing: no part of an explanation stands or falls with it."""
    try:
        content = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
