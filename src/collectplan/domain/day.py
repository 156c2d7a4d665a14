"""The slots of dates in a row as instants, across changes of the clock, and the moments at which channels may be used.

A slot is written in wall-clock minutes; what stages compare are instants. Each wall time stands for one instant:

* a wall time that occurs twice (clocks go back) is its first occurrence;
* a wall time that does not occur (clocks go forward) is the instant of the change.

Every slot ends where the next one begins, as an instant too, so that slots never overlap and leave no hole: an
instant between the first start and the last end lies in exactly one slot, and the slots of a whole date last as long
as the date (23 or 25 hours). The second pass of a repeated hour belongs to the slot that runs when the clock goes
back. That slot lasts longer than it is written, and "the whole slot lies inside" asks for the second pass too. A slot
that the change jumps over has no length (`Slot.exists` is false); one that is partly jumped over keeps what there is.

A *horizon* is the plan date and the dates after it, planned at once: its slots are those of all its dates, one date
after another, so that instants rise with positions. A plan of one day is a horizon of one date.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np

from collectplan.domain.clock import UTC, Slot, minutes_of
from collectplan.domain.stages import Day, Floats, Moments
from collectplan.domain.strategy import Strategy


def make_day(date: dt.date, strategy: Strategy, num_dates: int = 1) -> Day:
    """The slots of `strategy.slots` on `date` and the dates after it, in order.

    Args:
        date: in the operation's zone; the plan date.
        strategy: whose `timezone` is a known IANA name.
        num_dates: of the horizon, the plan date among them.

    Returns:
        The day. A rest shorter than `slots.minutes` before `slots.end` is not used; slots that do not exist on that
        date are kept, so that positions of slots are the same on every date.

    Raises:
        zoneinfo.ZoneInfoNotFoundError: the time zone is unknown.
    """
    zone = ZoneInfo(strategy.timezone)
    length = strategy.slots.minutes
    slots = []
    for days in range(num_dates):
        on = date + dt.timedelta(days=days)
        slots += [
            Slot(start, start + length, instant_of(on, start, zone), instant_of(on, start + length, zone), days)
            for start in slot_starts(strategy)
        ]
    return Day(date, strategy.timezone, tuple(slots), num_dates)


def slot_starts(strategy: Strategy) -> range:
    """Where the slots of any date begin: minutes after midnight on the operation's clock."""
    slots = strategy.slots
    return range(minutes_of(slots.start), minutes_of(slots.end) - slots.minutes + 1, slots.minutes)


def moments(strategy: Strategy, day: Day) -> Moments:
    """Every (date, channel, slot) by date, channel and slot; an untimed channel has one moment a date, of slot -1.

    Slots that do not exist on their date are among them: `Permitted.openings` keeps contacts out.
    """
    date_of_slot = np.array([slot.date for slot in day.slots], dtype=np.int32)
    untimed = np.array([-1], dtype=np.int32)
    rows = [
        (date, channel, untimed if spec.untimed else np.flatnonzero(date_of_slot == date).astype(np.int32))
        for date in range(day.num_dates)
        for channel, spec in enumerate(strategy.channels.values())
    ]
    lengths = [slots.size for _, _, slots in rows]
    return Moments(
        channel=np.repeat(np.array([channel for _, channel, _ in rows], dtype=np.int32), lengths),
        slot=np.concatenate([slots for _, _, slots in rows]),
        date=np.repeat(np.array([date for date, _, _ in rows], dtype=np.int32), lengths),
    )


def weights_of(strategy: Strategy, day: Day) -> Floats:
    """[dates] what a contact on each date counts for in the worth of the horizon: 1 today, less the later it is.

    Without it a plan made anew every morning would put contacts off for ever: a day that is no better than today would
    do as well, and a contact made today leaves room for the next one sooner.
    """
    weights: Floats = (1.0 - strategy.horizon.discount) ** np.arange(day.num_dates, dtype=np.float64)
    return weights


def instant_of(date: dt.date, minutes: int, zone: ZoneInfo) -> dt.datetime:
    """The UTC instant of a wall time: the first where it occurs twice, that of the change where it does not occur.

    Args:
        date: of the wall time.
        minutes: after midnight, 0..1440; 1440 is midnight of the next date.
        zone: whose wall time it is.
    """
    wall = dt.datetime.combine(date, dt.time.min) + dt.timedelta(minutes=minutes)
    at = wall.replace(tzinfo=zone).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) == wall:
        return at
    # In a gap (PEP 495) fold 0 reads the wall time by the offset before the change and so lies after it; fold 1 the
    # other way round.
    return _change_between(wall.replace(tzinfo=zone, fold=1).astimezone(UTC), at, zone)


def _change_between(before: dt.datetime, after: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The first instant, to the second, in (before, after] that has the offset of `after`; by bisection."""
    offset = after.astimezone(zone).utcoffset()
    low, high = 0, int((after - before).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if (before + dt.timedelta(seconds=middle)).astimezone(zone).utcoffset() == offset:
            high = middle
        else:
            low = middle
    return before + dt.timedelta(seconds=high)
