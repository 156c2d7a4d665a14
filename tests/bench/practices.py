"""What collections desks do, on the same operation as our plan, as a share of its proven bound.

    file order       customers in the order of the file; each takes its best contacts that still fit
    by propensity    the same, the likeliest to be reached first
    by balance       the same, the greatest debt first
    list of the day  the greatest debt first, each on its best channels in the first hour that still has room
    best hour first  everybody's best contacts as if there were room for all, then cut at capacity by worth
    random chunks    customers shuffled into lists of 1,000, each with its share of every capacity, each planned by our search

Each takes contacts only as long as capacities, caps and moments allow.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from collectplan.domain.stages import Staffing
from collectplan.optimise import optimise
from tests.bench.child import run
from tests.bench.table import Table, percent, seconds
from tests.bench.whole import Candidates, candidates_of, caps_of, resources_of
from tests.optimum.made_days import MadeDay, operation

Floats = npt.NDArray[np.float64]
Longs = npt.NDArray[np.int64]

#: Customers of the operation, and of a chunk.
NUM, CHUNK = 20_000, 1_000
KINDS = {"learned": "reach by customer and hour", "flat": "every hour the same"}
PRACTICES = ("file order", "by propensity", "list of the day", "best hour first", "by balance", "random chunks")


def measure(num: int, kind: str, practice: str) -> dict[str, Any]:
    """Worth of one practice, or of our plan and its bound."""
    made = operation(num, learned=kind == "learned")
    began = time.perf_counter()
    if practice == "ours":
        solution = optimise(*made.stages, threads=2)
        return {"worth": solution.objective, "bound": solution.bound, "seconds": time.perf_counter() - began}
    if practice == "random chunks":
        worth = sum(optimise(*part.stages, threads=2).objective for part in chunks_of(made))
        return {"worth": worth, "seconds": time.perf_counter() - began}
    found = candidates_of(made)
    members, capacity = resources_of(made, found)
    use = _Use(found, members, capacity, caps_of(made), num)
    if practice == "best hour first":
        held = use.take(np.argsort(-found.value, kind="stable"), np.full(len(capacity), np.inf))
        wanted = np.flatnonzero(held)
        # Cut at capacity: what was wanted, the dearest first, as long as it fits.
        held = use.take(wanted[np.argsort(-found.value[wanted], kind="stable")], capacity)
    else:
        rank = customers_ranked(made, found, practice)[found.customer]
        keys: tuple[npt.NDArray[Any], ...] = (-found.value, rank)
        if practice == "list of the day":
            keys = (found.group, found.slot, -best_of_pair(found), rank)
        held = use.take(np.lexsort(keys), capacity)
    return {"worth": float(found.value[held].sum()), "seconds": time.perf_counter() - began}


def customers_ranked(made: MadeDay, found: Candidates, practice: str) -> Longs:
    """[customers] whose turn it is when."""
    num = len(made.permitted.customer_ids)
    if practice == "file order":
        return np.arange(num)
    worth = np.asarray(made.valued.amount, np.float64).copy()
    if practice == "by propensity":
        worth = np.zeros(num)
        np.maximum.at(worth, found.customer, found.reach)
    rank = np.empty(num, np.int64)
    rank[np.argsort(-worth, kind="stable")] = np.arange(num)
    return rank


def best_of_pair(found: Candidates) -> Floats:
    """[candidates] greatest worth of the customer on the channel."""
    best = np.zeros(int(found.pair.max(initial=-1)) + 1)
    np.maximum.at(best, found.pair, found.value)
    return np.asarray(best[found.pair])


class _Use:
    """Takes candidates in an order while capacities, caps and moments allow."""

    def __init__(
        self, found: Candidates, members: list[tuple[Longs, Floats]], capacity: Floats,
        caps: list[tuple[npt.NDArray[np.bool_], int]], num: int,
    ) -> None:  # fmt: skip
        of = np.concatenate([inside for inside, _ in members])
        order = np.argsort(of, kind="stable")
        resource = np.repeat(np.arange(len(members)), [len(inside) for inside, _ in members])[order]
        weight = np.concatenate([weights for _, weights in members])[order]
        self.start = np.searchsorted(of[order], np.arange(len(found.value) + 1))
        self.resource, self.weight = resource, weight
        self.customer, self.moment = found.customer, found.moment
        self.sets = np.stack([inside for inside, _ in caps])
        self.limits, self.num = np.array([limit for _, limit in caps]), num

    def take(self, order: Longs, capacity: Floats) -> npt.NDArray[np.bool_]:
        """[candidates] taken."""
        return np.asarray(take_in_order(
            order, self.customer, self.moment, self.start, self.resource, self.weight, capacity.copy(), self.sets,
            np.zeros((self.num, len(self.limits)), np.int64), self.limits,
        ))  # fmt: skip


@numba.njit(cache=True)
def take_in_order(
    order: Longs, customer: Longs, moment: Longs, start: Longs, resource: Longs, weight: Floats, left: Floats,
    sets: npt.NDArray[np.bool_], counts: Longs, limits: Longs,
) -> npt.NDArray[np.bool_]:  # fmt: skip
    """Takes each candidate that still fits; `left` and `counts` change in place."""
    held = np.zeros(len(start) - 1, np.bool_)
    for j in order:
        i, fits = customer[j], True
        for c in range(len(limits)):
            fits = fits and not (sets[c, moment[j]] and counts[i, c] >= limits[c])
        for u in range(start[j], start[j + 1]):
            fits = fits and weight[u] <= left[resource[u]] * (1 + 1e-12)
        if fits:
            held[j] = True
            for c in range(len(limits)):
                counts[i, c] += sets[c, moment[j]]
            for u in range(start[j], start[j + 1]):
                left[resource[u]] -= weight[u]
    return held


def chunks_of(made: MadeDay) -> list[MadeDay]:
    """The operation cut into lists of random customers, each with its share of every capacity, whole contacts in turn."""
    num = len(made.permitted.customer_ids)
    num_chunks = max(1, num // CHUNK)
    chunk = np.random.default_rng(1).permutation(num) % num_chunks
    return [_chunk(made, chunk, number, num_chunks) for number in range(num_chunks)]


def _chunk(made: MadeDay, chunk: Longs, number: int, num_chunks: int) -> MadeDay:
    mine = np.flatnonzero(chunk == number)
    place = np.full(len(chunk), -1)
    place[mine] = np.arange(len(mine))
    kept = chunk[made.permitted.pairs["customer"].to_numpy()] == number
    customer = place[made.permitted.pairs["customer"].to_numpy()[kept]].astype(np.int32)

    def share(limit: int | None) -> int | None:
        return None if limit is None else limit // num_chunks + (number < limit % num_chunks)

    strategy = made.loaded.strategy
    channels = {
        name: channel.model_copy(update={"per_slot": share(channel.per_slot), "per_day": share(channel.per_day)})
        for name, channel in strategy.channels.items()
    }
    valued = made.valued.pairs.filter(kept)
    columns = made.permitted.pairs.columns
    pairs = valued.with_columns(customer=customer, lead=customer)
    local = replace(made.permitted.local, class_of_customer=made.permitted.local.class_of_customer[mine])
    staffing: Staffing = replace(made.staffing, minutes=made.staffing.minutes / num_chunks)
    return replace(
        made,
        permitted=replace(
            made.permitted,
            customer_ids=made.permitted.customer_ids.gather(mine),
            pairs=pairs.select(columns),
            local=local,
        ),
        valued=replace(made.valued, pairs=pairs, amount=made.valued.amount[mine]),
        staffing=staffing,
        loaded=replace(made.loaded, strategy=strategy.model_copy(update={"channels": channels})),
    )


def tables(num: int = NUM, say: Any = print) -> list[Table]:
    """The table of practices, by kind of hours."""
    table = Table(
        "practices", "python -m tests.bench practices",
        f"share of the proven bound on one operation of {num:,} customers (random chunks: {CHUNK:,} customers each).",
        ("practice", *(f"{caption}: share, seconds" for caption in KINDS.values())),
    )  # fmt: skip
    cells: dict[str, list[str]] = {practice: [] for practice in ("ours", *PRACTICES)}
    for kind in KINDS:
        bound = None
        for practice, row in cells.items():
            say(f"practices: {KINDS[kind]}, {practice}")
            found = run("tests.bench.practices:measure", 3_000.0, num=num, kind=kind, practice=practice)
            bound = found.get("bound", bound)
            failed = found.get("failed") or (None if bound else "no bound")
            row.append(failed or f"{percent(found['worth'] / bound)}, {seconds(found['seconds'])}")
            say("  " + row[-1])
    table.rows = [("collectplan" if practice == "ours" else practice, *row) for practice, row in cells.items()]
    return [table]
