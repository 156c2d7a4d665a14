"""The raw attempts as what they count as, for the customers, or addresses, of whom a rule can ask.

An attempt is outbound and not `failed`; inbound ones are events only. A code that maps to no outcome counts as an
attempt, a contact and a conversation. A row without a time, customer, channel or outcome that can be read says nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import polars as pl

from collectplan.check import raw_cells
from collectplan.check.places import NOWHERE, places
from collectplan.domain.outcomes import CONTACTS, CONVERSATIONS, NOT_ATTEMPTED, OUTCOMES, UNMAPPED
from collectplan.domain.strategy import (
    CapRule,
    CooldownRule,
    ExclusiveRule,
    ObligationRule,
    OutcomeTable,
    PoolRule,
    RuleBase,
    SpacingRule,
    Strategy,
)
from collectplan.domain.tables import Table

SCHEMA: Final[dict[str, pl.DataType]] = {
    "customer": pl.UInt32(),
    "customer_id": pl.String(),
    "account_id": pl.String(),
    "channel": pl.String(),
    "address": pl.String(),
    "outcome": pl.String(),
    "at": pl.Datetime("us", "UTC"),
    "is_attempt": pl.Boolean(),
    "is_inbound": pl.Boolean(),
    "row": pl.Int64(),
}
#: Columns of attempts that are read.
TEXTS: Final = ("customer_id", "account_id", "channel", "address", "outcome", "direction", "at")


def read_history(
    raw: Table | None,
    customers: pl.Series,
    accounts: pl.DataFrame,
    strategy: Strategy,
    also: tuple[str, ...] = (),
) -> pl.DataFrame:
    """Attempts and events with columns `SCHEMA`; of everybody where a rule looks across customers.

    `customer` is the accounts' number of the customer, null for one that the portfolio does not know. `row` is null:
    it is for attempts that are judged themselves.

    Args:
        raw: the attempts, or None where there are none.
        customers: `customer` of each contact of the plan.
        accounts: `accounts.facts`.
        strategy: its `input` says how cells are written.
        also: further columns, text, null where the file lacks them.
    """
    frame = named(raw, accounts, also)
    frame = frame.filter(is_asked_of(frame, customers, accounts, strategy))
    return understood(frame, strategy, also).select(*SCHEMA, *also)


def everybody(raw: Table | None, accounts: pl.DataFrame, strategy: Strategy) -> pl.DataFrame:
    """`read_history` of everybody, while it is not known who is planned; null what no rule of the strategy asks for."""
    frame = understood(named(raw, accounts), strategy)
    # Texts take most of the room, and rules go by the customer's number.
    idle = [] if looks_across_customers(strategy) else ["customer_id", "address"]
    idle += [] if _looks_at_accounts(strategy) else ["account_id"]
    return frame.select(*SCHEMA).with_columns(pl.lit(None, pl.String).alias(name) for name in idle)


def is_asked_of(history: pl.DataFrame, customers: pl.Series, accounts: pl.DataFrame, strategy: Strategy) -> pl.Series:
    """Whether a rule can ask for each row: it is of one of some customers, or a rule looks across them."""
    if looks_across_customers(strategy):
        return pl.Series([True]).new_from_index(0, history.height)
    is_wanted = np.zeros(accounts.height + 1, dtype=np.bool_)
    is_wanted[customers.to_numpy()] = True
    # Who is not in the portfolio has the last place, and is not wanted.
    return pl.Series(is_wanted[history["customer"].fill_null(accounts.height).to_numpy()], dtype=pl.Boolean)


def named(raw: Table | None, accounts: pl.DataFrame, also: tuple[str, ...] = ()) -> pl.DataFrame:
    """Raw attempts, none where there is no table, `numbered` and with an empty `row`."""
    if raw is None:
        frame = pl.DataFrame(schema=dict.fromkeys((*TEXTS, *also), pl.String()))
    else:
        frame = raw.select(name for name in (*TEXTS, *also) if name in raw.columns)
    return numbered(frame, accounts).with_columns(row=pl.lit(None, pl.Int64))


def numbered(frame: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """Raw attempts with `customer`: the accounts' number of each, null without one."""
    return frame.with_columns(_customers(raw_cells.filled(frame["customer_id"]), accounts))


