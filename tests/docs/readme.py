"""README.md as its marked blocks and tables, and the block of help texts that the program itself writes."""

from __future__ import annotations

import re
from pathlib import Path

from typer.testing import CliRunner

from collectplan.cli.main import app

README = Path(__file__).parents[2] / "README.md"

#: Commands in the order of the program's help.
COMMANDS = tuple(command.callback.__name__.replace("_", "-") for command in app.registered_commands if command.callback)


def text() -> str:
    return README.read_text(encoding="utf-8")


def block(name: str) -> str:
    """What stands between `<!-- name:begin -->` and `<!-- name:end -->`, without the line ends beside the marks."""
    found = re.search(rf"<!-- {name}:begin -->\n(.*?)<!-- {name}:end -->", text(), re.DOTALL)
    assert found, f"README.md has no block {name}"
    return found.group(1).rstrip("\n")


def with_block(readme: str, name: str, content: str) -> str:
    """README's text with another content of a block."""
    before, rest = readme.split(f"<!-- {name}:begin -->\n", 1)
    _, after = rest.split(f"<!-- {name}:end -->", 1)
    return f"{before}<!-- {name}:begin -->\n{content}\n<!-- {name}:end -->{after}"


def table(name: str) -> list[list[str]]:
    """Rows of the Markdown table in a block, without its two header lines."""
    lines = [line for line in block(name).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines[2:]]


def help_block() -> str:
    """`collectplan --help` and every command's `--help`, as code blocks."""
    parts = [_help(), *(_help(name) for name in COMMANDS)]
    return "\n\n".join(f"```\n{part}\n```" for part in parts)


def _help(*words: str) -> str:
    # The runner fixes the width at 80, so that the text is the same in every terminal.
    done = CliRunner().invoke(app, [*words, "--help"], prog_name="collectplan")
    assert done.exit_code == 0
    shown = " ".join(["$ collectplan", *words, "--help"])
    return shown + "\n" + "\n".join(line.rstrip() for line in done.stdout.strip("\n").splitlines())
