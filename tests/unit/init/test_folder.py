"""Working folders: complete, in the strategy's own dialect, never over somebody's files."""

from __future__ import annotations

import csv
import datetime as dt
import io
import subprocess
from pathlib import Path

import pytest

from collectplan.domain.tables import ATTEMPTS_REQUIRED, PORTFOLIO_REQUIRED, ROSTER_REQUIRED
from collectplan.errors import OutputError, UsageError
from collectplan.init import write_folder
from collectplan.init.folder import crontab
from collectplan.init.sample import sample_tables
from collectplan.init.starters import FILES, starter
from collectplan.read.strategy_checks import need_priors
from collectplan.read.strategy_file import read_strategy

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("country", FILES)
def test_every_starter_makes_a_folder(tmp_path: Path, country: str) -> None:
    """The strategy is the project's own to the byte, is enforced as a whole, and its tables have what they must have."""
    written = write_folder(tmp_path / "demo", country)
    assert sorted(written) == sorted(p.name for p in (tmp_path / "demo").iterdir())
    assert (tmp_path / "demo" / "strategy.yaml").read_bytes() == (ROOT / "strategies" / FILES[country]).read_bytes()
    loaded = read_strategy(str(tmp_path / "demo" / "strategy.yaml"))
    need_priors(loaded)
    said = loaded.strategy.input
    for name, required in (
        ("portfolio", PORTFOLIO_REQUIRED),
        ("attempts", ATTEMPTS_REQUIRED),
        ("roster", ROSTER_REQUIRED),
    ):
        text = (tmp_path / "demo" / f"{name}.csv").read_text(encoding=said.encoding)
        rows = list(csv.DictReader(io.StringIO(text), delimiter=said.delimiter))
        assert rows
        assert {said.columns.get(column, column) for column in required} <= set(rows[0])
        assert all(None not in row and None not in row.values() for row in rows)


def test_an_existing_file_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    """Two of the names are taken: both are said, their bytes stay, and no other file appears."""
    for name in ("strategy.yaml", "roster.csv"):
        (tmp_path / name).write_text("mine")
    with pytest.raises(OutputError) as caught:
        write_folder(tmp_path, "CO")
    assert [finding.where for finding in caught.value.findings] == [
        str(tmp_path / n) for n in ("strategy.yaml", "roster.csv")
    ]
    assert {p.name: p.read_text() for p in tmp_path.iterdir()} == {"strategy.yaml": "mine", "roster.csv": "mine"}


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    """A folder under version control is not empty, and is a working folder all the same."""
    (tmp_path / ".git").mkdir()
    write_folder(tmp_path, "plain")
    assert (tmp_path / ".git").is_dir()


def test_a_file_in_the_folders_place_is_said(tmp_path: Path) -> None:
    """Both where the folder itself is a file, and where its parent is."""
    (tmp_path / "file").write_text("x")
    for place in ("file", "file/demo"):
        with pytest.raises(OutputError, match="file"):
            write_folder(tmp_path / place, "CO")


def test_a_failure_takes_back_what_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The third file cannot be written: the first two go again."""
    opened = Path.open

    def full(self: Path, mode: str = "r", **rest: str) -> object:
        if self.name == "portfolio.csv":
            raise OSError(28, "No space left on device", str(self))
        return opened(self, mode, **rest)  # type: ignore[call-overload]  # passed on as it came

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(
        OutputError, match=r"portfolio\.csv could not be written: no space left on device; nothing was written"
    ):
        write_folder(tmp_path / "demo", "CO")
    assert list((tmp_path / "demo").iterdir()) == []


def test_an_unknown_starter_is_wrong_usage() -> None:
    """The starters there are stand in the message."""
    with pytest.raises(UsageError, match="plain, CO, MX, US"):
        starter("XX")


def test_cron_takes_the_line_as_it_is(tmp_path: Path) -> None:
    """Cron unescapes every percent sign; what the shell then gets runs in a folder with a space and a percent sign."""
    folder = tmp_path / "a b%c"
    folder.mkdir()
    text = crontab(folder, "/bin/echo", "America/Bogota")
    line = next(line for line in text.splitlines() if line.startswith("30 5 * * 1-6 "))
    assert "%" not in line.replace(r"\%", "")
    command = line.removeprefix("30 5 * * 1-6 ").replace(r"\%", "%").replace(">/dev/null", "")
    done = subprocess.run(["/bin/sh", "-c", command + " && pwd"], capture_output=True, text=True, check=True)
    said, where = done.stdout.splitlines()
    assert said.startswith(
        "-m collectplan schedule portfolio.csv -s strategy.yaml --attempts attempts.csv --roster roster.csv --quiet -o runs/20"
    )
    assert Path(where) == folder
    assert "CRON_TZ=America/Bogota" in text


def test_the_same_arguments_make_the_same_bytes_and_another_seed_others() -> None:
    """All chance comes from the seed."""
    strategy = read_strategy(str(starter("CO"))).strategy
    first, again, other = (
        sample_tables(strategy, num_customers=30, date=dt.date(2026, 3, 3), seed=seed) for seed in (1, 1, 2)
    )
    assert first == again
    assert first["portfolio.csv"] != other["portfolio.csv"]
