"""The bundled fact file is complete and valid, and keeps the editorial rules that no schema can hold."""

import json
import re
import tomllib
import unicodedata
from collections import Counter
from typing import Any

import jsonschema
from conftest import ROOT, printed

FILE = ROOT / "data" / "facts.toml"
TEXT = FILE.read_text("utf-8")
DATA: dict[str, Any] = tomllib.loads(TEXT)
FIGURES, GROUPS, EVENTS = DATA["figures"], DATA["groups"], DATA["events"]

#: How much was researched. When rows are added, raise the numbers; none may get lost.
KINDS = {"transferred": 82, "relative": 1, "official": 10, "victim": 2, "commentator": 1}
ROWS = {"groups": 29, "events": 7, "sources": 760, "timeline": 69, "notes": 40}
STATEMENTS = 1880


def test_it_is_complete() -> None:
    assert Counter(figure["kind"] for figure in FIGURES) == KINDS
    assert {table: len(DATA[table]) for table in ROWS} == ROWS
    assert sum(len(entry["statements"]) for entry in (*FIGURES, *GROUPS, *EVENTS)) >= STATEMENTS


def test_it_is_valid() -> None:
    """The program relies on this: it does not check the bundled file again at each run."""
    assert ": ok: " in printed("check", str(FILE))
    jsonschema.validate(DATA, json.loads(printed("schema", "facts")), jsonschema.Draft202012Validator)


def test_its_text_is_composed_unicode() -> None:
    assert unicodedata.is_normalized("NFC", TEXT)


def test_names_keep_their_accents() -> None:
    """Only ids, addresses, source titles and spellings may be without."""
    prose = re.findall(r"^(?:value|text|name|note) = .*", TEXT, re.MULTILINE)
    bare = re.compile(r"\b(Juarez|Michoacan|Trevino|Beltran|Culiacan|La Linea|Carteles Unidos|Garcia Harfuch)\b")
    assert [line for line in prose if bare.search(line)] == []
    assert len(prose) > STATEMENTS


def test_each_alias_has_a_statement_with_its_source() -> None:
    for entry in (*FIGURES, *GROUPS):
        stated = {statement["value"] for statement in entry["statements"] if statement["topic"] == "alias"}
        assert stated == set(entry.get("aliases", [])), entry["id"]


def test_everybody_handed_over_has_a_custody_statement_that_names_the_event() -> None:
    for figure in FIGURES:
        if figure["kind"] == "transferred":
            custody = [statement for statement in figure["statements"] if statement["topic"] == "custody"]
            assert any("event" in statement for statement in custody), figure["id"]


def test_each_city_of_a_person_is_a_city_of_the_event() -> None:
    """An event that lists no city says nothing about it."""
    cities = {event["id"]: {row["city"] for row in event["statements"] if "city" in row} for event in EVENTS}
    for figure in FIGURES:
        for statement in figure["statements"]:
            if statement["topic"] == "destination" and "city" in statement:
                listed = cities[statement["event"]]
                assert not listed or statement["city"] in listed, (figure["id"], statement["city"])


def test_nobody_is_shown_as_convicted_before_a_plea_of_guilty_or_a_sentence() -> None:
    """Tables show the groups, roles, stages and charges of a person."""
    for figure in FIGURES:
        if not {statement.get("stage") for statement in figure["statements"]} & {"pleaded-guilty", "sentenced"}:
            for statement in figure["statements"]:
                shown = statement["topic"] in ("group", "role", "stage", "charge")
                assert not (shown and statement["standing"] == "convicted"), (figure["id"], statement["value"])


def test_ids_of_district_courts_are_those_of_courtlistener() -> None:
    """They consist of the state, the district and `d`: nyed is New York, Eastern."""
    for court in DATA["courts"]:
        if court["name"].startswith("US District Court"):
            assert re.fullmatch(r"[a-z]{2,3}[nsewcm]?d", court["id"]), court["id"]


def test_entries_are_in_order() -> None:
    """People are sorted by kind and id, groups, courts and sources by id, the timeline by date."""
    kinds = list(KINDS)
    people = [(kinds.index(figure["kind"]), figure["id"]) for figure in FIGURES]
    assert people == sorted(people)
    for table, key in (("groups", "id"), ("courts", "id"), ("sources", "id"), ("timeline", "date")):
        keys = [row[key] for row in DATA[table]]
        assert keys == sorted(keys), table
