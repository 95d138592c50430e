"""The graph holds every tie of the fact file and no other, and says of each how sure it is, in each format."""

from __future__ import annotations

import json
import os
import re
import subprocess
import xml.etree.ElementTree as ElementTree
from collections import Counter
from typing import TYPE_CHECKING, Any

import hostile
import pytest
from conftest import ROOT, peer, run_in_terminal, statements

from cartels.harmless import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from conftest import Run

    from cartels.facts import Book

MERMAID = ROOT / "tests" / "mermaid"
SVG = "{http://www.w3.org/2000/svg}"


def read(cartels: Run, *args: str) -> str:
    """What a run prints, which must have gone well."""
    result = cartels(*args)
    assert (result.status, result.err) == (0, "")
    return result.out


def graph(cartels: Run, *args: str) -> Any:
    """The graph as JSON."""
    return json.loads(read(cartels, "graph", "--json", *args))


@pytest.fixture
def hostile_file(tmp_path: Path) -> str:
    """The path of a fact file of hostile texts."""
    path = tmp_path / "facts.toml"
    path.write_text(hostile.facts(), "utf-8")
    return str(path)


def ties(book: Book) -> Iterator[tuple[str, str, Any]]:
    """Each statement that ties an entry to another, as the issue has it: from, to (or a name), and itself."""
    for id, said in statements(book):
        if id in book.figures and said["topic"] == "group":
            yield id, said.get("group", said["value"].split(": ")[0]), said
        elif id in book.figures and said["topic"] == "relation" and "figure" in said:
            yield id, said["figure"], said
        elif id in book.groups and said["topic"] in ("link", "status") and "group" in said:
            yield id, said["group"], said


# What it holds


def test_every_tie_of_the_file_is_an_edge_with_all_that_its_statement_says(cartels: Run, book: Book) -> None:
    """Nothing missing, nothing added: value, standing, sources, date, locator and note."""
    edges = []
    for edge in graph(cartels)["edges"]:
        said = {key: edge[key] for key in edge.keys() - {"source", "target", "tie", "grade"}}
        said["sources"] = [source["id"] for source in edge["sources"]]
        edges.append((edge["source"], edge["target"].removeprefix("name:"), said))
    expected = list(ties(book))
    assert len(expected) > 60
    assert edges == expected


def test_nodes_are_all_that_is_tied_and_nothing_else(cartels: Run, book: Book) -> None:
    data = graph(cartels)
    nodes = {node["id"]: node for node in data["nodes"]}
    assert len(nodes) == len(data["nodes"])
    assert set(nodes) == {end for edge in data["edges"] for end in (edge["source"], edge["target"])}
    for id, node in nodes.items():
        if node["entity"] == "figure":
            assert (node["name"], node["kind"]) == (book.figures[id]["name"], book.figures[id]["kind"])
        elif id.startswith("name:"):
            assert (id, node["kind"]) == (f"name:{node['name']}", None)
        else:
            assert (node["name"], node["kind"]) == (book.groups[id]["name"], None)
    assert {"name:La Empresa", "name:Milenio Cartel"} <= set(nodes)
    assert "ned-byrd" not in nodes


def test_an_edge_says_what_kind_of_tie_it_is(cartels: Run) -> None:
    found = {(edge["source"], edge["target"]): edge["tie"] for edge in graph(cartels)["edges"]}
    assert found["miguel-angel-trevino-morales", "omar-trevino-morales"] == "family"
    assert found["alfredo-rangel-buendia", "omar-trevino-morales"] == "person"
    assert found["rafael-caro-quintero", "sinaloa-cartel"] == "group"
    assert found["los-chapitos", "sinaloa-cartel"] == found["la-mayiza", "sinaloa-cartel"] == "faction"
    assert found["cjng", "sinaloa-cartel"] == "link"


@pytest.mark.parametrize(
    ("relation", "tie"),
    [
        ("brother", "family"),
        ("Older half-brother", "family"),
        ("father-in-law", "family"),
        ("great-grandson", "family"),
        ("stepson", "family"),
        ("person", "person"),
        ("brother's lawyer", "person"),
        ("childminder", "person"),
        ("godfather of crime", "person"),
    ],
)
def test_relatives_are_told_from_others(
    cartels: Run, bundled_text: str, tmp_path: Path, relation: str, tie: str
) -> None:
    path = tmp_path / "facts.toml"
    path.write_text(bundled_text.replace('relation = "co-defendant"', f'relation = "{relation}"'), "utf-8")
    edges = graph(cartels, "--facts", str(path), "--around", "alfredo-rangel-buendia")["edges"]
    assert {edge["tie"] for edge in edges if edge.get("relation") == relation} == {tie}


