"""The terminal: colour where a person looks at it, plain text everywhere else."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import IO

from rich.console import Console

from collectplan.domain.tables import Inputs


class Screen(Console):
    """A console that leaves a closed pipe to the command, which knows the exit code for it."""

    def on_broken_pipe(self) -> None:
        """Pass on what rich would turn into exit code 1.

        Raises:
            BrokenPipeError: always.
        """
        raise BrokenPipeError


#: Columns where nobody says how wide the output may be, as in a pipe or a file.
WIDTH_WITHOUT_TERMINAL = 100


def console(
    stderr: bool = False, stream: IO[str] | None = None, environment: Mapping[str, str] | None = None
) -> Console:
    """Return a console on standard output or standard error.

    Without a terminal there is no colour and no control sequence, whatever FORCE_COLOR or GITHUB_ACTIONS say; on a
    terminal NO_COLOR is honoured. A letter that the stream's encoding lacks is replaced, never an error.

    Args:
        stderr: write to standard error.
        stream: write here instead.
        environment: variables; the process's own where not given.
    """
    environment = os.environ if environment is None else environment
    stream = stream or (sys.stderr if stderr else sys.stdout)
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")
    is_terminal = stream.isatty() and environment.get("TERM") != "dumb"
    # rich counts an empty NO_COLOR as none, as the convention asks.
    return Screen(
        file=stream,
        force_terminal=is_terminal,
        no_color=bool(environment.get("NO_COLOR")) or not is_terminal,
        width=None if is_terminal else WIDTH_WITHOUT_TERMINAL,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )


def speaks_unicode(screen: Console) -> bool:
    """Whether the console's stream can say block characters."""
    try:
        "█░·".encode(screen.encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def narrate_inputs(screen: Console, inputs: Inputs, *, quiet: bool) -> None:
    """Say what was noticed in the inputs, and show the first rejects; nothing where `quiet`."""
    from collectplan.console.rejects import show_rejects

    if quiet:
        return
    for note in inputs.notes:
        screen.print(note)
    if inputs.rejects.height:
        show_rejects(screen, inputs.rejects)
