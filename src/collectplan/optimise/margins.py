"""The curvature of the dual, read off the choices that a small change of prices would turn.

At perturbed values the dual is smooth to the eye, and its second derivative is a sum over indifferent customers: where
the price of one option rises over another's, as many turn as stand at the margin, and each takes its use with it.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from collectplan.optimise.passes import Margins
from collectplan.optimise.problem import Floats, Longs, Problem, spread


def curvature(problem: Problem, margins: Margins) -> Floats:
    """[resources] second derivative of the dual by each price alone, >= 0; 0 where no margin was seen."""
    num = problem.num_options + 1
    key, which = np.unique(margins.ahead * num + margins.behind + 1, return_inverse=True)
    density = np.bincount(which, margins.density, len(key))
    ahead, behind = key // num, key % num - 1
    longer = np.bincount(which, margins.density * margins.ahead_minutes, len(key)) / density
    shorter = np.bincount(which, margins.density * margins.behind_minutes, len(key)) / density
    turned = _use(problem, ahead, longer) - _use(problem, behind, shorter)
    return np.asarray(turned.power(2).T @ density)


def _use(problem: Problem, option: Longs, minutes: Floats) -> sparse.csr_array:
    """[rows, resources] what one contact of an option, of so many minutes, uses; nothing for option -1."""
    count = np.where(option >= 0, np.diff(problem.use_start)[option], 0)
    entry = spread(problem.use_start[option].astype(np.int64), count)
    row = np.repeat(np.arange(len(option)), count)
    use = problem.use_per_contact[entry] + problem.use_per_minute[entry] * minutes[row]
    return sparse.csr_array((use, (row, problem.use_resource[entry])), (len(option), problem.num_resources))
