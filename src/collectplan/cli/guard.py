"""From an error to one sentence on standard error and an exit code."""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import typer

from collectplan.errors import CollectplanError

BUG = 1
#: Done, but not wholly as asked: rows were rejected under --strict, a target or the asked gap was missed.
PARTLY = 3
INTERRUPTED = 130
#: Findings said one by one; the rest are counted.
SHOWN = 20


@contextmanager
def guard(*, debug: bool = False, as_json: bool = False) -> Iterator[None]:
    """Run a command's body; turn whatever it raises into words and an exit code.

    Args:
        debug: show the traceback too.
        as_json: say the error as one JSON object on standard error.

    Raises:
        typer.Exit: with the error's exit code, 130 for an interruption, 1 for a bug of ours.
    """
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    except CollectplanError as error:
        if debug:
            traceback.print_exc()
        _say(error, as_json)
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        _print("collectplan: interrupted; nothing was published")
        # Where Ctrl-C meets code that is run from a string (dataclasses are made so), CPython notes it as unhandled
        # and `python -m` later dies by the signal in spite of the exit code; the next such code clears the note.
        exec("")
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        # The reader of our output has gone: what is still buffered must not be tried again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(128 + signal.SIGPIPE) from None
    except (typer.Exit, typer.Abort, typer.BadParameter, SystemExit):
        raise
    except BaseException as error:  # A panic inside polars is no Exception, yet a bug like any other.
        if debug:
            traceback.print_exc()
        # The message may quote a cell of a table, so only the kind of error is said.
        kind = type(error).__name__
        _print(f"collectplan: a bug of ours ({kind}); nothing was published; --debug shows where, please report it")
        raise typer.Exit(BUG) from None


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _say(error: CollectplanError, as_json: bool) -> None:
    if as_json:
        findings = [{"where": f.where, "what": f.what, "mend": f.mend} for f in error.findings]
        _print(
            json.dumps(
                {"error": type(error).__name__, "exit_code": error.exit_code, "findings": findings}, ensure_ascii=False
            )
        )
        return
    for finding in error.findings[:SHOWN]:
        _print(str(finding))
    if len(error.findings) > SHOWN:
        _print(f"and {len(error.findings) - SHOWN} more")


def _print(text: str) -> None:
    encoding = sys.stderr.encoding or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding), file=sys.stderr)
