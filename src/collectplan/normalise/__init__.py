"""From tables as their files say to tables as they are understood: typed, checked row by row, in a fixed order.

normalise.py      normalise: all tables, and the refusal of those with too many bad rows
portfolio.py      accounts: the contract's columns, defaults, and the file's own columns
zones.py          the time zones in which an account may live
phone_areas.py    what telephone numbers tell of the place
attempts.py       history: instants in UTC, outcomes in the contract's words
roster.py         shifts: hours of the day, days, skills, and shifts that collide
derive.py         columns that the strategy computes from the file's own
typing_columns.py what all cells of a column are: booleans, whole numbers, numbers, or text
kinds.py          cells of a column as values of a kind, and those that are none
numbers.py        numbers in the strategy's dialect: integer, number, money, share
times.py          dates, times of day, and timestamps
words.py          text and booleans
rejects.py        what is wrong with which cell of which row
order.py          a table's total order, so that the files' row order is forgotten
"""

from collectplan.normalise.normalise import normalise as normalise
