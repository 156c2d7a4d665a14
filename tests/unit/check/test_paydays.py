"""The check's own reading of paydays, against the score's, which shares no code with it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from collectplan.check import Results
from collectplan.check.paydays import payday_lift
from collectplan.domain.day import make_day
from collectplan.score.paydays import lifts_of
from tests import builders
from tests.unit.check.worlds import account, broken, contact, strategy, verdict

CELLS = st.sampled_from([None, "1", "15", "28", "30", "31", "last", "LAST", " 7 ", "soon", "0", "32", "2.5"])
DAYS = st.lists(st.sampled_from([1, 2, 15, 28, 29, 30, 31, "last"]), max_size=3)


class _Book:
    """What the check asks of its portfolio."""

    def __init__(self, cells: list[str | None]) -> None:
        self.cells = cells

    def typed(self, _name: str) -> pl.Series:
        return pl.Series(self.cells, dtype=pl.String)


class _Evidence:
    def __init__(self, loaded: Any, cells: list[str | None]) -> None:
        self.strategy, self.book = loaded.strategy, _Book(cells)


@settings(max_examples=60, deadline=None)
@given(
    st.dates(dt.date(2024, 1, 1), dt.date(2027, 12, 31)),
    DAYS,
    st.integers(0, 30),
    st.lists(CELLS, min_size=1, max_size=4),
)
def test_check_and_score_lift_the_same_contacts(
    date: dt.date, days: list[Any], after: int, cells: list[str | None]
) -> None:
    """Eight dates and up to four accounts: two readings of the calendar, written apart, agree."""
    loaded = builders.strategy(paydays={"days": days, "column": "dia", "after": after, "pays": 3.0})
    book = builders.inputs(
        [builders.account(account_id=f"A{n}", dia=cell) for n, cell in enumerate(cells)], loaded=loaded
    )
    lead, ahead = np.repeat(np.arange(len(cells)), 8), np.tile(np.arange(8), len(cells))
    ours = lifts_of(book.portfolio, loaded, make_day(date, loaded.strategy, 8), lead, ahead)
    planned = pl.DataFrame({"account": lead, "plan_date": [date + dt.timedelta(days=int(d)) for d in ahead]})
    theirs = payday_lift(planned, _Evidence(loaded, cells))  # type: ignore[arg-type]  # what it asks for is there
    assert theirs.to_list() == ours.tolist()


def test_no_contacts_have_no_lifts() -> None:
    """A column of numbers without rows, whether or not there are paydays."""
    none = pl.DataFrame(schema={"account": pl.UInt32, "plan_date": pl.Date})
    for said in ({}, {"paydays": {"days": [2], "pays": 2.0}}, {"paydays": {"days": [], "column": "dia", "pays": 2.0}}):
        lifts = payday_lift(none, _Evidence(builders.strategy(**said), ["1"]))  # type: ignore[arg-type]  # as above
        assert (lifts.to_list(), lifts.dtype) == ([], pl.Float64())


def test_a_value_without_its_lift_is_found() -> None:
    """0.1 x 0.5 x 2 x 1000 is 100 on the payday; the 50 of any other day breaks `value` there, and 100 does elsewhere."""
    said = strategy(
        channels={"call": {"address": "phone", "agents": True, "minutes": {"no_answer": 1.0, "contact": 5.0}}},
        priors={"call": {"reach": 0.1, "pays": 0.5}},
        paydays={"days": [2], "pays": 2.0},
    )
    for date, value, expected in (
        ("2026-03-02", 100, []), ("2026-03-02", 50, ["value"]), ("2026-03-03", 100, ["value"]), ("2026-03-03", 50, []),
    ):  # fmt: skip
        run = {"objective": value, "bound": value, "model": None}
        row = contact(date=date, reach=0.1, minutes=1.4, value=value)
        assert broken(verdict([row], said, [account()], results=Results(run=run))) == expected
