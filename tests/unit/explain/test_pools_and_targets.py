"""A pool that is worth something, and a target that is missed, in explanations and in run.json."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from collectplan.domain.source import Source
from collectplan.domain.stages import Attained, Floors, LoadedStrategy, Permitted, Pools, Solution, Valued
from collectplan.domain.strategy import Strategy
from collectplan.explain import explain
from collectplan.explain.best import best_candidates
from collectplan.explain.prices import prices_of
from collectplan.explain.shortfall import told_of_targets
from collectplan.write.frames import capacity_frame, rejects_frame
from collectplan.write.publish import Publication
from tests.unit.write import tiny
from tests.unit.write.as_text import fates_frame, grid_frame, why_frame

#: Position of C2's call and of C5's SMS among the pairs of the morning made by hand.
CALL_OF_C2, SMS_OF_C5 = 3, 4


def loaded(**target: Any) -> LoadedStrategy:
    """The morning's strategy, a pool of calls in spans of two hours, and a floor of five contacts of all who are late."""
    said = tiny.loaded().strategy.model_dump(mode="json", by_alias=True, exclude_none=True)
    said["limits"]["rules"].append({"id": "two hours", "kind": "pool", "max": 1, "hours": 2.0, "channels": ["call"]})
    said["targets"] = [{"id": "late_floor", "segments": ["late"], "min_contacts": 5} | target]
    return LoadedStrategy(Strategy.model_validate(said), Source("strategy.yaml"))


def permitted() -> Permitted:
    """Calls of C1 and C2 take of the windows that end at 9, 10 and 11."""
    uses = np.zeros((2, 3, 4), np.bool_)
    for window in range(3):
        uses[1, window, window : window + 2] = True
    kind = np.array([1, 0, 0, 1, 0, 0, 0], np.int32)
    pools = Pools(np.full(3, 1, np.int32), np.array([1, 2, 3], np.int32), np.ones(3, np.int32), kind, uses)
    return replace(tiny.permitted(), pools=pools)


def valued() -> Valued:
    """Everybody but C6 is late and counts."""
    kind = np.array([1, 1, 1, 1, 1, 0, 1], np.int32)
    return replace(tiny.valued(), floors=Floors(kind, np.array([[False], [True]])))


def solution(price: float = 30.0) -> Solution:
    """The pool's windows cost 100 and 900 at 9 and 10; a contact more for the target would cost `price`."""
    made = tiny.solution()
    rows = [
        ("pool", "two hours", 0, 1, 1.0, 0.0, 100.0, "contacts"),
        ("pool", "two hours", 0, 2, 1.0, 1.0, 900.0, "contacts"),
        ("target", "late_floor", 0, -1, 5.0, 3.0, price, "contacts"),
    ]
    more = pl.DataFrame(rows, schema=made.resources.schema, orient="row")
    resources = pl.concat([made.resources.with_columns(shadow_price=pl.lit(0.0)), more])
    return replace(made, resources=resources, targets=(Attained(0, 0, 3, price, 12.5, 4),), passed=made.passed.clear())


def why(**changes: Any) -> pl.DataFrame:
    parts = (tiny.segmented(), permitted(), tiny.staffing(), valued())
    return why_frame(*parts, changes.get("solution", solution()), changes.get("loaded", loaded()), tiny.day())


def test_a_contact_pays_for_every_window_that_it_takes_and_targets_pay_for_the_contact() -> None:
    """At 9 a call takes the windows that end at 9 and 10, 100 + 900, of which the target pays 30; at 11 none is priced."""
    prices = prices_of(
        solution(), tiny.staffing(), valued().crews, loaded().strategy, permitted().pools, valued().floors
    )
    assert prices.pool.tolist() == [[0.0] * 4, [100.0, 1000.0, 900.0, 0.0]]
    assert prices.paid.tolist() == [0.0, 30.0]
    best = best_candidates(permitted(), valued(), prices, loaded().strategy)
    # C2 may be called at 9 and at 11; nobody is on shift at 11.
    assert (best.slot[CALL_OF_C2], best.price[CALL_OF_C2]) == (1, 970.0)


