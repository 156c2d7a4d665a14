"""What a missing contact of a floor costs: enough that no value is ever bought with one.

Floors come first: the least shortfall of all floors together, then the greatest value. One price for every missing
contact says that, if it exceeds what one more required contact can displace. It may push out what its customer has, and
of every capacity that it takes whatever stands on as much of it: the value that lies densest there, and one contact
more, since contacts do not split. Those pushed out may count for floors themselves and push out others in their turn;
such a chain of exchanges comes by every resource once at most, for a loop could be left out. A whole plan's value is
enough in any case, and the smaller of the two is taken, since large prices cost accuracy.
"""

from __future__ import annotations

import numpy as np

from collectplan.optimise.passes import Pricer
from collectplan.optimise.survey import Survey


def ceiling_of(pricer: Pricer, seen: Survey) -> float:
    """Money > 0 for one missing contact.

    Args:
        pricer: of a problem whose floors are told by finite ceilings of any height.
        seen: its candidates.
    """
    problem = pricer.problem
    if not problem.is_floor.any():
        return 1.0
    # What all floors together may lose at most, where contacts are planned that cost more than they bring.
    loss = float(-problem.capacity[problem.is_floor].sum() * problem.cost.max(initial=0.0))
    whole = pricer.evaluate(np.zeros(problem.num_resources)).bound + loss
    return float(np.ceil(1.0 + min(whole, (problem.num_resources + 1) * _displaced(pricer, seen))))


def _displaced(pricer: Pricer, seen: Survey) -> float:
    """The greatest value that one contact which counts for a floor can push out, with what it may lose itself."""
    problem = pricer.problem
    option, resource = problem.option_of_use, problem.use_resource
    mine = ~problem.is_floor[resource] & (seen.count[option] > 0)
    option, resource = option[mine], resource[mine]
    contact, minute = problem.use_per_contact[mine], problem.use_per_minute[mine]
    least, most = contact + minute * seen.shortest[option], contact + minute * seen.longest[option]
    densest, dearest = np.zeros(problem.num_resources), np.zeros(problem.num_resources)
    np.maximum.at(densest, resource, seen.highest[option] / np.maximum(least, np.finfo(np.float64).tiny))
    np.maximum.at(dearest, resource, seen.highest[option])
    pushed = np.bincount(option, densest[resource] * most + dearest[resource], problem.num_options)
    own = float(pricer.layout.most.max(initial=1)) * float(seen.highest.max(initial=0.0))
    counts = problem.serves & (seen.count > 0)
    return own + float((pushed + problem.cost)[counts].max(initial=0.0))
