"""Options that mean the same in every command."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

Strategy = Annotated[str, typer.Option("--strategy", "-s", metavar="FILE", help="The strategy, a YAML file.")]
Portfolio = Annotated[
    str,
    typer.Argument(metavar="PORTFOLIO", help="CSV or Parquet, one row an account; - reads CSV from standard input."),
]
Attempts = Annotated[str | None, typer.Option("--attempts", metavar="FILE", help="The history of contact attempts.")]
NoHistory = Annotated[bool, typer.Option("--no-history", help="There is no history of attempts, and you say so.")]
Roster = Annotated[str | None, typer.Option("--roster", metavar="FILE", help="The agents' shifts.")]
Date = Annotated[
    str | None,
    typer.Option("--date", metavar="YYYY-MM-DD", help="The day; today in the strategy's zone where not given."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No narration; errors are still said.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]
Threads = Annotated[
    int, typer.Option("--threads", min=0, metavar="N", help="Threads to use, 0 for all; the result is the same.")
]


def parse_date(text: str | None) -> dt.date | None:
    """Return the date that was typed.

    Raises:
        typer.BadParameter: it is no ISO date.
    """
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no date; write it as 2026-03-02", param_hint="--date") from None


def need_history(attempts: str | None, no_history: bool) -> None:
    """Hold the user to one of --attempts and --no-history.

    Raises:
        typer.BadParameter: neither or both were given; a missing history is never taken for an empty one.
    """
    if attempts is None and not no_history:
        raise typer.BadParameter(
            "name the history of attempts, or say that there is none with --no-history", param_hint="--attempts"
        )
    if attempts is not None and no_history:
        raise typer.BadParameter("give --attempts or --no-history, not both", param_hint="--no-history")


def one_standard_input(*files: str | None) -> None:
    """Refuse two tables from one standard input.

    Raises:
        typer.BadParameter: `-` was given twice.
    """
    if sum(file == "-" for file in files) > 1:
        raise typer.BadParameter("only one table can come from standard input", param_hint="-")
