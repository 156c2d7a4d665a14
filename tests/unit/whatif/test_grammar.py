"""The words of changes."""

from __future__ import annotations

import pytest

from collectplan.errors import UsageError
from collectplan.whatif.grammar import Add, Agents, Span, parse_add, parse_agents


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("call=60min@10:00", ("call", None, 60.0, True, Span(600, None))),
        ("call/night shift=-2h@10:00-12:30", ("call", "night shift", -120.0, True, Span(600, 750))),
        ("call=1.5h", ("call", None, 90.0, True, None)),
        ("sms=5000@12:00", ("sms", None, 5000.0, False, Span(720, None))),
        ("whatsapp=+2000", ("whatsapp", None, 2000.0, False, None)),
        ("budget=.5", ("budget", None, 0.5, False, None)),
    ],
)
def test_what_is_added(said: str, meant: tuple[str, str | None, float, bool, Span | None]) -> None:
    """Hours are sixty minutes, signs and decimals are read, a span holds the slots that begin in it."""
    assert parse_add(said) == Add(said, *meant)


def test_a_span_without_an_end_is_one_slot() -> None:
    """10:00 alone is the slot that begins then; 10:00-12:00 those that begin at 10:00 and 11:00, not at 12:00."""
    assert [start for start in range(540, 781, 60) if Span(600, None).holds(start)] == [600]
    assert [start for start in range(540, 781, 60) if Span(600, 720).holds(start)] == [600, 660]


@pytest.mark.parametrize(
    "said",
    ["", "call", "call=", "call=much", "call=60sec", "call=60min@25:00", "call=60min@12:00-10:00", "call/general=60",
     "=60min", "call=1e9999", "call=60min@10"],
)  # fmt: skip
def test_what_is_no_addition_is_wrong_usage(said: str) -> None:
    """Whatever does not fit the form is refused with the form; a group without minutes is a slip."""
    with pytest.raises(UsageError):
        parse_add(said)


def test_agents_come_and_go() -> None:
    """A number with or without its sign; a shift has two ends."""
    assert parse_agents("general=+2") == Agents("general=+2", "general", 2, None)
    assert parse_agents("general=-1") == Agents("general=-1", "general", -1, None)
    assert parse_agents("general=2@08:00-16:00").shift == Span(480, 960)


@pytest.mark.parametrize("said", ["general", "general=1.5", "general=+1@08:00", "general=-1@08:00-16:00", "=2"])
def test_what_is_no_agent_is_wrong_usage(said: str) -> None:
    """Half agents, shifts without an end, and hours for those who leave are refused."""
    with pytest.raises(UsageError):
        parse_agents(said)
