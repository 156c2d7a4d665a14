"""Worlds pointed at what chance alone seldom meets: where a week begins, and addresses that customers share."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from typing import Any, Literal

Row = dict[str, Any]
Point = Literal["anything", "week", "shared address"]

POINTS: Mapping[Point, int] = {"anything": 8, "week": 1, "shared address": 1}


def some_point(dice: random.Random) -> Point:
    return dice.choices(list(POINTS), list(POINTS.values()))[0]


def near_sunday(dice: random.Random, date: dt.date) -> dt.date:
    """A day of the same week, or the Sunday before it: Sundays and Mondays more often than others."""
    monday = date - dt.timedelta(date.weekday())
    return monday + dt.timedelta(dice.choice([-1, -1, 0, 0, 2, 5]))


def weekly(dice: random.Random) -> Row:
    """A cap by calendar weeks, so low that one attempt on the Sunday before or the Monday after decides."""
    return {"id": "weekly", "kind": "cap", "max": dice.choice([1, 1, 2]), "window": {"calendar": "week"}}


def sundays(dice: random.Random, date: dt.date, strategy: Row, customers: list[str]) -> list[Row]:
    """Attempts about noon on the Sundays and Mondays around the plan date."""
    monday = date - dt.timedelta(date.weekday())
    days = [monday + dt.timedelta(number) for number in (-1, -1, 0, 6, 7)]
    return [
        {
            "at": f"{dice.choice(days)}T12:00",
            "customer_id": customer,
            "channel": dice.choice(list(strategy["channels"])),
            "outcome": "no_answer",
        }
        for customer in customers
        if dice.random() < 0.7
    ]


def once_an_address(dice: random.Random) -> Row:
    """A cap of one at an address."""
    return {"id": "once", "kind": "cap", "max": 1, "per": "address", "window": {"days": dice.choice([1, 2, 7])}}


def share_addresses(dice: random.Random, accounts: list[Row]) -> None:
    """Let two customers or three have all their addresses in common."""
    customers = sorted({row["customer_id"] for row in accounts})
    together = dice.sample(customers, min(len(customers), dice.choice([2, 2, 3])))
    for name in ("phone", "email", "postal"):
        at = next((row[name] for row in accounts if row["customer_id"] in together and row[name]), None)
        for row in accounts:
            if row["customer_id"] in together:
                row[name] = at
