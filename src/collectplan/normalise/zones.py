"""In which time zones an account may live: what its own cell says, else what address and telephone number indicate.

An account's zones are one text, names separated by a blank. The first is the clock on which dates are counted; an hour
must be open on all of them.
"""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo

import polars as pl

from collectplan.domain.region_zones import zones_of_region
from collectplan.domain.stages import LoadedStrategy
from collectplan.normalise import phone_areas

_COLUMNS: Final = ("timezone", "region", "phone")


def spelt(cell: str) -> str | None:
    """The names of zones in a cell, each once, separated by one blank; None where one is no IANA name."""
    try:
        names = [ZoneInfo(name).key for name in cell.split()]
    except (KeyError, ValueError, OSError):
        return None
    return " ".join(dict.fromkeys(names)) or None


def zones(accounts: pl.DataFrame, loaded: LoadedStrategy) -> pl.Series:
    """`timezone` filled: of the first of cell, `zones.from` and the strategy that says anything.

    Args:
        accounts: accepted rows, `timezone` and `region` in the contract's spelling.
        loaded: the strategy. A telephone number without a calling code is of its country.

    Returns:
        [accounts] String, never null. The address's zones come before the number's, each in the order of their names.

    Raises:
        StrategyError: telephone numbers are asked, and the library that reads them is not installed.
    """
    strategy, own = loaded.strategy, accounts["timezone"]
    if not strategy.zones.from_ or not own.null_count():
        return own.fill_null(strategy.timezone)
    silent = accounts.select(_COLUMNS).filter(own.is_null())
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, silent.height)
    by_region = "region" in strategy.zones.from_
    by_phone = "phone" in strategy.zones.from_
    told = pl.DataFrame(
        {
            "region": silent["region"] if by_region else nothing,
            "area": phone_areas.areas(silent["phone"], loaded) if by_phone else nothing,
        }
    )
    # A million accounts have a few thousand combinations.
    kinds = told.unique().sort("region", "area")
    names = [_indicated(region, area) or strategy.timezone for region, area in kinds.iter_rows()]
    table = kinds.with_columns(zones=pl.Series(names, dtype=pl.String))
    found = told.join(table, on=["region", "area"], how="left", nulls_equal=True, maintain_order="left")["zones"]
    place = own.is_null().cast(pl.Int64).cum_sum() - 1
    return own.fill_null(found.gather(place.clip(lower_bound=0)))


def _indicated(region: str | None, area: str | None) -> str:
    by_region = zones_of_region(region) if region is not None else ()
    by_phone = phone_areas.zones_of(area, region) if area is not None else ()
    return " ".join(dict.fromkeys((*by_region, *by_phone)))
