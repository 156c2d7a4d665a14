"""Where a contact goes: the lead's own address, else that of another account of the customer."""

from __future__ import annotations

import numpy as np
import polars as pl

from collectplan.domain.stages import Ints
from collectplan.domain.strategy import Strategy
from collectplan.screen.people import People


def first_with(accounts: pl.DataFrame, people: People, strategy: Strategy) -> dict[str, Ints]:
    """For every address column that a channel needs: [customers] the first account that has one, -1 none.

    All accounts of the customer count, suppressed ones too. A column that the portfolio lacks is empty.
    """
    found: dict[str, Ints] = {}
    for column in address_columns(strategy):
        first = np.full(people.num_customers, -1, np.int32)
        if column in accounts.columns:
            having = np.flatnonzero(accounts[column].is_not_null().to_numpy())
            # Written backwards, so that the first account of each customer stays.
            first[people.customer[having[::-1]]] = having[::-1]
        found[column] = first
    return found


def address_columns(strategy: Strategy) -> list[str]:
    """Distinct columns that channels need, in the order of the channels."""
    return list(dict.fromkeys(c.address for c in strategy.channels.values() if c.address is not None))


def addresses(
    accounts: pl.DataFrame,
    sources: dict[str, Ints],
    strategy: Strategy,
    customer: Ints,
    channel: Ints,
    lead: Ints,
) -> pl.Series:
    """The address of each pair.

    Args:
        accounts: `Segmented.accounts`.
        sources: of `first_with`.
        strategy: whose channels name the columns.
        customer: [pairs]
        channel: [pairs]
        lead: [pairs] account position.

    Returns:
        [pairs] String, null where the channel needs none.
    """
    if not sources:
        return pl.Series("address", [None] * customer.size, dtype=pl.String)
    columns = list(sources)
    height = accounts.height
    no_address = len(columns) * height
    place = np.full(customer.size, no_address, np.int64)
    texts = []
    for number, column in enumerate(columns):
        if column not in accounts.columns:
            texts.append(pl.Series([None] * height, dtype=pl.String))
            continue
        text = accounts[column].cast(pl.String)
        texts.append(text.alias(""))
        uses = np.array([c.address == column for c in strategy.channels.values()], np.bool_)
        pairs = np.flatnonzero(uses[channel])
        has_own = text.is_not_null().to_numpy()[lead[pairs]]
        place[pairs] = number * height + np.where(has_own, lead[pairs], sources[column][customer[pairs]])
    texts.append(pl.Series([None], dtype=pl.String))
    return pl.concat(texts).gather(place).alias("address")
