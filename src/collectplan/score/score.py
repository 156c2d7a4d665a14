"""The stage: what each permitted contact is worth, and which agents may make it."""

from __future__ import annotations

import numpy as np
import polars as pl

from collectplan.domain.stages import Day, LoadedStrategy, Permitted, Segmented, Staffing, Valued
from collectplan.score.amount import amounts_of
from collectplan.score.crews import crews_of_treatments
from collectplan.score.floors import floors_of
from collectplan.score.paydays import lifts_of
from collectplan.score.reach import prior_of, reach_by_slot

#: The crew of a contact that needs no agent.
NO_CREW = -1


def score(segmented: Segmented, permitted: Permitted, staffing: Staffing, loaded: LoadedStrategy, day: Day) -> Valued:
    """Value every permitted (customer, date, channel) by the strategy's priors.

    Value of a candidate = reach x pays x lift x amount x weight - cost, of which gain = pays x lift x amount x weight
    is the part that is the same in every slot of the date. `amount` is the customer's on the date, `weight` and the
    crew are of the lead account's treatment (weight 1 and every group where it has none), reach and pays of the
    channel; the lift is 1 but on paydays.

    Args:
        segmented: accounts, to which `lead` of the pairs points.
        permitted: whose pairs are valued.
        staffing: whose groups make the crews.
        loaded: the strategy.
        day: the planned dates.

    Returns:
        The pairs in their order with `gain`, `profile` (the channel's position) and `crew`. `reach` has at least one
        column, also where the day has no slots, for the untimed channels.

    Raises:
        StrategyError: the portfolio lacks the column of paydays.
    """
    strategy = loaded.strategy
    channels = list(strategy.channels.items())
    pairs = permitted.pairs
    names = ("customer", "date", "channel", "lead")
    customer, date, channel, lead = (pairs[name].cast(pl.Int64).to_numpy() for name in names)
    treatment = segmented.accounts["treatment"].to_numpy()[lead]

    amounts = amounts_of(permitted.customer_ids, segmented.accounts, day.num_dates)
    lift = lifts_of(segmented.accounts, loaded, day, lead, date)
    pays = np.array([prior_of(strategy, name).pays for name, _ in channels], dtype=np.float64)
    # Position -1, no treatment, picks the last.
    weight = np.array([*(t.weight for t in strategy.treatments), 1.0], dtype=np.float64)
    crews, crew_of_treatment = crews_of_treatments(strategy.treatments, staffing)
    needs_agents = np.array([spec.agents for _, spec in channels], dtype=np.bool_)

    valued = pairs.with_columns(
        gain=pl.Series(pays[channel] * lift * amounts[date, customer] * weight[treatment], dtype=pl.Float64),
        profile=pairs["channel"].cast(pl.Int32),
        crew=pl.Series(np.where(needs_agents[channel], crew_of_treatment[treatment], NO_CREW), dtype=pl.Int32),
    )
    floors = floors_of(segmented, strategy, lead, channel)
    return Valued(valued, reach_by_slot(strategy, [slot.start for slot in day.slots]), crews, amounts[0], floors)
