"""Rules of kind obligation.

Proves, for every account that the rule applies to, that is not suppressed, and whose date or event falls due on a
planned date:
1. from the date in the column `of`, or after the event `of`, until `within_days` later, its customer has an attempt in
   the history or a planned contact on the rule's channels.

A date that fell due before the first planned date can no longer be kept by this plan, and one that falls due after the
last may be kept by a later one. A name that is neither a column nor an event binds nobody; it is counted as not
checked.
"""

from __future__ import annotations

import polars as pl

from collectplan.check import raw_cells
from collectplan.check.evidence import Evidence, on_channels
from collectplan.check.findings import NONE, found_elsewhere, worded
from collectplan.check.history import counts_as, own_dates
from collectplan.domain.outcomes import OUTCOMES
from collectplan.domain.strategy import ObligationRule

_EVENTS = frozenset(OUTCOMES) | {"contact", "conversation"}


def is_defined(rule: ObligationRule, evidence: Evidence) -> bool:
    """Whether `of` names an event or a column of the portfolio."""
    return rule.of in _EVENTS or evidence.book.has(rule.of)


def obligation(rule: ObligationRule, evidence: Evidence) -> pl.DataFrame:
    """Findings of one obligation."""
    if not is_defined(rule, evidence) or evidence.contacts.is_empty():
        return NONE
    first, last = evidence.contacts["plan_date"].min(), evidence.contacts["plan_date"].max()
    accounts = _bound_accounts(rule, evidence)
    due = _by_event(rule, evidence, accounts) if rule.of in _EVENTS else _by_column(rule, evidence, accounts)
    due = due.with_columns(by=pl.col("since") + pl.duration(days=rule.within_days))
    due = due.filter(pl.col("by").is_between(first, last) & ~(pl.col("held") >= pl.col("by")).fill_null(False))
    if rule.valid.from_ is not None:
        due = due.filter(pl.col("by") >= rule.valid.from_)
    if rule.valid.to is not None:
        due = due.filter(pl.col("by") <= rule.valid.to)
    answered = due.join(_answers(rule, evidence, accounts), on="customer_id").filter(
        pl.col("answered").is_between(pl.col("since"), pl.col("by"))
        & (pl.col("since_at").is_null() | (pl.col("answered_at") > pl.col("since_at")).fill_null(True))
    )
    missed = (
        due.join(answered, on=["customer_id", "since", "by"], how="anti").select("customer_id", "since", "by").unique()
    )
    what = worded(f"No contact within {rule.within_days} days of the {rule.of} of {{}}, by {{}}.", "since", "by")
    return found_elsewhere(missed, what)


def _bound_accounts(rule: ObligationRule, evidence: Evidence) -> pl.DataFrame:
    accounts = evidence.accounts
    if rule.applies_when is not None:
        accounts = accounts.filter(evidence.book.truth(rule.applies_when))
    return accounts.filter(pl.col("flaw").is_null() & pl.col("stop_reason").is_null())


def _by_column(rule: ObligationRule, evidence: Evidence, accounts: pl.DataFrame) -> pl.DataFrame:
    dates = raw_cells.dates(evidence.book.typed(rule.of), evidence.strategy.input)
    return (
        accounts.with_columns(since=dates.gather(accounts["account"]))
        .drop_nulls("since")
        .select("customer_id", "since", since_at=pl.lit(None, pl.Datetime("us", "UTC")), held="hold_until")
    )


def _by_event(rule: ObligationRule, evidence: Evidence, accounts: pl.DataFrame) -> pl.DataFrame:
    customers = _customers(accounts)
    events = evidence.history.filter(counts_as(rule.of)).join(customers, on="customer_id")
    return own_dates(events).select("customer_id", since="date", since_at="at", held="held")


def _answers(rule: ObligationRule, evidence: Evidence, accounts: pl.DataFrame) -> pl.DataFrame:
    """Attempts and planned contacts on the rule's channels: `customer_id, answered` date, `answered_at` instant."""
    past = on_channels(evidence.history, rule.channels).filter("is_attempt")
    past = own_dates(past.join(_customers(accounts), on="customer_id"))
    plan = on_channels(evidence.contacts, rule.channels)
    return pl.concat(
        [
            past.select("customer_id", answered="date", answered_at="at"),
            plan.select("customer_id", answered="date", answered_at="start_at"),
        ]
    )


def _customers(accounts: pl.DataFrame) -> pl.DataFrame:
    """One row a customer: the zone of its first account, and the date until which all of its accounts are held."""
    ordered = accounts.sort("customer_id", "account_id")
    return ordered.group_by("customer_id", maintain_order=True).agg(
        pl.col("zone").first(), held=pl.when(pl.col("hold_until").is_not_null().all()).then(pl.col("hold_until").min())
    )
