"""The memory meter of a real run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from collectplan.cli.edge import peak_memory

MEGABYTE = 1_000_000


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system keeps no record of a process's size")
def test_a_large_parent_is_not_counted() -> None:
    """A child that holds nothing tells of less than the 200 MB that its parent held before it was started."""
    ballast = b"x" * (200 * MEGABYTE)
    code = "from collectplan.cli.edge import peak_memory; print(peak_memory())"
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert peak_memory() > len(ballast) > int(child.stdout) > 5 * MEGABYTE
