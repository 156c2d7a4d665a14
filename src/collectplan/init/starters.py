"""The starter strategies: strategies/*.yaml of the project, which travel inside the package."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from collectplan.errors import UsageError

#: Starter: file of strategies/.
FILES: Final = {"plain": "plain.yaml", "CO": "colombia.yaml", "MX": "mexico.yaml", "US": "united_states.yaml"}


def starter(country: str) -> Path:
    """Return the file of a country's starter strategy.

    Raises:
        UsageError: there is none.
    """
    if country not in FILES:
        raise UsageError(f"there is no starter {country!r}; name one of {', '.join(FILES)}")
    inside = Path(__file__).parent / "strategies" / FILES[country]
    # Where the project is run from its sources the files are still at their own place.
    return inside if inside.is_file() else Path(__file__).parents[3] / "strategies" / FILES[country]
