"""Colour where a person looks at it, plain text everywhere else."""

from __future__ import annotations

import io
import sys

import polars as pl
import pytest

from collectplan.console.progress import progress_bar
from collectplan.console.terminal import console, narrate_inputs
from collectplan.domain.tables import REJECT_COLUMNS, Inputs
from tests.unit.console.screens import Terminal, said, shown

REJECTS = pl.DataFrame(
    [("p.csv", i, "balance", "x", "is no number") for i in range(2, 27)],
    schema={c: pl.UInt32 if c == "row" else pl.String for c in REJECT_COLUMNS},
    orient="row",
)
INPUTS = Inputs(pl.DataFrame(), None, None, REJECTS, notes=("3 codes of outcomes are known to nobody",))


@pytest.mark.parametrize("variable", ["FORCE_COLOR", "GITHUB_ACTIONS", "COLUMNS"])
def test_a_pipe_gets_no_control_sequence(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    """Whatever the environment would force: what a pipe reads is data, in 100 columns."""
    monkeypatch.setenv(variable, "1")
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    screen = console(stream=stream)
    screen.print("x" * 80, style="bold red")
    assert said(stream) == "x" * 80 + "\n"


def test_a_dumb_terminal_gets_no_control_sequence() -> None:
    """TERM=dumb cannot show colour."""
    stream = Terminal(io.BytesIO(), encoding="utf-8")
    console(stream=stream, environment={"TERM": "dumb"}).print("x", style="bold red")
    assert said(stream) == "x\n"


def test_a_letter_that_the_terminal_lacks_is_replaced() -> None:
    """An arrow on a latin-1 terminal is a question mark, not a crash."""
    assert shown(lambda screen: screen.print("Muñoz → 1"), encoding="latin-1") == "Muñoz ? 1\n"


def test_square_brackets_are_text() -> None:
    """A segment named [red] is printed as it is, not taken for a colour."""
    assert shown(lambda screen: screen.print("[red]x[/red] :smile:")) == "[red]x[/red] :smile:\n"


def test_inputs_are_narrated_with_the_first_twenty_rejects() -> None:
    """25 rejects: 20 rows, and 5 counted; values are not shown."""
    text = shown(lambda screen: narrate_inputs(screen, INPUTS, quiet=False))
    assert [line.rstrip() for line in text.splitlines()[:2]] == [
        "3 codes of outcomes are known to nobody",
        "25 rejects",
    ]
    assert text.count("is no number") == 20
    assert text.endswith("and 5 more, all of them in rejects.csv\n")


def test_quiet_says_nothing() -> None:
    """Not even of rejects: they are in rejects.csv."""
    assert shown(lambda screen: narrate_inputs(screen, INPUTS, quiet=True)) == ""


@pytest.mark.parametrize("quiet", [False, True])
def test_no_bar_without_a_terminal(capsys: pytest.CaptureFixture[str], quiet: bool) -> None:
    """Standard error that is no terminal stays empty, as cron would mail it."""
    with progress_bar(quiet=quiet) as progress:
        progress("read", 0.5)
    assert capsys.readouterr() == ("", "")


def test_a_bar_on_a_terminal_names_the_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stage's name and its share are drawn on standard error."""
    stream = Terminal(io.BytesIO(), encoding="utf-8")
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    with progress_bar(quiet=False) as progress:
        progress("optimise", 0.5)
        progress("optimise", 1.0)
    assert "optimise" in said(stream)
    assert "100 %" in said(stream)
