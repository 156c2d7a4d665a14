"""`collectplan validate`."""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated

import typer

from collectplan.cli import options
from collectplan.cli.guard import guard
from collectplan.errors import FindingsError


def validate(
    strategy: options.Strategy,
    tables: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TABLES]...",
            help="Tables to try; which is which is seen from their columns, the first is the portfolio.",
        ),
    ] = None,
    attempts: options.Attempts = None,
    roster: options.Roster = None,
    json_: options.Json = False,
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:
    """Look for everything that is wrong with a strategy and its tables; write nothing.

    \b
    Examples:
      collectplan validate -s strategy.yaml
      collectplan validate -s strategy.yaml portfolio.csv --attempts attempts.csv --roster roster.csv
    """
    with guard(debug=debug, as_json=json_):
        from collectplan import validation
        from collectplan.console import terminal
        from collectplan.console.findings import show_findings

        report = validation.validate(strategy, tables or [], attempts, roster, dt.date.today)
        if not quiet:
            for note in report.notes:
                typer.echo(note, err=True)
        if json_:
            findings = [{"where": f.where, "what": f.what, "mend": f.mend} for f in report.findings]
            typer.echo(json.dumps({"findings": findings, "checked": dict(report.checked)}, ensure_ascii=False))
        elif report.findings or not quiet:
            show_findings(terminal.console(), report.findings, report.checked)
        if report.findings:
            raise typer.Exit(FindingsError.exit_code)
