"""A sound fact file many times as large as another, for measuring how the program grows with its facts.

python grow.py FACTS TIMES OUT
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

_ID = re.compile(r'^(id|group|figure|event) = "([^"]+)"$', re.MULTILINE)
_IDS = re.compile(r"^(sources|figures|groups|events) = \[(.*)\]$", re.MULTILINE)
_QUOTED = re.compile(r'"([^"]+)"')
_NAME = re.compile(r'^name = "([^"]+)"$', re.MULTILINE)


def grown(text: str, times: int) -> str:
    """The text of a fact file with all its entries `times` over. The copies have ids and names of their own: `cjng-2`."""
    about = text.index("[[")
    head, body = text[:about], text[about:]
    courts = "".join(re.findall(r"\[\[courts\]\]\n(?:.+\n)+\n*", body))
    rest = re.sub(r"\[\[courts\]\]\n(?:.+\n)+\n*", "", body)
    return head + courts + "".join(_copy(rest, number) for number in range(1, times + 1))


def _copy(body: str, number: int) -> str:
    """One copy; the first is the original. Courts stay shared: their ids are not ours to make."""
    if number == 1:
        return body
    renamed = rf'"\g<1>-{number}"'
    ids = _ID.sub(lambda found: f'{found[1]} = "{found[2]}-{number}"', body)
    ids = _IDS.sub(lambda found: f"{found[1]} = [{_QUOTED.sub(renamed, found[2])}]", ids)
    return _NAME.sub(lambda found: f'name = "{found[1]} {number}"', ids)


if __name__ == "__main__":
    source, times, target = sys.argv[1:]
    Path(target).write_text(grown(Path(source).read_text("utf-8"), int(times)), "utf-8")
