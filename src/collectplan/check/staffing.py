"""The raw roster as skills of groups and minutes of slots.

Minutes usable in a slot = the shift's minutes in it x (1 - break_minutes / shift length) x (1 - shrinkage) x occupancy,
summed over the group's agents. A row that cannot be read staffs nobody.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import polars as pl

from collectplan.check import raw_cells
from collectplan.check.clocks import instant
from collectplan.check.hours import WEEKDAYS
from collectplan.domain.clock import minutes_of
from collectplan.domain.strategy import Strategy
from collectplan.domain.tables import RawTable

_OPTIONAL = ("date", "weekday", "skills", "break_minutes")


def shifts(raw: RawTable, strategy: Strategy) -> pl.DataFrame:
    """Shifts: `agent_group, skills, weekday` String, `start, end` minutes, `date` Date, `working` share."""
    absent = [pl.lit(None, pl.String).alias(name) for name in _OPTIONAL if name not in raw.frame.columns]
    frame = raw.frame.with_columns(absent)
    text = {name: raw_cells.filled(frame[name]) for name in ("agent_group", "start", "end", *_OPTIONAL)}
    rest = raw_cells.numbers(text["break_minutes"], strategy.input)
    read = pl.DataFrame(
        {
            "agent_group": text["agent_group"],
            "skills": text["skills"].fill_null(""),
            "start": raw_cells.clock_minutes(text["start"]),
            "end": raw_cells.clock_minutes(text["end"]),
            "date": raw_cells.dates(text["date"], strategy.input),
            "weekday": text["weekday"].str.to_lowercase(),
            "rest": rest.fill_null(0.0),
            "agent_id": raw_cells.filled(frame["agent_id"]),
            "unread": (text["date"].is_not_null() & raw_cells.dates(text["date"], strategy.input).is_null())
            | (text["break_minutes"].is_not_null() & rest.is_null())
            | (rest < 0).fill_null(False),
        }
    )
    ok = (
        pl.col("agent_group").is_not_null()
        & (pl.col("start") < pl.col("end"))
        & ~pl.col("unread")
        & (pl.col("weekday").is_null() | pl.col("weekday").is_in(WEEKDAYS))
    )
    length = pl.col("end") - pl.col("start")
    worked = _without_collisions(read.filter(ok))
    return worked.with_columns(working=(1 - pl.col("rest") / length).clip(0.0, 1.0))


def _without_collisions(shifts: pl.DataFrame) -> pl.DataFrame:
    """Shifts but those of an agent who would be in two at once: nobody can tell which one holds."""
    named = (
        pl.col("date").dt.weekday().cast(pl.Int32).replace_strict(dict(enumerate(WEEKDAYS, 1)), return_dtype=pl.String)
    )
    rows = shifts.with_row_index("shift").with_columns(day=pl.coalesce(named, "weekday"))
    pairs = rows.join(rows, on="agent_id", suffix="_other").filter(
        (pl.col("shift") != pl.col("shift_other"))
        & (pl.col("start") < pl.col("end_other"))
        & (pl.col("start_other") < pl.col("end"))
        & (pl.col("date") == pl.col("date_other")).fill_null(True)
        & (pl.col("day") == pl.col("day_other")).fill_null(True)
    )
    return rows.join(pairs, on="shift", how="anti", maintain_order="left").drop("shift", "day")


def shared_skills(roster: pl.DataFrame) -> dict[str, frozenset[str]]:
    """Skills that all agents of each group have."""
    shared: dict[str, frozenset[str]] = {}
    for group, skills in roster.select("agent_group", "skills").unique().iter_rows():
        has = frozenset(skills.split())
        shared[group] = shared.get(group, has) & has
    return shared


def usable_minutes(roster: pl.DataFrame, strategy: Strategy, dates: list[dt.date]) -> pl.DataFrame:
    """`agent_group, plan_date, start, usable` minutes of every slot in which the group has anybody."""
    worked = roster.join(_slots(strategy, dates), how="cross").filter(
        (pl.col("date").is_null() | (pl.col("date") == pl.col("plan_date")))
        & (pl.col("weekday").is_null() | (pl.col("weekday") == pl.col("day")))
    )
    in_slot = pl.min_horizontal("end", pl.col("begin") + strategy.slots.minutes) - pl.max_horizontal("start", "begin")
    share = (1 - strategy.agents.shrinkage) * strategy.agents.occupancy
    worked = worked.with_columns(usable=pl.min_horizontal(in_slot.clip(0), "lasts") * pl.col("working") * share)
    return worked.group_by("agent_group", "plan_date", start="begin").agg(pl.col("usable").sum())


def _slots(strategy: Strategy, dates: list[dt.date]) -> pl.DataFrame:
    """`plan_date, day, begin` of every slot, and the minutes that it really lasts: less where the clock jumps."""
    said, clock = strategy.slots, ZoneInfo(strategy.timezone)
    begins = range(minutes_of(said.start), minutes_of(said.end) - said.minutes + 1, said.minutes)
    rows = []
    for date in dates:
        for begin in begins:
            lasts = instant(date, begin + said.minutes, clock) - instant(date, begin, clock)
            rows.append((date, WEEKDAYS[date.weekday()], begin, lasts.total_seconds() / 60))
    schema = {"plan_date": pl.Date, "day": pl.String, "begin": pl.Int32, "lasts": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")
