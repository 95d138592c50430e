"""The statements in which two fact files differ.

Statements are matched by entry, topic, value and references; a match that differs in anything else has changed. Of
those without a match, the only one on a topic in each file has changed its value; others were added or removed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from cartels.facts.load import FactFile, entries

if TYPE_CHECKING:
    from cartels.views import contract

    Statement = dict[str, Any]
    Pair = tuple[Statement | None, Statement | None]

_REFERENCES = ("group", "court", "figure", "event")


def diff(old: FactFile, new: FactFile) -> list[contract.DiffRow]:
    """Return the statements that were added, removed or changed: moved stages first, changes of sources alone last.

    Entries are matched by id. Within one kind of change the rows keep the order of the new file, then of the old one.
    """
    before = {entry["id"]: entry for _, entry in entries(old)}
    after = {entry["id"]: entry for _, entry in entries(new)}
    rows: list[contract.DiffRow] = []
    for id in after | before:
        statements = (before.get(id, {}).get("statements", ()), after.get(id, {}).get("statements", ()))
        name = (after.get(id) or before[id])["name"]
        rows += [_row(id, name, *pair) for pair in _pairs(*statements)]
    return sorted(rows, key=_order)


def _pairs(old: Iterable[Statement], new: Iterable[Statement]) -> Iterator[Pair]:
    """Yield the statements that differ: of both files, where one has changed into the other."""
    rest_old: list[Statement] = []
    rest_new: list[Statement] = []
    for gone, come in _grouped(_without(old, new), _without(new, old), _key):
        yield from zip(gone, come, strict=False)
        rest_old += gone[len(come) :]
        rest_new += come[len(gone) :]
    for gone, come in _grouped(rest_old, rest_new, _topic):
        if len(gone) == len(come) == 1:
            yield gone[0], come[0]
        else:
            yield from ((one, None) for one in gone)
            yield from ((None, one) for one in come)


def _without(statements: Iterable[Statement], others: Iterable[Statement]) -> list[Statement]:
    """Return the statements that have no equal among the others, each of which is the equal of one."""
    equal = Counter(map(_content, others))
    left = []
    for statement in statements:
        content = _content(statement)
        equal[content] -= 1
        if equal[content] < 0:
            left.append(statement)
    return left


def _content(statement: Statement) -> frozenset[tuple[str, Any]]:
    """Return what a statement says; the order of its sources does not count."""
    return frozenset(
        (key, tuple(sorted(value)) if isinstance(value, list) else value) for key, value in statement.items()
    )


def _grouped(
    old: Iterable[Statement], new: Iterable[Statement], key: Callable[[Statement], Any]
) -> Iterable[tuple[list[Statement], list[Statement]]]:
    """Return the old and the new statements of each key, in the order of the new ones."""
    groups: dict[Any, tuple[list[Statement], list[Statement]]] = {}
    for side, statements in ((1, new), (0, old)):
        for statement in statements:
            groups.setdefault(key(statement), ([], []))[side].append(statement)
    return groups.values()


def _topic(statement: Statement) -> tuple[str | None, ...]:
    return (statement["topic"], *(statement.get(name) for name in _REFERENCES))


def _key(statement: Statement) -> tuple[str | None, ...]:
    return (statement["value"], *_topic(statement))


def _row(id: str, name: str, old: Statement | None, new: Statement | None) -> contract.DiffRow:
    either = {**(old or {}), **(new or {})}
    differing = {key for key, _ in _content(old) ^ _content(new)} if old and new else set()
    return {
        "change": "added" if old is None else "removed" if new is None else "changed",
        "id": id,
        "name": name,
        "topic": either["topic"],
        "fields": [key for key in either if key in differing],
        "moved": "stage" in differing,
        "old": old,
        "new": new,
    }


def _order(row: contract.DiffRow) -> int:
    """Return a key that puts moved stages first, and changes of sources alone last."""
    return 0 if row["moved"] else 2 if row["fields"] == ["sources"] else 1