def test_a_faction_of_no_group_is_refused(cartels: Run, bundled_text: str) -> None:
    text = bundled_text.replace('group = "sinaloa-cartel"\nrelation = "faction"', 'relation = "faction"', 1)
    result = cartels("check", "-", stdin=text)
    assert result.status == 3
    assert "(status): `relation` says what it is to a `group`: name the group" in result.err


def test_around_somebody_is_what_is_so_many_ties_away(cartels: Run) -> None:
    """As networkx has it: the ego graph, whichever way the ties lead, with every edge between those it keeps."""
    import networkx  # type: ignore[import-untyped]  # its types are a package of their own

    whole = networkx.node_link_graph(graph(cartels), edges="edges")
    assert whole.is_multigraph()
    assert whole.is_directed()
    for name, id in (("z40", "miguel-angel-trevino-morales"), ("cjng", "cjng"), ("la empresa", "name:La Empresa")):
        for depth in (0, 1, 2, 9):
            part = graph(cartels, "--around", name, "--depth", str(depth))
            expected = networkx.ego_graph(whole, id, depth, undirected=True)
            assert {node["id"] for node in part["nodes"]} == set(expected)
            assert len(part["edges"]) == expected.number_of_edges()
    assert graph(cartels, "--around", "z40") == graph(cartels, "--around", "z40", "--depth", "1")


def test_somebody_who_is_tied_to_nobody_stands_alone(cartels: Run) -> None:
    data = graph(cartels, "--around", "mike-vigil", "--depth", "5")
    assert ([node["id"] for node in data["nodes"]], data["edges"]) == (["mike-vigil"], [])
    assert read(cartels, "graph", "--around", "mike-vigil").startswith("Mike Vigil\n")


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["--depth", "2"], "--depth counts the ties away from somebody"),
        (["--around", "nobody"], "--around: no person or group is called 'nobody'"),
        (["--around", "trevino"], "--around: 'trevino' names 2 entries"),
        (["--around", "z40", "--depth", "-1"], "-1 is not in the range"),
        (["-f", "csv"], "'csv' is not one of 'tree'"),
        (["-f", "dot", "--width", "80"], "--width does nothing for dot"),
        (["--limit", "3"], "--limit"),
    ],
)
def test_what_cannot_be_is_told(cartels: Run, args: Sequence[str], told: str) -> None:
    result = cartels("graph", *args)
    assert (result.status, result.out) == (2, "")
    assert told in result.err


@pytest.mark.parametrize("format", ["tree", "md", "json", "dot", "mermaid"])
def test_twice_gives_the_same_bytes(cartels: Run, format: str) -> None:
    assert len({read(cartels, "graph", "-f", format) for _ in range(2)}) == 1


# The tree


def told(edge: Any) -> str:
    """How sure an edge is, in words."""
    return f"{edge['standing']}, weak" if edge["grade"] == "weak" else str(edge["standing"])


@pytest.mark.parametrize("format", ["tree", "md"])
def test_each_tie_is_in_the_tree_with_its_standing_in_words(cartels: Run, format: str) -> None:
    data = graph(cartels)
    names = {node["id"]: node["name"] for node in data["nodes"]}
    out = re.sub(r"\\(.)", r"\1", read(cartels, "graph", "-f", format))
    for edge in data["edges"]:
        phrase = f"{edge['relation']} of {names[edge['target']]}" if "figure" in edge else edge["value"]
        assert f"{phrase} ({told(edge)})" in out
    assert "not convictions" in out


