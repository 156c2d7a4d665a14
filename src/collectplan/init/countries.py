"""What made-up customers of a country have: zones, regions and cities, money, and numbers that nobody answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Country:
    """A country of made-up customers.

    Attributes:
        places: region (ISO 3166-2), city and zone, from which customers are drawn evenly.
        typical_debt: median of what an account owes, in the currency.
        phone: of the customer with this number, from 0 on.
    """

    places: tuple[tuple[str, str, str], ...]
    typical_debt: float
    phone: Callable[[int], str]


def _colombia(number: int) -> str:
    # No operator holds the prefix 399.
    return f"399{number:07d}"


def _mexico(number: int) -> str:
    # No area code begins with 0.
    return f"00{number:08d}"


def _united_states(number: int) -> str:
    # 555-0100 to 555-0199 are kept free for fiction in every area code.
    return f"{201 + number // 100 % 700}55501{number % 100:02d}"


COUNTRIES: Final[Mapping[str, Country]] = {
    "CO": Country(
        (
            ("CO-DC", "Bogotá", "America/Bogota"),
            ("CO-ANT", "Medellín", "America/Bogota"),
            ("CO-VAC", "Cali", "America/Bogota"),
            ("CO-NSA", "Cúcuta", "America/Bogota"),
        ),
        1_800_000.0,
        _colombia,
    ),
    "MX": Country(
        (
            ("MX-CMX", "Ciudad de México", "America/Mexico_City"),
            ("MX-NLE", "Monterrey", "America/Monterrey"),
            ("MX-BCN", "Tijuana", "America/Tijuana"),
            ("MX-SON", "Hermosillo", "America/Hermosillo"),
        ),
        9_000.0,
        _mexico,
    ),
    "US": Country(
        (
            ("US-NY", "Albany", "America/New_York"),
            ("US-IL", "Springfield", "America/Chicago"),
            ("US-CO", "Denver", "America/Denver"),
            ("US-CA", "Fresno", "America/Los_Angeles"),
        ),
        900.0,
        _united_states,
    ),
}

#: A country that the program knows nothing of: one zone, the strategy's own.
ELSEWHERE: Final = Country((("", "Springfield", ""),), 900.0, _united_states)
