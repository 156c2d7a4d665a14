"""Pools: full windows bar, the others are shared; and the check agrees with both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectplan.check.evidence import Evidence
from collectplan.check.history import SCHEMA
from collectplan.check.pool import pool as checked
from collectplan.domain.stages import Pools
from tests import builders
from tests.unit.screen.worlds import Answer, screened

POOL = {"id": "p", "kind": "pool", "max": 2, "hours": 24.0, "channels": ["sms"]}
BOGOTA = ZoneInfo("America/Bogota")
Plan = Sequence[tuple[str, str, str]]  # customer, channel, start


def people(num: int, **changes: Any) -> list[dict[str, Any]]:
    """Accounts A1, A2 .. of customers of the same names."""
    return [{"account_id": f"A{i}", "customer_id": f"A{i}", **changes} for i in range(1, num + 1)]


def tried(customer: str, at: str, channel: str = "sms", **changes: Any) -> dict[str, Any]:
    return {"customer_id": customer, "account_id": None, "at": at, "channel": channel, "outcome": "delivered"} | changes


def pools_of(answer: Answer) -> Pools:
    assert answer.permitted.pools is not None
    return answer.permitted.pools


def windows(answer: Answer) -> list[tuple[str, int]]:
    """Last slot and what is left of every window."""
    pools = pools_of(answer)
    starts = [f"{slot.start // 60:02d}:{slot.start % 60:02d}" for slot in answer.day.slots]
    return [(starts[last], int(left)) for last, left in zip(pools.last, pools.capacity, strict=True)]


def accepts(answer: Answer, plan: Plan) -> bool:
    """Whether every contact is open and no window takes more than it has left."""
    pools = pools_of(answer)
    starts = [f"{slot.start // 60:02d}:{slot.start % 60:02d}" for slot in answer.day.slots]
    ids, pairs = answer.permitted.customer_ids.to_list(), answer.permitted.pairs
    used = np.zeros(len(pools.capacity), np.int64)
    for customer, channel, start in plan:
        where = (pl.col("customer") == ids.index(customer)) & (pl.col("channel") == answer.channels.index(channel))
        row = pairs.with_row_index().filter(where)["index"].to_list()
        if not row or start not in answer.hours(channel, customer):
            return False
        used += pools.uses[pools.kind_of_pair[row[0]], :, starts.index(start)]
    return bool((used <= pools.capacity).all())


def test_without_history_one_window_of_the_whole_day_is_left() -> None:
    """In 24 hours all four slots of the day lie together: the window of the last slot implies the others."""
    assert windows(screened(people(3), rules=[POOL])) == [("11:00", 2)]


def test_a_span_of_two_slots_slides_over_the_day() -> None:
    """Slots at 8, 9, 10 and 11 lie in spans of two hours by twos: 8-9, 9-10, 10-11."""
    answer = screened(people(3), rules=[POOL | {"hours": 2.0}])
    assert windows(answer) == [("09:00", 2), ("10:00", 2), ("11:00", 2)]
    assert not accepts(answer, [("A1", "sms", "08:00"), ("A2", "sms", "09:00"), ("A3", "sms", "09:00")])
    assert accepts(answer, [("A1", "sms", "08:00"), ("A2", "sms", "09:00"), ("A3", "sms", "10:00")])


def test_yesterday_counts_until_it_is_a_day_ago_whoever_was_tried() -> None:
    """C9, unknown to the portfolio, was tried at 9:30 on Sunday: gone from the windows of 10:00 on Monday and later."""
    answer = screened(people(3), [tried("C9", "2026-03-01T09:30")], rules=[POOL])
    assert windows(answer) == [("09:00", 1), ("11:00", 2)]
    assert not accepts(answer, [("A1", "sms", "08:00"), ("A2", "sms", "09:00")])
    assert accepts(answer, [("A1", "sms", "08:00"), ("A2", "sms", "10:00")])


def test_an_attempt_exactly_a_span_ago_is_out() -> None:
    """Two starts lie in one span when they are less than 24 hours apart, so 8:00 on Sunday is not in that of 8:00."""
    assert windows(screened(people(1), [tried("C9", "2026-03-01T08:00")], rules=[POOL])) == [("11:00", 2)]


def test_a_customer_of_the_history_takes_no_room_a_second_time() -> None:
    """A1 was tried on Sunday at 20:00 and A2 at 21:00: the pool of two is full, for A3 but not for them."""
    history = [tried("A1", "2026-03-01T20:00"), tried("A2", "2026-03-01T21:00")]
    answer = screened(people(3), history, rules=[POOL])
    assert accepts(answer, [("A1", "sms", "08:00"), ("A2", "sms", "08:00")])
    assert answer.block("sms", "A3") == ("pool", "p", "pool p: 2 of 2 customers in the 24 hours to 2026-03-02T16:00Z")
    assert answer.hours("call", "A3") == ["08:00", "09:00", "10:00", "11:00"]


def test_an_overfull_history_bars_even_those_whom_it_counts() -> None:
    """Three customers on Sunday morning where two are allowed: nobody until the first of them is a day ago."""
    history = [tried(f"A{i}", f"2026-03-01T{8 + i:02d}:30") for i in (1, 2, 3)]
    answer = screened(people(3), history, rules=[POOL])
    assert answer.hours("sms", "A3") == ["10:00", "11:00"]
    assert windows(answer)[-1] == ("11:00", 1)


def test_failed_and_inbound_attempts_and_other_channels_do_not_count() -> None:
    """Nothing left the house, or the customer wrote; and a call is no message."""
    history = [
        tried("C7", "2026-03-01T20:00", outcome="failed"),
        tried("C8", "2026-03-01T20:00", is_inbound=True),
        tried("C9", "2026-03-01T20:00", channel="call"),
    ]
    assert windows(screened(people(1), history, rules=[POOL])) == [("11:00", 2)]


def test_a_channel_that_the_strategy_lacks_counts_where_the_rule_names_none() -> None:
    """A rule without channels is about all of them, those of the past included."""
    history = [tried("C9", "2026-03-01T20:00", channel="pigeon")]
    everything = {key: value for key, value in POOL.items() if key != "channels"}
    assert windows(screened(people(1), history, rules=[everything])) == [("11:00", 1)]


def test_contacts_without_an_hour_and_of_other_accounts_take_nothing() -> None:
    """Letters have no instant; `applies_when` is asked of the lead account."""
    rule = {"id": "p", "kind": "pool", "max": 1, "hours": 24.0, "applies_when": "product = 'loan'"}
    answer = screened([*people(2), {"account_id": "B1", "product": "card"}], rules=[rule])
    pools, pairs = pools_of(answer), answer.permitted.pairs
    taken = pools.uses[pools.kind_of_pair].any(axis=(1, 2))
    of_loans = np.isin(pairs["customer"].to_numpy(), [0, 1])
    assert (taken == of_loans).all()
    assert answer.pair("letter") is not None


def test_a_pool_that_ended_yesterday_is_none() -> None:
    """A rule that is in force on no date of the plan binds nothing."""
    rule = POOL | {"max": 0, "valid": {"to": "2026-03-01"}}
    answer = screened(people(1), rules=[rule])
    assert answer.permitted.pools is None
    assert answer.pair("sms") is not None


def test_a_pool_of_nobody_bars_its_channel() -> None:
    """At most 0 customers: the channel is barred, in the rule's name."""
    answer = screened(people(1), rules=[POOL | {"max": 0}])
    assert answer.block("sms") == ("pool", "p", "pool p: 0 of 0 customers in the 24 hours to 2026-03-02T16:00Z")


