"""Where contacts go.

Proves, on channels that need an address:
1. the customer has one in the portfolio, on the lead account's row or on another of the customer's;
2. the address in the grid is the lead account's own, or where it has none, that of another account of the customer;
3. a grid that carries addresses carries one for every such contact.
"""

from __future__ import annotations

import polars as pl

from collectplan.check.expressions import Portfolio
from collectplan.check.findings import NONE, found, worded
from collectplan.domain.strategy import Strategy


def with_addresses(contacts: pl.DataFrame, accounts: pl.DataFrame, book: Portfolio, strategy: Strategy) -> pl.DataFrame:
    """Add `told` (the grid's cell), `own` (the lead account's), and `address`: the grid's, else the portfolio's.

    `known` are the addresses of the customer's readable rows where the lead account has none, null where none has.
    """
    told = pl.col("address") if "address" in contacts.columns else pl.lit(None, pl.String)
    contacts = contacts.with_columns(told=told, own=pl.lit(None, pl.String), known=pl.lit(None, pl.List(pl.String)))
    planned = set(contacts["channel"].unique())
    used = {channel.address for name, channel in strategy.channels.items() if channel.address and name in planned}
    for column in sorted(used):
        users = [name for name, channel in strategy.channels.items() if channel.address == column]
        own = book.text(column).gather(contacts["account"])
        contacts = contacts.with_columns(own=pl.when(pl.col("channel").is_in(users)).then(own).otherwise("own"))
        lacks = pl.col("channel").is_in(users) & pl.col("own").is_null()
        theirs = _of_customers(column, contacts.filter(lacks)["customer"].unique(), accounts, book)
        if theirs.height:
            contacts = contacts.join(theirs, on="customer", how="left", maintain_order="left")
            contacts = contacts.with_columns(known=pl.when(lacks).then("theirs").otherwise("known")).drop("theirs")
    return contacts.with_columns(address=pl.coalesce("told", "own", pl.col("known").list.first()))


def _of_customers(column: str, customers: pl.Series, accounts: pl.DataFrame, book: Portfolio) -> pl.DataFrame:
    """`customer, theirs`: the addresses of each customer's readable rows, in account_id order."""
    mates = accounts.filter(pl.col("flaw").is_null() & pl.col("customer").is_in(customers.implode()))
    rows = mates.with_columns(theirs=book.text(column).gather(mates["account"])).drop_nulls("theirs")
    return rows.sort("customer", "account_id").group_by("customer", maintain_order=True).agg("theirs")


def address(contacts: pl.DataFrame, strategy: Strategy) -> pl.DataFrame:
    """Findings: contacts that go nowhere, or somewhere that is not the customer's."""
    needing = [name for name, channel in strategy.channels.items() if channel.address]
    needy = contacts.filter(pl.col("channel").is_in(needing))
    has_any = pl.col("own").is_not_null() | pl.col("known").is_not_null()
    nowhere = needy.filter(~has_any)
    is_own, is_theirs = pl.col("told") == pl.col("own"), pl.col("told").is_in(pl.col("known"))
    allowed = pl.when(pl.col("own").is_not_null()).then(is_own).otherwise(is_theirs)
    # Null where either side is silent.
    wrong = needy.filter(~allowed)
    silent = needy.filter(pl.col("told").is_null()) if needy["told"].is_not_null().any() else NONE
    return pl.concat(
        [
            found(nowhere, worded("The customer has no address for {}.", "channel")),
            found(wrong, worded("The address for {} is not the one that the portfolio gives.", "channel")),
            found(silent, worded("The contact on {} carries no address.", "channel")) if silent.height else NONE,
        ]
    )
