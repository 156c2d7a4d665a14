"""Slots as instants: ordinary days, and days on which the clock jumps."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectplan.domain.day import instant_of, make_day, moments, weights_of
from collectplan.domain.stages import Day
from tests.builders import MONDAY, strategy

SPRING = dt.date(2026, 3, 8)  # New York: 02:00 EST becomes 03:00 EDT
AUTUMN = dt.date(2026, 11, 1)  # New York: 02:00 EDT becomes 01:00 EST


def day_of(date: dt.date, zone: str, start: str = "00:00", end: str = "24:00", minutes: int = 60) -> Day:
    slots = {"start": start, "end": end, "minutes": minutes}
    return make_day(date, strategy(timezone=zone, slots=slots).strategy)


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def real_minutes(day: Day) -> list[float]:
    return [(slot.end_at - slot.start_at).total_seconds() / 60 for slot in day.slots]


def test_slots_of_an_ordinary_day() -> None:
    """08:00 to 12:00 in Bogota (UTC-5 all year) is four hours, the first from 13:00 UTC."""
    day = day_of(MONDAY, "America/Bogota", "08:00", "12:00")
    assert [(slot.start, slot.end) for slot in day.slots] == [(480, 540), (540, 600), (600, 660), (660, 720)]
    assert day.slots[0].start_at == utc("2026-03-02T13:00")
    assert day.slots[3].end_at == utc("2026-03-02T17:00")
    assert (day.date, day.zone) == (MONDAY, "America/Bogota")


def test_a_short_rest_is_not_used() -> None:
    """From 08:00 to 10:00 fit two slots of 45 minutes; the half hour from 09:30 is too short for a third."""
    day = day_of(MONDAY, "America/Bogota", "08:00", "10:00", 45)
    assert [(slot.start, slot.end) for slot in day.slots] == [(480, 525), (525, 570)]


def test_a_slot_longer_than_the_day_leaves_none() -> None:
    """Two hours do not fit between 08:00 and 09:00."""
    assert day_of(MONDAY, "America/Bogota", "08:00", "09:00", 120).slots == ()


def test_the_day_may_end_at_24_00() -> None:
    """The last hour ends at midnight of the next date: 05:00 UTC in Bogota."""
    last = day_of(MONDAY, "America/Bogota", "22:00", "24:00").slots[-1]
    assert (last.start, last.end, last.end_at) == (1380, 1440, utc("2026-03-03T05:00"))


@pytest.mark.parametrize("minutes", [30, 60])
@pytest.mark.parametrize(("date", "hours"), [(SPRING, 23), (AUTUMN, 25), (MONDAY, 24)])
def test_slots_of_a_whole_date_last_as_long_as_the_date(date: dt.date, hours: int, minutes: int) -> None:
    """New York's dates of 23 and 25 hours are filled without overlap or hole, whatever the length of a slot."""
    day = day_of(date, "America/New_York", minutes=minutes)
    assert sum(real_minutes(day)) == hours * 60
    assert all(left.end_at == right.start_at for left, right in zip(day.slots, day.slots[1:], strict=False))


def test_an_hour_that_is_jumped_over_does_not_exist() -> None:
    """New York's 02:00-03:00 is no time at all on 8 March; its neighbours meet at the change, 07:00 UTC."""
    day = day_of(SPRING, "America/New_York")
    before, jumped, after = day.slots[1:4]
    assert (before.exists, jumped.exists, after.exists) == (True, False, True)
    assert before.end_at == jumped.start_at == jumped.end_at == after.start_at == utc("2026-03-08T07:00")


def test_both_half_hours_of_the_gap_do_not_exist() -> None:
    """02:00-02:30 and 02:30-03:00 lie wholly in the gap; 2 of 48 half hours are gone."""
    day = day_of(SPRING, "America/New_York", minutes=30)
    assert [(slot.start, slot.end) for slot in day.slots if not slot.exists] == [(120, 150), (150, 180)]


def test_a_slot_partly_in_the_gap_keeps_what_there_is() -> None:
    """01:30-02:30 ends when the clock jumps, after 30 minutes, and 02:30-03:30 has the 30 minutes from 03:00."""
    day = day_of(SPRING, "America/New_York", "00:30", "04:30")
    assert real_minutes(day) == [60, 30, 30, 60]
    assert day.slots[1].end_at == day.slots[2].start_at == utc("2026-03-08T07:00")


def test_the_repeated_hour_belongs_to_the_slot_that_runs() -> None:
    """New York's 01:00-02:00 on 1 November runs from 01:00 EDT (05:00 UTC) to 02:00 EST (07:00 UTC): two hours."""
    day = day_of(AUTUMN, "America/New_York")
    assert real_minutes(day)[:3] == [60, 120, 60]
    assert (day.slots[1].start_at, day.slots[1].end_at) == (utc("2026-11-01T05:00"), utc("2026-11-01T07:00"))


def test_half_hours_of_a_repeated_hour_do_not_overlap() -> None:
    """01:00-01:30 is the first pass only; 01:30-02:00 runs when the clock goes back and takes the second pass too."""
    day = day_of(AUTUMN, "America/New_York", minutes=30)
    assert real_minutes(day)[1:5] == [30, 30, 90, 30]


