"""Who is linked to whom: figures, groups, factions and families, as nodes and edges. An edge is a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from cartels import names
from cartels.facts.model import is_kin
from cartels.views.listings import find_option
from cartels.views.parts import grade, group_link, statements_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cartels.facts.load import FactFile
    from cartels.facts.model import Statement
    from cartels.views import contract


def build_graph(facts: FactFile, around: str | None = None, depth: int = 1) -> contract.Graph:
    """Return everything that is linked to something, in the file's order.

    With `around`, only what is at most `depth` links away from the figure or group of that name. Raises BadUsage for a
    name that the file does not know.
    """
    edges = list(_edges(facts))
    nodes = _nodes(facts, edges)
    start = None
    if around is None:
        kept = {end for edge in edges for end in (edge["source"], edge["target"])}
    else:
        start = find_option("--around", list(_names(facts, nodes)), around, "person or group").entry
        kept = _within(edges, start, depth)
    return {
        "directed": True,
        "multigraph": True,
        "graph": {"around": start} if start else {},
        "nodes": [node for id, node in nodes.items() if id in kept],
        "edges": [edge for edge in edges if edge["source"] in kept and edge["target"] in kept],
    }


def _nodes(facts: FactFile, edges: Iterable[contract.Edge]) -> dict[str, contract.Node]:
    """Return figures, groups, and the groups without an entry that an edge names."""
    nodes: dict[str, contract.Node] = {}
    for id, figure in facts.figures.items():
        nodes[id] = {"id": id, "name": figure["name"], "entity": "figure", "kind": figure["kind"]}
    for id, group in facts.groups.items():
        nodes[id] = {"id": id, "name": group["name"], "entity": "group"}
    for edge in edges:
        id = edge["target"]
        if id not in nodes:
            nodes[id] = {"id": id, "name": id.removeprefix("name:"), "entity": "group"}
    return nodes


def _names(facts: FactFile, nodes: Mapping[str, contract.Node]) -> Iterator[names.Name]:
    """Yield all names of the nodes."""
    yield from names.all_names([*facts.figures.values(), *facts.groups.values()])
    for id, node in nodes.items():
        if id.startswith("name:"):
            yield names.Name(node["name"], "name", id, node["name"])


def _edges(facts: FactFile) -> Iterator[contract.Edge]:
    """Yield an edge for each statement that names a second figure or group, in the file's order."""
    for id, figure in facts.figures.items():
        for statement in figure["statements"]:
            if statement["topic"] == "group":
                link = group_link(facts, statement)
                yield _edge(facts, id, link["id"] or f"name:{link['name']}", "group", statement)
            elif statement["topic"] == "relation" and "figure" in statement:
                kind = "family" if is_kin(statement["relation"]) else "person"
                yield _edge(facts, id, statement["figure"], kind, statement)
    for id, group in facts.groups.items():
        for statement in statements_on(group, "link", "status"):
            if "group" in statement:
                kind = "faction" if statement.get("relation") == "faction" else "link"
                yield _edge(facts, id, statement["group"], kind, statement)


def _edge(facts: FactFile, source: str, target: str, kind: str, statement: Statement[Any]) -> contract.Edge:
    cited = dict.fromkeys(statement["sources"])
    best = grade(facts, cited)
    edge = {
        "source": source,
        "target": target,
        "kind": kind,  # not `type`: GEXF has a meaning of its own for it
        "topic": statement["topic"],
        "value": statement["value"],
        **{key: value for key, value in statement.items() if key in ("relation", "date", "note")},
        "standing": statement["standing"],
        "sources": "; ".join(cited),
        "urls": " ".join(facts.sources[id]["url"] for id in cited),
        **({"grade": best} if best else {}),
    }
    return cast("contract.Edge", edge)


def _within(edges: Iterable[contract.Edge], start: str, depth: int) -> set[str]:
    """Return the ids of all nodes at most so many links away from one."""
    beside: dict[str, set[str]] = {}
    for edge in edges:
        beside.setdefault(edge["source"], set()).add(edge["target"])
        beside.setdefault(edge["target"], set()).add(edge["source"])
    kept, last = {start}, {start}
    while last and depth:
        last = {id for near in last for id in beside.get(near, ())} - kept
        kept |= last
        depth -= 1
    return kept


def merge_mutual(edges: Sequence[contract.Edge]) -> list[tuple[contract.Edge, bool]]:
    """Return the edges, those that two figures have both ways only once, and whether each goes both ways.

    Two edges are the same from both sides if their relation, standing and grade are: each is the other's brother.
    """
    between = {_relation(edge) for edge in edges if edge["kind"] in ("family", "person")}
    merged = []
    seen = set()
    for edge in edges:
        source, target, *about = relation = _relation(edge)
        reverse = (target, source, *about)
        if reverse not in seen:
            mutual = reverse in between
            if mutual:
                seen.add(relation)
            merged.append((edge, mutual))
    return merged


def _relation(edge: contract.Edge) -> tuple[str | None, ...]:
    return edge["source"], edge["target"], edge.get("relation"), edge["standing"], edge.get("grade")