def test_factions_stand_below_their_cartel_then_people_with_their_relatives(cartels: Run) -> None:
    lines = read(cartels, "graph").split("\n")
    below = lines[lines.index("Sinaloa Cartel") + 1 :]
    own = [line for line in below if re.match("  [^ ]", line)]
    assert own[0] == "  La Mayiza: Faction of the Sinaloa Cartel (official)"
    assert own[1] == "  Los Chapitos: Faction of the Sinaloa Cartel (official)"
    assert own[2].startswith("  Andrew Clark: Through Wedding's network")
    assert "(alleged, weak); Described as a logistics link for it (reported)" in own[2]
    chapitos = below[below.index(own[1]) + 1]
    assert chapitos.startswith("    Jesús Humberto Limón López: ")
    assert not [line for line in lines if line in ("La Mayiza", "Los Chapitos")]
    z40 = next(i for i, line in enumerate(lines) if line.startswith("  Miguel Ángel Treviño Morales: Widely"))
    assert lines[z40 + 1 : z40 + 4] == [
        "    Alfredo Rangel Buendía: co-defendant (charged)",
        "    brother of Óscar Omar Treviño Morales (reported)",
        "  Óscar Omar Treviño Morales: Widely described as one of its leaders (alleged)",
    ]


def test_factions_in_a_circle_or_many_deep_are_all_told(cartels: Run, hostile_file: str) -> None:
    """Each group of that file is a faction of the next."""
    data = graph(cartels, "--facts", hostile_file)
    lines = read(cartels, "--facts", hostile_file, "graph").split("\n")
    assert max(len(line) - len(line.lstrip()) for line in lines) <= 12
    for node in data["nodes"]:
        name = harmless(node["name"])
        assert any(line.strip() == name or line.strip().startswith(f"{name}: ") for line in lines)
    assert sum(line.lstrip().startswith("to ") for line in lines) == len(hostile.TEXTS)  # each group's one link


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_tree_is_laid_out_for_a_terminal(cartels: Run, width: int) -> None:
    """Fitted to the page, its lines drawn, and nothing lost against the plain one."""
    out = re.sub(r"\x1b\[[0-9;]*m", "", run_in_terminal("graph", columns=width).out)
    assert max(map(len, out.split("\n"))) <= width
    assert "├── " in out
    words = Counter(re.sub("[├└│─]", " ", out).split())
    assert words == Counter(read(cartels, "graph").split())


def test_what_is_below_what_is_the_same_on_a_terminal_and_off_it(cartels: Run) -> None:
    wide = re.sub("[├└│─]", " ", cartels("graph", "--width", "500").out)
    assert re.sub("(?m)^ +", lambda found: found[0][::2], wide) == read(cartels, "graph")


def test_standings_are_seen_without_colour_and_lines_without_unicode(cartels: Run) -> None:
    out = cartels("graph", "--width", "100", env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}).out
    assert out.isascii()
    assert "+-- Jose Angel Canobbio Inzunza: Tied to it (alleged)" in out
    assert "?" not in out
    assert "\x1b[" in run_in_terminal("graph").out
    assert "\x1b" not in run_in_terminal("graph", env={"NO_COLOR": "1"}).out


# DOT, by Graphviz


def drawn(dot: str) -> Any:
    """The picture that Graphviz draws of DOT, as SVG; it must have had nothing to complain about."""
    done = subprocess.run([peer("dot"), "-Tsvg"], input=dot.encode(), capture_output=True, check=True, timeout=60)
    assert b"rror" not in done.stderr
    return ElementTree.fromstring(done.stdout)


def parts(svg: Any, kind: str) -> Iterator[tuple[str, str, str]]:
    """Each `node` or `edge` of a picture: its title, the text in it without spaces, and how its line is broken."""
    for part in svg.iter(f"{SVG}g"):
        if part.get("class") == kind:
            text = "".join("".join(line.itertext()) for line in part.iter(f"{SVG}text"))
            line = next(part.iter(f"{SVG}path"), None)
            broken = line.get("stroke-dasharray") if line is not None else None
            bold = line.get("stroke-width") == "2.5" if line is not None else False
            yield part.find(f"{SVG}title").text, spaceless(text), "bold" if bold else broken or "solid"


def spaceless(text: str) -> str:
    """A text without spaces, since labels are wrapped."""
    return re.sub(r"[\s\xa0]", "", text)


LINES = {"convicted": "bold", "official": "solid", "reported": "1,5", "charged": "5,2", "alleged": "5,2"}


def label(edge: Any) -> str:
    """What stands beside the line of an edge."""
    if edge["tie"] == "group":
        return told(edge)
    return f"{edge['value'] if edge['tie'] == 'link' else edge['relation']} ({told(edge)})"


def once(edges: Sequence[Any]) -> list[Any]:
    """Edges, with one of the two where figures are the same to each other: they are drawn as one line."""
    kept: list[Any] = []
    for edge in edges:
        ends = {edge["source"], edge["target"]}
        if not any("figure" in edge and {o["source"], o["target"]} == ends and label(o) == label(edge) for o in kept):
            kept.append(edge)
    return kept


