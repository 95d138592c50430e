"""FollowTheMoney: its own tools keep every entity, and the entities hold all that the fact file says."""

import copy
import json
import re
import subprocess
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import hostile
import pytest
from conftest import DATA, Golden, peer, printed, run_program

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


def references(entities: Entities) -> set[str]:
    """Return the ids of entities that stand in properties."""
    values = {value for entity in entities.values() for listed in entity["properties"].values() for value in listed}
    return {value for value in values if re.match(r"cartels\W[a-z]+\W", value)}


# FollowTheMoney's own commands


def ftm(command: str, exported: str, *args: str) -> Entities:
    """Return what a command of FollowTheMoney makes of an export."""
    done = subprocess.run([peer("ftm"), command, *args], input=exported.encode(), capture_output=True, check=True)
    return read(done.stdout.decode())


@pytest.mark.parametrize("command", ["validate", "aggregate"])
def test_ftm_keeps_every_entity_and_value(command: str) -> None:
    """`validate` silently drops unknown properties, wrong dates, topics, languages and countries, and bad ids.

    `aggregate` merges entities of one id, and takes what follows a dot in an id for a signature. Both change the order
    of values.
    """
    ours, theirs = (
        {
            id: (entity["schema"], {name: sorted(values) for name, values in entity["properties"].items()})
            for id, entity in entities.items()
        }
        for entities in (read(exported()), ftm(command, exported()))
    )
    assert theirs == ours
    assert set(ftm(command, hostile_export())) == set(read(hostile_export()))


def test_sign_keeps_ids_distinct_and_references_intact() -> None:
    """It signs the part of an id before the first dot."""
    signed = ftm("sign", exported(), "--signature", "secret")
    assert len(signed) == len(read(exported()))
    assert len(references(signed)) == len(references(read(exported())))
    assert references(signed) <= set(signed)


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
        lines = Counter(properties["notes" if schema == "Note" else "description"])
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
    """Officials, relatives and victims have no topic at all."""
    transferred = [figure["id"] for figure in DATA["figures"] if figure["kind"] == "transferred"]
    topics = {id: entity["properties"].get("topics") for id, entity in read(exported()).items()}
    assert {id: listed for id, listed in topics.items() if listed} == {
        **{f"cartels-figure-{id}": ["poi"] for id in transferred},
        **{f"cartels-group-{id}": ["sanction"] for id in ("cartel-rojo", "cartel-verde", "los-menores")},
    }


def test_a_membership_is_only_what_a_court_has_found() -> None:
    """Any weaker link to a group is an UnknownLink."""
    memberships = [entity["properties"] for entity in read(exported()).values() if entity["schema"] == "Membership"]
    assert [(row["member"], row["status"]) for row in memberships] == [
        (["cartels-figure-benito-ejemplo"], ["convicted"])
    ]


def test_a_caption_ends_with_the_standing() -> None:
    """A diagram or a list shows little else of an entity."""
    entities = read(exported()) | read(hostile_export())
    captions = {("CourtCase", text) for case in of(entities, "case") for text in case["properties"].get("status", [])}
    for entity in of(entities, "statement"):
        _, caption = SUBJECT_AND_CAPTION[entity["schema"]]
        captions |= {(entity["schema"], text) for text in entity["properties"].get(caption, [])}
    assert {schema for schema, _ in captions} == {*SUBJECT_AND_CAPTION, "CourtCase"}
    for _, text in captions:
        assert re.search(r"\((official|reported|alleged|charged|convicted)\)$", text)


@pytest.mark.parametrize(
    ("value", "program", "country"),
    [
        ("Foreign Terrorist Organization (INA s. 219); with effect of 15 January", ["US-FTO219"], ["us"]),
        ("Specially Designated Global Terrorist (E.O. 13224)", ["US-TERR"], ["us"]),
        ("Transnational criminal organization (E.O. 13581)", ["US-TCO"], ["us"]),
        ("Foreign narcotics trafficker (E.O. 14059)", ["US-NARCO"], ["us"]),
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


# Stable and exact


def test_ids_stay_when_the_order_or_the_standings_change() -> None:
    """Investigations link to them, so that they may not change with every edit of the file."""
    facts = copy.deepcopy(DATA)
    for table in ("figures", "groups", "events", "timeline", "notes"):
        facts[table].reverse()
        for row in facts[table]:
            row.get("statements", []).reverse()
            for statement in row.get("statements", []):
                statement["standing"] = "reported"
                statement["sources"].reverse()
    before, after = read(exported()), read(printed("export", "ftm", "--facts", "-", stdin=hostile.toml(facts)))
    assert set(before) == set(after)
    for statement in of(before, "statement"):
        assert after[statement["id"]]["properties"]["summary"] == statement["properties"]["summary"]


def test_names_are_exact_in_any_encoding_of_standard_output() -> None:
    ascii_only = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    out = run_program("export", "ftm", "--facts", "-", stdin=hostile.facts(), env=ascii_only, encoding="ascii").out
    assert read(out) == read(hostile_export())
    assert [entity["properties"]["name"] for entity in of(read(out), "figure")] == [[text] for text in hostile.TEXTS]
    assert not hostile.acting(hostile_export())


def test_a_file_gets_the_bytes_of_standard_output(tmp_path: Path) -> None:
    printed("export", "ftm", str(tmp_path / "facts.ftm.json"))
    assert (tmp_path / "facts.ftm.json").read_bytes() == exported().encode()
