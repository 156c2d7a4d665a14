"""The memory meter of a real run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from collectplan.cli.edge import peak_memory, real_edge

MEGABYTE = 1_000_000


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
    name = "_RJEM_MALLOC_CONF"
    monkeypatch.delenv(name, raising=False)
    inputs = (str(one), str(other), None, str(tmp_path / "absent.csv"))
    asked: list[str] = []
    library = SimpleNamespace(CDLL=lambda _: asked.append("library") or object())
    monkeypatch.setattr("collectplan.cli.edge.ctypes", library)
    with real_edge(quiet=True, inputs=inputs):
        assert name not in os.environ
    monkeypatch.setattr("collectplan.cli.edge.HUGE_BYTES", 5)
    with real_edge(quiet=True, inputs=inputs):
        assert "muzzy_decay_ms:0" in os.environ[name]
    os.environ[name] = "dirty_decay_ms:7"
    with real_edge(quiet=True, inputs=inputs):
        assert os.environ.pop(name) == "dirty_decay_ms:7"
    assert asked == ["library"] * 2
