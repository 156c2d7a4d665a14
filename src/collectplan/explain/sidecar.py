"""why.parquet: for every customer and channel what became of it, so that `explain` needs the results folder alone."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from collectplan.domain.clock import hhmm
from collectplan.domain.stages import (
    Bools,
    Day,
    Floats,
    Ints,
    LoadedStrategy,
    Permitted,
    Segmented,
    Solution,
    Staffing,
    Valued,
)
from collectplan.explain.best import Best, best_candidates, kinds_of
from collectplan.explain.binding import Binding, binding_rules
from collectplan.explain.needs import targets_of, windows_of
from collectplan.explain.obligations import awaited
from collectplan.explain.plan_date import today_of
from collectplan.explain.prices import prices_of
from collectplan.explain.words import Places, as_words, dense, joined, words_at, words_in

#: Columns of why.parquet. `open` names the hours in which a contact was permitted; start, end, agent_group, value,
#: reach, minutes and price are of the planned contact, or of the best one that was not planned; `price` is what the
#: capacity is worth that it needs, less what targets pay for it; `amount` is what the customer owes on accounts that
#: are not suppressed; `pools` names the windows of pools that the contact takes, `targets` those that it counts for.
WHY_COLUMNS: Final = (
    "customer_id", "channel", "account_id", "state", "reason", "rule", "detail", "open", "start", "end", "agent_group",
    "value", "reach", "minutes", "price", "amount", "pools", "targets",
)  # fmt: skip

_PLANNED, _PASSED_OVER, _NO_VALUE, _NO_CREW = range(4)
_STATES: Final = ("planned", "passed_over", "no_value", "no_crew")


def why_rows(
    segmented: Segmented,
    permitted: Permitted,
    staffing: Staffing,
    valued: Valued,
    solution: Solution,
    loaded: LoadedStrategy,
    day: Day,
) -> pl.DataFrame:
    """Say of every customer that has an account not suppressed, and of every channel, what became of it today.

    Returns:
        WHY_COLUMNS, sorted by customer and by the strategy's order of channels; and `_customer`, the position in
        `Permitted.customer_ids`. `state` is `planned`; `passed_over` (permitted, and of value or owed: `reason` is
        `capacity`, `cap` with the full cap's `rule`, or `spacing` where it would lie too near to a planned contact);
        `no_value`; `no_crew` (`reason` is `skills`, or `agent_minutes` where nobody of a fitting group is on shift); or
        `blocked` with the reason and rule of `Permitted.blocks`. Numbers are null where a channel is blocked. No
        address.
    """
    strategy, whole, horizon = loaded.strategy, solution.contacts, day
    is_awaited, is_first = (asked[(permitted.pairs["date"] == 0).to_numpy()] for asked in awaited(permitted, whole))
    today = today_of(permitted, valued, staffing, solution, day)
    permitted, valued, staffing, solution, day = vars(today).values()
    prices = prices_of(solution, staffing, valued.crews, strategy, permitted.pools, valued.floors)
    best = best_candidates(permitted, valued, prices, strategy)
    best, is_planned = _with_solvers(best, permitted, solution)
    state = _states(best, is_planned, is_awaited, valued, prices.paid[kinds_of(permitted, valued)[1]])
    binding = binding_rules(permitted, whole, best.slot, np.flatnonzero((state == _PASSED_OVER) & ~is_first))
    channels = list(strategy.channels)
    pairs = valued.pairs
    details = _reasons(state, best, binding, segmented, valued, whole, loaded, horizon)
    allowed = {
        "state": words_at(_STATES, state),
        **details,
        "open": _openwords_at(permitted, loaded, day),
        "start": words_at([*(hhmm(s.start) for s in day.slots), ""], best.slot),
        "end": words_at([*(hhmm(s.end) for s in day.slots), ""], best.slot),
        "agent_group": words_at([*staffing.groups, ""], best.group),
        "pools": as_words(windows_of(permitted, best.slot, loaded, horizon)),
        "targets": as_words(targets_of(valued, strategy)),
    }
    blocks = permitted.blocks
    blocked = {
        "state": words_at(("blocked",), np.zeros(blocks.height, dtype=np.int32)),
        **_words_of_blocks(blocks),
    }
    customer, position = (
        np.concatenate([frame[name].to_numpy() for frame in (pairs, blocks)]) for name in ("customer", "channel")
    )
    order = np.argsort(customer.astype(np.int64) * len(channels) + position, kind="stable")
    customer = customer[order]
    leads = segmented.accounts["account_id"].gather(pairs["lead"])
    none = pl.repeat("", blocks.height, dtype=pl.String, eager=True)
    price = np.where(np.isfinite(best.price), np.maximum(best.price, 0.0), np.nan)
    numbers = {"value": best.value, "reach": best.reach, "minutes": best.minutes, "price": price}
    return pl.DataFrame(
        {
            "customer_id": permitted.customer_ids.gather(customer),
            "channel": words_at(channels, position[order]),
            "account_id": pl.concat([leads, none]).gather(order),
            **{name: joined(words, blocked.get(name), blocks.height, order) for name, words in allowed.items()},
            **{name: _numbers(values, blocks.height, order) for name, values in numbers.items()},
            "amount": pl.Series(valued.amount, dtype=pl.Float64).gather(customer),
            "_customer": customer,
        }
    ).select(*WHY_COLUMNS, "_customer")


def _words_of_blocks(blocks: pl.DataFrame) -> dict[str, pl.Series]:
    """Columns reason, rule and detail of blocks; a detail may begin by naming its rule, which stands beside it here."""
    words = {name: as_words(blocks[name].fill_null("")) for name in ("reason", "rule", "detail")}
    number = np.zeros(blocks.height, dtype=np.int64)
    for column in words.values():
        number *= len(words_in(column))
        number += column.to_physical().to_numpy()
    number, example = dense(number)
    few = pl.DataFrame({name: column.gather(example).cast(pl.String) for name, column in words.items()})
    named = pl.concat_str("reason", pl.lit(" "), "rule", pl.lit(": "))
    details = few.select(pl.col("detail").str.strip_prefix(named)).to_series().to_list()
    return words | {"detail": words_at(details, number)}


def _numbers(values: Floats, num_blocked: int, order: Places) -> pl.Series:
    """Numbers of pairs in the order of pairs and blocks together; null for blocks and where not a number."""
    return pl.Series(np.concatenate([values, np.full(num_blocked, np.nan)])[order]).fill_nan(None)


def _with_solvers(best: Best, permitted: Permitted, solution: Solution) -> tuple[Best, Bools]:
    """Put what the solver chose in the place of ours; and whether each pair has a planned contact.

    That is the first planned contact or, where there is none, the solver's own best candidate passed over, at its
    price.
    """
    contact, passed = (_first_rows(permitted, frame) for frame in (solution.contacts, solution.passed))
    is_planned = contact >= 0
    is_passed = ~is_planned & (passed >= 0)
    at = np.flatnonzero(is_planned | is_passed)
    rows = np.where(is_planned, contact, passed + solution.contacts.height)[at]
    names = ("slot", "group", "value", "reach", "minutes")
    columns = {name: getattr(best, name).copy() for name in names}
    for name, column in columns.items():
        column[at] = np.concatenate([solution.contacts[name].to_numpy(), solution.passed[name].to_numpy()])[rows]
    price, at = best.price.copy(), np.flatnonzero(is_passed)
    price[at] = solution.passed["price"].to_numpy()[passed[at]]
    return Best(**columns, price=price), is_planned


def _first_rows(permitted: Permitted, frame: pl.DataFrame) -> Ints:
    """For each pair the first row of a frame of its (customer, channel), -1 none."""
    wide = int(permitted.moments.channel.max(initial=-1)) + 1

    def key(table: pl.DataFrame) -> Places:
        found: Places = table["customer"].to_numpy().astype(np.int64) * wide + table["channel"].to_numpy()
        return found

    first = np.full(len(permitted.customer_ids) * wide, -1, dtype=np.int32)
    # Written backwards, so that the first row of each stays.
    first[key(frame)[::-1]] = np.arange(frame.height, dtype=np.int32)[::-1]
    found: Ints = first[key(permitted.pairs)]
    return found


def _states(best: Best, is_planned: Bools, is_awaited: Bools, valued: Valued, paid: Floats) -> Ints:
    no_crew = ~np.isfinite(best.price)
    state = np.full(len(is_planned), _PASSED_OVER, dtype=np.int32)
    state[no_crew] = _NO_CREW
    # A contact that is owed needs no value: what it lacked is room.
    state[(best.value + paid <= 0) & ~is_awaited] = _NO_VALUE
    state[_skilless(valued)] = _NO_CREW
    state[is_planned] = _PLANNED
    return state


def _skilless(valued: Valued) -> Bools:
    """Pairs on an agent channel that no group has the skills for."""
    crew = valued.pairs["crew"].to_numpy()
    if not len(valued.crews):
        return np.zeros(len(crew), dtype=np.bool_)
    nobody: Bools = ~np.any(valued.crews, axis=1)
    return np.where(crew >= 0, nobody[np.maximum(crew, 0)], False)


def _reasons(
    state: Ints,
    best: Best,
    binding: Binding,
    segmented: Segmented,
    valued: Valued,
    contacts: pl.DataFrame,
    loaded: LoadedStrategy,
    day: Day,
) -> dict[str, pl.Series]:
    """Columns reason, rule and detail of the pairs; `contacts` are the solution's, of every date."""
    strategy = loaded.strategy
    passed = state == _PASSED_OVER
    capped, clashing = passed & (binding.rule >= 0), passed & (binding.rule < 0) & (binding.contact >= 0)
    skilless = (state == _NO_CREW) & _skilless(valued)
    names = ("in_grid", "capacity", "no_value", "agent_minutes", "cap", "spacing", "skills")
    reason = np.where(capped, 4, np.where(clashing, 5, np.where(skilless, 6, state)))
    rules = [*(rule.id for rule in strategy.limits.rules), ""]
    rule = np.where(capped, binding.rule, len(rules) - 1)
    needs = ["needs " + " ".join(sorted(t.skills)) for t in strategy.treatments]
    treatment = segmented.accounts["treatment"].gather(valued.pairs["lead"]).to_numpy()
    details = [*needs, "", "full with what is planned or was done", "no agent of a fitting group is on shift then"]
    none = len(needs)
    detail = np.where(
        skilless,
        np.where(treatment >= 0, treatment, none),
        np.where(capped, none + 1, np.where(state == _NO_CREW, none + 2, none)),
    )
    text = words_at(details, detail)
    if clashing.any():
        near = words_at(_contactwords_at(contacts, loaded, day), np.where(clashing, binding.contact, -1))
        both = pl.when(pl.Series(clashing)).then(near.cast(pl.String)).otherwise(text.cast(pl.String))
        text = as_words(pl.select(both).to_series())
    return {"reason": words_at(names, reason), "rule": words_at(rules, rule), "detail": text}


def _contactwords_at(contacts: pl.DataFrame, loaded: LoadedStrategy, day: Day) -> list[str]:
    """`too near to the planned sms 14:00`, with the date where it is a later one, for each contact; the last is ""."""
    channel = words_at(list(loaded.strategy.channels), contacts["channel"]).cast(pl.String)
    channel += words_at(["", *(f" {date.isoformat()}" for date in day.dates[1:])], contacts["date"]).cast(pl.String)
    start = words_at([*(f" {hhmm(s.start)}" for s in day.slots), ""], contacts["slot"]).cast(pl.String)
    return [*("too near to the planned " + channel + start).to_list(), ""]


def _openwords_at(permitted: Permitted, loaded: LoadedStrategy, day: Day) -> pl.Series:
    """Hours open to each pair, such as `07:00-12:00, 14:00-19:00`; `any hour` on a channel without hours."""
    untimed = [spec.untimed for spec in loaded.strategy.channels.values()]
    texts = [_runs(row, day) for row in permitted.openings.tolist()]
    free = np.array(untimed)[permitted.pairs["channel"].to_numpy()]
    return words_at([*texts, "any hour"], np.where(free, len(texts), permitted.pairs["opening"].to_numpy()))


def _runs(is_open: list[bool], day: Day) -> str:
    runs: list[tuple[int, int]] = []
    for slot, free in zip(day.slots, is_open, strict=True):
        if free and runs and runs[-1][1] == slot.start:
            runs[-1] = (runs[-1][0], slot.end)
        elif free:
            runs.append((slot.start, slot.end))
    return ", ".join(f"{hhmm(start)}-{hhmm(end)}" for start, end in runs)
