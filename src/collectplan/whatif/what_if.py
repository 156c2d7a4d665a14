"""The verb: an earlier run with something changed, and what the change is worth."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from collectplan import pipeline
from collectplan.domain.clock import hhmm
from collectplan.domain.edge import Edge
from collectplan.errors import UsageError
from collectplan.whatif.changes import Resource, capacities
from collectplan.whatif.compare import Difference, Side, difference, side_of
from collectplan.whatif.earlier import Earlier
from collectplan.whatif.reopen import Changes, Reopened, reopen, screened_before
from collectplan.whatif.screened import leads_stay
from collectplan.whatif.warm import warm_of
from collectplan.write.again import again_of
from collectplan.write.frames import grid_frame
from collectplan.write.lock import lock
from collectplan.write.publish import Publication

#: capacity.csv rounds minutes to four decimals: smaller differences are no change.
ROUNDING: Final = 6e-5


@dataclass(frozen=True)
class Capacity:
    """A capacity that the change makes another.

    Attributes:
        resource, start, unit: as in capacity.csv.
        before, after: in the unit; None: no limit.
        shadow_price: money for one more unit, before the change.
    """

    resource: str
    start: str
    unit: str
    before: float | None
    after: float | None
    shadow_price: float

    @property
    def added(self) -> float | None:
        """Units more; None where there is or was no limit."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True)
class WhatIf:
    """A change and what it is worth.

    Attributes:
        date, currency: of the plan.
        changes: in the words of the command line.
        before, after: the two plans. difference: between them.
        capacities: that the change makes others.
        added, unit: sum of what was added, where all of it has one unit; else None and "".
        at_shadow_prices: money, what was added at the prices before; None where a limit came or went, and where there
            was nothing of a capacity, whose price then says nothing.
        kept: whether the earlier plan, still legal, is worth no less than what the search found.
        seconds: of this command. seconds_before: of the run that it takes up. stages: seconds by stage of the command.
        published: the folder that was written; "" for none.
    """

    date: str
    currency: str
    changes: tuple[str, ...]
    before: Side
    after: Side
    difference: Difference
    capacities: tuple[Capacity, ...]
    added: float | None
    unit: str
    at_shadow_prices: float | None
    kept: bool
    seconds: float
    seconds_before: float
    stages: Mapping[str, float]
    published: str


def as_dict(found: WhatIf) -> dict[str, Any]:
    """Return it as plain dicts and lists, for JSON, with what one unit is worth."""
    told = asdict(found)
    for capacity, row in zip(found.capacities, told["capacities"], strict=True):
        row["added"] = capacity.added
    told["per_unit"] = None
    if found.added:
        told["per_unit"] = {
            "found": found.difference.objective / found.added,
            "relaxation": (found.after.bound - found.before.bound) / found.added,
        }
        if found.at_shadow_prices is not None:
            told["per_unit"]["shadow_price"] = found.at_shadow_prices / found.added
    return told


def what_if(earlier: Earlier, changes: Changes, output: Path | None, time_limit: float | None, edge: Edge) -> WhatIf:
    """Plan an earlier run again with something changed.

    Args:
        earlier: the run.
        changes: what is different; nothing, where inputs were named anew.
        output: where the changed plan is published, checked as any plan; None: nowhere.
        time_limit: seconds from now after which the search takes what it has; None: no limit.
        edge: the outside.

    Raises:
        UsageError: nothing is changed, or a change names what is not there.
        StrategyError, InputError, SolverError, RefusedPlanError, OutputError, LockedError: as `schedule`.
    """
    if not changes.words and not earlier.given:
        raise UsageError("nothing is changed; say what is, with --add, --agents, --set, --without or another file")
    began = edge.clock()
    watch = pipeline.Watch(edge)
    deadline = None if time_limit is None else began + time_limit
    with ExitStack() as stack:
        publication = None
        if output is not None:
            stack.enter_context(lock(output))
            publication = stack.enter_context(Publication(output))
        reopened = reopen(earlier, changes, watch, edge)
        planned = resolve(earlier, reopened, deadline, watch, edge, is_rough=output is None)
        if output is not None and publication is not None:
            told = {
                "seed": earlier.seed,
                "time_limit_seconds": time_limit,
                "again": again_of(earlier.files, output),
                "what_if": {name: list(texts) for name, texts in vars(changes.after(earlier.run)).items()},
            }
            pipeline.publish(planned, publication, told, watch, edge)
    found = _compared(earlier, changes, planned, keeps=output is None)
    return _told(earlier, changes, found, str(output or ""), edge.clock() - began, watch.seconds)


def resolve(
    earlier: Earlier,
    reopened: Reopened,
    deadline: float | None,
    watch: pipeline.Watch,
    edge: Edge,
    *,
    is_rough: bool,
) -> pipeline.Planned:
    """Plan what was reopened, from the prices and the plan of the earlier run; `is_rough`: just to compare the two."""
    prepared = reopened.prepared
    warm = warm_of(earlier, prepared, is_rough=is_rough)
    return pipeline.solve(prepared, deadline, earlier.seed, watch, edge, warm=warm, added=dict(reopened.added))


@dataclass(frozen=True)
class _Compared:
    before: Side
    after: Side
    difference: Difference
    capacities: tuple[Capacity, ...]
    kept: bool


