"""Spans of hours across customers: which slots lie in one, and whom the history counts in it already.

A pool limits the different customers in *any* span. Of all spans whose last slot is the same, one window takes the
place: it holds every slot and every attempt that any of them could hold. Where no attempt is later than that slot,
as on a day that has not begun, it is one of them, so that nothing is lost; else it is on the safe side.

    span of 24 h, slots at 7, 8 .. 19:   window of the slot at 9 = slots 7, 8, 9 and attempts after 9 the day before
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl

from collectplan.domain.outcomes import NOT_ATTEMPTED, UNMAPPED
from collectplan.domain.stages import Bools, Ints
from collectplan.domain.strategy import PoolRule
from collectplan.screen.calendar import Calendar
from collectplan.screen.codes import Longs, combine
from collectplan.screen.people import People
from collectplan.screen.scope import Rules, Scoped

_MICROSECOND = dt.timedelta(microseconds=1)


@dataclass(frozen=True, eq=False)
class Spans:
    """The windows of one pool; those that another one implies are left out.

    Attributes:
        scoped: the rule.
        last: [windows] slot with which the window ends, rising.
        holds: [windows, slots] slots in the window.
        count: [windows] different customers that the history counts in it.
        left: [windows] customers that may still join, >= 0.
        pattern: [customers] position in `counted`.
        counted: [patterns, windows] whether the history counts the customer already; the first row is all false.
    """

    scoped: Scoped[PoolRule]
    last: Ints
    holds: Bools
    count: Ints
    left: Ints
    pattern: Ints
    counted: Bools

    @property
    def is_full(self) -> Bools:
        """[windows] nobody may join whom the history does not count."""
        return self.count >= self.scoped.rule.max

    @property
    def is_overfull(self) -> Bools:
        """[windows] the history alone breaks the rule, so that no contact may lie there."""
        return self.count > self.scoped.rule.max


def spans_of(
    rules: Rules, attempts: pl.DataFrame | None, people: People, calendar: Calendar, channels: list[str]
) -> list[Spans]:
    """The windows of every pool, by rule.

    Args:
        rules: of the strategy.
        attempts: `Inputs.attempts`, of everybody: customers that the portfolio lacks or that are suppressed count too.
        people: of the portfolio.
        calendar: of the planned dates.
        channels: `scope.known_channels`.
    """
    return [_spans(pool, attempts, people, calendar, channels) for pool in rules.pools]


def _spans(
    pool: Scoped[PoolRule], attempts: pl.DataFrame | None, people: People, calendar: Calendar, channels: list[str]
) -> Spans:
    span = dt.timedelta(hours=pool.rule.hours) // _MICROSECOND
    slots = np.flatnonzero(calendar.exists[: calendar.num_slots]).astype(np.int32)
    start = calendar.start_at[slots]
    begin, end = start - span, np.minimum(np.append(start[1:], start[-1:] + span), start + span)
    at, code, position = _items(pool, attempts, people, channels, begin, end)
    inside = np.zeros((slots.size, position.size), np.bool_)
    first, stop = np.searchsorted(at, begin, side="right"), np.searchsorted(at, end, side="left")
    for window in range(slots.size):
        inside[window, code[first[window] : stop[window]]] = True
    holds = np.zeros((slots.size, calendar.num_slots), np.bool_)
    holds[:, slots] = (start > begin[:, None]) & (start <= start[:, None])
    kept = _undominated(start > begin[:, None], inside)
    inside, holds = inside[kept], holds[kept]
    count = inside.sum(axis=1).astype(np.int32)
    left = np.maximum(pool.rule.max - count, 0).astype(np.int32)
    known = np.flatnonzero(position >= 0)
    pattern, counted = _patterns(inside[:, known], position[known], people.num_customers)
    return Spans(pool, slots[kept], holds, count, left, pattern, counted)


def _items(
    pool: Scoped[PoolRule],
    attempts: pl.DataFrame | None,
    people: People,
    channels: list[str],
    begin: Longs,
    end: Longs,
) -> tuple[Longs, Longs, Longs]:
    """Attempts that any window could hold, by time: instants and codes of customers; and each code's position.

    A customer that the portfolio lacks has position -1.
    """
    none = np.zeros(0, np.int64)
    if attempts is None or not begin.size:
        return none, none, none
    at = pl.col("at").to_physical()
    near = attempts.filter(
        (at > int(begin[0])) & (at < int(end.max())),
        ~pl.col("is_inbound"),
        _is_attempt(pool.rule),
    )
    if not pool.counts[-1]:
        named = [name for name, is_on in zip(channels, pool.counts.tolist(), strict=False) if is_on]
        near = near.filter(pl.col("channel").is_in(named))
    known = pl.DataFrame({"customer_id": people.customer_ids, "position": np.arange(people.num_customers)})
    who = near.select(pl.col("customer_id").unique().sort()).with_row_index("code")
    who = who.join(known, on="customer_id", how="left", maintain_order="left")
    rows = near.select("customer_id", at=at).join(who, on="customer_id", maintain_order="left").sort("at", "code")
    return (
        rows["at"].to_numpy(),
        rows["code"].cast(pl.Int64).to_numpy(),
        who["position"].fill_null(-1).to_numpy(),
    )


def _is_attempt(rule: PoolRule) -> pl.Expr:
    """Whether an outbound row is an attempt to the rule, by its outcome."""
    if rule.outcomes is None or rule.outcomes.attempts is None:
        return ~pl.col("outcome").is_in(sorted(NOT_ATTEMPTED))
    return pl.col("outcome").is_in(sorted({*rule.outcomes.attempts, UNMAPPED}))


def _undominated(reaches: Bools, inside: Bools) -> Longs:
    """Windows that the next one does not imply: it holds the same slots and more, and all of the same customers.

    Args:
        reaches: [windows, slots] slots that begin within the window's reach, or later.
        inside: [windows, codes] customers of the history.
    """
    more = (reaches[:-1] & ~reaches[1:]).any(axis=1) | (inside[:-1] & ~inside[1:]).any(axis=1)
    return np.flatnonzero(np.append(more, True)[: len(reaches)])


def _patterns(inside: Bools, position: Longs, num_customers: int) -> tuple[Ints, Bools]:
    """Which windows count each customer, as few patterns; customers without history have the first, which is empty."""
    pattern = np.zeros(num_customers, np.int32)
    nothing = np.zeros((1, len(inside)), np.bool_)
    if not position.size or not len(inside):
        return pattern, nothing
    number, example = combine(*(row.astype(np.int32) for row in inside))
    pattern[position] = number + 1
    return pattern, np.concatenate([nothing, inside[:, example].T])
