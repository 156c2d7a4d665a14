"""What passes from stage to stage: frozen, and joined by positions rather than by names.

A *customer* is a position in `Permitted.customer_ids`, an *account* a row position in `Segmented.accounts`, a *channel*
a position in the strategy's `channels`, a *slot* a position in `Day.slots`, a *group* a position in
`Staffing.groups`, a *date* the days from the plan date to a date of the horizon: 0 is the plan date. A *moment* is
(date, channel, slot), or (date, channel, none) for a channel without hours; a *pair* is (customer, date, channel), with
the account that leads it. Everything stays factorised (customer x date x channel, channel x slot, group x slot); only
`optimise` expands it into candidates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from collectplan.domain.clock import Slot
from collectplan.domain.source import Source
from collectplan.domain.strategy import Strategy

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
#: Of any kind of numbers.
Array = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class LoadedStrategy:
    """A strategy and where its parts stand in its file."""

    strategy: Strategy
    source: Source


@dataclass(frozen=True)
class Day:
    """The plan date and the dates after it that are planned with it, with their slots, in the operation's zone.

    Attributes:
        date: the plan date, the first of the horizon.
        zone: IANA name.
        slots: of all dates, one date after another; every date has as many.
        num_dates: of the horizon, the plan date among them.
    """

    date: dt.date
    zone: str
    slots: tuple[Slot, ...]
    num_dates: int = 1

    @property
    def dates(self) -> tuple[dt.date, ...]:
        """Every date of the horizon."""
        return tuple(self.date + dt.timedelta(days=days) for days in range(self.num_dates))

    @property
    def slots_a_date(self) -> int:
        """Slots of one date."""
        return len(self.slots) // self.num_dates


@dataclass(frozen=True, eq=False)
class Segmented:
    """Accounts with what the strategy makes of them.

    Attributes:
        accounts: `Inputs.portfolio`, in its order, and `bucket, risk_band, segment` String, `treatment` Int32 (position
            in the strategy's treatments, -1 none), `arm` String (champion or holdout), `suppressed` String (the
            built-in rule that leaves the account alone on the plan date, or ""), `suppressed_detail` String,
            `free_from` Int32 (days from the plan date to the first one on which nothing suppresses it; null: none).
    """

    accounts: pl.DataFrame


@dataclass(frozen=True, eq=False)
class Moments:
    """Every (date, channel, slot), by date, channel and then slot.

    Attributes:
        channel: position of the channel, one each moment.
        slot: position of the slot, -1 for a channel without hours.
        date: days after the plan date.
    """

    channel: Ints
    slot: Ints
    date: Ints


@dataclass(frozen=True, eq=False)
class LocalRules:
    """What a customer's own contacts of the horizon must keep among themselves, history already counted in.

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
class Pools:
    """What rules of kind pool leave for the plan: unique customers in spans of hours, the history counted in.

    A window ends with a slot: it holds the slots that begin less than the rule's hours before that slot does. Windows
    that others imply are left out. A timed contact of a pair takes one of every window that `uses` says.

    Attributes:
        rule: [windows] position in the strategy's limits.rules.
        last: [windows] position of the slot with which the window ends; rising within a rule.
        capacity: [windows] customers that the history leaves, >= 0.
        kind_of_pair: [pairs] position in `uses`.
        uses: [kinds, windows, slots] whether a contact of such a pair in the slot takes one of the window. It takes
            none where the rule does not bind it, or where the history of the window counts the customer already.
    """

    rule: Ints
    last: Ints
    capacity: Ints
    kind_of_pair: Ints
    uses: Bools


