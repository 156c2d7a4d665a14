"""The smallest change that would have a customer contacted, found by running the stages on that customer alone.

First what is barred: for each channel the fewest obstacles that must be lifted (`screen.obstacles`). Then what it is
worth: with these lifted, the contact's value at its best hour, less what the capacity is worth that it would use, at
the shadow prices of the run. Fewest changes win; of these what concerns this customer alone comes before a rule that
concerns all, and that before the law and the customer's own will; then the cheapest wins.

A shadow price is what one more unit brings. What a contact would displace can be worth more, so in a small operation it
is solved again: the plan's worth, less that of the best plan without the capacity that the contact would use.
"""

from __future__ import annotations

import dataclasses
from typing import Final

import numpy as np

from collectplan import pipeline
from collectplan.domain.edge import Edge
from collectplan.domain.stages import GAP_OF_OPTIMAL
from collectplan.explain.answer import Smallest
from collectplan.screen.obstacles import Way
from collectplan.whatif.alone import Alone, Contact
from collectplan.whatif.changes import Changed, with_minutes
from collectplan.whatif.earlier import Earlier
from collectplan.whatif.reopen import Changes, open_again, reopen
from collectplan.whatif.warm import warm_of

HOW: Final = "stages run on this customer alone; value less price by the shadow prices of the run, nothing solved again"
HOW_SOLVED: Final = "stages run on this customer alone; what the contact would displace was found by solving again"

#: Customers up to which what a contact would displace is solved again.
SOLVED_CUSTOMERS: Final = 2_000


def smallest_changes(earlier: Earlier, customer: str, edge: Edge) -> tuple[Smallest, ...]:
    """Find what would have to change for a customer to be contacted.

    Args:
        earlier: the run, whose inputs are read again and held to its hashes.
        customer: that the run did not contact.
        edge: the outside.

    Returns:
        The smallest change, and as few changes on other channels; nothing where no account of the customer could be
        read.

    Raises:
        UsageError, StrategyError, InputError: the inputs are not there, or not those of the run.
    """
    opened = open_again(earlier, Changes())
    alone = Alone(earlier, opened, customer)
    found = sorted(
        (_Answer(alone, way, contact) for way in alone.ways() if (contact := alone.contact(way))),
        key=lambda each: each.key,
    )
    if not found:
        return ()
    best = found[0]
    by_channel: dict[str, Smallest] = {best.told.channel: best.told}
    if best.told.changes[-1].kind == "value" and int(earlier.run["customers"]) <= SOLVED_CUSTOMERS:
        price = displaced(earlier, alone, best, edge)
        by_channel[best.told.channel] = best.at_price(price) if price is not None else best.told
    for each in found[1:]:
        if each.key[0] == best.key[0]:
            by_channel.setdefault(each.told.channel, each.told)
    return tuple(by_channel.values())


def displaced(earlier: Earlier, alone: Alone, answer: _Answer, edge: Edge) -> float | None:
    """Solve again without the capacity that a contact would use: what the plan loses is what it would displace.

    Returns:
        Money, >= 0; None where a plan is not proven to be optimal.
    """
    watch = pipeline.Watch(edge)
    reopened = reopen(earlier, Changes(), watch, edge)
    uses = alone.uses(answer.way, answer.contact)
    changed = [Changed(key, 0.0, max(0.0, alone.capacity(key) - amount)) for key, amount in uses.items()]
    prepared = dataclasses.replace(reopened.prepared, staffing=with_minutes(reopened.prepared.staffing, changed))
    added = dict(reopened.added)
    for key, amount in uses.items():
        if key[0] != "agent_minutes":
            added[key] = added.get(key, 0.0) - amount
    warm = warm_of(earlier, prepared)
    solution = pipeline.solve(prepared, None, earlier.seed, watch, edge, warm=warm, added=added).solution
    worth = earlier.worth
    if max(solution.gap, float(worth["gap"])) > GAP_OF_OPTIMAL:
        return None
    return max(0.0, float(worth["objective"]) - solution.objective)


class _Answer:
    """A way, the contact that would come of it, and how it is told."""

    def __init__(self, alone: Alone, way: Way, contact: Contact) -> None:
        self._alone, self.way, self.contact = alone, way, contact
        self.told = alone.told(way, contact, HOW)

    @property
    def key(self) -> tuple[float | str, ...]:
        """By which answers are compared: fewest changes, the easiest, the cheapest, then by name."""
        contact, told = self.contact, self.told
        is_staffed = bool(np.isfinite(contact.price))
        hardest = max((self._alone.hardness(obstacle) for obstacle in self.way.obstacles), default=0)
        short = max(0.0, contact.price - contact.value) if is_staffed else 0.0
        order = max(hardest, 0 if is_staffed else 1), round(short, 6)
        return (len(told.changes), *order, told.channel, told.account_id, told.start)

    def at_price(self, price: float) -> Smallest:
        """The same, where what the contact would displace is known."""
        return self._alone.told(self.way, dataclasses.replace(self.contact, price=price), HOW_SOLVED)
