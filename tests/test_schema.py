"""What scripts may rely on: every JSON output is as its schema says, and the schemas do not change unseen.

After a change that is meant, renew the stored copy: `RENEW_CONTRACT=1 pytest tests/test_schema.py`, and look at the diff.
"""

from __future__ import annotations

import copy
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import jsonschema
import pytest
import tomli

from cartels import check, contract, facts, schema, views
from cartels.cli import cli

if TYPE_CHECKING:
    from conftest import Run

BOOK = facts.load()
STORED = Path(__file__).parent / "contract.json"


def validator(name: str, *, row: bool = False) -> jsonschema.Draft202012Validator:
    """A validator for a schema, or for a row of it. It takes no key that the schema does not name, as scripts should."""
    described = copy.deepcopy(schema.schema(name))
    for table in described["$defs"].values():
        table["additionalProperties"] = False
    if row:
        described.update(described.pop("items"))
        del described["type"]
    jsonschema.Draft202012Validator.check_schema(described)
    return jsonschema.Draft202012Validator(described)


def valid(name: str, data: Any, *, row: bool = False) -> None:
    """Fail, with the place, where data is not as the schema says."""
    told = [f"{error.json_path}: {error.message}" for error in validator(name, row=row).iter_errors(data)]
    assert told == []


def test_every_command_that_prints_json_has_a_schema(cartels: Run) -> None:
    printing = {name for name, command in cli.commands.items() if "format" in getattr(command, "takes", ())}
    assert printing | {"facts"} == set(schema.SCHEMAS)
    assert [row["name"] for row in json.loads(cartels("schema", "--json").out)] == list(schema.SCHEMAS)


CALLS = [
    ("show", []),
    ("show", ["z40"]),
    ("show", [*BOOK.figures, *BOOK.groups, *BOOK.events]),
    ("figures", []),
    ("groups", []),
    ("event", []),
    ("event", ["--list"]),
    *(("event", [id]) for id in BOOK.events),
    ("timeline", []),
    ("sources", []),
    ("sources", ["doj-2025-02-27"]),
    ("search", ["a* OR e* OR i* OR o* OR u*"]),
    ("search", ["xyzzy"]),
    ("stats", []),
    ("schema", []),
]


@pytest.mark.parametrize(("name", "args"), CALLS)
def test_what_a_command_prints_is_as_its_schema_says(cartels: Run, name: str, args: list[str]) -> None:
    """As JSON, and as JSON lines: a row on each line, or the whole of what is no list."""
    printed = json.loads(cartels(name, *args, "--json").out)
    valid(name, printed)
    lines = [json.loads(line) for line in cartels(name, *args, "-f", "jsonl").out.splitlines()]
    assert lines == (printed if isinstance(printed, list) else [printed])


def test_the_graph_is_as_its_schema_says(cartels: Run) -> None:
    """It has no lines of JSON: it is one thing."""
    valid("graph", json.loads(cartels("graph", "--json").out))


def test_each_line_of_json_lines_is_a_row_of_the_schema(cartels: Run) -> None:
    for name in ("figures", "groups", "timeline", "stats"):
        for line in cartels(name, "-f", "jsonl").out.splitlines():
            valid(name, json.loads(line), row=True)


def test_every_source_is_as_the_schema_says() -> None:
    for id in BOOK.sources:
        valid("sources", views.source_card(BOOK, id))


def test_every_kind_of_row_is_found_by_a_search(cartels: Run) -> None:
    """So that the test above does hold them all against the schema."""
    rows = json.loads(cartels("search", "a* OR e* OR i* OR o* OR u*", "--json").out)
    assert {row["kind"] for row in rows} == {"figure", "group", "event", "timeline", "note", "source"}


def test_a_schema_refuses_what_is_not_so() -> None:
    """The validator sees what it is to see."""
    row: Any = views.figures(BOOK)[0]
    changes: list[dict[str, Any]] = [
        {"kind": "boss"},
        {"court": 3},
        {"unknown": 1},
        {"basis": {"role": {}}},
        {"sources": [{}]},
    ]
    for change in changes:
        with pytest.raises(AssertionError):
            valid("figures", [{**row, **change}])
    with pytest.raises(AssertionError):
        valid("figures", [{key: value for key, value in row.items() if key != "sources"}])


