"""The regulator's packet: all that was planned, done and allowed for one customer, and nothing of anybody else.

It asks the rules of `check`, so that a packet and an audit cannot differ in what a rule means.

    packet.py      the verb: everything about one customer, as data
    own.py         the raw tables cut down to the customer
    accounts.py    the accounts, and why they were left alone or planned
    timeline.py    attempts in and out, planned and done contacts, in the order of time
    counting.py    what an attempt counts as under each rule
    rules.py       every rule with its source and its counts
    trial.py       what each rule allowed and forbade on the date
    words.py       the words of the page in English and Spanish
    page.py        the data as a page for paper
"""

from collectplan.packet.packet import Asked as Asked
from collectplan.packet.packet import packet as packet
from collectplan.packet.page import page as page
from collectplan.packet.words import language_of as language_of
