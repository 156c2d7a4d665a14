"""A plan cut into portions of its customers: the tables of a large one are made and written one after another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np
import polars as pl

from collectplan.domain.stages import Permitted, Pools, Segmented, Solution, Valued

#: Customers of a portion.
PORTION: Final = 400_000


@dataclass(frozen=True, eq=False)
class Portion:
    """What the stages know of some customers; positions of customers and accounts count from the portion's first.

    Attributes:
        segmented, permitted, valued, solution: as those of the plan, of these customers alone.
        accounts: positions of the portion's accounts in the plan: the first, and the one after the last.
    """

    segmented: Segmented
    permitted: Permitted
    valued: Valued
    solution: Solution
    accounts: tuple[int, int]


def portions(
    segmented: Segmented, permitted: Permitted, valued: Valued, solution: Solution, size: int = PORTION
) -> Iterator[Portion]:
    """The plan in portions of so many customers, in their order; what `is_one_piece` is one portion."""
    num_customers = len(permitted.customer_ids)
    if is_one_piece(permitted, valued, size):
        yield Portion(segmented, permitted, valued, solution, (0, segmented.accounts.height))
        return
    # Accounts are sorted by customer.
    lengths = segmented.accounts["customer_id"].rle().struct.field("len").to_numpy()
    account = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)])
    for first, last in pairwise([*range(0, num_customers, size), num_customers]):
        begin, end = int(account[first]), int(account[last])
        pairs = _rows(permitted.pairs, first, last)
        shift = (first, begin)
        local = replace(permitted.local, class_of_customer=permitted.local.class_of_customer[first:last])
        floors = valued.floors
        yield Portion(
            Segmented(segmented.accounts[begin:end]),
            replace(
                permitted,
                customer_ids=permitted.customer_ids[first:last],
                pairs=_cut(permitted.pairs, pairs, shift),
                local=local,
                blocks=_cut(permitted.blocks, _rows(permitted.blocks, first, last), shift),
                pools=_pools(permitted.pools, pairs),
            ),
            replace(
                valued,
                pairs=_cut(valued.pairs, pairs, shift),
                amount=valued.amount[first:last],
                floors=None if floors is None else replace(floors, kind_of_pair=floors.kind_of_pair[pairs]),
            ),
            replace(
                solution,
                contacts=_cut(solution.contacts, _rows(solution.contacts, first, last), shift),
                passed=_cut(solution.passed, _rows(solution.passed, first, last), shift),
            ),
            (begin, end),
        )


def is_one_piece(permitted: Permitted, valued: Valued, size: int = PORTION) -> bool:
    """Whether a plan is not cut: it is small, or what is told of its duties and targets needs all customers at once."""
    return len(permitted.customer_ids) <= size or permitted.duties is not None or valued.floors is not None


def _rows(frame: pl.DataFrame, first: int, last: int) -> slice:
    """Where the rows of the customers from `first` to before `last` stand in a frame sorted by customer."""
    begin, end = np.searchsorted(frame["customer"].to_numpy(), [first, last])
    return slice(int(begin), int(end))


def _cut(frame: pl.DataFrame, rows: slice, shift: tuple[int, int]) -> pl.DataFrame:
    """These rows, customers and leads counted from the portion's first."""
    part = frame[rows].with_columns(pl.col("customer") - shift[0])
    return part.with_columns(pl.col("lead") - shift[1]) if "lead" in part.columns else part


def _pools(pools: Pools | None, pairs: slice) -> Pools | None:
    return None if pools is None else replace(pools, kind_of_pair=pools.kind_of_pair[pairs])
