"""Contacts that obligations ask for: who is bound, until when, and which contacts would answer.

Bound is the customer of every account that the rule applies to and that no stop reason suppresses. What is asked for
runs from the date in the account's column, or from the event, until so many days later, on the clock of the customer's
first bound account; attempts of the history on the rule's channels answer it, and so would a contact of the plan.
Dates that lie before the planned ones, or after them, are no duties of this plan.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from collectplan.domain.outcomes import NOT_ATTEMPTED, OUTCOMES, UNMAPPED
from collectplan.domain.stages import Bools, Duties, Ints
from collectplan.domain.strategy import ObligationRule, Strategy
from collectplan.screen.calendar import Calendar
from collectplan.screen.codes import Longs
from collectplan.screen.history import outcomes_of
from collectplan.screen.people import People
from collectplan.screen.scope import Rules, Scoped

_EVENTS: Final = frozenset(OUTCOMES) | {"contact", "conversation"}
_MIDNIGHT: Final = r"[T ]00:00(:00(\.0+)?)?$"
#: What stands for no instant: earlier than any.
_NEVER: Final = -(1 << 62)


@dataclass(frozen=True)
class _Duty:
    """Of one customer: dates in days from the plan date, and the instant of the event, in microseconds since 1970."""

    customer: int
    since: int
    by: int
    since_at: int


def duties_of(
    rules: Rules,
    accounts: pl.DataFrame,
    attempts: pl.DataFrame | None,
    people: People,
    calendar: Calendar,
    strategy: Strategy,
    pairs: pl.DataFrame,
) -> Duties | None:
    """Every duty that falls due on a planned date and that the history does not answer; None where there is none.

    Args:
        rules: with the obligations.
        accounts: `Segmented.accounts`.
        attempts: `Inputs.attempts`; None: there are none.
        people: of the portfolio.
        calendar: of the planned dates.
        strategy: its channels, and how dates are written.
        pairs: `Permitted.pairs`.
    """
    found: list[tuple[Scoped[ObligationRule], int, _Duty]] = []
    for scoped in rules.obligations:
        number = 0
        before = -1
        for duty in _duties(scoped, accounts, attempts, people, calendar, strategy):
            number = number + 1 if duty.customer == before else 0
            before = duty.customer
            found.append((scoped, number, duty))
    if not found:
        return None
    lines = sorted({(scoped.position, number) for scoped, number, _ in found})
    place = {line: position for position, line in enumerate(lines)}
    asked = sorted(
        ((place[scoped.position, number], duty.customer, scoped, duty) for scoped, number, duty in found),
        key=lambda each: each[:2],
    )
    untimed = [channel.untimed for channel in strategy.channels.values()]
    kind_of_pair, answers = _answers(asked, len(lines), pairs, untimed, people, calendar)
    return Duties(
        lines=tuple(lines),
        line=np.array([line for line, *_ in asked], np.int32),
        customer=np.array([customer for _, customer, *_ in asked], np.int32),
        by=np.array([duty.by for *_, duty in asked], np.int32),
        kind_of_pair=kind_of_pair,
        answers=answers,
    )


def _duties(
    scoped: Scoped[ObligationRule],
    accounts: pl.DataFrame,
    attempts: pl.DataFrame | None,
    people: People,
    calendar: Calendar,
    strategy: Strategy,
) -> list[_Duty]:
    """Of one rule, by customer and due date."""
    rule = scoped.rule
    is_bound = accounts["stop_reason"].is_null().to_numpy()
    if scoped.applies is not None:
        is_bound = is_bound & scoped.applies
    bound = np.flatnonzero(is_bound)
    if rule.of in _EVENTS:
        due = _by_event(rule, bound, accounts, attempts, people, calendar)
    elif rule.of in accounts.columns:
        due = _by_column(rule, bound, accounts, people, calendar, strategy)
    else:
        return []
    due = due.with_columns(by=pl.col("since") + rule.within_days)
    due = due.filter(
        pl.col("by").is_between(0, calendar.num_dates - 1), ~(pl.col("held") >= pl.col("by")).fill_null(False)
    )
    first, last = rule.valid.from_, rule.valid.to
    if first is not None:
        due = due.filter(pl.col("by") >= (first - calendar.plan_date).days)
    if last is not None:
        due = due.filter(pl.col("by") <= (last - calendar.plan_date).days)
    if due.is_empty():
        return []
    due = _unanswered(scoped, due, bound, attempts, people, calendar, strategy)
    keys = ["customer", "by", "since"]
    rows = due.sort(*keys, "since_at").unique(keys, keep="first", maintain_order=True).sort(keys)
    return [_Duty(*row) for row in rows.select("customer", "since", "by", "since_at").iter_rows()]


def _by_column(
    rule: ObligationRule, bound: Longs, accounts: pl.DataFrame, people: People, calendar: Calendar, strategy: Strategy
) -> pl.DataFrame:
    """`customer, since, since_at, held` of every bound account with a date."""
    dates = _dates(accounts[rule.of], strategy.input.date_format)
    return pl.DataFrame(
        {
            "customer": people.customer[bound],
            "since": _days(dates, calendar).gather(bound),
            "since_at": pl.Series([_NEVER], dtype=pl.Int64).new_from_index(0, bound.size),
            "held": _days(accounts["hold_until"], calendar).gather(bound),
        }
    ).drop_nulls("since")


def _by_event(
    rule: ObligationRule,
    bound: Longs,
    accounts: pl.DataFrame,
    attempts: pl.DataFrame | None,
    people: People,
    calendar: Calendar,
) -> pl.DataFrame:
    """`customer, since, since_at, held` of every event of a bound customer; held is one all of whose accounts are."""
    schema = {"customer": pl.Int32, "since": pl.Int32, "since_at": pl.Int64, "held": pl.Int32}
    if attempts is None:
        return pl.DataFrame(schema=schema)
    wanted = pl.col("outcome").is_in(sorted(outcomes_of(rule.of, rule.outcomes)))
    events = _of_bound(attempts.filter(wanted), rule, bound, people, calendar)
    held = pl.DataFrame(
        {"customer": people.customer[bound], "held": _days(accounts["hold_until"], calendar).gather(bound)}
    )
    held = held.group_by("customer", maintain_order=True).agg(
        held=pl.when(pl.col("held").is_not_null().all()).then(pl.col("held").min())
    )
    events = events.join(held, on="customer", how="left", maintain_order="left")
    return events.select("customer", pl.col("date").alias("since"), pl.col("at").alias("since_at"), "held")


def _unanswered(
    scoped: Scoped[ObligationRule],
    due: pl.DataFrame,
    bound: Longs,
    attempts: pl.DataFrame | None,
    people: People,
    calendar: Calendar,
    strategy: Strategy,
) -> pl.DataFrame:
    if attempts is None:
        return due
    rule = scoped.rule
    table = None if rule.outcomes is None else rule.outcomes.attempts
    is_attempt = ~pl.col("outcome").is_in(sorted(NOT_ATTEMPTED))
    if table is not None:
        is_attempt = pl.col("outcome").is_in(sorted({*table, UNMAPPED}))
    past = attempts.filter(~pl.col("is_inbound") & is_attempt)
    if rule.channels is not None:
        past = past.filter(pl.col("channel").is_in(list(rule.channels)))
    past = _of_bound(past, rule, bound, people, calendar).select("customer", "date", "at")
    keys = ["customer", "since", "by"]
    answered = due.join(past, on="customer").filter(
        pl.col("date").is_between(pl.col("since"), pl.col("by")), pl.col("at") > pl.col("since_at")
    )
    return due.join(answered, on=keys, how="anti", maintain_order="left")


def _of_bound(
    attempts: pl.DataFrame, rule: ObligationRule, bound: Longs, people: People, calendar: Calendar
) -> pl.DataFrame:
    """Attempts of bound customers near enough to matter: `customer`, `at` in microseconds, local `date` in days."""
    customer = people.customer[bound]
    first = bound[np.flatnonzero(np.append(True, customer[1:] != customer[:-1])[: customer.size])]
    known = pl.DataFrame(
        {
            "customer_id": people.customer_ids.gather(people.customer[first]),
            "customer": people.customer[first],
            "zone": people.zone[first],
        }
    )
    # Two days more than asked for, since local dates run up to a day beside the universal one.
    since = calendar.date_of(-rule.within_days - 2)
    begin = pl.lit(since).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    near = attempts.filter(pl.col("at") >= begin).join(known, on="customer_id", maintain_order="left")
    parts = [near.clear().select("customer", pl.col("at").cast(pl.Int64), date=pl.lit(0, pl.Int32))]
    for zone, name in enumerate(calendar.zones):
        here = near.filter(pl.col("zone") == zone)
        local = _days(here["at"].dt.convert_time_zone(name).dt.date(), calendar)
        parts.append(here.select("customer", pl.col("at").to_physical(), date=local))
    return pl.concat(parts)


def _days(dates: pl.Series, calendar: Calendar) -> pl.Series:
    """Dates as days from the plan date, Int32."""
    plan = (calendar.plan_date - dt.date(1970, 1, 1)).days
    return (dates.to_physical() - plan).cast(pl.Int32)


def _dates(cells: pl.Series, date_format: str) -> pl.Series:
    """Dates of ISO cells and of cells in `input.date_format`; null where neither."""
    if cells.dtype == pl.Date:
        return cells
    text = cells.cast(pl.String).str.strip_chars().str.replace(_MIDNIGHT, "")
    read = [text.str.to_date(form, strict=False) for form in ("%Y-%m-%d", date_format)]
    return read[0].zip_with(read[0].is_not_null(), read[1])


def _answers(
    asked: list[tuple[int, int, Scoped[ObligationRule], _Duty]],
    num_lines: int,
    pairs: pl.DataFrame,
    untimed: list[bool],
    people: People,
    calendar: Calendar,
) -> tuple[Ints, Bools]:
    """`Duties.kind_of_pair` and `Duties.answers`."""
    customers, channels, leads, dates = (pairs[name].to_numpy() for name in ("customer", "channel", "lead", "date"))
    masks: dict[tuple[int, ...], Bools] = {}
    of_pair: dict[int, Bools] = {}
    for line, customer, scoped, duty in asked:
        first, last = np.searchsorted(customers, [customer, customer + 1])
        for pair in range(first, last):
            if not scoped.channels[channels[pair]]:
                continue
            zone, date, is_untimed = int(people.zone[leads[pair]]), int(dates[pair]), untimed[channels[pair]]
            key = (zone, date, is_untimed, duty.since, duty.by, duty.since_at)
            if key not in masks:
                masks[key] = _places(zone, date, is_untimed, duty, calendar)
            table = of_pair.setdefault(pair, np.zeros((num_lines, calendar.num_slots + 1), np.bool_))
            table[line] |= masks[key]
    return _numbered(of_pair, pairs.height, num_lines, calendar.num_slots + 1)


def _places(zone: int, date: int, is_untimed: bool, duty: _Duty, calendar: Calendar) -> Bools:
    """[slots + 1] where a contact of the date answers a duty, the last being the place of one without an hour."""
    is_inside = (calendar.date[zone] >= duty.since) & (calendar.date[zone] <= duty.by)
    is_inside &= (calendar.day == date) & calendar.exists
    slots = is_inside[: calendar.num_slots] & (calendar.start_at > duty.since_at) & (not is_untimed)
    return np.append(slots, is_untimed and bool(is_inside[calendar.num_slots :].any()))


def _numbered(of_pair: dict[int, Bools], num_pairs: int, num_lines: int, width: int) -> tuple[Ints, Bools]:
    """Distinct tables, the first of which answers nothing."""
    nothing = np.zeros((num_lines, width), np.bool_)
    number, tables, kind = {nothing.tobytes(): 0}, [nothing], np.zeros(num_pairs, np.int32)
    for pair, table in sorted(of_pair.items()):
        kind[pair] = number.setdefault(table.tobytes(), len(tables))
        if kind[pair] == len(tables):
            tables.append(table)
    return kind, np.stack(tables)
