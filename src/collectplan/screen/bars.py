"""A bar: what one rule or built-in reason leaves open, for whom, and how it is told.

Every reason for which a contact may not be made is a bar over the places of the horizon: a closed channel bars all of
them, a conversation this morning those after it. What is left is what passes every bar, so one loop in `leads` tries
them all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from collectplan.domain.stages import Bools, Ints
from collectplan.screen.calendar import Calendar
from collectplan.screen.codes import combine


@dataclass(frozen=True, eq=False)
class Bar:
    """What is open under one reason.

    Attributes:
        reason: a built-in id, or the rule's kind.
        rule: a built-in id, or the rule's id.
        channels: [channels] concerned.
        holder: [accounts] position in `mask` and `detail`.
        mask: [holders] position in `masks`; 0: all is open.
        masks: [masks, places] open places; the first row is all open.
        detail: [holders] position in `details`; None: the mask's own position.
        details: what to tell, without personal data.
        applies: [accounts] bound at all; None: every account.
    """

    reason: str
    rule: str
    channels: Bools
    holder: Ints
    mask: Ints
    masks: Bools
    details: tuple[str, ...]
    detail: Ints | None = None
    applies: Bools | None = None

    def mask_of(self, accounts: Ints) -> Ints:
        """The mask of each account."""
        mask = self.mask[self.holder[accounts]]
        return mask if self.applies is None else np.where(self.applies[accounts], mask, 0).astype(np.int32)

    def detail_of(self, accounts: Ints) -> Ints:
        """The detail of each account, as a position in `details`."""
        holder = self.holder[accounts]
        return self.mask[holder] if self.detail is None else self.detail[holder]


def throughout(
    reason: str, rule: str, channels: Bools, holder: Ints, is_barred: Bools, places: int, detail: str
) -> Bar:
    """A bar that leaves nothing open, on any date, to holders that are barred."""
    masks = np.ones((2, places), np.bool_)
    masks[1] = False
    return Bar(reason, rule, channels, holder, is_barred.astype(np.int32), masks, (detail, detail))


@dataclass(frozen=True, eq=False)
class Stairs:
    """Places barred from a slot on, date by date.

    Attributes:
        first: [dates, holders] first slot barred among those of the date; the number of slots: none.
        untimed: [plan dates, holders] whether the date's place without an hour is barred.
    """

    first: Ints
    untimed: Bools

    @classmethod
    def none(cls, calendar: Calendar, num_holders: int) -> Stairs:
        """Nothing is barred yet."""
        first = np.full((len(calendar.dates), num_holders), calendar.num_slots, np.int32)
        return cls(first, np.zeros((calendar.num_dates, num_holders), np.bool_))

    def masks(self, geometry: Ints, in_force: Bools, calendar: Calendar) -> tuple[Ints, Bools]:
        """As masks of open places.

        Args:
            geometry: [holders] of the holder's clock.
            in_force: [dates] on which the bar stands at all.
            calendar: of the planned dates.

        Returns:
            [holders] position of the mask, 0 where all is open; and [masks, places].
        """
        barred = self.untimed.any(axis=0) | (self.first < calendar.num_slots).any(axis=0)
        mask = np.zeros(barred.size, np.int32)
        all_open = np.ones((1, calendar.num_places), np.bool_)
        holders = np.flatnonzero(barred)
        if not holders.size:
            return mask, all_open
        columns = (geometry[holders], *self.untimed[:, holders].astype(np.int32), *self.first[:, holders])
        number, example = combine(*columns)
        mask[holders] = number + 1
        example = holders[example]
        date = calendar.geometry_dates[geometry[example]]
        first = np.take_along_axis(self.first[:, example].T, date, axis=1)
        is_barred = np.arange(calendar.num_places) >= first
        is_barred[:, calendar.num_slots :] = self.untimed[:, example].T
        return mask, np.concatenate([all_open, ~(is_barred & in_force[date])])
