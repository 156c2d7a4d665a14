"""Screen: who may be contacted, on which channel, in which slots, led by which account, under which local rules.

screen.py     the stage, from accounts and history to permitted pairs
people.py     customers, accounts and clocks as positions
calendar.py   the planned day on every customer's clock
scope.py      what each rule binds: channels, accounts, dates
history.py    attempts and events as positions on local clocks
bars.py       what one reason leaves open, for whom, and how it is told
patterns.py   open places of the day, numbered
consent.py    treatment, address, consent, opt-out, gates
wishes.py     preferred channel and hours
dated.py      days since a date of the account's own
closing.py    closed weekdays and holidays
hours.py      opening hours
events.py     cooldowns, exclusivity, and what switches caps on
spacing.py    distance from earlier and later contacts
windows.py    windows of local dates
headroom.py   what caps leave, the history counted in
spans.py      spans of hours across customers, the history counted in
pools.py      full pools, and what contacts of different customers share
leads.py      the account that leads each channel, or the reason why none does
obstacles.py  everything that keeps one customer from being contacted
addresses.py  where a contact goes
sites.py      addresses as positions, and who may be contacted at a shared one
duties.py     contacts that obligations ask for
conditions.py what must be asked again before a contact is made
clashes.py    contacts of one day that exclude each other
switches.py   caps that an event switches on
profiles.py   customers whose contacts bind the same rules
classes.py    customers that share caps and clashes
codes.py      dense numbers for combinations of values
"""

from collectplan.screen.screen import screen as screen
