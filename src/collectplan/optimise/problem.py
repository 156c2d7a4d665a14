r"""What is maximised, free of the domain: customers, pairs, candidates, resources and local rules as flat arrays.

Sets        customers i, candidates j of i, options o, moments t, resources r
Parameters  value v_j, minutes m_j >= 0, option o(j), moment t(o), capacity b_r, ceiling c_r > 0,
            use a_rj = per_contact[r, o(j)] + per_minute[r, o(j)] x m_j
Variables   x_j = 1: the contact is planned; s_r >= 0: what a floor lacks

    maximise    sum_j v_j x_j - sum_r c_r s_r
    subject to  sum_j a_rj x_j <= b_r + s_r                                every resource r           (coupling)
                sum_{j of i: t(j) in set(c)} x_j <= limit_c                every cap c of i's class   (local)
                x_j + x_k <= 1                                             j, k of i at moments that clash
                sum_{j of i: t(j) = t} x_j <= 1                            every moment t

A capacity has b_r >= 0, uses >= 0 and no s_r (its ceiling is infinite); a floor has b_r < 0 and uses <= 0, one contact
fewer than the floor asks costing its ceiling.

Candidates are numbered, not stored: ten million customers have half a thousand million of them. Customers own *pairs*
(a customer on a channel), a pair has a gain, a row of a table of factors and a pattern of options, and

    v_j = round(factor[row, column(o)] x gain - cost(o), 6)      m_j = minutes[row, column(o)]

A candidate of no positive value is none, unless its option serves a floor; nor is one whose minutes exceed what the
capacities allow a single contact. A public benchmark instance has a pair for each of its items (`Problem.of_items`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from collectplan.optimise.numbers import homes, marked

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]
Marks = npt.NDArray[np.uint8]

#: Values are whole multiples of 1 / DECIMALS, as the grid shows them.
DECIMALS = 1e6
#: Share of a capacity by which sums may seem to pass it through rounding.
TOLERANCE = 1e-10
#: Keys up to this many times their number are counted in a table rather than sorted.
TABLE_SHARE = 8


@dataclass(frozen=True, eq=False)
class Rules:
    """Local rules, by class of customer.

    Attributes:
        class_of_customer: [customers].
        cap_start: [classes + 1] where each class's caps begin in `cap_set` and `cap_limit`.
        cap_set: [caps] position in `moment_sets`. cap_limit: [caps] >= 0.
        moment_sets: [sets, moments].
        clash_of_class: [classes] position in `clashes`.
        clashes: [kinds, moments, moments] symmetric, false on the diagonal.
    """

    class_of_customer: Ints
    cap_start: Ints
    cap_set: Ints
    cap_limit: Ints
    moment_sets: Bools
    clash_of_class: Ints
    clashes: Bools


class Candidates(NamedTuple):
    """Some candidates, looked up: their numbers and, each an array as long, what they are."""

    number: Longs
    customer: Longs
    pair: Longs
    option: Ints
    value: Floats
    minutes: Floats

    def of(self, which: Bools) -> Candidates:
        """Those that are marked."""
        return Candidates(
            self.number[which], self.customer[which], self.pair[which], self.option[which],
            self.value[which], self.minutes[which],
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Problem:
    """The problem in compressed rows: customer i owns the pairs `start[i] : start[i + 1]`.

    Attributes:
        start: [customers + 1].
        gain, pattern, row: [pairs] money, position in the patterns, row of `factor` and `minutes`.
        pattern_start: [patterns + 1]; pattern_option: [entries] options of each pattern, rising.
        factor: [rows, columns] >= 0. minutes: [rows, columns] >= 0.
        column, cost: [options] column of the two tables, and money for a contact.
        moment: [options]. The moments of a customer's candidates never fall, within a pair and from pair to pair.
        use_start: [options + 1] where each option's uses begin in the three arrays below.
        use_resource, use_per_contact, use_per_minute: [uses].
        capacity: [resources]. ceiling: [resources] > 0, highest price; infinite but for floors.
        rules: local rules.
        key: [customers] stable hash of the customer's identity; breaks ties, so that row order never does.
        option_key: [options] the same of the option.
    """

    start: Longs
    gain: Floats
    pattern: Ints
    row: Ints
    pattern_start: Longs
    pattern_option: Ints
    factor: Floats
    minutes: Floats
    column: Ints
    cost: Floats
    moment: Ints
    use_start: Ints
    use_resource: Ints
    use_per_contact: Floats
    use_per_minute: Floats
    capacity: Floats
    ceiling: Floats
    rules: Rules
    key: Keys
    option_key: Keys

    def __post_init__(self) -> None:
        faults = [what for what, holds in self._conditions() if not holds]
        if faults:
            raise ValueError("not a problem: " + "; ".join(faults))

    @classmethod
    def of_items(
        cls, start: Longs, option: Ints, value: Floats, minutes: Floats, moment: Ints,
        use_start: Ints, use_resource: Ints, use_per_contact: Floats, use_per_minute: Floats,
        capacity: Floats, rules: Rules, key: Keys, option_key: Keys,
    ) -> Self:  # fmt: skip
        """A problem whose candidates are listed: those of customer i are `start[i] : start[i + 1]`, by rising option.

        Args:
            start: [customers + 1].
            option: [candidates].
            value: [candidates], taken to six decimals.
            minutes: [candidates] >= 0.
            moment: [options] rising.
            use_start: as in the class, like all that follow.
            use_resource: of options.
            use_per_contact: of options.
            use_per_minute: of options.
            capacity: none is a floor.
            rules: local rules.
            key: of customers.
            option_key: of options.
        """
        num_options = len(moment)
        return cls(
            start, value, option, np.arange(len(option), dtype=np.int32), np.arange(num_options + 1, dtype=np.int64),
            np.arange(num_options, dtype=np.int32), np.ones((len(option), 1)), minutes.reshape(-1, 1).astype(float),
            np.zeros(num_options, np.int32), np.zeros(num_options), moment, use_start, use_resource, use_per_contact,
            use_per_minute, capacity, np.full(len(capacity), np.inf), rules, key, option_key,
        )  # fmt: skip

    @property
    def num_customers(self) -> int:
        """Customers, those without candidates included."""
        return len(self.start) - 1

    @cached_property
    def first(self) -> Longs:
        """[pairs + 1] number of each pair's first candidate."""
        sizes = np.diff(self.pattern_start)[self.pattern]
        return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])

    @property
    def num_candidates(self) -> int:
        """Numbers of candidates, those included that turn out to be none."""
        return int(self.first[-1])

    @property
    def num_options(self) -> int:
        """Options."""
        return len(self.moment)

    @property
    def num_resources(self) -> int:
        """Resources."""
        return len(self.capacity)

    @property
    def num_moments(self) -> int:
        """Moments."""
        return int(self.rules.moment_sets.shape[1])

    @cached_property
    def option_of_use(self) -> Longs:
        """[uses] the option that each use belongs to."""
        return np.repeat(np.arange(self.num_options), np.diff(self.use_start))

    @cached_property
    def by_likeness(self) -> Longs:
        """[customers] in the order of what rules and options they have, then of what they are worth, then of keys."""
        first = np.minimum(self.start[:-1], max(len(self.gain) - 1, 0))
        total = np.concatenate([np.zeros(1), np.cumsum(self.gain)])
        kind = np.zeros(len(first), np.int32)
        if len(self.gain):
            kind = np.where(np.diff(self.start) > 0, self.pattern[first] + 1, 0)
        _, kind = distinct((self.rules.class_of_customer, kind))
        order = np.argsort(self.key)
        order = order[np.argsort((total[self.start[1:]] - total[self.start[:-1]])[order], kind="stable")]
        # Short numbers are sorted by their digits.
        kind = kind.astype(np.min_scalar_type(int(kind.max(initial=0))))
        return order[np.argsort(kind[order], kind="stable")]

    @cached_property
    def serves(self) -> Bools:
        """[options] whether a contact serves a floor."""
        found = np.zeros(self.num_options, bool)
        found[self.option_of_use[np.isfinite(self.ceiling[self.use_resource])]] = True
        return found

    @cached_property
    def is_floor(self) -> Bools:
        """[resources] whether the resource is a floor."""
        return np.isfinite(self.ceiling)

    @cached_property
    def longest(self) -> Floats:
        """[options] minutes of the longest contact that fits the capacities all alone, -1 where none does."""
        mine = ~self.is_floor[self.use_resource]
        resource, per_minute = self.use_resource[mine], self.use_per_minute[mine]
        room = self.capacity[resource] * (1 + TOLERANCE) - self.use_per_contact[mine]
        with np.errstate(divide="ignore", invalid="ignore"):
            alone = np.where(room >= 0, np.where(per_minute > 0, room / per_minute, np.inf), -1.0)
        limit = np.full(self.num_options, np.inf)
        np.minimum.at(limit, self.option_of_use[mine], alone)
        return limit

    def look_up(self, numbers: Longs) -> Candidates:
        """What candidates are, by their numbers."""
        pair = homes(self.first, numbers)
        customer = homes(self.start, pair)
        option = self.pattern_option[self.pattern_start[self.pattern[pair]] + numbers - self.first[pair]]
        row, column = self.row[pair], self.column[option]
        value = np.rint((self.factor[row, column] * self.gain[pair] - self.cost[option]) * DECIMALS) / DECIMALS
        return Candidates(numbers, customer, pair, option, value, self.minutes[row, column])

    def is_some(self, looked_up: Candidates) -> Bools:
        """Whether numbers are candidates: of positive value or counting for a floor, and not too long alone."""
        option = looked_up.option
        fits = looked_up.minutes <= self.longest[option]
        return np.asarray(((looked_up.value > 0) | self.serves[option]) & fits)

    def resource_use(self, counts: Longs, minutes: Floats) -> Floats:
        """[resources] use, from contacts and minutes by option."""
        use = self.use_per_contact * counts[self.option_of_use] + self.use_per_minute * minutes[self.option_of_use]
        return np.bincount(self.use_resource, use, self.num_resources).astype(np.float64)

    def use_of(self, chosen: Marks) -> Floats:
        """[resources] use of a plan."""
        held = self.look_up(marked(chosen))
        counts = np.bincount(held.option, minlength=self.num_options)
        spent = np.bincount(held.option, held.minutes, self.num_options).astype(np.float64)
        return self.resource_use(counts, spent)

    def of_customers(self, customers: Longs) -> Longs:
        """Numbers of all candidates of some customers, in the customers' order."""
        begin, end = self.first[self.start[customers]], self.first[self.start[customers + 1]]
        return spread(begin, end - begin)

    def part(self, customers: Longs, share: float) -> Problem:
        """The same problem for some of the customers, with a share of the capacities."""
        pairs = spread(self.start[customers], self.start[customers + 1] - self.start[customers])
        sizes = self.start[customers + 1] - self.start[customers]
        rules = replace(self.rules, class_of_customer=self.rules.class_of_customer[customers])
        return replace(
            self, start=np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)]), gain=self.gain[pairs],
            pattern=self.pattern[pairs], row=self.row[pairs], capacity=self.capacity * share, rules=rules,
            key=self.key[customers],
        )  # fmt: skip

    def _conditions(self) -> tuple[tuple[str, bool], ...]:
        num = len(self.gain)
        fine = np.isfinite(self.use_per_contact) & np.isfinite(self.use_per_minute)
        floors = self.is_floor[self.use_resource]
        return (
            ("start does not rise from 0 to the number of pairs", self._starts_hold()),
            ("pattern and row differ in length from gain", len(self.pattern) == len(self.row) == num),
            ("a gain is not finite", bool(np.isfinite(self.gain).all())),
            ("factors are negative or not finite", bool((np.isfinite(self.factor) & (self.factor >= 0)).all())),
            ("minutes are negative or not finite", bool((np.isfinite(self.minutes) & (self.minutes >= 0)).all())),
            ("factors and minutes differ in shape", self.factor.shape == self.minutes.shape),
            ("a pattern names an option that is not there",
             bool(((self.pattern_option >= 0) & (self.pattern_option < self.num_options)).all())),
            ("a capacity or use is not finite", bool(np.isfinite(self.capacity).all() and fine.all())),
            ("a capacity is negative, or a floor is not", bool(((self.capacity < 0) <= self.is_floor).all())),
            ("a capacity has a negative use, or a floor a positive one",
             bool((self.use_per_contact[~floors] >= 0).all() and (self.use_per_minute[~floors] >= 0).all()
                  and (self.use_per_contact[floors] <= 0).all() and (self.use_per_minute[floors] == 0).all())),
            ("uses do not belong to the options", len(self.use_start) == self.num_options + 1
             and int(self.use_start[-1]) == len(self.use_resource)),
            ("a customer has no class or no key",
             len(self.rules.class_of_customer) == len(self.key) == self.num_customers),
            ("an option has no key, cost or column",
             len(self.option_key) == len(self.cost) == len(self.column) == self.num_options),
            ("moments fall from option to option of a customer", self._moments_rise()),
            ("clashes are not symmetric or lie on the diagonal", self._clashes_hold()),
        )  # fmt: skip

    def _starts_hold(self) -> bool:
        rises = bool((np.diff(self.start) >= 0).all())
        return bool(len(self.start)) and self.start[0] == 0 and self.start[-1] == len(self.gain) and rises

    def _moments_rise(self) -> bool:
        """Within patterns by options, and from the last moment of a pair to the first of the customer's next."""
        moments = self.moment[self.pattern_option]
        steps, begins = np.diff(moments), np.zeros(len(moments) + 1, bool)
        begins[self.pattern_start] = True
        if not bool(((steps >= 0) | begins[1:-1]).all()):
            return False
        is_some = np.diff(self.pattern_start) > 0
        low, high = np.full(len(is_some), np.iinfo(np.int32).max), np.full(len(is_some), -1)
        low[is_some], high[is_some] = (
            moments[self.pattern_start[:-1][is_some]],
            moments[self.pattern_start[1:][is_some] - 1],
        )
        heads = np.zeros(len(self.gain) + 1, bool)
        heads[self.start] = True
        return bool(((high[self.pattern[:-1]] <= low[self.pattern[1:]]) | heads[1:-1]).all())

    def _clashes_hold(self) -> bool:
        clashes = self.rules.clashes
        return bool((clashes == clashes.transpose(0, 2, 1)).all() and not clashes.diagonal(0, 1, 2).any())


def spread(begin: Longs, count: Longs) -> Longs:
    """The whole numbers `begin : begin + count` of each span, one span after the other."""
    ends = np.cumsum(count)
    return np.asarray(np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(begin - (ends - count), count))


def distinct(columns: tuple[Ints, ...]) -> tuple[Longs, Ints]:
    """The distinct rows of some columns of numbers >= 0, rising, and for each row its position among them."""
    sizes = [int(column.max(initial=0)) + 1 for column in columns]
    key = np.zeros(len(columns[0]), np.int64)
    for column, size in zip(columns, sizes, strict=True):
        key = key * size + column
    if int(np.prod(sizes, dtype=np.float64)) <= max(1024, TABLE_SHARE * len(key)):
        is_there = np.zeros(int(np.prod(sizes)), bool)
        is_there[key] = True
        found, position = np.flatnonzero(is_there), (np.cumsum(is_there) - 1)[key]
    else:
        found, position = np.unique(key, return_inverse=True)
    parts = []
    for size in reversed(sizes):
        parts.append(found % size)
        found = found // size
    return np.stack(parts[::-1], axis=1), position.astype(np.int32)
