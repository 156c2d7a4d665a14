"""Who leads on each date and channel, in which places, and why the others do not.

Every account that is not suppressed is led through the bars in order. Those that come out with an open place on a date
may lead then; the customer's lead is the one of greatest treatment weight. Where none comes out on the plan date, the
customer is told the bar of the account that came furthest.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import polars as pl

from collectplan.domain.stages import Bools, Ints
from collectplan.domain.strategy import Strategy
from collectplan.screen.bars import Bar
from collectplan.screen.calendar import Calendar
from collectplan.screen.codes import dense
from collectplan.screen.patterns import Patterns
from collectplan.screen.people import People


@dataclass(frozen=True, eq=False)
class Leads:
    """What became of every customer on every channel.

    Attributes:
        lead: [customers, dates, channels] account that leads; -1 none.
        pattern: [customers, dates, channels] position in `patterns`, of the lead.
        block: [customers, channels] position in `told`; -1 where there is a lead on the plan date, or no account that
            is not suppressed then.
        patterns: [patterns, places] open places.
        told: (reason, rule, detail) of blocks.
    """

    lead: Ints
    pattern: Ints
    block: Ints
    patterns: Bools
    told: tuple[tuple[str, str, str], ...]


def leads_of(bars: list[Bar], people: People, calendar: Calendar, strategy: Strategy, threads: int = 1) -> Leads:
    """Try every bar, channel by channel.

    Args:
        bars: in the order in which they are tried.
        people: accounts and customers.
        calendar: of the planned dates.
        strategy: whose channels are tried.
        threads: that share the channels; they change nothing.
    """
    shape = (people.num_customers, calendar.num_dates, len(strategy.channels))
    lead, pattern = (np.full(shape, -1, np.int32) for _ in range(2))
    block = np.full((people.num_customers, len(strategy.channels)), -1, np.int32)
    first_told = np.cumsum([0, *(len(bar.details) for bar in bars)])
    channels = list(strategy.channels.values())

    def try_channel(c: int) -> Bools:
        # Numbers follow the order in which patterns are met, which two channels at a time would make a matter of luck.
        patterns = Patterns(calendar.exists)
        free = _free_patterns(people, calendar, patterns)
        places = _places_by_date(calendar, channels[c].untimed)
        tried = _try(bars, c, free, places, people, patterns)
        has_place = _has_place(patterns.table, places)
        for date in range(calendar.num_dates):
            is_through = tried.is_through & has_place[date, tried.pattern]
            may_lead = people.by_preference[is_through[people.by_preference]]
            who, nth = _first_of_each(people.customer[may_lead])
            lead[who, date, c] = may_lead[nth]
            pattern[who, date, c] = tried.pattern[may_lead[nth]]
        stopped, bar, detail = _furthest(tried, people, lead[:, 0, c] >= 0)
        block[stopped, c] = first_told[bar] + detail
        return patterns.table

    with ThreadPoolExecutor(max_workers=threads) as pool:
        tables = list(pool.map(try_channel, range(len(channels))))
    for c, begin in enumerate(np.cumsum([0, *(len(table) for table in tables[:-1])])):
        pattern[:, :, c] += np.where(pattern[:, :, c] >= 0, np.int32(begin), np.int32(0))
    told = tuple((bar.reason, bar.rule, detail) for bar in bars for detail in bar.details)
    return Leads(lead, pattern, block, np.concatenate(tables), told)


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
    """How far each account came on one channel.

    Attributes:
        is_through: [accounts] whether some place of the channel is open, on any date.
        pattern: [accounts] what is open.
        bar: [accounts] the one that closed the plan date; -1: none did.
        detail: [accounts] of that bar.
    """

    is_through: Bools
    pattern: Ints
    bar: Ints
    detail: Ints


def _free_patterns(people: People, calendar: Calendar, patterns: Patterns) -> Ints:
    """[accounts] what is open on the dates on which the account is not suppressed; pattern 0 where it always is."""
    later = np.flatnonzero(people.is_free & (people.free_from > 0))
    masks = calendar.day >= np.arange(calendar.num_dates)[:, None]
    pattern = np.zeros(people.num_accounts, np.int32)
    if later.size:
        pattern[later] = patterns.narrow(pattern[later], people.free_from[later], masks)
    return pattern


def _places_by_date(calendar: Calendar, is_untimed: bool) -> Bools:
    """[dates, places] the places of a channel on each date."""
    is_slot = np.arange(calendar.num_places) < calendar.num_slots
    found: Bools = (calendar.day == np.arange(calendar.num_dates)[:, None]) & (is_slot != is_untimed)
    return found


def _has_place(table: Bools, places: Bools) -> Bools:
    """[dates, patterns] whether a pattern leaves one of these places open."""
    found: Bools = np.stack([np.any(table[:, of_date], axis=1) for of_date in places])
    return found


def _try(bars: list[Bar], channel: int, free: Ints, places: Bools, people: People, patterns: Patterns) -> _Tried:
    stopped_by, detail = np.full(people.num_accounts, -1, np.int32), np.zeros(people.num_accounts, np.int32)
    is_through, pattern = people.is_free.copy(), free.copy()
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
        nth, left = dense(pattern[met])
        has_place = _has_place(patterns.table[left], places)
        is_told = ~has_place[0, nth] & (stopped_by[met] < 0) & (people.free_from[met] == 0)
        told = met[is_told]
        stopped_by[told], detail[told] = number, bar.detail_of(told)
        out = met[~np.any(has_place, axis=0)[nth]]
        if out.size:
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
