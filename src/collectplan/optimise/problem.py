r"""What is maximised, free of the domain: customers, candidates, resources and local rules as flat arrays.

Sets        customers i, candidates j of i, options o, moments t, resources r
Parameters  value v_j > 0, minutes m_j >= 0, option o(j), moment t(o), capacity b_r >= 0,
            use a_rj = per_contact[r, o(j)] + per_minute[r, o(j)] x m_j >= 0
Variables   x_j = 1: the contact is planned

    maximise    sum_j v_j x_j
    subject to  sum_j a_rj x_j <= b_r                                      every resource r           (coupling)
                sum_{j of i: t(j) in set(c)} x_j <= limit_c                every cap c of i's class   (local)
                x_j + x_k <= 1                                             j, k of i at moments that clash
                sum_{j of i: t(j) = t} x_j <= 1                            every moment t

An option is (moment, group) in a plan of contacts; a public benchmark instance has an option and a moment for
each item, and one cap of 1 over all moments where at most one item of a class may be taken.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]
Marks = npt.NDArray[np.uint8]


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


@dataclass(frozen=True, eq=False)
class Problem:
    """The problem in compressed rows: the candidates of customer i are `start[i] : start[i + 1]`, by rising option.

    Attributes:
        start: [customers + 1].
        option: [candidates]. value: [candidates] > 0. minutes: [candidates] >= 0.
        moment: [options] rising, so that a customer's candidates of one moment lie together.
        use_start: [options + 1] where each option's uses begin in the three arrays below.
        use_resource, use_per_contact, use_per_minute: [uses].
        capacity: [resources] >= 0.
        rules: local rules.
        key: [customers] stable hash of the customer's identity; breaks ties, so that row order never does.
        option_key: [options] the same of the option.
    """

    start: Longs
    option: Ints
    value: Floats
    minutes: Floats
    moment: Ints
    use_start: Ints
    use_resource: Ints
    use_per_contact: Floats
    use_per_minute: Floats
    capacity: Floats
    rules: Rules
    key: Keys
    option_key: Keys

    def __post_init__(self) -> None:
        faults = [what for what, holds in self._conditions() if not holds]
        if faults:
            raise ValueError("not a problem: " + "; ".join(faults))

    @property
    def num_customers(self) -> int:
        """Customers, those without candidates included."""
        return len(self.start) - 1

    @property
    def num_candidates(self) -> int:
        """Candidates."""
        return len(self.option)

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

    def customers(self) -> Ints:
        """[candidates] position of each candidate's customer."""
        return np.repeat(np.arange(self.num_customers, dtype=np.int32), np.diff(self.start))

    def _conditions(self) -> tuple[tuple[str, bool], ...]:
        num, width = len(self.option), np.diff(self.start)
        return (
            ("start does not rise from 0 to the number of candidates",
             bool(len(self.start) and self.start[0] == 0 and self.start[-1] == num and (width >= 0).all())),
            ("value and minutes differ in length from option", len(self.value) == len(self.minutes) == num),
            ("a value is not positive and finite", bool((np.isfinite(self.value) & (self.value > 0)).all())),
            ("minutes are negative or not finite", bool((np.isfinite(self.minutes) & (self.minutes >= 0)).all())),
            ("options of a customer do not rise", self._options_rise()),
            ("moments do not rise by option", bool((np.diff(self.moment) >= 0).all())),
            ("a capacity is negative or not finite", bool((np.isfinite(self.capacity) & (self.capacity >= 0)).all())),
            ("a use is negative", bool((self.use_per_contact >= 0).all() and (self.use_per_minute >= 0).all())),
            ("uses do not belong to the options", len(self.use_start) == self.num_options + 1
             and int(self.use_start[-1]) == len(self.use_resource)),
            ("a customer has no class or no key",
             len(self.rules.class_of_customer) == len(self.key) == self.num_customers),
            ("an option has no key", len(self.option_key) == self.num_options),
            ("clashes are not symmetric or lie on the diagonal", self._clashes_hold()),
        )  # fmt: skip

    def _options_rise(self) -> bool:
        steps = np.diff(self.option.astype(np.int64))
        first = np.zeros(self.num_candidates + 1, bool)
        first[self.start] = True
        return bool(((steps > 0) | first[1:-1]).all()) if len(steps) else True

    def _clashes_hold(self) -> bool:
        clashes = self.rules.clashes
        return bool((clashes == clashes.transpose(0, 2, 1)).all() and not clashes.diagonal(0, 1, 2).any())
