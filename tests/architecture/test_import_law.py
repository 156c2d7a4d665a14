"""The import law: one direction, stages that do not know each other, and heavy libraries in one place each."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "src" / "collectplan"
STAGES = ("read", "normalise", "segment", "screen", "staff", "score", "optimise", "check", "write", "explain", "packet")
#: Libraries and the packages that may import them.
OWNERS = {
    "yaml": {"read"},
    "typer": {"cli"},
    "rich": {"cli", "console"},
    "ortools": {"optimise"},
    "numba": {"optimise"},
    "scipy": {"optimise"},
    "holidays": {"screen", "check"},
    "filelock": {"write"},
    "pydantic": {"domain", "read"},
}
#: What a stage may not touch: the clock, the environment, chance and the screen come in as arguments.
FORBIDDEN_IN_THE_MIDDLE = {"time", "os", "random", "secrets", "subprocess", "socket", "urllib", "requests"}
MIDDLE = ("normalise", "segment", "screen", "staff", "score", "optimise")


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def package_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """Every dotted name that a module imports, also inside functions."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_stages_meet_only_in_domain(path: Path) -> None:
    """A stage imports itself, `domain` and `errors`, so that no stage can lean on how another one works."""
    package = package_of(path)
    if package not in (*STAGES, "domain", "console"):
        return
    ours = {name.split(".")[1] for name in imports(path) if name.startswith("collectplan.")}
    allowed = {"domain", "errors", package} if package != "domain" else {"domain", "errors"}
    # Showing a verdict or an explanation needs to know its shape, which belongs to the package that makes it.
    # A packet asks the rules of the check, so that the two cannot differ in what a rule means.
    allowed |= {"console": {"explain"}, "packet": {"check"}}.get(package, set())
    assert ours - allowed - {"__version__"} == set()


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_each_heavy_library_has_its_owner(path: Path) -> None:
    """YAML is read in one place, the solver called in one place: a change of library then touches one package."""
    roots = {name.split(".")[0] for name in imports(path)}
    strays = {lib for lib in roots & OWNERS.keys() if package_of(path) not in OWNERS[lib]}
    assert strays == set()


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_the_middle_of_the_pipeline_has_no_outside(path: Path) -> None:
    """Between reading and checking nothing asks the clock, the environment or chance: they would change the bytes."""
    if package_of(path) not in MIDDLE:
        return
    roots = {name.split(".")[0] for name in imports(path)}
    assert roots & FORBIDDEN_IN_THE_MIDDLE == set()
    calls = {
        node.func.id
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert calls & {"print", "open", "input"} == set()


def test_only_the_command_line_is_loaded_for_help() -> None:
    """`collectplan --help` answers in 0.3 s because it loads typer and nothing heavy."""
    code = (
        "import sys; from collectplan.cli.main import app\n"
        "try: app(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'polars','ortools','numpy','numba','scipy','yaml','rich.console','holidays'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().splitlines()[-1] == "[]"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_files_stay_readable(path: Path) -> None:
    """One idea a file: no module is longer than 400 lines, none is named after nothing, and each has a caption."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
    assert path.stem not in {"utils", "helpers", "common", "base", "manager", "misc"}
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
