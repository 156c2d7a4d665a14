"""Small worlds whose customers share more than capacities: pools of unique customers, targets and obligations."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from collectplan.domain.stages import Duties, Floors, LoadedStrategy, Pools
from collectplan.domain.strategy import Strategy
from tests.optimum.made_days import MadeDay, small_world


def with_pools(made: MadeDay, seed: int) -> MadeDay:
    """The same world with up to two pools of windows of any slots, which some customers' history exempts from some."""
    r = np.random.default_rng([seed, 1])
    num_slots, num_pairs = len(made.day.slots), made.permitted.pairs.height
    num_rules, num = int(r.integers(1, 3)), len(made.permitted.customer_ids)
    rule, last = np.nonzero(r.random((num_rules, num_slots)) < 0.7)
    holds = np.array([[s <= end and end - s < r.integers(1, 4) for s in range(num_slots)] for end in last], bool)
    kinds = int(r.integers(1, 5))
    uses = holds.reshape(1, len(last), num_slots) & (r.random((kinds, len(last), 1)) < 0.75)
    uses[0] &= bool(r.random() < 0.5)  # pairs that no pool binds
    capacity = r.integers(0, max(2, num // 2), len(last)).astype(np.int32)
    pools = Pools(
        rule.astype(np.int32), last.astype(np.int32), capacity, r.integers(0, kinds, num_pairs).astype(np.int32), uses
    )
    rules = [{"id": f"pool{i}", "kind": "pool", "max": 99, "hours": 3.0} for i in range(num_rules)]
    return replace(made, permitted=replace(made.permitted, pools=pools), loaded=_changed(made, limits={"rules": rules}))


def with_floors(made: MadeDay, seed: int, *, hardest: float = 1.3) -> MadeDay:
    """The same world with up to three targets of any pairs, from easy ones to floors beyond everybody."""
    r = np.random.default_rng([seed, 2])
    num_targets, num_pairs = int(r.integers(1, 4)), made.permitted.pairs.height
    kinds = int(r.integers(1, 5))
    serves = r.random((kinds, num_targets)) < 0.5
    kind = r.integers(0, kinds, num_pairs).astype(np.int32)
    size = serves[kind].sum(axis=0) if num_pairs else np.zeros(num_targets, int)
    floors = [int(r.uniform(0, hardest) * max(1, n) * r.choice([0.2, 1.0])) for n in size]
    targets = [{"id": f"t{t}", "segments": ["*"], "min_contacts": floor} for t, floor in enumerate(floors)]
    valued = replace(made.valued, floors=Floors(kind, serves))
    return replace(made, valued=valued, loaded=_changed(made, targets=targets))


def with_duties(made: MadeDay, seed: int, *, share: float = 0.3) -> MadeDay:
    """The same world with up to two obligations, each of some customers, answered by some pairs in some slots."""
    r = np.random.default_rng([seed, 3])
    num, pairs = len(made.permitted.customer_ids), made.permitted.pairs
    num_lines, num_slots = int(r.integers(1, 3)), len(made.day.slots)
    owed = r.random((num_lines, num)) < share
    untimed = np.array([channel.untimed for channel in made.loaded.strategy.channels.values()])
    answers = np.concatenate(
        [np.zeros((1, num_lines, num_slots + 1), bool), r.random((6, num_lines, num_slots + 1)) < 0.6]
    )
    kinds, number = [answers[0] & False], {(answers[0] & False).tobytes(): 0}
    kind = np.zeros(pairs.height, np.int32)
    for pair, (customer, channel) in enumerate(pairs.select("customer", "channel").iter_rows()):
        is_place = np.append(np.full(num_slots, not untimed[channel]), untimed[channel])
        table = answers[r.integers(0, 7)] & owed[:, customer, None] & is_place
        kind[pair] = number.setdefault(table.tobytes(), len(kinds))
        if kind[pair] == len(kinds):
            kinds.append(table)
    line, customer = (found.astype(np.int32) for found in np.nonzero(owed))
    rules = [{"id": f"duty{i}", "kind": "obligation", "within_days": 1, "of": "promise"} for i in range(num_lines)]
    old = [rule.model_dump(by_alias=True, exclude_none=True) for rule in made.loaded.strategy.limits.rules]
    lines = tuple((len(old) + i, 0) for i in range(num_lines))
    duties = Duties(lines, line, customer, np.zeros(len(line), np.int32), kind, np.stack(kinds))
    permitted = replace(made.permitted, duties=duties)
    return replace(made, permitted=permitted, loaded=_changed(made, limits={"rules": [*old, *rules]}))


def shared_world(seed: int, num: int | None = None) -> MadeDay:
    """A random small world with pools, floors, or both."""
    made = small_world(seed, num)
    made = with_pools(made, seed) if seed % 3 else made
    return with_floors(made, seed) if seed % 3 != 1 else made


def raised(made: MadeDay, more: int) -> MadeDay:
    """The same world with every floor so much higher."""
    targets = [target.model_dump() for target in made.loaded.strategy.targets]
    for target in targets:
        target["min_contacts"] += more
    return replace(made, loaded=_changed(made, targets=targets))


def _changed(made: MadeDay, **changes: object) -> LoadedStrategy:
    said = made.loaded.strategy.model_dump(by_alias=True, exclude_none=True)
    return replace(made.loaded, strategy=Strategy.model_validate({**said, **changes}))
