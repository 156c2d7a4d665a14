"""Dates on which a contact brings more: days of the month on which people are paid, and the days after them."""

from __future__ import annotations

import calendar
import datetime as dt

import numpy as np
import polars as pl

from collectplan.domain.stages import Bools, Day, Floats, Ints, LoadedStrategy
from collectplan.domain.strategy import LAST_DAY, Paydays
from collectplan.errors import Finding, StrategyError

#: A day of the month that no month passes: a month's own last day stands for it.
_LAST = 31


def lifts_of(accounts: pl.DataFrame, loaded: LoadedStrategy, day: Day, lead: Ints, date: Ints) -> Floats:
    """By how much each pair's `pays` is multiplied on its date.

    The lead account's own day of the month holds where its column says one; the strategy's days hold for the others. A
    day beyond the month's end is its last.

    Args:
        accounts: `Segmented.accounts`.
        loaded: the strategy.
        day: the planned dates.
        lead: [pairs] account that leads.
        date: [pairs] days after the plan date.

    Returns:
        [pairs] > 0; 1 on dates that are none.

    Raises:
        StrategyError: the portfolio lacks the column.
    """
    paydays = loaded.strategy.paydays
    if paydays is None:
        return np.ones(lead.size)
    if paydays.column is not None and paydays.column not in accounts.columns:
        where = loaded.source.where("paydays", "column")
        raise StrategyError(Finding(where, f"the portfolio has no column {paydays.column}", "name one of its columns"))
    own = np.zeros(accounts.height, np.int32) if paydays.column is None else _own_days(accounts[paydays.column])
    is_lifted = _is_lifted(paydays, day)
    return np.where(is_lifted[own[lead], date], paydays.pays, 1.0)


def _own_days(cells: pl.Series) -> Ints:
    """[accounts] day of the month, 1..31, the last one as 31; 0 where the cell says none."""
    text = cells.cast(pl.String).str.strip_chars().str.to_lowercase()
    number = text.replace(LAST_DAY, str(_LAST)).cast(pl.Float64, strict=False)
    is_day = number.is_between(1, _LAST) & (number == number.round())
    return pl.select(pl.when(is_day).then(number).otherwise(0).fill_null(0).cast(pl.Int32)).to_series().to_numpy()


def _is_lifted(paydays: Paydays, day: Day) -> Bools:
    """[32, dates] whether each date is a payday or within the days after one; row 0 for the strategy's own days."""
    table = np.zeros((_LAST + 1, day.num_dates), np.bool_)
    for position, date in enumerate(day.dates):
        for back in range(paydays.after + 1):
            table[:, position] |= _is_paid_on(date - dt.timedelta(days=back))
    general = [_LAST if number == LAST_DAY else int(number) for number in paydays.days]
    table[0] = table[general].any(axis=0)
    return table


def _is_paid_on(date: dt.date) -> Bools:
    """[32] whether people who are paid on each day of the month are paid on this date."""
    days = np.arange(_LAST + 1)
    found: Bools = np.minimum(days, calendar.monthrange(date.year, date.month)[1]) == date.day
    return found
