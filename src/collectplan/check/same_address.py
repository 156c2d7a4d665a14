"""Whether two ways of writing an address mean the same one.

Diallers write numbers in their own way: 300 555 0100, +57-300-555-0100, 005730055550100. Numbers are the same where
one's digits end with the other's, at least seven of them; other addresses where they differ in blanks and case only.
"""

from __future__ import annotations

from typing import Final

import polars as pl

#: Digits of the shortest number that is told apart from others by them alone.
_LEAST: Final = 7


def is_same(one: pl.Expr, other: pl.Expr) -> pl.Expr:
    """Boolean of two String expressions; null where one is."""
    are_numbers = ~one.str.contains(r"[\p{L}@]") & ~other.str.contains(r"[\p{L}@]")
    first, second = _digits(one), _digits(other)
    shorter = pl.min_horizontal(first.str.len_bytes(), second.str.len_bytes())
    is_same_number = (first == second) | (
        (shorter >= _LEAST) & (first.str.ends_with(second) | second.str.ends_with(first))
    )
    plain = one.str.to_lowercase().str.replace_all(r"\s", "") == other.str.to_lowercase().str.replace_all(r"\s", "")
    return pl.when(are_numbers & (shorter > 0)).then(is_same_number).otherwise(plain)


def _digits(address: pl.Expr) -> pl.Expr:
    return address.str.replace_all(r"\D", "").str.strip_chars_start("0")