@pytest.mark.parametrize(
    ("date", "lost", "last_minutes"),
    [
        (dt.date(2026, 4, 4), [], 120),  # at 24:00 the clock goes back to 23:00
        (dt.date(2026, 9, 5), [], 60),  # at 24:00 it becomes 01:00 of the next date
        (dt.date(2026, 9, 6), [0], 60),  # 00:00-01:00 is jumped over
    ],
)
def test_changes_at_midnight(date: dt.date, lost: list[int], last_minutes: float) -> None:
    """Santiago changes its clock at midnight, so that the last slot of one date or the first of the next is touched."""
    day = day_of(date, "America/Santiago")
    assert [slot.start for slot in day.slots if not slot.exists] == lost
    assert real_minutes(day)[-1] == last_minutes


def test_a_date_that_never_was() -> None:
    """Samoa had no 30 December 2011: 24 slots, none of which exists."""
    day = day_of(dt.date(2011, 12, 30), "Pacific/Apia")
    assert [slot.exists for slot in day.slots] == [False] * 24


def test_a_change_of_half_an_hour() -> None:
    """Lord Howe jumps from 02:00 to 02:30 on 4 October 2026, so that its 02:00-03:00 lasts 30 minutes."""
    day = day_of(dt.date(2026, 10, 4), "Australia/Lord_Howe")
    assert real_minutes(day)[1:4] == [60, 30, 60]


@settings(max_examples=40, deadline=None)
@given(
    zone=st.sampled_from(["America/New_York", "America/Santiago", "Europe/Berlin", "Asia/Kolkata", "America/Havana"]),
    date=st.dates(dt.date(2024, 1, 1), dt.date(2030, 12, 31)),
    minutes=st.integers(5, 240),
)
def test_slots_partition_the_instants(zone: str, date: dt.date, minutes: int) -> None:
    """Slots meet without overlap, and an instant inside a slot never reads later than its end on the wall clock."""
    day = day_of(date, zone, minutes=minutes)
    assert len(day.slots) == 1440 // minutes
    assert all(left.end_at == right.start_at for left, right in zip(day.slots, day.slots[1:], strict=False))
    for slot in day.slots:
        if slot.exists:
            wall = slot.start_at.astimezone(ZoneInfo(zone))
            assert slot.start <= wall.hour * 60 + wall.minute < slot.end
            assert wall.date() == date


def test_instants_of_wall_times_that_occur_once_agree_with_zoneinfo() -> None:
    """Berlin's noon in summer is 10:00 UTC."""
    assert instant_of(dt.date(2026, 7, 1), 720, ZoneInfo("Europe/Berlin")) == utc("2026-07-01T10:00")


def test_an_unknown_zone_is_refused() -> None:
    """There is no Mars/Olympus in the time zone database."""
    with pytest.raises(ZoneInfoNotFoundError):
        day_of(MONDAY, "Mars/Olympus")


def test_moments_go_by_channel_and_then_slot() -> None:
    """Four slots for call and four for sms, and one moment without a slot for the untimed letter."""
    operation = strategy().strategy
    found = moments(operation, make_day(MONDAY, operation))
    assert found.channel.tolist() == [0, 0, 0, 0, 1, 1, 1, 1, 2]
    assert found.slot.tolist() == [0, 1, 2, 3, 0, 1, 2, 3, -1]
    assert (found.channel.dtype, found.slot.dtype) == ("int32", "int32")


def test_a_horizon_has_the_slots_of_all_its_dates_in_a_row() -> None:
    """Four slots a day; those of Tuesday begin 24 hours after those of Monday, and say that they are a day ahead."""
    operation = strategy().strategy
    day = make_day(MONDAY, operation, 3)
    assert (len(day.slots), day.slots_a_date, day.num_dates) == (12, 4, 3)
    assert day.dates == (MONDAY, MONDAY + dt.timedelta(1), MONDAY + dt.timedelta(2))
    assert [slot.date for slot in day.slots] == [0] * 4 + [1] * 4 + [2] * 4
    assert day.slots[4].start_at - day.slots[0].start_at == dt.timedelta(days=1)
    assert day.slots[:4] == make_day(MONDAY, operation).slots


def test_each_date_of_a_horizon_has_its_own_clock() -> None:
    """New York from Saturday on: on Sunday the hour from 02:00 does not exist, and 03:00 comes 23 hours later."""
    day = make_day(
        SPRING - dt.timedelta(1),
        strategy(timezone="America/New_York", slots={"start": "02:00", "end": "04:00", "minutes": 60}).strategy,
        2,
    )
    assert [slot.exists for slot in day.slots] == [True, True, False, True]
    assert day.slots[3].start_at - day.slots[1].start_at == dt.timedelta(hours=23)


def test_moments_of_a_horizon_go_by_date_first() -> None:
    """Slots are numbered through the horizon; the untimed letter has one moment on each date."""
    operation = strategy().strategy
    found = moments(operation, make_day(MONDAY, operation, 2))
    assert found.date.tolist() == [0] * 9 + [1] * 9
    assert found.channel.tolist() == [0, 0, 0, 0, 1, 1, 1, 1, 2] * 2
    assert found.slot.tolist() == [0, 1, 2, 3, 0, 1, 2, 3, -1, 4, 5, 6, 7, 4, 5, 6, 7, -1]


def test_a_contact_counts_for_less_the_later_it_is() -> None:
    """Two percent a day: 1, 0.98 and 0.98 x 0.98; without a discount every date counts alike."""
    slower, level = strategy(horizon={"discount": 0.02}).strategy, strategy(horizon={"discount": 0.0}).strategy
    assert weights_of(slower, make_day(MONDAY, slower, 3)).tolist() == pytest.approx([1.0, 0.98, 0.9604])
    assert weights_of(level, make_day(MONDAY, level, 2)).tolist() == [1.0, 1.0]
