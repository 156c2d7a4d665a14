"""The check's own reading of expressions against the language's definition."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from collectplan.check.expressions import Portfolio
from collectplan.domain import expression, tables
from collectplan.domain.tables import RawTable
from collectplan.errors import InputError
from collectplan.normalise import normalise
from tests import builders
from tests.unit.check import worlds

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


def column(name: str, *cells: Any, **said: Any) -> tuple[pl.DataType, list[Any]]:
    """Type and values of a column of a portfolio as expressions see it."""
    accounts = [worlds.account(account_id=f"A{n}", **{name: cell}) for n, cell in enumerate(cells)]
    series = Portfolio(worlds.table("portfolio", accounts), worlds.strategy(**said).strategy).typed(name)
    assert series.name == name
    return series.dtype, series.to_list()


@pytest.mark.parametrize(("name", "cells", "dtype", "values"), [
    ("tenure_months", ["12", "x", None], pl.Int64, [12, None, None]),
    ("income_month", ["12.5", "x", None], pl.Float64, [12.5, None, None]),
    ("risk_score", ["0.5", "x", None], pl.Float64, [0.5, None, None]),
    ("hold_until", ["2026-03-02", "x", None], pl.Date, [dt.date(2026, 3, 2), None, None]),
    ("preferred_start", ["08:00", "x", None], pl.Int32, [480, None, None]),
    ("consent_sms", ["no", "x", None], pl.Boolean, [False, True, True]),
    ("consent_fax", ["no", "x", None], pl.Boolean, [False, None, None]),
    ("product", [" 7 ", "", None], pl.String, ["7", None, None]),
    ("customer_id", ["C1", " ", None], pl.String, ["C1", "A1", "A2"]),
    ("past_due", ["7", "x", None], pl.Float64, [7.0, 1000.0, 1000.0]),
    ("timezone", ["Asia/Tokyo", " ", None], pl.String, ["Asia/Tokyo", "America/Bogota", "America/Bogota"]),
    ("sms", ["true", "false", None], pl.Boolean, [True, False, None]),
    ("own", ["007", "8", None], pl.String, ["007", "8", None]),
    ("own", ["+5", "8", None], pl.String, ["+5", "8", None]),
    ("own", ["-07", "8", None], pl.String, ["-07", "8", None]),
    ("own", ["0", "-8", None], pl.Int64, [0, -8, None]),
    ("own", ["0.5", " 8 ", None], pl.Float64, [0.5, 8.0, None]),
    ("own", ["1e3", "8", None], pl.Float64, [1000.0, 8.0, None]),
    ("own", ["7", "x", None], pl.String, ["7", "x", None]),
    ("own", ["TRUE", " false", None], pl.Boolean, [True, False, None]),
    ("own", ["true", "yes", None], pl.String, ["true", "yes", None]),
    ("own", [" ", None], pl.String, [None, None]),
])  # fmt: skip
def test_columns_in_their_types(name: str, cells: list[Any], dtype: type[pl.DataType], values: list[Any]) -> None:
    """Those of the contract as it says, with its defaults; those of the file's own as all of their cells are."""
    assert column(name, *cells) == (dtype(), values)


@pytest.mark.parametrize(("name", "dtype"), [
    ("tenure_months", pl.Int64), ("income_month", pl.Float64), ("risk_score", pl.Float64), ("prior_delinquencies", pl.Int64),
    ("hold_until", pl.Date), ("preferred_end", pl.Int32), ("consent_fax", pl.Boolean), ("product", pl.String),
    ("own", pl.String),
])  # fmt: skip
def test_columns_that_are_not_there(name: str, dtype: type[pl.DataType]) -> None:
    """Nothing, in the type of what could be there."""
    book = Portfolio(worlds.table("portfolio", [worlds.account()]), worlds.strategy().strategy)
    assert (book.has(name), book.typed(name).dtype, book.typed(name).to_list()) == (False, dtype(), [None])
    assert book.text(name).to_list() == [None]
    assert book.read("past_due").dtype == pl.Float64()
    past_due = Portfolio(worlds.table("portfolio", [worlds.account(past_due="x")]), worlds.strategy().strategy)
    assert past_due.read("past_due").to_list() == [None]


@pytest.mark.parametrize(("columns", "name", "values"), [
    ({}, "sent_on", [dt.date(2026, 3, 2), None]),
    ({"sent_on": "text"}, "sent_on", ["2026-03-02", "1026-03-02"]),
    ({}, "other_on", ["2026-03-02", "1026-03-02"]),
    ({}, "hold_until", [dt.date(2026, 3, 2), dt.date(1026, 3, 2)]),
    ({}, "product", ["2026-03-02", "1026-03-02"]),
])  # fmt: skip
def test_columns_that_a_rule_takes_for_dates(columns: dict[str, str], name: str, values: list[Any]) -> None:
    """A date unless it is said to be something else; of the file's own none of a thousand years ago."""
    asked = [{"id": f"d_{of}", "kind": "dated", "column": of, "min_days": 1} for of in ("sent_on", "product")]
    said = {"rules": [{"id": "g", "kind": "gate", "require": "balance > 1"}, *asked], "columns": columns}
    assert column(name, "2026-03-02", "1026-03-02", limits=said)[1] == values


@pytest.mark.parametrize(("cells", "is_whole"), [(["1", None], True), (["1", "x"], False), (["x", None], False)])
def test_whether_a_column_could_be_read(cells: list[str | None], is_whole: bool) -> None:
    """Every cell that is there, or not every one."""
    accounts = [worlds.account(risk_score=cell) for cell in cells]
    book = Portfolio(worlds.table("portfolio", accounts), worlds.strategy().strategy)
    assert book.is_read_whole("risk_score") is is_whole


def test_derived_columns_and_the_file_s_own_headers() -> None:
    """What an expression makes has its type; a column may go by the name that it has in the file."""
    loaded = worlds.strategy(input={"derive": {"twice": "balance * 2", "is_card": "product = 'card'"}})
    raw = worlds.table("portfolio", [worlds.account(product="card"), worlds.account(account_id="A2")])
    book = Portfolio(replace(raw, headers={"balance": "Saldo", "gone": "Weg"}), loaded.strategy)
    assert book.typed("twice").to_list() == [2000.0, 2000.0]
    assert book.text("twice").to_list() == ["2000.0", "2000.0"]
    assert book.typed("is_card").to_list() == [True, None]
    assert book.truth("is_card AND twice > 10").to_list() == [True, False]
    assert (book.has("twice"), book.has("Saldo"), book.has("Weg"), book.has("gone")) == (True, True, True, False)
    assert book.truth('"Saldo" = 1000').to_list() == [True, True]
    assert book.text("Weg").to_list() == [None, None]


def test_truths_without_columns() -> None:
    """As many as there are accounts, whoever evaluates them."""
    book = Portfolio(worlds.table("portfolio", [worlds.account()] * 3), worlds.strategy().strategy)
    for text, truth in (
        ("1 = 1", True),
        ("1 IS NOT DISTINCT FROM 1", True),
        ("1 IS DISTINCT FROM 1", False),
        ("(1 = 2) IS TRUE", False),
    ):
        assert book.truth(text).to_list() == [truth] * 3
