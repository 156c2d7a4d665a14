"""The check's own reading of expressions against the language's definition."""

from __future__ import annotations

import io

import polars as pl
import pytest

from collectplan.check.expressions import Portfolio
from collectplan.domain import expression, tables
from collectplan.domain.tables import RawTable
from collectplan.errors import InputError
from collectplan.normalise import normalise
from tests import builders

CSV = """\
account_id,customer_id,days_past_due,balance,past_due,risk_score,hold_until,reason,consent_sms,product,puntaje,opted_in
A1,C1,45,1000,400,0.5,2026-03-20,hardship,true,card,700,true
A2,C2,-3,2500.5,,0.9,,,false,loan,450,false
A3,C3,12,10,10,,2026-02-01,forgot,,card,512,true
"""

EXPRESSIONS = [
    "hold_until IS NULL OR hold_until > '2026-03-01'",
    "product NOT IN ('card') AND hold_until IS NULL",
    "hold_until BETWEEN '2026-01-01' AND '2026-12-31'",
    "hold_until < DATE '2026-03-20'",
    "reason IS DISTINCT FROM 'hardship' AND balance > 100",
    "reason IS NOT DISTINCT FROM 'hardship' AND balance > 5000",
    "consent_sms IS TRUE",
    "opted_in AND puntaje >= 500",
    "NOT opted_in",
    "past_due * 2 > balance",
    "days_past_due / 30 > 1",
    "days_past_due % 7 = 5",
    "LENGTH(product) - 5 < 0",
    "COALESCE(reason, '') <> 'forgot'",
    "puntaje * 1000000000 > 500000000000",
    "CASE WHEN risk_score >= 0.9 THEN 1 ELSE 0 END = 1",
    "UPPER(product) LIKE 'CA%'",
    "past_due / (days_past_due - 12) > 3",
    "1 = 1",
]


@pytest.fixture(scope="module")
def raw() -> RawTable:
    """Three accounts as their file says them, with columns of the file's own, and a row number."""
    frame = pl.read_csv(io.BytesIO(CSV.encode()), infer_schema=False)
    numbered = frame.with_columns(pl.Series(tables.ROW, [2, 3, 4], dtype=pl.UInt32))
    broken = pl.DataFrame(schema={name: pl.UInt32 if name == "row" else pl.String for name in tables.REJECT_COLUMNS})
    return RawTable("portfolio", "portfolio.csv", numbered, "", broken, 3)


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_the_check_and_the_planner_read_an_expression_alike(raw: RawTable, text: str) -> None:
    """The check evaluates by polars and types columns by itself; for the same accounts it must come to the same truth.

    A strategy that the two read differently would be refused by the check, or would slip past it.
    """
    loaded = builders.strategy()
    by_planner = expression.truth(normalise(raw, None, None, loaded).portfolio, text).to_list()
    assert Portfolio(raw, loaded.strategy).truth(text).to_list() == by_planner


def test_truths_are_what_sql_says(raw: RawTable) -> None:
    """45, -3 and 12 days: only the first is past 30, so agreement above is not agreement on nothing."""
    assert Portfolio(raw, builders.strategy().strategy).truth("days_past_due > 30").to_list() == [True, False, False]


def test_what_cannot_be_evaluated_names_the_expression(raw: RawTable) -> None:
    """A column that the file lacks ends in one sentence that quotes the expression."""
    with pytest.raises(InputError, match="nothing_like_it > 1"):
        Portfolio(raw, builders.strategy().strategy).truth("nothing_like_it > 1")


def test_columns_that_may_be_absent_are_read_as_declared_by_both(raw: RawTable) -> None:
    """`asked` and `sent_at` are absent, so null; 700 is text, as it is declared to be, and not the number it looks like."""
    columns = {"asked": "boolean", "sent_at": "date", "puntaje": "text", "opted_in": "boolean"}
    loaded = builders.strategy(limits={"columns": columns})
    accounts = normalise(raw, None, None, loaded).portfolio
    book = Portfolio(raw, loaded.strategy)
    for text, truths in (
        ("asked IS NULL", [True, True, True]),
        ("NOT asked", [False, False, False]),
        ("sent_at > '2026-01-01'", [False, False, False]),
        ("puntaje = '700'", [True, False, False]),
        ("opted_in", [True, False, True]),
    ):
        assert book.truth(text).to_list() == truths, text
        by_account = dict(zip(accounts["account_id"], expression.truth(accounts, text), strict=True))
        assert [by_account[name] for name in ("A1", "A2", "A3")] == truths, text
