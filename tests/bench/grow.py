"""Write a valid fact file many times as large as another, to measure how the program grows with its facts.

python grow.py FACTS TIMES OUT
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

_COURT = re.compile(r"\[\[courts\]\]\n(?:.+\n)+\n*")
_ID = re.compile(r'^(id|group|figure|event) = "([^"]+)"$', re.MULTILINE)
_IDS = re.compile(r"^(sources|figures|groups|events) = \[(.*)\]$", re.MULTILINE)
_QUOTED = re.compile(r'"([^"]+)"')
_NAME = re.compile(r'^name = "([^"]+)"$', re.MULTILINE)


def grown(text: str, times: int) -> str:
    """Return the text of a fact file with its entries `times` over, each copy with ids and names of its own.

    Courts are there once: their ids are fixed.
    """
    start = text.index("[[")
    entries = _COURT.sub("", text[start:])
    copies = (_renamed(entries, number) for number in range(2, times + 1))
    return "".join((text[:start], *_COURT.findall(text), entries, *copies))


def _renamed(entries: str, number: int) -> str:
    """Return a copy of the entries in which `x` has become `x-2`, and its name `X 2`."""
    one = rf'"\1-{number}"'
    entries = _ID.sub(rf'\1 = "\2-{number}"', entries)
    entries = _IDS.sub(lambda ids: f"{ids[1]} = [{_QUOTED.sub(one, ids[2])}]", entries)
    return _NAME.sub(rf'name = "\1 {number}"', entries)


if __name__ == "__main__":
    source, times, target = sys.argv[1:]
    Path(target).write_text(grown(Path(source).read_text("utf-8"), int(times)), "utf-8")
