"""Zones told by address and telephone number: what the check makes of raw cells, and that the planner makes the same."""

from __future__ import annotations

import datetime as dt
import sys
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectplan.check.zones import candidates
from collectplan.errors import StrategyError
from collectplan.normalise import normalise
from tests.unit.check import worlds
from tests.unit.check.agreement import Place, answers

pytest.importorskip("phonenumbers", reason="the optional extra `phones` is not installed")

BOTH = {"from": ["region", "phone"]}
DAYTIME = {"id": "hours", "kind": "hours", "mon-sun": ["08:00", "21:00"]}
MONDAY = dt.date(2026, 3, 2)


def told(country: str = "US", zones: Any = BOTH, **cells: Any) -> str:
    """The zones of one account as the check reads them, the planner having read the same."""
    loaded = worlds.strategy(country=country, zones=zones)
    account = worlds.account(**({"phone": None} | cells))
    columns = [pl.Series([account.get(name)], dtype=pl.String) for name in ("timezone", "region", "phone")]
    found = candidates(*columns, loaded.strategy)[0]
    inputs = normalise(worlds.table("portfolio", [account]), None, None, loaded)
    assert inputs.portfolio["timezone"][0] == found
    return str(found)


def test_the_accounts_own_cell_wins() -> None:
    """Where it says something neither address nor number is asked; several names are kept in their order, each once."""
    assert told(timezone="America/Lima", region="US-CA") == "America/Lima"
    assert told(timezone="America/New_York  America/Chicago America/New_York") == "America/New_York America/Chicago"


def test_address_before_number() -> None:
    """Both count; the address's zones come first."""
    assert told(region="US-CA", phone="212 555 0100") == "America/Los_Angeles America/New_York"
    assert told(region="US-TX", phone="+1 (212) 555-0100") == "America/Chicago America/Denver America/New_York"


def test_only_what_is_listed_is_asked() -> None:
    """`from` says which columns tell anything; with none the strategy's zone holds."""
    cells = {"region": "US-CA", "phone": "212 555 0100"}
    assert told(zones={"from": ["region"]}, **cells) == "America/Los_Angeles"
    assert told(zones={"from": ["phone"]}, **cells) == "America/New_York"
    assert told(zones={}, **cells) == "America/Bogota"
    assert told(region="XX-1", phone="none") == "America/Bogota"


def test_numbers_without_a_calling_code_are_the_countrys() -> None:
    """664 is Tijuana where the strategy is Mexican; abroad a calling code, or the way to dial abroad, is needed."""
    assert told("MX", phone="664 123 4567") == "America/Tijuana"
    assert told("US", phone="+52 664 123 4567") == "America/Tijuana"
    assert told("US", phone="011 52 664 123 4567") == "America/Tijuana"
    assert told("US", phone="011 593 99 123 4567") == "America/Guayaquil Pacific/Galapagos"
    assert told("AU", phone="0011 593 99 123 4567") == "America/Guayaquil Pacific/Galapagos"
    assert told("US", phone="(212) 555-0100 ext 5") == "America/New_York"
    assert told("BR", phone="(92) 99999-1234") == "America/Manaus"


def test_a_number_without_an_area_adds_nothing_to_an_address_in_its_country() -> None:
    """A toll-free number could be anywhere, an Australian mobile too; the address says where."""
    assert told(region="US-CA", phone="800 555 0100") == "America/Los_Angeles"
    assert told("AU", region="AU-WA", phone="0412 345 678") == "Australia/Eucla Australia/Perth"
    without = told("AU", phone="0412 345 678").split()
    assert {"Australia/Perth", "Australia/Sydney"} <= set(without)
    assert told(region="US-CA", phone="+57 300 123 4567") == "America/Los_Angeles America/Bogota"


def test_each_account_is_asked_for_itself() -> None:
    """One has zones of its own, one an address, one nothing: each row's answer is its own."""
    columns = (["America/Lima America/Lima", None, None], ["US-CA", "US-CA", None], [None, None, None])
    asked = (pl.Series(cells, dtype=pl.String) for cells in columns)
    found = candidates(*asked, worlds.strategy(country="US", zones=BOTH).strategy)
    assert found.to_list() == ["America/Lima", "America/Los_Angeles", "America/Bogota"]


def test_a_number_that_is_dialled_in_two_ways_at_once_tells_nothing() -> None:
    """A plus and 011 after it: what is read of its beginning is not what is read of the whole."""
    assert told("US", phone="+011 61 2 9374 4000") == "America/Bogota"


def test_the_calls_of_the_rule_book() -> None:
    """K04: a 212 number with an address in Los Angeles may be called at 11:30 of New York and not at 10:30, 07:30 there;
    a debtor in Tijuana at 09:30 of Mexico City, 07:30 there, and not at 07:30, 05:30 there.
    """
    said = {"slots": {"start": "07:30", "end": "20:30", "minutes": 60}, "channels": {"call": {"address": "phone"}}}
    american = worlds.rules(DAYTIME, timezone="America/New_York", country="US", zones=BOTH, **said)
    account = worlds.account(region="US-CA", phone="(212) 555-0100")
    for answer in answers(american, account, date=MONDAY):
        assert answer[Place("2026-03-02", "call", "11:30")] in (True, [])
        assert answer[Place("2026-03-02", "call", "10:30")] in (False, ["hours"])
    seven_to_ten = {"id": "hours", "kind": "hours", "mon-sun": ["07:00", "22:00"]}
    mexican = worlds.rules(seven_to_ten, timezone="America/Mexico_City", country="MX", zones=BOTH, **said)
    account = worlds.account(region="MX-BCN", phone="664 123 4567")
    for answer in answers(mexican, account, date=MONDAY):
        assert answer[Place("2026-03-02", "call", "09:30")] in (True, [])
        assert answer[Place("2026-03-02", "call", "07:30")] in (False, ["hours"])


