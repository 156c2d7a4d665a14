"""`collectplan frontier`."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from collectplan.cli import options
from collectplan.cli.edge import real_edge
from collectplan.cli.guard import guard


class Over(StrEnum):
    """What can be varied."""

    AGENT_HOURS = "agent_hours"
    CONTACTS = "contacts"
    BUDGET = "budget"


def _share(text: str, option: str) -> float:
    """A share typed as 50% or 0.5.

    Raises:
        typer.BadParameter: it is neither.
    """
    try:
        return float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no share; write it as 50% or 0.5", param_hint=option) from None


def frontier(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A results folder of `schedule`.")],
    over: Annotated[Over, typer.Option("--over", help="What is varied.")] = Over.AGENT_HOURS,
    low: Annotated[str, typer.Option("--from", metavar="SHARE", help="Of what there is.")] = "50%",
    high: Annotated[str, typer.Option("--to", metavar="SHARE", help="Of what there is.")] = "150%",
    steps: Annotated[int, typer.Option("--steps", min=1, max=200, metavar="N", help="From the one to the other.")] = 11,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="Write the table there, as CSV; - prints it.")
    ] = None,
    time_limit: Annotated[
        float | None,
        typer.Option("--time-limit", min=0, metavar="SECONDS", help="For each step; always a legal plan."),
    ] = None,
    threads: options.Threads = 0,
    json_: options.Json = False,
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:
    """Say what the best plan brings for more and less of one thing: hours, contacts or money.

    \b
    Examples:
      collectplan frontier today
      collectplan frontier today --over agent_hours --from 80% --to 120% --steps 5 -o hours.csv
      collectplan frontier today --over contacts
      collectplan frontier today --over budget --from 0.25 --to 2

    \b
    agent_hours scales the minutes of all groups in all slots; budget the money of the day, or, where the
    strategy sets none, what the plan costs; contacts allows a customer 1, 2 ... contacts, to where more
    change nothing. Every step is solved again, from the prices of the one before.
    """
    if json_ and output == "-":
        raise typer.BadParameter("standard output takes --json or -o -, not both", param_hint="--json")
    with guard(debug=debug, as_json=json_):
        with real_edge(quiet=quiet, threads=threads) as edge:
            from collectplan.whatif.earlier import read_earlier
            from collectplan.whatif.frontier import as_dict, shares, table_of
            from collectplan.whatif.frontier import frontier as walk
            from collectplan.write.files import write_csv

            at = shares(_share(low, "--from"), _share(high, "--to"), steps)
            found = walk(read_earlier(folder, {}), over.value, at, time_limit, edge)
            if output is not None:
                write_csv(table_of(found), output)
        from collectplan.console import terminal
        from collectplan.console.frontier import show_frontier

        if json_:
            typer.echo(json.dumps(as_dict(found), ensure_ascii=False))
        else:
            show_frontier(terminal.console(stderr=output == "-"), as_dict(found))
