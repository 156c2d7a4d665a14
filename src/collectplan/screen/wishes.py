"""The customer's own wishes: preferred channel and preferred hours, over all of their accounts."""

from __future__ import annotations

import numpy as np
import polars as pl

from collectplan.domain.stages import Ints
from collectplan.domain.strategy import Strategy
from collectplan.screen.bars import Bar, throughout
from collectplan.screen.calendar import Calendar
from collectplan.screen.codes import combine
from collectplan.screen.consent import only
from collectplan.screen.people import People, position_in

_END_OF_DAY = 1440


def channel_bars(accounts: pl.DataFrame, people: People, strategy: Strategy, places: int) -> list[Bar]:
    """Channels that some row of the customer's does not wish, where it wishes one."""
    wishes = accounts["preferred_channel"]
    has_wish = wishes.is_not_null().to_numpy()
    if not has_wish.any():
        return []
    wished = position_in(wishes, list(strategy.channels))
    bars = []
    for position in range(len(strategy.channels)):
        is_barred = np.zeros(people.num_customers, np.bool_)
        is_barred[people.customer[has_wish & (wished != position)]] = True
        on, detail = only(position, strategy), "the customer prefers another channel"
        bars.append(throughout("preference", "preference", on, people.customer, is_barred, places, detail))
    return bars


def hour_bars(accounts: pl.DataFrame, people: People, calendar: Calendar, strategy: Strategy) -> list[Bar]:
    """Slots outside the hours that any row of the customer's wishes, on each of the lead account's clocks.

    A side that is not given is the start or end of the day: a slot that runs into the next date is outside.
    """
    since = _narrowest(accounts["preferred_start"], people, 0)
    until = _END_OF_DAY - _narrowest(_END_OF_DAY - accounts["preferred_end"], people, 0)
    customer, clock = people.customer, people.clock
    # Even a wish from 00:00 or until 24:00 is one: no slot may run over midnight.
    is_told = accounts["preferred_start"].is_not_null() | accounts["preferred_end"].is_not_null()
    has_wish = np.zeros(people.num_customers, np.bool_)
    has_wish[customer[is_told.to_numpy()]] = True
    wishing = np.flatnonzero(has_wish[customer])
    if not wishing.size:
        return []
    number, example = combine(clock[wishing], since[customer[wishing]], until[customer[wishing]])
    mask = np.zeros(customer.size, np.int32)
    mask[wishing] = number + 1
    example = wishing[example]
    masks = np.ones((example.size + 1, calendar.num_places), np.bool_)
    for row, account in enumerate(example.tolist(), 1):
        begin, end = since[customer[account]], until[customer[account]]
        members = list(people.clocks[clock[account]])
        is_inside = (calendar.start[members] >= begin) & (calendar.end[members] <= end)
        masks[row, : calendar.num_slots] = is_inside.all(axis=0)
    is_timed = np.array([not channel.untimed for channel in strategy.channels.values()], np.bool_)
    details = ("no slot inside the customer's preferred hours",) * len(masks)
    holder = np.arange(people.num_accounts, dtype=np.int32)
    return [Bar("preference", "preference", is_timed, holder, mask, masks, details)]


def _narrowest(minutes: pl.Series, people: People, default: int) -> Ints:
    """[customers] the greatest of the customer's values."""
    found = np.full(people.num_customers, default, np.int32)
    given = minutes.is_not_null().to_numpy()
    np.maximum.at(found, people.customer[given], minutes.drop_nulls().to_numpy().astype(np.int32))
    return found
