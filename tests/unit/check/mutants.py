"""Takes every statement, branch, line and operand out of the check in turn, and tells what no test misses.

    python -m tests.unit.check.mutants [--quick] [MODULE ...]

Each mutant lives in a process of its own, forked from one in which the tests are collected and polars is loaded but has
not run (its threads would not be there in the fork: no test may call it while it is imported). A mutant is asked the
tests that run through its lines, those that caught its neighbours first, then the module's own, then the shortest,
until one fails or they have taken some seconds: what only long tests would miss survives. Which tests these are is
traced once, and kept in build/ for as long as sources and tests stay as they are.
--quick asks the module's own tests alone, and takes a name without a value for caught: what it says survives may not,
what it says is caught is.
"""

from __future__ import annotations

import ast
import gc
import hashlib
import json
import os
import resource
import signal
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.unit.check.mutants_allowed import ALLOWED
from tests.unit.check.mutations import Mutant, mutants

REPOSITORY = Path(__file__).parents[3]
CHECK = REPOSITORY / "src" / "collectplan" / "check"
#: Where tests that call the check are.
TESTS = ("tests/unit/check", "tests/cases/test_dated_cases.py")
#: Files of a module's own tests, where test_MODULE.py is not all.
OWN = {
    "cap": ("cap", "leaks_rules", "outcome_tables"),
    "check": ("check", "outlook", "obligation"),
    "events": ("events", "cooldown"),
    "leaks": ("leaks", "leaks_rules", "leaks_plan"),
    "pool": ("pool", "leaks_rules", "outcome_tables"),
}
_CACHE = REPOSITORY / "build" / "mutants.json"
#: A test may take so many times as long as without a mutant, and so many seconds at least, before it counts as failed.
_PATIENCE, _LEAST_SECONDS = 20, 30
#: Tests that are not the module's own, nor caught a neighbour, are asked until they have taken so many seconds.
_BUDGET_SECONDS = 4.0
#: Tests that caught a neighbour, of which so many are asked first.
_RECENT = 8


@dataclass
class Told:
    """What became of a module's mutants."""

    num: int = 0
    killed: int = 0
    allowed: int = 0
    survivors: list[Mutant] = field(default_factory=list)


