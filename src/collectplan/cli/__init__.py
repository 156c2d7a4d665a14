"""The command line: a translator from words to requests, and from errors to exit codes.

    main.py       the program: its commands, in the order in which users meet them
    options.py    options that mean the same everywhere
    edge.py       clock, memory meter, progress bar and thread count of the real world
    guard.py      errors to one sentence and an exit code
    commands/     one file a command; each imports its machinery only when it runs

Nothing here calculates.
"""
