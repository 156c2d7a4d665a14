"""`collectplan explain`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from collectplan.cli import options
from collectplan.cli.guard import guard


def explain(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A results folder.")],
    id_: Annotated[str, typer.Argument(metavar="ID", help="A customer_id or an account_id.")],
    json_: options.Json = False,
    debug: options.Debug = False,
) -> None:
    """Say why a customer was, or was not, planned, and what stood against it.

    \b
    Examples:
      collectplan explain today 10000017
      collectplan explain today 70000021 --json
    """
    with guard(debug=debug, as_json=json_):
        from collectplan.console import terminal
        from collectplan.console.explanation import show_explanation
        from collectplan.explain import as_dict
        from collectplan.explain import explain as explain_id

        explanation = explain_id(folder, id_)
        if json_:
            typer.echo(json.dumps(as_dict(explanation), ensure_ascii=False))
        else:
            show_explanation(terminal.console(), explanation)
