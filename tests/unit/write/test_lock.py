"""One run at a time for each results folder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from collectplan.errors import LockedError, OutputError
from collectplan.write.lock import lock

HOLD = (
    "import sys, time\nfrom pathlib import Path\nfrom collectplan.write.lock import lock\n"
    "with lock(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)\n"
)


def test_a_second_run_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    """The message names the process and since when, and the exit code is 16."""
    with lock(tmp_path / "today"), pytest.raises(LockedError) as caught, lock(tmp_path / "today"):
        pass
    assert f"process {os.getpid()}, since 20" in str(caught.value)
    assert caught.value.exit_code == 16


def test_the_lock_is_free_again_after_a_run(tmp_path: Path) -> None:
    """Also after one that failed."""
    with pytest.raises(RuntimeError), lock(tmp_path / "today"):
        raise RuntimeError
    with lock(tmp_path / "today"):
        pass


def test_another_folder_is_not_disturbed(tmp_path: Path) -> None:
    """Each folder has its own lock."""
    with lock(tmp_path / "today"), lock(tmp_path / "tomorrow"):
        pass


def test_two_spellings_of_one_folder_are_one_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative path, and one through a linked parent."""
    (tmp_path / "real").mkdir()
    (tmp_path / "linked").symlink_to("real")
    monkeypatch.chdir(tmp_path)
    with lock(tmp_path / "real" / "today"):
        for other in (Path("real/today"), Path("linked/today"), Path("real/../real/today/")):
            with pytest.raises(LockedError), lock(other):
                pass


def test_a_killed_run_holds_nothing(tmp_path: Path) -> None:
    """The system lets go of the lock with the process, so that no stale file stops the next morning's run."""
    child = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path / "today")], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    with pytest.raises(LockedError, match=f"process {child.pid}"), lock(tmp_path / "today"):
        pass
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    with lock(tmp_path / "today"):
        pass


def test_a_parent_that_is_a_file_is_said(tmp_path: Path) -> None:
    """The lock lies beside the folder, which cannot be where the parent is a file."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="could not be written"), lock(tmp_path / "file" / "today"):
        pass
