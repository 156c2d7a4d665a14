"""The matching instance of the LP solver DuaLip: sources to destinations of limited capacity, at most one each.

The published form of its generator: breadth Z_j ~ LogN(0, 1), p_j = Z_j / sum Z x 0.001 x destinations, K_j ~
Poisson(p_j x sources) distinct sources of destination j; s_j ~ LogN(0, 1), v_j ~ LogN(-4, 0.75), u_i ~ LogN(0, 0.5),
e_ij ~ LogN(0, 0.5); worth c_ij = min(v_j u_i e_ij, 0.5), use a_ij = s_j c_ij, in 32-bit floats. Every source loads the
destination where its use is greatest; the capacity is U(0.5, 1) of that load. With seed 42, 100,000 sources and 10,000
destinations the linear relaxation is worth 4,982.0865.
"""

from __future__ import annotations

import numpy as np

from tests.bench.instance import Instance

#: Of the linear relaxation at seed 42 and full size, by an interior point method.
LP_OPTIMUM = 4982.0865
#: Worth of a candidate is a few thousandths; the optimiser keeps six decimals.
SCALE = 10_000.0
#: Share of all (source, destination) that are candidates.
SPARSITY = 0.001


def generate(num_sources: int = 100_000, num_destinations: int = 10_000, seed: int = 42) -> Instance:
    """An instance: sources are customers, destinations are options and resources that count minutes."""
    draw = np.random.default_rng(seed)
    breadth = draw.lognormal(0.0, 1.0, num_destinations)
    size = draw.lognormal(0.0, 1.0, num_destinations).astype(np.float32)
    appeal = draw.lognormal(-4.0, 0.75, num_destinations).astype(np.float32)
    taste = draw.lognormal(0.0, 0.5, num_sources).astype(np.float32)
    share = breadth / breadth.sum() * (SPARSITY * num_destinations)
    count = np.minimum(draw.poisson(share * num_sources), num_sources)
    parts = []
    for num in count.tolist():
        sources = draw.choice(num_sources, num, replace=False)
        parts.append((sources, draw.lognormal(0.0, 0.5, num).astype(np.float32)))
    source = np.concatenate([sources for sources, _ in parts])
    destination = np.repeat(np.arange(num_destinations), count)
    worth = np.minimum(
        appeal[destination] * taste[source] * np.concatenate([noise for _, noise in parts]), np.float32(0.5)
    )
    use = size[destination] * worth
    by_use = np.lexsort((-use, source))
    greatest = by_use[np.r_[True, np.diff(source[by_use]) > 0]]
    load = np.bincount(destination[greatest], use[greatest], num_destinations)
    capacity = draw.uniform(0.5, 1.0, num_destinations) * (load + 1e-8)
    order = np.lexsort((destination, source))
    return Instance(
        f"matching {num_sources} x {num_destinations}, seed {seed}",
        np.searchsorted(source[order], np.arange(num_sources + 1)), destination[order],
        worth[order].astype(np.float64), use[order].astype(np.float64), np.arange(num_destinations + 1),
        np.arange(num_destinations), np.zeros(num_destinations), np.ones(num_destinations), capacity,
        is_full=False, scale=SCALE,
    )  # fmt: skip


def greedy(instance: Instance) -> float:
    """Worth of taking candidates by falling worth while they fit: another solver's figure for this instance is 4,922.70."""
    customer = np.repeat(np.arange(instance.num_customers), np.diff(instance.start))
    left, served = instance.capacity.tolist(), bytearray(instance.num_customers)
    worth = 0.0
    for k in np.argsort(-instance.value, kind="stable").tolist():
        option = int(instance.option[k])
        if not served[customer[k]] and instance.minutes[k] <= left[option]:
            served[customer[k]] = 1
            left[option] -= float(instance.minutes[k])
            worth += float(instance.value[k])
    return worth
