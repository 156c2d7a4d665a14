"""The past of the portfolio's customers, as positions on their own clocks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np
import polars as pl

from collectplan.domain.outcomes import CONTACTS, CONVERSATIONS, NOT_ATTEMPTED, OUTCOMES, UNMAPPED
from collectplan.domain.stages import Bools, Ints
from collectplan.domain.strategy import OutcomeTable, RuleBase
from collectplan.screen.calendar import Calendar
from collectplan.screen.codes import Longs, dense
from collectplan.screen.people import People, position_in

_CODES = [*OUTCOMES, UNMAPPED]

#: `account` of an attempt that names none, and of one that names an account that is not the customer's.
NO_ACCOUNT, OTHER_ACCOUNT = -1, -2


@dataclass(frozen=True, eq=False)
class History:
    """Attempts and events, one row each for every holder that they count for.

    Attributes:
        holder: position of the view or, in a history by account, of the account.
        at: microseconds since 1970, UTC.
        date: local, in days from the plan date.
        next_slot: first slot that starts after the instant; the number of slots where none does.
        channel: position in `scope.known_channels`, -1 for another one.
        outcome: position in `_CODES`.
        account: position, NO_ACCOUNT or OTHER_ACCOUNT.
        is_outbound: an attempt where its outcome counts as one.
        is_attempt: outbound, and something left the house.
    """

    holder: Ints
    at: Longs
    date: Ints
    next_slot: Ints
    channel: Ints
    outcome: Ints
    account: Ints
    is_outbound: Bools
    is_attempt: Bools

    def take(self, rows: Longs | Bools) -> History:
        """Only these rows."""
        return History(**{item.name: getattr(self, item.name)[rows] for item in fields(self)})

    def on(self, channels: Bools) -> Bools:
        """Rows on these channels: [known channels + 1], the last standing for every channel that is not known."""
        return channels[self.channel]

    def attempts(self, rule: RuleBase) -> Bools:
        """Rows that are attempts to the rule."""
        if rule.outcomes is None or rule.outcomes.attempts is None:
            return self.is_attempt
        return self.is_outbound & self.came_to({*rule.outcomes.attempts, UNMAPPED})

    def came_to(self, outcomes: Collection[str]) -> Bools:
        """Rows of these outcomes."""
        return np.array([code in outcomes for code in _CODES], np.bool_)[self.outcome]


def outcomes_of(event: str, table: OutcomeTable | None = None) -> frozenset[str]:
    """Outcomes that are the event: a contact, a conversation, or that very outcome.

    Args:
        event: its name.
        table: what a rule counts as a contact and a conversation; None, or silent: what the contract does.
    """
    if event in ("contact", "contacts"):
        own = None if table is None else table.contacts
        return (CONTACTS if own is None else frozenset(own)) | {UNMAPPED}
    if event in ("conversation", "conversations"):
        own = None if table is None else table.conversations
        return (CONVERSATIONS if own is None else frozenset(own)) | {UNMAPPED}
    return frozenset({event})


def recall(
    attempts: pl.DataFrame | None,
    account_ids: pl.Series | None,
    people: People,
    calendar: Calendar,
    channels: list[str],
    since: int,
    always: frozenset[str],
) -> History:
    """The history that rules may ask for, by view.

    Args:
        attempts: `Inputs.attempts`; None: there are none.
        account_ids: [accounts] of the portfolio; None: no rule asks which account an attempt was about.
        people: customers without an account that may be spoken of are left out.
        calendar: of the planned day.
        channels: that are known, in order.
        since: first date of interest, in days from the plan date.
        always: outcomes that are of interest whatever their date.
    """
    if attempts is None:
        none = np.zeros(0, np.int32)
        return History(none, none.astype(np.int64), none, none, none, none, none, *[none.astype(np.bool_)] * 2)
    rows = _rows_of_interest(attempts, people, calendar, since, always)
    outcome = position_in(rows["outcome"], _CODES)
    is_gone = np.array([code in NOT_ATTEMPTED for code in _CODES], np.bool_)[outcome]
    is_outbound = ~rows["is_inbound"].to_numpy()
    at = rows["at"].to_physical().to_numpy()
    row, view = _spread(rows["customer"].to_numpy(), people.view_customer, people.num_customers)
    return History(
        holder=view,
        at=at[row],
        date=_local_dates(rows["at"], row, people.view_zone[view], calendar),
        next_slot=np.searchsorted(calendar.start_at, at, side="right").astype(np.int32)[row],
        channel=position_in(rows["channel"], channels)[row],
        outcome=outcome[row],
        account=_accounts(rows, account_ids, people)[row],
        is_outbound=is_outbound[row],
        is_attempt=(is_outbound & ~is_gone)[row],
    )


def by_account(history: History, people: People) -> History:
    """The same history held by accounts: each row by its own, and rows that name none by all of the customer's."""
    own = np.flatnonzero(history.account >= 0)
    own = own[people.view[history.account[own]] == history.holder[own]]
    shared = np.flatnonzero(history.account == NO_ACCOUNT)
    order = np.argsort(people.view, kind="stable").astype(np.int32)
    row, position = _spread(history.holder[shared], people.view[order], people.view_customer.size)
    spread = history.take(np.concatenate([own, shared[row]]))
    return replace(spread, holder=np.concatenate([history.account[own], order[position]]).astype(np.int32))


