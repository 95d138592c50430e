"""The schemas: all JSON is as its schema says, and a fact file that `check` refuses in shape is not."""

import json
import re
import tomllib
from typing import Any

import pytest
from commands import COMMANDS, help_of
from conftest import DATA, ENTRIES, FACTS, printed, read_json, run
from jsonschema import Draft202012Validator


def schema(name: str) -> Any:
    """Return the schema that the program prints."""
    return json.loads(printed("schema", name))


def faults(name: str, data: Any, *, row: bool = False) -> list[str]:
    """Return where data is not as the schema says, or has a key that the schema does not name.

    With `row`, data is one item of the array that the schema describes.
    """
    described = schema(name)
    for table in described["$defs"].values():
        table["additionalProperties"] = False
    if row:
        described.update(described.pop("items"))
        del described["type"]
    Draft202012Validator.check_schema(described)
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(described).iter_errors(data)]


# What commands print


def test_every_command_that_prints_json_has_a_schema() -> None:
    printing = [path[0] for path in COMMANDS if path and re.search(r"^  --json ", help_of(path), re.MULTILINE)]
    assert sorted([*printing, "facts"]) == sorted(row["name"] for row in read_json("schema"))


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("show", []),
        ("show", [entry["id"] for entry in ENTRIES]),
        ("figures", []),
        ("groups", []),
        ("event", []),
        ("event", ["--list"]),
        ("timeline", []),
        ("timeline", ["--all"]),
        ("statements", []),
        ("sources", []),
        *(("sources", [source["id"]]) for source in DATA["sources"]),
        ("search", ["a* OR e* OR i* OR o* OR u*"]),  # every kind of row, as tested with the search
        ("stats", []),
        ("schema", []),
        ("graph", []),
    ],
)
def test_json_is_as_its_schema_says(name: str, args: list[str]) -> None:
    assert faults(name, read_json(name, *args)) == []


def test_json_of_a_comparison_is_as_its_schema_says(facts_text: str) -> None:
    """Something is added, something removed, a stage and a standing changed."""
    old = facts_text.replace('stage = "sentenced"', 'stage = "charged"').replace(
        'standing = "convicted"', 'standing = "alleged"'
    )
    old = old.replace('"oscar-prueba"', '"ojos-prueba"')
    rows = read_json("diff", "-", stdin=old)
    assert {row["change"] for row in rows} >= {"added", "removed", "changed"}
    assert faults("diff", rows) == []


@pytest.mark.parametrize("name", ["figures", "groups", "timeline", "statements", "stats"])
def test_each_line_of_json_lines_is_as_the_schema_of_a_row_says(name: str) -> None:
    lines = printed(name, "--format", "jsonl").splitlines()
    assert lines
    assert [fault for line in lines for fault in faults(name, json.loads(line), row=True)] == []


@pytest.mark.parametrize(
    "change", [{"kind": "boss"}, {"court": 3}, {"unknown": 1}, {"basis": {"role": {}}}, {"sources": [{}]}, {"id": None}]
)
def test_a_row_with_a_fault_is_not_as_the_schema_says(change: dict[str, Any]) -> None:
    assert faults("figures", [{**read_json("figures")[0], **change}])


def test_every_key_of_a_row_has_to_be_there() -> None:
    row = read_json("figures")[0]
    for missing in row:
        assert faults("figures", [{key: value for key, value in row.items() if key != missing}])


def test_outputs_may_gain_keys_and_fact_files_may_not() -> None:
    """Keys are added within a major version: a script that validates must not fail over one."""
    assert Draft202012Validator(schema("figures")).is_valid([{**read_json("figures")[0], "added": 1}])
    assert Draft202012Validator(schema("facts")).is_valid(DATA)
    assert not Draft202012Validator(schema("facts")).is_valid({**DATA, "added": 1})


#: Keys that are other columns in CSV: a standing has its own, as no value is to be without it.
FLAT: dict[Any, list[str]] = {
    **{("FigureRow", key): [key, f"{key}_standing"] for key in ("groups", "role", "court", "judge", "city", "stage")},
    **{("GroupRow", key): [key, f"{key}_standing"] for key in ("base", "status", "designations", "members", "others")},
    **{(row, "sources"): ["sources"] for row in ("FigureRow", "GroupRow")},
    **{key: [f"{key}_{part}" for part in ("value", "stage", "standing", "date", "sources")] for key in ("old", "new")},
    "sources": ["sources", "source_titles", "source_urls"],
    "basis": [],
}


@pytest.mark.parametrize(
    ("call", "row"),
    [
        ("figures", "FigureRow"),
        ("groups", "GroupRow"),
        ("event --list", "EventRow"),
        ("timeline", "TimelineRow"),
        ("statements", "StatementRow"),
        (f"diff {FACTS}", "DiffRow"),
        ("sources", "SourceRow"),
        ("search prueba", "SearchRow"),
        ("stats", "CountRow"),
        ("schema", "SchemaRow"),
        ("show p40", "StatementOut"),
    ],
)
def test_the_columns_of_csv_are_the_keys_of_the_schema(call: str, row: str) -> None:
    name, *_ = call.split()
    columns = run(*call.split(), "--format", "csv").out.split("\n")[0].split(",")
    keys = list(schema(name)["$defs"][row]["properties"])
    flat = [column for key in keys for column in FLAT.get((row, key), FLAT.get(key, [key]))]
    assert sorted(columns) == sorted(["id", "name", *flat] if name == "show" else flat)


# The fact file


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('checked = "2026-03-01"', 'checked = "yesterday"'),
        ('checked = "2026-03-01"', 'checked = "2025-2-7"'),
        ('checked = "2026-03-01"', 'checked = "2026-03-01"\nadded = "x"'),
        ('id = "benito-ejemplo"', 'id = "Two Words"'),
        ('name = "Benito Ejemplo Ruiz"', 'name = "  "'),
        ('name = "Benito Ejemplo Ruiz"', f'name = "{"x" * 10_001}"'),
        ('kind = "transferred"', 'kind = "boss"'),
        ('[[figures.statements]]\ntopic = "alias"', '[[figures.statements]]\ntopic = "founder"'),
        ('[[groups.statements]]\ntopic = "base"', '[[groups.statements]]\ntopic = "plea"'),
        ('standing = "official"', 'standing = "proven"'),
        ('stage = "sentenced"', 'stage = "guilty"'),
        ('case = "MX"', 'case = "Mexico"'),
        ('listed = "fto"', 'listed = "terrorists"'),
        ('due = "2026-05-04"', 'due = "in May"'),
        ("people = 5", 'people = "five"'),
        ('seat = ["New York"]', 'seat = "New York"'),
        ('sources = ["ministry-2025-02-10"]', 'sources = "ministry-2025-02-10"'),
        ('url = "https://blog.example.org/planes"', 'url = "ftp://blog.example.org/planes"'),
        ('url = "https://blog.example.org/planes"', 'url = "https://blog.example org/planes"'),
        ("title_supplied = true", 'title_supplied = "yes"'),
        ('\nshort = "D. Ariz."', ""),
    ],
)
def test_what_check_refuses_in_shape_the_schema_refuses_too(facts_text: str, old: str, new: str) -> None:
    assert old in facts_text
    text = facts_text.replace(old, new, 1)
    assert run("check", "-", stdin=text).status == 3
    assert not Draft202012Validator(schema("facts")).is_valid(tomllib.loads(text))


def test_a_schema_is_json_in_ascii_with_or_without_the_option() -> None:
    assert printed("schema", "figures").isascii()
    assert printed("schema", "figures", "--json") == printed("schema", "figures")
