"""What had to be asked again before a planned contact was made: conditions.csv, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from collectplan.check import raw_cells
from collectplan.domain.cells import unguarded_text
from collectplan.domain.rule_words import condition_words
from collectplan.domain.strategy import CapRule, CooldownRule, ExclusiveRule
from collectplan.packet.own import Own
from collectplan.packet.words import LANGUAGES

#: What conditions.csv repeats of the row of a grid.
_SAME: Final = ("date", "start", "account_id", "channel")


def conditions_of(own: Own, row: Mapping[str, str | None]) -> list[dict[str, Any]]:
    """`rule` and `words` by language of each condition of one of the customer's planned contacts.

    Args:
        own: of the customer.
        row: of the grid, empty cells null.
    """
    told = _told(own, row)
    rules = {rule.id: rule for rule in own.loaded.strategy.limits.rules}
    found = []
    for name in (row.get("condition") or "").split():
        rule, said = rules.get(name), told.get(name)
        words = {}
        if isinstance(rule, CapRule | CooldownRule | ExclusiveRule) and said is not None:
            counted = int(said["counted"]) if str(said.get("counted") or "").isdecimal() else None
            num_earlier = len((said.get("depends_on") or "").split())
            if counted is not None or not isinstance(rule, CapRule):
                since = said.get("window_start") or ""
                words = {each: condition_words(rule, counted, since, num_earlier, each) for each in LANGUAGES}
        found.append({"rule": name, "words": words})
    return found


def _told(own: Own, row: Mapping[str, str | None]) -> dict[str, dict[str, Any]]:
    """Rows of conditions.csv about a row of the grid, by rule."""
    conditions = own.results.conditions
    if conditions is None or not row.get("condition"):
        return {}
    cells = conditions.select(raw_cells.filled(unguarded_text(conditions[name])) for name in conditions.columns)
    of_row = pl.all_horizontal(pl.col(name).eq_missing(pl.lit(row.get(name), pl.String)) for name in _SAME)
    return {each["rule"]: each for each in cells.filter(of_row).iter_rows(named=True)}
