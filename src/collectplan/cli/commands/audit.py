"""`collectplan audit`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from collectplan.cli import options
from collectplan.cli.guard import guard
from collectplan.errors import FindingsError

#: The file whose rows findings mean where they name none.
GRID = "grid.csv"


def audit(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A results folder; a grid.csv alone is enough for the rules.")
    ],
    portfolio: options.Portfolio,
    strategy: options.Strategy,
    attempts: options.Attempts = None,
    no_history: options.NoHistory = False,
    roster: options.Roster = None,
    json_: options.Json = False,
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:
    """Check a plan again from the raw files; exit with 4 if it breaks a rule.

    \b
    Examples:
      collectplan audit today portfolio.csv -s strategy.yaml --attempts attempts.csv --roster roster.csv
      collectplan audit today portfolio.csv -s strategy.yaml --no-history --json
    """
    options.need_history(attempts, no_history)
    options.one_standard_input(portfolio, attempts, roster)
    with guard(debug=debug, as_json=json_):
        from collectplan import pipeline
        from collectplan.console import terminal
        from collectplan.console.findings import show_verdict

        verdict = pipeline.run_audit(folder, pipeline.Files(strategy, portfolio, attempts, roster))
        if json_:
            findings = [
                {"rule": v.rule, "row": v.row, "customer_id": v.customer_id, "what": v.what}
                | ({"file": v.file} if v.file != GRID else {})
                for v in verdict.violations
            ]
            typer.echo(json.dumps({"findings": findings, "checked": dict(verdict.checked)}, ensure_ascii=False))
        elif verdict.violations or not quiet:
            show_verdict(terminal.console(), verdict)
        if verdict.violations:
            raise typer.Exit(FindingsError.exit_code)
