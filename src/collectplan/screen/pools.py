"""Pools: what they bar outright, and what the contacts of different customers must share.

A window that the history has filled bars its slots to everybody whom it does not count; one that the history alone
overfills bars them to all. What is left is for the optimiser to share out.
"""

from __future__ import annotations

import datetime as dt

import numpy as np

from collectplan.domain.stages import Bools, Ints, Pools
from collectplan.screen.bars import Bar
from collectplan.screen.calendar import Calendar
from collectplan.screen.codes import combine
from collectplan.screen.people import People
from collectplan.screen.spans import Spans


def pool_bars(pools: list[Spans], people: People, calendar: Calendar, num_channels: int) -> list[Bar]:
    """Slots in windows that are full already."""
    return [_bar(spans, people, calendar, num_channels) for spans in pools]


def _bar(spans: Spans, people: People, calendar: Calendar, num_channels: int) -> Bar:
    geometry, pattern = _geometry(spans, calendar)[people.zone], spans.pattern[people.customer]
    holder, example = combine(geometry, pattern)
    refuses = spans.is_overfull | (spans.is_full & ~spans.counted[pattern[example]])
    in_force = _in_force(spans, calendar)[geometry[example]]
    barred = refuses[:, :, None] & spans.holds & in_force[:, None, :]
    masks = np.ones((len(example) + 1, calendar.num_places), np.bool_)
    masks[1:, : calendar.num_slots] = ~barred.any(axis=1)
    mask = np.where(masks[1:].all(axis=1), 0, np.arange(1, len(masks))).astype(np.int32)
    # The first window that bars anything on the plan date is told.
    today = barred[:, :, calendar.day[: calendar.num_slots] == 0].any(axis=2)
    detail = today.argmax(axis=1).astype(np.int32) if len(spans.last) else np.zeros_like(mask)
    details = tuple(_told(spans, window, calendar) for window in range(len(spans.last))) or ("",)
    on = spans.scoped.channels[:num_channels]
    return Bar("pool", spans.scoped.rule.id, on, holder, mask, masks, details, detail, spans.scoped.applies)


def _told(spans: Spans, window: int, calendar: Calendar) -> str:
    rule = spans.scoped.rule
    start = calendar.start_at[spans.last[window]].item()
    until = dt.datetime.fromtimestamp(start / 1e6, dt.UTC)
    there = f"{spans.count[window]} of {rule.max} customers"
    return spans.scoped.named(f"{there} in the {rule.hours:g} hours to {until:%Y-%m-%dT%H:%MZ}")


def _geometry(spans: Spans, calendar: Calendar) -> Ints:
    """[zones] the clock's geometry, 0 for all where the rule is in force on every date."""
    return np.zeros_like(calendar.geometry) if spans.scoped.in_force.all() else calendar.geometry


def _in_force(spans: Spans, calendar: Calendar) -> Bools:
    """[geometries, slots] whether the rule binds contacts there."""
    return np.asarray(spans.scoped.in_force[calendar.geometry_dates[:, : calendar.num_slots]])


def pools_of(
    pools: list[Spans], people: People, calendar: Calendar, customer: Ints, channel: Ints, lead: Ints
) -> Pools | None:
    """What pools leave to the contacts of different customers; None where there is no pool.

    Args:
        pools: with their windows.
        people: of the portfolio.
        calendar: of the planned dates.
        customer: [pairs] position.
        channel: [pairs] position.
        lead: [pairs] account that leads.
    """
    if not pools:
        return None
    keys = [_key(spans, people, calendar, customer, channel, lead) for spans in pools]
    kind, example = combine(*keys)
    uses = [
        np.stack([_uses(spans, calendar, key) for key in keys_of_pool[example].tolist()])
        if len(example)
        else np.zeros((0, *spans.holds.shape), np.bool_)
        for spans, keys_of_pool in zip(pools, keys, strict=True)
    ]
    return Pools(
        rule=np.concatenate([np.full(len(spans.last), spans.scoped.position, np.int32) for spans in pools]),
        last=np.concatenate([spans.last for spans in pools]),
        capacity=np.concatenate([spans.left for spans in pools]),
        kind_of_pair=kind,
        uses=np.concatenate(uses, axis=1),
    )


def _key(spans: Spans, people: People, calendar: Calendar, customer: Ints, channel: Ints, lead: Ints) -> Ints:
    """[pairs] 0 where the rule does not bind the pair, else one more than pattern x geometries + geometry."""
    binds = spans.scoped.channels[channel]
    if spans.scoped.applies is not None:
        binds = binds & spans.scoped.applies[lead]
    geometry = _geometry(spans, calendar)[people.zone[lead]]
    key = spans.pattern[customer] * len(calendar.geometry_dates) + geometry + 1
    return np.where(binds, key, 0).astype(np.int32)


def _uses(spans: Spans, calendar: Calendar, key: int) -> Bools:
    """[windows, slots] whether a contact takes one of the window."""
    if key == 0:
        return np.zeros_like(spans.holds)
    pattern, geometry = divmod(key - 1, len(calendar.geometry_dates))
    return np.asarray(spans.holds & ~spans.counted[pattern][:, None] & _in_force(spans, calendar)[geometry])