def test_the_sidecar_names_windows_and_targets() -> None:
    """C2's call at 9 takes the windows that end at 9 and 10; the windows without a price are named all the same."""
    row = why().row(by_predicate=(pl.col("customer_id") == "C2") & (pl.col("channel") == "call"), named=True)
    assert row["pools"] == "two hours 2026-03-02 09:00; two hours 2026-03-02 10:00"
    assert row["targets"] == "late_floor"
    assert (row["state"], row["reason"], row["price"]) == ("passed_over", "capacity", 970.0)


@pytest.mark.parametrize(("price", "state"), [(0.5, "no_value"), (30.0, "passed_over")])
def test_a_contact_that_a_target_pays_for_is_not_worthless(price: float, state: str) -> None:
    """C5's SMS loses 0.70: nobody wants it, unless a target pays more than that."""
    frame = why(solution=solution(price))
    assert frame.filter(customer_id="C5", channel="sms")["state"].to_list() == [state]


def test_explain_names_the_pool_as_what_is_short(tmp_path: Path) -> None:
    """From the folder alone: both windows, with what they are worth, the dearest first, and the target."""
    place, made, strategy = tmp_path / "today", solution(), loaded()
    parts = (tiny.segmented(), permitted(), tiny.staffing())
    grid = grid_frame(*parts, made, strategy, tiny.day())
    with Publication(place) as publication:
        publication.csv("grid.csv", grid)
        fates = fates_frame(tiny.raw(), tiny.inputs(), tiny.segmented(), permitted(), why(), grid)
        publication.csv("fates.csv", fates)
        publication.csv("capacity.csv", capacity_frame(made, strategy, tiny.day()))
        publication.csv("rejects.csv", rejects_frame(tiny.inputs()))
        publication.parquet("why.parquet", why())
        publication.json("run.json", {"plan_date": "2026-03-02", "currency": "COP"})
        publication.publish()
    call = explain(place, "C2").channels[0]
    assert [(need.resource, need.start, need.worth) for need in call.needs] == [
        ("pool:two hours", "10:00", 900.0),
        ("pool:two hours", "09:00", 100.0),
    ]
    assert call.targets == ("late_floor",)
    assert call.change == "its value would have to rise by more than 157.60 COP, or capacity to grow"
    capacity = pl.read_csv(place / "capacity.csv", infer_schema=False).filter(pl.col("resource") == "target:late_floor")
    assert capacity.row(0)[3:7] == ("5", "3", "30.000000", "contacts")


def test_a_missed_target_says_what_holds_it_back() -> None:
    """C1 and C7 count; C4 is suppressed, C3 is in a cool-down, C2 and C5 lack room; C6 is of another segment."""
    told = told_of_targets(solution(), tiny.segmented(), why(), loaded(), tiny.day())
    assert told == [
        {
            "id": "late_floor", "date": "2026-03-02", "floor": 5, "planned": 3, "missed": 2, "price": 30.0, "cost": 12.5, "possible": 4,
            "customers": 6, "scarce": ["pool:two hours"],
            "held_back": [
                {"reason": "capacity", "customers": 2},
                {"reason": "after_talk", "customers": 1},
                {"reason": "stop_reason", "customers": 1},
            ],
        }
    ]  # fmt: skip


def test_a_target_on_one_channel_looks_at_that_channel_alone() -> None:
    """Of letters C7 has one; C1's is stopped by the cap, C3 has no address, C2 and C5 are not written to at all."""
    said = loaded(channels=["letter"])
    told = told_of_targets(solution(), tiny.segmented(), why(loaded=said), said, tiny.day())[0]
    assert told["held_back"] == [
        {"reason": "no_candidate", "customers": 2},
        {"reason": "address", "customers": 1},
        {"reason": "house.day", "customers": 1},
        {"reason": "stop_reason", "customers": 1},
    ]
    assert told["scarce"] == []


def test_a_target_that_is_met_says_its_numbers_alone() -> None:
    """Nothing holds it back."""
    said = loaded(min_contacts=3)
    told = told_of_targets(solution(), tiny.segmented(), why(loaded=said), said, tiny.day())[0]
    assert set(told) == {"id", "date", "floor", "planned", "missed", "price", "cost"}
    assert told["missed"] == 0
