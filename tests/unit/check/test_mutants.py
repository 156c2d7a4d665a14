"""No line of the check can be taken out without a test that fails."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.check.mutations import mutants


@pytest.mark.slow
def test_every_mutant_is_caught() -> None:
    """Each statement, branch, line and operand is taken out in turn; what may go is listed with a reason."""
    command = [sys.executable, "-m", "tests.unit.check.mutants"]
    told = subprocess.run(command, cwd=Path(__file__).parents[3], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr


def test_what_can_be_taken_out() -> None:
    """Of a function: its operands, each branch, a sieve, and lines of a call; neither docstring nor annotation."""
    source = '''def f(a: int | None, b: bool) -> bool:
    """Words."""
    if a is None:
        b = True
    else:
        b = False
    return g(
        b,
        key=a,
    ).filter(a) & b
'''
    assert [mutant.text for mutant in mutants(source)] == [
        "b = True",
        "else:",
        "b = False",
        "g( b, key=a, ).filter(a)",
        "g( b, key=a, ).filter(a)",
        "return g( b, key=a, ).filter(a) & b",
        "b,",
        "key=a,",
        "b",
    ]
