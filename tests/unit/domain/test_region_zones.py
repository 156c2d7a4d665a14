"""The table of regions and their time zones, against the time-zone database."""

from __future__ import annotations

import datetime as dt
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

import pytest

from collectplan.domain.region_zones import COUNTRIES, PARTS, zones_of_region

#: First of each month of two years: winter and summer of both halves of the world.
INSTANTS = [dt.datetime(year, month, 1, tzinfo=dt.UTC) for year in (2026, 2027) for month in range(1, 13)]


@cache
def offsets(zone: str) -> tuple[dt.timedelta | None, ...]:
    return tuple(at.astimezone(ZoneInfo(zone)).utcoffset() for at in INSTANTS)


def countries() -> dict[str, set[str]]:
    """Country: zones, as zone.tab has them."""
    found: dict[str, set[str]] = {}
    for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            found.setdefault(country, set()).add(zone)
    return found


def test_every_zone_exists() -> None:
    """A misspelt name would stop a run on the day on which the first customer lives there."""
    told = {zone for parts in PARTS.values() for zones in parts for zone in zones.split()}
    told |= {zone for zones in COUNTRIES.values() for zone in zones.split()}
    assert told <= available_timezones()


def test_countries_keep_the_times_that_the_database_says() -> None:
    """Of each country of zone.tab the table has every time that is kept there, and no other."""
    # The islands that the United States administer far away are countries of their own in zone.tab.
    elsewhere = {"US": {"US", "PR", "VI", "GU", "MP", "AS", "UM"}}
    by_country = countries()
    for country in by_country:
        meant = {zone for code in elsewhere.get(country, {country}) for zone in by_country[code]}
        kept = {offsets(zone) for zone in zones_of_region(country)}
        assert kept == {offsets(zone) for zone in meant}, country


def test_no_part_stands_twice() -> None:
    """A part listed under two keys would have the zones of both by accident."""
    for country, parts in PARTS.items():
        names = [name for written in parts.values() for name in written.split()]
        assert len(names) == len(set(names)), country
    assert not set(PARTS) & set(COUNTRIES)


@pytest.mark.parametrize(
    ("region", "zones"),
    [
        ("US-CA", ("America/Los_Angeles",)),
        ("US-TX", ("America/Chicago", "America/Denver")),
        ("MX-BCN", ("America/Tijuana",)),
        ("CO-ANT", ("America/Bogota",)),
        ("CL-VS", ("America/Santiago", "Pacific/Easter")),
        ("EC-W", ("Pacific/Galapagos",)),
        ("ES-TF", ("Atlantic/Canary",)),
        ("AU-NSW", ("Australia/Broken_Hill", "Australia/Lord_Howe", "Australia/Sydney")),
        ("PT", ("Atlantic/Azores", "Atlantic/Madeira", "Europe/Lisbon")),
        ("PT-99", ("Atlantic/Azores", "Atlantic/Madeira", "Europe/Lisbon")),
        ("XX-1", ()),
        ("-", ()),
    ],
)
def test_regions(region: str, zones: tuple[str, ...]) -> None:
    """A part has its own zones, one in two zones both; a country, or an unknown part, all of them; nonsense none."""
    assert zones_of_region(region) == zones


def test_states_of_the_united_states_are_complete() -> None:
    """Fifty states and the District of Columbia, and six outlying areas."""
    assert sum(len(names.split()) for names in PARTS["US"].values()) == 57
    assert sum(len(names.split()) for names in PARTS["CA"].values()) == 13
    assert sum(len(names.split()) for names in PARTS["BR"].values()) == 27
    assert sum(len(names.split()) for names in PARTS["CL"].values()) == 16
    assert sum(len(names.split()) for names in PARTS["EC"].values()) == 24
    # Thirty-two states; Mexico City has an old code as well.
    assert sum(len(names.split()) for names in PARTS["MX"].values()) == 33