def test_a_wrong_name_among_several_is_wrong() -> None:
    """The row is rejected by the planner and not relied on by the check, as with a single wrong name."""
    account = worlds.account(timezone="America/Bogota America/Macondo")
    loaded = worlds.strategy()
    inputs = normalise(worlds.table("portfolio", [account]), None, None, loaded, tolerate=True)
    assert inputs.rejects["column"].to_list() == ["timezone"]
    verdict = worlds.verdict([worlds.contact()], loaded, [account])
    assert worlds.broken(verdict) == ["unknown_account"]


def test_every_clock_is_asked() -> None:
    """Hours, closed days and wishes each refuse a contact that only the second clock forbids."""
    account = worlds.account(timezone="America/Bogota Asia/Tokyo")
    evening = worlds.contact(start="12:00", end="13:00")  # two in the morning in Tokyo
    assert worlds.broken(worlds.verdict([evening], worlds.rules(DAYTIME), [account])) == ["hours"]
    saturday = worlds.contact(date="2026-03-07", start="12:00", end="13:00")
    sundays = {"id": "sundays", "kind": "closed", "weekdays": ["sun"]}
    assert worlds.broken(worlds.verdict([saturday], worlds.rules(sundays), [account])) == ["sundays"]
    wish = {**account, "preferred_end": "18:00"}
    late = worlds.contact(start="06:00", end="07:00")  # eight in the evening in Tokyo
    assert worlds.broken(worlds.verdict([late], None, [wish])) == ["preference"]
    assert worlds.broken(worlds.verdict([worlds.contact(start="06:00", end="07:00")], None, [account])) == []


def test_a_wish_without_an_end_ends_at_midnight() -> None:
    """Who wishes nothing before nine does not wish a slot from 23:00 to 01:00: it ends before nine of the next day."""
    account = worlds.account(timezone="America/Sao_Paulo", preferred_start="09:00")
    loaded = worlds.strategy(slots={"start": "00:00", "end": "24:00", "minutes": 120})
    across = worlds.contact(start="20:00", end="22:00")  # 22:00 to 24:00 there
    assert worlds.broken(worlds.verdict([across], loaded, [account])) == []
    odd = worlds.strategy(slots={"start": "01:00", "end": "23:00", "minutes": 120})
    across = worlds.contact(start="21:00", end="23:00")  # 23:00 to 01:00 there
    assert worlds.broken(worlds.verdict([across], odd, [account])) == ["preference"]


def test_a_slot_to_midnight_of_the_second_clock_ends_at_24() -> None:
    """21:00 to 22:00 in Bogota ends at midnight in Sao Paulo, two hours east, on the date on which it began."""
    account = worlds.account(timezone="America/Bogota America/Sao_Paulo")
    until_midnight = {"id": "hours", "kind": "hours", "mon-sun": ["08:00", "24:00"]}
    last = worlds.contact(start="21:00", end="22:00")  # 23:00 to 24:00 there
    assert worlds.broken(worlds.verdict([last], worlds.rules(until_midnight), [account])) == []
    after = worlds.contact(start="22:00", end="23:00")
    assert worlds.broken(worlds.verdict([after], worlds.rules(until_midnight), [account])) == ["hours"]


def test_the_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks for numbers without the library learns what to install, from planner and check alike."""
    monkeypatch.setitem(sys.modules, "phonenumbers.tzdata", None)
    loaded = worlds.strategy(zones=BOTH)
    portfolio = worlds.table("portfolio", [worlds.account()])
    with pytest.raises(StrategyError, match=r"pip install 'collectplan\[phones\]'"):
        normalise(portfolio, None, None, loaded)
    with pytest.raises(StrategyError, match=r"pip install 'collectplan\[phones\]'"):
        worlds.verdict([worlds.contact()], loaded)


numbers = st.text("0123456789+-() /x", max_size=18) | st.from_regex(
    r"(\+1|1|\+52|\+55|00|011)?[ (]?[2-9][0-9]{9,10}", fullmatch=True
)


@settings(max_examples=60, deadline=None)
@given(st.lists(numbers, min_size=1, max_size=8), st.sampled_from(["US", "MX", "BR", "AR", "CO", "GB", None]))
def test_any_numbers_are_read_alike(phones: list[str], country: str | None) -> None:
    """Planner and check read a number on its own, and so alike, whatever stands on the other rows."""
    loaded = worlds.strategy(country=country, zones={"from": ["phone"]})
    accounts = [worlds.account(account_id=f"A{n}", phone=phone) for n, phone in enumerate(phones)]
    planned = normalise(worlds.table("portfolio", accounts), None, None, loaded).portfolio
    cells = pl.Series([phone.strip() or None for phone in phones], dtype=pl.String)
    nothing = pl.Series([None] * len(phones), dtype=pl.String)
    assert (
        planned.sort("account_id")["timezone"].to_list()
        == candidates(nothing, nothing, cells, loaded.strategy).to_list()
    )
