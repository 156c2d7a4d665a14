"""What has happened before a planned contact: events of the history and, in the worst case, of the plan itself.

In the worst case a planned contact with an hour is, from its slot's start, a contact and a conversation for every
contact in a strictly later slot. Events in the same slot or later do not look back.
"""

from __future__ import annotations

import polars as pl

from collectplan.check.evidence import Evidence, on_channels
from collectplan.check.history import counts_as, own_dates
from collectplan.domain.strategy import OutcomeTable

#: Events that the worst case makes of a planned contact.
PLANNED_EVENTS = ("contact", "conversation")


def preceding(
    contacts: pl.DataFrame,
    evidence: Evidence,
    event: str,
    channels: tuple[str, ...] | None,
    *,
    is_worst: bool,
    table: OutcomeTable | None = None,
    per_account: bool = False,
) -> pl.DataFrame:
    """Every pair of a contact and an earlier event of its customer.

    Args:
        contacts: of which the question is asked.
        evidence: with the history, and all contacts of the plan.
        event: contact, conversation or an outcome.
        channels: on which the event counts; None: on all.
        is_worst: whether planned contacts become events.
        table: which outcomes the rule counts as contacts and conversations; None: those of the contract.
        per_account: whether an event counts only for the account that it was about; one that names none, for all.

    Returns:
        Columns of the contacts that findings need, and `event_at` (UTC), `event_date` (on the contact's clock) and
        `event_channel`.
    """
    contacts = contacts.select("row", "customer_id", "customer", "account_id", "channel", "zone", "date", "start_at")
    pairs = [_from_history(contacts, evidence, channels, counts_as(event, table))]
    if is_worst and event in PLANNED_EVENTS:
        pairs.append(_from_plan(contacts, evidence, channels))
    all_of = pl.concat(pairs)
    return all_of.filter((pl.col("event_account") == pl.col("account_id")).fill_null(True)) if per_account else all_of


def latest(pairs: pl.DataFrame) -> pl.DataFrame:
    """One row a contact: the one with the last event."""
    return pairs.sort("row", "event_at", "event_channel").unique("row", keep="last", maintain_order=True)


def _from_history(
    contacts: pl.DataFrame, evidence: Evidence, channels: tuple[str, ...] | None, is_event: pl.Expr
) -> pl.DataFrame:
    events = on_channels(evidence.history, channels).filter(is_event)
    events = events.select("customer", "at", "channel", event_account="account_id").join(
        contacts.select("customer", "zone").unique(), on="customer"
    )
    events = own_dates(events).select(
        "zone", "customer", "event_account", event_at="at", event_date="date", event_channel="channel"
    )
    pairs = contacts.join(events, on=["customer", "zone"])
    before = pl.when(pl.col("start_at").is_null()).then(pl.col("event_date") <= pl.col("date"))
    return pairs.filter(before.otherwise(pl.col("event_at") < pl.col("start_at")))


def _from_plan(contacts: pl.DataFrame, evidence: Evidence, channels: tuple[str, ...] | None) -> pl.DataFrame:
    timed = on_channels(evidence.contacts, channels).filter(pl.col("start_at").is_not_null())
    events = timed.select(
        *("customer", "plan_date"),
        event_account="account_id",
        event_at="start_at",
        event_date="date",
        event_channel="channel",
    )
    pairs = contacts.join(events, on="customer")
    # The one slot of an untimed contact is its whole day, so that only contacts planned for earlier dates lie before
    # it; both dates are the operation's, since an early slot may fall on the evening before by the customer's clock.
    before = pl.when(pl.col("start_at").is_null()).then(pl.col("plan_date") < pl.col("date"))
    return pairs.filter(before.otherwise(pl.col("event_at") < pl.col("start_at"))).drop("plan_date")
