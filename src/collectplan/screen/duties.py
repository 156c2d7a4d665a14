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
from collectplan.screen.codes import Longs, combine
from collectplan.screen.history import outcomes_of
from collectplan.screen.people import People
from collectplan.screen.scope import Rules, Scoped

_EVENTS: Final = frozenset(OUTCOMES) | {"contact", "conversation"}
_MIDNIGHT: Final = r"[T ]00:00(:00(\.0+)?)?$"
#: What stands for no instant: earlier than any.
_NEVER: Final = -(1 << 62)
#: Duties of a rule that asks for nothing.
_NOTHING: Final = pl.DataFrame(schema={"customer": pl.Int32, "since": pl.Int32, "by": pl.Int32, "since_at": pl.Int64})


@dataclass(frozen=True, eq=False)
class _Asked:
    """Duties of all rules, sorted by (line, customer).

    Attributes:
        line, customer: [duties].
        since, by: [duties] days from the plan date. since_at: [duties] instant of the event, microseconds since 1970.
    """

    line: Ints
    customer: Ints
    since: Ints
    by: Ints
    since_at: Longs


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
    found = [(scoped, _duties(scoped, accounts, attempts, people, calendar, strategy)) for scoped in rules.obligations]
    found = [(scoped, rows) for scoped, rows in found if rows.height]
    if not found:
        return None
    asked, lines = _asked(found)
    channels_of = {scoped.position: scoped.channels for scoped, _ in found}
    is_bound = np.stack([channels_of[position] for position, _ in lines])
    untimed = np.array([channel.untimed for channel in strategy.channels.values()], np.bool_)
    kind_of_pair, answers = _answers(asked, is_bound, pairs, untimed, people, calendar)
    return Duties(lines, asked.line, asked.customer, asked.by, kind_of_pair, answers)


def _asked(found: list[tuple[Scoped[ObligationRule], pl.DataFrame]]) -> tuple[_Asked, tuple[tuple[int, int], ...]]:
    """Duties of all rules, and their lines: the position of the rule, and which of the customer's duties of it."""
    rows = pl.concat([frame for _, frame in found])
    position = np.repeat([scoped.position for scoped, _ in found], [frame.height for _, frame in found])
    customer = rows["customer"].to_numpy()
    is_first = np.append(True, (customer[1:] != customer[:-1]) | (position[1:] != position[:-1]))
    row = np.arange(rows.height)
    number = row - np.maximum.accumulate(np.where(is_first, row, 0))
    line, example = combine(position, number)
    order = np.lexsort((customer, line))
    columns = (rows[name].to_numpy()[order] for name in ("since", "by", "since_at"))
    lines = tuple(zip(position[example].tolist(), number[example].tolist(), strict=True))
    return _Asked(line[order], customer[order], *columns), lines


