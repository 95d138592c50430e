"""What a person sees of a graph: an outline of groups, below each its factions, its people and its links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cartels.graph import relation
from cartels.render.layout import PRESUMPTION, Outline, Text, strength, sure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cartels.render.layout import Cell, Document

    Row = Mapping[str, Any]

#: Factions of factions are told below one another so far; what is deeper has a place of its own.
DEEPEST = 4


def outline(graph: Row, as_of: str) -> Document:
    """A graph as an outline, and what must stand below it."""
    return [Outline(list(_Ties(graph).lines())), Text(f"As of {as_of}. {PRESUMPTION}")]


class _Ties:
    """The ties of a graph by what they lead from and to."""

    def __init__(self, graph: Row) -> None:
        self.names = {node["id"]: node["name"] for node in graph["nodes"]}
        self.groups = [node["id"] for node in graph["nodes"] if node["entity"] == "group"]
        self.figures = [node["id"] for node in graph["nodes"] if node["entity"] == "figure"]
        self.factions: dict[str, dict[str, list[Row]]] = {}
        self.people: dict[str, dict[str, list[Row]]] = {}
        self.links: dict[str, list[Row]] = {}
        self.relations: dict[str, list[str]] = {}
        for edge in graph["edges"]:
            if edge["tie"] == "link":
                self.links.setdefault(edge["source"], []).append(edge)
            elif edge["tie"] in ("faction", "group"):
                tied = self.factions if edge["tie"] == "faction" else self.people
                tied.setdefault(edge["target"], {}).setdefault(edge["source"], []).append(edge)
        between = [edge for edge in graph["edges"] if edge["tie"] in ("family", "person")]
        said = set(map(relation, between))
        for edge in between:
            source, target = edge["source"], edge["target"]
            told = sure(f"{edge['relation']} of {self.names[target]}", strength(edge))
            self.relations.setdefault(source, []).append(told)
            if relation(edge, reverse=True) not in said:
                told = sure(f"{self.names[source]}: {edge['relation']}", strength(edge))
                self.relations.setdefault(target, []).append(told)
        self._told: set[str] = set()

    def lines(self) -> Iterator[tuple[int, Cell]]:
        """All groups that are no factions, with what is below them; then the factions that came up below none, and the
        people that are in no group.
        """
        factions = {id for below in self.factions.values() for id in below}
        for id in sorted(self.groups, key=factions.__contains__):
            if id not in self._told:
                yield 0, self.names[id]
                yield from self._below(id, 1)
        for id in self.figures:
            if id not in self._told:
                yield from self._person(id, 0, self.names[id])

    def _below(self, group: str, depth: int) -> Iterator[tuple[int, Cell]]:
        self._told.add(group)
        for id, said in self.factions.get(group, {}).items():
            yield depth, _told(self.names[id], said)
            if id not in self._told and depth < DEEPEST:
                yield from self._below(id, depth + 1)
        for id, said in self.people.get(group, {}).items():
            yield from self._person(id, depth, _told(self.names[id], said))
        for edge in self.links.get(group, ()):
            yield depth, _told(f"to {self.names[edge['target']]}", [edge])

    def _person(self, id: str, depth: int, line: Cell) -> Iterator[tuple[int, Cell]]:
        self._told.add(id)
        yield depth, line
        for told in self.relations.get(id, ()):
            yield depth + 1, told


def _told(to: str, said: Sequence[Row]) -> Cell:
    """Whom a tie leads to, and what is said of it, each with how sure it is."""
    first, *others = (sure(one["value"], strength(one)) for one in said)
    return [type(first)(f"{to}: {first}"), *others]
