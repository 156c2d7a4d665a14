"""What a contact pays for the capacity that it uses, at the shadow prices of a solution."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from collectplan.domain.stages import Bools, Floats, Ints, Solution, Staffing
from collectplan.domain.strategy import Strategy


@dataclass(frozen=True, eq=False)
class Prices:
    """Prices by channel, crew and slot.

    Attributes:
        contact: [channels, slots] money for one contact: per_slot, per_day and budget.
        minute: [crews, slots] money for one agent minute of the cheapest group of the crew that is on shift; infinite
            where none is.
        group: [crews, slots] position of that group, -1 where none is.
    """

    contact: Floats
    minute: Floats
    group: Ints


def prices_of(solution: Solution, staffing: Staffing, crews: Bools, strategy: Strategy) -> Prices:
    """Spread the shadow prices of a solution's resources over channels, crews and slots.

    Args:
        solution: its resources carry the prices.
        staffing: groups, and their minutes by slot.
        crews: [crews, groups] groups that may take a contact.
        strategy: channels and their costs.
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
    of_crew = np.where(crews[:, :, None], by_group[None, :, :], np.inf)
    if not of_crew.size:
        nobody = (len(crews), num_slots)
        return Prices(contact, np.full(nobody, np.inf), np.full(nobody, -1, dtype=np.int32))
    group = of_crew.argmin(axis=1)
    minute = np.take_along_axis(of_crew, group[:, None, :], axis=1)[:, 0, :]
    return Prices(contact, minute, np.where(np.isfinite(minute), group, -1).astype(np.int32))


def _rows(resources: pl.DataFrame) -> list[tuple[str, str, int, float]]:
    return list(resources.select("kind", "resource", "slot", "shadow_price").iter_rows())