@pytest.mark.parametrize("attempts", [None, ()])
def test_nobody_at_all_is_no_error(attempts: Any) -> None:
    """An empty portfolio has windows and no pair that takes of them."""
    answer = screened([], attempts, rules=[POOL])
    assert windows(answer) == [("11:00", 2)]
    assert len(pools_of(answer).kind_of_pair) == 0


class Book:
    """What the check asks of the raw portfolio: for which accounts an expression is true."""

    def __init__(self, is_loan: list[bool]) -> None:
        self.is_loan = pl.Series(is_loan)

    def truth(self, _text: str) -> pl.Series:
        return self.is_loan


def is_legal(rule: dict[str, Any], plan: Plan, history: list[dict[str, Any]], loans: list[bool]) -> bool:
    """What the check says of the plan, by its own code."""
    loaded = builders.strategy(limits={"rules": [rule]})
    rows = [
        {
            "customer_id": customer, "channel": channel, "account": int(customer[1:]) - 1, "date": builders.MONDAY,
            "start_at": dt.datetime.combine(builders.MONDAY, dt.time.fromisoformat(start), BOGOTA),
        }
        for customer, channel, start in plan
    ]  # fmt: skip
    contacts = pl.DataFrame(rows, schema={
        "customer_id": pl.String, "channel": pl.String, "account": pl.UInt32, "date": pl.Date,
        "start_at": pl.Datetime("us", "UTC"),
    })  # fmt: skip
    past = builders.attempts(history).with_columns(
        customer=pl.lit(None, pl.UInt32), is_attempt=~pl.col("is_inbound") & (pl.col("outcome") != "failed")
    )
    nothing = pl.DataFrame()
    past = past.with_columns(row=pl.lit(None, pl.Int64))
    evidence = Evidence(loaded.strategy, Book(loans), nothing, nothing, contacts, past.select(list(SCHEMA)))  # type: ignore[arg-type]  # a stand-in
    return checked(loaded.strategy.limits.rules[0], evidence).is_empty()  # type: ignore[arg-type]  # it is a pool


