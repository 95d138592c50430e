"""FollowTheMoney: its own tools keep every entity, and the entities hold all that the fact file says."""

import copy
import json
import re
import subprocess
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any, get_args

import hostile
import networkx  # type: ignore[import-untyped]  # its types are a package of their own
import openpyxl
import pytest
from conftest import DATA, Golden, peer, printed, run_program
from exported import ODD_NAME, long_id, with_long_ids

from cartels.facts.words import Stage

Entities = dict[str, Any]

#: The property that names whom the statement of a schema is about, and what FollowTheMoney's programs draw beside it.
SUBJECT_AND_CAPTION = {
    "Associate": ("associate", "relationship"),
    "CourtCaseParty": ("party", "role"),
    "Family": ("relative", "relationship"),
    "Membership": ("member", "role"),
    "Note": ("entity", "description"),
    "Sanction": ("entity", "program"),
    "UnknownLink": ("subject", "role"),
}


#: The schemas whose entities are drawn as lines between others.
LINKS = {"Associate", "CourtCaseParty", "Family", "Membership", "UnknownLink"}


@cache
def exported() -> str:
    """Return the export of the invented facts."""
    return printed("export", "ftm")


@cache
def hostile_export() -> str:
    """Return the export of the hostile facts."""
    return printed("export", "ftm", "--facts", "-", stdin=hostile.facts())


def read(lines: str) -> Entities:
    """Return the entities by id; no two have the same."""
    found = [json.loads(line) for line in lines.split("\n") if line]
    by_id = {entity["id"]: entity for entity in found}
    assert len(by_id) == len(found)
    return by_id


def changed(facts_text: str, old: str, new: str) -> Entities:
    """Return the entities of the invented facts after a change."""
    assert old in facts_text
    return read(printed("export", "ftm", "--facts", "-", stdin=facts_text.replace(old, new)))


def of(entities: Entities, kind: str) -> list[Any]:
    """Return the entities whose ids are of a kind: `figure`, `statement` and so on."""
    return [entity for id, entity in entities.items() if id.startswith(f"cartels-{kind}-")]


def id_in(entity_id: str) -> str:
    """Return the fact file's id in an entity's id."""
    return entity_id.split("-", 2)[2]


def values(entities: Entities) -> dict[str, Any]:
    """Return the schema and the values of each entity, the values in an order that does not matter."""
    return {
        id: (entity["schema"], {name: sorted(listed) for name, listed in entity["properties"].items()})
        for id, entity in entities.items()
    }


def references(entities: Entities) -> set[str]:
    """Return the ids of entities that stand in properties."""
    found = {value for entity in entities.values() for listed in entity["properties"].values() for value in listed}
    return {value for value in found if re.match(r"cartels\W[a-z]+\W", value)}


def lines_of(entity: Any) -> list[str]:
    """Return the lines `key: value` of a statement."""
    listed: list[str] = entity["properties"]["notes" if entity["schema"] == "Note" else "description"]
    return listed


# FollowTheMoney's own commands


def ftm(command: str, exported: str, *args: str) -> Entities:
    """Return what a command of FollowTheMoney makes of an export."""
    done = subprocess.run([peer("ftm"), command, *args], input=exported.encode(), capture_output=True, check=True)
    return read(done.stdout.decode())


@pytest.mark.parametrize("command", ["validate", "aggregate", "sorted-aggregate"])
def test_ftm_keeps_every_entity_and_value(command: str) -> None:
    """`validate` silently drops unknown properties, wrong dates, topics, languages and countries, and bad ids.

    `aggregate` and `sorted-aggregate` merge entities of one id, and take what follows a dot in an id for a signature.
    All change the order of values.
    """
    by_id = "".join(sorted(exported().splitlines(keepends=True)))
    assert values(ftm(command, by_id)) == values(read(exported()))
    assert set(ftm(command, hostile_export())) == set(read(hostile_export()))


def test_sign_keeps_ids_distinct_and_references_intact() -> None:
    """It signs the part of an id before the first dot."""
    signed = ftm("sign", exported(), "--signature", "secret")
    assert len(signed) == len(read(exported()))
    assert len(references(signed)) == len(references(read(exported())))
    assert references(signed) <= set(signed)


