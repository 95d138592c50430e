"""A graph as an outline: groups, and below each its factions, its people and its links."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from cartels.render.document import PRESUMPTION, Outline, Text
from cartels.render.words import with_standing
from cartels.views.graph import merge_mutual

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cartels.render.document import Cell, Document
    from cartels.views.contract import Edge, Graph

    #: The edges from each source to each target.
    Edges = dict[str, dict[str, list[Edge]]]

#: Factions of factions are printed below one another so far; what is deeper has a place of its own.
MAX_DEPTH = 4


def tree(graph: Graph, checked: str) -> Document:
    """Return a graph as an outline, and what must stand below it."""
    return [Outline(list(_Tree(graph).lines())), Text(f"Facts checked {checked}. {PRESUMPTION}")]


class _Tree:
    """The edges of a graph, by what they lead to."""

    def __init__(self, graph: Graph) -> None:
        self.names = {node["id"]: node["name"] for node in graph["nodes"]}
        self.groups = [node["id"] for node in graph["nodes"] if node["entity"] == "group"]
        self.figures = [node["id"] for node in graph["nodes"] if node["entity"] == "figure"]
        self.factions = _by_target(graph, "faction")
        self.people = _by_target(graph, "group")
        self.links: dict[str, list[Edge]] = defaultdict(list)
        for edge in graph["edges"]:
            if edge["kind"] == "link":
                self.links[edge["source"]].append(edge)
        self.relations = self._relations(graph)
        self.around = graph["graph"].get("around", "")
        self._printed: set[str] = set()

    def _relations(self, graph: Graph) -> dict[str, list[str]]:
        """Return for each figure what it is to others, and what others are to it."""
        relations: dict[str, list[str]] = defaultdict(list)
        edges = [edge for edge in graph["edges"] if edge["kind"] in ("family", "person")]
        for edge, mutual in merge_mutual(edges):
            source, target, relation = edge["source"], edge["target"], edge["relation"]
            relations[source].append(with_standing(f"{relation} of {self.names[target]}", edge))
            back = f"{relation} of {self.names[source]}" if mutual else f"{self.names[source]}: {relation}"
            relations[target].append(with_standing(back, edge))
        return relations

    def lines(self) -> Iterator[tuple[int, Cell]]:
        """Yield all groups that are not factions, with what is below them; then what has not been printed yet."""
        factions = {id for below in self.factions.values() for id in below}
        if self.around in self.figures:
            yield from self._person(self.around, 0, self.names[self.around])
        for id in sorted(self.groups, key=lambda id: (id != self.around, id in factions)):
            if id not in self._printed:
                yield 0, self.names[id]
                yield from self._below(id, 1)
        for id in self.figures:
            if id not in self._printed:
                yield from self._person(id, 0, self.names[id])

    def _below(self, group: str, depth: int) -> Iterator[tuple[int, Cell]]:
        self._printed.add(group)
        for id, edges in self.factions.get(group, {}).items():
            yield depth, _line(self.names[id], edges)
            if id not in self._printed and depth < MAX_DEPTH:
                yield from self._below(id, depth + 1)
        for id, edges in self.people.get(group, {}).items():
            yield from self._person(id, depth, _line(self.names[id], edges, self.names[group]))
        for edge in self.links.get(group, ()):
            name = self.names[edge["target"]]
            yield depth, _line(f"to {name}", [edge], name)

    def _person(self, id: str, depth: int, line: Cell) -> Iterator[tuple[int, Cell]]:
        self._printed.add(id)
        yield depth, line
        for relation in self.relations.get(id, ()):
            yield depth + 1, relation


def _by_target(graph: Graph, kind: str) -> Edges:
    """Return the edges of a kind by their target and, below that, by their source."""
    edges: Edges = {}
    for edge in graph["edges"]:
        if edge["kind"] == kind:
            edges.setdefault(edge["target"], {}).setdefault(edge["source"], []).append(edge)
    return edges


def _line(to: str, edges: Sequence[Edge], known: str = "") -> Cell:
    """Return whom a link leads to, and each statement on it with its standing; `known` is a name too."""
    first, *others = (with_standing(_without(edge["value"], (to, known)), edge) for edge in edges)
    return [type(first)(f"{to}: {first}"), *others]


def _without(value: str, names: Iterable[str]) -> str:
    """Return a value without the name that it begins with: the line, or the one above it, has it already."""
    for name in names:
        value = value.removeprefix(f"{name}: ") or value
    return value
