"""Paydays: by how much a planned contact's `pays` is multiplied on its date, from the raw portfolio.

Proves nothing by itself; `worth` holds values against it.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from collectplan.check.evidence import Evidence
from collectplan.domain.strategy import Paydays

#: Days of the month from which a cell, or the strategy, may choose.
_DAYS = range(1, 32)


def payday_lift(contacts: pl.DataFrame, evidence: Evidence) -> pl.Series:
    """Float64 for every contact: the strategy's factor on a payday and so many days after it, else 1.

    A contact looks back for the last payday on or before its planned date: that of its account, where the column says
    a day of the month, else the strategy's.
    """
    paydays = evidence.strategy.paydays
    if paydays is None:
        return pl.Series("lift", [1.0], dtype=pl.Float64).new_from_index(0, contacts.height)
    own = _own(contacts, evidence, paydays)
    general = tuple(31 if day == "last" else int(day) for day in paydays.days)
    keys = contacts.select("plan_date").with_columns(own=own)
    table = keys.unique().sort("plan_date", "own")
    lifts = [_lift(date, (day,) if day is not None else general, paydays) for date, day in table.iter_rows()]
    known = table.with_columns(lift=pl.Series(lifts, dtype=pl.Float64))
    return keys.join(known, on=["plan_date", "own"], how="left", nulls_equal=True, maintain_order="left")["lift"]


def _own(contacts: pl.DataFrame, evidence: Evidence, paydays: Paydays) -> pl.Series:
    """Day of the month that the account of each contact names; null where it names none."""
    if paydays.column is None:
        return pl.Series([None], dtype=pl.Int64).new_from_index(0, contacts.height)
    names = {"last": 31} | {str(day): day for day in _DAYS}
    said = evidence.book.typed(paydays.column).cast(pl.String).str.strip_chars().str.to_lowercase()
    whole = said.str.strip_suffix(".0")
    return whole.replace_strict(names, default=None, return_dtype=pl.Int64).gather(contacts["account"])


def _lift(date: dt.date, days: tuple[int, ...], paydays: Paydays) -> float:
    since = [(date - _last_payday(date, day)).days for day in days]
    return paydays.pays if since and min(since) <= paydays.after else 1.0


def _last_payday(date: dt.date, day: int) -> dt.date:
    """The last date on or before `date` that is the day of its month, or the month's end where that is earlier."""
    first = date.replace(day=1)
    while True:
        next_month = (first + dt.timedelta(days=31)).replace(day=1)
        payday = min(first + dt.timedelta(days=day - 1), next_month - dt.timedelta(days=1))
        if payday <= date:
            return payday
        first = (first - dt.timedelta(days=1)).replace(day=1)
