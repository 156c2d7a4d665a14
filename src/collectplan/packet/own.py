"""The raw tables cut down to one customer, so that nothing of anybody else can get into a packet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from collectplan.check import Results, raw_cells, register_of
from collectplan.check.expressions import Portfolio
from collectplan.domain.cells import unguarded_text
from collectplan.domain.stages import LoadedStrategy
from collectplan.domain.strategy import PoolRule
from collectplan.domain.tables import RawTable
from collectplan.errors import Finding, InputError

#: Half of a plan's folder that says something of customers.
GRID_COLUMNS = ("date", "start", "end", "customer_id", "account_id", "channel")


@dataclass(frozen=True, eq=False)
class Own:
    """What the files hold of one customer.

    Attributes:
        customer_id: whose.
        book: the whole raw portfolio, for what expressions say of the customer's accounts.
        everybody: `accounts.facts` of the whole portfolio, with `segment`; positions in `book`.
        accounts: the customer's rows of it, sorted by account_id.
        attempts: the history with the customer's rows alone, None without one.
        log: what was done, the same.
        grid: grid.csv with the customer's rows, all String; empty without a plan.
        results: fates and conditions with the customer's rows, and run.json.
        loaded: the strategy without rules that count across customers.
    """

    customer_id: str
    book: Portfolio
    everybody: pl.DataFrame
    accounts: pl.DataFrame
    attempts: RawTable | None
    log: RawTable | None
    grid: pl.DataFrame
    results: Results
    loaded: LoadedStrategy

    @property
    def run(self) -> Mapping[str, Any]:
        """run.json, empty without a plan."""
        return self.results.run or {}


def own_of(
    customer_id: str,
    portfolio: RawTable,
    attempts: RawTable | None,
    log: RawTable | None,
    plan: tuple[pl.DataFrame, Results] | None,
    loaded: LoadedStrategy,
) -> Own:
    """Cut the files down to a customer.

    Raises:
        InputError: the portfolio has no such customer.
    """
    register = register_of(portfolio, loaded.strategy)
    book = register.book
    everybody = register.accounts.with_columns(days_past_due=book.typed("days_past_due"))
    accounts = everybody.filter(pl.col("customer_id") == customer_id).sort("account_id", nulls_last=True)
    if accounts.is_empty():
        what = f"the portfolio has no customer {customer_id!r}"
        raise InputError(Finding(portfolio.file, what, "ids are compared letter by letter"))
    grid, results = plan or (pl.DataFrame(schema=dict.fromkeys(GRID_COLUMNS, pl.String)), Results())
    limits = loaded.strategy.limits
    kept = tuple(rule for rule in limits.rules if not isinstance(rule, PoolRule))
    strategy = loaded.strategy.model_copy(update={"limits": limits.model_copy(update={"rules": kept})})
    return Own(
        customer_id,
        book,
        everybody,
        accounts,
        _rows_of(attempts, customer_id),
        _rows_of(log, customer_id),
        _cells_of(grid, customer_id),
        Results(
            fates=None if results.fates is None else _cells_of(results.fates, customer_id),
            run=results.run,
            conditions=None if results.conditions is None else _cells_of(results.conditions, customer_id),
        ),
        replace(loaded, strategy=strategy),
    )


def _rows_of(raw: RawTable | None, customer_id: str) -> RawTable | None:
    if raw is None:
        return None
    frame = raw.frame.filter(raw_cells.filled(raw.frame["customer_id"]) == customer_id)
    return replace(raw, frame=frame, broken=raw.broken.clear(), num_records=frame.height)


def _cells_of(written: pl.DataFrame, customer_id: str) -> pl.DataFrame:
    if "customer_id" not in written.columns:
        return written.clear()
    return written.filter(raw_cells.filled(unguarded_text(written["customer_id"])) == customer_id)