@dataclass(frozen=True, eq=False)
class Duties:
    """Contacts that rules of kind obligation ask of the plan: one by its date, and none that the history answered.

    A *line* is (rule, which of the customer's duties of that rule, 0 the first): of each line a customer has one duty
    at most.

    Attributes:
        lines: by position in the strategy's limits.rules, and number.
        line: [duties] position in `lines`. customer: [duties]. Sorted by (line, customer).
        by: [duties] days from the plan date to the last on which it can be answered, 0 or more.
        kind_of_pair: [pairs] position in `answers`; 0: such a contact answers nothing.
        answers: [kinds, lines, slots + 1] whether a contact of such a pair in that slot answers its customer's duty of
            the line; the last is that of a channel without hours.
    """

    lines: tuple[tuple[int, int], ...]
    line: Ints
    customer: Ints
    by: Ints
    kind_of_pair: Ints
    answers: Bools

    def can_answer(self, num_customers: int, pairs: pl.DataFrame, openings: Bools) -> Bools:
        """[duties] whether some pair could answer it, in an open slot.

        Args:
            num_customers: of the portfolio.
            pairs: `Permitted.pairs`.
            openings: `Permitted.openings`.
        """
        able = np.flatnonzero(self.kind_of_pair)
        kind, opening = self.kind_of_pair[able], pairs["opening"].to_numpy()[able]
        customer = pairs["customer"].to_numpy()[able]
        found = np.zeros((len(self.lines), num_customers), np.bool_)
        for line in range(len(self.lines)):
            found[line, customer[self.is_answer(kind, line, openings[opening])]] = True
        return found[self.line, self.customer]

    def is_answer(self, kind: Ints, line: int, is_open: Bools) -> Bools:
        """[some pairs] whether a contact in an open slot answers the line's duty.

        Args:
            kind: [some pairs] as `kind_of_pair`.
            line: position in `lines`.
            is_open: [some pairs, slots].
        """
        answers = self.answers[kind, line]
        # A channel without hours answers in its one place or in none, and never in a slot.
        found: Bools = answers[:, -1] | np.any(answers[:, : is_open.shape[1]] & is_open, axis=1)
        return found


@dataclass(frozen=True, eq=False)
class Permitted:
    """Who may be contacted, on what channel, in which slots, led by which account.

    Attributes:
        customer_ids: [customers] String, sorted, unique.
        moments: of the horizon.
        pairs: sorted by (customer, date, channel), one row each: `customer` Int32, `date` Int16 (days after the plan
            date), `channel` Int16, `lead` Int32 (account position), `address` String (null where none is needed),
            `opening` Int32 (position in `openings`).
        openings: [patterns, slots] slots in which a contact may be made, none but those of the pair's date; without
            meaning for untimed channels.
        local: rules among a customer's own contacts.
        blocks: sorted by (customer, channel), for every (customer, channel) that is no pair on the plan date though the
            customer has an account that is not suppressed then: `customer` Int32, `channel` Int16, `reason` String (a
            built-in id or a rule kind), `rule` String (the rule's id, or the built-in id), `detail` String, without
            personal data.
        pools: rules among the contacts of different customers; None: there are none.
        duties: contacts that must be made; None: there are none.
    """

    customer_ids: pl.Series
    moments: Moments
    pairs: pl.DataFrame
    openings: Bools
    local: LocalRules
    blocks: pl.DataFrame
    pools: Pools | None = None
    duties: Duties | None = None


