"""Shifts as they are understood: hours of the day, days, skills, and shifts that collide."""

from __future__ import annotations

from typing import Final

import polars as pl

from collectplan.domain.clock import hhmm
from collectplan.domain.strategy import Strategy
from collectplan.domain.tables import ROSTER, ROSTER_REQUIRED, ROW, Table
from collectplan.normalise.kinds import Reading, typed
from collectplan.normalise.order import ordered
from collectplan.normalise.rejects import Rejects
from collectplan.normalise.words import CONTROL

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_COLUMNS: Final = ("agent_id", "agent_group", "skills", "start", "end", "date", "weekday", "break_minutes")


def understand(raw: Table, strategy: Strategy) -> tuple[pl.DataFrame, Rejects]:
    """The accepted shifts as `Inputs.roster` describes them, and what is wrong with the others.

    Shifts of one agent that overlap on a day are all rejected: which of them holds cannot be told.

    Args:
        raw: the roster.
        strategy: how cells are written.
    """
    rejects = Rejects(raw)
    shifts = typed(raw.unpacked().frame, ROSTER, Reading.of(strategy), rejects)
    for column in ROSTER_REQUIRED:
        rows = shifts.filter(pl.col(column).is_null())[ROW].to_list()
        rejects.add(rows, column, [""] * len(rows), ["is missing"] * len(rows))
    for column in ("agent_id", "agent_group"):
        _note(shifts, column, pl.col(column).str.contains(CONTROL), "holds a control character", rejects)
    shifts = _with_weekday(shifts, rejects)
    _note_hours(shifts, rejects)
    shifts = shifts.with_columns(
        pl.col("break_minutes").fill_null(0.0),
        pl.col("skills").str.split(" ").list.unique().list.sort().list.join(" ").str.strip_chars().replace("", None),
    )
    shifts = rejects.without(shifts)
    _note_collisions(shifts, rejects)
    shifts = rejects.without(shifts)
    return ordered(shifts.select(_COLUMNS), _COLUMNS), rejects


def _note(shifts: pl.DataFrame, column: str, is_bad: pl.Expr, reason: str, rejects: Rejects) -> None:
    bad = shifts.filter(is_bad)
    rejects.add(bad[ROW].to_list(), column, bad[column].cast(pl.String).to_list(), [reason] * bad.height)


def _with_weekday(shifts: pl.DataFrame, rejects: Rejects) -> pl.DataFrame:
    """`weekday` as Int8, 0 for Monday; a date that is another day of the week than the row says is bad."""
    number = (
        pl.col("weekday")
        .str.to_lowercase()
        .replace_strict({name: place for place, name in enumerate(WEEKDAYS)}, default=None, return_dtype=pl.Int8)
    )
    is_unknown = number.is_null() & pl.col("weekday").is_not_null()
    _note(shifts, "weekday", is_unknown, f"is none of {', '.join(WEEKDAYS)}", rejects)
    _note(shifts, "weekday", pl.col("date").dt.weekday() - 1 != number, "is not the weekday of the row's date", rejects)
    return shifts.with_columns(number.alias("weekday"))


def _note_hours(shifts: pl.DataFrame, rejects: Rejects) -> None:
    bad = shifts.filter(pl.col("start") >= pl.col("end"))
    reasons = [
        f"is not after start {hhmm(start)}; write a shift past midnight as two, to 24:00 and from 00:00"
        for start in bad["start"].to_list()
    ]
    rejects.add(bad[ROW].to_list(), "end", [hhmm(end) for end in bad["end"].to_list()], reasons)
    length = pl.col("end") - pl.col("start")
    _note(shifts, "break_minutes", pl.col("break_minutes") < 0, "is negative", rejects)
    is_all_break = (length > 0) & (pl.col("break_minutes") >= length)
    _note(shifts, "break_minutes", is_all_break, "leaves nothing of the shift", rejects)


def _note_collisions(shifts: pl.DataFrame, rejects: Rejects) -> None:
    """Note every shift that overlaps another of the same agent on a day that both are worked."""
    days = shifts.select(
        ROW, "agent_id", "agent_group", "start", "end", "date",
        pl.coalesce(pl.col("date").dt.weekday() - 1, "weekday").cast(pl.Int8).alias("weekday"),
    )  # fmt: skip
    dated = days.filter(pl.col("date").is_not_null())
    weekly = days.filter(pl.col("date").is_null() & pl.col("weekday").is_not_null())
    daily = days.filter(pl.col("weekday").is_null())
    pairs = pl.concat(
        [
            _overlaps(dated, dated, ["agent_id", "date"]),
            _overlaps(dated, weekly, ["agent_id", "weekday"]),
            _overlaps(weekly, weekly, ["agent_id", "weekday"]),
            _overlaps(daily, days, ["agent_id"]),
        ]
    )
    if pairs.is_empty():
        return
    both = pl.concat(
        [
            pairs,
            pairs.select(
                pl.col(ROW + "_other").alias(ROW), pl.col(ROW).alias(ROW + "_other"), "is_same_group", "agent_id"
            ),
        ]
    )
    first = both.sort(ROW, ROW + "_other").unique(subset=ROW, keep="first", maintain_order=True)
    reasons = [
        f"has another shift that overlaps (row {other})"
        if same
        else f"is in another group at the same time (row {other})"
        for other, same in first.select(ROW + "_other", "is_same_group").iter_rows()
    ]
    rejects.add(first[ROW].to_list(), "agent_id", first["agent_id"].to_list(), reasons)


def _overlaps(left: pl.DataFrame, right: pl.DataFrame, on: list[str]) -> pl.DataFrame:
    """Pairs of rows alike in `on` that overlap in time: `_row`, `_row_other`, `is_same_group`, `agent_id`."""
    pairs = left.join(right, on=on, how="inner", suffix="_other", maintain_order="left_right")
    is_overlap = (pl.col("start") < pl.col("end_other")) & (pl.col("start_other") < pl.col("end"))
    return pairs.filter((pl.col(ROW) != pl.col(ROW + "_other")) & is_overlap).select(
        ROW, ROW + "_other", (pl.col("agent_group") == pl.col("agent_group_other")).alias("is_same_group"), "agent_id"
    )