def _duties(
    scoped: Scoped[ObligationRule],
    accounts: pl.DataFrame,
    attempts: pl.DataFrame | None,
    people: People,
    calendar: Calendar,
    strategy: Strategy,
) -> pl.DataFrame:
    """`customer, since, by, since_at` of one rule, by customer and due date."""
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
        return _NOTHING
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
        return _NOTHING
    due = _unanswered(scoped, due, bound, attempts, people, calendar, strategy)
    keys = ["customer", "by", "since"]
    rows = due.sort(*keys, "since_at").unique(keys, keep="first", maintain_order=True).sort(keys)
    return rows.select(_NOTHING.columns).cast(_NOTHING.schema)


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
        past = past.filter(pl.col("channel").is_in([*rule.channels, *(name.casefold() for name in rule.past_channels)]))
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
    asked: _Asked, is_bound: Bools, pairs: pl.DataFrame, untimed: Bools, people: People, calendar: Calendar
) -> tuple[Ints, Bools]:
    """`Duties.kind_of_pair` and `Duties.answers`; `is_bound` [lines, channels] channels on which a contact answers."""
    customers, channels, leads, dates = (pairs[name].to_numpy() for name in ("customer", "channel", "lead", "date"))
    first, last = (np.searchsorted(customers, asked.customer, side) for side in ("left", "right"))
    duty = np.repeat(np.arange(len(first)), last - first)
    pair = np.arange(len(duty)) + np.repeat(last - np.cumsum(last - first), last - first)
    may = is_bound[asked.line[duty], channels[pair]]
    duty, pair = duty[may], pair[may]
    if not len(pair):
        return np.zeros(pairs.height, np.int32), np.zeros((1, len(is_bound), calendar.num_slots + 1), np.bool_)
    # Dates and instants beyond the slots' own are one: of an event before the plan it is only known that it was.
    low, high = int(calendar.date.min(initial=0)), int(calendar.date.max(initial=0))
    since = np.clip(asked.since, low, high + 1)[duty] - low
    by = np.clip(asked.by, low - 1, high)[duty] - low + 1
    num_before = np.searchsorted(calendar.start_at, asked.since_at, "right")[duty]
    place, example = combine(
        people.zone[leads[pair]], dates[pair], untimed[channels[pair]].astype(np.int32), since, by, num_before
    )
    masks = np.stack([
        _places(
            int(people.zone[leads[pair[e]]]), int(dates[pair[e]]), bool(untimed[channels[pair[e]]]),
            int(asked.since[duty[e]]), int(asked.by[duty[e]]), int(num_before[e]), calendar,
        )
        for e in example.tolist()
    ])  # fmt: skip
    return _kinds(asked.line[duty], pair, place, masks, pairs.height, len(is_bound))


def _places(zone: int, date: int, is_untimed: bool, since: int, by: int, num_before: int, calendar: Calendar) -> Bools:
    """[slots + 1] where a contact of the date answers a duty, the last being the place of one without an hour.

    Args:
        zone: of the contact's clock.
        date: of the contact.
        is_untimed: whether its channel has no hours.
        since: first local date on which it answers.
        by: last one.
        num_before: slots that begin no later than the event.
        calendar: of the planned dates.
    """
    is_inside = (calendar.date[zone] >= since) & (calendar.date[zone] <= by)
    is_inside &= (calendar.day == date) & calendar.exists
    slots = is_inside[: calendar.num_slots] & (np.arange(calendar.num_slots) >= num_before) & (not is_untimed)
    return np.append(slots, is_untimed and bool(is_inside[calendar.num_slots :].any()))


def _kinds(line: Ints, pair: Longs, place: Ints, masks: Bools, num_pairs: int, num_lines: int) -> tuple[Ints, Bools]:
    """Kinds of pairs in the order of their first ones, behind that which answers nothing; and what each answers.

    Args:
        line: [answers] of each line a pair answers one duty at most.
        pair: [answers].
        place: [answers] position in `masks`.
        masks: [masks, slots + 1].
        num_pairs: in all.
        num_lines: in all.
    """
    same = {np.zeros(masks.shape[1], np.bool_).tobytes(): 0}
    number = np.array([same.setdefault(mask.tobytes(), len(same)) for mask in masks], np.int32)[place]
    distinct = np.stack([np.frombuffer(of_mask, np.bool_) for of_mask in same])
    able, at = np.unique(pair, return_inverse=True)
    table = np.zeros((num_lines, len(able)), np.int32)
    table[line, at] = number
    kind, example = combine(*table)
    firsts = np.sort(example[table[:, example].any(axis=0)])
    renumbered = np.zeros(len(example), np.int32)
    renumbered[kind[firsts]] = np.arange(1, len(firsts) + 1)
    kind_of_pair = np.zeros(num_pairs, np.int32)
    kind_of_pair[able] = renumbered[kind]
    return kind_of_pair, np.concatenate(
        [np.zeros((1, num_lines, masks.shape[1]), np.bool_), distinct[table[:, firsts].T]]
    )
