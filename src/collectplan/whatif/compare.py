"""Two plans side by side: what each is worth, what moved, and how far the difference is certain."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from collectplan.domain.clock import hhmm
from collectplan.domain.stages import Day
from collectplan.domain.strategy import Strategy

_Numbers = npt.NDArray[np.int64]
#: Customers and places of contacts.
_Places = tuple[_Numbers, _Numbers]

#: What makes two contacts of a customer the same.
_CONTACT: Final = ("date", "start", "channel", "agent_group")


@dataclass(frozen=True)
class Side:
    """A plan in figures: money, and contacts; minutes by agent group."""

    objective: float
    bound: float
    gap: float
    contacts: int
    customers: int
    channels: Mapping[str, int]
    minutes: Mapping[str, float]


@dataclass(frozen=True)
class Difference:
    """The plan after a change against the one before.

    Attributes:
        objective: after less before, money.
        least, most: between which the true difference of the two best plans lies: `after.objective - before.bound` and
            `after.bound - before.objective`.
        newly, dropped: customers contacted in the one plan only.
        moved: customers contacted in both, but not in the same hours, on the same channels, by the same groups.
    """

    objective: float
    least: float
    most: float
    newly: int
    dropped: int
    moved: int


def side_of(rows: pl.DataFrame, told: Mapping[str, Any]) -> Side:
    """Sum up a plan.

    Args:
        rows: of `contacts`.
        told: `objective, bound, gap`.
    """
    by_channel = rows.group_by("channel").len()
    counted = dict(zip(by_channel["channel"].cast(pl.String).to_list(), by_channel["len"].to_list(), strict=True))
    minutes: dict[str, float] = {}
    for name, part in rows.select("agent_group", "minutes").partition_by("agent_group", as_dict=True).items():
        if name[0]:
            # Summed exactly, so that no order of rows shows.
            minutes[str(name[0])] = math.fsum(part["minutes"].to_list())
    return Side(
        float(told["objective"]),
        float(told["bound"]),
        float(told["gap"]),
        rows.height,
        rows["customer"].n_unique(),
        dict(sorted(counted.items())),
        dict(sorted(minutes.items())),
    )


def difference(before: Side, after: Side, old: pl.DataFrame, new: pl.DataFrame) -> Difference:
    """Compare two plans, given their figures and their rows, whose customers are named alike."""
    was, now = _numbered(old, new)
    then, today = (_distinct(np.sort(customers)) for customers, _ in (was, now))
    moved = np.intersect1d(np.intersect1d(then, today, assume_unique=True), _changed(was, now), assume_unique=True)
    return Difference(
        objective=after.objective - before.objective,
        least=after.objective - before.bound,
        most=after.bound - before.objective,
        newly=len(np.setdiff1d(today, then, assume_unique=True)),
        dropped=len(np.setdiff1d(then, today, assume_unique=True)),
        moved=len(moved),
    )


def contacts_of_text(grid: pl.DataFrame) -> pl.DataFrame:
    """Rows of a plan to compare, of grid.csv as text: `customer, date, start, channel, agent_group, minutes`."""
    return grid.select(pl.col("customer_id").alias("customer"), *_CONTACT, pl.col("minutes").cast(pl.Float64))


def contacts_of(
    contacts: pl.DataFrame, groups: Sequence[str], strategy: Strategy, day: Day, names: pl.Series | None
) -> pl.DataFrame:
    """The same of contacts of a solution: those of the plan date.

    Args:
        contacts: positions `customer, date, channel, slot, group`, and `minutes`.
        groups: names of agent groups.
        strategy: whose channels are meant.
        day: whose slots are meant.
        names: of the customers; None: their positions stand for them.
    """
    today = contacts.filter(pl.col("date") == 0)
    starts = [*(hhmm(slot.start) for slot in day.slots), ""]
    has_agents = pl.Series([channel.agents for channel in strategy.channels.values()], dtype=pl.Boolean)
    is_spent = has_agents.gather(today["channel"].cast(pl.Int64)).to_numpy()
    minutes = np.zeros(today.height)
    # As grid.csv has them.
    minutes[is_spent] = today["minutes"].filter(is_spent).cast(pl.Decimal(38, 4)).cast(pl.String).cast(pl.Float64)
    return pl.DataFrame(
        {
            "customer": today["customer"] if names is None else names.gather(today["customer"]),
            "date": pl.repeat(day.date.isoformat(), today.height, dtype=pl.Enum([day.date.isoformat()]), eager=True),
            "start": _words(starts, today["slot"]),
            "channel": _words(list(strategy.channels), today["channel"]),
            "agent_group": _words([*groups, ""], today["group"]),
            "minutes": minutes,
        }
    )


def _words(names: list[str], positions: pl.Series) -> pl.Series:
    """Enum of the names at positions; -1 takes the last."""
    kinds = list(dict.fromkeys(names))
    place = np.array([kinds.index(name) for name in names], np.uint32)[positions.to_numpy()]
    return pl.Series(kinds, dtype=pl.Enum(kinds)).gather(pl.Series(place))


def _numbered(old: pl.DataFrame, new: pl.DataFrame) -> tuple[_Places, _Places]:
    """Customers and places of each plan's contacts as numbers that mean the same in both."""
    number = np.zeros(old.height + new.height, np.int64)
    for name in _CONTACT:
        kind = old.schema[name]
        if not isinstance(kind, pl.Enum) or kind != new.schema[name]:
            words_of = [frame[name].unique().cast(pl.String).to_list() for frame in (old, new)]
            kind = pl.Enum(sorted({*words_of[0], *words_of[1]}))
        words = pl.concat([frame[name].cast(kind) for frame in (old, new)]).to_physical().to_numpy()
        number = number * len(kind.categories) + words
    customer = pl.concat([frame["customer"] for frame in (old, new)])
    if customer.dtype == pl.String:
        customer = customer.cast(pl.Categorical).to_physical()
    customers = customer.to_numpy().astype(np.int64)
    there = _distinct(np.sort(number))
    places = np.searchsorted(there, number)
    return (customers[: old.height], places[: old.height]), (customers[old.height :], places[old.height :])


def _changed(was: _Places, now: _Places) -> _Numbers:
    """Customers, in rising order, who have a contact in one plan that they do not have, or less often, in the other."""
    wide = 1 + max(int(places.max(initial=0)) for _, places in (was, now))
    # A contact is twice its number, and one more in the plan of now: what both have comes to nothing.
    both = [2 * (customers * wide + places) + is_new for is_new, (customers, places) in enumerate((was, now))]
    contacts = np.sort(np.concatenate(both))
    contact, is_now = contacts >> 1, contacts & 1
    first = np.flatnonzero(np.concatenate([np.ones(min(1, len(contact)), np.bool_), contact[1:] != contact[:-1]]))
    times = np.add.reduceat(1 - 2 * is_now, first) if len(first) else first
    return _distinct(contact[first[times != 0]] // wide)


def _distinct(rising: _Numbers) -> _Numbers:
    """Numbers in rising order once each; numpy's own way goes by hashes, and takes many times as long."""
    is_first = np.concatenate([np.ones(min(1, len(rising)), np.bool_), rising[1:] != rising[:-1]])
    found: _Numbers = rising[is_first]
    return found
