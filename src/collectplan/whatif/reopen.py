"""The inputs of an earlier run through the stages again, with changes."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from collectplan import pipeline
from collectplan.domain.edge import Edge
from collectplan.domain.stages import Permitted
from collectplan.normalise.roster import understand
from collectplan.screen import screen
from collectplan.staff.shifts import worked_on
from collectplan.whatif.changes import Resource, added_capacity, with_agents, with_minutes
from collectplan.whatif.earlier import Earlier, verify
from collectplan.whatif.grammar import parse_add, parse_agents
from collectplan.whatif.wanted import Changes as Changes
from collectplan.whatif.wanted import changed


@dataclass(frozen=True, eq=False)
class Reopened:
    """What the stages before the optimiser make of an earlier run's inputs.

    Attributes:
        prepared: with the changes in it, agent minutes among them.
        added: contacts and money more, or less, of capacities other than agent minutes.
    """

    prepared: pipeline.Prepared
    added: Mapping[Resource, float]


def reopen(earlier: Earlier, changes: Changes, watch: pipeline.Watch, edge: Edge) -> Reopened:
    """Read the inputs of an earlier run, hold them to its hashes, and run the stages with the changes.

    Args:
        earlier: the run.
        changes: on top of those that it was planned with itself.
        watch: counts the seconds.
        edge: the outside.

    Raises:
        UsageError: a change names what is not there.
        StrategyError, InputError: a file has changed, or is wrong.
    """
    adds = [parse_add(said) for said in changes.after(earlier.run).add]
    with watch.stage("read"):
        opened = open_again(earlier, changes)
    loaded = opened.loaded
    prepared = pipeline.prepare(opened, earlier.date, watch, edge, earlier.days)
    capacities = added_capacity(adds, loaded.strategy, prepared.staffing, prepared.day)
    added = {each.resource: each.after - each.before for each in capacities}
    starts = [slot.start for slot in prepared.day.slots]
    by_start = {
        (kind, name, starts[slot] if slot >= 0 else None): amount for (kind, name, slot), amount in added.items()
    }
    prepared = dataclasses.replace(
        prepared,
        opened=dataclasses.replace(opened, added=by_start),
        staffing=with_minutes(prepared.staffing, capacities),
    )
    return Reopened(prepared, {key: amount for key, amount in added.items() if key[0] != "agent_minutes"})


def screened_before(earlier: Earlier, prepared: pipeline.Prepared) -> Permitted:
    """What the run itself permitted, of inputs that changes have left as they were: its own rules on these."""
    loaded = changed(pipeline.load(str(earlier.files["strategy"])), Changes().after(earlier.run))
    return screen(prepared.inputs, prepared.segmented, loaded, prepared.day, prepared.permitted.moments)


def open_again(earlier: Earlier, changes: Changes) -> pipeline.Opened:
    """Read the inputs of an earlier run, hold them to its hashes, and change the strategy and the roster.

    Raises:
        UsageError: a change names what is not there.
        StrategyError, InputError: a file has changed, or is wrong.
    """
    wanted = changes.after(earlier.run)
    agents = [parse_agents(said) for said in wanted.agents]
    strategy, portfolio = earlier.files["strategy"], earlier.files["portfolio"]
    files = pipeline.Files(str(strategy), str(portfolio), earlier.files["attempts"], earlier.files["roster"])
    loaded = changed(pipeline.load(files.strategy), wanted)
    opened = pipeline.open_files(files, loaded)
    tables = {"portfolio": opened.portfolio, "attempts": opened.attempts, "roster": opened.roster}
    verify(earlier, loaded.source, tables)
    if not agents:
        return opened
    return dataclasses.replace(opened, roster=with_agents(opened.roster, _at_work(opened, earlier), agents))


def _at_work(opened: pipeline.Opened, earlier: Earlier) -> pl.DataFrame:
    """Shifts of the planned date."""
    if opened.roster is None:
        return pl.DataFrame()
    return worked_on(understand(opened.roster, opened.loaded.strategy)[0], earlier.date)