def understood(frame: pl.DataFrame, strategy: Strategy, also: tuple[str, ...] = ()) -> pl.DataFrame:
    """The rows of raw attempts that can be read, with `at` an instant, our words, and `is_attempt, is_inbound`.

    Args:
        frame: text columns of attempts, and others, which are kept as they are.
        strategy: its `input` says how cells are written.
        also: further columns of text, null where the frame lacks them.
    """
    texts = [name for name in (*TEXTS, *also) if name in frame.columns]
    absent = [pl.lit(None, pl.String).alias(name) for name in (*TEXTS, *also) if name not in texts]
    frame = frame.with_columns(raw_cells.filled(frame[name]) for name in texts).with_columns(absent)
    frame = frame.with_columns(raw_cells.instants(frame["at"], strategy.input, strategy.timezone).alias("at"))
    frame = frame.drop_nulls(["at", "customer_id", "channel", "outcome"])
    direction = pl.col("direction").str.to_lowercase().fill_null("outbound")
    frame = frame.filter(direction.is_in(["inbound", "outbound"]))
    frame = frame.with_columns(_channels(frame["channel"], strategy), _outcomes(frame["outcome"], strategy))
    return frame.with_columns(
        is_attempt=(direction == "outbound") & ~pl.col("outcome").is_in(sorted(NOT_ATTEMPTED)),
        is_inbound=direction == "inbound",
    )


def attempted(rule: RuleBase) -> pl.Expr:
    """Whether a row is an attempt to a rule: by the rule's own table of outcomes, else as the contract has it."""
    if rule.outcomes is None or rule.outcomes.attempts is None:
        return pl.col("is_attempt")
    return ~pl.col("is_inbound") & pl.col("outcome").is_in(sorted({*rule.outcomes.attempts, UNMAPPED}))


def counts_as(what: str, table: OutcomeTable | None = None) -> pl.Expr:
    """Whether an outcome is such an event: contact and conversation by their outcomes, others by their very name.

    A rule's own table takes the place of the contract's outcomes where it lists any.
    """
    contacts = CONTACTS if table is None or table.contacts is None else frozenset(table.contacts)
    talks = CONVERSATIONS if table is None or table.conversations is None else frozenset(table.conversations)
    named = {"contact": contacts, "contacts": contacts, "conversation": talks, "conversations": talks}
    members = named.get(what, frozenset({what}))
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
    """Channels in the strategy's spelling, those of its rules' past in theirs; others stay as they are."""
    spelt: dict[str, str] = {}
    for rule in strategy.limits.rules:
        of_events = rule.past_event_channels if isinstance(rule, CooldownRule | ExclusiveRule) else ()
        spelt |= {name.lower(): name.lower() for name in (*rule.past_channels, *of_events)}
    spelt |= {name.lower(): name for name in strategy.channels}
    return _renamed(cells, lambda cell: spelt.get(cell.lower(), cell))


def _outcomes(codes: pl.Series, strategy: Strategy) -> pl.Series:
    """Outcomes of the contract; codes in any case, those of `input.outcomes` before the contract's own words."""
    mapping = {name: name for name in OUTCOMES}
    mapping |= {code.strip().lower(): outcome for code, outcome in strategy.input.outcomes.items()}
    return _renamed(codes, lambda code: mapping.get(code.lower(), UNMAPPED))


def _renamed(cells: pl.Series, name: Callable[[str], str]) -> pl.Series:
    """Cells by other names; each different cell is asked for once."""
    names = {cell: name(cell) for cell in cells.unique().to_list()}
    changed = {cell: new for cell, new in names.items() if cell != new}
    return cells.replace(changed) if changed else cells


def _customers(customer_ids: pl.Series, accounts: pl.DataFrame) -> pl.Series:
    """`customer`: the accounts' number of each customer, null without one."""
    place = places(customer_ids, accounts["customer_id"])
    number = np.full(len(place), 0, dtype=np.uint32)
    is_known = place != NOWHERE
    number[is_known] = accounts["customer"].to_numpy()[place[is_known]]
    return raw_cells.chosen(pl.Series(is_known), pl.Series("customer", number)).alias("customer")


def _looks_at_accounts(strategy: Strategy) -> bool:
    """Whether a rule asks about which account an attempt or event was."""
    asking = (CapRule, SpacingRule, CooldownRule)
    return any(isinstance(rule, asking) and rule.per == "account" for rule in strategy.limits.rules)


def looks_across_customers(strategy: Strategy) -> bool:
    """Whether a rule counts contacts or attempts of different customers together."""
    return any(
        isinstance(rule, PoolRule | ObligationRule)
        or (isinstance(rule, CapRule | SpacingRule) and rule.per == "address")
        for rule in strategy.limits.rules
    )
