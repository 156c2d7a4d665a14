"""Dates on which a contact brings more: paydays of the strategy and of customers, and the days after them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

from collectplan.domain.day import make_day
from collectplan.errors import StrategyError
from collectplan.score.paydays import lifts_of
from tests.builders import account, inputs, strategy


def lifted(date: str, num_dates: int = 1, own: tuple[Any, ...] = (None,), **paydays: Any) -> list[list[bool]]:
    """For every account whether each date is lifted."""
    loaded = strategy(paydays={"pays": 1.5, **paydays})
    book = inputs([account(account_id=f"A{n}", dia_pago=day) for n, day in enumerate(own)], loaded=loaded).portfolio
    lead, at = np.repeat(np.arange(len(own)), num_dates), np.tile(np.arange(num_dates), len(own))
    found = lifts_of(book, loaded, make_day(dt.date.fromisoformat(date), loaded.strategy, num_dates), lead, at)
    assert set(found.tolist()) <= {1.0, 1.5}
    return (found == 1.5).reshape(len(own), num_dates).tolist()


def test_a_payday_lifts_its_date_and_so_many_days_after_it() -> None:
    """Paid on the 15th, lifted through the 17th."""
    assert lifted("2026-03-14", 5, days=[15], after=2) == [[False, True, True, True, False]]


def test_the_last_day_is_the_month_s_own_and_runs_into_the_next_month() -> None:
    """February 2026 ends on the 28th: with two days after, 28 February to 2 March are lifted, by `last` and by 31 too."""
    days = [False, True, True, True, False]
    assert lifted("2026-02-27", 5, days=["last"], after=2) == [days]
    assert lifted("2026-02-27", 5, days=[31], after=2) == [days]
    assert lifted("2024-02-28", 2, days=["last"]) == [[False, True]]


def test_a_customer_s_own_day_takes_the_place_of_the_strategy_s() -> None:
    """The first is paid on the 3rd and not on the 15th; the second, of whom nothing is known, on the 15th."""
    found = lifted("2026-03-03", 13, (3, None), days=[15], column="dia_pago")
    assert [[n for n, yes in enumerate(row) if yes] for row in found] == [[0], [12]]


@pytest.mark.parametrize("cell", ["last", " LAST ", "31", "31.0"])
def test_own_days_are_read_as_they_are_written(cell: str) -> None:
    """Text and numbers of a column that also holds words: all of these are the last day of March."""
    assert lifted("2026-03-31", 1, (cell,), column="dia_pago") == [[True]]


@pytest.mark.parametrize("cell", ["0", "32", "2.5", "soon", "", None])
def test_what_is_no_day_of_the_month_counts_as_unknown(cell: str | None) -> None:
    """Such a customer is paid on the strategy's days: here the 31st."""
    assert lifted("2026-03-31", 1, (cell, "x"), column="dia_pago", days=[31])[0] == [True]
    assert lifted("2026-03-31", 1, (cell, "x"), column="dia_pago")[0] == [False]


def test_a_month_without_a_payday_in_reach_looks_back_two_months() -> None:
    """Thirty days after 31 January reach 1 March 2026 only through the end of February."""
    assert lifted("2026-03-02", 1, days=[31], after=30) == [[True]]
    assert lifted("2026-03-30", 3, days=[31], after=0) == [[False, True, False]]


def test_a_column_that_is_not_there_is_named_with_its_place() -> None:
    """The strategy's own line is said, not the portfolio's."""
    loaded = strategy(paydays={"pays": 2.0, "column": "payday"})
    with pytest.raises(StrategyError) as caught:
        lifts_of(
            inputs(loaded=loaded).portfolio,
            loaded,
            make_day(dt.date(2026, 3, 3), loaded.strategy),
            *[np.zeros(1, np.int32)] * 2,
        )
    assert caught.value.findings[0].where == loaded.source.where("paydays", "column")
    assert "no column payday" in caught.value.findings[0].what
