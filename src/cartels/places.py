"""The lines of a TOML text on which its values stand. Parsers do not keep them, so its headers and keys are counted."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    #: The keys and positions that lead to a value.
    Path = tuple[str | int, ...]

#: A key without dots, and one with or without. Possessive quantifiers: to go back would need memory for each letter of
#: a long text.
PART = r"""(?:[A-Za-z0-9_-]++|"(?:[^"\\\n]++|\\.)*+"|'[^'\n]*+')"""
DOTTED = rf"{PART}(?:[ \t]*+\.[ \t]*+{PART})*+"

#: A header or a key at the beginning of a line; or what may hold something that looks like one: a comment, a text.
_TOKEN = rf"""
    ^[ \t]*+(?:
        \[\[[ \t]*(?P<row>{DOTTED})[ \t]*\]\]
      | \[[ \t]*(?P<table>{DOTTED})[ \t]*\]
      | (?P<key>{PART})[ \t]*=[^"'\#\n]*+(?:"(?!"")(?:[^"\\\n]++|\\.)*+")?
    )
    | \#[^\n]*
    | \"\"\"(?:[^"\\]++|\\.|\"{{1,2}}(?!\"))*+\"{{3,5}}
    | '''.*?'{{3,5}}
    | "(?:[^"\\\n]++|\\.)*+"
    | '[^'\n]*+'
    """


def lines(text: str, data: Mapping[str, Any], paths: Sequence[Path]) -> list[int]:
    """For each path into the parsed `data` of a text the line of its key, or of the nearest header above it.

    0 where the text does not show it: a file may be written in ways in which headers and keys cannot be counted.
    """
    wanted = {path[:cut] for path in paths for cut in range(1, len(path) + 1)}
    parents = {path[:-1] for path in wanted}
    seen: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    here: Path = ()
    asked = here in parents
    line, counted = 1, 0
    for found in re.finditer(_TOKEN, text, re.VERBOSE | re.MULTILINE | re.DOTALL):
        kind = found.lastgroup
        if kind == "key":
            if not asked:
                continue
            path = (*here, found["key"].strip("\"'"))
        elif kind:
            *above, last = _parts(found[kind])
            path = ()
            for part in above:
                path = (*path, part)
                if path in counts:
                    path = (*path, counts[path] - 1)
            path = here = (*path, last)
            if kind == "row":
                number = counts[path] = counts.get(path, 0) + 1
                here = (*path, number - 1)
            asked = here in parents
        else:
            continue
        for place in (path, here):
            if place in wanted:
                wanted.remove(place)  # what comes first is shown
                line += text.count("\n", counted, found.end())
                counted = found.end()
                seen[place] = line
    shown = {place: line for place, line in seen.items() if _counted(place, counts, data)}
    return [next((shown[place] for place in _upwards(path) if place in shown), 0) for path in paths]


@lru_cache
def _parts(dotted: str) -> list[str]:
    """The parts of a dotted key, without quotes."""
    return [part.strip("\"'") for part in re.findall(PART, dotted)]


def _upwards(path: Path) -> list[Path]:
    """A path, and those above it."""
    return [path[:cut] for cut in range(len(path), 0, -1)]


def _counted(path: Path, counts: Mapping[Path, int], data: Mapping[str, Any]) -> bool:
    """Whether as many headers were counted as the data has rows, in each list on the way; else lines would be wrong."""
    value: Any = data
    for cut, step in enumerate(path, 1):
        value = value.get(step) if isinstance(step, str) else value[step]
        if isinstance(value, list) and counts.get(path[:cut], len(value)) != len(value):
            return False
    return True