@dataclass(frozen=True, eq=False)
class Staffing:
    """Agents of the horizon, by group and slot.

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
class Floors:
    """Which contacts count for which of the strategy's targets.

    Attributes:
        kind_of_pair: [pairs] position in `serves`.
        serves: [kinds, targets] whether a contact of such a pair counts.
    """

    kind_of_pair: Ints
    serves: Bools


@dataclass(frozen=True, eq=False)
class Valued:
    """What each permitted contact is worth.

    The value of a candidate is `reach[profile, slot] x gain - cost`, its agent minutes
    `(1 - reach) x no_answer + reach x contact`.

    Attributes:
        pairs: `Permitted.pairs`, in its order, and `gain` Float64 (pays x lift of paydays x amount x weight, money),
            `profile` Int32 (position in `reach`), `crew` Int32 (position in `crews`; -1 on a channel without agents).
        reach: [profiles, slots] P(rpc | attempt) in 0..1, rounded to 6 decimals as the grid shows it; untimed
            channels use the first column.
        crews: [crews, groups] groups that may take the contact.
        amount: [customers] past_due of the customer's accounts that are not suppressed on the plan date.
        floors: what counts for targets; None: the strategy has none.
    """

    pairs: pl.DataFrame
    reach: Floats
    crews: Bools
    amount: Floats
    floors: Floors | None = None


@dataclass(frozen=True)
class Attained:
    """What a plan makes of a target on one of its dates.

    Attributes:
        target: position in the strategy's targets.
        date: days after the plan date.
        planned: contacts that count for it.
        price: money that one more required contact would cost the objective, >= 0, of the relaxation; where the floor
            is missed, one more than are planned.
        cost: money that the objective loses to this floor: what a plan without it would be worth, less the plan's
            objective; 0 where the floor does not bind, None where time did not suffice to find out.
        possible: where the floor is missed, a proven limit of the contacts that any plan can have for it; else None.
    """

    target: int
    date: int
    planned: int
    price: float
    cost: float | None
    possible: int | None = None


@dataclass(frozen=True, eq=False)
class Solution:
    """A plan, how good it is, and what its resources are worth.

    Attributes:
        contacts: sorted by (customer, date, channel, slot): `customer` Int32, `date` Int16 (days after the plan date),
            `channel` Int16, `slot` Int32 (-1 untimed), `group` Int32 (-1 none), `lead` Int32, `reach, minutes, value`
            Float64.
        resources: one row a coupling constraint in a fixed order: `kind` String (agent_minutes, per_slot, per_day,
            budget, pool, target, obligation), `resource` String (group, channel, "budget", id of the rule or target),
            `date` Int16,
            `slot` Int32 (-1 whole day; of a pool the slot with which the window ends), `capacity, used, shadow_price`
            Float64 (>= 0, money for one more unit, of the relaxation), `unit` String. Of a target the capacity is the
            floor and the price what one more required contact costs.
        passed: one row for each customer that has a pair on the plan date, sorted by customer: the best candidate of
            that date, at the final prices, that the plan does not hold: `customer` Int32, `channel` Int16, `slot`
            Int32, `group` Int32, `value, minutes, reach, price` Float64 (price: of the resources that it would use).
            Customers none of whose candidates of that date has a positive value are not in it, and nobody is where a
            plan was only to be compared.
        objective: sum of the values of contacts. bound: proven upper limit of the objective of any legal plan, if it
            comes as near to every target that is missed.
        termination: optimal (gap at most `GAP_OF_OPTIMAL`), feasible, empty (no candidate of positive value).
        limit: what ended the search where it was not optimality: none, time, work.
        solver: sentence of what was run, for run.json.
        candidates: number of candidates of positive value.
        targets: what became of every target, by target and date.
        conditions: under `assume: contingent`, what must be asked again before a contact is made, sorted by (contact,
            rule): `contact` Int32 (row of `contacts`), `rule` Int32 (position in the strategy's limits.rules),
            `counted` Int32 (what history and plan could come to; null where the rule counts nothing), `window_start`
            Date (the first date that matters), `depends_on` List(Int32) (other rows of `contacts`, rising, whose
            outcome matters). None under `worst_case`.
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
    targets: tuple[Attained, ...] = ()
    conditions: pl.DataFrame | None = None

    @property
    def gap(self) -> float:
        """(bound - objective) / bound, 0 for an empty plan of an empty problem.

        Floors may force losses: where the bound is not positive, the gap is a share of the greater of the two sizes.
        """
        size = self.bound if self.bound > 0 else max(-self.bound, -self.objective)
        return max(0.0, (self.bound - self.objective) / size) if size > 0 else 0.0


#: At or below this relative gap a plan is called optimal: what is left is the rounding of floating-point sums.
GAP_OF_OPTIMAL = 1e-9


@dataclass(frozen=True)
class Violation:
    """A place where a written plan breaks a rule.

    Attributes:
        rule: the rule's id, or a built-in one.
        row: spreadsheet row of the file, the header being 1; 0 where no single row is at fault.
        customer_id: "" where no single customer is.
        what: one sentence without phone, e-mail or name.
        file: grid.csv, or outlook.csv.
    """

    rule: str
    row: int
    customer_id: str
    what: str
    file: str = "grid.csv"


@dataclass(frozen=True)
class Verdict:
    """What the check found, and what it looked at.

    Attributes:
        violations: sorted by (file, row, rule, what).
        checked: how many of what were recomputed: contacts, customers, rules, attempts, capacities ...
    """

    violations: tuple[Violation, ...]
    checked: Mapping[str, int]
