"""Accounts, customers and money by segment."""

from __future__ import annotations

import polars as pl
from polars.testing import assert_frame_equal

from collectplan.segment import segment
from collectplan.segment.summary import summarise
from tests.builders import MONDAY, account, inputs, strategy

LOADED = strategy(segments={"buckets": [1, 31], "rules": [{"name": "vip", "when": "product = 'gold'"}]})


def summary(records: list[dict[str, object]]) -> pl.DataFrame:
    return summarise(segment(inputs(records, loaded=LOADED), LOADED, MONDAY), LOADED)


def test_a_row_for_each_segment_in_natural_order() -> None:
    """Rule vip first, then by bucket and band; customer C1 counts in both of its segments, once in each."""
    found = summary(
        [
            account(account_id="A1", customer_id="C1", days_past_due=40, risk_score=0.9, balance=10.0, past_due=1.0),
            account(account_id="A2", customer_id="C1", days_past_due=50, risk_score=0.9, balance=20.0, past_due=2.0),
            account(account_id="A3", customer_id="C1", days_past_due=9, risk_score=0.1, balance=30.0, past_due=4.0),
            account(account_id="A4", days_past_due=9, risk_score=0.1, balance=40.0, past_due=8.0, stop_reason="cease"),
            account(account_id="A5", product="gold", balance=50.0, past_due=16.0),
        ]
    )
    expected = pl.DataFrame(
        {
            "segment": ["vip", "1-30/low", "31+/high"],
            "accounts": [1, 2, 2],
            "customers": [1, 2, 1],
            "balance": [50.0, 70.0, 30.0],
            "past_due": [16.0, 12.0, 3.0],
            "suppressed": [0, 1, 0],
        }
    )
    assert_frame_equal(found, expected)


def test_no_account_makes_no_row() -> None:
    """An empty portfolio has an empty summary of the same columns."""
    found = summary([])
    assert found.height == 0
    assert found.schema == summary([account()]).schema


def test_every_account_is_counted_once() -> None:
    """200 accounts over all segments are 200 in the summary, with all of their money."""
    records = [
        account(account_id=f"A{n:03d}", days_past_due=n - 50, risk_score=n / 200, past_due=0.1 * n) for n in range(200)
    ]
    found = summary(records)
    assert found["accounts"].sum() == 200
    assert abs(found["past_due"].sum() - 0.1 * 199 * 100) < 1e-9
