"""The planned dates on every customer's own clock.

A *place* is where a contact may stand: one for each slot of the horizon, and after them one for each of its dates, for
channels without hours. Dates are counted in days from the plan date: 0 is the plan date, -1 the day before.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np

from collectplan.domain.stages import Bools, Day, Ints
from collectplan.domain.strategy import Validity
from collectplan.screen.codes import Longs

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, eq=False)
class Calendar:
    """Local dates and times of the horizon's places.

    Attributes:
        plan_date: in the operation's zone.
        num_dates: of the horizon, the plan date among them.
        zones: names of the clocks.
        start_at: [slots] microseconds since 1970, UTC; never falling.
        exists: [places] false for slots that the clocks jump over.
        day: [places] the date of the place on the operation's calendar.
        date: [zones, places] local date of the slot's start; of an untimed place, the operation's.
        start, end: [zones, slots] local minutes after midnight of the start's date; the end may be past 1440.
        dates: the distinct values of `date`, rising.
        date_index: [zones, places] position in `dates`.
        geometry: [zones] number of the zone's row in `date_index`: zones of one geometry have the same local dates.
        geometry_dates: [geometries, places] that row.
    """

    plan_date: dt.date
    num_dates: int
    zones: tuple[str, ...]
    start_at: Longs
    exists: Bools
    day: Ints
    date: Ints
    start: Ints
    end: Ints
    dates: tuple[int, ...]
    date_index: Ints
    geometry: Ints
    geometry_dates: Ints

    @property
    def num_slots(self) -> int:
        """Slots of the horizon; also the position of the first untimed place."""
        return int(self.start_at.size)

    @property
    def num_places(self) -> int:
        """Slots, and an untimed place for each date."""
        return int(self.exists.size)

    def open_on(self, clocks: tuple[tuple[int, ...], ...], is_open: Bools) -> Bools:
        """[clocks, ...] what is open on every clock of each set.

        Args:
            clocks: sets of positions in `zones`.
            is_open: [zones, ...]
        """
        return np.stack([is_open[list(members)].all(axis=0) for members in clocks]) if clocks else is_open[:0]

    @property
    def is_of_plan_date(self) -> Bools:
        """[dates] whether a place of the plan date falls on the local date, on some clock."""
        found = np.zeros(len(self.dates), np.bool_)
        found[self.date_index[:, self.day == 0]] = True
        return found

    def date_of(self, days: int) -> dt.date:
        """The date so many days after the plan date."""
        return self.plan_date + dt.timedelta(days=days)

    def in_force(self, valid: Validity) -> Bools:
        """[dates] whether a rule so valid binds contacts of the date."""
        days = [self.date_of(day) for day in self.dates]
        since, until = valid.from_ or dt.date.min, valid.to or dt.date.max
        return np.array([since <= day <= until for day in days], np.bool_)


def calendar_of(day: Day, zones: tuple[str, ...]) -> Calendar:
    """The horizon on the clocks of `zones`."""
    slots = day.slots
    shape = (len(zones), len(slots))
    date = np.zeros((len(zones), len(slots) + day.num_dates), np.int32)
    date[:, len(slots) :] = np.arange(day.num_dates)
    start, end = np.zeros(shape, np.int32), np.zeros(shape, np.int32)
    for z, name in enumerate(zones):
        clock = ZoneInfo(name)
        for s, slot in enumerate(slots):
            begins, ends = slot.start_at.astimezone(clock), slot.end_at.astimezone(clock)
            date[z, s] = (begins.date() - day.date).days
            start[z, s] = begins.hour * 60 + begins.minute
            end[z, s] = (ends.date() - begins.date()).days * 1440 + ends.hour * 60 + ends.minute
    dates = np.unique(np.append(date, np.arange(day.num_dates)))
    date_index = np.searchsorted(dates, date).astype(np.int32)
    geometry_dates, geometry = np.unique(date_index, axis=0, return_inverse=True)
    return Calendar(
        plan_date=day.date,
        num_dates=day.num_dates,
        zones=zones,
        start_at=np.array([(s.start_at - _EPOCH) // dt.timedelta(microseconds=1) for s in slots], np.int64),
        exists=np.array([*(s.exists for s in slots), *[True] * day.num_dates], np.bool_),
        day=np.array([*(s.date for s in slots), *range(day.num_dates)], np.int32),
        date=date,
        start=start,
        end=end,
        dates=tuple(int(d) for d in dates),
        date_index=date_index,
        geometry=geometry.reshape(-1).astype(np.int32),
        geometry_dates=geometry_dates.astype(np.int32),
    )
