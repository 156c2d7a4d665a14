"""The raw portfolio as facts that the check needs of each account, and which rows cannot be relied on.

A row is *flawed* where a cell that the contract gives a type cannot be read, a required one is empty, or its account_id
stands on several rows. Such an account may not be planned, and its cells say nothing about its customer.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import polars as pl

from collectplan.check.expressions import Portfolio
from collectplan.check.places import numbered
from collectplan.domain.strategy import Strategy
from collectplan.domain.tables import PORTFOLIO

#: Money beyond this is a slip of the keyboard.
_MOST = 1e15
_BOUNDS = {"balance": (0.0, _MOST), "past_due": (0.0, _MOST), "risk_score": (0.0, 1.0)}
_REGION = r"^[A-Za-z0-9-]*[A-Za-z0-9][A-Za-z0-9-]*$"


def facts(book: Portfolio, strategy: Strategy) -> pl.DataFrame:
    """One row for every row of the portfolio, in the file's order.

    Returns:
        `account` (position), `customer` (a number for each), `account_id, customer_id, zones, region,
        stop_reason` String, `zone` String (the first of the zones, on which dates are counted), `hold_until`
        Date, `past_due` Float64, `preferred_channel` String, `preferred_start, preferred_end` Int32 minutes,
        `flaw` String (the first column that is wrong, null where none is).
    """
    frame = pl.DataFrame(
        {
            "account_id": book.text("account_id"),
            "customer": numbered(book.typed("customer_id")),
            "customer_id": book.typed("customer_id"),
            "zones": book.typed("timezone"),
            "zone": _first(book.typed("timezone")),
            "region": book.text("region").str.to_uppercase(),
            "stop_reason": book.text("stop_reason"),
            "hold_until": book.typed("hold_until"),
            "past_due": book.typed("past_due"),
            "preferred_channel": _spelt(book.text("preferred_channel"), strategy),
            "preferred_start": book.typed("preferred_start"),
            "preferred_end": book.typed("preferred_end"),
        }
    )
    return frame.with_row_index("account").with_columns(pl.Series("flaw", _flaws(book, strategy)))


def _flaws(book: Portfolio, strategy: Strategy) -> pl.Series:
    """Name of the first column of each row that is wrong."""
    ids = book.text("account_id")
    wrong = {"account_id": ids.is_null() | _is_repeated(ids)}
    names = [name for name in (*PORTFOLIO, *(f"consent_{c}" for c in strategy.channels)) if book.has(name)]
    for name in names:
        if not book.is_read_whole(name):
            wrong[name] = book.text(name).is_not_null() & book.read(name).is_null()
    for name in ("days_past_due", "balance"):
        wrong[name] = book.read(name).is_null()
    nothing = pl.Series([False]).new_from_index(0, book.num_accounts)
    for name, (low, high) in _BOUNDS.items():
        wrong[name] = wrong.get(name, nothing) | ~book.read(name).is_between(low, high)
    wish, start, end = (book.text("preferred_channel"), book.read("preferred_start"), book.read("preferred_end"))
    wrong["preferred_channel"] = wish.is_not_null() & _spelt(wish, strategy).is_null()
    wrong["preferred_end"] = wrong.get("preferred_end", nothing) | (start >= end)
    wrong["region"] = ~book.text("region").str.contains(_REGION)
    zones = book.typed("timezone")
    wrong["timezone"] = ~zones.is_in([names for names in zones.unique().to_list() if all(map(_is_zone, names.split()))])
    return pl.select(pl.coalesce(pl.when(is_wrong).then(pl.lit(name)) for name, is_wrong in wrong.items())).to_series()


def _is_repeated(ids: pl.Series) -> pl.Series:
    number = numbered(ids)
    return pl.Series(np.bincount(number)[number] > 1, dtype=pl.Boolean)


def _spelt(wishes: pl.Series, strategy: Strategy) -> pl.Series:
    """Preferred channels in the strategy's spelling; null where it has no such channel."""
    spelling = {name.lower(): name for name in strategy.channels}
    return wishes.str.to_lowercase().replace_strict(spelling, default=None, return_dtype=pl.String)


def _first(zones: pl.Series) -> pl.Series:
    several = zones.unique().sort().to_list()
    return zones.replace({names: names.split()[0] for names in several if " " in names})


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
