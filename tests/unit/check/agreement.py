"""Screen and check side by side: the same customer again and again, each copy contacted at another place of the plan.

Neither knows of the other's code, so that what one permits and the other refuses is a mistake of one of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import polars as pl

from collectplan.domain.clock import hhmm
from collectplan.domain.day import make_day, moments
from collectplan.domain.stages import LoadedStrategy
from collectplan.normalise import normalise
from collectplan.screen import screen
from collectplan.segment import segment
from tests.unit.check import worlds

Row = Mapping[str, Any]


class Place(NamedTuple):
    """Where a contact may stand."""

    date: str
    channel: str
    start: str


def answers(
    loaded: LoadedStrategy, account: Row, attempts: Iterable[Row] = (), *, date: dt.date, num_dates: int = 1
) -> tuple[dict[Place, bool], dict[Place, list[str]]]:
    """What screen permits, and the ids of rules that check finds broken, at every place of the plan.

    Args:
        loaded: with rules that stand against a contact whether or not there are others.
        account: of the one customer; ids do not matter.
        attempts: the customer's history.
        date: the first that is planned.
        num_dates: how many are.
    """
    day = make_day(date, loaded.strategy, num_dates)
    places = [
        (channel, number, slot.date, hhmm(slot.start), hhmm(slot.end))
        for channel, said in loaded.strategy.channels.items()
        for number, slot in enumerate(day.slots)
        if not said.untimed and slot.exists
    ]
    places += [
        (channel, -1, days, "", "")
        for channel, said in loaded.strategy.channels.items()
        for days in range(num_dates)
        if said.untimed
    ]
    attempts = list(attempts)
    names = [f"C{number:04d}" for number in range(len(places))]
    copies = [{**account, "customer_id": name, "account_id": name} for name in names]
    past = [{**attempt, "customer_id": name} for name in names for attempt in attempts]
    portfolio = worlds.table("portfolio", copies)
    history = worlds.table("attempts", past, ("at", "customer_id", "channel", "outcome"))
    inputs = normalise(portfolio, history, None, loaded)
    assert inputs.rejects.is_empty()
    said = screen(inputs, segment(inputs, loaded, date), loaded, day, moments(loaded.strategy, day))
    opening = {
        (customer, days, channel): number
        for customer, days, channel, number in said.pairs.select("customer", "date", "channel", "opening").iter_rows()
    }
    channels = list(loaded.strategy.channels)
    permitted, rows = {}, []
    for copy, (channel, number, days, start, end) in enumerate(places):
        on = (date + dt.timedelta(days)).isoformat()
        found = opening.get((copy, days, channels.index(channel)))
        permitted[Place(on, channel, start)] = found is not None and (number < 0 or bool(said.openings[found, number]))
        ids = {"customer_id": names[copy], "account_id": names[copy]}
        rows.append({"date": on, "start": start, "end": end, "channel": channel, **ids})
    verdict = worlds.check(worlds.grid(rows), portfolio, history, None, loaded)
    broken: dict[Place, list[str]] = {place: [] for place in permitted}
    for violation in verdict.violations:
        row = rows[violation.row - 2]
        broken[Place(row["date"], row["channel"], row["start"])].append(violation.rule)
    return permitted, broken


def apart(permitted: Mapping[Place, bool], broken: Mapping[Place, list[str]]) -> pl.DataFrame:
    """Places of which screen and check say different things."""
    rows = [(*place, yes, " ".join(broken[place])) for place, yes in permitted.items() if yes != (not broken[place])]
    return pl.DataFrame(rows, schema=["date", "channel", "start", "permitted", "broken"], orient="row")