def _compared(earlier: Earlier, changes: Changes, planned: pipeline.Planned, *, keeps: bool) -> _Compared:
    """Both plans; the earlier one twice where it is still legal and no worse."""
    p = planned
    grid = grid_frame(p.segmented, p.permitted, p.staffing, p.solution, p.opened.loaded, p.day)
    told = {"objective": p.solution.objective, "bound": p.solution.bound, "gap": p.solution.gap}
    listed = _capacities(earlier, planned)
    only_grows, only_shrinks = _direction(changes, earlier, planned, listed)
    # Of several days, what is proven and compared is their worth together.
    before = side_of(earlier.grid, earlier.worth)
    kept = keeps and only_grows and before.objective > p.solution.objective
    if kept:
        grid = earlier.grid
        bound = max(p.solution.bound, before.objective)
        told |= {"objective": before.objective, "bound": bound, "gap": 1 - before.objective / bound if bound else 0.0}
    after = side_of(grid, told)
    diff = difference(before, after, earlier.grid, grid)
    # More of a capacity never lowers what the best plan is worth, and less of it never raises that.
    least = max(diff.least, 0.0) if only_grows else diff.least
    most = min(diff.most, 0.0) if only_shrinks else diff.most
    fields = vars(diff) | {"least": least, "most": most}
    return _Compared(before, after, Difference(**fields), listed, kept)


def _direction(
    changes: Changes, earlier: Earlier, planned: pipeline.Planned, listed: tuple[Capacity, ...]
) -> tuple[bool, bool]:
    """Whether capacities and rules alone are changed, and what was legal still is; and whether nothing new is legal."""
    is_pure = not earlier.given and not changes.set and not earlier.is_short
    added = [c.added if c.added is not None else (1.0 if c.after is None else -1.0) for c in listed]
    grows, shrinks = (is_pure and all(sign * amount > 0 for amount in added) for sign in (1.0, -1.0))
    if grows and changes.without:
        grows = leads_stay(screened_before(earlier, planned), planned.permitted)
    # Where a floor is missed, plans are legal that lacked too much before.
    floors = planned.solution.resources.filter(pl.col("kind").is_in(["target", "obligation"]))
    is_met = bool((floors["used"] >= floors["capacity"]).all())
    return grows, shrinks and is_met and not changes.without


def _capacities(earlier: Earlier, planned: pipeline.Planned) -> tuple[Capacity, ...]:
    """Capacities of the plan date that differ, by start and name."""
    strategy, day = planned.opened.loaded.strategy, planned.day
    now = {_written(key, day.slots): amount for key, amount in _capacity_of(planned).items()}
    rows = earlier.capacity.filter(pl.col("date") == earlier.run["plan_date"])
    then = {
        (resource, start): (float(capacity), float(price), unit)
        for resource, start, capacity, price, unit in rows.select(
            "resource", "start", "capacity", "shadow_price", "unit"
        ).iter_rows()
        if resource.partition(":")[0] in _KINDS
    }
    units = {"agent_minutes": "minutes", "budget": strategy.currency}
    found = []
    for key in sorted(now.keys() | then.keys(), key=lambda key: (key[1], key[0])):
        kind = key[0].partition(":")[0]
        before, price, unit = then.get(key, (None, 0.0, units.get(kind, "contacts")))
        after = now.get(key)
        # A group that did not work has no minutes; a channel without a limit has no end of them.
        if kind == "agent_minutes":
            before, after = before or 0.0, after or 0.0
        if before is None or after is None or abs(after - before) > ROUNDING:
            found.append(Capacity(key[0], key[1], unit, before, after, price))
    return tuple(found)


_KINDS: Final = frozenset({"agent_minutes", "per_slot", "per_day", "budget"})


def _capacity_of(planned: pipeline.Planned) -> dict[Resource, float]:
    """Capacities as the solver had them: with what was added."""
    there = capacities(planned.opened.loaded.strategy, planned.staffing, planned.day)
    today = planned.solution.resources.filter(pl.col("date") == 0)
    rows = today.select("kind", "resource", "slot", "capacity").iter_rows()
    solved = {(kind, name, slot): float(capacity) for kind, name, slot, capacity in rows}
    return {key: solved.get(key, amount) for key, amount in there.items()}


def _written(resource: Resource, slots: Any) -> tuple[str, str]:
    """A resource as capacity.csv names it: name and start."""
    kind, name, slot = resource
    return (kind if kind == "budget" else f"{kind}:{name}"), (hhmm(slots[slot].start) if slot >= 0 else "")


def _told(
    earlier: Earlier, changes: Changes, found: _Compared, published: str, seconds: float, stages: Mapping[str, float]
) -> WhatIf:
    amounts = [c.added for c in found.capacities]
    units = {c.unit for c in found.capacities}
    known = [(c.added, c.shadow_price) for c in found.capacities if c.added is not None]
    is_known = len(known) == len(amounts) and bool(amounts)
    is_priced = is_known and all(c.before for c in found.capacities)
    given = tuple(f"{name} {earlier.files[name]}" for name in sorted(earlier.given))
    return WhatIf(
        date=str(earlier.run["plan_date"]),
        currency=str(earlier.run.get("currency", "")),
        changes=(*changes.words, *given),
        before=found.before,
        after=found.after,
        difference=found.difference,
        capacities=found.capacities,
        added=sum(amount for amount, _ in known) if is_known and len(units) == 1 else None,
        unit=next(iter(units)) if is_known and len(units) == 1 else "",
        at_shadow_prices=sum(amount * price for amount, price in known) if is_priced else None,
        kept=found.kept,
        seconds=round(seconds, 3),
        seconds_before=earlier.seconds,
        stages=dict(stages),
        published=published,
    )