PEOPLE = st.lists(st.booleans(), min_size=1, max_size=4)
RULES = st.fixed_dictionaries(
    {
        "id": st.just("p"),
        "kind": st.just("pool"),
        "max": st.integers(0, 4),
        "hours": st.sampled_from([0.5, 1.0, 1.5, 2.0, 2.5, 24.0, 25.5]),
    },
    optional={"channels": st.just(["sms"]), "applies_when": st.just("product = 'loan'")},
)
ATTEMPTS = st.lists(
    st.tuples(
        st.sampled_from(["A1", "A2", "A3", "C8", "C9"]),
        st.integers(-27 * 4, 5 * 4),
        st.sampled_from(["sms", "call"]),
        st.sampled_from(["delivered", "delivered", "failed"]),
        st.booleans(),
    ),
    max_size=8,
)
CONTACTS = st.lists(
    st.tuples(st.integers(1, 4), st.sampled_from(["sms", "call"]), st.sampled_from(["08:00", "09:00", "10:00", "11:00"])),
    max_size=6, unique=True,
)  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(loans=PEOPLE, rule=RULES, past=ATTEMPTS, plans=st.lists(CONTACTS, min_size=4, max_size=6))
def test_what_is_accepted_is_legal_and_the_other_way_round(
    loans: list[bool], rule: dict[str, Any], past: list[Any], plans: list[list[tuple[int, str, str]]]
) -> None:
    """The check never objects to what the screen leaves; where history lies before the day, nothing more is refused.

    Two contacts of one customer take twice, on the safe side, so that the way back is asked of single ones alone.
    """
    accounts = [
        {"account_id": f"A{i}", "customer_id": f"A{i}", "product": "loan" if is_loan else "card"}
        for i, is_loan in enumerate(loans, 1)
    ]
    first = dt.datetime.combine(builders.MONDAY, dt.time(8), BOGOTA)
    history = [
        tried(who, (first + dt.timedelta(minutes=15 * quarter)).isoformat(), channel, outcome=outcome, is_inbound=inbound)
        for who, quarter, channel, outcome, inbound in past
    ]  # fmt: skip
    answer = screened(accounts, history, rules=[rule])
    for contacts in plans:
        plan = [(f"A{i}", channel, start) for i, channel, start in contacts if i <= len(loans)]
        legal = is_legal(rule, plan, history, loans)
        accepted = accepts(answer, plan)
        assert legal or not accepted
        is_single = len({customer for customer, _, _ in plan}) == len(plan)
        if is_single and all(quarter < 0 for _, quarter, *_ in past):
            assert accepted == legal
