"""Single contacts and pairs of them, put to screen and optimiser on one side and to check on the other.

Check is asked of all of a world's questions at once: each has a customer of its own, who is a copy of the one that it
is about, with the same accounts and the same past at addresses of the copy's own.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
import polars as pl

from collectplan.check import RawTables, judge, laid_out, register_of, with_history
from collectplan.check.parts import PART_ROWS
from collectplan.domain.clock import hhmm
from collectplan.domain.stages import Day, LoadedStrategy
from collectplan.domain.strategy import Budget, Experiments, ObligationRule, PoolRule
from collectplan.pipeline import Planned
from tests.agreement.path import raw
from tests.agreement.worlds import SUFFIX, Row, World
from tests.unit.check.worlds import grid

ADDRESSES = ("phone", "email", "postal")


class Contact(NamedTuple):
    """One that might be made; `date` is days after the plan date, `slot` a position in the day's slots or -1."""

    customer: str
    account: str
    date: int
    channel: str
    slot: int


class Question(NamedTuple):
    """Whether the contacts, all of one customer, may be made, and what the planner answers.

    `conditions` are what the planner writes beside each of them: ids of rules that hang on the outcomes of the others.
    """

    kind: Literal["single", "several", "plan"]
    contacts: tuple[Contact, ...]
    permitted: bool
    conditions: tuple[str, ...]


