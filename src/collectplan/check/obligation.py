"""Rules of kind obligation.

Proves, for every account that the rule applies to, that is not suppressed, and whose date or event falls due on a
planned date:
1. from the date in the column `of`, or after the event `of`, until `within_days` later, its customer has an attempt in
   the history or a planned contact on the rule's channels.

A date that fell due before the first planned date can no longer be kept by this plan, and one that falls due after the
last may be kept by a later one. A name that is neither a column nor an event binds nobody; it is counted as not
checked. A plan that cannot keep an obligation says so in run.json: what it says there is held against the same facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from collectplan.check import raw_cells
from collectplan.check.evidence import Evidence, on_channels, on_past_channels
from collectplan.check.findings import NONE, found_elsewhere, said, worded
from collectplan.check.history import attempted, counts_as, own_dates
from collectplan.check.suppression import held_out
from collectplan.domain.outcomes import OUTCOMES
from collectplan.domain.strategy import ObligationRule

_EVENTS = frozenset(OUTCOMES) | {"contact", "conversation"}
_KEYS = ["customer_id", "since", "by"]


def is_defined(rule: ObligationRule, evidence: Evidence) -> bool:
    """Whether `of` names an event or a column of the portfolio."""
    return rule.of in _EVENTS or evidence.book.has(rule.of)


def obligation(rule: ObligationRule, evidence: Evidence) -> pl.DataFrame:
    """Findings of one obligation; what run.json tells as missed is none where the evidence says so."""
    missed = _missed(rule, evidence)
    if evidence.spares_told and evidence.run is not None:
        missed = missed.join(_told(rule, evidence.run), on=["customer_id", "by"], how="anti")
    within = f"within {rule.within_days} days of the {rule.of} of {{}}, by {{}}."
    left_alone = pl.col("customer_id").is_in(held_out(missed["customer_id"], evidence.strategy))
    what = (
        pl.when(left_alone)
        .then(worded(f"The customer is held out: no contact {within}", "since", "by"))
        .otherwise(worded(f"No contact {within}", "since", "by"))
    )
    return found_elsewhere(missed.select("customer_id", "since", "by").unique(), what)


def claims(evidence: Evidence) -> pl.DataFrame:
    """Findings: what run.json says of obligations and is not so; a run that says nothing of them claims nothing."""
    run, findings = evidence.run, [NONE]
    if run is None or "obligations" not in run:
        return NONE
    for rule in evidence.strategy.limits.rules:
        if not isinstance(rule, ObligationRule):
            continue
        open_, missed = _open(rule, evidence), _missed(rule, evidence)
        told = {entry.get("by"): entry for entry in _entries(rule, run)}
        for by in sorted({*open_["by"].dt.to_string("iso"), *(key for key in told if isinstance(key, str))}):
            named = _told(rule, {"obligations": [told.get(by, {"rule": rule.id})]})["customer_id"].to_list()
            lacking = missed.filter(pl.col("by").dt.to_string("iso") == by)["customer_id"].unique().to_list()
            due = open_.filter(pl.col("by").dt.to_string("iso") == by)["customer_id"].n_unique()
            counts = {"due": due, "kept": due - len(lacking)}
            claimed = {name: told.get(by, {}).get(name) for name in counts}
            if claimed != counts or sorted(named) != sorted(lacking):
                words = f"{due} due, {due - len(lacking)} kept, missed: {', '.join(sorted(lacking)) or 'none'}"
                findings.append(said(f"Of obligation {rule.id} by {by} run.json does not say what is so: {words}."))
    return pl.concat(findings)


def serving(evidence: Evidence) -> pl.DataFrame:
    """`row` of every contact that answers what the history did not."""
    found = [
        _answered(_open(rule, evidence), _planned(rule, evidence)).select("row")
        for rule in evidence.strategy.limits.rules
        if isinstance(rule, ObligationRule)
    ]
    return pl.concat([pl.DataFrame(schema={"row": pl.Int64}), *found]).unique()


def _missed(rule: ObligationRule, evidence: Evidence) -> pl.DataFrame:
    """`customer_id, since, by` of what neither history nor plan answers."""
    open_ = _open(rule, evidence)
    return open_.join(_answered(open_, _planned(rule, evidence)), on=_KEYS, how="anti")


def _open(rule: ObligationRule, evidence: Evidence) -> pl.DataFrame:
    """`customer_id, since, by, since_at` of what falls due on a planned date and the history does not answer."""
    accounts = _bound_accounts(rule, evidence)
    due = _by_event(rule, evidence, accounts) if rule.of in _EVENTS else _by_column(rule, evidence, accounts)
    due = due.with_columns(by=pl.col("since") + pl.duration(days=rule.within_days))
    first, last = _planned_dates(evidence)
    due = due.filter(pl.col("by").is_between(first, last) & ~(pl.col("held") >= pl.col("by")).fill_null(False))
    if rule.valid.from_ is not None:
        due = due.filter(pl.col("by") >= rule.valid.from_)
    if rule.valid.to is not None:
        due = due.filter(pl.col("by") <= rule.valid.to)
    past = on_past_channels(evidence.history, rule).filter(attempted(rule))
    past = own_dates(past.join(_customers(accounts), on="customer_id"))
    past = past.select("customer_id", answered="date", answered_at="at", row=pl.lit(None, pl.Int64))
    return due.join(_answered(due, past), on=_KEYS, how="anti")


def _planned_dates(evidence: Evidence) -> tuple[pl.Expr, pl.Expr]:
    """The first and the last planned date: as run.json says, else those of the contacts."""
    run = evidence.run or {}
    first, days = run.get("plan_date"), run.get("days", 1)
    if isinstance(first, str) and isinstance(days, int):
        begin = pl.lit(first).str.to_date("%Y-%m-%d", strict=False)
        return begin, begin + pl.duration(days=days - 1)
    dates = evidence.contacts["plan_date"]
    return pl.lit(dates.min(), pl.Date), pl.lit(dates.max(), pl.Date)


def _answered(due: pl.DataFrame, answers: pl.DataFrame) -> pl.DataFrame:
    """What is due beside each answer to it, those of the same day after the event."""
    return due.join(answers, on="customer_id").filter(
        pl.col("answered").is_between(pl.col("since"), pl.col("by"))
        & (pl.col("answered_at") > pl.col("since_at")).fill_null(True)
    )


def _planned(rule: ObligationRule, evidence: Evidence) -> pl.DataFrame:
    """Planned contacts on the rule's channels: `customer_id, answered` date, `answered_at` instant, `row`."""
    plan = on_channels(evidence.contacts, rule.channels)
    return plan.select("customer_id", pl.col("row").cast(pl.Int64), answered="date", answered_at="start_at")


