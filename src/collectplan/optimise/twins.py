"""Moments a second time, for contacts that are to answer a duty.

A duty asks for one contact of its customer, and its line for as many as there are customers with such a duty. A
customer's second contact must not stand in for another customer's first; but nobody need do without the second. So a
contact that could answer a duty may be made at either of two moments: at the plain one, where it counts for no duty, or
at its twin, where it does. Of the twins at which a duty can be answered its customer uses one at most, and never a
moment together with its twin; what caps and clashes say of a moment they say of its twin. A plan with twins is a plan
without them, worth as much, and the other way round, as long as no customer has three duties that overlap in a chain.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from collectplan.domain.stages import Permitted
from collectplan.optimise.problem import Bools, Ints, Rules


@dataclass(frozen=True, eq=False)
class Twins:
    """The moments of a problem: those of `Permitted.moments`, and behind each channel's of a date their twins.

    Attributes:
        source: [moments] position in `Permitted.moments`. is_twin: [moments].
    """

    source: Ints
    is_twin: Bools

    @property
    def has_any(self) -> bool:
        """Whether there are twins at all."""
        return bool(self.is_twin.any())


def twins_of(permitted: Permitted) -> Twins:
    """Twins of every moment of the dates and channels on which some contact answers a duty."""
    moments, duties = permitted.moments, permitted.duties
    plain = np.arange(len(moments.channel), dtype=np.int32)
    if duties is None:
        return Twins(plain, np.zeros(len(plain), bool))
    able = np.flatnonzero(duties.kind_of_pair)
    names = (permitted.pairs[name].to_numpy()[able] for name in ("date", "channel"))
    asked = set(zip(*(column.tolist() for column in names), strict=True))
    places = list(zip(moments.date.tolist(), moments.channel.tolist(), strict=True))
    twice = plain[[place in asked for place in places]]
    source = np.concatenate([plain, twice])
    is_twin = np.arange(len(source)) >= len(plain)
    # By date and channel as moments are, and then the twins behind the plain ones.
    order = np.lexsort((source, is_twin, moments.channel[source], moments.date[source]))
    return Twins(source[order].astype(np.int32), is_twin[order])


def with_twins(rules: Rules, twins: Twins, permitted: Permitted) -> Rules:
    """Local rules over the moments with their twins; customers with duties have classes of their own."""
    duties = permitted.duties
    if duties is None or not twins.has_any:
        return rules
    sets = [row[twins.source] for row in rules.moment_sets]
    clashes = [kind[np.ix_(twins.source, twins.source)] for kind in rules.clashes]
    class_of = rules.class_of_customer.copy()
    caps = [_caps(rules, k) for k in range(len(rules.clash_of_class))]
    kinds = rules.clash_of_class.tolist()
    same = twins.source[:, None] == twins.source[None, :]
    np.fill_diagonal(same, val=False)
    made: dict[tuple[int, tuple[int, ...]], int] = {}
    number: dict[bytes, int] = {}
    clash_of: dict[int, int] = {}
    for customer, masks in _asked(permitted, twins):
        old = int(rules.class_of_customer[customer])
        mine = []
        for mask in masks:
            position = number.setdefault(mask.tobytes(), len(sets))
            if position == len(sets):
                sets.append(mask)
            mine.append(position)
        key = old, tuple(mine)
        if key not in made:
            if kinds[old] not in clash_of:
                clash_of[kinds[old]] = len(clashes)
                clashes.append(clashes[kinds[old]] | same)
            made[key] = len(caps)
            caps.append([*caps[old], *((position, 1) for position in mine)])
            kinds.append(clash_of[kinds[old]])
        class_of[customer] = made[key]
    flat = np.array([cap for of_class in caps for cap in of_class], np.int32).reshape(-1, 2)
    return Rules(
        class_of, np.cumsum([0, *map(len, caps)]).astype(np.int32), flat[:, 0].copy(), flat[:, 1].copy(),
        np.array(sets, bool).reshape(-1, len(twins.source)), np.array(kinds, np.int32), np.array(clashes, bool),
    )  # fmt: skip


def _caps(rules: Rules, k: int) -> list[tuple[int, int]]:
    caps = slice(rules.cap_start[k], rules.cap_start[k + 1])
    return list(zip(rules.cap_set[caps].tolist(), rules.cap_limit[caps].tolist(), strict=True))


def _asked(permitted: Permitted, twins: Twins) -> Iterable[tuple[int, list[Bools]]]:
    """Every customer with duties, with the twins at which each of them can be answered."""
    duties = permitted.duties
    if duties is None:
        return
    order = np.argsort(duties.customer, kind="stable")
    customers, begin = np.unique(duties.customer[order], return_index=True)
    moments = permitted.moments
    slot, place = moments.slot[twins.source], (moments.date[twins.source], moments.channel[twins.source])
    names = ("customer", "date", "channel")
    of_pair, date, channel = (permitted.pairs[name].to_numpy() for name in names)
    for customer, rows in zip(customers.tolist(), np.split(order, begin[1:]), strict=True):
        if len(rows) == 1:
            # Whatever twin the customer has a candidate at answers the only duty.
            yield customer, [twins.is_twin]
            continue
        masks = [np.zeros(len(slot), bool) for _ in rows]
        for pair in range(*np.searchsorted(of_pair, [customer, customer + 1])):
            if duties.kind_of_pair[pair]:
                there = twins.is_twin & (place[0] == date[pair]) & (place[1] == channel[pair])
                for mask, line in zip(masks, duties.line[rows].tolist(), strict=True):
                    # Position -1, without an hour, is the last.
                    mask |= there & duties.answers[duties.kind_of_pair[pair], line, slot]
        yield customer, masks
