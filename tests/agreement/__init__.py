"""Random operations in which screening, optimiser and audit must say the same.

rules.py      rules of every kind with every key, drawn at random
worlds.py     whole small operations from a seed: strategy text and raw tables
pointed.py    worlds about what chance alone seldom meets
path.py       the way from text to a checked plan, in this process and without results on disk
questions.py  single contacts and pairs of them, put to screen and to check
stricter.py   where the planner is knowingly stricter than the law, and why
compare.py    a world held against itself: what disagrees
__main__.py   `python -m tests.agreement --worlds 10000`
"""
