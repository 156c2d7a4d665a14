"""The efficient frontier: what the best plan brings for more and less of one thing, solved again at every step.

Three things can be varied: the agent hours of all groups together, the contacts that one customer may have, and the
money of the day. Each step starts from the prices of the one before.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

import numpy as np
import polars as pl

from collectplan import pipeline
from collectplan.domain.edge import Edge
from collectplan.domain.stages import LocalRules, Solution
from collectplan.errors import UsageError
from collectplan.optimise import Warm
from collectplan.whatif.changes import Resource
from collectplan.whatif.earlier import Earlier, prices_of
from collectplan.whatif.reopen import Changes, reopen

Over = Literal["agent_hours", "contacts", "budget"]

#: Columns of the table, in its CSV too.
COLUMNS: Final = (
    "share", "amount", "unit", "contacts", "customers", "objective", "bound", "gap", "marginal", "per_unit_since",
)  # fmt: skip


@dataclass(frozen=True)
class Point:
    """One step of the frontier.

    Attributes:
        share: of what there is today; None where contacts a customer are varied.
        amount: hours, contacts a customer, or money; `unit` says which.
        contacts, customers: planned and contacted.
        objective, bound, gap: of the plan.
        marginal: money for one more unit at this point, by the shadow prices; None for contacts a customer.
        per_unit_since: money gained since the step before, for each hour, planned contact or unit of money more; None
            at the first step.
    """

    share: float | None
    amount: float
    unit: str
    contacts: int
    customers: int
    objective: float
    bound: float
    gap: float
    marginal: float | None
    per_unit_since: float | None


@dataclass(frozen=True)
class Frontier:
    """The points in rising order, and what was varied."""

    date: str
    currency: str
    over: Over
    points: tuple[Point, ...]
    seconds: float


def as_dict(found: Frontier) -> dict[str, Any]:
    """Return it as plain dicts and lists, for JSON."""
    return asdict(found)


def table_of(found: Frontier) -> pl.DataFrame:
    """The points as text, for CSV: COLUMNS, empty where there is nothing to say."""
    rows = [[_written(getattr(point, name)) for name in COLUMNS] for point in found.points]
    return pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")


def shares(low: float, high: float, steps: int) -> tuple[float, ...]:
    """So many shares from the lowest to the highest, evenly apart.

    Raises:
        UsageError: they do not rise.
    """
    if not 0 <= low <= high or steps < 1:
        raise UsageError("--from, --to and --steps: begin at 0 % or more, end no lower, and take a step at least")
    return tuple(float(share) for share in np.linspace(low, high, steps if high > low else 1).round(9))


def frontier(earlier: Earlier, over: Over, at: tuple[float, ...], time_limit: float | None, edge: Edge) -> Frontier:
    """Solve an earlier run again along one of its resources.

    Args:
        earlier: the run.
        over: what is varied.
        at: shares of what there is; not used for contacts, which go from 1 a customer to where more change nothing.
        time_limit: seconds for each step; None: no limit.
        edge: the outside.

    Raises:
        UsageError: there is nothing to vary.
        StrategyError, InputError: a file has changed, or is wrong. SolverError: the solver failed.
    """
    began = edge.clock()
    watch = pipeline.Watch(edge)
    reopened = reopen(earlier, Changes(), watch, edge)
    prepared, added = reopened.prepared, dict(reopened.added)
    walk = _Walk(earlier, prices_of(earlier, prepared.day), added, time_limit, watch, edge)
    if over == "contacts":
        points = tuple(_over_contacts(walk, prepared))
    elif over == "budget":
        points = tuple(_over_budget(walk, prepared, at))
    else:
        points = tuple(_over_hours(walk, prepared, at))
    currency = prepared.opened.loaded.strategy.currency
    return Frontier(earlier.date.isoformat(), currency, over, points, round(edge.clock() - began, 3))


class _Walk:
    """Solves step after step, each from the last one's prices."""

    def __init__(
        self,
        earlier: Earlier,
        prices: dict[Resource, float],
        added: dict[Resource, float],
        time_limit: float | None,
        watch: pipeline.Watch,
        edge: Edge,
    ) -> None:
        self.earlier, self.prices, self.added = earlier, prices, added
        self.time_limit, self.watch, self.edge = time_limit, watch, edge

    def solve(self, prepared: pipeline.Prepared) -> Solution:
        """The best plan of a step."""
        deadline = None if self.time_limit is None else self.edge.clock() + self.time_limit
        planned = pipeline.solve(
            prepared, deadline, self.earlier.seed, self.watch, self.edge, warm=Warm(self.prices), added=self.added
        )
        rows = planned.solution.resources.select("kind", "resource", "slot", "shadow_price").iter_rows()
        self.prices = self.prices | {(kind, name, slot): price for kind, name, slot, price in rows}
        return planned.solution


