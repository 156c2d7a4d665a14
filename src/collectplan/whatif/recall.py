"""The short way to a question: from what a run kept, where nothing is changed that its tables tell of."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import polars as pl

from collectplan.domain.day import make_day, moments
from collectplan.domain.stages import Day, LoadedStrategy, Permitted, Staffing, Valued
from collectplan.domain.tables import ROSTER_REQUIRED, Inputs, RawTable
from collectplan.errors import CollectplanError
from collectplan.normalise.rejects import refusal
from collectplan.normalise.roster import understand
from collectplan.read.arrays import read_arrays
from collectplan.read.strategy_file import read_strategy
from collectplan.read.table import read_table
from collectplan.score.crews import crews_of_treatments
from collectplan.score.score import NO_CREW
from collectplan.staff import staff
from collectplan.staff.shifts import worked_on
from collectplan.stopwatch import Watch
from collectplan.whatif.changes import added_capacity, with_agents, with_minutes
from collectplan.whatif.compare import contacts_of
from collectplan.whatif.earlier import Digest, Earlier, verify
from collectplan.whatif.grammar import parse_add, parse_agents
from collectplan.whatif.ground import FILE, Ground, ground_of, identity
from collectplan.whatif.posed import Posed
from collectplan.whatif.wanted import Changes, changed, is_felt_late
from collectplan.whatif.warm import in_groups

#: Inputs that are not read again, but held to their hashes.
KEPT = ("portfolio", "attempts")


def recall(earlier: Earlier, changes: Changes, watch: Watch) -> Posed | None:
    """Pose a question about an earlier run from what the run kept.

    Args:
        earlier: the run.
        changes: on top of those that it was planned with itself.
        watch: counts the seconds.

    Returns:
        None where that cannot be, or something is not as it was: the long way then does it, or says what is wrong.
    """
    if earlier.given - {"roster"} or changes.without:
        return None
    with watch.stage("read"):
        try:
            return _posed(earlier, changes)
        except (CollectplanError, OSError):
            return None


def _posed(earlier: Earlier, changes: Changes) -> Posed | None:
    wanted = changes.after(earlier.run)
    adds, agents = [parse_add(said) for said in wanted.add], [parse_agents(said) for said in wanted.agents]
    with ThreadPoolExecutor(max_workers=1) as aside:
        # Hashing leaves the interpreter free.
        digests = aside.submit(_digests, earlier)
        source = read_strategy(str(earlier.files["strategy"]))
        own = changed(source, Changes().after(earlier.run))
        loaded = changed(source, wanted) if changes.set else own
        ground = kept_by(earlier) if is_felt_late(own.strategy, loaded.strategy) else None
        roster = _roster(earlier, loaded)
        verify(earlier, source.source, digests.result() | {"roster": roster})
    if ground is None:
        return None
    day = make_day(earlier.date, loaded.strategy, earlier.days)
    if agents:
        at_work = pl.DataFrame() if roster is None else understand(roster, loaded.strategy)[0]
        roster = with_agents(roster, at_work if roster is None else worked_on(at_work, earlier.date), agents)
    staffing = _staffing(roster, loaded, day)
    if staffing is None or len(ground.local.moment_sets.T) != len(moments(loaded.strategy, day).slot):
        return None
    more = added_capacity(adds, loaded.strategy, staffing, day)
    return Posed(
        permitted=permitted_before(ground, loaded, day),
        valued=_valued(ground, loaded, staffing),
        staffing=with_minutes(staffing, more),
        loaded=loaded,
        day=day,
        added={each.resource: each.after - each.before for each in more if each.resource[0] != "agent_minutes"},
        contacts=in_groups(ground.contacts, day, ground.groups, staffing.groups),
        rows=contacts_of(ground.contacts, ground.groups, loaded.strategy, day, None),
        names=None,
        before=None,
    )


def _digests(earlier: Earlier) -> dict[str, Digest | None]:
    """Of the tables that are not read."""
    found: dict[str, Digest | None] = {}
    for name in KEPT:
        file = earlier.files[name]
        found[name] = None
        if file is not None:
            with Path(file).open("rb") as stream:
                found[name] = Digest(file, hashlib.file_digest(stream, "sha256").hexdigest())
    return found


def kept_by(earlier: Earlier) -> Ground | None:
    """What the run kept, None where that is not to be had or of another run."""
    kept = read_arrays(earlier.folder / FILE)
    if kept is None:
        return None
    about, arrays = kept
    inputs, worth = earlier.run["inputs"], earlier.worth
    hashes = {name: inputs[name]["sha256"] if inputs.get(name) else None for name in KEPT}
    strategy = earlier.run["strategy"]["sha256"]
    run = identity(earlier.run["plan_date"], strategy, hashes, worth["objective"], worth["bound"], earlier.folder)
    if about.get("run") != run:
        return None
    try:
        return ground_of(about, arrays)
    except (KeyError, ValueError, TypeError, IndexError, pl.exceptions.PolarsError):
        return None


def _roster(earlier: Earlier, loaded: LoadedStrategy) -> RawTable | None:
    file = earlier.files["roster"]
    return None if file is None else read_table("roster", file, loaded.strategy.input, required=ROSTER_REQUIRED)


def _staffing(roster: RawTable | None, loaded: LoadedStrategy, day: Day) -> Staffing | None:
    """Who is at work; None where too many of the roster's rows are bad."""
    shifts = None
    if roster is not None:
        shifts, rejects = understand(roster, loaded.strategy)
        if refusal(roster, rejects.frame(), loaded.strategy.input.max_rejects):
            return None
    nothing = pl.DataFrame()
    return staff(Inputs(nothing, None, shifts, nothing), loaded, day)


def permitted_before(ground: Ground, loaded: LoadedStrategy, day: Day) -> Permitted:
    """What was permitted, without addresses and without what was not."""
    return Permitted(
        customer_ids=ground.customer_ids,
        moments=moments(loaded.strategy, day),
        pairs=ground.pairs.select("customer", "date", "channel", "lead", "opening"),
        openings=ground.openings,
        local=ground.local,
        blocks=pl.DataFrame(),
        pools=ground.pools,
        duties=ground.duties,
    )


def _valued(ground: Ground, loaded: LoadedStrategy, staffing: Staffing) -> Valued:
    """What it is worth, for the agents of today."""
    strategy = loaded.strategy
    crews, crew_of_treatment = crews_of_treatments(strategy.treatments, staffing)
    needs_agents = np.array([spec.agents for spec in strategy.channels.values()], dtype=np.bool_)
    treatment, channel = (ground.pairs[name].to_numpy() for name in ("treatment", "channel"))
    crew = np.where(needs_agents[channel], crew_of_treatment[treatment], NO_CREW)
    pairs = ground.pairs.drop("treatment").with_columns(crew=pl.Series(crew, dtype=pl.Int32))
    return Valued(pairs, ground.reach, crews, ground.amount, ground.floors)
