"""Where the planner is knowingly stricter than the law: there screen may refuse what check finds no fault with.

Each has its reason. The other direction has no exceptions: what the planner allows, check finds no fault with.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any

import polars as pl

from collectplan.domain.strategy import CapRule, PoolRule, SpacingRule
from collectplan.pipeline import Prepared
from tests.agreement.questions import Contact

#: Events that a planned contact is taken to be.
PLANNED_EVENTS = ("contact", "conversation")

#: What is an exception, and why it is one.
REASONS = {
    "shared address": "Whose turn it is at an address of several customers would couple them: one alone is planned there.",
    "opt-out of the day": "Who opts out on a planned date is left alone for the whole of it, not from that instant on.",
    "pool": "A pool looks across customers, so that it is asked of whole plans alone.",
    "several clocks": "Where accounts of one customer live by different clocks, the least headroom of all is taken.",
    "switched cap": (
        "Of contacts of one hour, or without one, none precedes the other; but a third one could precede both and "
        "switch the cap on. Where two contacts may be in its windows, they may be so whether it is on or off."
    ),
}


class Stricter:
    """The exceptions of a world."""

    def __init__(self, prepared: Prepared) -> None:
        self._strategy = prepared.opened.loaded.strategy
        self._day = prepared.day
        accounts = prepared.inputs.portfolio
        self._shared = {
            column: _shared(accounts.select("customer_id", address=pl.col(column)))
            for column in {channel.address for channel in self._strategy.channels.values() if channel.address}
            if column in accounts.columns
        }
        first = accounts.select("customer_id", zone=pl.col("timezone").str.split(" ").list.first()).unique()
        clocks = Counter(first["customer_id"].to_list())
        self._on_clocks = {customer for customer, number in clocks.items() if number > 1}
        self._gone = _gone(prepared)

    def reasons(self, contacts: Sequence[Contact]) -> Iterator[str]:
        """Why the planner may refuse these contacts of one customer where the law does not."""
        for contact in contacts:
            yield from self._of_one(contact)
        if len(contacts) > 1:
            if contacts[0].customer in self._on_clocks:
                yield "several clocks"
            if self._may_be_switched(contacts):
                yield "switched cap"

    def _of_one(self, contact: Contact) -> Iterator[str]:
        rules = self._strategy.limits.rules
        bound = [rule for rule in rules if rule.channels is None or contact.channel in rule.channels]
        if any(isinstance(rule, PoolRule) for rule in bound):
            yield "pool"
        at_address = [rule for rule in bound if isinstance(rule, CapRule | SpacingRule) and rule.per == "address"]
        column = self._strategy.channels[contact.channel].address
        if at_address and contact.customer in self._shared.get(column or "", ()):
            yield "shared address"
        if (contact.customer, contact.channel, contact.date) in self._gone:
            yield "opt-out of the day"

    def _may_be_switched(self, contacts: Sequence[Contact]) -> bool:
        caps = [rule for rule in self._strategy.limits.rules if isinstance(rule, CapRule) and rule.after is not None]
        if len(contacts) > 2 and any(cap.max > 1 for cap in caps):
            return True
        if self._strategy.limits.assume != "worst_case" or not any(cap.after in PLANNED_EVENTS for cap in caps):
            return False
        return any(not self._is_ordered(one, other) for one, other in combinations(contacts, 2))

    def _is_ordered(self, one: Contact, other: Contact) -> bool:
        """Whether one of the two comes before the other, as an event does."""
        slots = self._day.slots
        if one.slot >= 0 and other.slot >= 0:
            return slots[one.slot].start_at != slots[other.slot].start_at
        return any(a.slot >= 0 and b.slot < 0 and a.date < b.date for a, b in ((one, other), (other, one)))


def _shared(addresses: pl.DataFrame) -> set[str]:
    """Customers one of whose addresses is also another customer's."""
    several = addresses.drop_nulls().unique().filter(pl.col("customer_id").n_unique().over("address") > 1)
    return set(several["customer_id"])


def _gone(prepared: Prepared) -> set[tuple[str, str, int]]:
    """(customer, channel, date) with an opt-out on that date, on any of the customer's clocks."""
    attempts = prepared.inputs.attempts
    if attempts is None:
        return set()
    out = attempts.filter(pl.col("outcome") == "opt_out")
    zones: dict[str, set[str]] = {}
    for customer, zone in prepared.inputs.portfolio.select("customer_id", "timezone").iter_rows():
        zones.setdefault(customer, set()).update(zone.split()[:1])
    rows: Iterable[dict[str, Any]] = out.select("customer_id", "channel", "at").iter_rows(named=True)
    found = set()
    for row in rows:
        for zone in zones.get(row["customer_id"], ()):
            local = pl.Series([row["at"]]).dt.convert_time_zone(zone).dt.date().item()
            found.add((row["customer_id"], row["channel"], (local - prepared.day.date) // dt.timedelta(1)))
    return found
