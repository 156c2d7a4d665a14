"""The program `collectplan` and its commands."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from collectplan import __version__
from collectplan.cli.commands.audit import audit
from collectplan.cli.commands.explain import explain
from collectplan.cli.commands.frontier import frontier
from collectplan.cli.commands.init import init
from collectplan.cli.commands.packet import packet
from collectplan.cli.commands.rules import rules
from collectplan.cli.commands.schedule import schedule
from collectplan.cli.commands.schema import schema
from collectplan.cli.commands.segment import segment
from collectplan.cli.commands.validate import validate
from collectplan.cli.commands.what_if import what_if

# Plain help: the rich one would more than double the time that `--help` takes.
app = typer.Typer(
    name="collectplan",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"collectplan {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def collectplan(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Plan a day of debt-collection contacts, and prove how good the plan is.

    \b
    Examples:
      collectplan init demo
      collectplan validate -s strategy.yaml portfolio.csv --attempts attempts.csv --roster roster.csv
      collectplan schedule portfolio.csv -s strategy.yaml --attempts attempts.csv --roster roster.csv -o today
      collectplan explain today 10000017

    \b
    Exit codes: 0 done; 1 a bug of ours; 2 wrong usage; 3 done, but partly; 4 findings; 10 the strategy
    is wrong; 11 an input is wrong; 12 rules contradict each other; 13 the solver failed; 14 our own
    check refused the plan; 15 output could not be written; 16 another run holds the lock; 130
    interrupted.
    """
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


for command in (init, validate, segment, schedule, audit, explain, what_if, frontier, packet, rules, schema):
    app.command()(command)


def main() -> None:
    """Run the program; the entry point of the package."""
    # A terminal or cron in latin-1 must not turn a name with an accent into a crash.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    app()
