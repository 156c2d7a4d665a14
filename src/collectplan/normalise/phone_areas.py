"""What telephone numbers tell of the place: their area where the country's numbers have any, else their country.

Numbers are read by the library phonenumbers, whose prefixes of the E.164 form tell time zones. Reading one takes it
about 25 microseconds, so that of a million numbers only each beginning is read, zeros standing for what follows: that
does not change which digits are prefix of calls abroad, calling code, trunk prefix and area.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

import polars as pl

from collectplan.domain.region_zones import CALLING_CODES_WITH_AREAS
from collectplan.domain.stages import LoadedStrategy
from collectplan.errors import Finding, StrategyError

#: Digits that the library sees; more of numbers that begin as calls abroad do: 00, 0011, 010, 011, 810.
_SEEN: Final = 5
_SEEN_ABROAD: Final = 8
_ABROAD: Final = r"^(00|010|011|810)"


def areas(phones: pl.Series, loaded: LoadedStrategy) -> pl.Series:
    """The beginning of each number, in E.164 digits, that tells its zones; null where nothing is told.

    Args:
        phones: as written, with or without a calling code.
        loaded: the strategy, whose country numbers without a calling code are of.

    Raises:
        StrategyError: the library is not installed.
    """
    prefixes = _prefixes(loaded)
    # What follows a letter is an extension, or no number at all.
    plain = phones.str.extract(r"^([^\pL;#,]*)", 1)
    numbers = pl.DataFrame(
        {
            "has_code": plain.str.strip_chars_start(" (").str.starts_with("+"),
            "digits": plain.str.replace_all(r"[^0-9]", ""),
        }
    )
    is_abroad = ~pl.col("has_code") & pl.col("digits").str.contains(_ABROAD)
    size = pl.when(is_abroad).then(_SEEN_ABROAD).otherwise(_SEEN)
    numbers = numbers.with_columns(
        seen=pl.col("digits").str.head(size),
        rest=pl.col("digits").str.slice(size),
        length=pl.col("digits").str.len_bytes(),
    )
    key = ["has_code", "seen", "length"]
    beginnings = numbers.select(key).drop_nulls().unique().sort(key)
    read = [_read(plus, seen, size, loaded.strategy.country) for plus, seen, size in beginnings.iter_rows()]
    table = beginnings.with_columns(
        pl.Series("code", [code for code, _ in read], dtype=pl.String),
        pl.Series("start", [start for _, start in read], dtype=pl.String),
    )
    found = numbers.join(table, on=key, how="left", maintain_order="left")
    return _longest(found.select(pl.col("start") + pl.col("rest")).to_series(), found["code"], prefixes)


def zones_of(area: str, region: str | None) -> tuple[str, ...]:
    """The zones of what `areas` found, sorted by name; none for a number that tells no more than the address does.

    Args:
        area: as of `areas`.
        region: of the address. Of a number that tells its country alone nothing is added to an address there.
    """
    # Only who has found an area has the library.
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE
    from phonenumbers.tzdata import TIMEZONE_DATA

    countries = COUNTRY_CODE_TO_REGION_CODE.get(int(area), ())
    if region is not None and region.split("-")[0] in countries:
        return ()
    return tuple(sorted(TIMEZONE_DATA[area]))


def _prefixes(loaded: LoadedStrategy) -> Mapping[str, tuple[str, ...]]:
    try:
        from phonenumbers.tzdata import TIMEZONE_DATA
    except ImportError:
        where = loaded.source.where("zones", "from")
        what = "time zones from telephone numbers need the library phonenumbers, which is not installed"
        raise StrategyError(Finding(where, what, "pip install 'collectplan[phones]', or leave phone out")) from None
    return TIMEZONE_DATA


def _read(has_code: bool, seen: str, length: int, country: str | None) -> tuple[str | None, str | None]:
    """The calling code of numbers that begin so, and their E.164 digits up to where the unseen ones follow."""
    import phonenumbers

    unseen = "0" * (length - len(seen))
    try:
        number = phonenumbers.parse(("+" if has_code else "") + seen + unseen, country)
    except phonenumbers.NumberParseException:
        return None, None
    code = str(number.country_code)
    digits = code + phonenumbers.national_significant_number(number)
    return (code, digits.removesuffix(unseen)) if digits.endswith(unseen) else (None, None)


def _longest(numbers: pl.Series, codes: pl.Series, prefixes: Collection[str]) -> pl.Series:
    """The longest prefix with which each number begins; its calling code where numbers tell their country alone."""
    with_areas = tuple(str(code) for code in sorted(CALLING_CODES_WITH_AREAS))
    known = [prefix for prefix in prefixes if prefix.startswith(with_areas)]
    heads = numbers.set(~codes.is_in(with_areas).fill_null(value=False), None).str.head(max(map(len, known)))
    distinct = heads.drop_nulls().unique().sort()
    longest = pl.Series([None], dtype=pl.String).new_from_index(0, len(distinct))
    for size in sorted({len(prefix) for prefix in known}):
        begin = distinct.str.head(size)
        longest = begin.zip_with(begin.is_in([prefix for prefix in known if len(prefix) == size]), longest)
    by_area = heads.replace_strict(distinct, longest, default=None, return_dtype=pl.String)
    countries = codes.unique().drop_nulls().sort().to_list()
    alone = codes.set(~codes.is_in([code for code in countries if code in prefixes]).fill_null(value=False), None)
    return pl.select(pl.coalesce(by_area, alone)).to_series()
