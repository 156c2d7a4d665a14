"""Bars that need no calendar: treatment, address, consent, opt-out and gates."""

from __future__ import annotations

from textwrap import shorten

import numpy as np
import polars as pl

from collectplan.domain.stages import Bools, Ints
from collectplan.domain.strategy import Strategy
from collectplan.screen.bars import Bar, throughout
from collectplan.screen.calendar import Calendar
from collectplan.screen.history import History
from collectplan.screen.people import People
from collectplan.screen.scope import Rules

#: Characters of an expression that a detail shows.
_LONGEST_EXPRESSION = 120


def treatment_bars(accounts: pl.DataFrame, strategy: Strategy, places: int) -> list[Bar]:
    """Channels that an account's treatment does not name."""
    treatment = accounts["treatment"].to_numpy()
    bars = []
    for position, channel in enumerate(strategy.channels):
        # Position -1, no treatment, reads the last entry.
        is_barred = np.array(
            [*(t.channels is not None and channel not in t.channels for t in strategy.treatments), False]
        )
        if is_barred.any():
            detail = "the account's treatment does not use the channel"
            on = only(position, strategy)
            bars.append(throughout("treatment", "treatment", on, treatment, is_barred, places, detail))
    return bars


def address_bars(sources: dict[str, Ints], people: People, strategy: Strategy, places: int) -> list[Bar]:
    """Customers none of whose accounts has the channel's address.

    Args:
        sources: of `addresses.first_with`.
        people: customers.
        strategy: whose channels need addresses.
        places: of the day.
    """
    bars = []
    for column, first in sources.items():
        on = np.array([channel.address == column for channel in strategy.channels.values()], np.bool_)
        bars.append(throughout("address", "address", on, people.customer, first < 0, places, f"no {column}"))
    return bars


def consent_bars(accounts: pl.DataFrame, strategy: Strategy, places: int) -> list[Bar]:
    """Accounts whose row refuses the channel."""
    own = np.arange(accounts.height, dtype=np.int32)
    bars = []
    for position, channel in enumerate(strategy.channels):
        is_barred = ~accounts[f"consent_{channel}"].to_numpy()
        bars.append(throughout("consent", "consent", only(position, strategy), own, is_barred, places, "no consent"))
    return bars


def opt_out_bars(history: History, people: People, calendar: Calendar, strategy: Strategy) -> list[Bar]:
    """Channels that the customer has closed on the planned date or before, by a call in or out."""
    last = calendar.num_dates - 1
    gone = history.take(history.came_to({"opt_out"}) & (history.date <= last))
    # Row 1 + d: closed from date d on.
    masks = np.concatenate(
        [np.ones((1, calendar.num_places), np.bool_), calendar.day < np.arange(calendar.num_dates)[:, None]]
    )
    details = ("the customer opted out of the channel",) * len(masks)
    bars = []
    for position in range(len(strategy.channels)):
        of_channel = gone.channel == position
        since = np.full(people.view_customer.size, last + 1, np.int32)
        np.minimum.at(since, gone.holder[of_channel], np.maximum(gone.date[of_channel], 0))
        mask = np.where(since <= last, since + 1, 0).astype(np.int32)
        bars.append(Bar("opt_out", "opt_out", only(position, strategy), people.view, mask, masks, details))
    return bars


def gate_bars(rules: Rules, people: People, calendar: Calendar, strategy: Strategy) -> list[Bar]:
    """Accounts that do not pass a gate, on the dates on which it is in force."""
    geometry = calendar.geometry[people.zone]
    all_open = np.ones((1, calendar.num_places), np.bool_)
    bars = []
    for gate in rules.gates:
        masks = np.concatenate([all_open, ~gate.in_force[calendar.geometry_dates]])
        is_stopped = np.zeros(people.num_accounts, np.bool_) if gate.meets is None else ~gate.meets
        holder = np.arange(people.num_accounts, dtype=np.int32)
        mask = np.where(is_stopped, geometry + 1, 0).astype(np.int32)
        asked = [f"asks for {gate.rule.require}"] if gate.rule.require else []
        asked += [f"forbids {gate.rule.forbid}"] if gate.rule.forbid else []
        detail = gate.named(shorten(" and ".join(asked), _LONGEST_EXPRESSION, placeholder=" ..."))
        on = gate.channels[: len(strategy.channels)]
        bars.append(Bar("gate", gate.rule.id, on, holder, mask, masks, (detail,) * len(masks), applies=gate.applies))
    return bars


def only(position: int, strategy: Strategy) -> Bools:
    """[channels] this channel alone."""
    mask = np.zeros(len(strategy.channels), np.bool_)
    mask[position] = True
    return mask
