"""What `explain` answers, as data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class AccountFate:
    """A row of fates.csv."""

    account_id: str
    segment: str
    fate: str
    reason: str
    detail: str


@dataclass(frozen=True)
class Condition:
    """What must be asked again before a contact is made.

    Attributes:
        rule: id of the rule that would be broken otherwise.
        words: a row of conditions.csv in words; "" where the folder has no such file.
        depends_on: the contacts whose outcome matters, such as `call 2026-03-03 10:00`, each with the row that it has.
    """

    rule: str
    words: str
    depends_on: tuple[str, ...]


@dataclass(frozen=True)
class Missed:
    """An obligation that the plan does not keep for the customer.

    Attributes:
        rule: id of the obligation. by: the last date on which it can be answered.
        why: channel by channel, in words. against: ids of the rules that stand against it.
    """

    rule: str
    by: str
    why: str
    against: tuple[str, ...]


@dataclass(frozen=True)
class PlannedContact:
    """A row of grid.csv, without the address. start and end are "" on a channel without hours; value is money.

    conditions: under `assume: contingent`, what must be asked again before it is made.
    """

    date: str
    start: str
    end: str
    channel: str
    account_id: str
    agent_group: str
    template: str
    value: float
    minutes: float
    rank: int
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Need:
    """A capacity that the best contact of a channel needs.

    Attributes:
        resource, start, unit: as in capacity.csv.
        amount: how much of it the contact needs, in the unit.
        used, capacity: by the plan, in the unit.
        worth: money, the amount at the shadow price.
    """

    resource: str
    start: str
    unit: str
    amount: float
    used: float
    capacity: float
    worth: float


@dataclass(frozen=True)
class ChannelAnswer:
    """What became of a channel.

    Attributes:
        state: planned, passed_over, no_value, no_crew or blocked.
        reason, rule, detail: a built-in id or rule kind, the rule's id, and what it met.
        account_id: the account that would lead; "" where blocked.
        open: hours in which a contact is permitted.
        start, end, agent_group: of the best contact.
        value, minutes, reach: of the best contact; None where blocked.
        price: what the capacity is worth that it needs; None where blocked or where there is none.
        needs: the capacities with a price that it needs, the dearest first.
        change: what would have to change for it to be planned; "" where it is.
        targets: ids of the targets that the contact counts for.
    """

    channel: str
    state: str
    reason: str
    rule: str
    detail: str
    account_id: str
    open: str
    start: str
    end: str
    agent_group: str
    value: float | None
    reach: float | None
    minutes: float | None
    price: float | None
    needs: tuple[Need, ...]
    change: str
    targets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """One thing that would have to be different.

    Attributes:
        kind: a built-in id, a rule's kind, `value`, `capacity` or `weight`.
        rule: the rule's id, or the built-in id; "" for the last three.
        where: `file:line:column` of the rule; "" where it stands in no file.
        what: one clause.
    """

    kind: str
    rule: str
    where: str
    what: str


@dataclass(frozen=True)
class Smallest:
    """The fewest changes that would have a customer contacted, and of these the cheapest.

    Attributes:
        channel, account_id, start, end, agent_group: of the contact that would come of it; "" where not known.
        changes: all of them are needed.
        value, price: money, of that contact: what it brings, and what the capacity is worth that it would use; None
            where not known.
        how: what was solved or reckoned to find it.
    """

    channel: str
    account_id: str
    start: str
    end: str
    agent_group: str
    changes: tuple[Change, ...]
    value: float | None
    price: float | None
    how: str


@dataclass(frozen=True)
class Explanation:
    """Why a customer was, or was not, planned.

    Attributes:
        asked: the id that was typed. is_account: whether it is an account's.
        date, currency: of the plan; "" where run.json does not say.
        amount: what the customer owes on accounts that are not suppressed; None where not known.
        accounts: of the customer, by account_id. contacts: by hour. channels: in the strategy's order.
        notes: what could not be said, and why.
        smallest: the smallest change that would have the customer contacted; None where the customer is, or where
            nothing is known of it.
        alternatives: as few changes on other channels, in the same order.
        missed: obligations to the customer that the plan does not keep.
    """

    asked: str
    is_account: bool
    customer_id: str
    date: str
    currency: str
    amount: float | None
    accounts: tuple[AccountFate, ...]
    contacts: tuple[PlannedContact, ...]
    channels: tuple[ChannelAnswer, ...]
    notes: tuple[str, ...]
    smallest: Smallest | None = None
    alternatives: tuple[Smallest, ...] = ()
    missed: tuple[Missed, ...] = ()


def as_dict(explanation: Explanation) -> dict[str, Any]:
    """Return an explanation as plain dicts and lists, for JSON."""
    return asdict(explanation)
