"""What an earlier run hands to the search: its prices, and its plan in the positions of today."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl

from collectplan.domain.clock import minutes_of
from collectplan.domain.stages import Day
from collectplan.optimise import Warm
from collectplan.whatif.earlier import Earlier, prices_of

if TYPE_CHECKING:
    from collectplan.pipeline import Prepared


def warm_of(earlier: Earlier, prepared: Prepared, *, is_rough: bool = False) -> Warm:
    """Prices and plan of a run, for a search of what is prepared.

    Args:
        earlier: the run.
        prepared: of the stages, with what is different in it.
        is_rough: whether a plan does that is good enough to be compared; what targets cost is then not looked for.
    """
    return warm_with(earlier, prepared.day, contacts_of(earlier, prepared), is_rough=is_rough)


def warm_with(earlier: Earlier, day: Day, contacts: pl.DataFrame, *, is_rough: bool) -> Warm:
    """The same, given the plan: `customer, date, channel, slot, group` in positions of today."""
    return Warm(
        prices=prices_of(earlier, day),
        contacts=contacts,
        objective=float(earlier.worth["objective"]),
        bound=float(earlier.worth["bound"]),
        is_rough=is_rough,
        with_costs=not is_rough,
    )


def contacts_of(earlier: Earlier, prepared: Prepared) -> pl.DataFrame:
    """`customer, date, channel, slot, group` of the run's contacts, without those that name what is not there now."""
    strategy, day = prepared.opened.loaded.strategy, prepared.day
    columns = ("customer_id", "date", "channel", "start", "agent_group")
    tables = [earlier.grid, *([] if earlier.outlook is None else [earlier.outlook])]
    told = pl.concat([table.select(columns) for table in tables])
    dates = {date.isoformat(): position for position, date in enumerate(day.dates)}
    channels = {name: position for position, name in enumerate(strategy.channels)}
    groups = {"": -1} | {name: position for position, name in enumerate(prepared.staffing.groups)}
    # Where an hour occurs twice, the first is meant, as in `prices_of`.
    slots = {(slot.date, slot.start): position for position, slot in reversed(list(enumerate(day.slots)))}
    told = told.with_columns(
        pl.col("date").replace_strict(dates, default=None, return_dtype=pl.Int32),
        pl.col("channel").replace_strict(channels, default=None, return_dtype=pl.Int32),
        group=pl.col("agent_group").replace_strict(groups, default=None, return_dtype=pl.Int32),
    )
    ids = pl.DataFrame({"customer_id": prepared.permitted.customer_ids}).with_row_index("customer")
    hours = told.select("date", "start").unique().sort("date", "start")
    places = [
        None if date is None else -1 if not start else slots.get((date, minutes_of(start)))
        for date, start in hours.iter_rows()
    ]
    found = told.join(ids, on="customer_id", how="inner", maintain_order="left").join(
        hours.with_columns(slot=pl.Series(places, dtype=pl.Int32)),
        on=["date", "start"],
        how="left",
        maintain_order="left",
    )
    return found.select("customer", "date", "channel", "slot", "group").drop_nulls()


def in_groups(contacts: pl.DataFrame, day: Day, before: Sequence[str], now: Sequence[str]) -> pl.DataFrame:
    """Contacts of a run, given in its own positions, in those of today; without those whose group is not there now.

    Args:
        contacts: `customer, date, channel, slot, group`.
        day: the same in both.
        before: names of the agent groups then.
        now: the same today.
    """
    # Where an hour occurs twice, the first is meant: grid.csv does not tell them apart.
    first = {(slot.date, slot.start): position for position, slot in reversed(list(enumerate(day.slots)))}
    slots = {-1: -1} | {position: first[slot.date, slot.start] for position, slot in enumerate(day.slots)}
    places = {name: position for position, name in enumerate(now)}
    groups = {-1: -1} | {position: places.get(name) for position, name in enumerate(before)}
    return contacts.select(
        "customer",
        pl.col("date").cast(pl.Int32),
        pl.col("channel").cast(pl.Int32),
        pl.col("slot").replace_strict(slots, return_dtype=pl.Int32),
        pl.col("group").replace_strict(groups, return_dtype=pl.Int32),
    ).drop_nulls()
