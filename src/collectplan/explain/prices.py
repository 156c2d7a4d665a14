"""What a contact pays for the capacity that it uses, at the shadow prices of a solution."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from collectplan.domain.stages import Bools, Floats, Floors, Ints, Pools, Solution, Staffing
from collectplan.domain.strategy import Strategy


@dataclass(frozen=True, eq=False)
class Prices:
    """Prices by channel, crew and slot.

    Attributes:
        contact: [channels, slots] money for one contact: per_slot, per_day and budget.
        minute: [crews, slots] money for one agent minute of the cheapest group of the crew that is on shift; infinite
            where none is.
        group: [crews, slots] position of that group, -1 where none is.
        pool: [kinds of pools, slots] money for one contact with an hour, of all windows that it takes.
        paid: [kinds of floors] money that targets of the plan date pay for one contact.
    """

    contact: Floats
    minute: Floats
    group: Ints
    pool: Floats
    paid: Floats


def prices_of(
    solution: Solution,
    staffing: Staffing,
    crews: Bools,
    strategy: Strategy,
    pools: Pools | None = None,
    floors: Floors | None = None,
) -> Prices:
    """Spread the shadow prices of a solution's resources over channels, crews and slots.

    Args:
        solution: its resources carry the prices.
        staffing: groups, and their minutes by slot.
        crews: [crews, groups] groups that may take a contact.
        strategy: channels and their costs.
        pools: windows of pools, and what takes of them.
        floors: what counts for targets.
    """
    # A day without slots has one column all the same, in which the untimed channels are.
    num_slots = max(1, staffing.minutes.shape[1])
    channels = list(strategy.channels)
    contact = np.zeros((len(channels), num_slots))
    by_group = np.full((len(staffing.groups), num_slots), np.inf)
    by_group[:, : staffing.minutes.shape[1]] = np.where(staffing.minutes > 0, 0.0, np.inf)
    for kind, name, slot, price in _rows(solution.resources):
        where = slice(None) if slot < 0 else slot
        if kind == "agent_minutes":
            by_group[staffing.groups.index(name), where] += price
        elif kind in ("per_slot", "per_day"):
            contact[channels.index(name), where] += price
        elif kind == "budget":
            contact += price * np.array([[strategy.channels[c].cost] for c in channels])
    pool, paid = _of_pools(solution, strategy, pools, num_slots), _of_floors(solution, strategy, floors)
    of_crew = np.where(crews[:, :, None], by_group[None, :, :], np.inf)
    if not of_crew.size:
        nobody = (len(crews), num_slots)
        return Prices(contact, np.full(nobody, np.inf), np.full(nobody, -1, dtype=np.int32), pool, paid)
    group = of_crew.argmin(axis=1)
    minute = np.take_along_axis(of_crew, group[:, None, :], axis=1)[:, 0, :]
    return Prices(contact, minute, np.where(np.isfinite(minute), group, -1).astype(np.int32), pool, paid)


def window_prices(solution: Solution, strategy: Strategy, pools: Pools) -> Floats:
    """[windows] the shadow price of each window of the pools."""
    rows = solution.resources.filter(kind="pool").select("resource", "slot", "shadow_price").iter_rows()
    known = {(name, slot): price for name, slot, price in rows}
    rules = strategy.limits.rules
    windows = zip(pools.rule.tolist(), pools.last.tolist(), strict=True)
    return np.array([known.get((rules[rule].id, last), 0.0) for rule, last in windows], dtype=np.float64)


def _of_pools(solution: Solution, strategy: Strategy, pools: Pools | None, num_slots: int) -> Floats:
    if pools is None or not pools.uses.size:
        return np.zeros((1 if pools is None else max(1, len(pools.uses)), num_slots))
    price: Floats = np.einsum("kws,w->ks", pools.uses.astype(np.float64), window_prices(solution, strategy, pools))
    return price


def _of_floors(solution: Solution, strategy: Strategy, floors: Floors | None) -> Floats:
    if floors is None:
        return np.zeros(1)
    price = np.zeros(len(strategy.targets))
    for attained in solution.targets:
        price[attained.target] += attained.price if attained.date == 0 else 0.0
    return np.asarray(floors.serves @ price)


def _rows(resources: pl.DataFrame) -> list[tuple[str, str, int, float]]:
    return list(resources.select("kind", "resource", "slot", "shadow_price").iter_rows())
