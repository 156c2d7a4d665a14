"""What was done against what was planned.

Proves, for every outbound attempt of the log on a date of the plan:
1. `unplanned`: a row of the grid stands for it: the same customer and channel, and the attempt begins within the row's
   slot (on a channel without hours, on its date). A row stands for one attempt, the first.
2. Where the log tells the address, it is the row's.

A `failed` attempt left nobody's house: it needs no row, and no row is done by it.
"""

from __future__ import annotations

import polars as pl

from collectplan.check import contacts, raw_cells
from collectplan.check.clocks import with_clocks
from collectplan.check.findings import worded
from collectplan.check.same_address import is_same
from collectplan.domain.cells import unguarded_text
from collectplan.domain.strategy import Strategy

_SLOT = ["customer_id", "channel", "start_at"]


def planned_rows(grid: pl.DataFrame, strategy: Strategy) -> pl.DataFrame:
    """The rows of a grid that can be read, with `start_at, end_at`; untimed ones last their whole date."""
    sheet = contacts.sheet(grid, strategy)
    is_untimed = pl.col("untimed")
    hours = sheet.with_columns(
        start=pl.when(is_untimed).then(0).otherwise("start").cast(pl.Int32),
        end=pl.when(is_untimed).then(24 * 60).otherwise("end").cast(pl.Int32),
        zone=pl.lit(strategy.timezone),
    )
    whole = hours.filter(pl.all_horizontal(pl.col("plan_date", "start", "end").is_not_null()))
    return with_clocks(whole, strategy.timezone)


def stood_for(plan: pl.DataFrame, attempts: pl.DataFrame) -> pl.DataFrame:
    """What the grid says to each attempt.

    Args:
        plan: of `planned_rows`.
        attempts: of the log: `row, customer_id, channel, at`; sorted by instant and row.

    Returns:
        `row` and, null where nothing is: `slot_at` (start of the planned slot in which it began), `planned_row`,
        `planned_account`, `planned_address`, `condition`.
    """
    slots = plan.select(*_SLOT, "end_at").unique(_SLOT, keep="first", maintain_order=True).sort("start_at")
    inside = attempts.select("row", "customer_id", "channel", "at").join_asof(
        slots.select(*_SLOT, "end_at", slot_at="start_at"),
        left_on="at",
        right_on="start_at",
        by=["customer_id", "channel"],
        check_sortedness=False,
    )
    is_inside = pl.col("at") < pl.col("end_at")
    tries = inside.with_columns(slot_at=pl.when(is_inside).then("slot_at")).with_columns(
        number=pl.int_range(pl.len()).over("customer_id", "channel", "slot_at")
    )
    texts = [name for name in ("address", "condition") if name in plan.columns]
    absent = [pl.lit(None, pl.String).alias(name) for name in ("address", "condition") if name not in texts]
    numbered = plan.with_columns(absent).with_columns(number=pl.int_range(pl.len()).over(_SLOT))
    rows = numbered.select(
        "customer_id",
        "channel",
        "number",
        "condition",
        slot_at="start_at",
        planned_row="row",
        planned_account="account_id",
        planned_address="address",
    )
    met = tries.join(rows, on=["customer_id", "channel", "slot_at", "number"], how="left", maintain_order="left")
    return met.select("row", "slot_at", "planned_row", "planned_account", "planned_address", "condition")


