"""The raw attempts as what they count as, for the customers, or addresses, of whom a rule can ask.

An attempt is outbound and not `failed`; inbound ones are events only. A code that maps to no outcome counts as an
attempt, a contact and a conversation. A row without a time, customer, channel or outcome that can be read says nothing.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from collectplan.check import raw_cells
from collectplan.domain.outcomes import CONTACTS, CONVERSATIONS, NOT_ATTEMPTED, OUTCOMES, UNMAPPED
from collectplan.domain.strategy import CapRule, ObligationRule, PoolRule, SpacingRule, Strategy
from collectplan.domain.tables import RawTable

SCHEMA: Final[dict[str, pl.DataType]] = {
    "customer": pl.UInt32(),
    "customer_id": pl.String(),
    "account_id": pl.String(),
    "channel": pl.String(),
    "address": pl.String(),
    "outcome": pl.String(),
    "at": pl.Datetime("us", "UTC"),
    "is_attempt": pl.Boolean(),
}


def read_history(raw: RawTable | None, contacts: pl.DataFrame, strategy: Strategy) -> pl.DataFrame:
    """Attempts and events with columns `SCHEMA`; of everybody where a rule looks across customers.

    `customer` is the contacts' number of the customer, null for one that is not planned.

    Args:
        raw: the attempts, or None where there are none.
        contacts: of the plan.
        strategy: its `input` says how cells are written.
    """
    if raw is None:
        return pl.DataFrame(schema=SCHEMA)
    texts = [
        name
        for name in ("customer_id", "account_id", "channel", "address", "outcome", "direction", "at")
        if name in raw.frame.columns
    ]
    frame = raw.frame.select(texts)
    customers = contacts.select("customer_id", "customer").unique()
    if not _looks_across_customers(strategy):
        frame = frame.filter(raw_cells.filled(frame["customer_id"]).is_in(customers["customer_id"].implode()))
    absent = [
        pl.lit(None, pl.String).alias(name) for name in ("account_id", "address", "direction") if name not in texts
    ]
    frame = frame.select(raw_cells.filled(frame[name]) for name in texts).with_columns(absent)
    frame = frame.with_columns(raw_cells.instants(frame["at"], strategy.input, strategy.timezone).alias("at"))
    frame = frame.drop_nulls(["at", "customer_id", "channel", "outcome"])
    direction = pl.col("direction").str.to_lowercase().fill_null("outbound")
    frame = frame.filter(direction.is_in(["inbound", "outbound"]))
    return (
        frame.with_columns(_channels(frame["channel"], strategy), _outcomes(frame["outcome"], strategy))
        .select(
            *(name for name in SCHEMA if name not in ("customer", "is_attempt")),
            is_attempt=(direction == "outbound") & ~pl.col("outcome").is_in(sorted(NOT_ATTEMPTED)),
        )
        .join(customers, on="customer_id", how="left")
        .select(SCHEMA.keys())
    )


def counts_as(what: str) -> pl.Expr:
    """Whether an outcome is such an event: contact and conversation by their outcomes, others by their very name."""
    named = {
        "attempts": None,
        "contact": CONTACTS,
        "contacts": CONTACTS,
        "conversation": CONVERSATIONS,
        "conversations": CONVERSATIONS,
    }
    members = named.get(what, frozenset({what}))
    if members is None:
        return pl.lit(True)
    unmapped = {UNMAPPED} if what in named else set()
    return pl.col("outcome").is_in(sorted(members | unmapped))


def own_dates(events: pl.DataFrame) -> pl.DataFrame:
    """Add `date`, the local date of `at` on the clock of `zone`; the order of rows is lost."""
    parts = [
        part.with_columns(pl.col("at").dt.convert_time_zone(str(zone)).dt.date().alias("date"))
        for (zone,), part in events.partition_by("zone", as_dict=True).items()
    ]
    return pl.concat(parts) if parts else events.with_columns(pl.lit(None, pl.Date).alias("date"))


def _channels(cells: pl.Series, strategy: Strategy) -> pl.Series:
    """Channels in the strategy's spelling; those that it does not have stay as they are."""
    spelt = {name.lower(): name for name in strategy.channels}
    known = cells.str.to_lowercase().replace_strict(spelt, default=None, return_dtype=pl.String)
    return known.fill_null(cells)


def _outcomes(codes: pl.Series, strategy: Strategy) -> pl.Series:
    """Outcomes of the contract; codes in any case, those of `input.outcomes` before the contract's own words."""
    mapping = {name: name for name in OUTCOMES}
    mapping |= {code.strip().lower(): outcome for code, outcome in strategy.input.outcomes.items()}
    return codes.str.to_lowercase().replace_strict(mapping, default=UNMAPPED, return_dtype=pl.String)


def _looks_across_customers(strategy: Strategy) -> bool:
    return any(
        isinstance(rule, PoolRule | ObligationRule)
        or (isinstance(rule, CapRule | SpacingRule) and rule.per == "address")
        for rule in strategy.limits.rules
    )
