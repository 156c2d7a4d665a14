"""The plan date's part of a plan of several days: explanations speak of today."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from collectplan.domain.stages import Bools, Day, Permitted, Solution, Staffing, Valued


@dataclass(frozen=True, eq=False)
class Today:
    """What concerns the plan date: its pairs, its slots (the first ones), its contacts and its resources."""

    permitted: Permitted
    valued: Valued
    staffing: Staffing
    solution: Solution
    day: Day


def today_of(permitted: Permitted, valued: Valued, staffing: Staffing, solution: Solution, day: Day) -> Today:
    """Cut the plan date out of the horizon; of a plan of one day everything remains.

    Local rules and moments stay those of the horizon, since a contact of another date may stand against one of today.
    """
    num = day.slots_a_date
    is_today = (permitted.pairs["date"] == 0).to_numpy()
    return Today(
        _permitted(permitted, is_today, num),
        _valued(valued, is_today, num),
        replace(staffing, minutes=staffing.minutes[:, :num], agents=staffing.agents[:, :num]),
        replace(
            solution,
            contacts=solution.contacts.filter(pl.col("date") == 0),
            resources=solution.resources.filter(pl.col("date") == 0),
        ),
        replace(day, slots=day.slots[:num], num_dates=1),
    )


def _permitted(permitted: Permitted, is_today: Bools, num_slots: int) -> Permitted:
    pools = permitted.pools
    if pools is not None:
        pools = replace(pools, kind_of_pair=pools.kind_of_pair[is_today], uses=pools.uses[:, :, :num_slots])
    return replace(
        permitted,
        pairs=permitted.pairs.filter(pl.Series(is_today)),
        openings=permitted.openings[:, :num_slots],
        pools=pools,
    )


def _valued(valued: Valued, is_today: Bools, num_slots: int) -> Valued:
    floors = valued.floors
    if floors is not None:
        floors = replace(floors, kind_of_pair=floors.kind_of_pair[is_today])
    # A day without slots has one column all the same, in which the untimed channels are.
    return replace(
        valued,
        pairs=valued.pairs.filter(pl.Series(is_today)),
        reach=valued.reach[:, : max(1, num_slots)],
        floors=floors,
    )