def _entries(rule: ObligationRule, run: Mapping[str, Any]) -> list[dict[str, Any]]:
    told = run.get("obligations")
    entries = told if isinstance(told, list) else []
    return [entry for entry in entries if isinstance(entry, dict) and entry.get("rule") == rule.id]


def _told(rule: ObligationRule, run: Mapping[str, Any]) -> pl.DataFrame:
    """`customer_id, by` of what a run tells as missed."""
    missed = [each for entry in _entries(rule, run) for each in entry.get("missed") or [] if isinstance(each, dict)]
    rows = [(str(each.get("customer_id")), str(each.get("by"))) for each in missed]
    told = pl.DataFrame(rows, schema={"customer_id": pl.String, "by": pl.String}, orient="row")
    return told.with_columns(pl.col("by").str.to_date("%Y-%m-%d", strict=False))


def _bound_accounts(rule: ObligationRule, evidence: Evidence) -> pl.DataFrame:
    accounts = evidence.accounts
    if rule.applies_when is not None:
        accounts = accounts.filter(evidence.book.truth(rule.applies_when))
    return accounts.filter(pl.col("flaw").is_null() & pl.col("stop_reason").is_null())


def _by_column(rule: ObligationRule, evidence: Evidence, accounts: pl.DataFrame) -> pl.DataFrame:
    dates = raw_cells.dates(evidence.book.typed(rule.of), evidence.strategy.input)
    dated = accounts.with_columns(since=dates.gather(accounts["account"]))
    return dated.select("customer_id", "since", since_at=pl.lit(None, pl.Datetime("us", "UTC")), held="hold_until")


def _by_event(rule: ObligationRule, evidence: Evidence, accounts: pl.DataFrame) -> pl.DataFrame:
    customers = _customers(accounts)
    events = evidence.history.filter(counts_as(rule.of, rule.outcomes)).join(customers, on="customer_id")
    return own_dates(events).select("customer_id", since="date", since_at="at", held="held")


def _customers(accounts: pl.DataFrame) -> pl.DataFrame:
    """One row a customer: the zone of its first account, and the date until which all of its accounts are held."""
    ordered = accounts.sort("customer_id", "account_id")
    return ordered.group_by("customer_id", maintain_order=True).agg(
        pl.col("zone").first(), held=pl.when(pl.col("hold_until").is_not_null().all()).then(pl.col("hold_until").min())
    )
