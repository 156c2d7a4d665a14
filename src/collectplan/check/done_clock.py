"""When an attempt was made by the customer's own clock, to the minute: when it began, and by when it had ended."""

from __future__ import annotations

from typing import Final

import polars as pl

from collectplan.check.clocks import NEVER

#: Where nobody says how long it lasted, an attempt lasts no time, yet lies in the minute that it begins in.
_MOMENT: Final = 1e-6
_DAY: Final = 24 * 60


def on_own_clock(attempts: pl.DataFrame) -> pl.DataFrame:
    """Add what `clocks.with_clocks` adds to planned contacts: `start_at, end_at, date, opens, closes`.

    Args:
        attempts: with `at` (UTC), `seconds` (null: unknown), `zone` (the customer's), `untimed` and `plan_date` (on
            the operation's clock), which is the date of a contact without hours, as it is of a planned one.

    Returns:
        The attempts, in their order, `zone` as Enum. `opens` is the minute in which it began, `closes` the first one by
        which it had ended; both null on channels without hours.
    """
    names = attempts["zone"].unique().sort().to_list()
    lasted = pl.max_horizontal("seconds", pl.lit(_MOMENT)) * 1_000_000
    timed = attempts.with_columns(
        start_at="at",
        end_at=pl.col("at") + lasted.cast(pl.Int64).cast(pl.Duration("us")),
        zone=pl.col("zone").cast(pl.Enum(names)),
    ).with_row_index("place")
    parts = [
        part.with_columns(_own(str(zone))) for (zone,), part in timed.partition_by("zone", as_dict=True).items()
    ] or [timed.with_columns(_own("UTC"))]
    placed = pl.concat(parts).sort("place").drop("place")
    return placed.with_columns(
        pl.when(~pl.col("untimed")).then(pl.col("opens", "closes")),
        date=pl.when("untimed").then("plan_date").otherwise("date"),
    )


def _own(zone: str) -> list[pl.Expr]:
    start, end = (pl.col(name).dt.convert_time_zone(zone) for name in ("start_at", "end_at"))
    begun = end.dt.second().cast(pl.Int32) + end.dt.microsecond().cast(pl.Int32) > 0
    until = _minutes(end) + begun.cast(pl.Int32)
    nights = (end.dt.date() - start.dt.date()).dt.total_days()
    closes = (
        pl.when(nights == 0)
        .then(until)
        .when((nights == 1) & (until == 0))
        .then(pl.lit(_DAY, pl.Int32))
        .otherwise(pl.lit(NEVER, pl.Int32))
    )
    return [start.dt.date().alias("date"), _minutes(start).alias("opens"), closes.alias("closes")]


def _minutes(clock: pl.Expr) -> pl.Expr:
    return clock.dt.hour().cast(pl.Int32) * 60 + clock.dt.minute().cast(pl.Int32)
