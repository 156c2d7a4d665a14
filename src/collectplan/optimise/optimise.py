"""The stage's verb: from what is permitted and what it is worth to the day's plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import ortools

from collectplan.domain.stages import Day, LoadedStrategy, Permitted, Solution, Staffing, Valued
from collectplan.optimise.attainable import search_floors
from collectplan.optimise.attained import attained, with_costs
from collectplan.optimise.expand import expand
from collectplan.optimise.limit import Watch
from collectplan.optimise.report import report
from collectplan.optimise.resources import Added
from collectplan.optimise.search import search
from collectplan.optimise.warm import Warm, known_of


def optimise(
    permitted: Permitted,
    valued: Valued,
    staffing: Staffing,
    loaded: LoadedStrategy,
    day: Day,
    *,
    clock: Callable[[], float] | None = None,
    deadline: float | None = None,
    seed: int = 0,
    threads: int = 1,
    progress: Callable[[str, float], None] | None = None,
    warm: Warm | None = None,
    added: Added | None = None,
) -> Solution:
    """Plans the day's contacts and proves how good the plan is.

    The plan is the same for any number of threads. With a deadline it depends on the machine's speed too; a legal plan
    with a valid bound is given even when the deadline has passed already.

    Args:
        permitted: who may be contacted, when, and the local rules.
        valued: what each contact is worth, and who may take it.
        staffing: agent minutes.
        loaded: the strategy: channels, budget.
        day: the slots.
        clock: seconds, rising, such as `time.monotonic`; asked only for the deadline.
        deadline: on that clock; None: the search ends by itself.
        seed: 0 to 2**32 - 1; breaks ties one way or another.
        threads: that share the passes over the customers.
        progress: told what is done and which share of it, 0..1.
        warm: what an earlier run knows: prices to begin with, its plan, and when that is enough.
        added: more, or less, of capacities of the plan date, by (kind, name, position of the slot or -1).
    """
    expanded = expand(permitted, valued, staffing, loaded, day, seed, added, threads)
    watch = Watch(clock, deadline, progress)
    known = None if warm is None else known_of(warm, expanded, permitted)
    solve = partial(search, watch=watch, threads=threads)
    reached = search_floors(
        expanded.problem, watch, partial(solve, known=known), None if known is None else known.prices, threads,
        expanded.is_duty, known,
    )  # fmt: skip
    answer = reached.answer
    method = f"{answer.method}; OR-Tools {ortools.__version__}"
    with_passed = warm is None or not warm.is_rough
    solution = report(expanded, answer, permitted, valued, method, threads, with_passed=with_passed)
    found = attained(expanded, reached, valued, loaded, day)
    if warm is None or warm.with_costs:
        found = with_costs(found, expanded, reached, watch, solve)
    return replace(solution, targets=found)
