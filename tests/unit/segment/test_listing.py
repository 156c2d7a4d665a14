"""The file that `segment -o` writes."""

from __future__ import annotations

import polars as pl
from polars.testing import assert_frame_equal

from collectplan.segment import segment
from collectplan.segment.listing import listing
from tests.builders import MONDAY, account, inputs, strategy

LOADED = strategy(
    segments={"buckets": [1]},
    treatments=[{"name": "soft", "segments": ["pre-due/*"]}, {"segments": ["1+/low"]}],
)


def listed(records: list[dict[str, object]]) -> pl.DataFrame:
    return listing(segment(inputs(records, loaded=LOADED), LOADED, MONDAY), LOADED)


def test_the_contracts_columns_sorted_by_customer() -> None:
    """The treatment is its name, its number where it has none, empty without one; the reason is that of fates.csv."""
    found = listed(
        [
            account(account_id="A3", customer_id="C9", days_past_due=-1, risk_score=0.1),
            account(account_id="A1", customer_id="C9", days_past_due=1, risk_score=0.1, stop_reason="deceased"),
            account(account_id="A2", customer_id="C2", days_past_due=1, risk_score=0.9),
        ]
    )
    expected = pl.DataFrame(
        {
            "account_id": ["A2", "A1", "A3"],
            "customer_id": ["C2", "C9", "C9"],
            "bucket": ["1+", "1+", "pre-due"],
            "risk_band": ["high", "low", "low"],
            "segment": ["1+/high", "1+/low", "pre-due/low"],
            "treatment": ["", "2", "soft"],
            "arm": ["champion"] * 3,
            "suppressed": ["", "stop_reason", ""],
        }
    )
    assert_frame_equal(found, expected)


def test_an_empty_portfolio_lists_no_row() -> None:
    """The header alone, of text columns."""
    found = listed([])
    assert found.height == 0
    assert set(found.dtypes) == {pl.String}