class Planner:
    """What screen and optimiser answer."""

    def __init__(self, plan: Planned) -> None:
        self.day, self.permitted = plan.day, plan.permitted
        self.channels = list(plan.opened.loaded.strategy.channels)
        self.strategy = plan.opened.loaded.strategy
        self._accounts = plan.segmented.accounts["account_id"].to_list()
        self._ids = plan.permitted.customer_ids.to_list()
        self._customers = {name: number for number, name in enumerate(self._ids)}
        names = ("customer", "date", "channel", "lead", "opening")
        self._pairs = {key: (lead, opening) for *key_, lead, opening in plan.permitted.pairs.select(names).iter_rows()
                       for key in [tuple(key_)]}  # fmt: skip
        own = plan.permitted.moments
        places = zip(own.date.tolist(), own.channel.tolist(), own.slot.tolist(), strict=True)
        self._moments = {place: number for number, place in enumerate(places)}
        self._of_customer: dict[str, list[str]] = {}
        for customer, account in plan.segmented.accounts.select("customer_id", "account_id").iter_rows():
            self._of_customer.setdefault(customer, []).append(account)
        held_out = plan.segmented.accounts.filter(pl.col("arm") == "holdout")["customer_id"]
        self._asked = sorted({*self._ids} - {*held_out})
        self._plan = plan.solution.contacts
        self._conditions: dict[int, list[str]] = {}
        rules = self.strategy.limits.rules
        if plan.solution.conditions is not None:
            for contact, rule in plan.solution.conditions.select("contact", "rule").iter_rows():
                self._conditions.setdefault(contact, []).append(rules[rule].id)

    def planned(self) -> Iterable[Question]:
        """What is planned for each customer."""
        own: dict[str, list[tuple[Contact, str]]] = {}
        names = ("customer", "lead", "date", "channel", "slot")
        for number, (customer, lead, date, channel, slot) in enumerate(self._plan.select(names).iter_rows()):
            contact = Contact(self._ids[customer], self._accounts[lead], date, self.channels[channel], slot)
            own.setdefault(contact.customer, []).append((contact, " ".join(sorted(self._conditions.get(number, ())))))
        return [Question("plan", *_apart(contacts)) for contacts in own.values()]

    def singles(self, dice: random.Random, number: int) -> list[Question]:
        """Contacts anywhere: led by the account that leads there, or where none does, by any of the customer's.

        Whoever is held out is not asked about: a copy would not be.
        """
        places = [
            (customer, date, channel)
            for customer in self._asked
            for date in range(self.day.num_dates)
            for channel in self.channels
        ]
        found = []
        for _ in range(number if places else 0):
            customer, date, channel = dice.choice(places)
            account = self._lead(customer, date, channel) or dice.choice(self._of_customer[customer])
            contact = Contact(customer, account, date, channel, self._some_slot(dice, date, channel))
            found.append(Question("single", (contact,), self.allows((contact,)), ("",)))
        return found

    def several(self, dice: random.Random, number: int) -> list[Question]:
        """Two to four contacts of one customer each of which may be made alone.

        Every rule is named as one that hangs on outcomes, so that check tells what is broken for certain.
        """
        own: dict[str, list[Contact]] = {}
        for customer, date, channel in self._pairs:
            name, on = self._ids[customer], self.channels[channel]
            lead = self._lead(name, date, on) or ""
            slots = self._slots(date) if not self.strategy.channels[on].untimed else [-1]
            contacts = (Contact(name, lead, date, on, slot) for slot in slots)
            own.setdefault(name, []).extend(contact for contact in contacts if self.allows((contact,)))
        many = [contacts for _, contacts in sorted(own.items()) if len(contacts) > 1]
        if not many:
            return []
        every = " ".join(sorted(rule.id for rule in self.strategy.limits.rules))
        chosen = []
        for _ in range(number):
            of_one, size = dice.choice(many), dice.choices([2, 3, 4], [6, 2, 1])[0]
            chosen.append(tuple(sorted(dice.sample(of_one, min(size, len(of_one))))))
        return [Question("several", c, self.allows(c), (every,) * len(c)) for c in dict.fromkeys(chosen)]

    def allows(self, contacts: Sequence[Contact]) -> bool:
        """Whether all of them may be made, by leads, openings, caps and clashes."""
        return all(self._is_open(contact) for contact in contacts) and self._together(contacts)

    def moment(self, contact: Contact) -> int:
        """Its position in the moments."""
        return self._moments[contact.date, self.channels.index(contact.channel), contact.slot]

    def number(self, contact: Contact) -> int:
        """Its customer's position."""
        return self._customers[contact.customer]

    def _is_open(self, contact: Contact) -> bool:
        key = (self.number(contact), contact.date, self.channels.index(contact.channel))
        if key not in self._pairs or self._lead(*contact[:1], *contact[2:4]) != contact.account:
            return False
        opening = self._pairs[key][1]
        return contact.slot < 0 or bool(self.permitted.openings[opening, contact.slot])

    def _together(self, contacts: Sequence[Contact]) -> bool:
        local, members = self.permitted.local, [self.moment(contact) for contact in contacts]
        kind = int(local.class_of_customer[self.number(contacts[0])])
        caps = slice(local.cap_start[kind], local.cap_start[kind + 1])
        return not breaks(
            local.moment_sets[local.cap_set[caps]],
            local.cap_limit[caps],
            local.clashes[local.clash_of_class[kind]],
            members,
        )

    def _lead(self, customer: str, date: int, channel: str) -> str | None:
        found = self._pairs.get((self._customers[customer], date, self.channels.index(channel)))
        return None if found is None else self._accounts[found[0]]

    def _slots(self, date: int) -> list[int]:
        return [number for number, slot in enumerate(self.day.slots) if slot.date == date and slot.exists]

    def _some_slot(self, dice: random.Random, date: int, channel: str) -> int:
        slots = [number for number, slot in enumerate(self.day.slots) if slot.date == date]
        return -1 if self.strategy.channels[channel].untimed else dice.choice(slots)


def _apart(contacts: Sequence[tuple[Contact, str]]) -> tuple[tuple[Contact, ...], bool, tuple[str, ...]]:
    return tuple(contact for contact, _ in contacts), True, tuple(condition for _, condition in contacts)


def breaks(sets: Any, limits: Any, clashes: Any, members: Sequence[int]) -> bool:
    """Whether these moments together break caps [caps, moments], their limits, or clashes [moments, moments]."""
    is_over = bool((sets[:, members].sum(axis=1) > limits).any())
    return is_over or bool(clashes[np.ix_(members, members)].any())


