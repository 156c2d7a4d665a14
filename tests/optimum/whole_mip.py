"""The day's plan as one integer programme, written from the stage types alone: what optimise is held against.

Nothing of collectplan.optimise is used. Every (pair, slot, group) is a variable; capacities, pools, caps, clashes and the
one contact a moment are rows in their plainest form. Floors are met in two programmes: the first finds the fewest
contacts that all of them together must miss, the second the greatest value of the plans that miss no more. A duty of a
customer is a floor of one contact of theirs, and weighs as much as four of a target.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations, product

import numpy as np
import numpy.typing as npt
from ortools.linear_solver import pywraplp

from tests.optimum.made_days import MadeDay

Bools = npt.NDArray[np.bool_]
Contact = tuple[int, int, int, int]  # customer, channel, slot, group


def candidates_of(made: MadeDay) -> dict[Contact, tuple[float, float]]:
    """Value and minutes of every contact that may be planned and is worth something, or counts for a floor."""
    channels, found = list(made.loaded.strategy.channels.values()), {}
    for position, pair in enumerate(made.valued.pairs.iter_rows(named=True)):
        channel = channels[pair["channel"]]
        for slot in (-1,) if channel.untimed else range(len(made.day.slots)):
            if slot >= 0 and not (made.permitted.openings[pair["opening"], slot] and made.day.slots[slot].exists):
                continue
            reach = float(made.valued.reach[pair["profile"], max(slot, 0)])
            value = float(np.round(reach * pair["gain"] - channel.cost, 6))
            if value <= 0 and not serves(made, position).any() and not answers(made, position, slot).any():
                continue
            groups = [-1]
            minutes = 0.0
            if channel.agents and channel.minutes:
                groups = [g for g in range(len(made.staffing.groups)) if made.valued.crews[pair["crew"], g]]
                minutes = (1 - reach) * channel.minutes.no_answer + reach * channel.minutes.contact
            for group in groups:
                found[pair["customer"], pair["channel"], slot, group] = (value, minutes)
    return found


def serves(made: MadeDay, pair: int) -> Bools:
    """[targets] whether a contact of the pair counts for a floor above 0."""
    floors, targets = made.valued.floors, made.loaded.strategy.targets
    asked = np.array([target.min_contacts > 0 for target in targets], bool)
    return asked if floors is None else asked & floors.serves[floors.kind_of_pair[pair]]


def answers(made: MadeDay, pair: int, slot: int) -> Bools:
    """[lines] whether a contact of the pair in the slot answers the duty of its customer."""
    duties = made.permitted.duties
    return np.zeros(1, bool) if duties is None else duties.answers[duties.kind_of_pair[pair], :, slot]


def pair_of(made: MadeDay) -> dict[tuple[int, int], int]:
    """Position of each (customer, channel) among the pairs."""
    pairs = made.permitted.pairs
    return {key: position for position, key in enumerate(pairs.select("customer", "channel").iter_rows())}


def members_of_pools(made: MadeDay, contacts: Iterable[Contact]) -> list[tuple[int, list[Contact]]]:
    """What each window of a pool leaves, and the contacts that take of it."""
    pools, pair = made.permitted.pools, pair_of(made)
    if pools is None:
        return []
    contacts = [c for c in contacts if c[2] >= 0]
    kind = {c: pools.kind_of_pair[pair[c[:2]]] for c in contacts}
    return [(int(left), [c for c in contacts if pools.uses[kind[c], w, c[2]]]) for w, left in enumerate(pools.capacity)]


def members_of_floors(made: MadeDay, contacts: Iterable[Contact]) -> list[tuple[int, list[Contact]]]:
    """Each floor, and the contacts that count for it."""
    pair = pair_of(made)
    counts = {c: serves(made, pair[c[:2]]) for c in contacts}
    targets = enumerate(made.loaded.strategy.targets)
    return [(target.min_contacts, [c for c, row in counts.items() if row[t]]) for t, target in targets]


def members_of_duties(made: MadeDay, contacts: Iterable[Contact]) -> list[list[Contact]]:
    """For each duty that some contact could answer, those of the contacts that do."""
    duties, pair = made.permitted.duties, pair_of(made)
    if duties is None:
        return []
    able = duties.can_answer(len(made.permitted.customer_ids), made.permitted.pairs, made.permitted.openings)
    asked = zip(duties.line[able].tolist(), duties.customer[able].tolist(), strict=True)
    mine: dict[int, list[Contact]] = {}
    for c in contacts:
        mine.setdefault(c[0], []).append(c)
    return [[c for c in mine.get(who, []) if answers(made, pair[c[:2]], c[2])[line]] for line, who in asked]


def missed_contacts(made: MadeDay, contacts: Iterable[Contact]) -> int:
    """What a plan's floors lack, all together, a duty counting for four contacts."""
    contacts = list(contacts)
    lacking = sum(max(0, floor - len(members)) for floor, members in members_of_floors(made, contacts))
    return lacking + 4 * sum(not members for members in members_of_duties(made, contacts))


def broken_limits(made: MadeDay, contacts: list[Contact], tolerance: float = 1e-9) -> list[str]:
    """Names of the limits that a plan breaks."""
    known, strategy = candidates_of(made), made.loaded.strategy
    broken = [f"candidate {c}" for c in contacts if c not in known]
    for g, s in product(range(len(made.staffing.groups)), range(len(made.day.slots))):
        if sum(known[c][1] for c in contacts if c[2:] == (s, g)) > made.staffing.minutes[g, s] * (1 + tolerance):
            broken.append(f"minutes {g} {s}")
    for i, channel in enumerate(strategy.channels.values()):
        mine = [c for c in contacts if c[1] == i]
        if channel.per_day is not None and len(mine) > channel.per_day:
            broken.append(f"day {i}")
        if channel.per_slot is not None and any(
            sum(c[2] == s for c in mine) > channel.per_slot for s in {c[2] for c in mine}
        ):
            broken.append(f"slot {i}")
    costs = [channel.cost for channel in strategy.channels.values()]
    if strategy.budget.per_day is not None and sum(costs[c[1]] for c in contacts) > strategy.budget.per_day * (
        1 + tolerance
    ):
        broken.append("budget")
    broken += ["pool" for left, members in members_of_pools(made, contacts) if len(members) > left]
    for customer in {c[0] for c in contacts}:
        holds = local_rules_hold(made, customer, [c for c in contacts if c[0] == customer])
        broken += [] if holds else [f"local rules of {customer}"]
    return broken