@dataclass(frozen=True, eq=False)
class Past:
    """The history by view and, where a rule asks for it, by account."""

    people: People
    calendar: Calendar
    history: History

    @cached_property
    def _by_account(self) -> History:
        return by_account(self.history, self.people)

    def by(self, per: str) -> tuple[History, Ints, Ints]:
        """The history, [accounts] the holder and [holders] the geometry of its clock, for rules `per` either holder."""
        people = self.people
        if per == "account":
            own = np.arange(people.num_accounts, dtype=np.int32)
            return self._by_account, own, self.calendar.geometry[people.zone]
        return self.history, people.view, self.calendar.geometry[people.view_zone]


def _rows_of_interest(
    attempts: pl.DataFrame, people: People, calendar: Calendar, since: int, always: frozenset[str]
) -> pl.DataFrame:
    # Two days more than asked for, since local dates run up to a day beside the universal one.
    horizon = pl.lit(calendar.date_of(since - 2)).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    _, free = dense(people.customer[people.is_free])
    known = pl.DataFrame({"customer_id": people.customer_ids.gather(free), "customer": free.astype(np.int32)})
    return (
        attempts.filter((pl.col("at") >= horizon) | pl.col("outcome").is_in(sorted(always)))
        .select("customer_id", "at", "account_id", "channel", "outcome", "is_inbound")
        .join(known, on="customer_id", how="inner", maintain_order="left")
    )


def _spread(wanted: Ints, holders: Ints, num_wanted: int) -> tuple[Longs, Ints]:
    """For each wanted value, every position in `holders` (sorted) that has it: positions in both, one row a match."""
    first = np.searchsorted(holders, np.arange(num_wanted + 1))
    count = np.diff(first)[wanted]
    row = np.repeat(np.arange(wanted.size), count)
    nth = np.arange(row.size) - np.repeat(np.cumsum(count) - count, count)
    return row, (first[wanted[row]] + nth).astype(np.int32)


def _accounts(rows: pl.DataFrame, account_ids: pl.Series | None, people: People) -> Ints:
    """The position of the customer's account that each row names."""
    if account_ids is None or rows["account_id"].null_count() == rows.height:
        return np.full(rows.height, NO_ACCOUNT, np.int32)
    accounts = pl.DataFrame(
        {
            "customer": people.customer,
            "account_id": account_ids,
            "account": np.arange(people.num_accounts, dtype=np.int32),
        }
    )
    found = rows.join(accounts, on=["customer", "account_id"], how="left", maintain_order="left")["account"]
    account = found.fill_null(OTHER_ACCOUNT).to_numpy()
    return np.where(rows["account_id"].is_null().to_numpy(), NO_ACCOUNT, account).astype(np.int32)


def _local_dates(at: pl.Series, row: Longs, zone: Ints, calendar: Calendar) -> Ints:
    """The date of `at[row]` on each row's clock, in days from the plan date."""
    dates = np.zeros(row.size, np.int32)
    plan = (calendar.plan_date - dt.date(1970, 1, 1)).days
    for z, name in enumerate(calendar.zones):
        here = np.flatnonzero(zone == z)
        if here.size:
            local = at.gather(row[here]).dt.convert_time_zone(name).dt.date()
            dates[here] = local.to_physical().to_numpy() - plan
    return dates