def run_ftm(*args: str | Path) -> None:
    """Run a command of FollowTheMoney on files."""
    subprocess.run([peer("ftm"), *args], capture_output=True, check=True)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a file with the export of the invented facts."""
    path = tmp_path / "facts.ftm.json"
    path.write_text(exported(), "utf-8")
    return path


def test_statements_of_ftm_come_back_as_the_same_entities(file: Path, tmp_path: Path) -> None:
    """`statements` writes one row per value, and `aggregate-statements` puts them together again."""
    table, again = tmp_path / "statements.csv", tmp_path / "again.json"
    run_ftm("statements", file, "-d", "cartels", "-f", "csv", "-o", table)
    run_ftm("aggregate-statements", "-i", table, "-d", "cartels", "-f", "csv", "-o", again)
    assert values(read(again.read_text("utf-8"))) == values(read(exported()))


def test_ftm_writes_every_entity_to_excel(file: Path, tmp_path: Path) -> None:
    run_ftm("export-excel", "-i", file, "-o", tmp_path / "facts.xlsx")
    rows = [row for sheet in openpyxl.load_workbook(tmp_path / "facts.xlsx") for row in sheet.iter_rows(min_row=2)]
    assert Counter(row[0].value for row in rows) == Counter(list(read(exported())))
    assert not [cell for row in rows for cell in row if cell.data_type == "f"]


def test_long_ids_and_odd_names_come_back(facts_text: str) -> None:
    ours = printed("export", "ftm", "--facts", "-", stdin=with_long_ids(facts_text))
    assert values(ftm("aggregate", ours)) == values(read(ours))
    figure = read(ours)[f"cartels-figure-{long_id('miguel-prueba')}"]
    assert figure["properties"]["name"] == [f"Miguel Prueba Muñoz {ODD_NAME}"]
    assert len(read(ours)) == len(ftm("sign", ours, "--signature", "secret")) == len(read(exported()))


def test_a_matcher_finds_a_person_and_no_namesake(
    facts_text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nomenklatura merges somebody on another list with the one who has the name, and nobody with his brother.

    The brothers have both surnames in common, and here a nickname as well.
    """
    file, merged = tmp_path / "all.json", tmp_path / "merged.csv"
    ours = printed("export", "ftm", "--facts", "-", stdin=facts_text.replace('["P-42"]', '["P-42", "Tres"]'))
    listed = {"id": "list-1", "schema": "Person", "properties": {"name": ["PRUEBA MUNOZ, Miguel"]}}
    file.write_text(f"{ours}{json.dumps(listed)}\n", "utf-8")
    monkeypatch.setenv("NOMENKLATURA_DB_URL", f"sqlite:///{tmp_path / 'decisions.db'}")
    for args in (
        ("xref", file, "--auto-threshold", "0.7", "--algorithm", "logic-v2", "--data-path", tmp_path / "index"),
        ("dump-mapping", merged),
    ):
        subprocess.run([peer("nomenklatura"), *args], capture_output=True, check=True)
    ids = [line.split(",")[0] for line in merged.read_text().splitlines()]
    assert {id for id in ids if id.startswith(("cartels-", "list-"))} == {"cartels-figure-miguel-prueba", "list-1"}


def test_an_alias_is_a_form_of_the_name_and_a_nickname_of_two_people_is_neither(facts_text: str) -> None:
    """A matcher takes an alias for a name, and a weak alias for a hint."""
    old = 'aliases = ["P-42"]'
    entities = changed(facts_text, old, 'aliases = ["P-42", "Omar Prueba", "Oscar Prueba-Muñoz", "El Muñoz", "tres"]')
    properties = entities["cartels-figure-oscar-prueba"]["properties"]
    assert properties["alias"] == ["Oscar Prueba-Muñoz"]
    assert properties["weakAlias"] == ["P-42", "Omar Prueba", "El Muñoz"]
    assert properties["notes"] == ["kind: transferred", "nickname, which others have too: tres"]
    assert entities["cartels-figure-miguel-prueba"]["properties"]["weakAlias"] == ["P-40", "Mike Prueba"]


