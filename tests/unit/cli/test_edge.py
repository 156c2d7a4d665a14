"""The memory meter of a real run, and how it holds memory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from collectplan.cli.edge import peak_memory, real_edge

MEGABYTE = 1_000_000

#: Where polars's allocator looks for what it is told.
ALLOCATOR = "_RJEM_MALLOC_CONF"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system keeps no record of a process's size")
def test_a_large_parent_is_not_counted() -> None:
    """A child that holds nothing tells of less than the 200 MB that its parent held before it was started."""
    ballast = b"x" * (200 * MEGABYTE)
    code = "from collectplan.cli.edge import peak_memory; print(peak_memory())"
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert peak_memory() > len(ballast) > int(child.stdout) > 5 * MEGABYTE


def test_memory_is_given_back_where_inputs_are_huge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two files of 3 bytes are no gigabyte, but more than 5 bytes; what the user has said of the allocator stays."""
    one, other = tmp_path / "a.csv", tmp_path / "b.csv"
    one.write_text("a,b")
    other.write_text("c,d")
    monkeypatch.delenv(ALLOCATOR, raising=False)
    inputs = (str(one), str(other), None, str(tmp_path / "absent.csv"))
    with real_edge(quiet=True, inputs=inputs):
        assert "decay" not in os.environ.pop(ALLOCATOR, "")
    monkeypatch.setattr("collectplan.cli.edge.HUGE_BYTES", 5)
    with real_edge(quiet=True, inputs=inputs):
        assert "muzzy_decay_ms:0" in os.environ[ALLOCATOR]
    os.environ[ALLOCATOR] = "dirty_decay_ms:7"
    with real_edge(quiet=True, inputs=inputs):
        assert os.environ.pop(ALLOCATOR) == "dirty_decay_ms:7"


@pytest.mark.parametrize(("system", "said"), [("linux", "thp:always"), ("darwin", None)])
def test_large_pages_are_asked_for_where_there_are_some(
    system: str, said: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On another system polars's allocator would complain of the setting on standard error."""
    monkeypatch.delenv(ALLOCATOR, raising=False)
    monkeypatch.setattr("collectplan.cli.edge.sys.platform", system)
    with real_edge(quiet=True):
        assert os.environ.pop(ALLOCATOR, None) == said
