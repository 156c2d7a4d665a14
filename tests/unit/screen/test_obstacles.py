"""Everything that keeps a customer from being contacted, and not the first thing alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from collectplan.domain.day import make_day, moments
from collectplan.domain.stages import Segmented
from collectplan.screen import screen
from collectplan.screen.obstacles import ways
from tests import builders
from tests.unit.screen.worlds import Record, free_now


def asked(
    account: Record,
    attempts: Iterable[Record] = (),
    rules: Sequence[Record] = (),
    suppressed: str = "",
    arm: str = "champion",
    **changes: Any,
) -> dict[str, list[tuple[list[str], list[str]]]]:
    """For each channel the sets of obstacles, with the starts of the hours in which they are enough."""
    loaded = builders.strategy(limits={"rules": list(rules)}, **changes)
    tables = builders.inputs([account], attempts, loaded=loaded)
    frame = tables.portfolio.with_columns(
        treatment=pl.lit(-1, pl.Int32), suppressed=pl.lit(suppressed), arm=pl.lit(arm)
    )
    day = make_day(builders.MONDAY, loaded.strategy)
    segmented = Segmented(free_now(frame))
    names = list(loaded.strategy.channels)
    found: dict[str, list[tuple[list[str], list[str]]]] = {}
    for way in ways(tables, segmented, loaded, day):
        told = sorted(obstacle.rule for obstacle in way.obstacles)
        hours = [f"{day.slots[slot].start // 60:02}" for slot in way.slots]
        found.setdefault(names[way.channel], []).append((told, hours))
        lifted = frozenset((obstacle.reason, obstacle.rule) for obstacle in way.obstacles)
        permitted = screen(tables, segmented, loaded, day, moments(loaded.strategy, day), lifted=lifted)
        # What is claimed is tried: with these lifted the pair is there, and its slots are open.
        if not suppressed:
            pairs = permitted.pairs.filter(pl.col("channel") == way.channel)
            assert pairs.height == 1
            assert permitted.openings[pairs["opening"][0]][list(way.slots)].all()
    return found


EVERY_HOUR = ["08", "09", "10", "11"]


def test_a_permitted_contact_has_no_obstacle() -> None:
    """All four slots are open; the letter has none."""
    found = asked({"postal": "street 1"})
    assert found == {"call": [([], EVERY_HOUR)], "sms": [([], EVERY_HOUR)], "letter": [([], [])]}


def test_every_obstacle_of_a_channel_is_named() -> None:
    """No phone, no consent, and a rule against calls: all three stand against a call, two against a message."""
    never = {"id": "never", "kind": "cap", "max": 0, "window": {"days": 1}, "channels": ["call"]}
    account = {"phone": None, "consent_call": False, "consent_sms": False}
    found = asked(account, rules=[never])
    assert found["call"] == [(["address", "consent", "never"], EVERY_HOUR)]
    assert found["sms"] == [(["address", "consent"], EVERY_HOUR)]


def test_the_hour_with_the_fewest_obstacles_is_chosen() -> None:
    """Calls until 10:00 by one rule, from 10:00 by another, not before 09:00 by a third: at 09, 10 and 11 one stands."""
    rules = [
        {"id": "early", "kind": "hours", "mon-sun": ["08:00", "10:00"]},
        {"id": "late", "kind": "hours", "mon-sun": ["10:00", "20:00"]},
        {"id": "day", "kind": "hours", "mon-sun": ["09:00", "20:00"]},
    ]
    found = asked({}, rules=rules)
    assert sorted(found["call"]) == [(["early"], ["10", "11"]), (["late"], ["09"])]


def test_a_suppression_is_an_obstacle_too() -> None:
    """A stopped account of the holdout has both before it on every channel, and whatever else there is."""
    account = {"phone": None, "postal": "street 1", "stop_reason": "dispute", "hold_until": builders.MONDAY}
    found = asked(account, suppressed="stop_reason", arm="holdout")
    assert found["call"] == [(["address", "hold_until", "holdout", "stop_reason"], EVERY_HOUR)]
    assert found["letter"] == [(["hold_until", "holdout", "stop_reason"], [])]
    # A hold that ended yesterday is none.
    found = asked({"hold_until": builders.MONDAY - dt.timedelta(1)})
    assert found["call"] == [([], EVERY_HOUR)]


def test_a_full_cap_says_what_it_met() -> None:
    """A call on Sunday and one a week allowed: the cap stands against calls on Monday."""
    weekly = {"id": "weekly", "kind": "cap", "max": 1, "window": {"days": 7}, "channels": ["call"]}
    attempt = builders.attempt(at="2026-03-01 10:00", channel="call", outcome="no_answer")
    found = asked({}, [attempt], [weekly])
    assert found["call"] == [(["weekly"], EVERY_HOUR)]
    assert found["sms"] == [([], EVERY_HOUR)]