@pytest.mark.parametrize("command", ["export-gexf", "export-cypher"])
def test_ftm_draws_every_entity_as_a_node_or_an_edge(file: Path, tmp_path: Path, command: str) -> None:
    """The links are edges; each of the others is a node, with an edge to everything that it names."""
    drawn = tmp_path / "drawn"
    run_ftm(command, "-i", file, "-o", drawn)
    entities = read(exported())
    links = {id for id, entity in entities.items() if entity["schema"] in LINKS}
    things = entities.keys() - links
    named = {(id, to) for id in things for to in references({id: entities[id]})}
    if command == "export-gexf":
        graph = networkx.read_gexf(drawn)
        nodes, edges = list(graph), list(graph.edges(keys=True))
        with_schema = [schema for *_, schema in graph.edges(data="schema") if schema in LINKS]
        assert len(with_schema) == len(links)
    else:
        lines = drawn.read_text("utf-8").splitlines()
        nodes = [line.split('"')[1] for line in lines if line.startswith("MERGE")]
        edges = [line for line in lines if line.startswith("MATCH")]
        assert sum(f"<{id}>" in line for line in edges for id in links) == len(links)
    assert Counter(node.removeprefix("entity:") for node in nodes) == Counter(things)
    assert len(edges) == len(links) + len(named)


def test_ids_have_no_dot_and_every_reference_is_to_an_entity() -> None:
    entities = read(exported())
    for id in entities:
        assert re.fullmatch(r"cartels-(source|figure|group|event|case|statement|moment|note)-[a-z0-9-]+", id)
    assert "cartels-figure-miguel-prueba" in references(entities)
    assert references(entities) <= set(entities)


# What the entities hold


def test_entities_are_written_as_in_the_golden_file(golden: Golden) -> None:
    golden("export.ftm.json", exported())


@pytest.mark.parametrize("which", ["invented", "hostile"])
def test_every_statement_is_exported_with_all_its_keys(which: str) -> None:
    """Value, sources, and each other key as a line `key: value`; nothing is added. Hostile texts are exact."""
    entities = ftm("validate", exported()) if which == "invented" else read(hostile_export())
    facts = DATA if which == "invented" else hostile.data()
    sources = {source["id"]: source for source in facts["sources"]}
    statements = [
        (row["id"], statement)
        for table in ("figures", "groups", "events")
        for row in facts[table]
        for statement in row["statements"]
    ]
    for (id, statement), entity in zip(statements, of(entities, "statement"), strict=True):
        properties, schema = entity["properties"], entity["schema"]
        assert id_in(properties[SUBJECT_AND_CAPTION[schema][0]][0]) == id
        assert properties["summary"] == [statement["value"]]
        lines = Counter(lines_of(entity))
        del lines["grade: weak"]
        assert lines == Counter(
            f"{key}: {value}" for key, value in statement.items() if key not in ("value", "sources")
        )
        assert list(map(id_in, properties.get("proof", []))) == statement["sources"]
        for name, key in (("sourceUrl", "url"), ("publisher", "publisher")):
            expected = dict.fromkeys(sources[source][key] for source in statement["sources"])
            assert properties.get(name, []) == list(expected)


def test_every_other_row_has_its_entity() -> None:
    entities = read(exported())
    for table in ("sources", "figures", "groups", "events"):
        assert [id_in(entity["id"]) for entity in of(entities, table[:-1])] == [row["id"] for row in DATA[table]]
    for kind, table, text in (("moment", "timeline", "summary"), ("note", "notes", "description")):
        found = [entity["properties"] for entity in of(entities, kind)]
        assert [([row["text"]], row["sources"]) for row in DATA[table]] == [
            (properties[text], list(map(id_in, properties["proof"]))) for properties in found
        ]


# What they must not say


def test_nobody_has_a_topic_of_crime_and_only_those_handed_over_are_persons_of_interest() -> None:
    """Officials, relatives and victims have no topic at all, nor has a group of which only a member is on a list."""
    transferred = [figure["id"] for figure in DATA["figures"] if figure["kind"] == "transferred"]
    topics = {id: entity["properties"].get("topics") for id, entity in read(exported()).items()}
    assert {id: listed for id, listed in topics.items() if listed} == {
        **{f"cartels-figure-{id}": ["poi"] for id in transferred},
        **{f"cartels-group-{id}": ["sanction"] for id in ("cartel-rojo", "los-menores")},
    }


def test_a_membership_is_only_what_a_court_has_found() -> None:
    """Any weaker link to a group is an UnknownLink."""
    memberships = [entity["properties"] for entity in read(exported()).values() if entity["schema"] == "Membership"]
    assert [(row["member"], row["status"]) for row in memberships] == [
        (["cartels-figure-benito-ejemplo"], ["convicted"])
    ]


