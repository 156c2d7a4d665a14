"""Edges of buckets and bands."""

from __future__ import annotations

import polars as pl
import pytest

from collectplan.domain.strategy import Segments
from collectplan.segment.bands import band_of, bucket_of, rule_of
from collectplan.segment.names import band_names, bucket_names
from tests.builders import account, portfolio, strategy


@pytest.mark.parametrize(
    ("days", "name"),
    [
        (-30, "pre-due"),
        (0, "pre-due"),
        (1, "1-30"),
        (30, "1-30"),
        (31, "31-60"),
        (60, "31-60"),
        (61, "61+"),
        (999, "61+"),
    ],
)
def test_a_lower_edge_belongs_to_the_bucket_that_it_opens(days: int, name: str) -> None:
    """With edges 1, 31 and 61, 30 days late is 1-30 and 31 days late is 31-60."""
    segments = Segments(buckets=(1, 31, 61))
    assert bucket_names(segments)[bucket_of(pl.Series([days]), segments)[0]] == name


@pytest.mark.parametrize(
    ("score", "name"),
    [
        (0.0, "low"),
        (0.15, "low"),
        (0.1500001, "medium"),
        (0.45, "medium"),
        (0.46, "high"),
        (1.0, "high"),
        (None, "unscored"),
    ],
)
def test_an_upper_edge_belongs_to_the_band_that_it_closes(score: float | None, name: str) -> None:
    """With edges 0.15, 0.45 and 1.0, a score of 0.15 is still low; no score is unscored."""
    segments = Segments()
    assert band_names(segments)[band_of(pl.Series([score], dtype=pl.Float64), segments)[0]] == name


def test_rules_are_positions_and_none_is_their_number() -> None:
    """The first account is true of both rules and gets the first, the last of neither and gets 2."""
    rules = [{"name": "late", "when": "days_past_due > 60"}, {"name": "owes", "when": "past_due > 50"}]
    accounts = portfolio(
        [
            account(account_id="A1", days_past_due=61, past_due=60.0),
            account(account_id="A2", days_past_due=60, past_due=60.0),
            account(account_id="A3", days_past_due=60, past_due=50.0),
        ]
    )
    assert rule_of(accounts, strategy(segments={"rules": rules})).tolist() == [0, 1, 2]
