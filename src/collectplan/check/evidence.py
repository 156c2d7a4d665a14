"""What every rule's check is given: the contacts, what the raw tables say of them, and how rules pick among them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from collectplan.check.clocks import on_every_clock
from collectplan.check.expressions import Portfolio
from collectplan.check.history import own_dates
from collectplan.domain.strategy import CooldownRule, ExclusiveRule, RuleBase, Strategy


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
        history: `history.read_history` or `history.everybody`; where the contacts are done ones, these too, by `row`.
        is_done: whether the contacts were made: each stands for what it came to, at its own instant, and what came
            before it is its history. Those that are no attempts to a rule are none of the contacts that it is asked of.
        run: run.json; None where there is none.
        spares_told: whether an obligation that run.json tells as missed is no finding.
        at_worst: whether planned contacts are taken to end as badly as they can, whatever the strategy assumes.
    """

    strategy: Strategy
    book: Portfolio
    accounts: pl.DataFrame
    rows: pl.DataFrame
    contacts: pl.DataFrame
    history: pl.DataFrame
    is_done: bool = False
    run: Mapping[str, Any] | None = None
    spares_told: bool = False
    at_worst: bool = False

    @cached_property
    def on_every_clock(self) -> pl.DataFrame:
        """The contacts on the clock of each zone in which their customer may live."""
        return on_every_clock(self.contacts, self.accounts["zones"].gather(self.contacts["account"]))

    def bound(self, rule: RuleBase, *, everywhere: bool = False) -> pl.DataFrame:
        """Contacts that a rule binds: on its channels, on its dates (the customer's own), led by its accounts.

        `everywhere`: each contact stands once for every zone in which the customer may live.
        """
        bound = on_channels(self.on_every_clock if everywhere else self.contacts, rule.channels)
        if rule.valid.from_ is not None:
            bound = bound.filter(pl.col("date") >= rule.valid.from_)
        if rule.valid.to is not None:
            bound = bound.filter(pl.col("date") <= rule.valid.to)
        if rule.applies_when is not None:
            bound = bound.filter(self.book.truth(rule.applies_when).gather(bound["account"]))
        return bound

    def judged(self, rule: RuleBase, breaches: Callable[[bool], pl.DataFrame]) -> pl.DataFrame:
        """Findings of a rule under the strategy's assumption.

        Under `contingent`, planned contacts stand for no outcome; what breaks the rule only if they came out as
        badly as they can must be checked again at dispatch, so that such a row has to name it in `condition`.

        Args:
            rule: that is asked.
            breaches: the rule's findings, given whether planned contacts are taken to end as badly as they can.
        """
        if self.is_done:
            return breaches(False)
        worst = breaches(True)
        if self.at_worst or self.strategy.limits.assume == "worst_case":
            return worst
        sure = breaches(False)
        if "condition" not in self.contacts.columns:
            return sure
        named = pl.format(" {} ", pl.col("condition").fill_null("")).str.contains(f" {rule.id} ", literal=True)
        silent = self.contacts.filter(~named)
        open_ended = worst.join(sure, on="row", how="anti").join(silent, on="row", how="semi")
        lacking = pl.format("The row's condition does not name the rule, though it hangs on outcomes: {}", "what")
        return pl.concat([sure, open_ended.with_columns(what=lacking)])


def on_channels(frame: pl.DataFrame, channels: tuple[str, ...] | None) -> pl.DataFrame:
    """Rows on these channels; all rows for None."""
    return frame if channels is None else frame.filter(pl.col("channel").is_in(channels))


def on_past_channels(history: pl.DataFrame, rule: RuleBase) -> pl.DataFrame:
    """History that counts for a rule: on its channels, and on those that the strategy has no longer."""
    return history if rule.channels is None else on_channels(history, (*rule.channels, *_small(rule.past_channels)))


def event_channels(rule: CooldownRule | ExclusiveRule) -> tuple[str, ...] | None:
    """Channels on which a rule's event counts, None for all: its own where it names any, else the rule's."""
    if rule.event_channels is not None:
        return (*rule.event_channels, *_small(rule.past_event_channels))
    return None if rule.channels is None else (*rule.channels, *_small(rule.past_channels))


def _small(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.lower() for name in names)


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
    """History that stands against the keys of keyed contacts: `key, zone, at, row` and `date`, the customer's own.

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
    return own_dates(past.select("key", "zone", "at", "row"))
