"""The ideas that stages share: the strategy, the tables, the clock, and what passes from stage to stage.

Nothing here reads a file, a clock or the environment.

    strategy.py    the strategy file as frozen models; every key of the contract
    source.py      where in the strategy file each value stands
    tables.py      tables as read (text) and as understood (typed), and their columns
    outcomes.py    what counts as an attempt, a contact, a conversation
    clock.py       the day's slots, as instants
    stages.py      frozen results of each stage, up to the checked plan
"""
