"""Addresses as positions, for rules that count by address, whoever's it is.

A *site* is an address by its text. What history at a site means on a date depends on the clock, so that it is kept by
the site on each clock from which it is used, as that of customers is by views.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from collectplan.domain.stages import Bools, Floats, Ints
from collectplan.domain.strategy import CapRule, SpacingRule, Strategy
from collectplan.screen.bars import Bar
from collectplan.screen.calendar import Calendar
from collectplan.screen.codes import combine
from collectplan.screen.history import History, recall
from collectplan.screen.people import People, position_in
from collectplan.screen.scope import Rules, Scoped, known_channels

#: What the customers are told who may not be contacted at a shared address.
TAKEN = "the address is another customer's"


@dataclass(frozen=True, eq=False)
class Sites:
    """Where contacts go.

    Attributes:
        column: [channels] position of the channel's address column; -1: it needs no address.
        site: [columns, accounts] where a contact goes that the account leads; -1: it has no address there.
        view: [columns, accounts] position of the site on the account's clock; the last one where there is no site.
        view_zone: [views] position of the clock.
        history: held by views.
    """

    column: Ints
    site: Ints
    view: Ints
    view_zone: Ints
    history: History

    def channels(self, column: int) -> Bools:
        """[channels] that use the address column."""
        found: Bools = self.column == column
        return found


def sites_of(
    accounts: pl.DataFrame,
    sources: dict[str, Ints],
    attempts: pl.DataFrame | None,
    people: People,
    calendar: Calendar,
    strategy: Strategy,
    since: int,
) -> Sites:
    """The sites of a portfolio and what happened there.

    Args:
        accounts: `Segmented.accounts`.
        sources: of `addresses.first_with`.
        attempts: `Inputs.attempts`; None: there are none. Those without an address stand against no site.
        people: of the portfolio.
        calendar: of the planned dates.
        strategy: whose channels name the columns.
        since: first date of interest, in days from the plan date.
    """
    columns = list(sources)
    texts = [_texts(accounts, name, sources[name], people) for name in columns]
    none = pl.Series([None], dtype=pl.String)
    names = pl.concat([none, *texts]).drop_nulls().unique().sort()
    # Without a column of addresses no account has a site.
    nowhere = np.full(accounts.height, -1, np.int32)
    site = np.stack([position_in(text, names.to_list()) for text in texts] or [nowhere])
    flat, zone = site.reshape(-1), np.tile(people.zone, len(columns))
    used = np.flatnonzero(flat >= 0)
    number, example = combine(flat[used], zone[used]) if used.size else (flat[used], used)
    view = np.full(flat.size, example.size, np.int32)
    view[used] = number
    # Who is asked for their history is here a site in the place of a customer.
    holders = People(
        customer_ids=names.alias("customer_id"),
        zones=people.zones,
        customer=np.arange(len(names), dtype=np.int32),
        zone=np.zeros(len(names), np.int32),
        clocks=people.clocks,
        clock=np.zeros(len(names), np.int32),
        view=np.zeros(len(names), np.int32),
        view_customer=flat[used][example],
        view_zone=zone[used][example],
        is_free=np.ones(len(names), np.bool_),
        free_from=np.zeros(len(names), np.int32),
        by_preference=np.arange(len(names), dtype=np.int32),
    )
    there = None
    if attempts is not None:
        there = attempts.drop_nulls("address").with_columns(customer_id="address")
    history = recall(there, None, holders, calendar, known_channels(strategy), since, frozenset())
    position = {name: place for place, name in enumerate(columns)}
    return Sites(
        column=np.array([position.get(c.address or "", -1) for c in strategy.channels.values()], np.int32),
        site=site.astype(np.int32),
        view=view.reshape(site.shape),
        view_zone=np.append(holders.view_zone, 0).astype(np.int32),
        history=history,
    )


def sharing_bars(
    rules: Rules, sites: Sites, accounts: pl.DataFrame, people: People, calendar: Calendar, strategy: Strategy
) -> list[Bar]:
    """At an address that customers share, none but one of them is contacted on the channels of a rule per address.

    That is the one who owes most on the plan date; of equals the one whose id comes first. Of what the others owe a
    plan could contact one as well, but whose turn it is would be a coupling of customers.
    """
    owed = _owed(accounts, people)
    found: list[Bar] = []
    both: tuple[Scoped[CapRule] | Scoped[SpacingRule], ...] = (*rules.caps, *rules.spacings)
    for rule in both:
        if rule.rule.per == "address":
            found += _bars(rule, sites, owed, people, calendar, len(strategy.channels))
    return found


def _bars(
    rule: Scoped[CapRule] | Scoped[SpacingRule],
    sites: Sites,
    owed: Floats,
    people: People,
    calendar: Calendar,
    num_channels: int,
) -> list[Bar]:
    on = rule.channels[:num_channels]
    columns = [c for c in range(len(sites.site)) if (on & sites.channels(c)).any()]
    is_bound = people.is_free if rule.applies is None else people.is_free & rule.applies
    sites_there = [np.where(is_bound, sites.site[c], -1) for c in columns]
    winner = _winners(np.concatenate([*sites_there, np.zeros(0, np.int32)]), people, owed, len(columns))
    masks = np.concatenate([np.ones((1, calendar.num_places), np.bool_), ~rule.in_force[calendar.geometry_dates]])
    holder = np.arange(people.num_accounts, dtype=np.int32)
    bars = []
    for column, site in zip(columns, sites_there, strict=True):
        is_barred = (site >= 0) & (winner[np.maximum(site, 0)] != people.customer)
        if is_barred.any():
            mask = np.where(is_barred, calendar.geometry[people.zone] + 1, 0).astype(np.int32)
            details = (rule.named(TAKEN),) * len(masks)
            channels = on & sites.channels(column)
            bars.append(Bar(rule.rule.kind, rule.rule.id, channels, holder, mask, masks, details, applies=rule.applies))
    return bars


def _winners(site: Ints, people: People, owed: Floats, num_columns: int) -> Ints:
    """[sites] the customer who owes most of those with a site; ties: the first."""
    customer = np.tile(people.customer, num_columns)
    there = np.flatnonzero(site >= 0)
    winner = np.full(int(site.max(initial=0)) + 1, -1, np.int32)
    order = there[np.lexsort((customer[there], -owed[customer[there]], site[there]))]
    # Written backwards, so that the first of each site stays.
    winner[site[order[::-1]]] = customer[order[::-1]]
    return winner


def _owed(accounts: pl.DataFrame, people: People) -> Floats:
    """[customers] past due on the accounts that nothing suppresses on the plan date."""
    free = (accounts["suppressed"] == "").to_numpy()
    past_due = np.where(free, accounts["past_due"].to_numpy(), 0.0)
    owed: Floats = np.bincount(people.customer, past_due, people.num_customers).astype(np.float64)
    return owed


def _texts(accounts: pl.DataFrame, column: str, first: Ints, people: People) -> pl.Series:
    """[accounts] the account's own address, else that of the customer's first account that has one."""
    if column not in accounts.columns:
        return pl.Series([None] * accounts.height, dtype=pl.String).alias("")
    own = accounts[column].cast(pl.String).alias("")
    other = first[people.customer]
    place = np.where(own.is_not_null().to_numpy(), np.arange(accounts.height), other)
    # Whose customer has no address at all has none here either, and not that of the first account of the portfolio.
    return own.gather(np.maximum(place, 0)).zip_with(pl.Series(place >= 0), pl.Series([None], dtype=pl.String))
