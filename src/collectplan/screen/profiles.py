"""Kinds of customers: whose leads have the same clocks and bind the same rules, so that one layout serves them all.

A date and channel without a pair takes after the customer's first lead: no contact can be made there, and so fewer
kinds are told apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from collectplan.domain.stages import Ints, Moments
from collectplan.screen.calendar import Calendar
from collectplan.screen.clashes import Layout, layout_of
from collectplan.screen.codes import combine
from collectplan.screen.people import People
from collectplan.screen.scope import AnyScoped, Rules
from collectplan.screen.sites import Sites


@dataclass(frozen=True, eq=False)
class Profiles:
    """Customers that have a pair, by kind.

    Attributes:
        customer: [members] their positions, rising.
        lead: [members, cells] account that leads, the first lead's where there is no pair; a cell is a (date, channel).
        group: [members, cells] which of the member's distinct leads that is, 0 the first.
        site: [members, cells] which of the member's distinct addresses a contact there goes to; -1: none, or no rule
            counts by address.
        profile: [members] position in `layouts`.
        layouts: [profiles]
    """

    customer: Ints
    lead: Ints
    group: Ints
    site: Ints
    profile: Ints
    layouts: tuple[Layout, ...]

    @property
    def num_sites(self) -> int:
        """The most distinct addresses of any member, none being one; 0 where no rule counts by address."""
        return int(self.site.max(initial=-1)) + 1

    @property
    def num_groups(self) -> int:
        """The most distinct leads of any member."""
        return int(self.group.max(initial=0)) + 1

    def leading(self, group: int) -> Ints:
        """[members] the account that is the member's lead number `group`; -1 for members with fewer leads."""
        is_it = self.group == group
        column = np.argmax(is_it, axis=1)
        found = self.lead[np.arange(column.size), column]
        return np.where(is_it.any(axis=1), found, -1).astype(np.int32)


def profiles_of(
    rules: Rules, lead: Ints, people: People, calendar: Calendar, moments: Moments, sites: Sites | None = None
) -> Profiles:
    """Sort the customers by kind.

    Args:
        rules: whose `applies_when` and `per` tell kinds apart.
        lead: [customers, cells] account that leads, -1 none.
        people: of the portfolio.
        calendar: of the planned dates.
        moments: of the planned dates.
        sites: where contacts go; None: no rule counts by address.
    """
    customer = np.flatnonzero((lead >= 0).any(axis=1)).astype(np.int32)
    own = lead[customer]
    first = own[np.arange(customer.size), np.argmax(own >= 0, axis=1)]
    filled = np.where(own >= 0, own, first[:, None])
    local: tuple[AnyScoped, ...] = (*rules.caps, *rules.spacings, *rules.cooldowns, *rules.exclusives)
    geometry = calendar.geometry[people.zone]
    kind, _ = combine(geometry, *(rule.applies.astype(np.int32) for rule in local if rule.applies is not None))
    is_per_account = rules.ask_for_accounts
    group = _groups(filled) if is_per_account else np.zeros_like(filled)
    columns = [kind[filled[:, c]] for c in range(filled.shape[1])] if kind.max(initial=0) else []
    columns += [group[:, c] for c in range(filled.shape[1])] if group.any() else []
    site = np.full_like(filled, -1) if sites is None else _sites(filled, sites, calendar.num_dates)
    columns += [site[:, c] for c in range(filled.shape[1])] if sites is not None else []
    profile, example = (
        combine(*columns) if columns else (np.zeros(customer.size, np.int32), np.arange(min(1, customer.size)))
    )
    layouts = tuple(
        layout_of(moments, calendar, geometry[filled[i]], group[i], site[i], filled[i]) for i in example.tolist()
    )
    return Profiles(customer, filled, group, site, profile, layouts)


def _sites(lead: Ints, sites: Sites, num_dates: int) -> Ints:
    """[members, cells] each address's number among the distinct ones of its row; -1 where there is none."""
    column = np.tile(sites.column, num_dates)
    site = np.where(column >= 0, sites.site[np.maximum(column, 0), lead], -1)
    return np.where(site >= 0, _groups(site), -1).astype(np.int32)


def _groups(lead: Ints) -> Ints:
    """[members, cells] each lead's number among the distinct ones of its row, by first appearance."""
    group = np.zeros_like(lead)
    several = np.flatnonzero((lead != lead[:, :1]).any(axis=1))
    some = lead[several]
    number, is_open = np.zeros_like(some), some != some[:, :1]
    while is_open.any():
        number[is_open] += 1
        first = some[np.arange(several.size), is_open.argmax(axis=1)]
        is_open &= some != first[:, None]
    group[several] = number
    return group
