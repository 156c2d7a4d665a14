"""`collectplan init`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from collectplan.cli import options
from collectplan.cli.guard import guard


class Country(StrEnum):
    """Starters that `init` can write."""

    plain = "plain"
    co = "CO"
    mx = "MX"
    us = "US"


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder; nothing that is in it already is overwritten.")
    ],
    country: Annotated[
        Country, typer.Option("--country", case_sensitive=False, help="Whose contact law the starter strategy follows.")
    ] = Country.co,
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:
    """Make a working folder: a commented strategy, sample tables, and a cron line.

    \b
    Examples:
      collectplan init demo
      collectplan init operation --country MX
    """
    with guard(debug=debug):
        from collectplan.init import write_folder

        written = write_folder(folder, country.value)
        if not quiet:
            for name in written:
                typer.echo(name, err=True)
            typer.echo(f"Next: cd {folder} and read README.txt", err=True)
