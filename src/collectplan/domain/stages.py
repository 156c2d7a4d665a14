"""What passes from stage to stage: frozen, and joined by positions rather than by names.

A *customer* is a position in `Permitted.customer_ids`, an *account* a row position in `Segmented.accounts`, a *channel*
a position in the strategy's `channels`, a *slot* a position in `Day.slots`, a *group* a position in
`Staffing.groups`. A *moment* is (channel, slot), or (channel, none) for a channel without hours; a *pair* is (customer,
channel), with the account that leads it. Everything stays factorised (customer x channel, channel x slot, group x
slot); only `optimise` expands it into candidates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from collectplan.domain.clock import Slot
from collectplan.domain.source import Source
from collectplan.domain.strategy import Strategy

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class LoadedStrategy:
    """A strategy and where its parts stand in its file."""

    strategy: Strategy
    source: Source


@dataclass(frozen=True)
class Day:
    """The planned date with its slots, in the operation's zone."""

    date: dt.date
    zone: str
    slots: tuple[Slot, ...]


@dataclass(frozen=True, eq=False)
class Segmented:
    """Accounts with what the strategy makes of them.

    Attributes:
        accounts: `Inputs.portfolio`, in its order, and `bucket, risk_band, segment` String, `treatment` Int32 (position
            in the strategy's treatments, -1 none), `arm` String (champion or holdout), `suppressed` String (the
            built-in rule, or ""), `suppressed_detail` String.
    """

    accounts: pl.DataFrame


@dataclass(frozen=True, eq=False)
class Moments:
    """Every (channel, slot), by channel and then slot.

    Attributes:
        channel: position of the channel, one each moment.
        slot: position of the slot, -1 for a channel without hours.
    """

    channel: Ints
    slot: Ints


@dataclass(frozen=True, eq=False)
class LocalRules:
    """What a customer's own contacts of the day must keep among themselves, history already counted in.

    Customers of one class have the same caps and clashes. A set of moments is allowed for a customer when for each
    cap of the class it has at most `cap_limit` members in `moment_sets[cap_set]`, and when no two members clash.
    At most one contact is made at a moment.

    Attributes:
        class_of_customer: [customers] position of the customer's class.
        cap_start: [classes + 1] where each class's caps begin in the three arrays below.
        cap_set: position in `moment_sets`. cap_limit: >= 0. cap_rule: position in the strategy's limits.rules.
        moment_sets: [sets, moments].
        clash_of_class: [classes] position in `clashes`.
        clashes: [kinds, moments, moments] symmetric, false on the diagonal.
    """

    class_of_customer: Ints
    cap_start: Ints
    cap_set: Ints
    cap_limit: Ints
    cap_rule: Ints
    moment_sets: Bools
    clash_of_class: Ints
    clashes: Bools


@dataclass(frozen=True, eq=False)
class Permitted:
    """Who may be contacted, on what channel, in which slots, led by which account.

    Attributes:
        customer_ids: [customers] String, sorted, unique.
        moments: of the day.
        pairs: sorted by (customer, channel), one row each: `customer` Int32, `channel` Int16, `lead` Int32 (account
            position), `address` String (null where none is needed), `opening` Int32 (position in `openings`).
        openings: [patterns, slots] slots in which a contact may be made; without meaning for untimed channels.
        local: rules among a customer's own contacts.
        blocks: sorted by (customer, channel), for every (customer, channel) that is no pair though the customer has
            an account that is not suppressed: `customer` Int32, `channel` Int16, `reason` String (a built-in id or a
            rule kind), `rule` String (the rule's id, or the built-in id), `detail` String, without personal data.
    """

    customer_ids: pl.Series
    moments: Moments
    pairs: pl.DataFrame
    openings: Bools
    local: LocalRules
    blocks: pl.DataFrame


