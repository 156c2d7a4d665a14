"""collectplan: the day's contact grid for debt collections, with a proof of how good it is.

    read ─► normalise ─► segment ─► screen ─► score ─► optimise ─► check ─► write

`pipeline.py` reads from top to bottom as that line does. Each stage package has one verb with the package's
name; stages meet only in the frozen types of `domain` and never import each other. `check` shares no code with
`screen` and `optimise`: it recomputes every rule from the raw tables.
"""

__version__ = "0.1.0"
