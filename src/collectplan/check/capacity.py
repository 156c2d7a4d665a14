"""What the plan uses of what there is, over every row of the grid whose channel is known.

Proves:
1. `per_slot`: no more contacts of a channel in one slot (an untimed channel's day) than it carries;
2. `per_day`: nor on one date;
3. `budget`: the channels' costs of one date stay within `budget.per_day`;
4. `agent_minutes`: the minutes that a group's contacts take in a slot, by their reach, stay within what its shifts
   give.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from collectplan.check.findings import NONE, found_elsewhere, worded
from collectplan.check.staffing import usable_minutes
from collectplan.domain.strategy import Channel, Strategy

#: What is supposed beyond strategy and roster, by (agent_minutes, per_slot, per_day or budget; group or channel; start
#: in minutes after midnight, None: the day): minutes, contacts or money, negative where there is less.
Added = Mapping[tuple[str, str, int | None], float]

#: Relative room for the rounding of sums of floating-point numbers.
ROUNDING = 1e-6


def per_slot(rows: pl.DataFrame, strategy: Strategy, added: Added) -> pl.DataFrame:
    """Findings: slots in which a channel has too many contacts."""
    limits = {name: channel.per_slot for name, channel in strategy.channels.items() if channel.per_slot is not None}
    if not limits:
        return NONE
    full = _over(rows, limits, ["channel", "plan_date", "start"], _more("per_slot", added))
    hour = pl.when(pl.col("start").is_null()).then(pl.lit("")).otherwise(worded(" from {}", _clock("start")))
    return found_elsewhere(
        full, worded("{} contacts on {} on {}{}, at most {}.", "used", "channel", "plan_date", hour, "limit")
    )


def per_day(rows: pl.DataFrame, strategy: Strategy, added: Added) -> pl.DataFrame:
    """Findings: dates on which a channel has too many contacts."""
    limits = {name: channel.per_day for name, channel in strategy.channels.items() if channel.per_day is not None}
    if not limits:
        return NONE
    full = _over(rows, limits, ["channel", "plan_date"], _more("per_day", added))
    return found_elsewhere(
        full, worded("{} contacts on {} on {}, at most {}.", "used", "channel", "plan_date", "limit")
    )


def budget(rows: pl.DataFrame, strategy: Strategy, added: Added) -> pl.DataFrame:
    """Findings: dates on which the contacts cost more than the budget."""
    limit = strategy.budget.per_day
    if limit is None:
        return NONE
    limit += added.get(("budget", "budget", None), 0.0)
    costs = pl.DataFrame(
        {"channel": list(strategy.channels), "cost": [channel.cost for channel in strategy.channels.values()]}
    )
    spent = rows.join(costs, on="channel").group_by("plan_date").agg(pl.col("cost").sum())
    over = spent.filter(pl.col("cost") > limit * (1 + ROUNDING))
    return found_elsewhere(
        over, worded(f"Contacts on {{}} cost {{}}, at most {limit:g}.", "plan_date", pl.col("cost").round(2))
    )


def agent_minutes(rows: pl.DataFrame, strategy: Strategy, roster: pl.DataFrame, added: Added) -> pl.DataFrame:
    """Findings: slots in which a group has less minutes than its contacts take.

    Args:
        rows: with `agent_group` and `reach`.
        strategy: with the minutes of calls, and what is left of a shift.
        roster: `staffing.shifts`.
        added: minutes beyond the roster's.
    """
    keys = ["agent_group", "plan_date", "start"]
    used = rows.with_columns(taken=call_minutes(strategy.channels)).group_by(keys).agg(pl.col("taken").sum())
    dates = rows["plan_date"].drop_nulls().unique().sort().to_list()
    there = usable_minutes(roster, strategy, dates)
    more = _more("agent_minutes", added).rename({"name": "agent_group"})
    held = used.join(there, on=keys, how="left", nulls_equal=True).join(more, on=["agent_group", "start"], how="left")
    held = held.with_columns(pl.col("usable").fill_null(0.0) + pl.col("more").fill_null(0.0))
    over = held.filter(pl.col("taken") > pl.col("usable") * (1 + ROUNDING) + ROUNDING)
    what = worded(
        "Group {} needs {} minutes on {} from {} and has {}.",
        pl.col("agent_group").fill_null("(none)"),
        pl.col("taken").round(3),
        "plan_date",
        _clock("start"),
        pl.col("usable").round(3),
    )
    return found_elsewhere(over, what)


def call_minutes(channels: Mapping[str, Channel]) -> pl.Expr:
    """Agent minutes of a row by its reach: (1 - reach) x no_answer + reach x contact; null without agents."""
    minutes = pl.lit(None, pl.Float64)
    for name, channel in channels.items():
        if channel.agents and channel.minutes is not None:
            no_answer, contact = channel.minutes.no_answer, channel.minutes.contact
            of_call = (1 - pl.col("reach")) * no_answer + pl.col("reach") * contact
            minutes = pl.when(pl.col("channel") == name).then(of_call).otherwise(minutes)
    return minutes


def _over(rows: pl.DataFrame, limits: Mapping[str, int], keys: list[str], more: pl.DataFrame) -> pl.DataFrame:
    table = pl.DataFrame(
        {"channel": list(limits), "limit": list(limits.values())}, schema={"channel": pl.String, "limit": pl.Int64}
    )
    used = rows.join(table, on="channel").group_by(*keys, "limit").agg(pl.len().alias("used"))
    if "start" not in keys:
        used = used.with_columns(start=pl.lit(None, pl.Int32))
    used = used.join(more.rename({"name": "channel"}), on=["channel", "start"], how="left", nulls_equal=True)
    used = used.with_columns((pl.col("limit") + pl.col("more").fill_null(0.0)).round().cast(pl.Int64).alias("limit"))
    return used.filter(pl.col("used") > pl.col("limit"))


def _more(kind: str, added: Added) -> pl.DataFrame:
    """`name, start, more` of the additions of one kind."""
    rows = [(name, start, amount) for (of, name, start), amount in added.items() if of == kind]
    return pl.DataFrame(rows, schema={"name": pl.String, "start": pl.Int32, "more": pl.Float64}, orient="row")


def _clock(column: str) -> pl.Expr:
    minutes = pl.col(column)
    hour, minute = ((minutes // 60).cast(pl.String), (minutes % 60).cast(pl.String))
    return pl.format("{}:{}", hour.str.zfill(2), minute.str.zfill(2)).fill_null("no hour")
