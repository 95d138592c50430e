"""Load a fact file: find it, check it unless it is the bundled one, and index its rows by id."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from cartels.errors import BadFile

if TYPE_CHECKING:
    from cartels.facts.model import Court, Event, Facts, Figure, Group, Source


class FactFile(NamedTuple):
    """A fact file that has been read: its data, and its rows by id in the file's order."""

    data: Facts
    sources: dict[str, Source]
    courts: dict[str, Court]
    groups: dict[str, Group]
    figures: dict[str, Figure]
    events: dict[str, Event]


def entries(facts: FactFile) -> Iterator[tuple[str, Any]]:
    """Yield every figure, group and event of a file with its kind: `figure`, `group` or `event`."""
    for kind, rows in (("figure", facts.figures), ("group", facts.groups), ("event", facts.events)):
        for row in rows.values():
            yield kind, row


def bundled() -> str:
    """Return the path of the bundled fact file: in the package when installed, beside `src` in a checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    installed = os.path.join(package, "data", "facts.toml")
    if os.path.exists(installed):
        return installed
    return os.path.join(os.path.dirname(os.path.dirname(package)), "data", "facts.toml")


def load(path: str | None = None) -> FactFile:
    """Return the facts of a file, ready for lookups.

    `path` is a file's path, `-` for standard input, or None for the bundled file. The bundled file is checked by the
    tests; any other is checked here. Raises BadFile with the first problem and its place.
    """
    return _load_bundled() if path is None else _load_file(path, apply_rules=True)


def load_for_comparison(path: str | None = None) -> FactFile:
    """Return the facts of a file for a comparison: of valid shape, but without the rules of evidence.

    A file of version 0.1 is read too: its `as_of` is taken for `checked`. Raises BadFile.
    """
    return _load_bundled() if path is None else _load_file(path, apply_rules=False)


def _load_file(path: str, apply_rules: bool) -> FactFile:
    """Return the facts of a file that is not the bundled one. `apply_rules` is false for a comparison."""
    from cartels.facts import check
    from cartels.facts.read import display_name, limit_memory, parse, read

    limit_memory()
    text = read(path)
    try:
        data = parse(text, path)
    except BadFile as error:
        raise BadFile(str(error)) from None  # the excerpt of the place is for `check`
    about = data.get("about")
    if not apply_rules and isinstance(about, dict) and "as_of" in about:
        about.setdefault("checked", about.pop("as_of"))
    if found := check.problems(data, text, apply_rules):
        first = check.format_problem(*found[0], data, display_name(path))
        more = f" (and {len(found) - 1} more: see `cartels check {path}`)" if len(found) > 1 else ""
        raise BadFile(f"{first}{more}")
    return index(data)


def _load_bundled() -> FactFile:
    """Return the bundled facts. A wheel holds them parsed as well (see .build.py), which saves a third of a lookup.

    The parsed copy begins with a checksum of the very file that lies beside it and of its own bytes. It is in Python's
    own format, which is read in half the time of JSON: 2 ms of 40.
    """
    path = bundled()
    try:
        with open(f"{path.removesuffix('.toml')}.marshal", "rb") as copy, open(path, "rb") as original:
            import marshal
            import zlib

            checksum, parsed = copy.read(4), copy.read()
            if int.from_bytes(checksum) == zlib.crc32(parsed, zlib.crc32(original.read())):
                return index(marshal.loads(parsed))
    except (OSError, ValueError, EOFError, TypeError):
        pass  # a checkout has no copy, and another Python may have another format
    from cartels.facts.read import parse, read

    if not os.path.exists(path):
        raise BadFile(f"{path}: the bundled facts are missing: reinstall cartels")
    return index(parse(read(path), path))


def index(data: Facts) -> FactFile:
    """Return the rows of valid facts by id."""
    data.setdefault("timeline", [])
    data.setdefault("notes", [])
    return FactFile(
        data,
        {row["id"]: row for row in data["sources"]},
        {row["id"]: row for row in data["courts"]},
        {row["id"]: row for row in data["groups"]},
        {row["id"]: row for row in data["figures"]},
        {row["id"]: row for row in data["events"]},
    )