@dataclass(frozen=True, eq=False)
class Staffing:
    """Agents of the day, by group and slot.

    Attributes:
        groups: names, sorted.
        skills: of each group, those that all of its agents share.
        minutes: [groups, slots] minutes usable for contacts, after breaks, shrinkage and occupancy.
        agents: [groups, slots] agents present at any time of the slot.
    """

    groups: tuple[str, ...]
    skills: tuple[frozenset[str], ...]
    minutes: Floats
    agents: Ints


@dataclass(frozen=True, eq=False)
class Valued:
    """What each permitted contact is worth.

    The value of a candidate is `reach[profile, slot] x gain - cost`, its agent minutes
    `(1 - reach) x no_answer + reach x contact`.

    Attributes:
        pairs: `Permitted.pairs`, in its order, and `gain` Float64 (pays x amount x weight, money), `profile` Int32
            (position in `reach`), `crew` Int32 (position in `crews`; -1 on a channel without agents).
        reach: [profiles, slots] P(rpc | attempt) in 0..1, rounded to 6 decimals as the grid shows it; untimed
            channels use the first column.
        crews: [crews, groups] groups that may take the contact.
        amount: [customers] past_due of the customer's accounts that are not suppressed.
    """

    pairs: pl.DataFrame
    reach: Floats
    crews: Bools
    amount: Floats


@dataclass(frozen=True, eq=False)
class Solution:
    """A plan, how good it is, and what its resources are worth.

    Attributes:
        contacts: sorted by (customer, channel, slot): `customer` Int32, `channel` Int16, `slot` Int32 (-1 untimed),
            `group` Int32 (-1 none), `lead` Int32, `reach, minutes, value` Float64.
        resources: one row a coupling constraint in a fixed order: `kind` String (agent_minutes, per_slot, per_day,
            budget), `resource` String (group, channel or "budget"), `slot` Int32 (-1 whole day), `capacity, used,
            shadow_price` Float64 (>= 0, money for one more unit, of the relaxation), `unit` String.
        passed: one row for each customer that has a pair, sorted by customer: the best candidate, at the final
            prices, that the plan does not hold: `customer` Int32, `channel` Int16, `slot` Int32, `group` Int32, `value,
            minutes, reach, price` Float64 (price: of the resources that it would use). Customers none of whose
            candidates has a positive value are not in it.
        objective: sum of the values of contacts. bound: proven upper limit of any legal plan's objective.
        termination: optimal (gap at most `GAP_OF_OPTIMAL`), feasible, empty (no candidate of positive value).
        limit: what ended the search where it was not optimality: none, time, work.
        solver: sentence of what was run, for run.json.
        candidates: number of candidates of positive value.
    """

    contacts: pl.DataFrame
    resources: pl.DataFrame
    passed: pl.DataFrame
    objective: float
    bound: float
    termination: str
    limit: str
    solver: str
    candidates: int

    @property
    def gap(self) -> float:
        """(bound - objective) / bound, 0 for an empty plan of an empty problem."""
        return max(0.0, (self.bound - self.objective) / self.bound) if self.bound > 0 else 0.0


#: At or below this relative gap a plan is called optimal: what is left is the rounding of floating-point sums.
GAP_OF_OPTIMAL = 1e-9


@dataclass(frozen=True)
class Violation:
    """A place where a written plan breaks a rule.

    Attributes:
        rule: the rule's id, or a built-in one.
        row: spreadsheet row of grid.csv, the header being 1; 0 where no single row is at fault.
        customer_id: "" where no single customer is.
        what: one sentence without phone, e-mail or name.
    """

    rule: str
    row: int
    customer_id: str
    what: str


@dataclass(frozen=True)
class Verdict:
    """What the check found, and what it looked at.

    Attributes:
        violations: sorted by (row, rule, what).
        checked: how many of what were recomputed: contacts, customers, rules, attempts, capacities ...
    """

    violations: tuple[Violation, ...]
    checked: Mapping[str, int]
