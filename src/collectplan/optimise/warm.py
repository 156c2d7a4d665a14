"""What an earlier run knows of a problem like this one: prices, and a plan that may still be legal.

The earlier plan's contacts that are still candidates, and whose customers' rules still allow them together, are the
choices that a repair begins with: it takes what no longer fits out, and fills what is free.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from collectplan.domain.stages import Permitted
from collectplan.optimise.expand import Expanded
from collectplan.optimise.problem import Bools, Candidates, Floats, Longs, Marks, Problem, spread
from collectplan.optimise.resources import prices_in_order

#: What may stay open where plans are compared: multiples of what the earlier plan leaves open, which is in the
#: comparison already, and of the difference to its worth.
OF_OPEN, OF_DIFFERENCE = 1.25, 0.03
#: Times as much may stay open where more steps bring little.
NEARLY = 2.0
#: Relative guard for rounding where two gaps are compared: prices are read as capacity.csv rounds them.
ROUNDING = 1e-10


@dataclass(frozen=True, eq=False)
class Warm:
    """An earlier run, as the search can use it.

    Attributes:
        prices: by (kind, name, position of the slot or -1).
        contacts: of its plan, positions of today: `customer, date, channel, slot, group`; None: not known.
        objective, bound: of its plan, money.
        is_rough: whether a plan does that leaves open little more than the earlier one does, and than a small share of
            the difference between the two: enough to tell what a change is worth.
        with_costs: whether it must be found what targets cost.
    """

    prices: Mapping[tuple[str, str, int], float] = field(default_factory=dict)
    contacts: pl.DataFrame | None = None
    objective: float = 0.0
    bound: float = 0.0
    is_rough: bool = False
    with_costs: bool = True


@dataclass(frozen=True, eq=False)
class Known:
    """The same in the terms of a problem.

    Attributes:
        prices: [resources] to begin with.
        plan: [candidates] marks that keep the local rules, though perhaps not the capacities; None: none is known.
        objective, open: worth of the earlier plan, and what it left open to its bound; None: the search goes as far as
            it can.
    """

    prices: Floats
    plan: Marks | None = None
    objective: float = 0.0
    open: float | None = None

    def is_enough(self, objective: float, bound: float, has_floors: bool, times: float = 1.0) -> bool:
        """Whether a plan is near enough to its bound.

        Args:
            objective: of the plan.
            bound: proven.
            has_floors: the objective may then hold what floors lack, and says nothing of a difference in money.
            times: how many times as much may stay open.
        """
        if self.open is None:
            return False
        difference = 0.0 if has_floors else abs(objective - self.objective)
        most = times * (OF_OPEN * self.open + OF_DIFFERENCE * difference) + ROUNDING * abs(bound)
        return bound - objective <= most


def known_of(warm: Warm, expanded: Expanded, permitted: Permitted) -> Known:
    """An earlier run in the terms of a problem."""
    prices = prices_in_order(expanded.resources, warm.prices)
    plan = None if warm.contacts is None else marks_of(warm.contacts, expanded, permitted)
    return Known(prices, plan, warm.objective, warm.bound - warm.objective if warm.is_rough else None)


def marks_of(contacts: pl.DataFrame, expanded: Expanded, permitted: Permitted) -> Marks:
    """[candidates] contacts of an earlier plan that are candidates now, and that local rules allow together.

    Args:
        contacts: positions `customer, date, channel, slot, group`, a customer's contacts in any order.
        expanded: the problem.
        permitted: its pairs.
    """
    problem = expanded.problem
    number = _numbers(contacts, expanded, permitted)
    # Sorted here, since numpy's way to distinct numbers goes by hashes, and takes several times as long.
    number = np.sort(number[number >= 0])
    is_first = np.concatenate([np.ones(min(1, len(number)), bool), number[1:] != number[:-1]])
    held = problem.look_up(number[is_first])
    held = held.of(problem.is_some(held))
    marks = np.zeros(problem.num_candidates, np.uint8)
    marks[held.number[~np.isin(held.customer, _rule_breakers(problem, held))]] = 1
    return marks


def _numbers(contacts: pl.DataFrame, expanded: Expanded, permitted: Permitted) -> Longs:
    """[contacts] numbers of candidates, -1 where a contact is none now; a customer's first that can answers a duty."""
    problem = expanded.problem
    contacts = contacts.sort("customer", "date", "channel", "slot", "group")
    names = ("customer", "date", "channel")
    wide = [1 + max(int(permitted.pairs[name].max() or 0), int(contacts[name].max() or 0)) for name in names]  # type: ignore[arg-type]  # whole numbers
    rows = ([frame[name].to_numpy() for name in names] for frame in (permitted.pairs, contacts))
    pair = _place(*(np.ravel_multi_index(columns, wide) for columns in rows))
    place = [contacts[name].to_numpy().astype(np.int64) + 1 for name in ("slot", "group")]
    entry_pattern = np.repeat(np.arange(len(problem.pattern_start) - 1), np.diff(problem.pattern_start))
    option = problem.pattern_option
    size = [
        1 + max(int(mine.max(initial=0)), int(other.max(initial=0)) + 1)
        for mine, other in zip(place, (expanded.slot, expanded.group), strict=True)
    ]

    def of(pattern: Longs, slot: Longs, group: Longs) -> Longs:
        return np.asarray((pattern * size[0] + slot) * size[1] + group)

    entry_key = of(
        entry_pattern, expanded.slot[option].astype(np.int64) + 1, expanded.group[option].astype(np.int64) + 1
    )
    has_twin = expanded.twin >= 0
    is_twin = has_twin & (problem.moment > problem.moment[np.where(has_twin, expanded.twin, 0)])
    wanted = of(problem.pattern[np.maximum(pair, 0)].astype(np.int64), *place)

    def numbers(entries: Longs) -> Longs:
        order = np.argsort(entry_key[entries], kind="stable")
        found = _place(entry_key[entries][order], wanted)
        entry = entries[order][np.maximum(found, 0)] if len(entries) else np.zeros(len(wanted), np.int64)
        pattern = problem.pattern[np.maximum(pair, 0)]
        number = problem.first[np.maximum(pair, 0)] + entry - problem.pattern_start[pattern]
        return np.where((pair >= 0) & (found >= 0), number, -1)

    if not len(permitted.pairs):
        return np.full(contacts.height, -1, np.int64)
    plain, twin = numbers(np.flatnonzero(~is_twin[option])), numbers(np.flatnonzero(is_twin[option]))
    answers = np.flatnonzero(twin >= 0)
    _, first = np.unique(contacts["customer"].to_numpy()[answers], return_index=True)
    plain[answers[first]] = twin[answers[first]]
    return plain


