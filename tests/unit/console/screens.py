"""Screens that tests can read back."""

from __future__ import annotations

import io
from collections.abc import Callable

from rich.console import Console

from collectplan.console.terminal import console


class Terminal(io.TextIOWrapper):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


def shown(show: Callable[[Console], None], width: int = 80, encoding: str = "utf-8") -> str:
    """What is printed into a pipe of so many columns."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    screen = console(stream=stream, environment={})
    screen.width = width
    show(screen)
    return said(stream)


def said(stream: io.TextIOWrapper) -> str:
    """Everything that was written to a stream."""
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode(stream.encoding)
