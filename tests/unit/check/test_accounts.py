"""The raw portfolio as facts, and which rows cannot be relied on."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from collectplan.check.accounts import facts
from collectplan.check.expressions import Portfolio
from tests.unit.check.worlds import account, strategy, table


def read(*accounts: dict[str, Any], **said: Any) -> pl.DataFrame:
    loaded = strategy(**said).strategy
    return facts(Portfolio(table("portfolio", accounts), loaded), loaded)


def test_an_account_as_its_row_says() -> None:
    """Cells without blanks, channel and region in their own spelling, hours as minutes, the first of two zones."""
    row = {
        "account_id": " A1 ", "customer_id": "C1", "days_past_due": 45, "balance": 1000, "past_due": 400,
        "timezone": "America/Bogota  Asia/Tokyo", "region": "co-dc", "stop_reason": " attorney ",
        "hold_until": "2026-03-05", "preferred_channel": "SMS", "preferred_start": "08:00", "preferred_end": "12:00",
    }  # fmt: skip
    assert read(row).rows(named=True) == [
        {
            "account": 0, "account_id": "A1", "customer": 0, "customer_id": "C1", "zones": "America/Bogota Asia/Tokyo",
            "zone": "America/Bogota", "region": "CO-DC", "stop_reason": "attorney", "hold_until": dt.date(2026, 3, 5),
            "past_due": 400.0, "preferred_channel": "sms", "preferred_start": 480, "preferred_end": 720, "flaw": None,
        }
    ]  # fmt: skip


def test_an_account_of_the_required_columns_alone() -> None:
    """Whoever has no customer_id is their own customer, owes what is due at most, and lives where we do."""
    rows = read(
        {"account_id": "A1", "days_past_due": 45, "balance": 1000},
        {"account_id": "A2", "days_past_due": 1, "balance": 0},
    )
    assert rows.rows() == [
        (
            0,
            "A1",
            rows["customer"][0],
            "A1",
            "America/Bogota",
            "America/Bogota",
            None,
            None,
            None,
            1000.0,
            None,
            None,
            None,
            None,
        ),
        (
            1,
            "A2",
            rows["customer"][1],
            "A2",
            "America/Bogota",
            "America/Bogota",
            None,
            None,
            None,
            0.0,
            None,
            None,
            None,
            None,
        ),
    ]
    assert sorted(rows["customer"]) == [0, 1]


@pytest.mark.parametrize(("cells", "flaw"), [
    ({}, None),
    ({"account_id": None}, "account_id"),
    ({"days_past_due": None}, "days_past_due"), ({"days_past_due": "1.5"}, "days_past_due"),
    ({"balance": None}, "balance"), ({"balance": "much"}, "balance"), ({"balance": -1}, "balance"),
    ({"balance": 0}, None), ({"balance": "1e15"}, None), ({"balance": "1.1e15"}, "balance"),
    ({"past_due": -1}, "past_due"), ({"past_due": "x"}, "past_due"), ({"past_due": "1.1e15"}, "past_due"),
    ({"risk_score": 1}, None), ({"risk_score": 1.1}, "risk_score"), ({"risk_score": -0.1}, "risk_score"),
    ({"risk_score": "low"}, "risk_score"),
    ({"consent_call": "yes"}, None), ({"consent_call": "maybe"}, "consent_call"), ({"consent_fax": "maybe"}, None),
    ({"hold_until": "soon"}, "hold_until"), ({"preferred_start": "early"}, "preferred_start"),
    ({"preferred_channel": "fax"}, "preferred_channel"), ({"preferred_channel": "Call"}, None),
    ({"preferred_end": "late"}, "preferred_end"), ({"preferred_end": "08:00"}, None),
    ({"preferred_start": "08:00", "preferred_end": "08:00"}, "preferred_end"),
    ({"preferred_start": "08:00", "preferred_end": "08:01"}, None),
    ({"region": "US-CA"}, None), ({"region": "--"}, "region"), ({"region": "US CA"}, "region"), ({"region": " "}, None),
    ({"timezone": "America/Macondo"}, "timezone"), ({"timezone": "Asia/Tokyo America/Macondo"}, "timezone"),
    ({"timezone": "../etc"}, "timezone"), ({"timezone": "Asia/Tokyo"}, None),
    ({"stop_reason": "anything"}, None), ({"product": "anything"}, None),
    ({"balance": "x", "timezone": "y", "account_id": None}, "account_id"),
])  # fmt: skip
def test_which_cells_are_wrong(cells: dict[str, Any], flaw: str | None) -> None:
    """The first wrong column is named; the sound account beside it stays so."""
    rows = read(account(**cells), account(account_id="B", customer_id="B"))
    assert rows["flaw"].to_list() == [flaw, None]


def test_a_cell_that_can_be_read_is_sound_beside_one_that_cannot() -> None:
    """Each row is told by its own cell."""
    rows = read(account(hold_until="soon"), account(account_id="B", hold_until="2026-03-02", product=" "))
    assert rows["flaw"].to_list() == ["hold_until", None]


def test_an_account_that_stands_twice_is_no_account() -> None:
    """Nobody can tell which of the two rows is meant."""
    rows = read(
        account(), account(account_id="A2"), account(balance=7), account(account_id=None), account(account_id=None)
    )
    assert rows["flaw"].to_list() == ["account_id", None, "account_id", "account_id", "account_id"]
