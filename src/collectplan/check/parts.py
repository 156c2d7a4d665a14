"""A large plan in parts: the rows of some customers, with their history, as evidence of its own.

Rules among a customer's own contacts say the same of a part as of the whole, and a part's tables take a part of the
room. Only what looks across customers needs all contacts at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np
import polars as pl

from collectplan.check import contacts as grid_rows
from collectplan.check.address import with_addresses
from collectplan.check.evidence import Evidence
from collectplan.check.history import looks_across_customers
from collectplan.domain.strategy import Strategy

#: Rows of a part; a plan of fewer is one.
PART_ROWS: Final = 400_000
#: Parts at most: each looks through all accounts once, which with many takes longer than what is asked of it.
MOST_PARTS: Final = 8


def parts_of(whole: Evidence, part_rows: int = PART_ROWS) -> Iterator[Evidence]:
    """The evidence, its contacts filled in, as one part or as several whose customers are different ones.

    Args:
        whole: without contacts; with the history of everybody who is planned, or more.
        part_rows: about so many rows make a part, more where there would be more than `MOST_PARTS`.
    """
    num_parts = min(MOST_PARTS, -(-whole.rows.height // part_rows))
    if num_parts < 2 or hangs_together(whole.strategy):
        yield with_contacts(whole)
        return
    of_row = _part(whole.rows["customer_id"], num_parts)
    of_account = _part(whole.accounts["customer_id"], num_parts)
    of_customer = np.full(whole.accounts.height + 1, -1, dtype=np.int64)
    of_customer[whole.accounts["customer"].to_numpy()] = of_account
    # The last place is of those whom the portfolio does not know.
    of_event = of_customer[whole.history["customer"].fill_null(whole.accounts.height).to_numpy()]
    for part in range(num_parts):
        rows = whole.rows.filter(pl.Series(of_row == part, dtype=pl.Boolean))
        history = whole.history.filter(pl.Series(of_event == part, dtype=pl.Boolean))
        yield with_contacts(replace(whole, rows=rows, history=history))


def with_contacts(evidence: Evidence) -> Evidence:
    """The evidence with the contacts that its rows are."""
    placed = grid_rows.contacts(evidence.rows, evidence.accounts, evidence.strategy)
    return replace(evidence, contacts=with_addresses(placed, evidence.accounts, evidence.book, evidence.strategy))


def hangs_together(strategy: Strategy) -> bool:
    """Whether what is asked of a row hangs on contacts with other customers, or on conditions among rows."""
    return bool(looks_across_customers(strategy) or strategy.targets or strategy.limits.assume != "worst_case")


def _part(customer_ids: pl.Series, num_parts: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return (customer_ids.hash() % num_parts).to_numpy().astype(np.int64)
