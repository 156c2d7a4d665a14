"""The ideas that stages share: the strategy, the tables, the clock, and what passes from stage to stage.

Nothing here reads a file, a clock or the environment.

    strategy.py      the strategy file as frozen models; every key of the contract
    rules.py         rules of contact as frozen models, one a kind
    rule_words.py    what a rule says, in English and Spanish, of the words in rule_vocabulary.py
    values.py        the types of values that strategies and packs are written in
    pack.py          a rule pack's file as frozen models
    source.py        where in the strategy file each value stands
    expression.py    SQL over a table's columns, row by row; with its grammar, vocabulary and way to polars in
                     expression_grammar.py, expression_vocabulary.py and expression_sql.py
    tables.py        tables as read (text) and as understood (typed), and their columns
    cells.py         cells that no spreadsheet runs as a formula
    outcomes.py      what counts as an attempt, a contact, a conversation
    clock.py         slots, and times of day as minutes
    day.py           the slots of a date as instants, and the moments of channels
    stages.py        frozen results of each stage, up to the checked plan
    leaks.py         what was done beside the plan or against the rules, as told
    edge.py          what a run takes from outside: clocks, the memory meter, the screen
"""
