"""The verb: an earlier run with something changed, and what the change is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from collectplan.domain.clock import hhmm
from collectplan.domain.edge import Edge
from collectplan.domain.stages import Solution
from collectplan.errors import UsageError
from collectplan.stopwatch import Watch
from collectplan.whatif.changes import Resource, capacities
from collectplan.whatif.compare import Difference, Side, contacts_of, contacts_of_text, difference, side_of
from collectplan.whatif.earlier import Earlier
from collectplan.whatif.posed import Posed, answered
from collectplan.whatif.recall import kept_by, permitted_before, recall
from collectplan.whatif.screened import leads_stay
from collectplan.whatif.wanted import Changes
from collectplan.whatif.warm import contacts_of as contacts_now
from collectplan.whatif.warm import in_groups, warm_with
from collectplan.write.again import again_of
from collectplan.write.lock import lock
from collectplan.write.publish import Publication

if TYPE_CHECKING:
    from collectplan.pipeline import Prepared
    from collectplan.whatif.reopen import Reopened

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
    watch = Watch(edge)
    deadline = None if time_limit is None else began + time_limit
    if output is None:
        posed, reopened = recall(earlier, changes, watch), None
        if posed is None:
            posed, reopened = _reopened(earlier, changes, watch, edge)
        solution = answered(earlier, posed, deadline, watch, edge)
        found = _compared(earlier, changes, posed, solution, reopened)
    else:
        with lock(output), Publication(output) as publication:
            found = _published(earlier, changes, output, publication, time_limit, deadline, watch, edge)
    return _told(earlier, changes, found, str(output or ""), edge.clock() - began, watch.seconds)


def _reopened(earlier: Earlier, changes: Changes, watch: Watch, edge: Edge) -> tuple[Posed, Reopened]:
    """The question by the long way: through the stages."""
    from collectplan.whatif.reopen import reopen

    reopened = reopen(earlier, changes, watch, edge)
    p = reopened.prepared
    posed = Posed(
        permitted=p.permitted,
        valued=p.valued,
        staffing=p.staffing,
        loaded=p.opened.loaded,
        day=p.day,
        added=reopened.added,
        **_plan_before(earlier, changes, p),
    )
    return posed, reopened


def _plan_before(earlier: Earlier, changes: Changes, prepared: Prepared) -> dict[str, Any]:
    """`contacts, rows, names, before` of the question: of the tables of the results, or quicker, of what was kept."""
    ids, strategy, day = prepared.permitted.customer_ids, prepared.opened.loaded.strategy, prepared.day
    # Without a rule, hours, channels and customers are what they were.
    ground = kept_by(earlier) if not earlier.given and not changes.set else None
    if ground is None or not ground.customer_ids.equals(ids):
        return {"contacts": contacts_now(earlier, prepared), "rows": contacts_of_text(earlier.grid), "names": ids}
    return {
        "contacts": in_groups(ground.contacts, day, ground.groups, prepared.staffing.groups),
        "rows": contacts_of(ground.contacts, ground.groups, strategy, day, None),
        "names": None,
        "before": permitted_before(ground, prepared.opened.loaded, day),
    }


def _published(
    earlier: Earlier,
    changes: Changes,
    output: Path,
    publication: Publication,
    time_limit: float | None,
    deadline: float | None,
    watch: Watch,
    edge: Edge,
) -> _Compared:
    """The plan in full, written and checked."""
    from collectplan import pipeline

    posed, reopened = _reopened(earlier, changes, watch, edge)
    warm = warm_with(earlier, posed.day, posed.contacts, is_rough=False)
    planned = pipeline.solve(
        reopened.prepared, deadline, earlier.seed, watch, edge, warm=warm, added=dict(reopened.added)
    )
    told = {
        "seed": earlier.seed,
        "time_limit_seconds": time_limit,
        "again": again_of(earlier.files, output),
        "what_if": {name: list(texts) for name, texts in vars(changes.after(earlier.run)).items()},
    }
    pipeline.publish(planned, publication, told, watch, edge)
    return _compared(earlier, changes, posed, planned.solution, reopened, keeps=False)


@dataclass(frozen=True)
class _Compared:
    before: Side
    after: Side
    difference: Difference
    capacities: tuple[Capacity, ...]
    kept: bool


def _compared(
    earlier: Earlier,
    changes: Changes,
    posed: Posed,
    solution: Solution,
    reopened: Reopened | None,
    *,
    keeps: bool = True,
) -> _Compared:
    """Both plans; the earlier one twice where it is still legal and no worse. `reopened`: None by the short way."""
    rows = contacts_of(solution.contacts, posed.staffing.groups, posed.loaded.strategy, posed.day, posed.names)
    told = {"objective": solution.objective, "bound": solution.bound, "gap": solution.gap}
    listed = _capacities(earlier, posed, solution)
    only_grows, only_shrinks = _direction(changes, earlier, posed, solution, listed, reopened)
    # Of several days, what is proven and compared is their worth together.
    before = side_of(posed.rows, earlier.worth)
    kept = keeps and only_grows and before.objective > solution.objective
    if kept:
        rows = posed.rows
        bound = max(solution.bound, before.objective)
        told |= {"objective": before.objective, "bound": bound, "gap": 1 - before.objective / bound if bound else 0.0}
    after = side_of(rows, told)
    diff = difference(before, after, posed.rows, rows)
    # More of a capacity never lowers what the best plan is worth, and less of it never raises that.
    least = max(diff.least, 0.0) if only_grows else diff.least
    most = min(diff.most, 0.0) if only_shrinks else diff.most
    fields = vars(diff) | {"least": least, "most": most}
    return _Compared(before, after, Difference(**fields), listed, kept)


def _direction(
    changes: Changes,
    earlier: Earlier,
    posed: Posed,
    solution: Solution,
    listed: tuple[Capacity, ...],
    reopened: Reopened | None,
) -> tuple[bool, bool]:
    """Whether capacities and rules alone are changed, and what was legal still is; and whether nothing new is legal."""
    is_pure = not earlier.given and not changes.set and not earlier.is_short
    added = [c.added if c.added is not None else (1.0 if c.after is None else -1.0) for c in listed]
    grows, shrinks = (is_pure and all(sign * amount > 0 for amount in added) for sign in (1.0, -1.0))
    if grows and changes.without and reopened is not None:
        from collectplan.whatif.reopen import screened_before

        before = posed.before or screened_before(earlier, reopened.prepared)
        grows = leads_stay(before, posed.permitted)
    # Where a floor is missed, plans are legal that lacked too much before.
    floors = solution.resources.filter(pl.col("kind").is_in(["target", "obligation"]))
    is_met = bool((floors["used"] >= floors["capacity"]).all())
    return grows, shrinks and is_met and not changes.without


def _capacities(earlier: Earlier, posed: Posed, solution: Solution) -> tuple[Capacity, ...]:
    """Capacities of the plan date that differ, by start and name."""
    strategy, day = posed.loaded.strategy, posed.day
    now = {_written(key, day.slots): amount for key, amount in _capacity_of(posed, solution).items()}
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


def _capacity_of(posed: Posed, solution: Solution) -> dict[Resource, float]:
    """Capacities as the solver had them: with what was added."""
    there = capacities(posed.loaded.strategy, posed.staffing, posed.day)
    today = solution.resources.filter(pl.col("date") == 0)
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
