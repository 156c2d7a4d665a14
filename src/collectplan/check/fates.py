"""What became of every account.

Proves, all under `fate`:
1. every row of the portfolio file, also one that cannot be read, has exactly one row in fates.csv, and no other
   account has one;
2. every fate is one of the contract's, and has a reason;
3. an account is `planned` if and only if it leads a contact of the grid;
4. the segment written next to a fate is the account's.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from collectplan.check import raw_cells
from collectplan.check.evidence import Evidence
from collectplan.check.findings import NONE, found, found_elsewhere, said, worded
from collectplan.check.places import NOWHERE, places
from collectplan.domain.cells import unguarded_text

FATES = ("planned", "not_planned", "suppressed", "rejected")


def fate(fates: pl.DataFrame, evidence: Evidence, num_broken: int) -> pl.DataFrame:
    """Findings about fates.csv.

    Args:
        fates: as written, all String.
        evidence: the raw portfolio and the grid.
        num_broken: records of the portfolio file that could not be split into columns.
    """
    names = ["account_id", "fate", "reason", *(name for name in ("customer_id", "segment") if name in fates.columns)]
    plain = fates.select(unguarded_text(fates[name]) for name in names)
    read = plain.select(raw_cells.filled(plain[name]) for name in names)
    if not num_broken and _is_plain(read, evidence):
        return _words(read)
    return pl.concat(
        [
            _one_row_each(read, evidence, num_broken),
            _words(read),
            _planned_are_led(read, evidence.rows.filter(~pl.col("in_outlook"))),
            _segments(read, evidence.accounts),
        ]
    )


def _is_plain(read: pl.DataFrame, evidence: Evidence) -> bool:
    """Whether every account has one row, as it should, told by positions: most plans are so, and joins take long."""
    accounts, ids = evidence.accounts, read["account_id"]
    if len(ids) != accounts.height:
        return False
    place = places(ids, accounts["account_id"])
    led = evidence.rows.filter(~pl.col("in_outlook"))["account"]
    if NOWHERE in place or (np.bincount(place) != 1).any() or led.null_count():
        return False
    leads = np.zeros(accounts.height, dtype=np.bool_)
    leads[led.to_numpy()] = True
    is_planned = pl.Series(leads[place], dtype=pl.Boolean)
    if not (is_planned == (read["fate"] == "planned")).all(ignore_nulls=False):
        return False
    if "segment" not in read.columns:
        return True
    due = accounts.select("segment", pl.col("flaw").is_null().alias("is_sound"))[place]
    is_due = read["segment"].eq_missing(due["segment"]) | ~due["is_sound"] | (read["fate"] == "rejected")
    return bool(is_due.all(ignore_nulls=False))


def _one_row_each(read: pl.DataFrame, evidence: Evidence, num_broken: int) -> pl.DataFrame:
    """Accounts whose rows in fates.csv are not as many as in the portfolio; nameless rows are counted together."""
    count = pl.len().cast(pl.Int64)
    due = evidence.accounts.group_by("account_id").agg(due=count)
    got = read.group_by("account_id").agg(got=count)
    both = due.join(got, on="account_id", how="full", coalesce=True, nulls_equal=True).with_columns(
        pl.col("due", "got").fill_null(0)
    )
    broken = pl.when(pl.col("account_id").is_null()).then(num_broken).otherwise(0)
    wrong = both.filter(pl.col("got") != pl.col("due") + broken)
    what = worded("Account {} has {} rows in fates.csv, not {}.", "account_id", "got", pl.col("due") + broken)
    # Rows that have no record of their own in the portfolio: broken records may be the only ones without a name.
    if num_broken and both.filter(pl.col("account_id").is_null()).is_empty():
        return pl.concat(
            [found_elsewhere(wrong, what), said(f"{num_broken} records that cannot be read have no fate.")]
        )
    return found_elsewhere(wrong, what)


def _words(read: pl.DataFrame) -> pl.DataFrame:
    unknown = read.filter(~pl.col("fate").is_in(FATES).fill_null(False))
    silent = read.filter(pl.col("reason").is_null())
    return pl.concat(
        [
            found_elsewhere(unknown, worded("Account {} has an unknown fate.", "account_id")),
            found_elsewhere(silent, worded("The fate of account {} has no reason.", "account_id")),
        ]
    )


def _planned_are_led(read: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    planned = read.filter(pl.col("fate") == "planned")
    idle = planned.join(rows, on="account_id", how="anti")
    told = rows.join(read.select("account_id", "fate"), on="account_id")
    contrary = told.filter(pl.col("fate") != "planned")
    return pl.concat(
        [
            found_elsewhere(idle, worded("Account {} is planned and leads no contact.", "account_id")),
            found(contrary, worded("Account {} leads this contact, and its fate is {}.", "account_id", "fate")),
        ]
    )


def _segments(read: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    if "segment" not in read.columns:
        return NONE
    known = accounts.filter(pl.col("flaw").is_null()).select("account_id", due="segment")
    told = read.filter(pl.col("fate") != "rejected").join(known, on="account_id")
    other = told.filter(pl.col("segment").ne_missing(pl.col("due")))
    return found_elsewhere(other, worded("Account {} is of segment {}.", "account_id", "due"))
