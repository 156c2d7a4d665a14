"""Writes the tables of a made-up operation beside a strategy, in the strategy's own dialect.

    python examples/make_example.py examples/colombia_small                       # the shipped example, byte for byte
    python examples/make_example.py /tmp/big --country MX --customers 20000       # a starter strategy, more customers

The folder's strategy.yaml says the country, the channels, the skills and how the files are written: semicolons, decimal
commas, latin-1 and Spanish headers where it says so. Where the folder has none, the starter of --country is copied
there. The same arguments write the same bytes. Nobody in the tables exists.
"""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

from collectplan.init.sample import sample_tables
from collectplan.init.starters import FILES, starter
from collectplan.read.strategy_file import read_strategy


def main() -> None:
    """Read the arguments, write the tables, and say what was written."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--country", choices=list(FILES), default="CO", help="starter, where the folder has no strategy"
    )
    parser.add_argument("--customers", type=int, default=400)
    parser.add_argument("--date", type=dt.date.fromisoformat, default=dt.date(2026, 3, 3), help="the day to be planned")
    parser.add_argument("--seed", type=int, default=2026)
    said = parser.parse_args()

    said.folder.mkdir(parents=True, exist_ok=True)
    strategy = said.folder / "strategy.yaml"
    if not strategy.exists():
        strategy.write_bytes(starter(said.country).read_bytes())
    loaded = read_strategy(str(strategy)).strategy
    for name, content in sample_tables(loaded, num_customers=said.customers, date=said.date, seed=said.seed).items():
        (said.folder / name).write_bytes(content)
        print(f"{said.folder / name}: {content.count(bytes([10])) - 1} rows")


if __name__ == "__main__":
    main()
