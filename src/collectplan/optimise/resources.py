"""Coupling constraints of a day, and the whole-plan argument that lowers some of their capacities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from collectplan.domain.stages import Day, LoadedStrategy, Staffing
from collectplan.optimise.problem import Floats, Ints


@dataclass(frozen=True)
class Resource:
    """One coupling constraint.

    Attributes:
        kind: agent_minutes, per_slot, per_day, budget.
        owner: position of the group (agent_minutes) or channel (per_slot, per_day); -1 for the budget.
        slot: position, -1 whole day.
        name: of the group or channel; "budget".
        capacity: >= 0, in `unit`.
        unit: minutes, contacts, or the strategy's currency.
    """

    kind: str
    owner: int
    slot: int
    name: str
    capacity: float
    unit: str


def list_resources(staffing: Staffing, loaded: LoadedStrategy, day: Day) -> tuple[Resource, ...]:
    """Every coupling constraint: agent minutes by group and slot, channels by slot, channels by day, the budget."""
    strategy, slots = loaded.strategy, range(len(day.slots))
    resources = [
        Resource("agent_minutes", g, s, name, float(staffing.minutes[g, s]), "minutes")
        for g, name in enumerate(staffing.groups)
        for s in slots
    ]
    for c, (name, channel) in enumerate(strategy.channels.items()):
        if channel.per_slot is not None:
            limit = float(channel.per_slot)
            places = (-1,) if channel.untimed else slots
            resources += [Resource("per_slot", c, s, name, limit, "contacts") for s in places]
    for c, (name, channel) in enumerate(strategy.channels.items()):
        if channel.per_day is not None:
            resources.append(Resource("per_day", c, -1, name, float(channel.per_day), "contacts"))
    if strategy.budget.per_day is not None:
        resources.append(Resource("budget", -1, -1, "budget", strategy.budget.per_day, strategy.currency))
    return tuple(resources)


def tighten(
    capacity: Floats, option: Ints, minutes: Floats,
    use_start: Ints, use_resource: Ints, per_contact: Floats, per_minute: Floats,
) -> Floats:  # fmt: skip
    """Capacities as whole plans can use them.

    Where every candidate that uses a resource uses the same amount u > 0, a plan uses a multiple of u: the capacity b
    may be lowered to floor(b / u) x u without losing a plan (Chvatal-Gomory rounding; u = minutes of a call where
    everybody answers equally often). Bound and shadow prices are those of the relaxation with the lowered capacities.
    """
    low, high = np.full(len(capacity), np.inf), np.zeros(len(capacity))
    shortest, longest = np.full(len(use_start) - 1, np.inf), np.zeros(len(use_start) - 1)
    np.minimum.at(shortest, option, minutes)
    np.maximum.at(longest, option, minutes)
    of_option = np.repeat(np.arange(len(use_start) - 1), np.diff(use_start))
    is_used = np.isfinite(shortest)[of_option]
    uses = use_resource[is_used], of_option[is_used], per_contact[is_used], per_minute[is_used]
    for r, o, contact, minute in zip(*uses, strict=True):
        low[r] = min(low[r], contact + minute * shortest[o])
        high[r] = max(high[r], contact + minute * longest[o])
    is_even = (low == high) & (high > 0)
    unit = np.where(is_even, high, 1.0)
    return np.asarray(np.where(is_even, np.minimum(capacity, np.floor(capacity / unit + 1e-9) * unit), capacity))
