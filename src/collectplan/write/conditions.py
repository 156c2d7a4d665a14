"""What must be asked again before a contact is made: the grid's `condition`, and conditions.csv."""

from __future__ import annotations

from typing import Final

import polars as pl

from collectplan.domain.stages import Day, LoadedStrategy, Solution
from collectplan.domain.strategy import CapRule, CooldownRule, DaysWindow, ExclusiveRule, Window
from collectplan.write.fates import CONTACT

CONDITIONS_COLUMNS: Final = (
    "row", "date", "start", "customer_id", "account_id", "channel", "rule", "kind", "counted", "max", "window_start",
    "depends_on", "words",
)  # fmt: skip

#: What stands before the number of a row of outlook.csv; rows of grid.csv are plain numbers.
OUTLOOK: Final = "outlook:"

#: The spreadsheet row of the first record.
_FIRST_ROW: Final = 2

_NAMES: Final = {
    "en": {
        "attempts": "attempts", "contacts": "contacts", "conversations": "conversations", "contact": "contact",
        "conversation": "conversation", "day": "calendar day", "week": "calendar week", "month": "calendar month",
        "days": "{} days", "one": "1 day",
        "cap": "only while {rule} holds: at most {max} {what} in the {window} from {since}; with all that is planned "
        "they could come to {counted}",
        "cooldown": "only if none of these earlier contacts ended in a {what} ({rule}: none in the {window} after it)",
        "exclusive": "only if none of these earlier contacts, on another channel, ended in a {what} ({rule}: no other "
        "channel within the {window})",
    },
    "es": {
        "attempts": "intentos", "contacts": "contactos", "conversations": "conversaciones", "contact": "contacto",
        "conversation": "conversación", "day": "día calendario", "week": "semana calendario",
        "month": "mes calendario", "days": "{} días", "one": "1 día",
        "cap": "solo mientras se cumpla {rule}: como máximo {max} {what} en {window} desde {since}; con todo lo "
        "planeado podrían llegar a {counted}",
        "cooldown": "solo si ninguno de estos contactos anteriores terminó en {what} ({rule}: ninguno en {window} "
        "desde entonces)",
        "exclusive": "solo si ninguno de estos contactos anteriores, por otro canal, terminó en {what} ({rule}: "
        "ningún otro canal en {window})",
    },
}  # fmt: skip


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
    rules, language = loaded.strategy.limits.rules, "es" if loaded.strategy.language.startswith("es") else "en"
    names = dict(rows.select(CONTACT, "row").iter_rows())
    place = dict(rows.select(CONTACT, "place").iter_rows())
    texts = []
    for contact, position, counted, since, others in told.iter_rows():
        rule = rules[position]
        most = str(rule.max) if isinstance(rule, CapRule) else ""
        on = " ".join(names[other] for other in sorted(others, key=lambda other: place[other]))
        words = _words(rule, counted, since.isoformat(), language)
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


def _words(rule: object, counted: int | None, since: str, language: str) -> str:
    names = _NAMES[language]
    if isinstance(rule, CapRule):
        window, what = _window(rule.window, names), names[rule.count]
        return names["cap"].format(rule=rule.id, max=rule.max, what=what, window=window, since=since, counted=counted)
    if isinstance(rule, CooldownRule):
        days = DaysWindow(days=rule.days)
        return names["cooldown"].format(rule=rule.id, what=names[rule.after], window=_window(days, names))
    if isinstance(rule, ExclusiveRule):
        window = _window(rule.window, names)
        return names["exclusive"].format(rule=rule.id, what=names[rule.after], window=window)
    raise TypeError(f"no rule that hangs on outcomes: {rule}")


def _window(window: Window, names: dict[str, str]) -> str:
    if not isinstance(window, DaysWindow):
        return names[window.calendar]
    return names["one"] if window.days == 1 else names["days"].format(window.days)
