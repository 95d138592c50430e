"""Mutants of the fact file through every command: none causes an exception, each ends with a status of the program.

In the suite 40 mutants are tried. For more, with the number of the first one and how many:

    ATTACK=0,3000 .venv/bin/pytest tests/attack/test_attack.py

A mutant is the same in every run, so that one that fails is tried again by its number: `-k '[17]'`.
"""

import copy
import datetime
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hostile
import pytest
import tomli
from conftest import DATA, FACTS, Result, run

FIRST, COUNT = map(int, os.environ.get("ATTACK", "0,40").split(","))
MUTANTS = range(FIRST, FIRST + COUNT)

LOOKUPS = (
    "show", "show p40 cartel-rojo handover-2025-02-10 -f csv", "show p40 --width 40 --color always", "show prueba",
    "figures --kind all --width 80 --color always", "figures --sort groups --fields name,groups,basis -f md",
    "figures --group rojo --court washington --stage charged --json", "groups --designated --excel",
    "event -f md", "event --list -f tsv", "timeline --all -f jsonl", "timeline --since 2025 --figure p40",
    "statements --sort -date --width 60", "statements p40 --topic court --excel",
    "sources --width 30", "sources -f bibtex", "sources -f csl-json", "sources --cited-by p40 --json",
    "search prueba pilot", "search 'not' --since 2025 --width 60 --color always", "stats --width 50", "stats --by stage",
    "graph --width 60", "graph -f dot", "graph -f mermaid", "graph --around p40 --depth 99999 --json",
    "export ftm",
)  # fmt: skip
EXPORTS = ("sqlite", "csv", "xlsx")

#: What may stand where something else belongs.
WRONG: tuple[Any, ...] = (
    5, -1, 2**70, 1.5, float("nan"), float("inf"), True, "", " ", "x", "2025-13-45", "\x1b[2J", [], [[]], [{}], {}, ["x"], [5],
    {"id": "x"}, datetime.date(2025, 1, 1), datetime.time(1, 2), datetime.datetime(2025, 1, 1), *hostile.TEXTS[:12],
)  # fmt: skip
CHANGES = ("delete", "retype", "duplicate", "swap", "lengthen")