def test_a_caption_ends_with_the_standing() -> None:
    """A diagram or a list shows little else of an entity. That nothing is known is nobody's statement: it has none."""
    entities = read(exported()) | read(hostile_export())
    captions = {("CourtCase", text) for case in of(entities, "case") for text in case["properties"].get("status", [])}
    for entity in of(entities, "statement"):
        _, caption = SUBJECT_AND_CAPTION[entity["schema"]]
        if "stage: unknown" in lines_of(entity):
            assert entity["properties"][caption] == entity["properties"]["summary"]
            continue
        captions |= {(entity["schema"], text) for text in entity["properties"].get(caption, [])}
    assert {schema for schema, _ in captions} == {*SUBJECT_AND_CAPTION, "CourtCase"}
    for _, text in captions:
        assert re.search(r"\((official|reported|alleged|charged|convicted)\)$", text)


@pytest.mark.parametrize(
    ("value", "program", "country"),
    [
        ("Foreign Terrorist Organization (INA s. 219); with effect of 15 January", ["US-FTO219"], ["us"]),
        ("Kingpin Act", ["US-NARCO"], ["us"]),
        ("Canada: terrorist entity (Criminal Code)", ["CA-UNSC1373"], ["ca"]),
        ("Some list; besides the Kingpin Act", None, None),
    ],
)
def test_a_designation_has_the_program_of_its_law(facts_text: str, value: str, program: Any, country: Any) -> None:
    """As OpenSanctions names programs; only the words before the first semicolon name the law."""
    entities = changed(facts_text, 'value = "Foreign Terrorist Organization"', f'value = "{value}"')
    sanctions = [entity["properties"] for entity in entities.values() if entity["schema"] == "Sanction"]
    [sanction] = [properties for properties in sanctions if properties["summary"] == [value]]
    assert sanction["program"] == [f"{value.split(';')[0]} (official)"]
    assert (sanction.get("programId"), sanction.get("country")) == (program, country)
    assert sanction["startDate"] == ["2025-01-15"]


@pytest.mark.parametrize(
    ("relation", "schema", "other"),
    [
        ("brother", "Family", "relative"),
        ("Brother-in-law", "Family", "relative"),
        ("co-defendant", "Associate", "associate"),
        ("brother's lawyer", "Associate", "associate"),
    ],
)
def test_relatives_are_family_and_others_are_associates(
    facts_text: str, relation: str, schema: str, other: str
) -> None:
    """The statement is about the relative: the relation says what he or she is to the other person."""
    old = 'figure = "oscar-prueba"\nrelation = "{}"'
    entities = changed(facts_text, old.format("brother"), old.format(relation))
    [link] = [
        row for row in of(entities, "statement") if row["properties"].get("person") == ["cartels-figure-oscar-prueba"]
    ]
    assert link["schema"] == schema
    assert link["properties"][other] == ["cartels-figure-miguel-prueba"]
    assert link["properties"]["relationship"] == [f"{relation} (reported)"]


@pytest.mark.parametrize(
    ("topic", "value", "date", "name", "expected"),
    [
        ("birth", "Born on 3 March 1980 in Ciudad Ensayo", "1980-03-03", "birthDate", ["1980-03-03"]),
        ("birth", "Born 24 February 1965, by a register", None, "birthDate", ["1965-02-24"]),
        ("birth", "Born 3 March 1980 in Ensayo or Prueba, by a register", None, "birthDate", ["1980-03-03"]),
        ("birth", "Born in 1980", None, "birthDate", ["1980"]),
        ("birth", "March 1980, in the hills of Ensayo", "1980-03", "birthDate", ["1980-03"]),
        ("birth", "Born in 1980 or 1981", None, "birthDate", None),
        ("birth", "Born in 1980 or a year later", None, "birthDate", None),
        ("birth", "28 February 1974, by one list; 6 August 1973, by another", None, "birthDate", None),
        ("birth", "About 1980", "1980", "birthDate", None),
        ("birth", "Aged 42 in July 2024", "2024-07", "birthDate", None),
        ("birth", "Born in Ciudad Ensayo; 45 when arrested in 2025", "2025", "birthDate", None),
        ("birth", "31 February 1980", None, "birthDate", None),
        ("nationality", "Mexican", None, "nationality", ["mx"]),
        ("nationality", "Canadian citizen", None, "nationality", ["ca"]),
        ("nationality", "Sierra Leone", None, "nationality", ["sl"]),
        ("nationality", "Bulgaria; from Sofia", None, "nationality", ["bg"]),
        ("nationality", "Mexican, by a report that calls Mexico his home country", None, "nationality", ["mx"]),
        ("nationality", "Canadian citizen who lived in Mexico", None, "nationality", None),
        ("nationality", "Mexican, or Guatemalan", None, "nationality", None),
    ],
)
def test_a_birth_date_or_a_country_is_a_property_only_where_a_statement_gives_it(
    facts_text: str, topic: str, value: str, date: str | None, name: str, expected: list[str] | None
) -> None:
    """As precise as it is, whether the statement has a `date` or not. A matcher takes these properties for facts."""
    dated = f'\ndate = "{date}"' if date else ""
    old = 'topic = "relation"\nvalue = "Brother of Miguel Prueba"\nfigure = "miguel-prueba"\nrelation = "brother"'
    entities = changed(facts_text, old, f'topic = "{topic}"\nvalue = "{value}"{dated}')
    assert entities["cartels-figure-oscar-prueba"]["properties"].get(name) == expected


