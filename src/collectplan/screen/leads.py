"""Who leads on each channel, in which places of the day, and why the others do not.

Every account that is not suppressed is led through the bars in order. Those that come out with an open place may lead;
the customer's lead is the one of greatest treatment weight. Where none comes out, the customer is told the bar of the
account that came furthest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from collectplan.domain.stages import Bools, Ints
from collectplan.domain.strategy import Strategy
from collectplan.screen.bars import Bar
from collectplan.screen.calendar import Calendar
from collectplan.screen.patterns import Patterns
from collectplan.screen.people import People


@dataclass(frozen=True, eq=False)
class Leads:
    """What became of every customer on every channel.

    Attributes:
        lead: [customers, channels] account that leads; -1 none.
        pattern: [customers, channels] position in `patterns`, of the lead.
        block: [customers, channels] position in `told`; -1 where there is a lead, or no account that is not suppressed.
        patterns: [patterns, places] open places.
        told: (reason, rule, detail) of blocks.
    """

    lead: Ints
    pattern: Ints
    block: Ints
    patterns: Bools
    told: tuple[tuple[str, str, str], ...]


def leads_of(bars: list[Bar], people: People, calendar: Calendar, strategy: Strategy) -> Leads:
    """Try every bar, channel by channel.

    Args:
        bars: in the order in which they are tried.
        people: accounts and customers.
        calendar: of the planned day.
        strategy: whose channels are tried.
    """
    shape = (people.num_customers, len(strategy.channels))
    lead, pattern, block = (np.full(shape, -1, np.int32) for _ in range(3))
    patterns = Patterns(calendar.exists)
    first_told = np.cumsum([0, *(len(bar.details) for bar in bars)])
    for c, channel in enumerate(strategy.channels.values()):
        tried = _try(bars, c, channel.untimed, people, patterns)
        may_lead = people.by_preference[tried.is_through[people.by_preference]]
        who, nth = _first_of_each(people.customer[may_lead])
        lead[who, c] = may_lead[nth]
        pattern[who, c] = tried.pattern[lead[who, c]]
        stopped, bar, detail = _furthest(tried, people, lead[:, c] >= 0)
        block[stopped, c] = first_told[bar] + detail
    told = tuple((bar.reason, bar.rule, detail) for bar in bars for detail in bar.details)
    return Leads(lead, pattern, block, patterns.table, told)


def blocks_of(leads: Leads) -> pl.DataFrame:
    """`Permitted.blocks`."""
    customer, channel = np.nonzero(leads.block >= 0)
    block = leads.block[customer, channel]
    columns = {
        name: pl.Series([told[i] for told in leads.told], dtype=pl.String).gather(block)
        for i, name in enumerate(("reason", "rule", "detail"))
    }
    return pl.DataFrame({"customer": customer.astype(np.int32), "channel": channel.astype(np.int16), **columns})


@dataclass(frozen=True, eq=False)
class _Tried:
    """[accounts] how far each account came on one channel: the bar that stopped it, its detail, and what is open."""

    is_through: Bools
    pattern: Ints
    bar: Ints
    detail: Ints


def _try(bars: list[Bar], channel: int, is_untimed: bool, people: People, patterns: Patterns) -> _Tried:
    stopped_by, detail = np.full(people.num_accounts, -1, np.int32), np.zeros(people.num_accounts, np.int32)
    is_through = people.is_free.copy()
    pattern = np.zeros(people.num_accounts, np.int32)
    going = np.flatnonzero(is_through).astype(np.int32)
    for number, bar in enumerate(bars):
        if not bar.channels[channel]:
            continue
        mask = bar.mask_of(going)
        hit = np.flatnonzero(mask)
        if not hit.size:
            continue
        met = going[hit]
        pattern[met] = patterns.narrow(pattern[met], mask[hit], bar.masks)
        table = patterns.table
        has_place = table[:, -1] if is_untimed else table[:, :-1].any(axis=1)
        is_stopped = np.logical_not(has_place)[pattern[met]]
        out = met[is_stopped]
        if out.size:
            stopped_by[out], detail[out] = number, bar.detail_of(out)
            is_through[out] = False
            going = going[is_through[going]]
    return _Tried(is_through, pattern, stopped_by, detail)


def _furthest(tried: _Tried, people: People, has_lead: Bools) -> tuple[Ints, Ints, Ints]:
    """Customers without a lead, the last bar that any of their accounts met, and its detail."""
    order = people.by_preference
    out = order[(tried.bar[order] >= 0) & ~has_lead[people.customer[order]]]
    last = np.full(people.num_customers, -1, np.int32)
    np.maximum.at(last, people.customer[out], tried.bar[out])
    out = out[tried.bar[out] == last[people.customer[out]]]
    customer, nth = _first_of_each(people.customer[out])
    return customer, tried.bar[out[nth]], tried.detail[out[nth]]


def _first_of_each(customer: Ints) -> tuple[Ints, Ints]:
    """The distinct customers of a list in which each stands together, and where each stands first."""
    is_first = np.ones(customer.size, np.bool_)
    is_first[1:] = customer[1:] != customer[:-1]
    nth = np.flatnonzero(is_first).astype(np.int32)
    return customer[nth], nth
