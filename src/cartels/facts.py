"""Find a fact file, read it, index it by id."""

from __future__ import annotations

import codecs
import os
import sys
from typing import TYPE_CHECKING, NamedTuple

from cartels.errors import BadFile

if TYPE_CHECKING:
    from typing import Any

    from cartels.model import Court, Event, Facts, Figure, Group, Source

#: No fact file is larger: 150 times the bundled one. It bounds the time and memory that a file from a stranger can
#: take.
LARGEST = 64 * 1024 * 1024


class Book(NamedTuple):
    """A fact file that has been read, and its rows by id, in the file's order."""

    facts: Facts
    sources: dict[str, Source]
    courts: dict[str, Court]
    groups: dict[str, Group]
    figures: dict[str, Figure]
    events: dict[str, Event]


def bundled() -> str:
    """The path of the fact file that ships with the program: inside the package when installed, beside `src` in a
    checkout.
    """
    package = os.path.dirname(os.path.abspath(__file__))
    installed = os.path.join(package, "data", "facts.toml")
    if os.path.exists(installed):
        return installed
    return os.path.join(os.path.dirname(os.path.dirname(package)), "data", "facts.toml")


def load(path: str | None = None) -> Book:
    """The facts of a file, ready to look things up in.

    `path` is a file's path, `-` for standard input, or None for the bundled file. The bundled file is proven sound by
    the tests; any other is checked here. Raises BadFile, with the first fault and its place, when the file cannot be
    used.
    """
    if path is None:
        return index(_bundled_facts())
    text = read(path)
    data = parse(text, path)
    from cartels.check import faults

    found = faults(data, text)
    if found:
        rest = f" ({len(found) - 1} more: see `cartels check {path}`)" if len(found) > 1 else ""
        raise BadFile(f"{found[0].line(shown(path))}{rest}")
    return index(data)


def _bundled_facts() -> Facts:
    """The bundled file's facts. A wheel has them parsed as well (see .build.py), which saves a quarter of a lookup.

    The parsed copy counts only as long as it was made from the very file that lies beside it.
    """
    path = bundled()
    try:
        with open(f"{path.removesuffix('.toml')}.json", "rb") as file, open(path, "rb") as original:
            import json
            import zlib

            parsed = json.loads(file.read())
            if parsed["made_from"] == zlib.crc32(original.read()):
                facts: Facts = parsed["facts"]
                return facts
    except FileNotFoundError:
        pass  # a checkout has no copy
    return parse(read(path), path)  # type: ignore[no-any-return]  # the tests have proven that these are Facts


def index(facts: Facts) -> Book:
    """The rows of sound facts by id."""
    return Book(
        facts,
        {row["id"]: row for row in facts["sources"]},
        {row["id"]: row for row in facts["courts"]},
        {row["id"]: row for row in facts["groups"]},
        {row["id"]: row for row in facts["figures"]},
        {row["id"]: row for row in facts["events"]},
    )


def parse(text: str, name: str) -> Any:
    """The plain data of TOML text. Raises BadFile with line and column when it is no TOML."""
    import tomli

    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise BadFile(
            f"{shown(name)}:{error.lineno}:{error.colno}: {error.msg}: mend the line, or check the file's TOML"
        ) from None


def read(name: str) -> str:
    """The text of a fact file, or of standard input for `-`; a byte-order mark is accepted. Raises BadFile."""
    try:
        if name == "-":
            raw = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with open(name, "rb") as file:
                raw = file.read(LARGEST + 1)
    except IsADirectoryError:
        raise BadFile(f"{shown(name)}: is a directory: name the fact file in it") from None
    except FileNotFoundError:
        raise BadFile(f"{shown(name)}: no such file: check the path given with --facts or CARTELS_FACTS") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadFile(f"{shown(name)}: cannot be read: {reason}") from None
    if len(raw) > LARGEST:
        raise BadFile(f"{shown(name)}: larger than {LARGEST >> 20} MiB, the most a fact file may be: split it")
    try:
        text = raw.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BadFile(
            f"{shown(name)}:{line}: not UTF-8 (byte 0x{raw[error.start]:02x}): save the file as UTF-8"
        ) from None
    if not text or text.isspace():
        raise BadFile(
            f"{shown(name)}: is empty: a fact file needs at least [about], events, figures, groups, courts and sources"
        )
    return text


def shown(name: str) -> str:
    """A file's name as messages give it."""
    return "standard input" if name == "-" else name
