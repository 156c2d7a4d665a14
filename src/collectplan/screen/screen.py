"""The stage: who may be contacted, when, on which channel, led by which account, under which local rules."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from collectplan.domain.stages import (
    Bools,
    Day,
    Ints,
    LoadedStrategy,
    Moments,
    Permitted,
    Segmented,
)
from collectplan.domain.strategy import CalendarWindow, Strategy
from collectplan.domain.tables import Inputs
from collectplan.screen.addresses import addresses, first_with
from collectplan.screen.bars import Bar
from collectplan.screen.calendar import Calendar, calendar_of
from collectplan.screen.classes import local_rules
from collectplan.screen.closing import closed_bars
from collectplan.screen.codes import dense
from collectplan.screen.consent import address_bars, consent_bars, gate_bars, opt_out_bars, treatment_bars
from collectplan.screen.dated import dated_bars
from collectplan.screen.duties import duties_of
from collectplan.screen.events import cooldown_bars, exclusive_bars
from collectplan.screen.headroom import Headroom, cap_bars, headrooms
from collectplan.screen.history import Past, outcomes_of, recall
from collectplan.screen.hours import hours_bars
from collectplan.screen.leads import Leads, blocks_of, leads_of
from collectplan.screen.people import People, people_of
from collectplan.screen.pools import pool_bars, pools_of
from collectplan.screen.profiles import profiles_of
from collectplan.screen.scope import Rules, known_channels, rules_of
from collectplan.screen.sites import Sites, sharing_bars, sites_of
from collectplan.screen.spacing import spacing_bars
from collectplan.screen.spans import Spans, spans_of
from collectplan.screen.wishes import channel_bars, hour_bars

#: Dates that the longest calendar window reaches back.
_LONGEST_CALENDAR_DAYS = 31


#: What can be lifted: (reason, rule) of bars, as `Permitted.blocks` names them.
Lifted = frozenset[tuple[str, str]]


@dataclass(frozen=True, eq=False)
class Barred:
    """The people of a portfolio, the planned dates, and every bar between them.

    Attributes:
        people, calendar, rules: of the portfolio, the dates and the strategy.
        sources: of `addresses.first_with`.
        sites: where contacts go; None: no rule counts by address.
        rooms: what caps leave. pools: spans of hours that customers share.
        bars: in the order in which they are tried.
    """

    people: People
    calendar: Calendar
    rules: Rules
    sources: dict[str, Ints]
    sites: Sites | None
    rooms: list[Headroom]
    pools: list[Spans]
    bars: list[Bar]


def screen(
    inputs: Inputs,
    segmented: Segmented,
    loaded: LoadedStrategy,
    day: Day,
    moments: Moments,
    lifted: Lifted = frozenset(),
    threads: int = 1,
) -> Permitted:
    """Hold every customer and channel against consent, wishes and rules, the history counted in.

    Args:
        inputs: whose attempts are the history; None of them means that there is none.
        segmented: accounts with segment, treatment and suppression.
        loaded: the strategy, whose rules are all enforced; kinds and options that are not must have been refused.
        day: the planned dates.
        moments: of those dates.
        lifted: bars that are left out; rules among a customer's own contacts and pools stay.
        threads: that share the channels; they change nothing.

    Returns:
        Who may be contacted, when, and which contacts go together; and why the others may not on the plan date.

    Raises:
        StrategyError: expressions of rules that cannot be evaluated; holidays of a country or year that is not known.
    """
    strategy, accounts = loaded.strategy, segmented.accounts
    barred = barred_of(inputs, segmented, loaded, day)
    people, calendar = barred.people, barred.calendar
    bars = [bar for bar in barred.bars if (bar.reason, bar.rule) not in lifted]
    leads = leads_of(bars, people, calendar, strategy, threads)
    cells = calendar.num_dates * len(strategy.channels)
    lead = leads.lead.reshape(people.num_customers, cells)
    profiles = profiles_of(barred.rules, lead, people, calendar, moments, barred.sites)
    pairs, openings = _pairs(leads, calendar, accounts, barred.sources, strategy)
    places = (pairs[name].to_numpy() for name in ("customer", "channel", "lead"))
    return Permitted(
        customer_ids=people.customer_ids,
        moments=moments,
        pairs=pairs,
        openings=openings,
        local=local_rules(barred.rules, barred.rooms, profiles, people, calendar, moments.channel.size),
        blocks=blocks_of(leads),
        pools=pools_of(barred.pools, people, calendar, *places),
        duties=duties_of(barred.rules, accounts, inputs.attempts, people, calendar, strategy, pairs),
    )


def barred_of(inputs: Inputs, segmented: Segmented, loaded: LoadedStrategy, day: Day) -> Barred:
    """Every bar between the portfolio's customers and the planned dates; arguments and errors as those of `screen`."""
    strategy, accounts = loaded.strategy, segmented.accounts
    people = people_of(accounts, strategy, day.num_dates)
    calendar = calendar_of(day, people.zones)
    rules = rules_of(accounts, loaded, calendar)
    since = _since(calendar, rules)
    past = _past(inputs, people, calendar, rules, strategy, since)
    sources = first_with(accounts, people, strategy)
    sites = None
    if rules.ask_for_addresses:
        sites = sites_of(accounts, sources, inputs.attempts, people, calendar, strategy, since)
    rooms = headrooms(rules, past, sites)
    pools = spans_of(rules, inputs.attempts, people, calendar, known_channels(strategy))
    bars = [
        *_standing_bars(accounts, sources, people, calendar, past, rules, loaded),
        *([] if sites is None else sharing_bars(rules, sites, accounts, people, calendar, strategy)),
        *_history_bars(rooms, sites, people, calendar, past, rules, strategy),
        *pool_bars(pools, people, calendar, len(strategy.channels)),
    ]
    return Barred(people, calendar, rules, sources, sites, rooms, pools, bars)


