"""`collectplan rules`."""

from __future__ import annotations

import json
from typing import Annotated, Literal

import typer

from collectplan.cli import options
from collectplan.cli.guard import guard


def rules(
    pack: Annotated[
        str | None, typer.Argument(metavar="[PACK[:READING]]", help="A rule pack to explain; all are listed without.")
    ] = None,
    strategy: Annotated[
        str | None,
        typer.Option("--strategy", "-s", metavar="FILE", help="A strategy: its rules in force, or packs beside it."),
    ] = None,
    language: Annotated[
        Literal["en", "es"] | None,
        typer.Option("--language", help="Of the words; the strategy's where one is named, else English."),
    ] = None,
    json_: options.Json = False,
    debug: options.Debug = False,
) -> None:
    """List the rule packs, explain one in plain words, or list every rule that a strategy has in force.

    \b
    Examples:
      collectplan rules
      collectplan rules co_ley2300:literal --language es
      collectplan rules -s strategy.yaml
    """
    with guard(debug=debug, as_json=json_):
        from collectplan.console import rules as shown
        from collectplan.console import terminal
        from collectplan.rulebook import rulebook

        beside = strategy or rulebook.HERE
        if pack is not None:
            told, show = rulebook.pack_told(pack, beside, language or "en"), shown.show_pack
        elif strategy is not None:
            told, show = rulebook.strategy_told(strategy, language), shown.show_rules_in_force
        else:
            told, show = rulebook.packs_listed(beside, language or "en"), shown.show_packs
        if json_:
            typer.echo(json.dumps(told, ensure_ascii=False))
        else:
            show(terminal.console(), told)
