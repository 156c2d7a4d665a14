"""Score: what each permitted contact is worth.

score.py    the stage: gain, reach and crew of every (customer, channel)
reach.py    P(rpc | attempt) by channel and slot, from the strategy's priors
crews.py    which agent groups may take a contact
floors.py   which contacts count for which targets
amount.py   what each customer has in arrears
paydays.py  dates on which a contact brings more
"""

from collectplan.score.score import score as score