def unplanned(
    done: pl.DataFrame, plan: pl.DataFrame, fates: pl.DataFrame | None, dates: pl.Series, strategy: Strategy
) -> pl.DataFrame:
    """Findings `row, customer_id, how, what` about attempts that the plan does not have.

    Args:
        done: outbound attempts that were made, with `day`, `address` as the log has it, and what `stood_for` says.
        plan: of `planned_rows`.
        fates: fates.csv as written, None where there is none.
        dates: of the plan.
        strategy: its time zone is the operation's clock.
    """
    asked = done.filter(pl.col("day").is_in(dates.implode()))
    wrong = asked.filter(~is_same(pl.col("address"), pl.col("planned_address"))).select(
        "row",
        "customer_id",
        how=pl.lit("address"),
        what=worded("Row {} of the grid plans this {} at another address.", "planned_row", "channel"),
    )
    others = _with_hours(_with_fates(asked.filter(pl.col("planned_row").is_null()), fates), plan)
    clock = pl.col("at").dt.convert_time_zone(strategy.timezone).dt.strftime("%H:%M")
    how = (
        pl.when(pl.col("slot_at").is_not_null())
        .then(pl.lit("again"))
        .when(pl.col("hours").is_not_null())
        .then(pl.lit("another_hour"))
        .when(pl.col("channels").is_not_null())
        .then(pl.lit("another_channel"))
        .otherwise(pl.lit("not_in_plan"))
    )
    what = (
        pl.when(pl.col("how") == "again")
        .then(worded("The {} planned in this slot was done already.", "channel"))
        .when(pl.col("how") == "another_hour")
        .then(worded("The {} was planned at {}, not at {}.", "channel", "hours", clock))
        .when(pl.col("how") == "another_channel")
        .then(worded("The customer was planned on {}, not on {}.", "channels", "channel"))
        .when(pl.col("fate").is_not_null())
        .then(worded("The plan has no contact with the customer that day: {}, {}.", "fate", "reason"))
        .otherwise(pl.lit("The plan has no contact with the customer that day."))
    )
    others = others.with_columns(how=how).select("row", "customer_id", "how", what=what)
    return pl.concat([wrong, others])


def _with_hours(asked: pl.DataFrame, plan: pl.DataFrame) -> pl.DataFrame:
    """Add `hours` planned for customer, channel and date, and `channels` planned for customer and date, as text."""
    day = {"day": pl.col("plan_date")}
    start = pl.format(
        "{}:{}", *(part.cast(pl.String).str.zfill(2) for part in (pl.col("start") // 60, pl.col("start") % 60))
    )
    hours = (
        plan.select("customer_id", "channel", "start", **day, hour=start)
        .unique()
        .sort("start")
        .group_by("customer_id", "channel", "day", maintain_order=True)
        .agg(hours=pl.col("hour").str.join(", "))
    )
    channels = (
        plan.select("customer_id", "channel", **day)
        .unique()
        .sort("channel")
        .group_by("customer_id", "day", maintain_order=True)
        .agg(channels=pl.col("channel").str.join(", "))
    )
    return asked.join(hours, on=["customer_id", "channel", "day"], how="left", maintain_order="left").join(
        channels, on=["customer_id", "day"], how="left", maintain_order="left"
    )


def _with_fates(asked: pl.DataFrame, fates: pl.DataFrame | None) -> pl.DataFrame:
    """Add `fate, reason`: of the account that the attempt names, else of the customer's first one."""
    if fates is None or not {"customer_id", "account_id", "fate", "reason"} <= set(fates.columns):
        return asked.with_columns(fate=pl.lit(None, pl.String), reason=pl.lit(None, pl.String))
    names = ["account_id", "customer_id", "fate", "reason"]
    plain = fates.select(raw_cells.filled(unguarded_text(fates[name])) for name in names)
    read = plain.filter(pl.col("customer_id").is_in(asked["customer_id"].unique().implode())).sort("account_id")
    by_account = read.unique("account_id", keep="first", maintain_order=True).select(
        "account_id", "customer_id", of_account="fate", why="reason"
    )
    by_customer = read.unique("customer_id", keep="first", maintain_order=True).select("customer_id", "fate", "reason")
    both = asked.join(by_account, on=["account_id", "customer_id"], how="left", maintain_order="left").join(
        by_customer, on="customer_id", how="left", maintain_order="left"
    )
    named = pl.col("of_account").is_not_null()
    return both.with_columns(
        fate=pl.when(named).then("of_account").otherwise("fate"), reason=pl.when(named).then("why").otherwise("reason")
    )
