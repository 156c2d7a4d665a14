"""Days of realistic shape: how close to the best, the same for any number of threads, and what happens to ties."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from collectplan.domain.stages import Solution
from collectplan.optimise import optimise
from tests.optimum.made_days import MadeDay, operation, small_world
from tests.optimum.whole_mip import broken_limits


def assert_same(one: Solution, other: Solution) -> None:
    """The same bits in every field."""
    for name in ("contacts", "resources", "passed"):
        assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)
    assert (one.objective, one.bound, one.termination, one.solver) == (
        other.objective,
        other.bound,
        other.termination,
        other.solver,
    )


@pytest.mark.parametrize("kind", [{}, {"hourly": True}, {"spaced": True}, {"learned": True}], ids=str)
def test_three_hundred_customers_are_planned_to_proven_optimality(kind: dict[str, bool]) -> None:
    """Whether hours are worth the same or not, spaced or not: objective = bound, and the plan keeps every limit."""
    made = operation(300, **kind)
    solution = optimise(*made.stages)
    assert (solution.termination, solution.gap) == ("optimal", 0.0)
    contacts = list(solution.contacts.select("customer", "channel", "slot", "group").iter_rows())
    assert broken_limits(made, contacts) == []


def test_two_threads_give_the_same_bits_as_one() -> None:
    """5,000 customers are three blocks, which two threads share; sums are added in block order all the same."""
    made = operation(5000, hourly=True)
    calls = [0.0]

    def clock() -> float:
        calls[0] += 1.0
        return calls[0]

    # A clock that ticks once a question ends both searches at the same pass, which keeps the test short.
    one = optimise(*made.stages, threads=1, clock=clock, deadline=60.0)
    calls[0] = 0.0
    two = optimise(*made.stages, threads=2, clock=clock, deadline=60.0)
    assert one.limit == "time"
    assert_same(one, two)


def test_the_same_day_gives_the_same_bits_twice() -> None:
    """Nothing is random: not the noise, not the solvers."""
    made = operation(300, learned=True)
    assert_same(optimise(*made.stages), optimise(*made.stages))


def test_customers_in_another_order_get_the_same_contacts() -> None:
    """Reach by customer and hour leaves one best plan; it does not move when the customers stand in reverse order."""
    made = operation(200, learned=True)
    num = len(made.permitted.customer_ids)
    turned = made.valued.pairs.with_columns(customer=(num - 1 - made.valued.pairs["customer"]).cast(pl.Int32))
    order = np.lexsort((turned["channel"].to_numpy(), turned["customer"].to_numpy()))
    pairs = turned[order]
    other = replace(
        made,
        permitted=replace(
            made.permitted, customer_ids=made.permitted.customer_ids.reverse(),
            pairs=pairs.select(made.permitted.pairs.columns),
        ),
        valued=replace(made.valued, pairs=pairs),
    )  # fmt: skip
    one, two = optimise(*made.stages), optimise(*other.stages)
    back = two.contacts.with_columns(customer=(num - 1 - two.contacts["customer"]).cast(pl.Int32))
    columns = ["customer", "channel", "slot", "group", "value"]
    assert_frame_equal(one.contacts.select(columns), back.select(columns).sort(columns[:4]), check_exact=True)


def test_a_day_on_which_everything_ties_is_filled_to_the_brim() -> None:
    """Customers, hours and groups all alike: the plan is worth capacity x value, and no more can be had.

    One agent channel, 0.45 x 60 = 27 minutes in each of 2 hours, calls of exactly 1 minute: 54 calls worth 1 each.
    """
    made = _all_alike(80)
    solution = optimise(*made.stages)
    assert len(solution.contacts) == 54
    assert solution.objective == pytest.approx(54.0)
    assert solution.termination == "optimal"


def test_one_customer_gets_the_best_that_is_open() -> None:
    """Nothing binds a single customer but local rules: the bound at prices of 0 is the plan itself."""
    solution = optimise(*small_world(11, num=1).stages)
    assert solution.objective == solution.bound
    assert (solution.resources["shadow_price"] == 0).all()


def test_progress_rises_from_0_to_1() -> None:
    """Shares told of one piece of work never fall and stay in 0..1."""
    told: dict[str, list[float]] = {}
    optimise(*operation(600).stages, progress=lambda what, share: told.setdefault(what, []).append(share))
    assert "prices" in told
    assert all(shares == sorted(shares) and shares[0] >= 0 and shares[-1] <= 1 for shares in told.values())


def test_solvers_write_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """Results go to standard output and narration to standard error: native solvers write to neither."""
    optimise(*operation(300, learned=True).stages)
    assert capfd.readouterr() == ("", "")


@pytest.mark.slow
@pytest.mark.parametrize("kind", [{}, {"hourly": True}, {"spaced": True}, {"learned": True}], ids=str)
def test_ten_thousand_customers_are_within_five_in_ten_thousand(kind: dict[str, bool]) -> None:
    """The gap that users are promised at 10,000 customers, with hours that are worth the same and with others."""
    assert optimise(*operation(10_000, **kind).stages, threads=2).gap <= 0.0005


@pytest.mark.slow
@pytest.mark.parametrize("kind", [{}, {"hourly": True}], ids=str)
def test_a_hundred_thousand_customers_are_within_one_in_ten_thousand(kind: dict[str, bool]) -> None:
    """The gap that users are promised at 100,000 customers."""
    assert optimise(*operation(100_000, **kind).stages, threads=2).gap <= 0.0001


def _all_alike(num: int) -> MadeDay:
    """`num` customers who may all be called for 1 minute in 2 hours of 27 minutes, each call worth 1."""
    made = operation(num)
    pairs = pl.DataFrame({
        "customer": np.arange(num, dtype=np.int32), "date": np.zeros(num, np.int16), "channel": np.zeros(num, np.int16), "lead": np.arange(num, dtype=np.int32),
        "address": pl.Series([None] * num, dtype=pl.String), "opening": np.zeros(num, np.int32),
    })  # fmt: skip
    minutes = np.zeros_like(made.staffing.minutes)
    minutes[0, :2] = 27.0
    channels = dict(made.loaded.strategy.channels)
    call = channels["call"]
    assert call.minutes is not None
    channels["call"] = call.model_copy(update={"minutes": call.minutes.model_copy(update={"contact": 1.0})})
    return replace(
        made,
        permitted=replace(made.permitted, pairs=pairs),
        valued=replace(
            made.valued, reach=np.ones_like(made.valued.reach),
            pairs=pairs.with_columns(
                gain=pl.lit(1.0), profile=pl.Series(np.zeros(num, np.int32)), crew=pl.Series(np.zeros(num, np.int32))
            ),
        ),
        staffing=replace(made.staffing, minutes=minutes),
        loaded=replace(made.loaded, strategy=made.loaded.strategy.model_copy(update={"channels": channels})),
    )  # fmt: skip
