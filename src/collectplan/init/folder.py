"""A working folder: a strategy, sample tables in its dialect, the schema for editors, and a cron line."""

from __future__ import annotations

import datetime as dt
import json
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from collectplan.domain.strategy import Strategy
from collectplan.errors import Finding, OutputError
from collectplan.init.sample import sample_tables
from collectplan.init.starters import starter
from collectplan.read.json_schema import json_schema
from collectplan.read.strategy_file import read_strategy

#: A Tuesday without a holiday in any of the starters' countries; the sample's history ends the day before.
SAMPLE_DATE: Final = dt.date(2026, 3, 3)
SAMPLE_CUSTOMERS: Final = 200
SAMPLE_SEED: Final = 7

GITIGNORE: Final = """\
# Portfolios, histories and plans hold personal data: they do not belong into version control.
*.csv
*.parquet
/today/
/runs/
.*.lock
.*.lock.holder
.*.collectplan-*/
"""


def write_folder(folder: Path, country: str) -> list[str]:
    """Write a working folder.

    Args:
        folder: made where it is not there; files of other names in it are left alone.
        country: plain, CO, MX or US.

    Returns:
        Names of the files written, in the order in which to look at them.

    Raises:
        UsageError: there is no such starter. OutputError: a file of these names is there already, or the folder cannot
            be written; then nothing was.
    """
    source = starter(country)
    files = _files(folder, source, read_strategy(str(source)).strategy)
    _refuse_existing(folder, files)
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            with (folder / name).open("xb") as stream:
                written.append(folder / name)
                stream.write(content)
    except OSError as error:
        _remove(written)
        what = (error.strerror or str(error)).lower()
        raise OutputError(f"{error.filename or folder} could not be written: {what}; nothing was written") from error
    except BaseException:
        _remove(written)
        raise
    return list(files)


def _files(folder: Path, source: Path, strategy: Strategy) -> Mapping[str, bytes]:
    tables = sample_tables(strategy, num_customers=SAMPLE_CUSTOMERS, date=SAMPLE_DATE, seed=SAMPLE_SEED)
    schema = json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    return {
        "README.txt": _readme().encode(),
        "strategy.yaml": source.read_bytes(),
        **tables,
        "strategy.schema.json": schema.encode(),
        "crontab.txt": crontab(folder, sys.executable, strategy.timezone).encode(),
        ".gitignore": GITIGNORE.encode(),
    }


def _refuse_existing(folder: Path, files: Mapping[str, bytes]) -> None:
    """Nothing is overwritten.

    Raises:
        OutputError: one finding for each file that is there.
    """
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder} is a file; name a new or empty folder")
    there = [name for name in files if (folder / name).exists() or (folder / name).is_symlink()]
    if there:
        raise OutputError(
            [Finding(str(folder / name), "is there already", "name a new or empty folder") for name in there]
        )


def _remove(written: list[Path]) -> None:
    for path in written:
        path.unlink(missing_ok=True)


def crontab(folder: Path, python: str, timezone: str) -> str:
    """Return a crontab that plans every working day at 05:30.

    cron ends a command at a bare `%`, knows neither this folder nor a PATH, and reckons in the machine's own zone: so
    every `%` is escaped, every path is absolute, and the zone is set.

    Args:
        folder: the working folder.
        python: absolute path of the interpreter that collectplan is installed for.
        timezone: the strategy's.
    """

    def quoted(text: str) -> str:
        return shlex.quote(text).replace("%", r"\%")

    place = quoted(str(folder.resolve()))
    command = (
        f"cd {place} && {quoted(python)} -m collectplan schedule portfolio.csv -s strategy.yaml "
        r'--attempts attempts.csv --roster roster.csv --quiet -o "runs/$(TZ=' + timezone + r' date +\%F)" >/dev/null'
    )
    return f"""\
# Add to the crontab of the user who owns this folder: crontab -e
# Plans Monday to Saturday at 05:30 on the operation's clock, each day into a folder of its own.
# CRON_TZ is known to cronie (Red Hat, Fedora, Arch); Debian's cron ignores it and uses the machine's zone: there
# write the hour as the machine's clock shows it. What goes wrong is mailed to MAILTO.
CRON_TZ={timezone}
MAILTO=operations@example.com
30 5 * * 1-6 {command}
"""


def _readme() -> str:
    command = "portfolio.csv --attempts attempts.csv --roster roster.csv"
    return f"""\
A working folder of collectplan.

  strategy.yaml         who may be contacted, how, when and how often: read it first, then make it yours
  portfolio.csv         made-up accounts, in the form that strategy.yaml says; replace them by yours
  attempts.csv          made-up history of contact attempts
  roster.csv            made-up shifts of agents
  strategy.schema.json  lets an editor with a YAML language server complete and check strategy.yaml
  crontab.txt           a line for cron
  .gitignore            keeps personal data out of version control

The made-up tables are for {SAMPLE_DATE:%Y-%m-%d}. In this folder:

  collectplan validate -s strategy.yaml {command}
  collectplan segment portfolio.csv -s strategy.yaml
  collectplan schedule portfolio.csv -s strategy.yaml --attempts attempts.csv --roster roster.csv \\
      --date {SAMPLE_DATE:%Y-%m-%d} -o today
  collectplan explain today 10000017
  collectplan audit today portfolio.csv -s strategy.yaml --attempts attempts.csv --roster roster.csv

Nobody in the made-up tables exists. Nothing here is legal advice.
"""