def _since(calendar: Calendar, rules: Rules) -> int:
    """The first date, in days from the plan date, at which any rule looks."""
    reach = [1]
    windows = [*(cap.rule.window for cap in rules.caps), *(rule.rule.window for rule in rules.exclusives)]
    reach += [_LONGEST_CALENDAR_DAYS if isinstance(window, CalendarWindow) else window.days for window in windows]
    reach += [rule.rule.days for rule in rules.cooldowns]
    reach += [rule.rule.days or 0 for rule in rules.spacings]
    reach += [int((rule.rule.hours or 0) // 24) + 1 for rule in rules.spacings]
    return calendar.dates[0] - max(reach)


def _past(inputs: Inputs, people: People, calendar: Calendar, rules: Rules, strategy: Strategy, since: int) -> Past:
    """The history as far back as any rule looks."""
    switches = [outcomes_of(cap.rule.after, cap.rule.outcomes) for cap in rules.caps if cap.rule.after is not None]
    history = recall(
        inputs.attempts,
        inputs.portfolio["account_id"] if rules.ask_for_accounts else None,
        people,
        calendar,
        known_channels(strategy),
        since=since,
        always=frozenset({"opt_out"}).union(*switches),
    )
    return Past(people, calendar, history)


def _standing_bars(
    accounts: pl.DataFrame,
    sources: dict[str, Ints],
    people: People,
    calendar: Calendar,
    past: Past,
    rules: Rules,
    loaded: LoadedStrategy,
) -> list[Bar]:
    """Bars that stand whatever the history, opt-out aside."""
    strategy, places = loaded.strategy, calendar.num_places
    return [
        _slot_bar(people, calendar, strategy),
        *treatment_bars(accounts, strategy, places),
        *address_bars(sources, people, strategy, places),
        *consent_bars(accounts, strategy, places),
        *opt_out_bars(past.history, people, calendar, strategy),
        *channel_bars(accounts, people, strategy, places),
        *hour_bars(accounts, people, calendar, strategy),
        *gate_bars(rules, people, calendar, strategy),
        *dated_bars(rules, accounts, people, calendar, loaded),
        *closed_bars(rules, accounts, people, calendar, loaded),
        *hours_bars(rules, people, calendar, strategy),
    ]


def _history_bars(
    rooms: list[Headroom],
    sites: Sites | None,
    people: People,
    calendar: Calendar,
    past: Past,
    rules: Rules,
    strategy: Strategy,
) -> list[Bar]:
    """Bars that the history raises."""
    return [
        *cooldown_bars(rules, past, calendar, strategy),
        *exclusive_bars(rules, past.history, people, calendar, strategy),
        *spacing_bars(rules, past, calendar, strategy, sites),
        *cap_bars(rooms, past, strategy),
    ]


def _slot_bar(people: People, calendar: Calendar, strategy: Strategy) -> Bar:
    is_timed = np.array([not channel.untimed for channel in strategy.channels.values()], np.bool_)
    is_slot = np.arange(calendar.num_places) < calendar.num_slots
    has_none = not (calendar.exists & is_slot & (calendar.day == 0)).any()
    masks = np.stack([np.ones(calendar.num_places, np.bool_), calendar.day > 0])
    everybody, details = np.zeros(people.num_accounts, np.int32), ("the day has no slot",) * 2
    return Bar("slot", "slot", is_timed, everybody, np.array([int(has_none)], np.int32), masks, details)


def _pairs(
    leads: Leads, calendar: Calendar, accounts: pl.DataFrame, sources: dict[str, Ints], strategy: Strategy
) -> tuple[pl.DataFrame, Bools]:
    """`Permitted.pairs` and `Permitted.openings`."""
    customer, date, channel = (found.astype(np.int32) for found in np.nonzero(leads.lead >= 0))
    lead, pattern = leads.lead[customer, date, channel], leads.pattern[customer, date, channel]
    is_untimed = np.array([c.untimed for c in strategy.channels.values()], np.bool_)
    table = np.concatenate([leads.patterns[:, : calendar.num_slots], np.zeros((1, calendar.num_slots), np.bool_)])
    key = np.where(is_untimed[channel], len(table) - 1, pattern) * calendar.num_dates + date
    _, used = dense(key)
    is_of_date = calendar.day[: calendar.num_slots] == (used % calendar.num_dates)[:, None]
    openings, number = np.unique(table[used // calendar.num_dates] & is_of_date, axis=0, return_inverse=True)
    number_of = np.zeros(len(table) * calendar.num_dates, np.int32)
    number_of[used] = number.reshape(-1)
    pairs = pl.DataFrame(
        {
            "customer": customer,
            "date": date.astype(np.int16),
            "channel": channel.astype(np.int16),
            "lead": lead,
            "address": addresses(accounts, sources, strategy, customer, channel, lead),
            "opening": number_of[key],
        }
    )
    return pairs, openings
