"""The stage: the agent groups of the planned dates, what they can do, and for how long in each slot."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from collectplan.domain.stages import Bools, Day, Ints, LoadedStrategy, Staffing
from collectplan.domain.tables import ROSTER, Inputs
from collectplan.staff.shifts import presence, share_at_work, worked_on


def staff(inputs: Inputs, loaded: LoadedStrategy, day: Day) -> Staffing:
    """Add up the agents' usable minutes by group and slot.

    Minutes usable in a slot = the shift's minutes in it x (1 - break_minutes / shift length) x (1 - shrinkage) x
    occupancy, summed over the group's shifts of the slot's date.

    Args:
        inputs: whose roster is read; None: nobody works.
        loaded: the strategy.
        day: the planned dates.

    Returns:
        The groups that work a shift on one of them, even one outside the slots. A group's skills are those that all of
        its agents of the whole roster share, so that they do not change with who is absent.
    """
    roster = inputs.roster
    if roster is None:
        return _nobody(day)
    # Sums of floats depend on their order: only a total order makes them the same for any file.
    roster = roster.sort(list(ROSTER))
    worked = [worked_on(roster, date) for date in day.dates]
    groups = tuple(pl.concat([shifts["agent_group"] for shifts in worked]).unique().sort().to_list())
    if not groups:
        return _nobody(day)
    agents = loaded.strategy.agents
    left = (1.0 - agents.shrinkage) * agents.occupancy
    minutes = np.zeros((len(groups), len(day.slots)), dtype=np.float64)
    heads = np.zeros((len(groups), len(day.slots)), dtype=np.int32)
    date_of_slot = np.array([slot.date for slot in day.slots], dtype=np.int32)
    for date, shifts in enumerate(worked):
        if shifts.is_empty():
            continue
        group = shifts["agent_group"].replace_strict(groups, range(len(groups)), return_dtype=pl.Int64).to_numpy()
        of_date = np.flatnonzero(date_of_slot == date)
        present = presence(shifts, [day.slots[slot] for slot in of_date])
        usable = np.zeros((len(groups), of_date.size), dtype=np.float64)
        np.add.at(usable, group, present * share_at_work(shifts)[:, None] * left)
        minutes[:, of_date] = usable
        heads[:, of_date] = _heads(shifts, group, present > 0, len(groups))
    return Staffing(groups, _shared_skills(roster, groups), minutes, heads)


def _nobody(day: Day) -> Staffing:
    shape = (0, len(day.slots))
    return Staffing((), (), np.zeros(shape, dtype=np.float64), np.zeros(shape, dtype=np.int32))


def _shared_skills(roster: pl.DataFrame, groups: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    """Skills that every row of each group has; skills are separated by blanks, none where the cell is empty."""
    shared: dict[str, frozenset[str]] = {}
    for group, skills in roster.select("agent_group", pl.col("skills").fill_null("")).iter_rows():
        own = frozenset(skills.split())
        shared[group] = shared.get(group, own) & own
    return tuple(shared[group] for group in groups)


def _heads(shifts: pl.DataFrame, group: npt.NDArray[np.int64], is_present: Bools, num_groups: int) -> Ints:
    """[groups, slots] agents who are present in the slot; one with two shifts in it counts once."""
    agent = shifts["agent_id"].rank("dense").cast(pl.Int64).to_numpy() - 1
    row, slot = np.nonzero(is_present)
    heads = np.unique(np.stack([group[row], slot, agent[row]]), axis=1)
    counted = np.zeros((num_groups, is_present.shape[1]), dtype=np.int32)
    np.add.at(counted, (heads[0], heads[1]), 1)
    return counted
