"""The stage as a whole: segments, treatments, arms and suppressions of small portfolios."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from collectplan.domain.stages import LoadedStrategy
from collectplan.errors import StrategyError
from collectplan.segment import segment
from tests.builders import MONDAY, account, inputs, strategy

SEGMENTS = {
    "buckets": [1, 31, 61],
    "risk": {"low": 0.15, "high": 1.0},
    "rules": [
        {"name": "hardship", "when": "reason = 'hardship'"},
        {"name": "rich", "when": "past_due >= 500"},
    ],
}


def segmented(records: list[dict[str, Any]], loaded: LoadedStrategy, date: dt.date = MONDAY) -> pl.DataFrame:
    return segment(inputs(records, loaded=loaded), loaded, date).accounts


def test_names_are_bucket_and_band_unless_a_rule_is_true() -> None:
    """30 days late with a score of 0.15 is 1-30/low; the rule beats it for hardship, and is not true of no reason."""
    loaded = strategy(segments=SEGMENTS)
    found = segmented(
        [
            account(account_id="A1", days_past_due=30, risk_score=0.15),
            account(account_id="A2", days_past_due=-4, risk_score=None),
            account(account_id="A3", days_past_due=61, risk_score=0.16, reason="hardship"),
        ],
        loaded,
    )
    assert found["segment"].to_list() == ["1-30/low", "pre-due/unscored", "hardship"]
    assert found["bucket"].to_list() == ["1-30", "pre-due", "61+"]
    assert found["risk_band"].to_list() == ["low", "unscored", "high"]


def test_the_first_rule_that_is_true_wins() -> None:
    """An account that both rules are true of belongs to the one that stands first."""
    found = segmented([account(reason="hardship", past_due=900.0)], strategy(segments=SEGMENTS))
    assert found["segment"].to_list() == ["hardship"]


def test_the_first_treatment_that_matches_wins() -> None:
    """`1-30/*` stands before `*/low`; what neither matches has no treatment, -1."""
    treatments = [{"segments": ["rich", "1-30/*"]}, {"segments": ["*/low"]}]
    found = segmented(
        [
            account(account_id="A1", days_past_due=5, risk_score=0.1),
            account(account_id="A2", days_past_due=40, risk_score=0.1),
            account(account_id="A3", days_past_due=40, risk_score=0.9),
            account(account_id="A4", past_due=500.0),
        ],
        strategy(segments=SEGMENTS, treatments=treatments),
    )
    assert found["treatment"].to_list() == [0, 1, -1, 0]
    assert found["treatment"].dtype == pl.Int32


def test_suppression_names_the_first_built_in_rule_and_what_it_says() -> None:
    """Held through 2 March suppresses on 2 March, through 1 March no longer; a stop reason is named before a hold."""
    found = segmented(
        [
            account(account_id="A1", hold_until="2026-03-02"),
            account(account_id="A2", hold_until="2026-03-01"),
            account(account_id="A3", hold_until="2026-03-09", stop_reason="deceased"),
            account(account_id="A4"),
        ],
        strategy(),
    )
    assert found["suppressed"].to_list() == ["hold_until", "", "stop_reason", ""]
    assert found["suppressed_detail"].to_list() == ["2026-03-02", "", "deceased", ""]


def test_a_holdout_is_suppressed_last_and_as_a_whole_customer() -> None:
    """A share of 1 holds everybody out; the account with a stop reason is suppressed by that, and is in the arm too."""
    found = segmented(
        [account(account_id="A1", customer_id="C"), account(account_id="A2", customer_id="C", stop_reason="cease")],
        strategy(experiments={"holdout": 1.0, "salt": "s"}),
    )
    assert found["arm"].to_list() == ["holdout", "holdout"]
    assert found["suppressed"].to_list() == ["holdout", "stop_reason"]
    assert found["suppressed_detail"].to_list() == ["", "cease"]


def test_order_and_columns_of_the_portfolio_are_kept() -> None:
    """The stage only adds columns, so that row positions still point at the same accounts."""
    loaded = strategy(segments=SEGMENTS)
    given_inputs = inputs([account(account_id=name, own=7) for name in ("B", "A", "C")], loaded=loaded)
    found = segment(given_inputs, loaded, MONDAY).accounts
    assert_frame_equal(found.select(given_inputs.portfolio.columns), given_inputs.portfolio)
    assert found.columns[len(given_inputs.portfolio.columns) :] == [
        "arm", "bucket", "risk_band", "segment", "treatment", "suppressed", "suppressed_detail", "free_from",
    ]  # fmt: skip


def test_an_empty_portfolio_has_every_column() -> None:
    """No account: no row, and the same types as ever."""
    loaded = strategy(segments=SEGMENTS, experiments={"holdout": 0.5}, treatments=[{"segments": ["*"]}])
    one, none = segmented([account()], loaded), segmented([], loaded)
    assert none.height == 0
    assert none.schema == one.schema


def test_every_bad_condition_is_found_with_its_place() -> None:
    """Both wrong rules are named at once, each at line and column of its `when`; the right one between them is not."""
    rules = [
        {"name": "one", "when": "no_such_column = 1"},
        {"name": "two", "when": "past_due > 5"},
        {"name": "three", "when": "past_due >"},
    ]
    loaded = strategy(
        segments={"rules": rules},
        marks={("segments", "rules", 0, "when"): (12, 28), ("segments", "rules", 2, "when"): (14, 30)},
    )
    with pytest.raises(StrategyError) as caught:
        segmented([account()], loaded)
    assert [finding.where for finding in caught.value.findings] == ["strategy.yaml:12:28", "strategy.yaml:14:30"]
    assert "'one'" in caught.value.findings[0].what
    assert "no_such_column" in caught.value.findings[0].what
    assert "'three'" in caught.value.findings[1].what


def test_a_bad_condition_is_found_without_any_account() -> None:
    """A strategy is wrong whether or not the portfolio has rows."""
    with pytest.raises(StrategyError):
        segmented([], strategy(segments={"rules": [{"name": "x", "when": "nonsense = 1"}]}))


@settings(max_examples=25, deadline=None)
@given(
    records=st.lists(
        st.fixed_dictionaries(
            {
                "customer_id": st.sampled_from(["C1", "C2", "C3", "Ñandú"]),
                "days_past_due": st.integers(-40, 400),
                "risk_score": st.none() | st.floats(0, 1),
                "reason": st.sampled_from([None, "hardship"]),
                "stop_reason": st.sampled_from([None, None, "cease"]),
            }
        ),
        max_size=12,
    ),
    data=st.data(),
)
def test_what_an_account_gets_depends_on_itself_alone(records: list[dict[str, Any]], data: st.DataObject) -> None:
    """Row order does not show, and dropping other accounts changes nothing for those that stay."""
    loaded = strategy(
        segments=SEGMENTS, treatments=[{"segments": ["*/high"]}], experiments={"holdout": 0.5, "salt": "x"}
    )
    named = [{"account_id": f"A{number:02d}", "_row": number, **record} for number, record in enumerate(records)]
    whole = segmented(named, loaded)
    shuffled = data.draw(st.permutations(named))
    assert_frame_equal(segmented(shuffled, loaded), whole)
    kept = [record for record in shuffled if record["account_id"] <= "A05"]
    assert_frame_equal(segmented(kept, loaded), whole.filter(pl.col("account_id") <= "A05"))


def test_the_inputs_are_not_changed() -> None:
    """A stage returns a new state and leaves the one before it alone."""
    loaded = strategy(segments=SEGMENTS)
    before = inputs([account()], loaded=loaded)
    copy = dataclasses.replace(before, portfolio=before.portfolio.clone())
    segment(before, loaded, MONDAY)
    assert_frame_equal(before.portfolio, copy.portfolio)


def test_a_hold_says_from_when_the_account_is_free() -> None:
    """Held through Monday it is free one day after Monday, through Friday five; a stop reason or a holdout never ends."""
    books = [
        account(account_id="A1", hold_until="2026-03-02"),
        account(account_id="A2", hold_until="2026-03-06"),
        account(account_id="A3", hold_until="2026-03-01"),
        account(account_id="A4", hold_until="2026-03-02", stop_reason="cease"),
    ]
    assert segmented(books, strategy())["free_from"].to_list() == [1, 5, 0, None]
    assert segmented(books[:1], strategy(experiments={"holdout": 1.0, "salt": "s"}))["free_from"].to_list() == [None]