@dataclass
class Driver:
    """A pytest plugin that runs mutants in place of the tests.

    Attributes:
        modules: names of modules of the check.
        is_quick: whether a module's own tests are enough.
        told: by module, once run.
        stale: entries of the list of what is allowed that no mutant meets.
    """

    modules: list[str]
    is_quick: bool = False
    told: dict[str, Told] = field(default_factory=dict)
    stale: list[tuple[str, str]] = field(default_factory=list)
    _failed: bool = False

    def pytest_collection(self) -> None:
        """Ask hypothesis as is right here, whatever a conftest has said."""
        settings.load_profile("mutants")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take notice of a test that fails."""
        self._failed |= report.failed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Every mutant of every module, in place of the tests."""
        items = {item.nodeid: item for item in session.items}
        if any(task.joinpath("comm").read_text().startswith("polars-0") for task in Path("/proc/self/task").iterdir()):
            pytest.exit("polars has run already: some test calls it while it is imported", returncode=3)
        ways = self._ways(items)
        gc.freeze()
        for module in self.modules:
            began = time.monotonic()
            told = self.told[module] = self._of_module(module, items, ways)
            print(
                f"{module:14} {told.num:4} mutants, {told.killed:4} killed, {told.allowed:3} allowed, "
                f"{len(told.survivors):3} survive, {time.monotonic() - began:5.0f} s",
                flush=True,
            )
            for mutant in told.survivors:
                print(f"    {CHECK.relative_to(REPOSITORY)}/{module}.py:{mutant.first}: {mutant.text}", flush=True)
        return True

    def _of_module(self, module: str, items: dict[str, pytest.Item], ways: dict[str, Any]) -> Told:
        source = (CHECK / f"{module}.py").read_text(encoding="utf-8")
        told, recent = Told(), []
        free = {text for file, text, _ in ALLOWED if file == module}
        met = set()
        for mutant in mutants(source):
            told.num += 1
            if mutant.text in free:
                met.add(mutant.text)
                told.allowed += 1
                continue
            asked = self._asked(module, mutant, ways, recent)
            if self.is_quick and asked and _lacks_a_name(source, mutant):
                told.killed += 1
                continue
            killer = _in_child(
                lambda mutant=mutant, asked=asked: self._first_failing(module, mutant, asked, items, ways)
            )
            if killer is None:
                told.survivors.append(mutant)
                continue
            told.killed += 1
            if killer in items:
                recent = [killer, *(name for name in recent if name != killer)][:_RECENT]
        self.stale += [(module, text) for text in sorted(free - met)]
        return told

    def _asked(self, module: str, mutant: Mutant, ways: dict[str, Any], recent: list[str]) -> list[str]:
        """Tests that run through the mutant's lines, the likeliest to fail first."""
        lines = set(range(mutant.first, mutant.last + 1))
        through = {test for test, way in ways.items() if not lines.isdisjoint(way["lines"].get(module, ()))}
        if not through:
            # A line that runs when the module is loaded, or a branch that no test takes.
            through = {test for test, way in ways.items() if module in way["lines"]}
        own = [f"{file}::" for file in _own_files(module)]
        rank = {test: next((n for n, file in enumerate(own) if test.startswith(file)), len(own)) for test in through}
        rest = sorted(through - set(recent), key=lambda test: (rank[test], ways[test]["seconds"], test))
        spent = accumulate((ways[test]["seconds"] if rank[test] == len(own) else 0.0 for test in rest), initial=0.0)
        kept = [test for test, seconds in zip(rest, spent, strict=False) if seconds < _BUDGET_SECONDS]
        return [test for test in recent if test in through] + kept

    def _first_failing(
        self, module: str, mutant: Mutant, asked: list[str], items: dict[str, pytest.Item], ways: dict[str, Any]
    ) -> str | None:
        try:
            _put_in(module, compile(mutant.tree, str(CHECK / f"{module}.py"), "exec"))
        except Exception as wrong:
            return repr(wrong)
        for name in asked:
            signal.alarm(int(max(_LEAST_SECONDS, _PATIENCE * ways[name]["seconds"])))
            if self._fails(items[name]):
                return name
        return None

    def _fails(self, item: pytest.Item) -> bool:
        self._failed = False
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        return self._failed

    def _ways(self, items: dict[str, pytest.Item]) -> dict[str, Any]:
        """Lines of the check that each test runs through, and how long it takes."""
        marks = _marks(items)
        sources = {file.stem: hashlib.sha256(file.read_bytes()).hexdigest() for file in CHECK.glob("*.py")}
        known = json.loads(_CACHE.read_text()) if _CACHE.is_file() else {}
        ways = {
            name: way
            for name, way in known.items()
            if marks.get(name) == way["mark"] and all(sources.get(m) == way["sources"][m] for m in way["lines"])
        }
        new = [name for name in items if name not in ways]
        if new:
            print(f"tracing {len(new)} tests", flush=True)
            traced = _in_child(lambda: json.dumps({name: self._traced(items[name]) for name in new}))
            found = json.loads(traced or "{}")
            wrong = [name for name in new if found.get(name, {}).get("failed", True)]
            if wrong:
                pytest.exit(f"without a mutant these tests fail: {wrong}", returncode=3)
            for name in new:
                through = {module: sources[module] for module in found[name]["lines"]}
                ways[name] = {**found[name], "mark": marks[name], "sources": through}
            _CACHE.parent.mkdir(exist_ok=True)
            _CACHE.write_text(json.dumps(known | ways))
        return ways

    def _traced(self, item: pytest.Item) -> dict[str, Any]:
        lines: dict[str, set[int]] = defaultdict(set)
        folder = f"{CHECK}{os.sep}"

        def local(frame: FrameType, _event: str, _: Any) -> Any:
            lines[frame.f_code.co_filename].add(frame.f_lineno)
            return local

        def called(frame: FrameType, event: str, _: Any) -> Any:
            return local(frame, event, _) if frame.f_code.co_filename.startswith(folder) else None

        began = time.process_time()
        # The check asks its rules in threads of its own.
        threading.settrace(called)
        sys.settrace(called)
        failed = self._fails(item)
        sys.settrace(None)
        threading.settrace(None)  # type: ignore[arg-type]  # which is how it is switched off
        seconds = round(time.process_time() - began, 3)
        return {"failed": failed, "seconds": seconds, "lines": {Path(f).stem: sorted(n) for f, n in lines.items()}}


def _marks(items: dict[str, pytest.Item]) -> dict[str, str]:
    """What each test's way depends on beside the check, as a hash: what tests share, and the test's own file."""
    shared = [file for file in sorted((REPOSITORY / "tests" / "unit" / "check").glob("*.py")) if _is_shared(file)]
    shared += sorted((REPOSITORY / "tests" / "cases").glob("*.*"))
    whole = hashlib.sha256(b"\0".join(file.read_bytes() for file in shared))
    own = {item.path: item.path.read_bytes() for item in items.values()}
    marks = {path: hashlib.sha256(whole.digest() + said).hexdigest() for path, said in own.items()}
    return {name: marks[item.path] for name, item in items.items()}


def _own_files(module: str) -> list[str]:
    """Files of a module's own tests, from the root of the repository."""
    files = [f"tests/unit/check/test_{name}.py" for name in OWN.get(module, (module,))]
    return [file for file in files if (REPOSITORY / file).is_file()]