def _over_hours(walk: _Walk, prepared: pipeline.Prepared, at: tuple[float, ...]) -> Iterator[Point]:
    minutes = prepared.staffing.minutes
    if not minutes.sum() > 0:
        raise UsageError("--over agent_hours: nobody is at work in that plan")
    last: Point | None = None
    for share in at:
        staffing = dataclasses.replace(prepared.staffing, minutes=minutes * share)
        solution = walk.solve(dataclasses.replace(prepared, staffing=staffing))
        rows = solution.resources.filter(pl.col("kind") == "agent_minutes")
        capacity, price = rows["capacity"].to_numpy(), rows["shadow_price"].to_numpy()
        # One hour more, spread over groups and slots as the hours are.
        marginal = 60 * float(capacity @ price) / float(capacity.sum()) if capacity.sum() > 0 else None
        last = _point(share, float(minutes.sum()) * share / 60, "hours", solution, marginal, last)
        yield last


def _over_budget(walk: _Walk, prepared: pipeline.Prepared, at: tuple[float, ...]) -> Iterator[Point]:
    loaded = prepared.opened.loaded
    strategy = loaded.strategy
    there = strategy.budget.per_day
    if there is None:
        by_channel = dict(walk.earlier.grid.group_by("channel").len().iter_rows())
        there = sum(number * strategy.channels[name].cost for name, number in sorted(by_channel.items()))
    if not there > 0:
        raise UsageError("--over budget: the strategy sets no budget, and the plan costs nothing")
    last: Point | None = None
    for share in at:
        budget = strategy.budget.model_copy(update={"per_day": there * share})
        changed = dataclasses.replace(loaded, strategy=strategy.model_copy(update={"budget": budget}))
        opened = dataclasses.replace(prepared.opened, loaded=changed)
        solution = walk.solve(dataclasses.replace(prepared, opened=opened))
        rows = solution.resources.filter(pl.col("kind") == "budget")
        last = _point(share, there * share, strategy.currency, solution, float(rows["shadow_price"][0]), last)
        yield last


def _over_contacts(walk: _Walk, prepared: pipeline.Prepared) -> Iterator[Point]:
    """From one contact a customer to as many as change nothing any more."""
    free = walk.solve(prepared)
    most = _most(free)
    if not most:
        raise UsageError("--over contacts: nothing can be planned at all")
    last: Point | None = None
    for limit in range(1, most):
        permitted = dataclasses.replace(prepared.permitted, local=with_cap(prepared.permitted.local, limit))
        solution = walk.solve(dataclasses.replace(prepared, permitted=permitted))
        last = _point(None, float(limit), "contacts a customer", solution, None, last)
        yield last
    yield _point(None, float(most), "contacts a customer", free, None, last)


def with_cap(local: LocalRules, limit: int) -> LocalRules:
    """Local rules with one more: no customer has more contacts than that."""
    num_classes = len(local.cap_start) - 1
    ends = local.cap_start[1:]
    everything = np.ones((1, local.moment_sets.shape[1]), np.bool_)

    def inserted(values: Any, new: int) -> Any:
        return np.insert(values, ends, new).astype(values.dtype)

    return dataclasses.replace(
        local,
        cap_start=(local.cap_start + np.arange(num_classes + 1)).astype(local.cap_start.dtype),
        cap_set=inserted(local.cap_set, len(local.moment_sets)),
        cap_limit=inserted(local.cap_limit, limit),
        cap_rule=inserted(local.cap_rule, -1),
        moment_sets=np.concatenate([local.moment_sets, everything]),
    )


def _most(solution: Solution) -> int:
    """Contacts of the customer who has most."""
    contacts = solution.contacts
    return 0 if contacts.is_empty() else int(np.bincount(contacts["customer"].to_numpy()).max())


def _point(
    share: float | None, amount: float, unit: str, solution: Solution, marginal: float | None, last: Point | None
) -> Point:
    contacts = solution.contacts.height
    since = None
    if last is not None:
        more = amount - last.amount if share is not None else contacts - last.contacts
        since = (solution.objective - last.objective) / more if more else None
    return Point(
        share, amount, unit, contacts, solution.contacts["customer"].n_unique(), solution.objective, solution.bound,
        solution.gap, marginal, since,
    )  # fmt: skip


def _written(value: Any) -> str:
    return "" if value is None else f"{value:.6f}" if isinstance(value, float) else str(value)