def test_outputs_may_gain_keys_and_fact_files_may_not() -> None:
    """Keys are added within a major version, so a script that validates must not fail over one."""
    row: Any = {**views.figures(BOOK)[0], "added": 1}
    assert jsonschema.Draft202012Validator(schema.schema("figures")).is_valid([row])
    data: Any = {**BOOK.facts, "added": 1}
    assert not jsonschema.Draft202012Validator(schema.schema("facts")).is_valid(data)


def test_the_bundled_fact_file_is_as_its_schema_says(cartels: Run, bundled_text: str) -> None:
    printed = json.loads(cartels("schema", "facts").out)
    assert printed == schema.schema("facts")
    jsonschema.validate(tomli.loads(bundled_text), printed, jsonschema.Draft202012Validator)


@pytest.mark.parametrize(
    ("place", "key", "value"),
    [
        (["about"], "as_of", "yesterday"),
        (["about"], "as_of", "2025-2-7"),
        (["about"], "added", "x"),
        (["figures", 0], "id", "Two Words"),
        (["figures", 0], "name", "  "),
        (["figures", 0], "kind", "boss"),
        (["figures", 0, "statements", 0], "topic", "founder"),
        (["groups", 0, "statements", 0], "topic", "plea"),
        (["events", 0, "statements", 0], "standing", "proven"),
        (["figures", 0, "statements", 0], "sources", "doj-2025-02-27"),
        (["sources", 0], "url", "ftp://example.org/"),
        (["sources", 0], "url", "https://exam ple.org/"),
        (["sources", 0], "title_supplied", "yes"),
        (["courts", 0], "short", None),
    ],
)
def test_what_check_refuses_in_shape_the_schema_refuses_too(place: list[Any], key: str, value: Any) -> None:
    data: Any = copy.deepcopy(BOOK.facts)
    table = data
    for step in place:
        table = table[step]
    if value is None:
        del table[key]
    else:
        table[key] = value
    assert check.faults(data)
    assert not jsonschema.Draft202012Validator(schema.schema("facts")).is_valid(data)


def _rows_of(name: str) -> set[str]:
    [row] = [arg for arg in (get_args(schema.SCHEMAS[name][0]) or ()) if hasattr(arg, "__required_keys__")]
    return set(get_type_hints(row))


@pytest.mark.parametrize("name", sorted(views.FIELDS))
def test_fields_are_the_keys_of_the_contract(name: str) -> None:
    """What `--fields` and csv know is what the JSON has, key for key."""
    if name == "events":
        keys = set(get_type_hints(contract.EventRow))
    elif name == "sources":
        keys = set(get_type_hints(contract.SourceRow))
    elif name == "statements":
        keys = {"id", "name", *get_type_hints(contract.StatementOut)}
    else:
        keys = _rows_of(name)
    assert set(views.FIELDS[name]) == keys
    assert len(views.FIELDS[name]) == len(keys)


def test_the_contract_is_the_stored_one() -> None:
    """A change of it shows in the diff of `contract.json`, which the first lines of this file say how to renew."""
    schemas = {name: schema.schema(name) for name in schema.SCHEMAS}
    tables: dict[str, Any] = {}
    for name in set(schemas) - {"facts"}:
        tables.update(schemas[name].pop("$defs"))  # once, though many refer to them
    now = json.dumps({**schemas, "$defs": tables}, indent=1, sort_keys=True) + "\n"
    if os.environ.get("RENEW_CONTRACT"):
        STORED.write_text(now, "utf-8")
    assert STORED.read_text("utf-8") == now, "the contract has changed: see the first lines of tests/test_schema.py"


def test_a_schema_that_there_is_not_is_answered_with_those_there_are(cartels: Run) -> None:
    near, none = cartels("schema", "figurs"), cartels("schema", "xyzzy")
    assert (near.status, near.out, none.status, none.out) == (1, "", 1, "")
    assert "did you mean figures?" in near.err
    assert "there are facts, show, figures" in none.err


def test_a_schema_is_printed_whatever_the_facts_are(cartels: Run) -> None:
    """Whoever writes a fact file needs the schema most while the file is broken."""
    for args in (["schema"], ["schema", "facts"]):
        assert cartels(*args, env={"CARTELS_FACTS": "/nowhere"}).status == 0


def test_a_schema_is_json_in_ascii_and_says_so_where_something_else_is_asked_for(cartels: Run) -> None:
    assert cartels("schema", "figures", "--json").out == cartels("schema", "figures").out
    assert cartels("schema", "figures").out.isascii()
    other = cartels("schema", "figures", "-f", "csv")
    assert (other.status, other.err) == (2, "cartels: a schema is JSON: leave csv out\n")
