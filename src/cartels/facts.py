"""Find a fact file, read it, index it by id."""

from __future__ import annotations

import codecs
import os
import re
import stat
import sys
from typing import TYPE_CHECKING, NamedTuple

from cartels.errors import BadFile

if TYPE_CHECKING:
    from typing import Any

    from cartels.model import Court, Event, Facts, Figure, Group, Source

#: The most bytes that a fact file may have; how much may be in them is for `limits` to say.
LARGEST = 64 << 20
#: Seconds until a pipe or a device that was named has to end. Standard input is waited for.
PATIENCE = 3


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
    from cartels.check import faults, told

    try:
        data, text = from_anyone(path)
    except BadFile as error:
        raise BadFile(str(error)) from None  # the place under a caret is for `check`
    if found := faults(data):
        [first] = told(found[:1], data, text, shown(path))
        rest = f" (and {len(found) - 1} more: see `cartels check {path}`)" if len(found) > 1 else ""
        raise BadFile(f"{first}{rest}")
    return index(data)


def from_anyone(path: str) -> tuple[Any, str]:
    """The plain data and the text of a fact file that need not be sound: of any TOML that keeps within the limits.

    Raises BadFile, for broken TOML with the place under a caret as `more`.
    """
    from cartels import limits

    text = read(path)
    limits.keep(text, shown(path))
    return parse(text, path), text


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
        from cartels.broken import explain

        line, column, what, excerpt = explain(error)
        raise BadFile(f"{shown(name)}:{line}:{column}: {what}", excerpt) from None
    except RecursionError:
        raise BadFile(f"{shown(name)}: lists or tables nested too deeply: write entries below [[headers]]") from None
    except ValueError:
        # Python converts no number of more digits, and tomli does not say where it is.
        digits = sys.get_int_max_str_digits()
        found = re.search(rf"[0-9](?:_?[0-9]){{{digits}}}", text)
        place = f":{text.count(chr(10), 0, found.start()) + 1}" if found else ""
        raise BadFile(f"{shown(name)}{place}: a number of more than {digits} digits: put it in quotes") from None


def read(name: str) -> str:
    """The text of a fact file, or of standard input for `-`; a byte-order mark is accepted. Raises BadFile."""
    try:
        raw = _raw(name)
    except IsADirectoryError:
        raise BadFile(f"{shown(name)}: is a directory: name the fact file in it") from None
    except FileNotFoundError:
        raise BadFile(f"{shown(name)}: no such file: check the path given with --facts or CARTELS_FACTS") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadFile(
            f"{shown(name)}: cannot be read ({reason}): check that it is a file and that you may read it"
        ) from None
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


def _raw(name: str) -> bytes:
    """At most one byte more than a fact file may have. Raises OSError, ValueError and BadFile."""
    if name == "-":
        if sys.stdin is None:
            raise BadFile("standard input is closed: send a fact file to it, or name one")
        return sys.stdin.buffer.read(LARGEST + 1)
    # Opening a pipe would otherwise wait for a writer, be there one or not.
    with open(os.open(name, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
        if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            return file.read(LARGEST + 1)
        return _stream(file.fileno(), name)


def _stream(fd: int, name: str) -> bytes:
    """What a pipe or a device gives before its end. Whoever writes may never begin, or never end: it is not waited for
    longer than `PATIENCE`. Raises OSError and BadFile.
    """
    import select
    import time

    until = time.monotonic() + PATIENCE
    raw = bytearray()
    while len(raw) <= LARGEST:
        select.select([fd], [], [], max(0, until - time.monotonic()))
        try:
            part = os.read(fd, 1 << 20)
            late = part and time.monotonic() > until
        except BlockingIOError:
            late = True
        if late:
            what = f"does not end within {PATIENCE} seconds: name a file, or send it to standard input and name -"
            raise BadFile(f"{shown(name)}: {what}")
        if not part:
            break
        raw += part
    if not raw and stat.S_ISFIFO(os.fstat(fd).st_mode):
        raise BadFile(f"{shown(name)}: a pipe to which nothing is written: name a file, or write to it")
    return bytes(raw)


def shown(name: str) -> str:
    """A file's name as messages give it."""
    return "standard input" if name == "-" else name or "''"
