"""A results folder appears whole or not at all, whatever happens while it is made."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from collectplan.errors import OutputError
from collectplan.write import publish
from collectplan.write.publish import Publication


def put(folder: Path, text: str) -> None:
    """Publish a small folder whose files say `text`."""
    with Publication(folder) as publication:
        publication.csv("grid.csv", pl.DataFrame({"a": [text]}))
        publication.json("run.json", {"said": text})
        publication.parquet("why.parquet", pl.DataFrame({"a": [text]}))
        publication.publish()


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too, with its bytes."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_new_folder_is_private_whatever_the_umask(tmp_path: Path) -> None:
    """Folder 0700 and files 0600 with a umask of 022; nothing is left beside it."""
    old = os.umask(0o022)
    try:
        put(tmp_path / "today", "one")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "today").stat().st_mode) == 0o700
    assert {stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "today").iterdir()} == {0o600}
    assert [p.name for p in tmp_path.iterdir()] == ["today"]
    assert sorted(p.name for p in (tmp_path / "today").iterdir()) == ["grid.csv", "run.json", "why.parquet"]


def test_the_same_plan_again_is_the_same_bytes(tmp_path: Path) -> None:
    """Publishing twice leaves what publishing once left."""
    put(tmp_path / "today", "one")
    first = tree(tmp_path)
    put(tmp_path / "today", "one")
    assert tree(tmp_path) == first


@pytest.fixture(params=["exchange", "two renames"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways of exchanging two folders; the second as on a system without the call."""
    if request.param == "two renames":
        monkeypatch.setattr(publish, "_exchanged", lambda one, other: False)
    return str(request.param)


