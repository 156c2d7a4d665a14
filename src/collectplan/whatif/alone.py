"""One customer's rows, the stages over them, and what they say of a contact that is not made."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from collectplan import pipeline
from collectplan.domain.clock import hhmm
from collectplan.domain.day import make_day, moments
from collectplan.domain.stages import Day, LoadedStrategy, Segmented, Staffing, Valued
from collectplan.domain.strategy import CapRule, PoolRule, Strategy
from collectplan.domain.tables import Inputs
from collectplan.explain.answer import Change, Smallest
from collectplan.normalise import normalise
from collectplan.score import score
from collectplan.screen import screen
from collectplan.screen.obstacles import Obstacle, Way, ways
from collectplan.segment import segment
from collectplan.staff import staff
from collectplan.whatif.changes import Resource, capacities
from collectplan.whatif.earlier import Earlier, prices_of

#: How much a cap is raised in search of the least that is enough.
MOST_RAISED: Final = 20

#: Obstacles by how hard they are to lift: what is not named here is a rule of the house, or of the law.
_OWN: Final = frozenset({"consent", "address"})
_OF_WILL: Final = frozenset({"preference", "opt_out", "treatment"})
_SUPPRESSION: Final = frozenset({"stop_reason", "hold_until", "holdout"})


@dataclass(frozen=True)
class Contact:
    """The best contact on a channel once its obstacles are lifted."""

    account: int
    slot: int
    group: str
    value: float
    price: float
    minutes: float
    cost: float
    skills: tuple[str, ...]


class Alone:
    """One customer's rows, and the stages over them."""

    def __init__(self, earlier: Earlier, opened: pipeline.Opened, customer: str) -> None:
        self.loaded: LoadedStrategy = opened.loaded
        attempts = opened.attempts
        has_pools = any(isinstance(rule, PoolRule) for rule in self.strategy.limits.rules)
        if attempts is not None and not has_pools:
            # A pool counts everybody's attempts, all else only the customer's own.
            attempts = attempts.unpacked()
            attempts = dataclasses.replace(attempts, frame=attempts.frame.filter(pl.col("customer_id") == customer))
        inputs = normalise(opened.portfolio, attempts, opened.roster, self.loaded, tolerate=True)
        self.inputs: Inputs = dataclasses.replace(
            inputs, portfolio=inputs.portfolio.filter(pl.col("customer_id") == customer)
        )
        self.day: Day = make_day(earlier.date, self.strategy, earlier.days)
        self.segmented: Segmented = segment(self.inputs, self.loaded, self.day.date)
        self.staffing: Staffing = staff(self.inputs, self.loaded, self.day)
        self.prices = prices_of(earlier, self.day)
        self._there = capacities(self.strategy, self.staffing, self.day)

    @property
    def strategy(self) -> Strategy:
        """Of the run."""
        return self.loaded.strategy

    def ways(self) -> tuple[Way, ...]:
        """All ways of contacting the customer with the fewest obstacles, by channel and account."""
        return ways(self.inputs, self.segmented, self.loaded, self.day)

    def told(self, way: Way, contact: Contact, how: str) -> Smallest:
        """What one way asks for."""
        changes = [self._lift(way, obstacle) for obstacle in way.obstacles]
        changes += self._worth(way, contact)
        name = list(self.strategy.channels)[way.channel]
        slot = self.day.slots[contact.slot] if contact.slot >= 0 else None
        return Smallest(
            channel=name,
            account_id=self.segmented.accounts["account_id"][contact.account],
            start=hhmm(slot.start) if slot else "",
            end=hhmm(slot.end) if slot else "",
            agent_group=contact.group,
            changes=tuple(changes),
            value=round(contact.value, 6),
            price=round(contact.price, 6) if np.isfinite(contact.price) else None,
            how=how,
        )

    def uses(self, way: Way, contact: Contact) -> dict[Resource, float]:
        """What the contact would use of limited capacities."""
        name, channel = list(self.strategy.channels.items())[way.channel]
        amounts: dict[Resource, float] = {
            ("agent_minutes", contact.group, contact.slot): contact.minutes,
            ("per_slot", name, contact.slot): 1.0,
            ("per_day", name, -1): 1.0,
            ("budget", "budget", -1): channel.cost,
        }
        return {key: amount for key, amount in amounts.items() if key in self._there and amount > 0}

    def capacity(self, key: Resource) -> float:
        """Of the plan date, in its unit."""
        return self._there[key]

    def hardness(self, obstacle: Obstacle) -> int:
        """How hard an obstacle is to lift: 0 the customer's own data, 1 the house, 2 law and will, 3 a suppression."""
        if obstacle.rule in _OWN:
            return 0
        if obstacle.rule in _SUPPRESSION:
            return 3
        severity = next((rule.severity for rule in self.strategy.limits.rules if rule.id == obstacle.rule), "house")
        return 2 if severity == "law" or obstacle.rule in _OF_WILL else 1

    def _lift(self, way: Way, obstacle: Obstacle) -> Change:
        """What it takes to lift one obstacle."""
        channel = list(self.strategy.channels)[way.channel]
        account = self.segmented.accounts["account_id"][way.account]
        built_in = {
            "consent": f"account {account} would have to consent to {channel}",
            "address": f"the customer would need an address for {channel}: {obstacle.detail}",
            "treatment": f"the treatment of account {account} would have to allow {channel}",
            "opt_out": f"the customer would have to take back the opt-out of {channel}",
            "preference": f"the customer would have to wish it otherwise: {obstacle.detail}",
            "stop_reason": f"the stop of account {account} ({obstacle.detail}) would have to end",
            "hold_until": f"the hold of account {account} would have to end before the plan date: {obstacle.detail}",
            "holdout": "the customer would have to leave the holdout",
        }
        if obstacle.rule in built_in:
            return Change(obstacle.reason, obstacle.rule, "", built_in[obstacle.rule])
        position = next((i for i, rule in enumerate(self.strategy.limits.rules) if rule.id == obstacle.rule), None)
        if position is None:
            return Change(
                obstacle.reason, obstacle.rule, "", f"{obstacle.rule} would have to allow it: {obstacle.detail}"
            )
        rule = self.strategy.limits.rules[position]
        where = self.loaded.source.where("limits", "rules", position)
        raised = self._raised(way, position) if isinstance(rule, CapRule) else None
        told = f"rule {rule.id} ({obstacle.reason}, {rule.severity})"
        if raised is not None and isinstance(rule, CapRule):
            return Change("cap", rule.id, where, f"{told} would have to allow {raised} instead of {rule.max}")
        return Change(obstacle.reason, rule.id, where, f"{told} would have to allow it: {_plain(obstacle)}")

    def _raised(self, way: Way, position: int) -> int | None:
        """The least maximum of a cap with which it is no obstacle to this way; None where no small one is enough."""
        cap = self.strategy.limits.rules[position]
        if not isinstance(cap, CapRule):
            return None
        others = {obstacle.rule for obstacle in way.obstacles} - {cap.id}
        for more in range(1, MOST_RAISED + 1):
            raised = cap.model_copy(update={"max": cap.max + more})
            now = ways(self.inputs, self.segmented, self._with_rule(position, raised), self.day)
            mine = [w for w in now if (w.channel, w.account) == (way.channel, way.account)]
            if any({obstacle.rule for obstacle in w.obstacles} <= others for w in mine):
                return cap.max + more
        return None

    def _with_rule(self, position: int, rule: CapRule) -> LoadedStrategy:
        limits = self.strategy.limits
        rules = (*limits.rules[:position], rule, *limits.rules[position + 1 :])
        return dataclasses.replace(
            self.loaded,
            strategy=self.strategy.model_copy(update={"limits": limits.model_copy(update={"rules": rules})}),
        )

    def contact(self, way: Way) -> Contact | None:
        """The contact of greatest value less price, the obstacles lifted; None where there is none all the same."""
        suppressions = {obstacle.rule for obstacle in way.obstacles} & _SUPPRESSION
        accounts = self.segmented.accounts
        if suppressions:
            mine = pl.int_range(pl.len()) == way.account
            freed = {"suppressed": "", "suppressed_detail": "", "free_from": 0}
            known = {name: value for name, value in freed.items() if name in accounts.columns}
            accounts = accounts.with_columns(
                pl.when(mine).then(pl.lit(value)).otherwise(name).cast(accounts[name].dtype).alias(name)
                for name, value in known.items()
            )
        segmented = Segmented(accounts)
        lifted = frozenset((obstacle.reason, obstacle.rule) for obstacle in way.obstacles)
        permitted = screen(
            self.inputs, segmented, self.loaded, self.day, moments(self.strategy, self.day), lifted=lifted
        )
        valued = score(segmented, permitted, self.staffing, self.loaded, self.day)
        pairs = valued.pairs.with_row_index("row").filter(pl.col("channel") == way.channel)
        if "date" in pairs.columns:
            pairs = pairs.filter(pl.col("date") == 0)
        return None if pairs.is_empty() else self._best(way, valued, pairs.row(0, named=True), permitted.openings)

    def _best(
        self,
        way: Way,
        valued: Valued,
        pair: Mapping[str, int | float],
        openings: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    ) -> Contact | None:
        name, channel = list(self.strategy.channels.items())[way.channel]
        lead = int(pair["lead"])
        treatment = int(self.segmented.accounts["treatment"][lead])
        skills = tuple(sorted(self.strategy.treatments[treatment].skills)) if treatment >= 0 else ()
        slots = [-1] if channel.untimed else np.flatnonzero(openings[int(pair["opening"])]).tolist()
        by_day = self._price("per_day", name, -1) + channel.cost * self._price("budget", "budget", -1)
        best: Contact | None = None
        for slot in slots:
            reach = float(valued.reach[int(pair["profile"]), max(slot, 0)])
            value = reach * float(pair["gain"]) - channel.cost
            minutes, group, by_minute = 0.0, "", 0.0
            if channel.agents and channel.minutes:
                minutes = (1 - reach) * channel.minutes.no_answer + reach * channel.minutes.contact
                group, by_minute = self._crew(valued, int(pair["crew"]), slot)
            price = by_day + self._price("per_slot", name, slot) + (minutes * by_minute if minutes else 0.0)
            contact = Contact(lead, slot, group, value, price, minutes, channel.cost, skills)
            if best is None or _margin(contact) > _margin(best):
                best = contact
        return best

    def _price(self, kind: str, name: str, slot: int) -> float:
        return self.prices.get((kind, name, slot), 0.0)

    def _crew(self, valued: Valued, crew: int, slot: int) -> tuple[str, float]:
        """The fitting group at work whose minutes are the cheapest; infinite where there is none."""
        there = [
            (self._price("agent_minutes", group, slot), group)
            for position, group in enumerate(self.staffing.groups)
            if crew >= 0 and valued.crews[crew, position] and self.staffing.minutes[position, slot] > 0
        ]
        price, group = min(there, default=(np.inf, ""))
        return group, price

    def _worth(self, way: Way, contact: Contact) -> list[Change]:
        """What it takes beyond the obstacles: agents, value, or capacity."""
        name = list(self.strategy.channels)[way.channel]
        if not np.isfinite(contact.price):
            skilled = f" with the skills {' '.join(contact.skills)}" if contact.skills else ""
            return [
                Change(
                    "agent_minutes",
                    "agent_minutes",
                    "",
                    f"an agent group{skilled} would have to be at work in an open hour",
                )
            ]
        short = contact.price - contact.value
        if short < 0 and contact.value > 0:
            return (
                []
                if way.obstacles
                else [
                    Change(
                        "capacity", "", "", f"{self._room(name, contact)}, into which it did not fit beside the others"
                    )
                ]
            )
        gross = contact.value + contact.cost
        by = f", as with {100 * short / gross:.1f} % more past due" if gross > 0 else ""
        what = f"it would have to bring {_money(short, self.strategy.currency)} more{by}"
        scarce = self._room(name, contact) if contact.price > 0 and contact.value > 0 else ""
        return [
            Change(
                "value", "", "", what + (f"; or {scarce}, and more where others are worth more there" if scarce else "")
            )
        ]

    def _room(self, name: str, contact: Contact) -> str:
        """The capacities with a price that the contact would use, and how much of each."""
        start = f" at {hhmm(self.day.slots[contact.slot].start)}" if contact.slot >= 0 else ""
        uses = (
            (
                "agent_minutes",
                contact.group,
                contact.slot,
                f"{contact.minutes:.1f} more minutes of {contact.group}{start}",
            ),
            ("per_slot", name, contact.slot, f"one more {name}{start}"),
            ("per_day", name, -1, f"one more {name} a day"),
            ("budget", "budget", -1, f"{_money(contact.cost, self.strategy.currency)} more budget"),
        )
        scarce = [told for kind, of, slot, told in uses if self._price(kind, of, slot) > 0]
        return " and ".join(scarce) or f"room for one more {name}{start}"


def _margin(contact: Contact) -> tuple[float, float]:
    """Value less price; where no crew is there, the value."""
    return (contact.value - contact.price, 0.0) if np.isfinite(contact.price) else (-np.inf, contact.value)


def _plain(obstacle: Obstacle) -> str:
    """The detail without the rule's own name, which stands before it."""
    return obstacle.detail.removeprefix(f"{obstacle.reason} {obstacle.rule}: ")


def _money(amount: float, currency: str) -> str:
    return f"{amount:,.2f} {currency}".rstrip()
