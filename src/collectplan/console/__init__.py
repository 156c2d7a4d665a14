"""What people see on the terminal. Everything is readable without colour, in a pipe, and in 80 columns.

terminal.py      the console: colour where a person looks, plain text elsewhere
tables.py        tables without lines, and amounts of money
heat.py          the heat map as data
plan.py          a plan: heat map and summary
targets.py       targets that a plan misses, in sentences
obligations.py   obligations that a plan misses, in sentences
segments.py      segments by accounts, customers and money
rejects.py       the first rejects
findings.py      findings of `validate` and `audit`
leaks.py         leaks of a log, of `audit --log`
explanation.py   why a customer was, or was not, planned
progress.py      progress bars on standard error
"""
