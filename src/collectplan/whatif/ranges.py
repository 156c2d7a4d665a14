"""How far a shadow price holds: the span of one capacity, the others fixed, in which solving again finds it the same.

The worth of a relaxation is concave in a capacity, so its price never rises with it: where the price at a point is
still within the tolerance, it is so everywhere between there and today's capacity. So a ladder of points on either
side is searched by halves, and the furthest point that was solved and found to hold is told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import polars as pl

from collectplan.domain.edge import Edge
from collectplan.whatif.changes import Resource

if TYPE_CHECKING:
    from collectplan.pipeline import Prepared

#: Capacities whose prices' spans are looked for, and those of them that count whole contacts.
KINDS: Final = ("agent_minutes", "per_slot", "per_day", "budget")
WHOLE: Final = frozenset({"per_slot", "per_day"})
#: Relative distance within which a price counts as the same.
TOLERANCE: Final = 0.1
#: Steps away from today's capacity, as shares of it, on either side.
DOWN: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0)
UP: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 4.0)


def ladder(capacity: float, shares: Sequence[float], sign: int, *, is_whole: bool) -> tuple[float, ...]:
    """Points of a capacity beside today's, the nearest first.

    Args:
        capacity: today's.
        shares: of it, rising.
        sign: 1 upwards, -1 downwards.
        is_whole: whether it counts whole things: points are then at least one apart.
    """
    points: list[float] = []
    for share in shares:
        step = share * capacity
        point = capacity + sign * (max(1.0, float(round(step))) if is_whole else step)
        if point >= 0 and point not in (*points, capacity):
            points.append(point)
    return tuple(points)


def holds(price_at: Callable[[float], float], capacity: float, price: float, *, is_whole: bool) -> tuple[float, float]:
    """Find how far a price holds downwards and upwards.

    Args:
        price_at: the price after solving again with another capacity.
        capacity: today's.
        price: today's, > 0.
        is_whole: whether the capacity counts whole things.

    Returns:
        The least and the greatest capacity that were solved and found to have the price, within `TOLERANCE`.
    """

    def is_same(point: float) -> bool:
        return abs(price_at(point) - price) <= TOLERANCE * price

    ends = []
    for sign, shares in ((-1, DOWN), (1, UP)):
        points = ladder(capacity, shares, sign, is_whole=is_whole)
        good, bad = -1, len(points)
        while bad - good > 1:
            middle = (good + bad) // 2
            good, bad = (middle, bad) if is_same(points[middle]) else (good, middle)
        ends.append(points[good] if good >= 0 else capacity)
    return ends[0], ends[1]


@dataclass(frozen=True, eq=False)
class Asked:
    """A plan whose shadow prices are looked at.

    Attributes:
        prepared: what was planned.
        resources: as `Solution.resources`: `kind, resource, date, slot, capacity, used, shadow_price`.
        seed, added: of the solution.
    """

    prepared: Prepared
    resources: pl.DataFrame
    seed: int
    added: Mapping[Resource, float]


def ranges_of(
    asked: Asked, wanted: Callable[[str, str, int], bool], edge: Edge
) -> dict[Resource, tuple[float, float | None]]:
    """Solve again for the spans in which shadow prices of the plan date hold.

    Args:
        asked: the plan.
        wanted: whether the span of (kind, name, slot) is asked for.
        edge: the outside.

    Returns:
        By (kind, name, slot) the least and greatest capacity at which the price was found to hold. A price of 0 holds
        from what is used upwards without end: None. Targets and pools are left out.
    """
    rows = asked.resources.filter((pl.col("date") == 0) & pl.col("kind").is_in(KINDS))
    listed = [row for row in rows.iter_rows(named=True) if wanted(row["kind"], row["resource"], row["slot"])]
    found: dict[Resource, tuple[float, float | None]] = {}
    priced = []
    for row in listed:
        key = row["kind"], row["resource"], row["slot"]
        if row["shadow_price"] > 0:
            priced.append((key, row["capacity"], row["shadow_price"]))
        else:
            found[key] = (row["used"], None)
    if not priced:
        return found
    # Loaded where a plan is made anyway: see `pipeline.solve`.
    from collectplan.optimise import relaxation_of

    p = asked.prepared
    columns = asked.resources.select("kind", "resource", "slot", "shadow_price")
    prices = {(kind, name, slot): price for kind, name, slot, price in columns.iter_rows()}
    relaxation = relaxation_of(
        p.permitted, p.valued, p.staffing, p.opened.loaded, p.day, prices, seed=asked.seed, threads=edge.threads,
        added=asked.added, clock=edge.clock,
    )  # fmt: skip
    place = {(r.kind, r.name, r.slot): i for i, r in enumerate(relaxation.resources) if not r.date}
    try:
        for done, (key, capacity, price) in enumerate(priced):
            edge.progress("ranges", done / len(priced))
            price_at = partial(relaxation.price_at, place[key])
            found[key] = holds(price_at, capacity, price, is_whole=key[0] in WHOLE)
    finally:
        relaxation.close()
    edge.progress("ranges", 1.0)
    return found
