"""What must be asked again before a contact is made: the grid's `condition`, and conditions.csv."""

from __future__ import annotations

from typing import Final

import polars as pl

from collectplan.domain.rule_words import Language, condition_words
from collectplan.domain.stages import Day, LoadedStrategy, Solution
from collectplan.domain.strategy import CapRule
from collectplan.write.fates import CONTACT

CONDITIONS_COLUMNS: Final = (
    "row", "date", "start", "customer_id", "account_id", "channel", "rule", "kind", "counted", "max", "window_start",
    "depends_on", "words",
)  # fmt: skip

#: What stands before the number of a row of outlook.csv; rows of grid.csv are plain numbers.
OUTLOOK: Final = "outlook:"

#: The spreadsheet row of the first record.
_FIRST_ROW: Final = 2


def with_conditions(contacts: pl.DataFrame, solution: Solution, loaded: LoadedStrategy) -> pl.DataFrame:
    """The contacts with `condition`, where any has one: ids of the rules to be asked again, sorted, joined by a blank.

    Args:
        contacts: with CONTACT.
        solution: whose conditions they are.
        loaded: the strategy.
    """
    told = solution.conditions
    if told is None or told.is_empty():
        return contacts
    rules = pl.Series([rule.id for rule in loaded.strategy.limits.rules], dtype=pl.String)
    named = told.select(pl.col("contact").alias(CONTACT), rule=rules.gather(told["rule"])).sort(CONTACT, "rule")
    joined = named.group_by(CONTACT, maintain_order=True).agg(condition=pl.col("rule").str.join(" "))
    found = contacts.join(joined, on=CONTACT, how="left", maintain_order="left")
    return found.with_columns(pl.col("condition").fill_null(""))


def conditions_frame(
    solution: Solution, grid: pl.DataFrame, outlook: pl.DataFrame | None, loaded: LoadedStrategy, day: Day
) -> pl.DataFrame | None:
    """Build conditions.csv; None under `worst_case`, where nothing need be asked again.

    Args:
        solution: whose conditions they are.
        grid: grid.csv on the way to its file, with CONTACT.
        outlook: outlook.csv, the same; None for a plan of one day.
        loaded: the strategy.
        day: the planned dates.

    Returns:
        CONDITIONS_COLUMNS, one row a row of the grid or the outlook and rule, in the order of these. `row` and
        `depends_on` are spreadsheet rows of grid.csv, after `outlook:` of outlook.csv; `depends_on` lists those on
        whose outcome it hangs, joined by blanks. `counted` is what history and plan could come to, where the rule
        counts, and `max` what it allows; `window_start` the first date that matters. `words` say it in the strategy's
        language, es or else en.
    """
    told = solution.conditions
    if told is None:
        return None
    rows = _rows(grid, "", 0)
    if outlook is not None:
        rows = pl.concat([rows, _rows(outlook, OUTLOOK, grid.height)])
    rules = loaded.strategy.limits.rules
    language: Language = "es" if loaded.strategy.language.startswith("es") else "en"
    names = dict(rows.select(CONTACT, "row").iter_rows())
    place = dict(rows.select(CONTACT, "place").iter_rows())
    texts = []
    for contact, position, counted, since, others in told.iter_rows():
        rule = rules[position]
        most = str(rule.max) if isinstance(rule, CapRule) else ""
        on = " ".join(names[other] for other in sorted(others, key=lambda other: place[other]))
        words = condition_words(rule, counted, since.isoformat(), len(others), language)
        number = "" if counted is None else str(counted)
        texts.append((contact, rule.id, rule.kind, number, most, since.isoformat(), on, words))
    schema = {CONTACT: pl.Int32} | dict.fromkeys(CONDITIONS_COLUMNS[6:], pl.String)
    frame = pl.DataFrame(texts, schema=schema, orient="row").join(rows, on=CONTACT, how="left")
    return frame.sort("place", "rule").select(CONDITIONS_COLUMNS)


def _rows(frame: pl.DataFrame, before: str, first: int) -> pl.DataFrame:
    """What conditions.csv repeats of each row; `place` counts over grid and outlook."""
    named = frame.with_row_index("_row", offset=_FIRST_ROW)
    return named.select(
        CONTACT,
        pl.format(f"{before}{{}}", "_row").alias("row"),
        *(pl.col(name).cast(pl.String) for name in ("date", "start", "customer_id", "account_id", "channel")),
        place=pl.col("_row").cast(pl.Int64) + first,
    )
