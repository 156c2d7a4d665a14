"""A figure taken in a process of its own, so that peak memory, start-up and crashes are its own too.

    python -m tests.bench.child tests.bench.worlds:measure '{"num": 1000, "kind": "hourly"}'

prints what `measure(num=1000, kind="hourly")` gives.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def run(function: str, seconds: float, environment: dict[str, str] | None = None, **arguments: Any) -> dict[str, Any]:
    """Calls `module:function(**arguments)` in a process of its own.

    Args:
        function: what to call; it gives a dictionary of plain values.
        seconds: after which the process is ended.
        environment: set beside the environment at hand.
        arguments: plain values.

    Returns:
        What the function gives, with `process_seconds` and `peak_gb`; or `failed`: in one sentence why there is nothing.
    """
    command = [sys.executable, "-m", "tests.bench.child", function, json.dumps(arguments)]
    began = time.perf_counter()
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=seconds, env={**os.environ, **(environment or {})},
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return {"failed": f"none in {seconds:.0f} s"}
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        return {"failed": f"ended with {done.returncode}: {last}"}
    # Solvers may write to standard output too: the answer is the last line.
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return {**found, "process_seconds": time.perf_counter() - began}


def peak_gb() -> float:
    """Most memory that this process has held, in 10^9 bytes.

    VmHWM where the kernel tells it: what getrusage tells is handed down from the process that started this one.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e9
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e9 if sys.platform == "darwin" else peak * 1024 / 1e9


def main() -> None:
    """Calls what the command line names and prints what it gives as the last line."""
    module, name = sys.argv[1].split(":")
    found = getattr(importlib.import_module(module), name)(**json.loads(sys.argv[2]))
    print()
    print(json.dumps({**found, "peak_gb": peak_gb()}))


if __name__ == "__main__":
    main()