def _is_shared(file: Path) -> bool:
    return not file.name.startswith(("test_", "mutants", "mutations"))


def _in_child(ask: Callable[[], str | None]) -> str | None:
    """What a forked process answers; None where it answers nothing, a word where it does not live to answer."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        try:
            said = (ask() or "").encode()
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(said)
        finally:
            os._exit(0 if "said" in locals() else 1)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    return (said.decode() or None) if status == 0 else "died"


def _lacks_a_name(source: str, mutant: Mutant) -> bool:
    """Whether a function's only value of a name was taken out, and the name is still read."""
    for function in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)):
        for said in ast.walk(function):
            if isinstance(said, ast.Assign) and (said.lineno, said.end_lineno) == (mutant.first, mutant.last):
                names = [node for node in ast.walk(function) if isinstance(node, ast.Name)]
                bound = [node.id for node in names if isinstance(node.ctx, ast.Store)]
                bound += [node.arg for node in ast.walk(function) if isinstance(node, ast.arg)]
                read = {node.id for node in names if isinstance(node.ctx, ast.Load)}
                taken = [
                    node.id for node in ast.walk(said) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
                ]
                whole = mutant.text == " ".join(ast.get_source_segment(source, said).split())
                return whole and any(bound.count(name) == 1 and name in read for name in taken)
    return False


def _put_in(name: str, code: CodeType) -> None:
    """Let a loaded module be a mutant: wherever its functions were imported to, they do what the mutant's do."""
    module = sys.modules[f"collectplan.check.{name}"]
    changed = ModuleType(module.__name__)
    changed.__dict__.update(__file__=module.__file__, __package__=module.__package__)
    # Decorators such as dataclass look their module up.
    sys.modules[module.__name__] = changed
    exec(code, changed.__dict__)
    sys.modules[module.__name__] = module
    for key, old in list(vars(module).items()):
        if key.startswith("__"):
            continue
        if key not in vars(changed):
            _rebind(key, old, None)
        elif not _turned(old, vars(changed)[key]):
            _rebind(key, old, vars(changed)[key])


def _turned(old: Any, new: Any) -> bool:
    """Whether an object could be made to do what another does."""
    if isinstance(old, FunctionType) and isinstance(new, FunctionType):
        old.__code__, old.__defaults__, old.__kwdefaults__ = new.__code__, new.__defaults__, new.__kwdefaults__
        return True
    if isinstance(old, type) and isinstance(new, type) and old.__module__ == new.__module__:
        for name, part in list(vars(old).items()):
            other = vars(new).get(name)
            inner = [getattr(part, "func", None) or getattr(part, "fget", None) or part]
            outer = [getattr(other, "func", None) or getattr(other, "fget", None) or other]
            if type(part) is type(other) and isinstance(inner[0], FunctionType):
                _turned(inner[0], outer[0])
            elif isinstance(inner[0], FunctionType):
                setattr(old, name, other)
        return True
    return old is new


def _rebind(name: str, old: Any, new: Any) -> None:
    """Let every module that has an object under its name, or imported it by that name, have another."""
    for module in list(sys.modules.values()):
        of_ours = getattr(module, "__name__", "").startswith(("collectplan.", "tests."))
        if of_ours and vars(module).get(name) is old:
            setattr(module, name, new)


def run(modules: Iterable[str] = (), *, is_quick: bool = False) -> Driver:
    """Run the mutants of some modules of the check, by default of all."""
    os.environ["POLARS_MAX_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
    # A failure is one without its smallest example, which takes long to find.
    settings.register_profile(
        "mutants",
        derandomize=True,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    names = list(modules) or sorted(file.stem for file in CHECK.glob("*.py") if file.stem != "__init__")
    driver = Driver(names, is_quick)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    options = [
        "-s",
        "--tb=no",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        "-W",
        "ignore::pytest.PytestAssertRewriteWarning",
    ]
    tests = sorted({file for name in names for file in _own_files(name)}) if is_quick else TESTS
    code = pytest.main([*(str(REPOSITORY / test) for test in tests), *options, f"--rootdir={REPOSITORY}"], [driver])
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise SystemExit(int(code))
    return driver


def main() -> int:
    """Run the command."""
    driver = run([name for name in sys.argv[1:] if name != "--quick"], is_quick="--quick" in sys.argv)
    every = driver.told.values()
    print(
        f"{sum(t.num for t in every)} mutants: {sum(t.killed for t in every)} killed, "
        f"{sum(t.allowed for t in every)} allowed, {sum(len(t.survivors) for t in every)} survive"
    )
    for module, text in driver.stale:
        print(f"allowed, and no line of {module}.py: {text}")
    return int(bool(driver.stale) or any(told.survivors for told in every))


if __name__ == "__main__":
    sys.exit(main())
