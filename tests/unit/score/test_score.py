"""The stage as a whole, on pairs written by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from collectplan.domain.day import make_day, moments
from collectplan.domain.stages import LoadedStrategy, LocalRules, Moments, Permitted, Segmented, Valued
from collectplan.score import score
from collectplan.segment import segment
from collectplan.staff import staff
from tests.builders import MONDAY, account, inputs, shift, strategy

CALL, SMS, LETTER = 0, 1, 2

#: Two accounts of C1 (100 and 20 in arrears) and one of C2 (50).
BOOK = [
    account(account_id="A1", customer_id="C1", past_due=100.0, days_past_due=100),
    account(account_id="A2", customer_id="C1", past_due=20.0, days_past_due=5),
    account(account_id="A3", customer_id="C2", past_due=50.0, days_past_due=5),
]
LATE = {"segments": ["91-180/*"], "weight": 1.5, "skills": ["negotiation"]}


def no_local_rules(num_customers: int, of_day: Moments) -> LocalRules:
    none = np.zeros(0, dtype=np.int32)
    customers = np.zeros(num_customers, dtype=np.int32)
    num = of_day.channel.size
    return LocalRules(
        class_of_customer=customers,
        cap_start=np.zeros(2, dtype=np.int32),
        cap_set=none,
        cap_limit=none,
        cap_rule=none,
        moment_sets=np.zeros((0, num), dtype=np.bool_),
        clash_of_class=np.zeros(1, dtype=np.int32),
        clashes=np.zeros((1, num, num), dtype=np.bool_),
    )


def permitted(segmented: Segmented, pairs: list[tuple[int, int, int]], loaded: LoadedStrategy) -> Permitted:
    of_day = moments(loaded.strategy, make_day(MONDAY, loaded.strategy))
    ids = segmented.accounts["customer_id"].unique().sort()
    kinds = (pl.Int32, pl.Int16, pl.Int16, pl.Int32, pl.String, pl.Int32)
    schema = dict(zip(("customer", "date", "channel", "lead", "address", "opening"), kinds, strict=True))
    blocks = {"customer": pl.Int32, "channel": pl.Int16, "reason": pl.String, "rule": pl.String, "detail": pl.String}
    return Permitted(
        customer_ids=ids,
        moments=of_day,
        pairs=pl.DataFrame([(pair[0], 0, *pair[1:], "x", 0) for pair in pairs], schema=schema, orient="row"),
        openings=np.ones((1, 4), dtype=np.bool_),
        local=no_local_rules(len(ids), of_day),
        blocks=pl.DataFrame(schema=blocks),
    )


def valued(
    records: list[dict[str, Any]],
    pairs: list[tuple[int, int, int]],
    loaded: LoadedStrategy,
    shifts: list[dict[str, Any]] | None,
) -> Valued:
    world = inputs(records, roster=shifts, loaded=loaded)
    segmented = segment(world, loaded, MONDAY)
    day = make_day(MONDAY, loaded.strategy)
    staffing = staff(world, loaded, day)
    return score(segmented, permitted(segmented, pairs, loaded), staffing, loaded, day)


def test_gain_is_pays_times_amount_times_weight_of_the_lead() -> None:
    """C1 owes 120: by call with A1 0.5 x 120 x 1.5 = 90, by sms with A2 0.1 x 120 x 1 = 12; C2 by letter 0.2 x 50."""
    found = valued(BOOK, [(0, CALL, 0), (0, SMS, 1), (1, LETTER, 2)], strategy(treatments=[LATE]), [shift()])
    assert found.pairs["gain"].to_list() == pytest.approx([90.0, 12.0, 10.0])
    assert found.amount.tolist() == [120.0, 50.0]


def test_profile_is_the_channel_and_reach_its_hours() -> None:
    """Call 0.2 all day, sms 0.1 and from 10:00 on 0.3, letter 0.05."""
    found = valued(BOOK, [(0, SMS, 1), (1, CALL, 2)], strategy(), [shift()])
    assert found.pairs["profile"].to_list() == [SMS, CALL]
    assert found.reach.tolist() == [[0.2] * 4, [0.1, 0.1, 0.3, 0.3], [0.05] * 4]


def test_crews_are_asked_for_by_calls_alone() -> None:
    """A1 asks for negotiation, which `late` has alone; A3 asks for nothing; a message needs no crew, -1."""
    shifts = [shift(agent_group="early"), shift(agent_group="late", skills="negotiation")]
    found = valued(BOOK, [(0, CALL, 0), (0, SMS, 0), (1, CALL, 2)], strategy(treatments=[LATE]), shifts)
    crew = found.pairs["crew"].to_list()
    assert crew[1] == -1
    assert found.crews[crew[0]].tolist() == [False, True]
    assert found.crews[crew[2]].tolist() == [True, True]


def test_suppressed_accounts_owe_nothing_here() -> None:
    """With A1 stopped, C1 is worth 20 by sms: 0.1 x 20 = 2."""
    book = [{**BOOK[0], "stop_reason": "dispute"}, *BOOK[1:]]
    found = valued(book, [(0, SMS, 1)], strategy(), None)
    assert found.pairs["gain"].to_list() == pytest.approx([2.0])


def test_pairs_keep_their_order_columns_and_types() -> None:
    """Three columns are added behind those of `Permitted.pairs`."""
    found = valued(BOOK, [(0, CALL, 0), (1, SMS, 2)], strategy(), [shift()]).pairs
    assert found.columns == [
        *("customer", "date", "channel", "lead", "address", "opening"),
        *("gain", "profile", "crew"),
    ]
    assert found.dtypes[6:] == [pl.Float64, pl.Int32, pl.Int32]
    assert found["customer"].to_list() == [0, 1]


@pytest.mark.parametrize("records", [[], BOOK[:1]])
def test_without_pairs(records: list[dict[str, Any]]) -> None:
    """An empty portfolio, and a customer who may not be contacted, have no pair and no roster is asked for."""
    found = valued(records, [], strategy(treatments=[LATE]), None)
    assert found.pairs.height == 0
    assert found.pairs.dtypes[6:] == [pl.Float64, pl.Int32, pl.Int32]
    assert found.amount.shape == (len(records),)
    assert found.crews.shape == (1, 0)


@settings(max_examples=25, deadline=None)
@given(
    past_due=st.lists(st.just(0.0) | st.floats(0.01, 1e6), min_size=1, max_size=6),
    factor=st.sampled_from([2.0, 4.0, 1024.0]),
    data=st.data(),
)
def test_money_scales_and_rows_may_be_shuffled(past_due: list[float], factor: float, data: st.DataObject) -> None:
    """Twice the money is twice the gain, to the bit for powers of two; and the order of the file does not show."""
    loaded = strategy(treatments=[LATE])
    book = [account(account_id=f"A{n}", customer_id=f"C{n % 2}", past_due=owed) for n, owed in enumerate(past_due)]
    pairs = [(0, CALL, 0), (0, SMS, 0)]
    one = valued(book, pairs, loaded, [shift()])
    shuffled = valued(data.draw(st.permutations(book)), pairs, loaded, [shift()])
    assert_frame_equal(shuffled.pairs, one.pairs, check_exact=True)
    scaled = valued([{**row, "past_due": row["past_due"] * factor} for row in book], pairs, loaded, [shift()])
    assert scaled.pairs["gain"].to_list() == [gain * factor for gain in one.pairs["gain"]]
