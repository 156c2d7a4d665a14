"""Why a target is missed: a smallest set of rules, treatments, capacities and other targets that cannot hold with it.

Each question plans the customers of the targets alone, with some of these taken away, and asks whether the floor is
met then: contacts that count for no target cannot help it.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import polars as pl

from collectplan import pipeline
from collectplan.domain.day import make_day, moments
from collectplan.domain.edge import Edge
from collectplan.domain.stages import LoadedStrategy
from collectplan.domain.strategy import Strategy, Target
from collectplan.domain.tables import Inputs
from collectplan.errors import UsageError
from collectplan.explain.answer import Change
from collectplan.normalise import normalise
from collectplan.score import score
from collectplan.screen import screen
from collectplan.segment import segment
from collectplan.staff import staff
from collectplan.whatif.conflict import smallest_conflict
from collectplan.whatif.earlier import Earlier
from collectplan.whatif.reopen import Changes, open_again

#: Minutes of every group in every slot where agents are no limit.
ENOUGH_MINUTES: Final = 1e7
#: Seconds for one question.
SECONDS: Final = 20.0


@dataclass(frozen=True)
class Element:
    """Something that can stand against a target.

    Attributes:
        kind: what it is.
        position: in the strategy's rules, treatments or targets; of the channel for its limits; 0 for the others.
        change: how it is told.
    """

    kind: Literal["rule", "treatment", "per_slot", "per_day", "budget", "agent_minutes", "target"]
    position: int
    change: Change


@dataclass(frozen=True)
class TargetAnswer:
    """Why a target is missed.

    Attributes:
        id, floor, planned: of the target in the run.
        conflicts: sets that have nothing in common; none of them can hold with the target as a whole, and nothing can
            be left out of it. Empty where the target is met, or where taking everything away would not be enough.
        attainable: contacts that count, with none of these in force.
    """

    id: str
    floor: int
    planned: int
    conflicts: tuple[tuple[Change, ...], ...]
    attainable: int


def as_dict(answer: TargetAnswer) -> dict[str, Any]:
    """Return it as plain dicts and lists, for JSON."""
    return asdict(answer) | {"missed": max(0, answer.floor - answer.planned)}


def is_target(folder: Path, id_: str) -> bool:
    """Whether the run of a results folder had a target of that id."""
    try:
        run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(run, dict) and any(told["id"] == id_ for told in run.get("targets") or ())


def explain_target(earlier: Earlier, id_: str, edge: Edge) -> TargetAnswer:
    """Say what stands against a target of a run.

    Raises:
        UsageError: the run had no such target.
        StrategyError, InputError: the inputs are not those of the run.
    """
    date = earlier.date.isoformat()
    targets = earlier.run.get("targets") or ()
    told = next((each for each in targets if each["id"] == id_ and each.get("date", date) == date), None)
    if told is None:
        raise UsageError(f"{earlier.folder} was planned without a target {id_}")
    if told["planned"] >= told["floor"]:
        return TargetAnswer(id_, told["floor"], told["planned"], (), told["planned"])
    opened = open_again(earlier, Changes())
    question = _Question(earlier, opened, id_, edge)
    left = elements(opened.loaded, question.target)
    conflicts: list[tuple[Change, ...]] = []
    while found := smallest_conflict(left, lambda kept: question.planned(kept) >= told["floor"]):
        conflicts.append(tuple(each.change for each in found))
        left = tuple(each for each in left if each not in found)
    return TargetAnswer(
        id_, told["floor"], told["planned"], tuple(conflicts), question.planned(left if conflicts else ())
    )


def elements(loaded: LoadedStrategy, target: Target) -> tuple[Element, ...]:
    """Everything that can stand against a target: other targets, treatments, rules, limits, agents, the budget."""
    strategy, where = loaded.strategy, loaded.source.where
    found: list[Element] = []
    for position, rule in enumerate(strategy.limits.rules):
        what = f"rule {rule.id} ({rule.kind}, {rule.severity})"
        found.append(Element("rule", position, Change(rule.kind, rule.id, where("limits", "rules", position), what)))
    for position, treatment in enumerate(strategy.treatments):
        if treatment.channels is not None or treatment.skills:
            what = f"treatment of {', '.join(treatment.segments)}"
            found.append(
                Element("treatment", position, Change("treatment", "treatment", where("treatments", position), what))
            )
    for position, (name, channel) in enumerate(strategy.channels.items()):
        if channel.per_slot is not None:
            change = Change(
                "per_slot", "per_slot", where("channels", name, "per_slot"), f"{name} per_slot {channel.per_slot}"
            )
            found.append(Element("per_slot", position, change))
        if channel.per_day is not None:
            change = Change(
                "per_day", "per_day", where("channels", name, "per_day"), f"{name} per_day {channel.per_day}"
            )
            found.append(Element("per_day", position, change))
    if any(channel.agents for channel in strategy.channels.values()):
        found.append(Element("agent_minutes", 0, Change("agent_minutes", "agent_minutes", "", "the agents' minutes")))
    if strategy.budget.per_day is not None:
        what = f"the budget of {strategy.budget.per_day:g}"
        found.append(Element("budget", 0, Change("budget", "budget", where("budget", "per_day"), what)))
    for position, other in enumerate(strategy.targets):
        if other.id != target.id:
            what = f"target {other.id} of {other.min_contacts}"
            found.append(Element("target", position, Change("target", other.id, where("targets", position), what)))
    return tuple(found)


def keeping(strategy: Strategy, kept: Iterable[Element], target: Target) -> Strategy:
    """The strategy with nothing in force of what can stand against a target, but for what is kept."""
    held: dict[str, set[int]] = {}
    for each in kept:
        held.setdefault(each.kind, set()).add(each.position)

    def of(kind: str, position: int) -> bool:
        return position in held.get(kind, ())

    rules = tuple(rule for i, rule in enumerate(strategy.limits.rules) if of("rule", i))
    free = {"channels": None, "skills": ()}
    treatments = tuple(
        each if of("treatment", i) else each.model_copy(update=free) for i, each in enumerate(strategy.treatments)
    )
    channels = {
        name: channel.model_copy(update={limit: None for limit in ("per_slot", "per_day") if not of(limit, position)})
        for position, (name, channel) in enumerate(strategy.channels.items())
    }
    targets = tuple(each for i, each in enumerate(strategy.targets) if each.id == target.id or of("target", i))
    budget = strategy.budget if of("budget", 0) else strategy.budget.model_copy(update={"per_day": None})
    return strategy.model_copy(
        update={
            "limits": strategy.limits.model_copy(update={"rules": rules}),
            "treatments": treatments,
            "channels": channels,
            "targets": targets,
            "budget": budget,
        }
    )


class _Question:
    """Plans the targets' customers again and again, with less and less in force."""

    def __init__(self, earlier: Earlier, opened: pipeline.Opened, id_: str, edge: Edge) -> None:
        self.earlier, self.opened, self.edge = earlier, opened, edge
        strategy = opened.loaded.strategy
        self.target = next(target for target in strategy.targets if target.id == id_)
        inputs = normalise(opened.portfolio, opened.attempts, opened.roster, opened.loaded, tolerate=True)
        self.day = make_day(earlier.date, strategy, earlier.days)
        accounts = segment(inputs, opened.loaded, self.day.date).accounts
        patterns = {pattern for target in strategy.targets for pattern in target.segments}
        names = accounts["segment"].unique().to_list()
        counted = [name for name in names if any(fnmatchcase(name, pattern) for pattern in patterns)]
        mine = accounts.filter(pl.col("segment").is_in(counted)).select("customer_id").unique()
        portfolio = inputs.portfolio.join(mine, on="customer_id", how="semi", maintain_order="left")
        self.inputs: Inputs = dataclasses.replace(inputs, portfolio=portfolio)
        self.solved: dict[tuple[Element, ...], int] = {}

    def planned(self, kept: tuple[Element, ...]) -> int:
        """Contacts that count for the target, of a plan in which these are in force."""
        if kept not in self.solved:
            self.solved[kept] = self._planned(kept)
        return self.solved[kept]

    def _planned(self, kept: tuple[Element, ...]) -> int:
        if self.inputs.portfolio.is_empty():
            return 0
        strategy = keeping(self.opened.loaded.strategy, kept, self.target)
        loaded = dataclasses.replace(self.opened.loaded, strategy=strategy)
        segmented = segment(self.inputs, loaded, self.day.date)
        permitted = screen(self.inputs, segmented, loaded, self.day, moments(strategy, self.day))
        staffing = staff(self.inputs, loaded, self.day)
        if not any(each.kind == "agent_minutes" for each in kept):
            staffing = dataclasses.replace(staffing, minutes=np.full_like(staffing.minutes, ENOUGH_MINUTES))
        valued = score(segmented, permitted, staffing, loaded, self.day)
        opened = dataclasses.replace(self.opened, loaded=loaded)
        prepared = pipeline.Prepared(opened, self.inputs, self.day, segmented, permitted, staffing, valued)
        watch = pipeline.Watch(self.edge)
        planned = pipeline.solve(prepared, self.edge.clock() + SECONDS, self.earlier.seed, watch, self.edge)
        position = [target.id for target in strategy.targets].index(self.target.id)
        return next(each.planned for each in planned.solution.targets if each.target == position and each.date == 0)
