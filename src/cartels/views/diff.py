"""The statements in which two fact files differ.

A statement is the same in both files where its entry, topic, value and references are. It has changed where anything
else about it differs, or where it is the only one left on its topic in both files: then its value has changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cartels.facts.load import entries

if TYPE_CHECKING:
    from cartels.facts.load import FactFile
    from cartels.views import contract

    Statement = Mapping[str, Any]
    Pair = tuple[Statement | None, Statement | None]

_REFERENCES = ("group", "court", "figure", "event")


def diff(old: FactFile, new: FactFile) -> list[contract.DiffRow]:
    """Return the statements that were added, removed or changed: moved stages first, changes of sources alone last.

    Entries are matched by id. Within one kind of change the rows keep the order of the new file, then of the old one.
    """
    before = {entry["id"]: entry for _, entry in entries(old)}
    after = {entry["id"]: entry for _, entry in entries(new)}
    rows: list[contract.DiffRow] = []
    for id in dict.fromkeys([*after, *before]):
        statements = (before.get(id, {}).get("statements", ()), after.get(id, {}).get("statements", ()))
        name = (after.get(id) or before[id])["name"]
        rows += [_row(id, name, *pair) for pair in _pairs(*statements)]
    return sorted(rows, key=_order)


def _pairs(old: Iterable[Statement], new: Iterable[Statement]) -> Iterator[Pair]:
    """Yield the statements that differ: of both files, where one has changed into the other."""
    left, right = _by_key(_without(old, new), _key), _by_key(_without(new, old), _key)
    rest_old: list[Statement] = []
    rest_new: list[Statement] = []
    for key in dict.fromkeys([*right, *left]):
        both = list(zip(left.get(key, []), right.get(key, []), strict=False))
        yield from both
        rest_old += left.get(key, [])[len(both) :]
        rest_new += right.get(key, [])[len(both) :]
    left, right = _by_key(rest_old, _topic), _by_key(rest_new, _topic)
    for key in dict.fromkeys([*right, *left]):
        gone, come = left.get(key, []), right.get(key, [])
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
        if equal[content]:
            equal[content] -= 1
        else:
            left.append(statement)
    return left


def _content(statement: Statement) -> tuple[Any, ...]:
    plain = ((key, tuple(sorted(value)) if isinstance(value, list) else value) for key, value in statement.items())
    return tuple(sorted(plain))


def _by_key(statements: Iterable[Statement], key: Any) -> dict[Any, list[Statement]]:
    found: dict[Any, list[Statement]] = {}
    for statement in statements:
        found.setdefault(key(statement), []).append(statement)
    return found


def _topic(statement: Statement) -> tuple[str | None, ...]:
    return (statement["topic"], *(statement.get(name) for name in _REFERENCES))


def _key(statement: Statement) -> tuple[str | None, ...]:
    return (statement["value"], *_topic(statement))


def _changed(old: Statement, new: Statement) -> list[str]:
    """Return the keys in which two statements differ; the order of sources does not count."""
    return [key for key in dict.fromkeys([*old, *new]) if _comparable(old.get(key)) != _comparable(new.get(key))]


def _comparable(value: Any) -> Any:
    return Counter(value) if isinstance(value, list) else value


def _row(id: str, name: str, old: Statement | None, new: Statement | None) -> contract.DiffRow:
    change: Any = "added" if old is None else "removed" if new is None else "changed"
    fields = _changed(old, new) if old and new else []
    topic = (new or old or {})["topic"]
    moved = "stage" in fields and bool(old and new)
    return {
        "change": change,
        "id": id,
        "name": name,
        "topic": topic,
        "fields": fields,
        "moved": moved,
        "old": dict(old) if old else None,
        "new": dict(new) if new else None,
    }


def _order(row: contract.DiffRow) -> int:
    """Return a key that puts moved stages first, and changes of sources alone last."""
    return 0 if row["moved"] else 2 if row["fields"] == ["sources"] else 1
