"""A problem in a fact file, and the walk over a file's tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from cartels.facts import model
from cartels.facts.words import ENTITIES
from cartels.names import similar
from cartels.text import quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from cartels.facts.lines import Path

#: What an entry of each table is called in messages.
NOUNS = {
    **{table: noun for noun, table in ENTITIES.items()},
    "courts": "court",
    "timeline": "timeline row",
    "notes": "note",
    "sources": "source",
}

#: Among more words than these a similar one is only looked for in those that begin alike.
_MANY = 2_000


class Problem(NamedTuple):
    """What is wrong in a fact file, at a path of keys and positions, and how to fix it.

    Where a `word` may be mistyped for one that is `known`, that one is suggested instead of `fix`.
    """

    path: Path
    message: str
    fix: str
    word: str = ""
    known: Collection[str] = ()

    def text(self) -> str:
        """Return what is wrong and what to do."""
        known = self.known
        if len(known) > _MANY:
            known = [word for word in known if word[:2] == self.word[:2]][:_MANY]
        begun = [word for word in known if word.startswith(self.word)] if len(self.word) > 3 else []
        near = begun if len(begun) == 1 else similar(known, self.word, 1)
        return f"{self.message}: {f'did you mean `{near[0]}`?' if near else self.fix}"


class Row(NamedTuple):
    """A table of a fact file: its path, the kind it is of (a key of `model.tables`) and itself."""

    path: Path
    kind: str
    row: dict[str, Any]


def walk(facts: Mapping[str, Any]) -> Iterator[Row]:
    """Yield every table of a file of valid shape. A statement comes after the entry it is about."""
    yield Row(("about",), "about", facts["about"])
    for table in (kind for kind in model.tables() if kind != "about" and "." not in kind):
        for position, row in enumerate(facts.get(table, ())):
            yield Row((table, position), table, row)
            for number, statement in enumerate(row.get("statements", ())):
                yield Row((table, position, "statements", number), f"{table}.statements", statement)


def location(data: Mapping[str, Any], path: Path) -> str:
    """Return the entry to which a path leads, in words: `figure ned-byrd, statement 3 (role)`."""
    if len(path) == 1:
        return "the file"
    if path[0] == "about":
        return "[about]"
    words = ""
    rows: Any = data
    for table, position in zip(path[::2], path[1::2], strict=False):
        if not isinstance(position, int):
            break
        row = rows = rows[table][position]
        known = row if isinstance(row, dict) else {}
        if table == "statements":
            words += f", statement {position + 1}" + (f" ({quoted(known['topic'], '')})" if "topic" in known else "")
        else:
            id = known.get("id") or known.get("date") or known.get("topic")
            words += f"{NOUNS[str(table)]} {quoted(id, '') if isinstance(id, str) else position + 1}"
    return words
