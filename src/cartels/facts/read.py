"""Read a fact file and parse its TOML, within the limits that hold for a file from anyone."""

from __future__ import annotations

import codecs
import re
import select
import sys
from typing import Any

from cartels.errors import BadFile
from cartels.facts.lines import PART

#: Bytes of a fact file.
MAX_BYTES = 16 << 20
#: Parts of a dotted key: each line below a header of many parts costs as much as the header.
MAX_KEY_PARTS = 4
#: Bytes of memory for the whole process, where the system can enforce it.
MAX_MEMORY = 1 << 30

_LONG = rf"[ \t]*+{PART}(?:[ \t]*+\.[ \t]*+{PART}){{{MAX_KEY_PARTS},}}+[ \t]*+"
#: At the beginning of a line, and in an inline table; apart, each begins with what a search finds at once.
_LONG_KEYS = (rf"\n[ \t]*+\[?\[?{_LONG}[=\]]", rf"[{{,]{_LONG}=")


def limit_memory() -> None:
    """Limit the memory of this process from now on: a small file can have a very large output."""
    try:
        import resource
    except ImportError:  # Windows
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if soft == resource.RLIM_INFINITY or soft > MAX_MEMORY:
        resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY, hard))


def parse(text: str, name: str) -> Any:
    """Return the plain data of TOML text. Raises BadFile with line and column where it is not TOML."""
    import tomli

    shown = display_name(name)
    lines = f"\n{text}"
    for pattern in _LONG_KEYS:
        if found := re.search(pattern, lines):
            line = text.count("\n", 0, found.end() - 1) + 1
            raise BadFile(f"{shown}:{line}: a key of more than {MAX_KEY_PARTS} parts: write two at most")
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        from cartels.facts.syntax import bad_syntax

        raise bad_syntax(shown, error) from None
    except RecursionError:
        raise BadFile(f"{shown}: nested too deeply: write entries below [[headers]]") from None
    except ValueError:  # Python converts no longer number, and does not say where it is
        digits = sys.get_int_max_str_digits()
        raise BadFile(f"{shown}: a number of more than {digits} digits: put it in quotes") from None


def read(name: str) -> str:
    """Return the text of a fact file, of standard input for `-`; a byte-order mark is accepted. Raises BadFile."""
    shown = display_name(name)
    try:
        raw = _read_bytes(name)
    except IsADirectoryError:
        raise BadFile(f"{shown}: is a directory: name the fact file in it") from None
    except FileNotFoundError:
        raise BadFile(f"{shown}: no such file: check the path given with --facts or CARTELS_FACTS") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadFile(f"{shown}: cannot be read ({reason}): check that it is a file that you may read") from None
    if len(raw) > MAX_BYTES:
        raise BadFile(f"{shown}: larger than {MAX_BYTES >> 20} MiB, the limit for a fact file: split it")
    try:
        text = raw.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BadFile(f"{shown}:{line}: not UTF-8 (byte 0x{raw[error.start]:02x}): save the file as UTF-8") from None
    if not text or text.isspace():
        raise BadFile(f"{shown}: is empty: see `cartels schema facts` for what a fact file holds")
    return text


def _read_bytes(name: str) -> bytes:
    """Return at most one byte more than a fact file may have. Raises OSError, ValueError and BadFile."""
    if name != "-":
        with open(name, "rb") as file:
            return file.read(MAX_BYTES + 1)
    if sys.stdin is None:
        raise BadFile("standard input is closed: send a fact file to it, or name one")
    raw = bytearray()
    while len(raw) <= MAX_BYTES:
        part = sys.stdin.buffer.read(MAX_BYTES + 1 - len(raw))
        if part is None:  # a stream that never waits has nothing yet
            select.select([sys.stdin], [], [])
        elif not part:
            break
        else:
            raw += part
    return bytes(raw)


def display_name(name: str) -> str:
    """Return a file's name as messages give it."""
    return "standard input" if name == "-" else name or "''"
