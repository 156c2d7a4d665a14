"""A YAML file of keys and values: its bytes, its text, and the place of everything in it."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Final

from collectplan.errors import Finding, StrategyError
from collectplan.read.yaml_nodes import root_node
from collectplan.read.yaml_values import Values, values_of

MAX_BYTES: Final = 1_000_000

#: Control characters, and the line separators that some editors count as lines and others do not.
_UNSEEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ufeff]")


def read_keys(file: str, word: str, example: str) -> tuple[Values, str]:
    """What a file says, and the sha256 of its bytes.

    Args:
        file: its path, as it is to be shown.
        word: what the file is, such as strategy.
        example: where an example of such a file lies.

    Raises:
        StrategyError: it cannot be read, is not YAML, or holds something else than keys and values.
    """
    content = _bytes(file, word)
    root = root_node(_text(content, file), file)
    if root is None or (root.kind == "scalar" and root.is_plain and not root.text):
        raise StrategyError(Finding(f"{file}:1:1", "the file is empty", f"begin with a file of {example}"))
    if root.kind != "mapping":
        what = f"the file holds a {'list' if root.kind == 'sequence' else 'text'}, not keys and values"
        raise StrategyError(Finding(f"{file}:{root.line}:{root.column}", what, "begin with version: 1"))
    return values_of(root, file), hashlib.sha256(content).hexdigest()


def _bytes(file: str, word: str) -> bytes:
    try:
        with Path(file).open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "no such name"
        raise StrategyError(Finding(file, f"the {word} cannot be read: {reason}", "check the path")) from None
    if len(content) > MAX_BYTES:
        raise StrategyError(Finding(file, f"the file is larger than {MAX_BYTES // 1_000_000} MB", "shorten it"))
    return content


def _text(content: bytes, file: str) -> str:
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        place = _line_column(content[: error.start].decode("utf-8"))
        what = f"the byte 0x{content[error.start]:02x} is not UTF-8"
        raise StrategyError(Finding(f"{file}:{place}", what, "save the file as UTF-8")) from None
    if unseen := _UNSEEN.search(text):
        place = _line_column(text[: unseen.start()])
        what = f"the character U+{ord(unseen[0]):04X} cannot be seen"
        raise StrategyError(Finding(f"{file}:{place}", what, "take it out"))
    return text


def _line_column(before: str) -> str:
    lines = before.split("\n")
    return f"{len(lines)}:{len(lines[-1]) + 1}"
