"""Shifts: which are worked on a date, and what of each falls into the slots of the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import polars as pl

from collectplan.domain.clock import Slot
from collectplan.domain.stages import Floats


def worked_on(roster: pl.DataFrame, date: dt.date) -> pl.DataFrame:
    """The shifts of `date`, in the roster's order: those of its weekday or date, and those that name neither.

    A shift that names both is worked where both hold.
    """
    is_date = pl.col("date").is_null() | (pl.col("date") == date)
    is_weekday = pl.col("weekday").is_null() | (pl.col("weekday") == date.weekday())
    return roster.filter(is_date & is_weekday)


def presence(shifts: pl.DataFrame, slots: Sequence[Slot]) -> Floats:
    """Minutes for which each shift is present in each slot of its date, breaks included.

    Counted on the wall clock as the roster is written, so that a slot which repeats an hour is not staffed twice, but
    never more than the slot really lasts: in a slot that the clock jumps over nobody is present.

    Returns:
        [shifts, slots] minutes, >= 0.
    """
    start, end = (shifts[name].to_numpy().astype(np.float64)[:, None] for name in ("start", "end"))
    opens = np.array([slot.start for slot in slots], dtype=np.float64)
    closes = np.array([slot.end for slot in slots], dtype=np.float64)
    lasts = np.array([(slot.end_at - slot.start_at).total_seconds() / 60 for slot in slots], dtype=np.float64)
    overlap: Floats = np.minimum(end, closes) - np.maximum(start, opens)
    return np.minimum(np.maximum(overlap, 0.0), lasts)


def share_at_work(shifts: pl.DataFrame) -> Floats:
    """Share of each shift that is no break, 1 - break_minutes / length: breaks are spread evenly over the shift.

    Returns:
        [shifts] 0..1; 0 for a break as long as the shift or longer, and for a shift that does not end after its
        start.
    """
    length = (shifts["end"] - shifts["start"]).to_numpy().astype(np.float64)
    rest = shifts["break_minutes"].fill_null(0.0).to_numpy()
    share = np.zeros(shifts.height, dtype=np.float64)
    np.divide(length - rest, length, out=share, where=length > 0)
    return np.maximum(share, 0.0)