def test_graphviz_draws_every_node_and_edge_by_its_standing(cartels: Run) -> None:
    """An accusation is dashed, a report dotted, and a conviction bold; the words beside the line say the same."""
    data = graph(cartels)
    svg = drawn(read(cartels, "graph", "--format", "dot"))
    nodes = {title: text for title, text, _ in parts(svg, "node")}
    assert nodes == {node["id"]: spaceless(node["name"]) for node in data["nodes"]}
    edges = Counter(parts(svg, "edge"))
    assert edges == Counter(
        (f"{edge['source']}->{edge['target']}", spaceless(label(edge)), LINES[edge["standing"]])
        for edge in once(data["edges"])
    )
    assert len(once(data["edges"])) < len(data["edges"])
    assert {line for _, _, line in edges} == set(LINES.values())
    assert "notconvictions" in spaceless("".join(svg.itertext()))


def test_graphviz_draws_hostile_texts_as_they_are(cartels: Run, hostile_file: str) -> None:
    data = graph(cartels, "--facts", hostile_file)
    svg = drawn(read(cartels, "--facts", hostile_file, "graph", "-f", "dot"))
    nodes = Counter(text for _, text, _ in parts(svg, "node"))
    assert nodes == Counter(spaceless(harmless(node["name"])) for node in data["nodes"])
    edges = Counter(text for _, text, _ in parts(svg, "edge"))
    assert edges == Counter(spaceless(harmless(label(edge))) for edge in data["edges"])
    tooltips = Counter(spaceless(a.get("{http://www.w3.org/1999/xlink}title")) for a in svg.iter(f"{SVG}a"))
    assert tooltips == Counter(spaceless(harmless(edge["value"])) for edge in data["edges"])


# Mermaid, by Mermaid itself


def parsed(text: str) -> Any:
    """What Mermaid reads in a diagram: its nodes and edges."""
    node = peer("node")
    if not (MERMAID / "node_modules").exists():
        if os.environ.get("CI"):
            pytest.fail("Mermaid is not installed, and CI has to have it: see .ci/run")
        pytest.skip("Mermaid is not installed: npm ci --prefix tests/mermaid")
    done = subprocess.run(
        [node, MERMAID / "read.mjs"], input=text, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


STROKES = {"convicted": "thick", "official": "normal", "reported": "dotted", "charged": "dotted", "alleged": "dotted"}


@pytest.mark.parametrize("hostile_texts", [False, True])
def test_mermaid_reads_every_node_and_edge_by_its_standing(
    cartels: Run, hostile_file: str, hostile_texts: bool
) -> None:
    """A conviction's line is thick, what an authority says thin, and all else dotted, with the standing beside it."""
    facts = ["--facts", hostile_file] if hostile_texts else []
    data = graph(cartels, *facts)
    text = read(cartels, "graph", "--format", "mermaid", *facts)
    read_back = parsed(text)
    names = {node["id"]: node["text"] for node in read_back["nodes"]}
    assert list(names.values()) == [harmless(node["name"]).strip() for node in data["nodes"]]
    own = dict(zip(names, (node["id"] for node in data["nodes"]), strict=True))
    edges = Counter((own[edge["start"]], own[edge["end"]], edge["text"], edge["stroke"]) for edge in read_back["edges"])
    assert edges == Counter(
        (edge["source"], edge["target"], harmless(label(edge)), STROKES[edge["standing"]])
        for edge in once(data["edges"])
    )
    assert "not convictions" in text.split("\n")[1]
    between = {(edge["start"], edge["end"]): edge["type"] for edge in read_back["edges"]}
    if not hostile_texts:
        id = {name: node for node, name in names.items()}
        assert between[id["Vicente Carrillo Fuentes"], id["Amado Carrillo Fuentes"]] == "arrow_open"
        assert between[id["Rafael Caro Quintero"], id["Sinaloa Cartel"]] == "arrow_point"


def test_hostile_texts_are_exact_in_json(cartels: Run, hostile_file: str) -> None:
    data = graph(cartels, "--facts", hostile_file)
    assert [node["name"] for node in data["nodes"]][: len(hostile.TEXTS)] == list(hostile.TEXTS)
    assert {edge["value"] for edge in data["edges"]} == set(hostile.TEXTS)
