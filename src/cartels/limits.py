"""What a fact file may cost, whoever wrote it: within these limits each is read, or refused, in less than five seconds.

A parser cannot be stopped once it has begun, so a text is weighed before. There is room for 100 times the bundled file.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import islice

from cartels.errors import BadFile
from cartels.places import DOTTED, PART

#: Bytes of memory for the whole run, where the system can hold a program to it.
MOST_MEMORY = 1 << 30
#: What a text may weigh: one for each character, and more for those that mark lists, tables, keys, dates and texts, and
#: for each byte that a character takes beyond one.
MOST_WEIGHT = 132_000_000
WEIGHTS = {"[": 50, ",": 50, "\n": 20, "=": 10, "{": 10, ":": 10, "\\": 10, '"': 10, "'": 10}
BEYOND_ASCII = 10
#: Parts of a dotted key: each line below a header of many parts costs as much as the header.
MOST_PARTS = 4
#: Lines that begin with a key or a header that no fact file has. They are costlier than any that one has.
MOST_UNKNOWN = 10_000


def bound_memory() -> None:
    """Hold this process to `MOST_MEMORY` from now on: a small file can have a very large output."""
    try:
        import resource
    except ImportError:  # Windows
        return
    held, most = resource.getrlimit(resource.RLIMIT_DATA)
    if held == resource.RLIM_INFINITY or held > MOST_MEMORY:
        resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, most))


def keep(text: str, name: str) -> None:
    """Raises BadFile for a text that would take too long to parse, or to check; `name` is the file's."""
    if weight(text) > MOST_WEIGHT:
        raise BadFile(f"{name}: holds more than 100 times the bundled file, the most there may be: split it")
    lines = f"\n{text}"
    unknown = list(islice(_unknown().finditer(lines), MOST_UNKNOWN + 1))
    deep = next((found for found in unknown if len(re.findall(PART, found[0])) > MOST_PARTS), None)
    if not deep and "{" in text:  # keys in the middle of a line are rare, and costly to look for
        deep = re.search(rf"[{{,][ \t]*+(?:{PART}[ \t]*+\.[ \t]*+){{{MOST_PARTS}}}", lines)
    if deep:
        line = lines.count("\n", 0, deep.end())
        raise BadFile(f"{name}:{line}: a key of more than {MOST_PARTS} parts: write two at most")
    if len(unknown) > MOST_UNKNOWN:
        what = f"more than {MOST_UNKNOWN:,} lines begin with a key or a header that no fact file has"
        raise BadFile(f"{name}: {what}: name a fact file; `cartels schema` says what one is made of")


def weight(text: str) -> int:
    """What a text weighs: see `WEIGHTS`."""
    beyond = len(text.encode()) - len(text)
    return len(text) + beyond * BEYOND_ASCII + sum(text.count(mark) * more for mark, more in WEIGHTS.items())


@cache
def _unknown() -> re.Pattern[str]:
    """Finds lines that begin with a key or a header that no fact file has."""
    from cartels.check import tables

    known = tables()
    keys = "|".join({key for columns in known.values() for key in columns} | known.keys())
    headers = "|".join(map(re.escape, known))
    begin = rf"""["']?(?:{keys})["']?[ \t]*=|\[\[?[ \t]*(?:{headers})[ \t]*\]"""
    return re.compile(rf"\n[ \t]*+(?![\n#]|{begin})(?:\[\[?[ \t]*+)?{DOTTED}[ \t]*+[=\]]")