def local_rules_hold(made: MadeDay, customer: int, contacts: list[Contact]) -> bool:
    """Whether a customer's contacts keep caps and clashes, with one contact a moment."""
    local, at = made.permitted.local, moment_of(made)
    moments = [at[c[1], c[2]] for c in contacts]
    k = local.class_of_customer[customer]
    caps = range(local.cap_start[k], local.cap_start[k + 1])
    clash = local.clashes[local.clash_of_class[k]]
    return (
        len(set(moments)) == len(moments)
        and all(sum(local.moment_sets[local.cap_set[c], m] for m in moments) <= local.cap_limit[c] for c in caps)
        and not any(clash[a, b] for a, b in combinations(moments, 2))
    )


def moment_of(made: MadeDay) -> dict[tuple[int, int], int]:
    """Position of each (channel, slot)."""
    moments = made.permitted.moments
    return {(int(c), int(s)): m for m, (c, s) in enumerate(zip(moments.channel, moments.slot, strict=True))}


def whole_optimum(made: MadeDay) -> float:
    """The greatest total value of any legal plan that misses as little of the floors as any, proven to a gap of 0."""
    return _solved(made, least_missed(made))


def least_missed(made: MadeDay) -> int:
    """The fewest contacts that all floors together must miss, proven to a gap of 0."""
    has_floors = made.permitted.duties is not None or any(t.min_contacts for t in made.loaded.strategy.targets)
    return round(-_solved(made, None)) if has_floors else 0


def _solved(made: MadeDay, allowed: int | None) -> float:  # noqa: C901  # the formulation on one page
    """By SCIP: the greatest value of plans that miss at most so many contacts; None: minus what must be missed."""
    known, strategy = candidates_of(made), made.loaded.strategy
    solver = pywraplp.Solver.CreateSolver("SCIP")
    x = {c: solver.BoolVar("") for c in known}
    for g, s in product(range(len(made.staffing.groups)), range(len(made.day.slots))):
        solver.Add(sum(known[c][1] * x[c] for c in known if c[2:] == (s, g)) <= float(made.staffing.minutes[g, s]))
    for i, channel in enumerate(strategy.channels.values()):
        if channel.per_day is not None:
            solver.Add(sum(x[c] for c in known if c[1] == i) <= channel.per_day)
        if channel.per_slot is not None:
            for s in range(-1, len(made.day.slots)):
                solver.Add(sum(x[c] for c in known if c[1] == i and c[2] == s) <= channel.per_slot)
    if strategy.budget.per_day is not None:
        costs = [channel.cost for channel in strategy.channels.values()]
        solver.Add(sum(costs[c[1]] * x[c] for c in known) <= strategy.budget.per_day)
    local, at = made.permitted.local, moment_of(made)
    for customer in {c[0] for c in known}:
        by_moment: dict[int, list[Contact]] = {}
        for c in known:
            if c[0] == customer:
                by_moment.setdefault(at[c[1], c[2]], []).append(c)
        k = local.class_of_customer[customer]
        for members in by_moment.values():
            solver.Add(sum(x[c] for c in members) <= 1)
        for cap in range(local.cap_start[k], local.cap_start[k + 1]):
            inside = [c for m, cs in by_moment.items() if local.moment_sets[local.cap_set[cap], m] for c in cs]
            solver.Add(sum(x[c] for c in inside) <= int(local.cap_limit[cap]))
        for a, b in combinations(by_moment, 2):
            if local.clashes[local.clash_of_class[k], a, b]:
                solver.Add(sum(x[c] for c in by_moment[a] + by_moment[b]) <= 1)
    for left, members in members_of_pools(made, known):
        solver.Add(sum(x[c] for c in members) <= left)
    lacking = []
    for floor, members in members_of_floors(made, known):
        lacking.append(solver.NumVar(0.0, float(floor), ""))
        solver.Add(sum(x[c] for c in members) + lacking[-1] >= floor)
    for members in members_of_duties(made, known):
        lacking.append(4 * solver.BoolVar(""))
        solver.Add(sum(x[c] for c in members) + 0.25 * lacking[-1] >= 1)
    if allowed is None:
        solver.Minimize(sum(lacking))
    else:
        solver.Add(sum(lacking) <= allowed)
        solver.Maximize(sum(known[c][0] * x[c] for c in known))
    parameters = pywraplp.MPSolverParameters()
    parameters.SetDoubleParam(parameters.RELATIVE_MIP_GAP, 0.0)
    assert solver.Solve(parameters) == pywraplp.Solver.OPTIMAL
    value = float(solver.Objective().Value())
    return -value if allowed is None else value


def brute_force(made: MadeDay) -> float:
    """The greatest total value over all sets of candidates that miss as little of the floors as any."""
    known = candidates_of(made)
    sets = (s for size in range(len(known) + 1) for s in combinations(known, size))
    legal = [(missed_contacts(made, s), sum(known[c][0] for c in s)) for s in sets if not broken_limits(made, list(s))]
    return max(value for missed, value in legal if missed == min(legal)[0])
