"""`collectplan schema`."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from collectplan.cli import options
from collectplan.cli.guard import guard


def schema(
    pack: Annotated[bool, typer.Option("--pack", help="That of rule packs instead.")] = False,
    debug: options.Debug = False,
) -> None:
    """Print the JSON Schema of the strategy file, so that an editor completes and checks it.

    \b
    Examples:
      collectplan schema > strategy.schema.json
      collectplan schema --pack > packs/pack.schema.json
    """
    with guard(debug=debug):
        from collectplan.domain.pack import Pack
        from collectplan.domain.strategy import Strategy
        from collectplan.read.json_schema import json_schema

        typer.echo(json.dumps(json_schema(Pack if pack else Strategy), indent=2, ensure_ascii=False))
