"""The graph holds every link between people and groups and no other, each with its standing, in each format."""

import json
import re
import subprocess
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hostile
import networkx  # type: ignore[import-untyped]  # its types are a package of their own
import pytest
from conftest import Golden, peer, printed, read_json, run_in_terminal
from exported import with_long_ids

SVG = "{http://www.w3.org/2000/svg}"

#: Each line that is drawn of the facts `linked`: from, to, the words beside it, its standing, whether it has an arrow.
DRAWN = [
    ("benito-ejemplo", "cartel-rojo", "convicted", "convicted", True),
    ("carla-modelo", "cartel-verde", "alleged", "alleged", True),
    ("dario-muestra", "name:La Empresa Azul", "alleged, weak", "alleged", True),
    ("elias-ensayo", "cartel-verde", "alleged", "alleged", True),
    ("felix-caso", "los-menores", "alleged", "alleged", True),
    ("felix-caso", "cartel-verde", "reported", "reported", True),
    ("felix-caso", "gabriela-caso", "brother (reported)", "reported", True),
    ("miguel-prueba", "cartel-rojo", "official", "official", True),
    ("miguel-prueba", "los-menores", "alleged", "alleged", True),
    ("miguel-prueba", "oscar-prueba", "brother (reported)", "reported", False),
    ("oscar-prueba", "cartel-rojo", "charged", "charged", True),
    ("ines-victima", "cartel-rojo", "alleged", "alleged", True),
    ("cartel-verde", "cartel-rojo", "At war with Cártel Rojo since 2018 (reported)", "reported", True),
    ("los-menores", "cartel-rojo", "faction (reported)", "reported", True),
]