def _place(rising: Longs, wanted: Longs) -> Longs:
    """Positions of numbers among rising ones, -1 where they are not there."""
    if not len(rising):
        return np.full(len(wanted), -1, np.int64)
    at = np.minimum(np.searchsorted(rising, wanted), len(rising) - 1)
    return np.where(rising[at] == wanted, at, -1)


def _rule_breakers(problem: Problem, held: Candidates) -> Longs:
    """Customers whose held candidates their local rules do not allow together; `held` in the order of numbers."""
    rules = problem.rules
    moment, kind = problem.moment[held.option], rules.class_of_customer[held.customer]
    bad = np.zeros(len(held.number), bool)
    is_head = np.concatenate([np.ones(min(1, len(bad)), bool), held.customer[1:] != held.customer[:-1]])
    row = np.cumsum(is_head) - 1
    for lag in range(1, len(bad)):
        same = row[lag:] == row[:-lag]
        if not same.any():
            break
        one, other = moment[:-lag], moment[lag:]
        bad[lag:] |= same & ((one == other) | rules.clashes[rules.clash_of_class[kind[lag:]], one, other])
    num_caps = (rules.cap_start[kind + 1] - rules.cap_start[kind]).astype(np.int64)
    cap = spread(rules.cap_start[kind].astype(np.int64), num_caps)
    at = np.repeat(np.arange(len(bad)), num_caps)
    inside: Bools = rules.moment_sets[rules.cap_set[cap], moment[at]]
    # A customer's caps are those of its class, in the same order for each of its contacts.
    begin = np.cumsum(np.where(is_head, num_caps, 0)) - num_caps
    slot = spread(begin, num_caps)
    counts = np.bincount(slot[inside], minlength=int(slot.max(initial=-1)) + 1)
    bad[at[counts[slot] > rules.cap_limit[cap]]] = True
    return np.unique(held.customer[bad])
