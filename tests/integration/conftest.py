"""Worlds and a finished run that several tests look at; tests that change a world get a copy of their own."""

from __future__ import annotations

import copy
import dataclasses
import shutil
from pathlib import Path

import pytest

from tests.integration.running import Done, run
from tests.integration.worlds import World, make_world


def moved(world: World, folder: Path) -> World:
    """A copy of a world in another folder, rows included: what a test does to it nobody else sees."""
    shutil.copytree(world.folder, folder)
    fresh = copy.deepcopy({"accounts": world.accounts, "history": world.history, "shifts": world.shifts})
    return dataclasses.replace(world, folder=folder, **fresh)


@pytest.fixture(scope="session")
def plain_template(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("plain") / "world", seed=1)


@pytest.fixture(scope="session")
def latam_template(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("latam") / "world", seed=2, dialect="latam")


@pytest.fixture
def plain(plain_template: World, tmp_path: Path) -> World:
    """Forty Colombian customers in plain CSV, to be changed at will."""
    return moved(plain_template, tmp_path / "world")


@pytest.fixture
def latam(latam_template: World, tmp_path: Path) -> World:
    """Forty Colombian customers with semicolons, decimal commas, latin-1 and Spanish headers, to be changed at will."""
    return moved(latam_template, tmp_path / "world")


@dataclasses.dataclass(frozen=True)
class Finished:
    """A world, what a run of it said, and the results folder."""

    world: World
    done: Done
    results: Path


@pytest.fixture(scope="session")
def plain_run(plain_template: World, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """The finished run of `plain` as it was before anybody changed it."""
    return finish(plain_template, tmp_path_factory.mktemp("plain_run") / "results")


@pytest.fixture(scope="session")
def latam_run(latam_template: World, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """The finished run of `latam` as it was before anybody changed it."""
    return finish(latam_template, tmp_path_factory.mktemp("latam_run") / "results")


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """One finished run of 120 plain customers; nobody changes it."""
    folder = tmp_path_factory.mktemp("finished")
    return finish(make_world(folder / "world", customers=120, seed=5), folder / "results")


def finish(world: World, results: Path) -> Finished:
    done = run("schedule", *world.arguments(), "-o", results, "--json")
    assert done.exit_code == 0, done.stderr
    return Finished(world, done, results)
