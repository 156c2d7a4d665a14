"""Customers, their accounts and their clocks, as positions.

An account's *clock* is the first of the zones in which it may live; its *clocks* are all of them. A *view* is a
customer on one clock: nearly every customer has one, and one more for every further first zone of their accounts. What
history means on a date depends on the clock, so it is kept by view.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from collectplan.domain.stages import Bools, Ints
from collectplan.domain.strategy import Strategy
from collectplan.errors import CollectplanError
from collectplan.screen.codes import combine


@dataclass(frozen=True, eq=False)
class People:
    """Who is in the portfolio.

    Attributes:
        customer_ids: [customers] String, sorted, unique.
        zones: names of all clocks, sorted.
        customer: [accounts] position of the customer, never falling.
        zone: [accounts] position of the clock, on which dates are counted.
        clocks: positions in `zones` of the clocks on each of which an hour must be open; distinct sets.
        clock: [accounts] position in `clocks`.
        view: [accounts] position of the view.
        view_customer, view_zone: [views] sorted by (customer, zone).
        is_free: [accounts] not suppressed on some planned date.
        free_from: [accounts] days from the plan date to the first date on which it is not suppressed; of no meaning
            where it is on every planned one.
        by_preference: [accounts] positions by customer, greatest treatment weight and then position: the first of a
            customer's accounts that may lead is the one that leads.
    """

    customer_ids: pl.Series
    zones: tuple[str, ...]
    customer: Ints
    zone: Ints
    clocks: tuple[tuple[int, ...], ...]
    clock: Ints
    view: Ints
    view_customer: Ints
    view_zone: Ints
    is_free: Bools
    free_from: Ints
    by_preference: Ints

    @property
    def num_accounts(self) -> int:
        """Rows of the portfolio."""
        return int(self.customer.size)

    @property
    def num_customers(self) -> int:
        """Persons who owe."""
        return len(self.customer_ids)


def people_of(accounts: pl.DataFrame, strategy: Strategy, num_dates: int) -> People:
    """Positions of customers and clocks in `Segmented.accounts`, for a plan of so many dates.

    Raises:
        CollectplanError: the accounts are not sorted by customer, which `Inputs` promises; a bug of ours.
    """
    ids = accounts["customer_id"]
    if not ids.is_sorted():
        raise CollectplanError("accounts are not sorted by customer")
    customer = ids.rle_id().to_numpy().astype(np.int32)
    clock, texts = positions_of(accounts["timezone"])
    zones = tuple(sorted({zone for text in texts for zone in text.split()}))
    clocks = tuple(tuple(zones.index(zone) for zone in text.split()) for text in texts)
    zone = np.array([members[0] for members in clocks], np.int32)[clock]
    view, example = combine(customer, zone)
    weights = [treatment.weight for treatment in strategy.treatments]
    # Position -1, no treatment, reads the last entry.
    weight = np.array([*weights, 1.0])[accounts["treatment"].to_numpy()]
    return People(
        customer_ids=ids.unique(maintain_order=True).alias("customer_id"),
        zones=zones,
        customer=customer,
        zone=zone,
        clocks=clocks,
        clock=clock,
        view=view,
        view_customer=customer[example],
        view_zone=zone[example],
        is_free=(accounts["free_from"] < num_dates).fill_null(False).to_numpy(),
        free_from=accounts["free_from"].fill_null(0).to_numpy(),
        by_preference=_by_preference(customer, weight),
    )


def positions_of(texts: pl.Series) -> tuple[Ints, tuple[str, ...]]:
    """The position of each text among the distinct ones, sorted; -1 for null."""
    names = texts.drop_nulls().unique().sort().to_list()
    return position_in(texts, names), tuple(names)


def position_in(texts: pl.Series, names: list[str]) -> Ints:
    """The position of each text in `names`; -1 for null and for what is not there."""
    known = texts.cast(pl.Enum(names), strict=False).to_physical().cast(pl.Int32)
    return known.fill_null(-1).to_numpy().astype(np.int32)


def _by_preference(customer: Ints, weight: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Ints:
    order = np.arange(customer.size, dtype=np.int32)
    follows = customer[1:] == customer[:-1]
    if not np.any(follows & (weight[1:] > weight[:-1])):
        return order
    return np.lexsort((-weight, customer)).astype(np.int32)
