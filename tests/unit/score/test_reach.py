"""Prior reach by channel and slot."""

from __future__ import annotations

from typing import Any

import pytest

from collectplan.domain.day import slot_starts
from collectplan.domain.stages import Floats
from collectplan.score.reach import prior_of, reach_by_slot
from tests.builders import OPERATION, strategy


def reach(of: str, prior: Any, **changes: Any) -> Floats:
    priors = {**OPERATION["priors"], of: {"reach": prior, "pays": 0.1}}
    operation = strategy(priors=priors, **changes).strategy
    return reach_by_slot(operation, slot_starts(operation))[list(operation.channels).index(of)]


def test_one_number_holds_all_day() -> None:
    """Four slots, one reach."""
    assert reach("call", 0.2).tolist() == [0.2, 0.2, 0.2, 0.2]


def test_hours_hold_from_their_time_on() -> None:
    """From 10:00 on it is 0.3, in the slot that begins at 10:00 too; the slots start at 8, 9, 10 and 11."""
    assert reach("sms", {"08:00": 0.1, "10:00": 0.3}).tolist() == [0.1, 0.1, 0.3, 0.3]


def test_the_earliest_time_holds_before_it_too() -> None:
    """09:30 is the earliest of two times, whatever their order in the file, and so holds at 08:00 and 09:00."""
    assert reach("sms", {"10:30": 0.3, "09:30": 0.1}).tolist() == [0.1, 0.1, 0.1, 0.3]


def test_a_time_within_a_slot_waits_for_the_next() -> None:
    """A slot has the reach of its start: 10:01 is not yet true of the slot from 10:00."""
    assert reach("sms", {"08:00": 0.1, "10:01": 0.3}).tolist() == [0.1, 0.1, 0.1, 0.3]


def test_untimed_channels_have_their_first_value() -> None:
    """The letter has no hour, so that its later steps mean nothing."""
    assert reach("letter", {"09:00": 0.05, "10:00": 0.9}).tolist() == [0.05] * 4


def test_reach_is_what_the_grid_shows() -> None:
    """Six decimals: 0.123456 and not 0.12345649."""
    assert reach("call", 0.12345649).tolist() == [0.123456] * 4


def test_a_day_without_slots_keeps_a_column_for_untimed_channels() -> None:
    """No slot fits between 08:00 and 09:00, and letters still have their reach."""
    found = reach("letter", 0.05, slots={"start": "08:00", "end": "09:00", "minutes": 120})
    assert found.tolist() == [0.05]


def test_a_channel_without_a_prior_reaches_nobody() -> None:
    """Nothing is known of it, so that it is never worth a contact."""
    operation = strategy(priors={"call": {"reach": 0.2, "pays": 0.5}}).strategy
    assert reach_by_slot(operation, [480]).tolist() == [[0.2], [0.0], [0.0]]
    assert (prior_of(operation, "sms").pays, prior_of(operation, "call").pays) == (0.0, 0.5)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_the_ends_of_the_range(share: float) -> None:
    """Never and always are probabilities like others."""
    assert reach("call", share).tolist() == [share] * 4
