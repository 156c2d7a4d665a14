"""A made-up operation as one programme for any solver, written from the stage types alone.

Nothing of the optimiser is used; rows and candidates come as arrays, so that handing them to a solver takes little of
the solver's time. Only for operations without clashes whose caps let each customer hold one contact a moment.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tests.optimum.made_days import MadeDay

Floats = npt.NDArray[np.float64]
Longs = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Candidates:
    """Every contact that may be planned and is worth something, sorted by customer.

    Attributes:
        customer, pair, channel, slot, group: [candidates] positions; -1 for no slot, no group.
        moment: [candidates]. value, minutes, reach: [candidates].
    """

    customer: Longs
    pair: Longs
    channel: Longs
    slot: Longs
    group: Longs
    moment: Longs
    value: Floats
    minutes: Floats
    reach: Floats


@dataclass(frozen=True, eq=False)
class Programme:
    """Maximise value x subject to sum of weight x over a row's entries <= limit, 0 <= x <= 1.

    Attributes:
        value: [variables]. row, variable: [entries]; weight: [entries]; limit: [rows].
    """

    value: Floats
    row: Longs
    variable: Longs
    weight: Floats
    limit: Floats


def candidates_of(made: MadeDay) -> Candidates:
    """The candidates of an operation."""
    channels = list(made.loaded.strategy.channels.values())
    pairs = made.valued.pairs
    of_pair = {name: pairs[name].to_numpy() for name in ("customer", "channel", "opening", "gain", "profile", "crew")}
    parts = []
    for moment, (c, slot) in enumerate(
        zip(made.permitted.moments.channel.tolist(), made.permitted.moments.slot.tolist(), strict=True)
    ):
        channel = channels[c]
        pair = np.flatnonzero(of_pair["channel"] == c)
        if slot >= 0:
            pair = pair[made.permitted.openings[of_pair["opening"][pair], slot]]
        reach = made.valued.reach[of_pair["profile"][pair], max(slot, 0)]
        value = np.round(reach * of_pair["gain"][pair] - channel.cost, 6)
        minutes = np.zeros(len(pair))
        groups = [-1]
        if channel.agents and channel.minutes:
            minutes = (1 - reach) * channel.minutes.no_answer + reach * channel.minutes.contact
            groups = np.flatnonzero(made.staffing.minutes[:, slot] > 0).tolist()
        for group in groups:
            may = value > 0
            if group >= 0:
                may = may & made.valued.crews[of_pair["crew"][pair], group]
            num = int(may.sum())
            place = np.tile(np.array([[c], [slot], [group], [moment]]), num)
            parts.append((pair[may], place, value[may], minutes[may], reach[may]))
    pair = np.concatenate([part[0] for part in parts])
    place = np.concatenate([part[1] for part in parts], axis=1)
    numbers = [np.concatenate([part[i] for part in parts]) for i in (2, 3, 4)]
    customer = of_pair["customer"][pair].astype(np.int64)
    order = np.argsort(customer, kind="stable")
    channel_of, slot_of, group_of, moment_of = place[:, order]
    return Candidates(
        customer[order], pair[order], channel_of, slot_of, group_of, moment_of, *(n[order] for n in numbers)
    )


def resources_of(made: MadeDay, found: Candidates) -> tuple[list[tuple[Longs, Floats]], Floats]:
    """Members and weights of every resource of an operation, and capacities."""
    num_slots = len(made.day.slots)
    members: list[tuple[Longs, Floats]] = []
    capacity: list[float] = []

    def add(inside: npt.NDArray[np.bool_], weight: Floats, limit: float) -> None:
        if inside.any():
            members.append((np.flatnonzero(inside), weight[inside]))
            capacity.append(float(limit))

    one = np.ones(len(found.value))
    for group in range(len(made.staffing.groups)):
        for slot in range(num_slots):
            inside = (found.group == group) & (found.slot == slot)
            add(inside, found.minutes, made.staffing.minutes[group, slot])
    for c, channel in enumerate(made.loaded.strategy.channels.values()):
        if channel.per_slot is not None:
            for slot in range(-1, num_slots):
                add((found.channel == c) & (found.slot == slot), one, channel.per_slot)
        if channel.per_day is not None:
            add(found.channel == c, one, channel.per_day)
    if made.loaded.strategy.budget.per_day is not None:
        costs = np.array([channel.cost for channel in made.loaded.strategy.channels.values()])
        add(costs[found.channel] > 0, costs[found.channel], made.loaded.strategy.budget.per_day)
    return members, np.array(capacity)


def caps_of(made: MadeDay) -> list[tuple[npt.NDArray[np.bool_], int]]:
    """The caps that every customer has: moments inside, and contacts at most.

    Raises:
        ValueError: classes differ, contacts clash, or a moment is not inside a cap of 1.
    """
    local = made.permitted.local
    caps = [
        (local.moment_sets[s], int(n)) for s, n in zip(local.cap_set.tolist(), local.cap_limit.tolist(), strict=True)
    ]
    covered = np.zeros(local.moment_sets.shape[1], bool)
    for members, limit in caps:
        covered |= members & (limit <= 1)
    if len(local.clash_of_class) > 1 or local.clashes.any() or not covered.all():
        raise ValueError("this operation needs rows that are not written here")
    return caps


def programme_of(made: MadeDay) -> Programme:
    """The whole programme."""
    found = candidates_of(made)
    members, capacity = resources_of(made, found)
    rows = [np.full(len(inside), r, np.int64) for r, (inside, _) in enumerate(members)]
    variables, weights, limits = [m for m, _ in members], [w for _, w in members], [capacity]
    first = len(members)
    for inside, limit in caps_of(made):
        mine = np.flatnonzero(inside[found.moment])
        _, row, count = np.unique(found.customer[mine], return_inverse=True, return_counts=True)
        binds = count > limit
        number = np.cumsum(binds) - 1 + first
        kept = binds[row]
        rows.append(number[row[kept]])
        variables.append(mine[kept])
        weights.append(np.ones(int(kept.sum())))
        limits.append(np.full(int(binds.sum()), float(limit)))
        first += int(binds.sum())
    return Programme(
        found.value, np.concatenate(rows), np.concatenate(variables), np.concatenate(weights), np.concatenate(limits)
    )
