"""`collectplan schedule`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from collectplan.cli import options
from collectplan.cli.edge import real_edge
from collectplan.cli.guard import PARTLY, guard


def schedule(
    portfolio: options.Portfolio,
    strategy: options.Strategy,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="The results folder; replaced at once, or not at all.")
    ],
    roster: options.Roster = None,
    attempts: options.Attempts = None,
    no_history: options.NoHistory = False,
    date: options.Date = None,
    days: Annotated[
        int,
        typer.Option(
            "--days", min=1, max=14, metavar="N", help="Plan N days together; the later ones become outlook.csv."
        ),
    ] = 1,
    time_limit: Annotated[
        float | None,
        typer.Option(
            "--time-limit",
            min=0,
            metavar="SECONDS",
            help="Take the best plan found so long after the start; always a legal one.",
        ),
    ] = None,
    gap: Annotated[
        float | None,
        typer.Option(
            "--gap",
            min=0,
            max=1,
            metavar="SHARE",
            help="Exit with 3 if the proven gap is wider than this, such as 0.003.",
        ),
    ] = None,
    ranges: Annotated[
        bool, typer.Option("--ranges", help="Solve again for the span in which each shadow price holds; takes longer.")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 3 if any row was rejected.")] = False,
    seed: Annotated[
        int, typer.Option("--seed", min=0, max=2**32 - 1, metavar="N", help="Breaks ties another way.")
    ] = 0,
    threads: options.Threads = 0,
    json_: options.Json = False,
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:
    """Build the day's contact grid: plan it, check it, publish it.

    \b
    Examples:
      collectplan schedule portfolio.csv -s strategy.yaml --roster roster.csv --attempts attempts.csv -o today
      collectplan schedule portfolio.csv -s strategy.yaml --no-history -o today --date 2026-03-02
      collectplan schedule portfolio.csv -s strategy.yaml --roster r.csv --attempts a.csv -o today --days 7
      collectplan schedule - -s strategy.yaml --roster r.csv --attempts a.parquet -o today --json < portfolio.csv

    \b
    DIR holds grid.csv (the contacts), fates.csv (every account and why), capacity.csv (use and worth of
    every resource), rejects.csv (rows that could not be used), run.json, and why.parquet for `explain`;
    with --days also outlook.csv (the contacts of the later days), and with assume: contingent
    conditions.csv (what must be asked again before a contact is made).
    """
    day = options.parse_date(date)
    options.need_history(attempts, no_history)
    options.one_standard_input(portfolio, attempts, roster)
    with guard(debug=debug, as_json=json_):
        with real_edge(quiet=quiet, threads=threads, inputs=(portfolio, attempts)) as edge:
            from collectplan import pipeline

            files = pipeline.Files(strategy, portfolio, attempts, roster)
            run = pipeline.run_schedule(files, output, day, time_limit, seed, edge, days, with_ranges=ranges)
        from collectplan.console import terminal
        from collectplan.console.obligations import missed_obligations
        from collectplan.console.plan import show_plan
        from collectplan.console.targets import missed_targets

        terminal.narrate_inputs(terminal.console(stderr=True), run.inputs, quiet=quiet)
        if roster is None and not quiet:
            typer.echo("no roster was given: channels that need agents make no contacts", err=True)
        if json_:
            typer.echo(json.dumps(run.run, ensure_ascii=False))
        else:
            show_plan(terminal.console(), run.tally, run.capacity, run.run)
        missed = (
            [f"{run.inputs.rejects.height} rejects, see rejects.csv"] if strict and run.inputs.rejects.height else []
        )
        proven = (run.run.get("horizon") or run.run)["gap"]
        if gap is not None and proven > gap:
            missed.append(f"the proven gap is {proven:.6f}, wider than {gap}")
        missed += [*missed_targets(run.run), *missed_obligations(run.run)]
        if missed:
            typer.echo(f"done, but partly: {'; '.join(missed)}", err=True)
            raise typer.Exit(PARTLY)
