"""`collectplan packet`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from collectplan.cli import options
from collectplan.cli.edge import real_edge
from collectplan.cli.guard import guard


def packet(
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help="A customer_id.")],
    portfolio: options.Portfolio,
    strategy: options.Strategy,
    attempts: options.Attempts = None,
    no_history: options.NoHistory = False,
    plan: Annotated[Path | None, typer.Option("--plan", metavar="DIR", help="Results of a plan.")] = None,
    log: Annotated[
        str | None, typer.Option("--log", metavar="FILE", help="What was really done, in the form of attempts.")
    ] = None,
    date: options.Date = None,
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="FILE", help="A page, or JSON where it ends so; - is standard output."),
    ] = "-",
    language: Annotated[
        str | None, typer.Option("--language", metavar="en|es", help="Of the page; the strategy's where not given.")
    ] = None,
    json_: options.Json = False,
    debug: options.Debug = False,
) -> None:
    """Gather all that was planned, done and allowed for one customer, for who asks about it: a page for paper, or JSON.

    \b
    Examples:
      collectplan packet 10000017 portfolio.csv -s strategy.yaml --attempts attempts.csv --plan today -o 10000017.html
      collectplan packet 10000017 portfolio.csv -s strategy.yaml --attempts attempts.csv --log done.csv --json

    \b
    Rules are asked for --date; where it is not given, for the plan's date, else for today. The page holds
    nothing of anybody else, and of each address the last two characters.
    """
    options.need_history(attempts, no_history)
    options.one_standard_input(portfolio, attempts, log)
    if language not in (None, "en", "es"):
        raise typer.BadParameter("write en or es", param_hint="--language")
    with guard(debug=debug, as_json=json_):
        from collectplan.packet import language_of, page
        from collectplan.packet_run import run_packet
        from collectplan.pipeline import Files
        from collectplan.write.files import json_bytes, write_bytes

        with real_edge(quiet=True) as edge:
            told, spoken = run_packet(
                customer, Files(strategy, portfolio, attempts), plan, log, options.parse_date(date), edge
            )
        if json_ or output.lower().endswith(".json"):
            write_bytes(json_bytes(told), output)
        else:
            write_bytes(page(told, language_of(language, spoken)).encode(), output)
