"""Coupling constraints of the planned dates, and the whole-plan argument that lowers some of their capacities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from collectplan.domain.stages import Day, LoadedStrategy, Pools, Staffing
from collectplan.optimise.problem import Floats, Problem
from collectplan.optimise.survey import Survey


@dataclass(frozen=True)
class Resource:
    """One coupling constraint.

    Attributes:
        kind: agent_minutes, per_slot, per_day, budget, pool, target, obligation.
        owner: position of the group (agent_minutes), channel (per_slot, per_day), window (pool), target or line of
            duties (obligation); -1 for the budget.
        date: days after the plan date.
        slot: position, -1 whole day; of a pool the last one of its window.
        name: of the group or channel, id of the rule (pool) or target; "budget".
        capacity: >= 0, in `unit`; of a target its floor.
        unit: minutes, contacts, or the strategy's currency.
    """

    kind: str
    owner: int
    date: int
    slot: int
    name: str
    capacity: float
    unit: str


#: More, or less, of capacities, by (kind, name, position of the slot or -1 for the whole plan date).
Added = Mapping[tuple[str, str, int], float]


def list_resources(
    staffing: Staffing, loaded: LoadedStrategy, day: Day, pools: Pools | None = None, added: Added | None = None
) -> tuple[Resource, ...]:
    """Every coupling constraint; `added` counts beyond what strategy and staffing say, and none falls below 0.

    Agent minutes by group and slot, channels by slot, channels by day, the budget by day, windows of pools, and floors
    of targets by day; a floor of 0 is none.
    """
    strategy, dates = loaded.strategy, range(day.num_dates)
    slots = [(slot.date, s) for s, slot in enumerate(day.slots)]
    resources = [
        Resource("agent_minutes", g, d, s, name, float(staffing.minutes[g, s]), "minutes")
        for g, name in enumerate(staffing.groups)
        for d, s in slots
    ]
    for c, (name, channel) in enumerate(strategy.channels.items()):
        if channel.per_slot is not None:
            limit = float(channel.per_slot)
            places = [(d, -1) for d in dates] if channel.untimed else slots
            resources += [Resource("per_slot", c, d, s, name, limit, "contacts") for d, s in places]
    for c, (name, channel) in enumerate(strategy.channels.items()):
        if channel.per_day is not None:
            limit = float(channel.per_day)
            resources += [Resource("per_day", c, d, -1, name, limit, "contacts") for d in dates]
    if strategy.budget.per_day is not None:
        money = strategy.budget.per_day
        resources += [Resource("budget", -1, d, -1, "budget", money, strategy.currency) for d in dates]
    if pools is not None:
        rules = [strategy.limits.rules[rule].id for rule in pools.rule.tolist()]
        windows = zip(pools.last.tolist(), rules, pools.capacity.tolist(), strict=True)
        resources += [
            Resource("pool", w, day.slots[last].date, last, rule, float(left), "contacts")
            for w, (last, rule, left) in enumerate(windows)
        ]
    for t, target in enumerate(strategy.targets):
        floor = float(target.min_contacts)
        resources += [Resource("target", t, d, -1, target.id, floor, "contacts") for d in dates if floor]
    return tuple(_with_added(resource, added or {}) for resource in resources)


def prices_in_order(resources: tuple[Resource, ...], prices: Mapping[tuple[str, str, int], float]) -> Floats:
    """[resources] prices given by (kind, name, position of the slot); 0 where none is given.

    Of a whole day the position is -1 less the date's own; a date of which no price is given has that of the first.
    """

    def price(each: Resource) -> float:
        first = prices.get((each.kind, each.name, -1), 0.0) if each.slot < 0 else 0.0
        return prices.get((each.kind, each.name, each.slot if each.slot >= 0 else -1 - each.date), first)

    return np.array([price(each) for each in resources], np.float64)


def _with_added(resource: Resource, added: Added) -> Resource:
    more = added.get((resource.kind, resource.name, resource.slot), 0.0)
    if not more or (resource.slot < 0 and resource.date):
        return resource
    return replace(resource, capacity=max(0.0, resource.capacity + more))


def tighten(problem: Problem, seen: Survey) -> Floats:
    """Capacities as whole plans can use them.

    Where every candidate that uses a resource uses the same amount u > 0, a plan uses a multiple of u: the capacity b
    may be lowered to floor(b / u) x u without losing a plan (Chvatal-Gomory rounding; u = minutes of a call where
    everybody answers equally often). Bound and shadow prices are those of the relaxation with the lowered capacities.
    No plan comes nearer to a floor than all candidates that count for it, so that it need not ask for more.
    """
    low, high = np.full(problem.num_resources, np.inf), np.zeros(problem.num_resources)
    option = problem.option_of_use
    is_used = (seen.count[option] > 0) & ~problem.is_floor[problem.use_resource]
    option, resource = option[is_used], problem.use_resource[is_used]
    contact, minute = problem.use_per_contact[is_used], problem.use_per_minute[is_used]
    np.minimum.at(low, resource, contact + minute * seen.shortest[option])
    np.maximum.at(high, resource, contact + minute * seen.longest[option])
    is_even = (low == high) & (high > 0)
    unit = np.where(is_even, high, 1.0)
    whole = np.minimum(problem.capacity, np.floor(problem.capacity / unit + 1e-9) * unit)
    counted = np.bincount(problem.use_resource, seen.count[problem.option_of_use], problem.num_resources)
    whole = np.where(problem.is_floor, np.maximum(problem.capacity, -counted), whole)
    return np.asarray(np.where(is_even | problem.is_floor, whole, problem.capacity))
