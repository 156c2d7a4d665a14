"""Builds the day's grid: the best plan that keeps every limit, and the proof of how good it is.

optimise.py    the verb
expand.py      from the stages' factorised tables to the problem
resources.py   the coupling constraints, and capacities as whole plans can use them
ceilings.py    what a missing contact of a floor costs
problem.py     the problem: its formulation and its arrays
numbers.py     numbers of candidates: which are marked, and whose they are
keys.py        stable hashes that break ties
compiled.py    how kernels are compiled
local.py       one customer's best set of contacts, exactly
pairs.py       which two contacts bar each other, for customers who may have two
strips.py      which contacts of several days rules tell apart
diagram.py     a decision diagram of them for each class of customers
paths.py       the best set by the diagram
passes.py      one pass over all customers at given prices
prices.py      the search for prices: the bound
sift.py        exact prices where the problem is small enough
implied.py     clashes that a cap already forbids
regret.py      what insisting on a candidate costs, or doing without it
repair.py      from choices at prices to a legal plan
layout.py      the problem as kernels see it
nested.py      nested caps, the bound of the local search without a diagram
cliques.py     clashes as cliques
survey.py      what candidates are like, by option
sample.py      a part of the customers that is like all
margins.py     the curvature of the dual
passed.py      the best that a plan leaves out
core.py        the part that is still open, as rows
solver.py      OR-Tools: GLOP and SCIP
exchange.py    better plans by ejection, where customers hold one contact at most
ejection.py    its moves, compiled
prove.py       better plans, and the proof that there is none
incumbent.py   the best plan and bound so far
warm.py        what an earlier run knows
near.py        from an earlier run's prices to near ones, as far as a comparison needs
search.py      all of it in order
attainable.py  the search where there are floors
kept.py        as many obligations kept as can be, before money
twins.py       moments a second time, for contacts that answer obligations
floors.py      an answer with floors in money alone
attained.py    what a plan makes of targets, and what they cost
relaxation.py  bound and prices alone, at other capacities
parametric.py  a linear relaxation kept open
limit.py       the deadline and the progress
report.py      the answer in the words of the day
"""

from collectplan.optimise.optimise import optimise as optimise
from collectplan.optimise.relaxation import relaxation_of as relaxation_of
from collectplan.optimise.warm import Warm as Warm
