"""A results folder, read for one customer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from collectplan.domain.cells import unguarded
from collectplan.errors import Finding, InputError


@dataclass(frozen=True, eq=False)
class Folder:
    """The results of one run. Frames of text, but for `why`, which is None where the folder has none.

    `grid` holds the outlook's contacts behind its own.
    """

    fates: pl.DataFrame
    grid: pl.DataFrame
    capacity: pl.DataFrame
    why: pl.DataFrame | None
    run: dict[str, Any]


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
    tables = [read_results_csv(folder / "grid.csv")]
    if (folder / "outlook.csv").exists():
        tables.append(read_results_csv(folder / "outlook.csv").select(tables[0].columns))
    grid = pl.concat(tables).filter((pl.col("customer_id") == customer) & pl.lit(customer != ""))
    return (
        Folder(
            fates, grid, read_results_csv(folder / "capacity.csv"), _why(folder / "why.parquet", customer), _run(folder)
        ),
        customer,
        not account.is_empty(),
    )


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
