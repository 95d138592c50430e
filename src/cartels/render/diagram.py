"""A graph for others to draw: DOT for Graphviz, Mermaid for GitHub and slides.

The standing of a link decides how its line is drawn, and stands beside it in words, so that nobody reads an accusation
as a fact. Texts have been made printable before they come here, so that none has a line end; what the language itself
would interpret is escaped.
"""

from __future__ import annotations

import re
from textwrap import wrap
from typing import TYPE_CHECKING, cast

from cartels.render.document import PRESUMPTION
from cartels.render.words import standing_label
from cartels.views.graph import merge_mutual

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cartels.render.words import Row
    from cartels.views.contract import Edge, Graph

_CLAIM = "A line is a claim, not membership."


def write(graph: Graph, format: str, checked: str) -> str:
    """Return a graph as `dot` or `mermaid`."""
    lines = (_dot if format == "dot" else _mermaid)(graph, checked)
    return "".join(f"{line}\n" for line in lines)


def _label(edge: Edge) -> str:
    """Return what stands beside a line: its standing, led by what the link is where the line does not say so."""
    standing = standing_label(cast("Row", edge))
    if edge["kind"] == "link":
        return f"{edge['value']} ({standing})"
    return standing if edge["kind"] == "group" else f"{edge['relation']} ({standing})"


# DOT

_LINES = {
    "convicted": "style=bold, penwidth=2.5",
    "official": "style=solid",
    "reported": "style=dotted",
    "charged": "style=dashed, penwidth=2.2",
    "alleged": "style=dashed",
}
_FONT = 'fontname="Helvetica,Arial,sans-serif"'
_COLORS = {"family": "#9a3412", "person": "#6b21a8", "faction": "#1e3a8a", "link": "#475569", "group": "#334155"}
_DOT_LEGEND = "Bold line: convicted. Thin: official. Bold dashes: charged. Thin dashes: alleged. Dotted: reported."


def _dot(graph: Graph, checked: str) -> Iterator[str]:
    yield "digraph cartels {"
    yield f"  label={_quoted(f'{_CLAIM} {_DOT_LEGEND}', f'Facts checked {checked}. {PRESUMPTION}')};"
    yield f"  graph [{_FONT}, fontsize=14, labelloc=b, rankdir=LR, nodesep=0.15, ranksep=1];"
    yield f'  node [{_FONT}, fontsize=13, shape=box, style="rounded,filled", fillcolor=white];'
    yield f"  edge [{_FONT}, fontsize=10, penwidth=1.3, arrowsize=0.8];"
    for node in graph["nodes"]:
        looks = ', fillcolor="#e2e8f0", style=filled' if node["entity"] == "group" else ""
        yield f"  {_quoted(node['id'])} [label={_quoted(*wrap(node['name'], 24))}{looks}];"
    for number, groups in enumerate(_with_factions(graph)):
        within = "; ".join(map(_quoted, groups))
        yield f'  subgraph cluster_{number} {{ label=""; style="rounded,filled"; color="#f1f5f9"; {within}; }}'
    for edge, mutual in merge_mutual(graph["edges"]):
        color = _COLORS[edge["kind"]]
        drawn = [f"label={_quoted(*wrap(_label(edge), 26))}", f"tooltip={_quoted(edge['value'])}"]
        drawn += [_LINES[edge["standing"]], f'color="{color}"', f'fontcolor="{color}"']
        drawn += ["dir=none"] * mutual
        yield f"  {_quoted(edge['source'])} -> {_quoted(edge['target'])} [{', '.join(drawn)}];"
    yield "}"


def _with_factions(graph: Graph) -> list[list[str]]:
    """Return each group that has factions, with these."""
    below: dict[str, list[str]] = {}
    for edge in graph["edges"]:
        if edge["kind"] == "faction":
            below.setdefault(edge["target"], [edge["target"]]).append(edge["source"])
    return list(below.values())


def _quoted(*lines: str) -> str:
    """Return lines of text as a DOT string. Graphviz reads backslashes and, in what it draws, HTML entities."""
    escaped = (line.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;") for line in lines)
    return '"' + "\\n".join(escaped) + '"'


# Mermaid

#: Lines that lead to their end, and those that go both ways.
_THICK, _THIN, _DOTTED = ("==>", "==="), ("-->", "---"), ("-.->", "-.-")
_ARROWS = {"convicted": _THICK, "official": _THIN, "reported": _DOTTED, "charged": _DOTTED, "alleged": _DOTTED}
_MERMAID_LEGEND = "Thick line: convicted. Thin: official. Dotted: charged, alleged or reported."
_SPECIAL = re.compile(r"^[^\w]|(?<=\d)\.|[^\w ,.:()'-]")


def _mermaid(graph: Graph, checked: str) -> Iterator[str]:
    ids = {node["id"]: f"n{number}" for number, node in enumerate(graph["nodes"], 1)}
    yield "---"
    yield f'title: "{_CLAIM} {_MERMAID_LEGEND} Facts checked {checked}. {PRESUMPTION}"'
    yield "---"
    yield "flowchart LR"
    for node in graph["nodes"]:
        label = f'"{_encoded(node["name"])}"'
        yield f"  {ids[node['id']]}{f'[{label}]' if node['entity'] == 'group' else f'({label})'}"
    for edge, mutual in merge_mutual(graph["edges"]):
        arrow = _ARROWS[edge["standing"]][mutual]
        yield f'  {ids[edge["source"]]} {arrow}|"{_encoded(_label(edge))}"| {ids[edge["target"]]}'


def _encoded(text: str) -> str:
    """Return a text for a Mermaid label, with what Mermaid or Markdown would interpret as character codes."""
    return _SPECIAL.sub(lambda found: f"#{ord(found[0])};", text)