def test_files_of_others_are_kept_and_old_results_are_not(tmp_path: Path, way: str) -> None:
    """A note, a folder and a link stay; the earlier run's rejects.csv, which this run did not write, goes."""
    today = tmp_path / "today"
    put(today, "one")
    (today / "note.txt").write_text("mine")
    (today / "sub").mkdir()
    (today / "sub" / "deep.txt").write_text("mine too")
    (today / "link").symlink_to("note.txt")
    (today / "rejects.csv").write_text("old")
    put(today, "two")
    assert sorted(p.name for p in today.iterdir()) == ["grid.csv", "link", "note.txt", "run.json", "sub", "why.parquet"]
    assert (today / "link").readlink() == Path("note.txt")
    assert (today / "sub" / "deep.txt").read_text() == "mine too"
    assert (today / "grid.csv").read_text() == "a\ntwo\n"
    assert [p.name for p in tmp_path.iterdir()] == ["today"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_an_interruption_before_publishing_changes_nothing(tmp_path: Path, error: type[BaseException]) -> None:
    """Both with and without an earlier folder every byte below the parent is as it was."""
    put(tmp_path / "today", "one")
    before = tree(tmp_path)

    def stopped(folder: Path) -> None:
        with Publication(folder) as publication:
            publication.csv("grid.csv", pl.DataFrame({"a": ["two"]}))
            raise error

    for name in ("today", "other"):
        with pytest.raises(error):
            stopped(tmp_path / name)
    assert tree(tmp_path) == before
    assert [p.name for p in tmp_path.iterdir()] == ["today"]


@pytest.mark.parametrize("step", ["_carry", "sync_folder", "_exchanged"])
def test_an_interruption_while_publishing_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Every step up to the exchange may be the last one."""
    put(tmp_path / "today", "one")
    (tmp_path / "today" / "note.txt").write_text("mine")
    before = tree(tmp_path)

    def interrupted(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(publish, step, interrupted)
    with pytest.raises(KeyboardInterrupt):
        put(tmp_path / "today", "two")
    assert tree(tmp_path) == before


def test_the_second_of_two_renames_failing_brings_the_old_folder_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first rename moved the old folder aside; when the second fails it is moved back."""
    put(tmp_path / "today", "one")
    before = tree(tmp_path)
    monkeypatch.setattr(publish, "_exchanged", lambda one, other: False)
    rename: Callable[[Path, Path], Path] = Path.rename

    def second_fails(self: Path, target: Path) -> Path:
        if "collectplan-" in self.name:
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", second_fails)
    with pytest.raises(OutputError, match="input/output error; what was there is untouched"):
        put(tmp_path / "today", "two")
    assert tree(tmp_path) == before


def test_a_run_killed_between_two_renames_is_undone_by_the_next(tmp_path: Path) -> None:
    """The folder lies aside under its hidden name; entering a publication puts it back before anything else."""
    put(tmp_path / "today", "one")
    before = tree(tmp_path)
    (tmp_path / "today").rename(tmp_path / ".today.before-collectplan")
    with Publication(tmp_path / "today"):
        pass
    assert tree(tmp_path) == before


def test_two_publishers_at_once_leave_one_whole_folder(tmp_path: Path) -> None:
    """Both stage side by side; the one that publishes last is what stands there, and no staging folder is left."""
    with Publication(tmp_path / "today") as one, Publication(tmp_path / "today") as two:
        one.csv("grid.csv", pl.DataFrame({"a": ["one"]}))
        two.csv("grid.csv", pl.DataFrame({"a": ["two"]}))
        one.publish()
        two.publish()
    assert tree(tmp_path) == {"today/grid.csv": b"a\ntwo\n"}


def test_a_killed_run_leaves_old_bytes_and_the_next_run_clears_up(tmp_path: Path) -> None:
    """SIGKILL in the middle of staging: the old folder is whole; the dead run's staging folder goes with the next run."""
    today = tmp_path / "today"
    put(today, "one")
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom collectplan.write.publish import Publication\n"
        "with Publication(Path(sys.argv[1])) as publication:\n"
        "    publication.json('run.json', {})\n"
        "    print('staged', flush=True)\n"
        "    time.sleep(60)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", code, str(today)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "staged\n"
    # While it lives its staging folder is left alone.
    put(tmp_path / "other", "x")
    with Publication(today):
        assert len([p for p in tmp_path.iterdir() if p.name.startswith(".today.collectplan-")]) == 2
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert (today / "grid.csv").read_text() == "a\none\n"
    assert len([p for p in tmp_path.iterdir() if p.name.startswith(".today")]) == 1
    put(today, "two")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["other", "today"]


def test_a_reader_never_sees_a_missing_or_mixed_folder(tmp_path: Path) -> None:
    """While another process publishes forty times, the folder is always there with all files of one run.

    A folder that was just replaced may be seen while it is being emptied; it is not the one under the name any more.
    """
    today = tmp_path / "today"
    put(today, "0")
    code = (
        "import sys, polars as pl\nfrom pathlib import Path\nfrom collectplan.write.publish import Publication\n"
        "for i in range(40):\n"
        "    with Publication(Path(sys.argv[1])) as p:\n"
        "        p.json('run.json', {'i': i})\n"
        "        p.csv('grid.csv', pl.DataFrame({'i': [i]}))\n"
        "        p.publish()\n"
    )
    child = subprocess.Popen([sys.executable, "-c", code, str(today)])
    looks = 0
    while child.poll() is None:
        # Held open, the folder's number is not given to another one.
        descriptor = os.open(today, os.O_RDONLY | os.O_DIRECTORY)
        try:
            names = {entry.name for entry in os.scandir(descriptor)}
            if os.path.samestat(os.fstat(descriptor), today.stat()):
                assert names in ({"grid.csv", "run.json", "why.parquet"}, {"grid.csv", "run.json"})
        finally:
            os.close(descriptor)
        looks += 1
        time.sleep(0.001)
    assert child.returncode == 0
    assert looks > 10


@pytest.mark.parametrize(
    ("name", "said"), [("file", "is a file"), ("link", "is a symbolic link"), ("file/today", "could not be written")]
)
def test_a_place_that_is_no_folder_is_said_in_one_sentence(tmp_path: Path, name: str, said: str) -> None:
    """A file, a link to a folder, and a folder below a file."""
    (tmp_path / "file").write_text("x")
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    before = tree(tmp_path)
    with pytest.raises(OutputError) as caught:
        put(tmp_path / name, "one")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert tree(tmp_path) == before


def test_the_current_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Replacing the folder in which the user stands would leave the user in a folder that is gone."""
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    for name in (".", "..", str(tmp_path)):
        with pytest.raises(OutputError, match="current folder"):
            put(Path(name), "one")


def test_missing_parents_are_made(tmp_path: Path) -> None:
    """`-o runs/2026-03-02` needs no folder `runs` to be there."""
    put(tmp_path / "runs" / "2026-03-02", "one")
    assert (tmp_path / "runs" / "2026-03-02" / "grid.csv").exists()


def test_a_folder_name_with_pattern_letters_clears_only_its_own(tmp_path: Path) -> None:
    """`a[b]*` is a name like any other: what other folders left is not touched."""
    (tmp_path / ".ab.collectplan-1").mkdir()
    (tmp_path / ".a[b]*.collectplan-1").mkdir()
    put(tmp_path / "a[b]*", "one")
    assert sorted(p.name for p in tmp_path.iterdir()) == [".ab.collectplan-1", "a[b]*"]
