"""What every rule's check is given: the contacts, what the raw tables say of them, and how rules pick among them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from collectplan.check.expressions import Portfolio
from collectplan.check.history import own_dates
from collectplan.domain.strategy import RuleBase, Strategy


@dataclass(frozen=True, eq=False)
class Evidence:
    """The plan next to the raw files.

    Attributes:
        strategy: whose rules are asked.
        book: the raw portfolio.
        accounts: `accounts.facts`, one row an account, and `segment`.
        rows: every row of the grid, and of the outlook by `in_outlook` (`contacts.sheet`).
        contacts: the rows of which rules can be asked (`contacts.contacts`), and `address` (what the grid says, else
            what the portfolio does).
        history: `history.read_history`.
    """

    strategy: Strategy
    book: Portfolio
    accounts: pl.DataFrame
    rows: pl.DataFrame
    contacts: pl.DataFrame
    history: pl.DataFrame

    def bound(self, rule: RuleBase) -> pl.DataFrame:
        """Contacts that a rule binds: on its channels, on its dates (the customer's own), led by its accounts."""
        bound = on_channels(self.contacts, rule.channels)
        if rule.valid.from_ is not None:
            bound = bound.filter(pl.col("date") >= rule.valid.from_)
        if rule.valid.to is not None:
            bound = bound.filter(pl.col("date") <= rule.valid.to)
        if rule.applies_when is not None:
            bound = bound.filter(self.book.truth(rule.applies_when).gather(bound["account"]))
        return bound

    def judged(self, breaches: Callable[[bool], pl.DataFrame]) -> pl.DataFrame:
        """Findings of a rule under the strategy's assumption.

        Under `contingent`, planned contacts stand for no outcome; what breaks the rule only if they came out as
        badly as they can must be checked again at dispatch, so that such a row has to say so in `condition`.

        Args:
            breaches: the rule's findings, given whether planned contacts are taken to end as badly as they can.
        """
        worst = breaches(True)
        if self.strategy.limits.assume == "worst_case":
            return worst
        sure = breaches(False)
        if "condition" not in self.contacts.columns:
            return sure
        silent = self.contacts.filter(pl.col("condition").is_null())
        open_ended = worst.join(sure, on="row", how="anti").join(silent, on="row", how="semi")
        lacking = pl.format("The row carries no condition, though it depends on outcomes: {}", "what")
        return pl.concat([sure, open_ended.with_columns(what=lacking)])


def on_channels(frame: pl.DataFrame, channels: tuple[str, ...] | None) -> pl.DataFrame:
    """Rows on these channels; all rows for None."""
    return frame if channels is None else frame.filter(pl.col("channel").is_in(channels))


def around(history: pl.DataFrame, contacts: pl.DataFrame, days: float) -> pl.DataFrame:
    """History within so many days of the contacts' dates, on anybody's clock; rows further off may be in it."""
    if contacts.is_empty():
        return history.clear()
    first, last = contacts.select(first=pl.col("date").min(), last=pl.col("date").max()).row(0)
    # A date lasts from 14 hours before that of UTC to 12 hours after it.
    reach = dt.timedelta(days=days + 2)
    midnight = dt.time(tzinfo=dt.UTC)
    begin, end = dt.datetime.combine(first, midnight) - reach, dt.datetime.combine(last, midnight) + reach
    return history.filter(pl.col("at").is_between(begin, end))


#: What rules need of a contact; narrow, since frames of pairs are long.
_NARROW = ("row", "customer_id", "customer", "account_id", "account", "channel", "address", "zone", "date", "start_at")


def keyed(contacts: pl.DataFrame, per: str) -> pl.DataFrame:
    """Contacts with `key`: the number of the customer, lead account or address. Those without an address drop out."""
    address = pl.col("address").rank("dense").cast(pl.UInt32)
    key = {"customer": pl.col("customer"), "account": pl.col("account"), "address": address}[per]
    return contacts.select(*_NARROW, key=key).filter(pl.col("key").is_not_null())


def past_of(contacts: pl.DataFrame, history: pl.DataFrame, per: str) -> pl.DataFrame:
    """History that stands against the keys of keyed contacts: `key, zone, at` and `date`, the customer's own.

    An attempt that names no account stands against every account of its customer. One that names no address stands
    against no address. A key in two zones has its history in both.
    """
    if per == "address":
        past = history.join(contacts.select("address", "key", "zone").unique(), on="address")
    elif per == "account":
        keys = contacts.select("customer", "key", "zone", own="account_id").unique()
        past = history.join(keys, on="customer").filter((pl.col("account_id") == pl.col("own")).fill_null(True))
    else:
        past = history.join(contacts.select("customer", "key", "zone").unique(), on="customer")
    return own_dates(past.select("key", "zone", "at"))
