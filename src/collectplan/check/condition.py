"""What must be asked again before a contact is made: conditions of rows, and conditions.csv, which says them in full.

Proves `condition`:
1. the rules that a row's `condition` names could be broken there, if all that is planned ended as badly as it can;
2. what conditions.csv says of a row is of that row's customer, account, channel, date and hour;
3. the rules that it names for a row are the ones that the row's own `condition` names;
4. a plan whose rows have conditions has a conditions.csv.

That a row's `condition` names every rule that hangs on outcomes is proved rule by rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

import polars as pl

from collectplan.check.cap import cap
from collectplan.check.cooldown import cooldown
from collectplan.check.evidence import Evidence
from collectplan.check.exclusive import exclusive
from collectplan.check.findings import NONE, found, found_elsewhere, said, worded
from collectplan.domain.cells import unguarded_text
from collectplan.domain.strategy import Rule

REQUIRED: Final = ("row", "date", "start", "customer_id", "account_id", "channel", "rule")
_OUTLOOK: Final = "outlook:"
#: Kinds of rules that outcomes can break.
_ON_OUTCOMES: Final[Mapping[str, Callable[[Any, Evidence], pl.DataFrame]]] = {
    "cap": cap,
    "cooldown": cooldown,
    "exclusive": exclusive,
}
_SAME: Final = ("date", "start", "customer_id", "account_id", "channel")


def condition(evidence: Evidence, conditions: pl.DataFrame | None) -> pl.DataFrame:
    """Findings about conditions.csv.

    Args:
        evidence: with the rows of grid.csv and outlook.csv.
        conditions: conditions.csv, all String; None where there is none.
    """
    if "condition" not in evidence.rows.columns:
        return NONE
    idle = _idle(evidence)
    if conditions is None:
        is_silent = evidence.run is None or evidence.rows["condition"].is_null().all()
        return idle if is_silent else pl.concat([idle, said("Rows have conditions, and there is no conditions.csv.")])
    rows = _rows(evidence)
    told = conditions.select(unguarded_text(conditions[name]) for name in REQUIRED).with_columns(
        pl.col(name).str.strip_chars().fill_null("") for name in REQUIRED
    )
    own = rows.with_columns(pl.col(name).fill_null("") for name in (*_SAME, "condition"))
    beside = told.join(own, left_on="row", right_on="name", how="left", suffix="_of_row")
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_of_row")) for name in _SAME)
    strange = beside.filter(differs)
    what = worded("conditions.csv says of row {} what that row is not.", pl.col("row"))
    named = told.group_by("row").agg(rules=pl.col("rule").unique().sort().str.join(" "))
    both = own.join(named, left_on="name", right_on="row", how="left").with_columns(pl.col("rules").fill_null(""))
    apart = both.filter(pl.col("rules") != pl.col("condition")).with_columns(customer_id="customer_id")
    words = worded("The row's condition is {}, and conditions.csv says {}.", "condition", "rules")
    return pl.concat([idle, found_elsewhere(strange, what), found(apart, words)])


def _idle(evidence: Evidence) -> pl.DataFrame:
    """Findings: rules that a row names, though nothing that is planned could break them there."""
    named = evidence.rows.filter(pl.col("condition").is_not_null())
    named = named.select("row", "customer_id", rule=pl.col("condition").str.split(" ")).explode("rule")
    named = named.filter(pl.col("rule") != "")
    rules = {rule.id: rule for rule in evidence.strategy.limits.rules}
    hanging = [pl.DataFrame(schema={"row": pl.Int64, "rule": pl.String})]
    if evidence.strategy.limits.assume == "contingent":
        asked = [rules[name] for name in sorted(set(named["rule"])) if name in rules]
        hanging += [_hanging(rule, named, evidence).select("row", rule=pl.lit(rule.id)) for rule in asked]
    surplus = named.join(pl.concat(hanging), on=["row", "rule"], how="anti")
    return found(surplus, worded("The row's condition names the rule {}, which hangs on no outcome there.", "rule"))


def _hanging(rule: Rule, named: pl.DataFrame, evidence: Evidence) -> pl.DataFrame:
    """Findings of a rule at the worst, of the customers whose rows name it."""
    judge: Callable[[Any, Evidence], pl.DataFrame] | None = _ON_OUTCOMES.get(rule.kind)
    if judge is None:
        return NONE
    contacts = evidence.contacts
    if getattr(rule, "per", None) != "address":
        contacts = contacts.join(named.filter(pl.col("rule") == rule.id), on="customer_id", how="semi")
    return judge(rule, replace(evidence, contacts=contacts, at_worst=True))


def _rows(evidence: Evidence) -> pl.DataFrame:
    """`row, name` as conditions.csv has it, `condition`, and what it repeats of each row, all text."""
    rows = evidence.rows
    num_grid = rows.filter(~pl.col("in_outlook")).height
    name = (
        pl.when("in_outlook")
        .then(pl.format(f"{_OUTLOOK}{{}}", pl.col("row") - num_grid))
        .otherwise(pl.col("row").cast(pl.String))
    )
    hour = pl.col("start")
    clock = pl.format("{}:{}", (hour // 60).cast(pl.String).str.zfill(2), (hour % 60).cast(pl.String).str.zfill(2))
    return rows.select(
        "row",
        "condition",
        "customer_id",
        "account_id",
        "channel",
        name=name,
        date=pl.col("plan_date").dt.to_string("iso"),
        start=pl.when(hour.is_not_null()).then(clock),
    )
