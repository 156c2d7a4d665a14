"""Screens small worlds and reads the answer back by names and hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from collectplan.domain.clock import hhmm
from collectplan.domain.day import make_day, moments
from collectplan.domain.stages import Day, LoadedStrategy, Permitted, Segmented
from collectplan.screen import screen
from tests import builders

Record = Mapping[str, Any]


class Answer:
    """What the screen said of a world, by names."""

    def __init__(self, permitted: Permitted, loaded: LoadedStrategy, day: Day, accounts: pl.DataFrame) -> None:
        self.permitted, self.day = permitted, day
        self.channels = list(loaded.strategy.channels)
        self.account_ids = accounts["account_id"].to_list()
        self._customers = permitted.customer_ids.to_list()

    def pair(self, channel: str, customer: str = "A1") -> dict[str, Any] | None:
        """The pair of a customer and channel; None: there is none."""
        here = (pl.col("customer") == self._customers.index(customer)) & (
            pl.col("channel") == self.channels.index(channel)
        )
        rows = self.permitted.pairs.filter(here).rows(named=True)
        return rows[0] if rows else None

    def lead(self, channel: str, customer: str = "A1") -> str | None:
        """The account that leads."""
        pair = self.pair(channel, customer)
        return pair and self.account_ids[pair["lead"]]

    def hours(self, channel: str, customer: str = "A1") -> list[str]:
        """Starts of the open slots, on the operation's clock."""
        pair = self.pair(channel, customer)
        is_open = self.permitted.openings[pair["opening"]] if pair else ()
        return [hhmm(slot.start) for slot, yes in zip(self.day.slots, is_open, strict=False) if yes]

    def block(self, channel: str, customer: str = "A1") -> tuple[str, str, str] | None:
        """Reason, rule and detail of a block."""
        where = (self._customers.index(customer), self.channels.index(channel))
        for c, k, *told in self.permitted.blocks.iter_rows():
            if (c, k) == where:
                return tuple(told)
        return None

    def allows(self, *contacts: tuple[str, str], customer: str = "A1") -> bool:
        """Whether the contacts (channel, "HH:MM" or "" without an hour) may all be made."""
        starts = [hhmm(slot.start) for slot in self.day.slots]
        members, own = [], self.permitted.moments
        for channel, start in contacts:
            pair = self.pair(channel, customer)
            if pair is None or (start and start not in self.hours(channel, customer)):
                return False
            slot = starts.index(start) if start else -1
            here = (own.channel == self.channels.index(channel)) & (own.slot == slot)
            members.append(int(np.flatnonzero(here)[0]))
        return self._goes_together(members, self._customers.index(customer))

    def allows_on(self, *contacts: tuple[int, str, str], customer: str = "A1") -> bool:
        """The same over several dates: (days ahead, channel, "HH:MM" or "" without an hour) may all be made."""
        own, pairs, members = self.permitted.moments, self.permitted.pairs, []
        for date, channel, start in contacts:
            slot = [(s.date, hhmm(s.start)) for s in self.day.slots].index((date, start)) if start else -1
            here = (pl.col("customer") == self._customers.index(customer)) & (pl.col("date") == date)
            pair = pairs.filter(here & (pl.col("channel") == self.channels.index(channel)))
            if pair.is_empty() or (start and not self.permitted.openings[pair["opening"][0], slot]):
                return False
            at = (own.date == date) & (own.channel == self.channels.index(channel)) & (own.slot == slot)
            members.append(int(np.flatnonzero(at)[0]))
        return self._goes_together(members, self._customers.index(customer))

    def _goes_together(self, members: Sequence[int], customer: int) -> bool:
        local = self.permitted.local
        kind = int(local.class_of_customer[customer])
        if local.clashes[local.clash_of_class[kind]][np.ix_(members, members)].any():
            return False
        caps = range(local.cap_start[kind], local.cap_start[kind + 1])
        return all(local.moment_sets[local.cap_set[k], members].sum() <= local.cap_limit[k] for k in caps)


def free_now(accounts: pl.DataFrame) -> pl.DataFrame:
    """Accounts that are free from the plan date on where `suppressed` is empty, and never else."""
    return accounts.with_columns(free_from=pl.when(pl.col("suppressed") == "").then(0).cast(pl.Int32))


def screened(
    accounts: Iterable[Record] = ({},),
    attempts: Iterable[Record] | None = (),
    rules: Sequence[Record] = (),
    date: dt.date = builders.MONDAY,
    num_dates: int = 1,
    **changes: Any,
) -> Answer:
    """The answer for `builders` worlds; accounts may carry `treatment` and `suppressed`, else -1 and ""."""
    limits = {"rules": list(rules), **changes.pop("limits", {})}
    loaded = builders.strategy(limits=limits, **changes)
    accounts = [dict(account) for account in accounts]
    marks = [(a.pop("treatment", -1), a.pop("suppressed", ""), a.get("account_id", "A1")) for a in accounts]
    tables = builders.inputs(accounts, attempts, loaded=loaded)
    schema = {"treatment": pl.Int32, "suppressed": pl.String, "account_id": pl.String}
    known = pl.DataFrame(marks, schema=schema, orient="row")
    frame = free_now(tables.portfolio.join(known, on="account_id", how="left", maintain_order="left"))
    day = make_day(date, loaded.strategy, num_dates)
    permitted = screen(tables, Segmented(frame), loaded, day, moments(loaded.strategy, day))
    return Answer(permitted, loaded, day, frame)
