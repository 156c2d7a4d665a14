"""Bytes in any encoding that Python knows, as UTF-8."""

from __future__ import annotations

import codecs
import io
from typing import Final

from collectplan.errors import Finding, InputError
from collectplan.read.dialect import guess_encoding

_CHUNK_BYTES: Final = 1 << 22
_UTF16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def to_utf8(data: bytes, encoding: str, file: str) -> bytes:
    """The same text in UTF-8, without a byte-order mark.

    UTF-8 is handed through without a look at it: whoever parses it finds what is wrong, and `undecodable` says where.

    Args:
        data: a whole file.
        encoding: name of a Python codec.
        file: for complaints.

    Raises:
        InputError: the codec is unknown, or some bytes are not of this encoding.
    """
    if data.startswith(codecs.BOM_UTF8):
        return data[len(codecs.BOM_UTF8) :]
    name = _codec(encoding, file)
    if name in ("utf-8", "utf-8-sig"):
        if data.startswith(_UTF16_MARKS):
            raise InputError(Finding(file, "is written in UTF-16", "write  encoding: utf-16  under input:"))
        return data
    if data.isascii() and _keeps_ascii(name):
        return data
    decoder = codecs.getincrementaldecoder(name)()
    out = io.BytesIO()
    try:
        for start in range(0, len(data), _CHUNK_BYTES):
            chunk = decoder.decode(data[start : start + _CHUNK_BYTES], final=start + _CHUNK_BYTES >= len(data))
            out.write(chunk.encode("utf-8"))
    except UnicodeError:
        raise undecodable(data, encoding, file) from None
    return out.getvalue().removeprefix(codecs.BOM_UTF8)


def undecodable(data: bytes, encoding: str, file: str) -> InputError:
    """The error that names row and byte offset of the first byte that is not of this encoding."""
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        row = data[: error.start].decode(encoding, errors="replace").count("\n") + 1
        byte = data[error.start]
        what = f"byte 0x{byte:02X} at offset {error.start} is not {encoding}"
        guessed = guess_encoding(data[max(0, error.start - 65536) : error.start + 65536], is_cut=True)
        is_other = guessed.replace("-", "") != encoding.lower().replace("-", "").replace("_", "")
        advice = f"write  encoding: {guessed}  under input:" if is_other else "save the file again as UTF-8"
        return InputError(Finding(f"{file}, row {row}", what, advice))
    except UnicodeError as error:
        return InputError(Finding(file, f"is not {encoding} ({error})", "write the right  encoding:  under input:"))
    return InputError(Finding(file, f"cannot be read as {encoding}", "write the right  encoding:  under input:"))


def _codec(encoding: str, file: str) -> str:
    try:
        codec = codecs.lookup(encoding)
        "".encode(encoding)
    except (LookupError, ValueError):
        raise InputError(
            Finding(
                file,
                f"cannot be read, since no encoding is called {encoding}",
                "write  encoding: utf-8, cp1252 or latin-1  under input:",
            )
        ) from None
    return codec.name


def _keeps_ascii(name: str) -> bool:
    ascii_bytes = bytes(range(9, 127))
    try:
        return ascii_bytes.decode(name) == ascii_bytes.decode("ascii")
    except UnicodeError:
        return False
