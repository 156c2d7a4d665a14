"""What a plan makes of targets: contacts, price and cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from collectplan.domain.stages import Attained, Day, LoadedStrategy, Valued
from collectplan.optimise.attainable import Reached
from collectplan.optimise.expand import Expanded
from collectplan.optimise.floors import in_money
from collectplan.optimise.limit import Watch
from collectplan.optimise.numbers import marked
from collectplan.optimise.search import Answer


def attained(
    expanded: Expanded, reached: Reached, valued: Valued, loaded: LoadedStrategy, day: Day
) -> tuple[Attained, ...]:
    """What the plan makes of every target on every date; the cost is not known yet where the floor binds."""
    floors, problem, answer = valued.floors, expanded.problem, reached.answer
    if floors is None:
        return ()
    held = problem.look_up(marked(answer.chosen))
    counts, date = floors.serves[floors.kind_of_pair[held.pair]], expanded.date[held.option]
    place = _places(expanded)
    found = []
    for t, target in enumerate(loaded.strategy.targets):
        for d in range(day.num_dates):
            planned, at = int(np.count_nonzero(counts[date == d, t])), place.get((t, d))
            price = 0.0 if at is None else float(answer.prices[at])
            is_missed = planned < target.min_contacts
            # What nobody can serve costs nothing: the search knows no such floor.
            binds = at is not None and (price > 0 or is_missed) and bool(problem.capacity[at] < 0)
            possible = reached.possible.get(-1 if at is None else at, planned) if is_missed else None
            found.append(Attained(t, d, planned, price, None if binds else 0.0, possible))
    return tuple(found)


def with_costs(
    found: tuple[Attained, ...], expanded: Expanded, reached: Reached, watch: Watch, solve: Callable[..., Answer]
) -> tuple[Attained, ...]:
    """The same with the cost of every floor of the plan date that binds: the problem is solved again without it.

    Args:
        found: what the plan makes of targets.
        expanded: the resources.
        reached: the plan, in money, and the problem with missed floors as low as they were reached.
        watch: once its deadline has passed, costs stay unknown.
        solve: the search, of a problem and `start`, prices to begin with.
    """
    place, out = _places(expanded), []
    for each in found:
        cost = each.cost
        if cost is None and each.date == 0 and not watch.is_over():
            at = place[each.target, each.date]
            capacity, start = reached.problem.capacity.copy(), reached.answer.prices.copy()
            capacity[at], start[at] = 0.0, 0.0
            without = replace(reached.problem, capacity=capacity)
            worth = in_money(without, solve(without, start=start)).objective
            cost = None if watch.is_over() else max(0.0, worth - reached.answer.objective)
        out.append(replace(each, cost=cost))
    return tuple(out)


def _places(expanded: Expanded) -> dict[tuple[int, int], int]:
    """Positions of the floors among the resources, by target and date."""
    return {(r.owner, r.date): i for i, r in enumerate(expanded.resources) if r.kind == "target"}
