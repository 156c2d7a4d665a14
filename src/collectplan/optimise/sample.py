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
    taken = np.sort(problem.by_likeness[step // 2 :: step])
    part = problem.part(taken, len(taken) / problem.num_customers)
    return Pricer(part, pricer.threads, pricer.layout)
