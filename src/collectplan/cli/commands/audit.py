"""`collectplan audit`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from collectplan.cli import options
from collectplan.cli.guard import guard
from collectplan.errors import FindingsError

if TYPE_CHECKING:
    from collectplan import pipeline

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
    log: Annotated[
        str | None,
        typer.Option("--log", metavar="FILE", help="What was really done, in the form of attempts: tells its leaks."),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write all leaks of the log as CSV; - is standard output."),
    ] = None,
    json_: options.Json = False,
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:
    """Check a plan, or what was done of it, again from the raw files; exit with 4 if it breaks a rule.

    \b
    Examples:
      collectplan audit today portfolio.csv -s strategy.yaml --attempts attempts.csv --roster roster.csv
      collectplan audit today portfolio.csv -s strategy.yaml --no-history --json
      collectplan audit today portfolio.csv -s strategy.yaml --attempts attempts.csv --log done.csv -o leaks.csv

    \b
    With --log the plan itself is taken as it is. The log is held against it and against every rule:
    attempts that nobody planned, on another channel, at another hour or address, or once too often,
    and attempts that break a rule by what they came to. --attempts is then the history before;
    attempts that stand in both files count once.
    """
    options.need_history(attempts, no_history)
    options.one_standard_input(portfolio, attempts, roster, log)
    if output is not None and log is None:
        raise typer.BadParameter("only the leaks of a --log are written", param_hint="--output")
    with guard(debug=debug, as_json=json_):
        from collectplan import pipeline

        files = pipeline.Files(strategy, portfolio, attempts, roster)
        is_broken = (
            _of_plan(folder, files, json_, quiet) if log is None else _of_log(folder, files, log, output, json_, quiet)
        )
        if is_broken:
            raise typer.Exit(FindingsError.exit_code)


def _of_plan(folder: Path, files: pipeline.Files, as_json: bool, quiet: bool) -> bool:
    from collectplan import pipeline
    from collectplan.console import terminal
    from collectplan.console.findings import show_verdict

    verdict = pipeline.run_audit(folder, files)
    if as_json:
        findings = [
            {"rule": v.rule, "row": v.row, "customer_id": v.customer_id, "what": v.what}
            | ({"file": v.file} if v.file != GRID else {})
            for v in verdict.violations
        ]
        typer.echo(json.dumps({"findings": findings, "checked": dict(verdict.checked)}, ensure_ascii=False))
    elif verdict.violations or not quiet:
        show_verdict(terminal.console(), verdict)
    return bool(verdict.violations)


def _of_log(folder: Path, files: pipeline.Files, log: str, output: str | None, as_json: bool, quiet: bool) -> bool:
    from collectplan.console import terminal
    from collectplan.console.leaks import as_dict, show_leaks
    from collectplan.leak_audit import run_leaks

    found = run_leaks(folder, files, log, output)
    if as_json:
        typer.echo(json.dumps(as_dict(found), ensure_ascii=False))
    elif output != "-" and (found.findings.height or not quiet):
        show_leaks(terminal.console(), found)
    return found.findings.height > 0
