"""Asks the planner's side of dated cases: may all contacts of a plan be made, from the same raw tables?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Set
from typing import Any

import polars as pl

from collectplan.domain.clock import hhmm
from collectplan.domain.day import make_day, moments
from collectplan.normalise import normalise
from collectplan.screen import screen
from collectplan.segment import segment
from tests.cases.dated import World
from tests.unit.check.worlds import table
from tests.unit.screen.worlds import Answer


def span_of(plan: list[dict[str, Any]]) -> tuple[dt.date, int]:
    """The first date of a plan, and how many dates it is to the last."""
    dates = [dt.date.fromisoformat(str(row["date"])) for row in plan]
    return min(dates), (max(dates) - min(dates)).days + 1


class Screened:
    """What the screen says of a world, over the dates from the first contact of its plan to the last."""

    def __init__(self, world: World) -> None:
        past = world.attempts and table("attempts", world.attempts, ("at", "customer_id", "channel", "outcome"))
        inputs = normalise(table("portfolio", world.accounts), past or None, None, world.loaded)
        assert inputs.rejects.is_empty(), inputs.rejects
        self._first, num_dates = span_of(world.plan)
        day = make_day(self._first, world.loaded.strategy, num_dates)
        segmented = segment(inputs, world.loaded, day.date)
        permitted = screen(inputs, segmented, world.loaded, day, moments(world.loaded.strategy, day))
        self._answer = Answer(permitted, world.loaded, day, segmented.accounts)
        self._customers = {name: number for number, name in enumerate(permitted.customer_ids)}
        self._plan, self._rules = world.plan, world.loaded.strategy.limits.rules

    def allows(self, customers: Set[str]) -> bool:
        """Whether all planned contacts of these customers may be made, led by the accounts that the plan names."""
        own = [row for row in self._plan if row["customer_id"] in customers]
        together = (
            self._answer.allows_on(
                *((self._ahead(row), row["channel"], row["start"]) for row in own if row["customer_id"] == customer),
                customer=customer,
            )
            for customer in sorted({row["customer_id"] for row in own})
        )
        return all(together) and all(self._leads(row) for row in own)

    def told(self, customers: Set[str]) -> set[str]:
        """Ids of the rules that bar a channel of these customers' plan for the whole first date."""
        asked = {
            (row["channel"], row["customer_id"])
            for row in self._plan
            if row["customer_id"] in customers and self._ahead(row) == 0
        }
        blocks = (self._answer.block(channel, customer=customer) for channel, customer in sorted(asked))
        return {block[1] for block in blocks if block is not None}

    def missed(self, customers: Set[str]) -> set[str]:
        """Ids of the obligations of these customers that fall due within the dates and that their plan leaves open."""
        duties = self._answer.permitted.duties
        if duties is None:
            return set()
        numbers = {self._customers[customer] for customer in customers}
        open_lines = (
            int(line)
            for line, customer in zip(duties.line, duties.customer, strict=True)
            if customer in numbers and not any(self._answers(row, line, customer) for row in self._plan)
        )
        return {self._rules[duties.lines[line][0]].id for line in open_lines}

    def _answers(self, row: dict[str, Any], line: int, customer: int) -> bool:
        """Whether a planned contact answers the customer's duty of the line."""
        duties, pair = self._answer.permitted.duties, self._pair(row)
        if duties is None or pair.is_empty() or self._customers[row["customer_id"]] != customer:
            return False
        starts = [(slot.date, hhmm(slot.start)) for slot in self._answer.day.slots]
        slot = starts.index((self._ahead(row), row["start"])) if row["start"] else -1
        return bool(duties.answers[duties.kind_of_pair[pair["number"][0]], line, slot])

    def _ahead(self, row: dict[str, Any]) -> int:
        return (dt.date.fromisoformat(str(row["date"])) - self._first).days

    def _leads(self, row: dict[str, Any]) -> bool:
        return bool(self._answer.account_ids[self._pair(row)["lead"][0]] == row["account_id"])

    def _pair(self, row: dict[str, Any]) -> pl.DataFrame:
        """The pair of a planned contact with its `number`; empty where there is none."""
        channel = self._answer.channels.index(row["channel"])
        pairs = self._answer.permitted.pairs.with_row_index("number")
        return pairs.filter(customer=self._customers[row["customer_id"]], date=self._ahead(row), channel=channel)