def broken(world: World, loaded: LoadedStrategy, day: Day, questions: Sequence[Question]) -> list[list[str]]:
    """The rules that check finds broken, of each question: sentences, none where all contacts may be made."""
    accounts: list[Row] = []
    attempts: list[Row] = []
    rows: list[Row] = []
    asker: list[int] = []
    for number, question in enumerate(questions):
        mark = f"~{number}"
        own, past = _of(world, question.contacts[0].customer)
        accounts += [_copy(row, mark) for row in own]
        attempts += [_copy(row, mark) for row in past]
        for contact, condition in zip(question.contacts, question.conditions, strict=True):
            rows.append(_row(contact, mark, day) | {"condition": condition})
        asker += [number] * len(question.contacts)
    history = None if world.attempts is None else raw("attempts", attempts)
    asked = without_shared(loaded)
    sheet, tables = laid_out(grid(rows), None, asked.strategy), RawTables(raw("portfolio", accounts), history, None)
    part_rows, ready = PART_ROWS, None
    if len(rows) % 4 == 1:
        # A large plan is looked at in parts, and its inputs before there is one: some worlds are, since each part costs
        # what the whole would.
        part_rows = len(rows) // 2 + 1
        ready = with_history(register_of(tables.portfolio, asked.strategy), history, asked.strategy)
    verdict = judge(sheet, tables, asked, part_rows=part_rows, register=ready)
    found: list[list[str]] = [[] for _ in questions]
    for violation in verdict.violations:
        number = asker[violation.row - 2]
        # Several contacts name every rule, so that some are named for nothing.
        if violation.rule != "condition" or questions[number].kind != "several":
            found[number].append(f"{violation.rule}: {violation.what}")
    return found


def without_shared(loaded: LoadedStrategy) -> LoadedStrategy:
    """The strategy without what contacts of different customers share, and without what asks for a contact.

    Nor is there a holdout, which would pick other customers of the copies.
    """
    strategy = loaded.strategy
    channels = {
        name: channel.model_copy(update={"per_slot": None, "per_day": None})
        for name, channel in strategy.channels.items()
    }
    rules = tuple(rule for rule in strategy.limits.rules if not isinstance(rule, PoolRule | ObligationRule))
    changes = {
        "channels": channels,
        "limits": strategy.limits.model_copy(update={"rules": rules}),
        "targets": (),
        "budget": Budget(),
        "experiments": Experiments(),
    }
    return LoadedStrategy(strategy.model_copy(update=changes), loaded.source)


def _of(world: World, customer: str) -> tuple[list[Row], list[Row]]:
    """The customer's accounts, and attempts at the customer or at any of the customer's addresses."""
    accounts = [row for row in world.accounts if row["customer_id"] == customer]
    held = {row[name] for row in accounts for name in ADDRESSES if row[name]}
    past = [row for row in world.attempts or () if row["customer_id"] == customer or row.get("address") in held]
    return accounts, past


def _copy(row: Mapping[str, Any], mark: str) -> Row:
    """The row under other names and addresses; telephone numbers have another extension."""
    changed = dict(row)
    for name in ("customer_id", "account_id", "email", "postal"):
        if changed.get(name):
            changed[name] += mark
    for name in ("phone", "address"):
        if changed.get(name):
            is_phone = SUFFIX in changed[name]
            changed[name] += f"0{int(mark[1:]):03d}" if is_phone else mark
    return changed


def _row(contact: Contact, mark: str, day: Day) -> Row:
    slot = None if contact.slot < 0 else day.slots[contact.slot]
    return {
        "date": day.dates[contact.date].isoformat(),
        "start": "" if slot is None else hhmm(slot.start),
        "end": "" if slot is None else hhmm(slot.end),
        "customer_id": contact.customer + mark,
        "account_id": contact.account + mark,
        "channel": contact.channel,
    }
