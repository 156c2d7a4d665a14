"""`collectplan explain`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from collectplan.cli import options
from collectplan.cli.edge import real_edge
from collectplan.cli.guard import guard
from collectplan.errors import InputError


def explain(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A results folder.")],
    id_: Annotated[str, typer.Argument(metavar="ID", help="A customer_id, an account_id, or a target's id.")],
    no_inputs: Annotated[
        bool, typer.Option("--no-inputs", help="Ask the results alone; the smallest change is then a rough one.")
    ] = False,
    json_: options.Json = False,
    debug: options.Debug = False,
) -> None:
    """Say why a customer was, or was not, planned, and the smallest change that would have it contacted.

    \b
    Examples:
      collectplan explain today 10000017
      collectplan explain today 70000021 --json
      collectplan explain today late_floor

    \b
    The smallest change is found by reading the run's inputs again, if they are still the same. Without
    them, or with --no-inputs, it is what the results tell: the first obstacle, and not all of them.
    Of a target that was missed it names a smallest set of what cannot all hold with it.
    """
    with guard(debug=debug, as_json=json_):
        from collectplan.console import terminal
        from collectplan.console.explanation import show_explanation
        from collectplan.explain import as_dict
        from collectplan.explain import explain as explain_id
        from collectplan.whatif.target import is_target

        try:
            explanation = explain_id(folder, id_)
        except InputError:
            if not is_target(folder, id_):
                raise
            _explain_target(folder, id_, json_)
            return
        if not explanation.contacts:
            from collectplan.whatif.answer import with_smallest

            with real_edge(quiet=True) as edge:
                explanation = with_smallest(explanation, folder, edge, read_inputs=not no_inputs)
        if json_:
            typer.echo(json.dumps(as_dict(explanation), ensure_ascii=False))
        else:
            show_explanation(terminal.console(), explanation)


def _explain_target(folder: Path, id_: str, as_json: bool) -> None:
    from collectplan.console import terminal
    from collectplan.console.explanation import show_target
    from collectplan.whatif.earlier import read_earlier
    from collectplan.whatif.target import as_dict, explain_target

    with real_edge(quiet=True) as edge:
        answer = as_dict(explain_target(read_earlier(folder, {}), id_, edge))
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False))
    else:
        show_target(terminal.console(), answer)
