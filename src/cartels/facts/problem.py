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

#: Among more words than these no similar one is looked for: that would take too long.
_MANY = 2_000


class Problem(NamedTuple):
    """What is wrong in a fact file, at a path of keys and positions, and how to fix it.

    Where a `word` may be mistyped for one that is `known`, that one is suggested instead of `fix`.
    """

    path: Path
    message: str
    fix: str = ""
    word: str = ""
    known: Collection[str] = ()

    def text(self) -> str:
        """Return what is wrong and what to do."""
        known = self.known if len(self.known) <= _MANY else ()
        begun = [word for word in known if word.startswith(self.word)] if len(self.word) > 3 else []
        near = begun if len(begun) == 1 else similar(known, self.word, 1)
        fix = f"did you mean `{near[0]}`?" if near else self.fix
        return f"{self.message}: {fix}" if fix else self.message


def walk(facts: Mapping[str, Any]) -> Iterator[tuple[Path, str, dict[str, Any]]]:
    """Yield every table of a file of valid shape: its path, its key in `model.tables`, and itself.

    A statement comes after the entry it is about.
    """
    yield ("about",), "about", facts["about"]
    for table in (kind for kind in model.tables() if kind != "about" and "." not in kind):
        for position, row in enumerate(facts.get(table, ())):
            yield (table, position), table, row
            for number, statement in enumerate(row.get("statements", ())):
                yield (table, position, "statements", number), f"{table}.statements", statement


def location(data: Mapping[str, Any], path: Path) -> str:
    """Return the entry to which a path leads, in words: `figure ned-byrd, statement 3 (role)`."""
    if len(path) == 1:
        return "the file"
    if path[0] == "about":
        return "[about]"
    words = ""
    row: Any = data
    for table, position in zip(path[::2], path[1::2], strict=False):  # a key at the end has no position
        row = row[table][position]
        known = row if isinstance(row, dict) else {}
        number = int(position) + 1
        if table == "statements":
            words += f", statement {number}" + (f" ({quoted(known['topic'], '')})" if "topic" in known else "")
        else:
            id = known.get("id") or known.get("date") or known.get("topic")
            words += f"{NOUNS[str(table)]} {quoted(id, '') if isinstance(id, str) else number}"
    return words
