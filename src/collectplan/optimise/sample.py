"""A part of the customers that is like all of them."""

from __future__ import annotations

import numpy as np

from collectplan.optimise.passes import Pricer


def sample(pricer: Pricer, customers: float) -> Pricer:
    """A pricer of about so many customers and their share of the capacities; the same one where that is nearly all.

    Customers are ordered by what rules and options they have and by what they are worth, and every n-th is taken, so
    that the part has its share of every kind, rich and poor.
    """
    problem = pricer.problem
    step = int(problem.num_customers // customers) if customers > 0 else 1
    if step < 2:
        return pricer
    first = np.minimum(problem.start[:-1], max(len(problem.gain) - 1, 0))
    has_pair = np.diff(problem.start) > 0
    cumulative = np.concatenate([np.zeros(1), np.cumsum(problem.gain)])
    gain = cumulative[problem.start[1:]] - cumulative[problem.start[:-1]]
    kind = np.where(has_pair, problem.pattern[first], -1) if len(problem.gain) else np.zeros(len(first))
    order = np.lexsort((problem.key, gain, kind, problem.rules.class_of_customer))
    taken = np.sort(order[step // 2 :: step])
    part = problem.part(taken, len(taken) / problem.num_customers)
    return Pricer(part, pricer.threads, pricer.layout)
