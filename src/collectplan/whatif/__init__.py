"""Asking again: an earlier run taken up with something changed, warm from its prices.

grammar.py     the words of changes
wanted.py      all changes together, and the strategy with them
changes.py     changes as capacities and shifts
earlier.py     an earlier run: results, inputs, hashes, prices
ground.py      what it kept of the stages, again.parquet
recall.py      a question posed from that: the short way
reopen.py      its inputs through the stages again, with the changes
screened.py    two screenings side by side
posed.py       a question as the search takes it
warm.py        what it hands to the search
compare.py     two plans side by side
what_if.py     the verb: one change, or several at once
frontier.py    the verb: what more and less of one thing brings
smallest.py    what would have one customer contacted
alone.py       that customer's rows, and the stages over them
ranges.py      how far a price holds
price_ranges.py  the verb: that, of an earlier run
rule_prices.py  the verb: what every rule costs
answer.py      an explanation with that
conflict.py    smallest conflicting sets
target.py      what stands against a missed target
"""
