"""Explaining: why a customer or account was, or was not, planned, from the results folder alone.

sidecar.py     why.parquet, written with the results: every (customer, channel) and what became of it
words.py       columns of few different texts
plan_date.py   the plan date's part of a plan of several days
prices.py      shadow prices by channel, crew and slot
needs.py       windows of pools that a contact takes, targets that it counts for
best.py        the best candidate of every (customer, channel)
binding.py     the rule that a customer's planned contacts have filled
shortfall.py   what became of targets, and what holds a missed one back
obligations.py what became of obligations, and which rules stand against those missed
folder.py      a results folder, read for one customer
answer.py      the answer as data
explain.py     the answer, put together
"""

from collectplan.explain.answer import Explanation as Explanation
from collectplan.explain.answer import as_dict as as_dict
from collectplan.explain.explain import explain as explain
