"""`collectplan segment`."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from collectplan.cli import options
from collectplan.cli.edge import real_edge
from collectplan.cli.guard import PARTLY, guard


def segment(
    portfolio: options.Portfolio,
    strategy: options.Strategy,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write one row an account here; - writes to standard output."
        ),
    ] = None,
    date: options.Date = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 3 if any row was rejected.")] = False,
    threads: options.Threads = 0,
    json_: options.Json = False,
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:
    """Put accounts into segments, and show accounts, customers and money by segment.

    \b
    Examples:
      collectplan segment portfolio.csv -s strategy.yaml
      collectplan segment portfolio.csv -s strategy.yaml -o segments.csv
      zcat portfolio.csv.gz | collectplan segment - -s strategy.yaml --json
    """
    day = options.parse_date(date)
    if json_ and output == "-":
        raise typer.BadParameter("standard output takes --json or -o -, not both", param_hint="--json")
    with guard(debug=debug, as_json=json_):
        with real_edge(quiet=quiet, threads=threads) as edge:
            from collectplan import pipeline

            run = pipeline.run_segment(pipeline.Files(strategy, portfolio), day, edge)
            if output is not None:
                from collectplan.write.files import write_csv

                write_csv(run.accounts, output)
        from collectplan.console import terminal
        from collectplan.console.segments import show_segments

        if json_:
            typer.echo(
                json.dumps(
                    {
                        "date": run.date.isoformat(),
                        "segments": run.summary.to_dicts(),
                        "rejects": run.inputs.rejects.height,
                    },
                    ensure_ascii=False,
                )
            )
        else:
            show_segments(terminal.console(stderr=output == "-"), run.summary)
        terminal.narrate_inputs(terminal.console(stderr=True), run.inputs, quiet=quiet)
        if strict and run.inputs.rejects.height:
            typer.echo(f"done, but partly: {run.inputs.rejects.height} rejects", err=True)
            raise typer.Exit(PARTLY)
