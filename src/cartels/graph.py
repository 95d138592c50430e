"""Who is tied to whom: figures, groups, factions and families, as nodes and edges. An edge is a statement."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cartels import names, views

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cartels import contract as out
    from cartels.facts import Book
    from cartels.model import Statement

#: What a relative is called.
KIN = re.compile(
    r"(great-)*(half-|step|grand)?(aunt|brother|child|cousin|daughter|father|husband|mother|nephew|niece|parent|sister"
    r"|son|twin|uncle|widow|widower|wife)(-in-law)?"
)


def graph(book: Book, around: str | None = None, depth: int = 1) -> out.Graph:
    """All that is tied to something, in the file's order; with `around`, only what is at most `depth` ties away from
    the figure or group of that name. Raises BadUsage for a name that the file does not know.
    """
    edges = list(_edges(book))
    nodes = _nodes(book, edges)
    if around is None:
        kept = {end for edge in edges for end in (edge["source"], edge["target"])}
    else:
        kept = _within(edges, views.pick("--around", list(_names(book, nodes)), around, "person or group").entry, depth)
    return {
        "directed": True,
        "multigraph": True,
        "nodes": [node for id, node in nodes.items() if id in kept],
        "edges": [edge for edge in edges if edge["source"] in kept and edge["target"] in kept],
    }


def _nodes(book: Book, edges: Iterable[out.Edge]) -> dict[str, out.Node]:
    """Figures, groups, and the groups that have no entry but are named in an edge."""
    nodes: dict[str, out.Node] = {}
    for id, figure in book.figures.items():
        nodes[id] = {"id": id, "name": figure["name"], "entity": "figure", "kind": figure["kind"]}
    for id, group in book.groups.items():
        nodes[id] = {"id": id, "name": group["name"], "entity": "group", "kind": None}
    for edge in edges:
        id = edge["target"]
        if id not in nodes:
            nodes[id] = {"id": id, "name": id.removeprefix("name:"), "entity": "group", "kind": None}
    return nodes


def _names(book: Book, nodes: dict[str, out.Node]) -> Iterator[names.Name]:
    """All that the nodes are called."""
    yield from views.filter_values(book, "figure")
    yield from views.filter_values(book, "group")
    for id, node in nodes.items():
        if id.startswith("name:"):
            yield names.Name(node["name"], "name", id, node["name"])


def _edges(book: Book) -> Iterator[out.Edge]:
    """An edge for each statement that names a second figure or group, in the file's order."""
    for id, figure in book.figures.items():
        for said in figure["statements"]:
            if said["topic"] == "group":
                tied = views.tie(book, said)
                yield _edge(book, id, tied["id"] or f"name:{tied['name']}", "group", said)
            elif said["topic"] == "relation" and "figure" in said:
                yield _edge(book, id, said["figure"], "family" if _kin(said["relation"]) else "person", said)
    for id, group in book.groups.items():
        for said in views.on(group, "link", "status"):
            if "group" in said:
                yield _edge(book, id, said["group"], "faction" if said.get("relation") == "faction" else "link", said)


def _edge(book: Book, source: str, target: str, tie: str, said: Statement[Any]) -> out.Edge:
    edge: Any = {"source": source, "target": target, "tie": tie, **views.statement(book, said)}
    return edge  # type: ignore[no-any-return]  # a StatementOut and these keys are an Edge


def _kin(relation: str) -> bool:
    """Whether a relation is one of family: `older brother`, but not `brother's lawyer`."""
    return bool(KIN.fullmatch(relation.lower().rpartition(" ")[2]))


def _within(edges: Iterable[out.Edge], start: str, depth: int) -> set[str]:
    """The ids of all nodes at most so many ties away from one."""
    beside: dict[str, set[str]] = {}
    for edge in edges:
        beside.setdefault(edge["source"], set()).add(edge["target"])
        beside.setdefault(edge["target"], set()).add(edge["source"])
    kept = last = {start}
    for _ in range(depth):
        last = {id for near in last for id in beside.get(near, ())} - kept
        if not last:
            break
        kept = kept | last
    return kept


def relation(edge: Any, reverse: bool = False) -> tuple[str, ...]:
    """What an edge between two figures says, to tell one that says the same from the other's side: he too is his
    brother, and as surely.
    """
    ends = (edge["target"], edge["source"]) if reverse else (edge["source"], edge["target"])
    return (*ends, edge["relation"], edge["standing"], edge["grade"])
