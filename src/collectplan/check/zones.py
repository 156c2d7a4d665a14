"""Where accounts may live by their raw cells: the zones of their own cell, else of their address and telephone number.

A zone counts where any source tells it. What a telephone number tells is asked of phonenumbers, once for all numbers
that begin alike and are as long; where mobile numbers have no area codes, or a number has no area, it tells the zones
of all countries with its calling code, unless the address lies in one of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from collectplan.domain.region_zones import CALLING_CODES_WITH_AREAS, zones_of_region
from collectplan.domain.strategy import Strategy
from collectplan.errors import Finding, StrategyError

#: How many digits of a number the library is shown, and of one that may be dialled abroad.
_READ_DIGITS, _READ_ABROAD = 5, 8
#: Calling code, blank and what can tell an area: 1 212555, 55 929999.
_AREA_CHARACTERS = 9


def candidates(timezone: pl.Series, region: pl.Series, phone: pl.Series, strategy: Strategy) -> pl.Series:
    """Zones of each account, separated by a blank, the one on which dates are counted first; never null.

    Args:
        timezone: cells, empty ones null.
        region: in capitals, null where nothing is said.
        phone: as written.
        strategy: says which columns tell zones, and the zone of those that tell none.

    Raises:
        StrategyError: telephone numbers are to tell zones, and phonenumbers is not installed.
    """
    own = timezone.str.contains(r"\s")
    if own.any():
        cells = timezone.filter(own).unique()
        timezone = timezone.replace({cell: _joined(cell.split()) for cell in cells.to_list()})
    asked = strategy.zones.from_
    if not asked or not timezone.null_count():
        return timezone.fill_null(strategy.timezone)
    rows = pl.DataFrame({"own": timezone, "region": region, "phone": phone}).with_row_index("at")
    rows = rows.filter(pl.col("own").is_null())
    if "region" not in asked:
        rows = rows.with_columns(region=pl.lit(None, pl.String))
    rows = rows.with_columns(area=_areas(rows["phone"], strategy) if "phone" in asked else pl.lit(None, pl.String))
    different = rows.select("region", "area").unique()
    meant = [_meant(region, area) or strategy.timezone for region, area in different.iter_rows()]
    different = different.with_columns(pl.Series("zones", meant, dtype=pl.String))
    told = rows.join(different, on=["region", "area"], nulls_equal=True).sort("at")
    return timezone.scatter(told["at"], told["zones"])


def _joined(names: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(names))


def _meant(region: str | None, area: str | None) -> str:
    names = [] if region is None else list(zones_of_region(region))
    if area is not None:
        names += _zones_of_area(area, region)
    return _joined(names)


def _zones_of_area(area: str, region: str | None) -> list[str]:
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE
    from phonenumbers.tzdata import TIMEZONE_DATA

    is_there = region is not None and region.partition("-")[0] in COUNTRY_CODE_TO_REGION_CODE.get(int(area), ())
    return [] if is_there else sorted(TIMEZONE_DATA[area])


def _areas(phones: pl.Series, strategy: Strategy) -> pl.Series:
    """The digits of the E.164 form that tell where each number is; null where it cannot be read."""
    try:
        from phonenumbers.tzdata import TIMEZONE_DATA
    except ImportError:
        what = "phone tells time zones only where phonenumbers is installed"
        raise StrategyError(Finding("zones.from", what, "pip install 'collectplan[phones]'")) from None
    body = pl.col("phone").str.replace(r"(?s)[\pL;#,].*$", "")
    rows = pl.DataFrame({"phone": phones}).with_columns(
        plus=body.str.contains(r"^[ (]*\+"), digits=body.str.replace_all(r"[^0-9]", "")
    )
    goes_abroad = pl.any_horizontal(
        pl.col("digits").str.starts_with(dialled) for dialled in ("00", "010", "011", "810")
    )
    shown = pl.when(goes_abroad & ~pl.col("plus")).then(_READ_ABROAD).otherwise(_READ_DIGITS)
    kinds = rows.select("plus", begin=pl.col("digits").str.slice(0, shown), size=pl.col("digits").str.len_chars())
    different = kinds.unique().drop_nulls()
    forms = [_form(plus, begin, size, strategy.country) for plus, begin, size in different.iter_rows()]
    different = different.with_columns(pl.Series("form", forms, dtype=pl.String))
    form = kinds.join(different, on=["plus", "begin", "size"], how="left", maintain_order="left")["form"]
    ends = rows.select(pl.col("digits").str.slice(shown)).to_series()
    begins = (form + ends).str.head(_AREA_CHARACTERS)
    # A form is calling code, blank, further digits.
    beginnings = begins.unique().drop_nulls()
    told = [_longest(begin, TIMEZONE_DATA) for begin in beginnings.to_list()]
    return begins.replace_strict(beginnings, told, default=None, return_dtype=pl.String)


def _form(plus: bool, begin: str, size: int, country: str | None) -> str | None:
    """Calling code, a blank, and the national digits up to the last that was given; zeros stand for those after it."""
    import phonenumbers

    try:
        number = phonenumbers.parse(f"{'+' * plus}{begin.ljust(size, '0')}", country)
    except phonenumbers.NumberParseException:
        return None
    national = phonenumbers.national_significant_number(number)
    after = max(0, size - len(begin))
    whole = f"{number.country_code}{national}"
    if whole[len(whole) - after :].strip("0"):
        return None
    code = str(number.country_code)
    return f"{code} {whole[len(code) : len(whole) - after]}"


def _longest(begin: str, data: Mapping[str, tuple[str, ...]]) -> str | None:
    code, _, national = begin.partition(" ")
    if int(code) in CALLING_CODES_WITH_AREAS:
        for size in range(len(national), 0, -1):
            if code + national[:size] in data:
                return code + national[:size]
    return code if code in data else None