def test_a_handover_has_the_people_who_were_handed_over() -> None:
    involved = read(exported())["cartels-event-handover-2025-02-10"]["properties"]["involved"]
    custody = [(row["id"], fact) for row in DATA["figures"] for fact in row["statements"] if fact["topic"] == "custody"]
    assert [id_in(id) for id in involved] == [id for id, row in custody if row["event"] == "handover-2025-02-10"]


def test_a_case_elsewhere_is_no_part_of_the_us_case(facts_text: str) -> None:
    """Each stage is the status of the case with its standing; a stage that is not known makes no case."""
    stages = [("sentenced", "convicted"), ("convicted", "convicted"), ("dismissed", "official")]
    old = 'stage = "sentenced"\ndate = "2025-11-20"\nstanding = "convicted"'
    for stage, standing in stages:
        new = f'stage = "{stage}"\ndate = "2025-11-20"\nstanding = "{standing}"'
        case = changed(facts_text, old, new)["cartels-case-benito-ejemplo"]["properties"]
        assert case["status"] == [f"{stage} ({standing})"]
        assert "cartels-source-diario-2012-05-09" not in case["proof"]
    others = {status.split(" ")[0] for case in of(read(exported()), "case") for status in case["properties"]["status"]}
    assert others | {stage for stage, _ in stages} == {*get_args(Stage)} - {"unknown"}
    assert "cartels-case-dario-muestra" not in read(exported())
    [abroad] = [row for row in of(read(exported()), "statement") if "case: MX" in lines_of(row) and "2012" in str(row)]
    assert abroad["schema"] == "Note"


# Stable and exact


def test_ids_stay_when_the_order_or_the_standings_change() -> None:
    """Investigations link to them, so that they may not change with every edit of the file."""
    facts = copy.deepcopy(DATA)
    for table in ("figures", "groups", "events", "timeline", "notes"):
        facts[table].reverse()
        for row in facts[table]:
            row.get("statements", []).reverse()
            for statement in row.get("statements", []):
                statement["sources"].reverse()
                if "standing" in statement and row.get("kind") != "transferred":
                    statement["standing"] = "reported"
    before, after = read(exported()), read(printed("export", "ftm", "--facts", "-", stdin=hostile.toml(facts)))
    assert set(before) == set(after)
    for statement in of(before, "statement"):
        assert after[statement["id"]]["properties"]["summary"] == statement["properties"]["summary"]


def test_names_are_exact_in_any_encoding_of_standard_output() -> None:
    ascii_only = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    out = run_program("export", "ftm", "--facts", "-", stdin=hostile.facts(), env=ascii_only, encoding="ascii").out
    assert read(out) == read(hostile_export())
    assert [entity["properties"]["name"] for entity in of(read(out), "figure")] == [
        [hostile.name(text)] for text in hostile.TEXTS
    ]
    assert not hostile.acting(hostile_export())


def test_a_file_gets_the_bytes_of_standard_output(tmp_path: Path) -> None:
    printed("export", "ftm", str(tmp_path / "facts.ftm.json"))
    assert (tmp_path / "facts.ftm.json").read_bytes() == exported().encode()
