"""The benchmark command: `python -m tests.bench` runs every part, `python -m tests.bench worlds gap` some.

Tables go to standard output as Markdown, narration to standard error; `--write` puts them between the markers of the
README as well.
"""

from __future__ import annotations

import argparse
import inspect
import sys
from collections.abc import Callable
from typing import Any

from tests.bench import files, horizons, kernels, practices, published, rivals, worlds
from tests.bench.table import Table, write

#: Part: what it measures, and what makes its tables.
PARTS: dict[str, tuple[str, Callable[..., list[Table]]]] = {
    "worlds": ("made-up operations by size", worlds.tables),
    "files": ("`schedule` by size, files to files", files.tables),
    "horizons": ("`schedule --days N` by size", horizons.tables),
    "gap": ("generalised assignment instances (needs ../shared/data)", published.gap_tables),
    "mmkp": ("multiple-choice knapsacks (needs ../shared/data)", published.mmkp_tables),
    "matching": ("the matching instance of DuaLip", published.matching_tables),
    "rivals": ("GLOP, PDLP, HiGHS, SCIP, CP-SAT on the same operations", rivals.tables),
    "practices": ("what collections desks do, as a share of the bound", practices.tables),
    "kernels": ("numpy, polars and numba for one pass", kernels.tables),
}


def main(arguments: list[str] | None = None) -> int:
    """Runs the parts named and gives the exit code."""
    listed = "\n".join(f"  {name:10} {what}" for name, (what, _) in PARTS.items())
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description=__doc__, epilog=f"parts:\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("names", nargs="*", choices=[*PARTS, []], metavar="PART", help="parts to run; none: all")
    parser.add_argument("--write", action="store_true", help="put the tables into README.md too, between its markers")
    parser.add_argument(
        "--sizes", type=int, nargs="+", help="customers, for worlds, files, horizons, rivals and kernels"
    )
    parser.add_argument("--num", type=int, help="customers, for practices; problems of each test set, for mmkp")
    parser.add_argument("--limit", type=float, help="seconds of one search, for gap, mmkp, matching and rivals")
    asked = parser.parse_args(arguments)
    for name in asked.names or PARTS:
        make = PARTS[name][1]
        given: dict[str, Any] = {"sizes": tuple(asked.sizes or ()), "num": asked.num, "limit": asked.limit}
        taken = inspect.signature(make).parameters
        tables = make(say=say, **{key: value for key, value in given.items() if value and key in taken})
        flags = [f" --{key} {_words(value)}" for key, value in given.items() if value and key in taken]
        for table in tables:
            table.command += "" if "--" in table.command else "".join(flags)
        print("\n\n".join(table.text() for table in tables), end="\n\n", flush=True)
        if asked.write:
            write(name, tables)
    return 0


def _words(value: object) -> str:
    return " ".join(str(part) for part in value) if isinstance(value, tuple) else f"{value:g}"


def say(what: str) -> None:
    """Tells on standard error what is being measured."""
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
