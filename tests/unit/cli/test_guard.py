"""What is left of an interruption once it was told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_an_interruption_of_code_from_a_string_exits_with_130(tmp_path: Path) -> None:
    """CPython remembers such a Ctrl-C and would end `python -m` by the signal: -2, which cron takes for a crash."""
    module = "from collectplan.cli.guard import guard\nwith guard():\n    exec('raise KeyboardInterrupt')\n"
    words = "import typer\ntry:\n    import body\nexcept typer.Exit as end:\n    raise SystemExit(end.exit_code)\n"
    (tmp_path / "body.py").write_text(module, encoding="utf-8")
    (tmp_path / "run.py").write_text(words, encoding="utf-8")
    child = subprocess.run([sys.executable, "-m", "run"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (child.returncode, child.stderr) == (130, "collectplan: interrupted; nothing was published\n")
