"""Explaining: why a customer or account was, or was not, planned, from the results folder alone.

sidecar.py     why.parquet, written with the results: every (customer, channel) and what became of it
prices.py      shadow prices by channel, crew and slot
best.py        the best candidate of every (customer, channel)
binding.py     the rule that a customer's planned contacts have filled
folder.py      a results folder, read for one customer
answer.py      the answer as data
explain.py     the answer, put together
"""

from collectplan.explain.answer import Explanation as Explanation
from collectplan.explain.answer import as_dict as as_dict
from collectplan.explain.explain import explain as explain
