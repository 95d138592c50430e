"""The line numbers of problems: on which line of a TOML text a value stands. Parsers do not keep them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    #: The keys and positions that lead to a value.
    Path = tuple[str | int, ...]

#: A key without dots, and one with or without. The quantifiers are possessive, so that a long text costs no memory.
PART = r"""(?:[A-Za-z0-9_-]++|"(?:[^"\\\n]++|\\.)*+"|'[^'\n]*+')"""
_DOTTED = rf"{PART}(?:[ \t]*+\.[ \t]*+{PART})*+"

_HEADER = re.compile(rf"[ \t]*+(\[\[?)[ \t]*+({_DOTTED})[ \t]*+\]\]?[ \t]*+(?:#.*)?+")
_KEY = re.compile(rf"[ \t]*+({PART})[ \t]*+=")


def line_numbers(text: str, data: Mapping[str, Any], paths: Sequence[Path]) -> list[int]:
    """Return for each path into the parsed `data` of a text the line of its key, or of the nearest header above it.

    0 where the text does not show it: a file may be written in ways in which headers and keys cannot be counted.
    """
    seen, counts = _places(text)
    shown = {path: line for path, line in seen.items() if _headers_match_rows(path, counts, data)}
    return [next((shown[path[:cut]] for cut in range(len(path), 0, -1) if path[:cut] in shown), 0) for path in paths]


def _places(text: str) -> tuple[dict[Path, int], dict[Path, int]]:
    """Return the line of each header and key, and how many headers each list of tables has."""
    seen: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    here: Path = ()
    for number, line in enumerate(text.split("\n"), 1):
        if header := _HEADER.fullmatch(line.rstrip("\r")):
            path: Path = ()
            for part in re.findall(PART, header[2]):
                key = part.strip("\"'")
                path = (*path, counts[path] - 1, key) if path in counts else (*path, key)
            seen.setdefault(path, number)
            if header[1] == "[[":
                counts[path] = counts.get(path, 0) + 1
                path = (*path, counts[path] - 1)
                seen[path] = number
            here = path
        elif found := _KEY.match(line):
            seen.setdefault((*here, found[1].strip("\"'")), number)
    return seen, counts


def _headers_match_rows(path: Path, counts: Mapping[Path, int], data: Mapping[str, Any]) -> bool:
    """Return whether as many headers were counted as the data has rows, in each list on the way to a path.

    Otherwise a text or a list holds what looks like a header, and the lines would be wrong.
    """
    value: Any = data
    for cut, step in enumerate(path, 1):
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return False
        if isinstance(value, list) and counts.get(path[:cut], len(value)) != len(value):
            return False
    return True