@pytest.fixture(scope="module")
def hostile_facts(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the path of the hostile facts."""
    return hostile.write(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def linked(facts_text: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the path of the invented facts, in which two links have other standings, so that every one is drawn."""
    for value, standing in (("Alleged founder", "official"), ("Alleged to have led it after his brother", "charged")):
        old = f'value = "{value}"\ngroup = "cartel-rojo"\nstanding = "alleged"'
        assert facts_text.count(old) == 1
        facts_text = facts_text.replace(old, old.replace('"alleged"', f'"{standing}"'))
    path: Path = tmp_path_factory.mktemp("linked") / "facts.toml"
    path.write_text(facts_text, "utf-8")
    return str(path)


# What it holds


@pytest.mark.parametrize(
    ("format", "ending"), [("tree", "txt"), ("md", "md"), ("json", "json"), ("dot", "dot"), ("mermaid", "mmd")]
)
def test_the_graph_is_printed_as_in_the_golden_files(golden: Golden, linked: str, format: str, ending: str) -> None:
    """In the tree a faction stands below its group, before the people, who have their relatives below them."""
    golden(f"graph.{ending}", printed("graph", "--facts", linked, "--format", format))


def test_only_a_relation_of_two_people_is_drawn_once_for_both_sides(facts_text: str) -> None:
    """Each of two groups may say of the other what it likes: both statements are drawn."""
    link = 'topic = "link"\nvalue = "At war with {}"\ngroup = "{}"\nstanding = "reported"\nsources = ["gazette-2025-02-11"]\n'
    sides = (("cartel-rojo", "cartel-verde"), ("cartel-verde", "cartel-rojo"))
    for group, other in sides:
        start = facts_text.index("[[groups.statements]]", facts_text.index(f'[[groups]]\nid = "{group}"'))
        said = f"[[groups.statements]]\n{link.format(other, other)}\n"
        facts_text = facts_text[:start] + said + facts_text[start:]
    dot = printed("graph", "--facts", "-", "--format", "dot", stdin=facts_text)
    for group, other in sides:
        assert f'"{group}" -> "{other}" [label="At war with {other}' in dot.replace("\\n", " ")


@pytest.mark.parametrize(
    ("relation", "type"),
    [
        ("sister", "family"),
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
def test_relatives_are_distinguished_from_others(facts_text: str, relation: str, type: str) -> None:
    old = 'figure = "gabriela-caso"\nrelation = "{}"'
    text = facts_text.replace(old.format("brother"), old.format(relation))
    edges = read_json("graph", "--facts", "-", stdin=text)["edges"]
    assert [(edge["relation"], edge["kind"]) for edge in edges if edge["target"] == "gabriela-caso"] == [
        (relation, type)
    ]


def test_around_a_name_is_the_ego_graph_of_networkx() -> None:
    """It has all that is so many links away, whichever way they lead, with every edge between those it keeps."""
    whole = networkx.node_link_graph(read_json("graph"), edges="edges")
    assert whole.is_multigraph()
    assert whole.is_directed()
    for name, id in (("p40", "miguel-prueba"), ("cro", "cartel-rojo"), ("la empresa", "name:La Empresa Azul")):
        for depth in (0, 1, 2, 9):
            part = read_json("graph", "--around", name, "--depth", str(depth))
            expected = networkx.ego_graph(whole, id, depth, undirected=True)
            assert {node["id"] for node in part["nodes"]} == set(expected)
            assert len(part["edges"]) == expected.number_of_edges()
    assert read_json("graph", "--around", "p40") == read_json("graph", "--around", "p40", "--depth", "1")


@pytest.mark.parametrize("which", ["whole", "around", "odd"])
@pytest.mark.parametrize("format", ["graphml", "gexf"])
def test_networkx_writes_it_as_graphml_and_gexf_and_reads_the_same(
    facts_text: str, tmp_path: Path, format: str, which: str
) -> None:
    """Neither format has nulls or lists; no node, edge or attribute may be lost or merged on the way."""
    text = with_long_ids(facts_text) if which == "odd" else facts_text
    args = ("--around", "p40") if which == "around" else ()
    data = read_json("graph", "--facts", "-", *args, stdin=text)
    graph = networkx.node_link_graph(data, edges="edges")
    assert (len(graph), graph.size()) == (len(data["nodes"]), len(data["edges"]))
    getattr(networkx, f"write_{format}")(graph, tmp_path / "graph")
    again = getattr(networkx, f"read_{format}")(tmp_path / "graph")
    added = ("label", "id", "networkx_key")  # by GEXF
    for found, expected in (
        (again.nodes(data=True), data["nodes"]),
        (again.edges(data=True), data["edges"]),
    ):
        kept = [
            {**({"id": row[0]} if len(row) == 2 else {"source": row[0], "target": row[1]}), **_without(row[-1], added)}
            for row in found
        ]
        assert sorted(map(json.dumps, map(_sorted, kept))) == sorted(map(json.dumps, map(_sorted, expected)))


def test_the_requested_entry_is_the_root_of_its_tree_and_no_name_is_repeated() -> None:
    """Of a person, too, and of a faction. A value does not begin with the name above it."""
    for name, first in (("p40", "Miguel Prueba Muñoz"), ("los menores", "Los Menores"), ("cro", "Cártel Rojo")):
        lines = printed("graph", "--around", name).splitlines()
        assert lines[0] == first
        roots = [line for line in lines[:-1] if line and not line.startswith(" ")]
        assert len(roots) == len(set(roots))
    assert "\nLa Empresa Azul\n  Darío Muestra: said to be its founder (alleged, weak)\n" in printed("graph")


def test_somebody_without_links_stands_alone() -> None:
    data = read_json("graph", "--around", "ministro", "--depth", "5")
    assert ([node["id"] for node in data["nodes"]], data["edges"]) == (["hector-ministro"], [])
    assert printed("graph", "--around", "ministro").startswith("Héctor Ministro\n")


def test_hostile_texts_are_exact_in_json(hostile_facts: str) -> None:
    data = read_json("graph", "--facts", hostile_facts)
    assert [node["name"] for node in data["nodes"]][: len(hostile.TEXTS)] == [
        hostile.name(text) for text in hostile.TEXTS
    ]
    assert {edge["value"] for edge in data["edges"]} == set(hostile.TEXTS)


def _without(attributes: dict[str, str], keys: tuple[str, ...]) -> dict[str, str]:
    return {key: value for key, value in attributes.items() if key not in keys}


def _sorted(row: dict[str, str]) -> list[tuple[str, str]]:
    return sorted(row.items())


# The tree


def shown(kind: str, facts: str, field: str = "name") -> dict[str, str]:
    """Return the names of people or groups by id, as people see them: with marks for what acts."""
    everybody = ("--kind", "all") if kind == "figures" else ()
    fields = ("-f", "tsv", "--fields", f"id,{field}", "--no-headers")
    return dict(line.split("\t") for line in printed(kind, "--facts", facts, *fields, *everybody).splitlines())


def test_factions_in_a_circle_or_many_deep_are_all_shown(hostile_facts: str) -> None:
    """Each group of the hostile facts is a faction of the next, and linked to it."""
    lines = printed("graph", "--facts", hostile_facts).split("\n")
    assert max(len(line) - len(line.lstrip()) for line in lines) <= 12
    for name in (*shown("figures", hostile_facts).values(), *shown("groups", hostile_facts).values()):
        assert any(line.strip() == name.strip() or line.lstrip(" ").startswith(f"{name}: ") for line in lines), name
    assert sum(line.lstrip().startswith("to ") for line in lines) == len(hostile.TEXTS)


@pytest.mark.parametrize("width", [30, 80, 200])
def test_the_tree_fits_the_page_and_loses_nothing(width: int) -> None:
    out = re.sub(r"\x1b\[[0-9;]*m", "", printed("graph", "--width", str(width), "--color", "always"))
    assert max(map(len, out.split("\n"))) <= width
    assert "├── " in out
    assert Counter(re.sub("[├└│─]", " ", out).split()) == Counter(printed("graph").split())


def test_the_tree_on_a_page_has_the_levels_of_the_plain_one() -> None:
    wide = re.sub("[├└│─]", " ", printed("graph", "--width", "500"))
    assert re.sub("(?m)^ +", lambda found: found[0][::2], wide) == printed("graph")


def test_standings_are_words_without_colour_and_lines_ascii_without_unicode() -> None:
    ascii_page = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    out = run_in_terminal("graph", env={**ascii_page, "NO_COLOR": "1"}).out
    assert out.isascii()
    assert "+-- Benito Ejemplo Ruiz: Member, by his plea (convicted)" in out
    assert "?" not in out
    assert "\x1b" not in out


# DOT, as Graphviz draws it


def drawn(facts: str) -> Any:
    """Return the picture that Graphviz draws of the graph, as SVG; it must not complain."""
    dot = printed("graph", "--facts", facts, "--format", "dot")
    done = subprocess.run([peer("dot"), "-Tsvg"], input=dot.encode(), capture_output=True, check=True, timeout=60)
    assert b"rror" not in done.stderr
    return ElementTree.fromstring(done.stdout)


def parts(svg: Any, kind: str) -> Iterator[tuple[str, str, str, bool]]:
    """Yield each node or edge of a picture: its title, its text without spaces, how its line is drawn, and its arrow."""
    for part in svg.iter(f"{SVG}g"):
        if part.get("class") == kind:
            text = "".join("".join(line.itertext()) for line in part.iter(f"{SVG}text"))
            line = next(part.iter(f"{SVG}path"), None)
            looks = line if line is not None else {}
            style = "bold" if looks.get("stroke-width") == "2.5" else looks.get("stroke-dasharray") or "solid"
            yield part.find(f"{SVG}title").text, spaceless(text), style, bool(list(part.iter(f"{SVG}polygon")))


def spaceless(text: str) -> str:
    """Return a text without spaces, since labels are wrapped."""
    return re.sub(r"[\s\xa0]", "", text)


#: How Graphviz draws a line: an accusation is dashed, a report dotted, a conviction bold.
LINES = {"convicted": "bold", "official": "solid", "reported": "1,5", "charged": "5,2", "alleged": "5,2"}


def test_graphviz_draws_every_node_and_edge_by_its_standing(linked: str) -> None:
    svg = drawn(linked)
    assert Counter(parts(svg, "edge")) == Counter(
        (f"{source}->{target}", spaceless(label), LINES[standing], arrow)
        for source, target, label, standing, arrow in DRAWN
    )
    nodes = {node["id"]: spaceless(node["name"]) for node in read_json("graph", "--facts", linked)["nodes"]}
    assert {title: text for title, text, *_ in parts(svg, "node")} == nodes
    assert "notconvictions" in spaceless("".join(svg.itertext()))


def test_graphviz_draws_hostile_texts_as_they_are_shown(hostile_facts: str) -> None:
    """All of them are alleged, a third by weak sources alone."""
    figures, groups = shown("figures", hostile_facts), shown("groups", hostile_facts)
    svg = drawn(hostile_facts)
    nodes = {title: text for title, text, *_ in parts(svg, "node")}
    assert nodes.items() >= {id: spaceless(name) for id, name in {**figures, **groups}.items()}.items()
    assert len(nodes) == 3 * len(hostile.TEXTS)  # people, groups, and groups without an entry
    labels: Counter[str] = Counter()
    texts = {id: spaceless(text) for id, text in shown("groups", hostile_facts, "short").items()}
    for number in range(len(hostile.TEXTS)):
        name = texts[f"g{number}"]
        strength = "alleged" if number % 3 else "alleged,weak"
        labels.update([strength] * 2)  # the two groups of a person
        labels.update([f"{name}({strength})"] * 2)  # a relation of people, and a link of groups
        labels[f"faction({strength})"] += 1
    assert Counter(text for _, text, *_ in parts(svg, "edge")) == labels
    tooltips = Counter(spaceless(a.get("{http://www.w3.org/1999/xlink}title")) for a in svg.iter(f"{SVG}a"))
    assert tooltips == Counter(dict.fromkeys(texts.values(), 5))
