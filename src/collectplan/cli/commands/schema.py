"""`collectplan schema`."""

from __future__ import annotations

import json

import typer

from collectplan.cli import options
from collectplan.cli.guard import guard


def schema(debug: options.Debug = False) -> None:
    """Print the JSON Schema of the strategy file, so that an editor completes and checks it.

    \b
    Example:
      collectplan schema > strategy.schema.json
    """
    with guard(debug=debug):
        from collectplan.read.json_schema import json_schema

        typer.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