def places(holder: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every key and every row of data, each with what holds it."""
    for key in list(holder) if isinstance(holder, dict) else range(len(holder)):
        yield holder, key
        if isinstance(holder[key], dict | list):
            yield from places(holder[key])


def change(data: dict[str, Any], chance: random.Random) -> None:
    """Make one change at a random place."""
    holder, key = chance.choice(list(places(data)))
    kind = chance.choice(CHANGES)
    if kind == "delete":
        del holder[key]
    elif kind == "retype":
        holder[key] = copy.deepcopy(chance.choice(WRONG))
    elif kind == "duplicate" and isinstance(holder, list):
        holder[key:key] = [copy.deepcopy(holder[key])] * chance.choice((1, 1, 300))
    elif kind == "duplicate":
        holder[chance.choice((f"{key}s", key[:-1], key.upper(), f"{key}\n", *DATA))] = copy.deepcopy(holder[key])
    elif kind == "swap":
        other, place = chance.choice(list(places(data)))
        value = copy.deepcopy(other[place])
        other[place] = copy.deepcopy(holder[key])
        if key in holder if isinstance(holder, dict) else key < len(holder):  # it was not within the other
            holder[key] = value
    elif isinstance(holder[key], str):
        holder[key] = chance.choice((holder[key] * 700, holder[key] + "é́" * 4000, "9" * 9000, holder[key] + "\n" * 99))
    elif isinstance(holder[key], list):
        holder[key] = holder[key] * 200


def mutant(number: int) -> str:
    """Return the text of a mutant: with one to three changes to the data, or with lines lost, doubled or cut."""
    chance = random.Random(number)
    if number % 4 == 3:
        lines = FACTS.read_text("utf-8").splitlines(keepends=True)
        for _ in range(chance.randint(1, 3)):
            line = chance.randrange(len(lines))
            cut = chance.randint(0, len(lines[line]))
            lines[line] = chance.choice(
                ("", lines[line] * 2, lines[line][:cut], lines[line][:cut] + "\0", lines[line][::-1])
            )
        return "".join(lines)
    data = copy.deepcopy(DATA)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        change(data, chance)
    return hostile.toml(data)


def assert_ended(result: Result, *, lookup: bool) -> None:
    """Assert that a run ended with a status of the program and, if it failed, a message of the program in one line."""
    assert result.status in range(4)
    assert "Traceback" not in result.err
    if result.status == 0:
        assert result.err.count("\n") <= 1  # why a result is empty
    elif lookup:
        assert result.out == "" or result.status == 1  # a search without a match prints its headers
        assert result.err.startswith("cartels: ")
        assert result.err.count("\n") == 1 or result.status in (1, 2)  # what there is may be listed, one in each line


@pytest.mark.parametrize("number", MUTANTS)
def test_a_mutant_is_shown_or_refused_by_every_command(number: int, tmp_path: Path) -> None:
    text = mutant(number)
    checked = run("check", "-", stdin=text)
    assert_ended(checked, lookup=False)
    refused = checked.status == 3
    # All of them refuse a file for the same reason; one is enough where the file is not the first of many.
    for call in [LOOKUPS[number % len(LOOKUPS)]] if refused else LOOKUPS:
        result = run(*call.split(), "--facts", "-", stdin=text)
        assert_ended(result, lookup=True)
        assert (result.status == 3) is refused, call
    for format in EXPORTS[number % 3 : number % 3 + 1] if refused else EXPORTS:
        target = tmp_path / format
        result = run("export", format, str(target), "--facts", "-", stdin=text)
        assert_ended(result, lookup=True)
        assert target.exists() is (result.status == 0)
        assert (result.status == 3) is refused or "does not fit into a cell" in result.err
        assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    assert_ended(run("diff", str(FACTS), "-", stdin=text), lookup=False)


def test_mutants_are_valid_and_invalid() -> None:
    """Otherwise the test before this one would try nothing behind the check, or nothing of it."""
    statuses = [run("check", "-", stdin=mutant(number)).status for number in range(40)]
    assert {0, 3} == set(statuses)
    assert statuses.count(0) > 4


def test_a_message_quotes_a_value_of_any_type_in_any_key(facts_text: str) -> None:
    """As `topic = 5` did in every file: each key of each table, with a value of every type."""
    assert facts_text.count("[[figures.statements]]\ntopic") > 9
    keys = {(table, key) for table, rows in DATA.items() if isinstance(rows, list) for row in rows for key in row}
    statements = {
        (table, key)
        for table in ("figures", "groups", "events")
        for row in DATA[table]
        for statement in row["statements"]
        for key in statement
    }
    wrong: tuple[Any, ...] = (5, 1.5, True, [], [5], {}, [{}], "", datetime.date(2025, 1, 1), "\x1b[2J", "9" * 10_001)
    pairs = [(place, below) for below, found in ((False, keys), (True, statements)) for place in sorted(found)]
    for number, ((table, key), below) in enumerate(pairs):
        for value in (5, wrong[number % len(wrong)]):
            data = copy.deepcopy(DATA)
            rows = [row for entry in data[table] for row in (entry["statements"] if below else [entry]) if key in row]
            rows[0][key] = copy.deepcopy(value)
            text = hostile.toml(data)
            assert tomli.loads(text) is not None
            result = run("check", "-", stdin=text)
            assert_ended(result, lookup=False)
            right = {"people": 5, "copy": True, "title_supplied": True, "sources": [], "aliases": []}
            assert result.status == 3 or right.get(key) == value or isinstance(value, str) or value == [], (table, key)
