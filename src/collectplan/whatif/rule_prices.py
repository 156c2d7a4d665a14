"""The verb: what every rule and target costs the operation, each by planning again without it.

A price is told as a span. With the plan's worth and its proven bound on either side, the best plan without the rule is
worth at least `objective_without - bound_with` and at most `bound_without - objective_with` more than the best plan
with it. A rule that changes nothing of who may be contacted when, and of what goes together, costs nothing, and no
search is needed to say so.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from collectplan import pipeline
from collectplan.domain.edge import Edge
from collectplan.domain.stages import LoadedStrategy
from collectplan.domain.strategy import Strategy
from collectplan.optimise import Warm
from collectplan.read.strategy_change import without_rule
from collectplan.score import score
from collectplan.screen import screen
from collectplan.whatif.earlier import Earlier
from collectplan.whatif.reopen import Changes, reopen
from collectplan.whatif.screened import is_same, leads_stay
from collectplan.whatif.warm import warm_of


@dataclass(frozen=True)
class RulePrice:
    """What a rule costs.

    Attributes:
        rule: id of the rule or target. kind: of the rule, or `target`.
        severity: law or house. where: `file:line:column`, of a pack's rule that of the pack.
        price: money, the worth of the plan that was found without it, less that of the plan with it.
        least, most: between which the difference of the two best plans lies.
        contacts: planned more without it; negative: fewer.
        is_felt: whether it changes who may be contacted, when, or what goes together; where not, nothing was solved.
    """

    rule: str
    kind: str
    severity: str
    pack: str
    where: str
    price: float
    least: float
    most: float
    contacts: int
    is_felt: bool


@dataclass(frozen=True)
class RulePrices:
    """What every rule costs, the dearest first.

    Attributes:
        date, currency, days: of the plan; what is told is the worth of all its dates together.
        objective, bound: of the plan with all of them in force.
        rules: by price, then as in the strategy.
        seconds: of this command.
    """

    date: str
    currency: str
    days: int
    objective: float
    bound: float
    rules: tuple[RulePrice, ...]
    seconds: float


@dataclass(frozen=True, eq=False)
class _Without:
    """A rule or target, and the strategy without it."""

    rule: str
    kind: str
    severity: str
    pack: str
    where: str
    loaded: LoadedStrategy


def as_dict(found: RulePrices) -> dict[str, Any]:
    """Return it as plain dicts and lists, for JSON."""
    return asdict(found)


def rule_prices(earlier: Earlier, time_limit: float | None, edge: Edge) -> RulePrices:
    """Plan an earlier run again without each of its rules and targets in turn.

    Args:
        earlier: the run.
        time_limit: seconds from now after which every search takes what it has: spans are then wide, and still valid.
        edge: the outside.

    Raises:
        StrategyError, InputError: a file has changed, or is wrong. SolverError: the solver failed.
    """
    began = edge.clock()
    deadline = None if time_limit is None else began + time_limit
    reopened = reopen(earlier, Changes(), pipeline.Watch(edge), edge)
    asking = _Asking(earlier, reopened.prepared, dict(reopened.added), deadline, edge)
    found = [asking.price(each) for each in _each_out(reopened.prepared.opened.loaded)]
    # Sorting is stable: what costs the same stays in the strategy's order.
    found.sort(key=lambda each: -each.price)
    return RulePrices(
        date=earlier.date.isoformat(),
        currency=str(earlier.run.get("currency", "")),
        days=earlier.days,
        objective=float(earlier.worth["objective"]),
        bound=float(earlier.worth["bound"]),
        rules=tuple(found),
        seconds=round(edge.clock() - began, 3),
    )


def _each_out(loaded: LoadedStrategy) -> Iterator[_Without]:
    """Every rule and target in the strategy's order, with the strategy without it."""
    strategy, where = loaded.strategy, loaded.source.where
    for position, rule in enumerate(strategy.limits.rules):
        place = where("limits", "rules", position)
        pack = _pack_of(rule.id, strategy)
        yield _Without(rule.id, rule.kind, rule.severity, pack, place, without_rule(loaded, rule.id))
    for position, target in enumerate(strategy.targets):
        kept = (*strategy.targets[:position], *strategy.targets[position + 1 :])
        without = dataclasses.replace(loaded, strategy=strategy.model_copy(update={"targets": kept}))
        yield _Without(target.id, "target", "house", "", where("targets", position), without)


def _pack_of(rule: str, strategy: Strategy) -> str:
    """The pack whose name a rule's id begins with, "" for none; of two the longer."""
    used = (each if isinstance(each, str) else each.pack for each in strategy.limits.packs)
    names = (name.partition(":")[0] for name in used)
    return max((name for name in names if rule.startswith(f"{name}.")), key=len, default="")


class _Asking:
    """Plans again and again, each time without one thing."""

    def __init__(
        self,
        earlier: Earlier,
        prepared: pipeline.Prepared,
        added: dict[tuple[str, str, int], float],
        deadline: float | None,
        edge: Edge,
    ) -> None:
        self.prepared, self.added, self.deadline, self.edge = prepared, added, deadline, edge
        self.seed, self.warm = earlier.seed, warm_of(earlier, prepared, is_rough=True)
        self.is_short = earlier.is_short

    def price(self, without: _Without) -> RulePrice:
        """What one rule or target costs."""
        p = self.prepared
        permitted = p.permitted
        if without.kind != "target":
            moments = p.permitted.moments
            permitted = screen(p.inputs, p.segmented, without.loaded, p.day, moments)
        is_felt = without.kind == "target" or not is_same(p.permitted, permitted)
        if not is_felt:
            return self._told(without, price=0.0, least=0.0, most=0.0, contacts=0, is_felt=False)
        warm: Warm = self.warm
        valued = score(p.segmented, permitted, p.staffing, without.loaded, p.day)
        opened = dataclasses.replace(p.opened, loaded=without.loaded)
        changed = dataclasses.replace(p, opened=opened, permitted=permitted, valued=valued)
        watch = pipeline.Watch(self.edge)
        found = pipeline.solve(changed, self.deadline, self.seed, watch, self.edge, warm=warm, added=self.added)
        solution = found.solution
        least, most = solution.objective - warm.bound, solution.bound - warm.objective
        if not self.is_short and leads_stay(p.permitted, permitted):
            # Every plan that was legal still is.
            least = max(0.0, least)
        before = 0 if warm.contacts is None else warm.contacts.height
        return self._told(
            without,
            price=solution.objective - warm.objective,
            least=least,
            most=max(least, most),
            contacts=solution.contacts.height - before,
            is_felt=True,
        )

    def _told(
        self, without: _Without, *, price: float, least: float, most: float, contacts: int, is_felt: bool
    ) -> RulePrice:
        # Values have six decimals in the grid: what sums have beyond is rounding.
        return RulePrice(
            without.rule,
            without.kind,
            without.severity,
            without.pack,
            without.where,
            price=round(price, 6),
            least=round(least, 6),
            most=round(most, 6),
            contacts=contacts,
            is_felt=is_felt,
        )
