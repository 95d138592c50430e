"""The SQLite database: complete, valid by SQLite's own checks, and ready to use in it and in Datasette."""

import json
import sqlite3
import subprocess
import tomllib
from contextlib import closing
from pathlib import Path
from typing import Any

import hostile
import pytest
from conftest import DATA, Golden, peer, read_json
from exported import ODD_NAME, Tables, comparable, export, export_hostile, facts_in, with_long_ids


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an export of the invented facts."""
    return export("sqlite", tmp_path_factory.mktemp("sqlite") / "facts.db")


@pytest.fixture(scope="module")
def hostile_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an export of the hostile facts."""
    return export_hostile("sqlite", tmp_path_factory.mktemp("sqlite"))


def query(database: Path, sql: str, *values: Any) -> list[dict[str, Any]]:
    """Return the rows of a query."""
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(sql, values)]


def tables(database: Path) -> Tables:
    """Return the tables that hold the facts, without those of the search index."""
    names = query(database, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'statements_fts%'")
    return {row["name"]: query(database, f"SELECT * FROM {row['name']}") for row in names}


def test_sqlite_finds_no_fault(database: Path, hostile_database: Path) -> None:
    """No fault of the file, no broken reference, and no gap in the search index."""
    checks = """
        PRAGMA integrity_check; PRAGMA foreign_key_check;
        INSERT INTO statements_fts(statements_fts, rank) VALUES ('integrity-check', 1);
    """
    for path in (database, hostile_database):
        command = [peer("sqlite3"), "-bail", str(path), checks]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, "ok\n", "")


def test_the_schema_is_that_of_the_golden_file(database: Path, golden: Golden) -> None:
    """Types, keys, the words that a column allows, and a comment on each table and column."""
    sql = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT GLOB 'statements_fts_*' ORDER BY rowid"
    golden("export-schema.sql", "".join(f"{row['sql']};\n\n" for row in query(database, sql)))


def test_all_facts_can_be_read_back_exactly(database: Path, hostile_database: Path) -> None:
    assert facts_in(tables(database)) == comparable(DATA)
    assert facts_in(tables(hostile_database)) == comparable(hostile.data())


def test_long_ids_and_odd_names_come_back(facts_text: str, tmp_path: Path) -> None:
    text = with_long_ids(facts_text)
    path = tmp_path / "it's a.b.db"
    export("sqlite", path, "--facts", "-", stdin=text)
    assert facts_in(tables(path)) == comparable(tomllib.loads(text))
    assert len(query(path, 'SELECT * FROM group_links WHERE "group" = ?', f"Cártel Rojo {ODD_NAME}")) == 4


def test_every_reference_is_a_foreign_key_with_an_index(database: Path) -> None:
    for table, rows in tables(database).items():
        foreign = {row["from"] for row in query(database, f"PRAGMA foreign_key_list({table})")}
        assert foreign == {column for column in rows[0] if column.endswith("_id")}
        indexes = query(database, f"PRAGMA index_list({table})")
        assert foreign <= {query(database, f"PRAGMA index_info({index['name']})")[0]["name"] for index in indexes}


@pytest.mark.parametrize(
    "wrong",
    ["standing = 'guilty'", "stage = 'hanged'", "event_id = 'handover-2025-02-10'", "figure_id = NULL", "value = NULL"],
)
def test_a_statement_takes_only_known_words_and_one_subject(database: Path, wrong: str) -> None:
    with closing(sqlite3.connect(database)) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute(f"UPDATE statements SET {wrong} WHERE id = 1")  # which is never committed


def test_the_overview_has_the_values_of_the_listing(database: Path, golden: Golden) -> None:
    """Each with its standing, as `cartels figures` has it; what only weak sources give says so."""
    rows = query(database, "SELECT * FROM figures_overview")
    golden("export-overview.jsonl", "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows))
    by_id = {row["id"]: row for row in read_json("figures", "--kind", "all")}
    assert by_id.keys() == {row["id"] for row in rows}
    for row in rows:
        listed = by_id[row["id"]]
        for field in ("name", "kind", "role", "city", "stage", "stage_date"):
            assert row[field] == listed[field]
        assert (row["handover"], row["court"]) == (listed["event"], listed["court_name"])
        for field in ("role", "court", "city", "stage"):
            basis = listed["basis"].get(field, {"standing": None})
            weak = ", weak" if basis["standing"] and basis["grade"] == "weak" else ""
            assert row[f"{field}_standing"] == (basis["standing"] and f"{basis['standing']}{weak}")


def test_the_court_of_a_charge_is_not_taken_for_that_of_the_case(facts_text: str, tmp_path: Path) -> None:
    """Only a statement on the topic court says before which court a case is, in the overview as in the listing."""
    old = 'value = "Conspiracy to distribute fentanyl"'
    assert facts_text.count(old) == 1
    text = facts_text.replace(old, f'{old}\ncourt = "azd"')
    path = export("sqlite", tmp_path / "facts.db", "--facts", "-", stdin=text)
    [found] = query(path, "SELECT court FROM figures_overview WHERE id = 'felix-caso'")
    [listed] = [row for row in read_json("figures", "--facts", "-", stdin=text) if row["id"] == "felix-caso"]
    assert found["court"] is listed["court_name"] is None


def test_each_statement_stands_beside_each_of_its_sources(hostile_database: Path) -> None:
    """And once alone where it has none."""
    data = hostile.data()
    urls = {row["id"]: row["url"] for row in data["sources"]} | {None: None}
    rows = query(hostile_database, "SELECT * FROM statements_with_sources")
    assert [(row["entry_id"], row["value"], row["standing"], row["source_id"], row["url"]) for row in rows] == [
        (entry["id"], statement["value"], statement.get("standing"), id, urls[id])
        for table in ("figures", "groups", "events")
        for entry in data[table]
        for statement in entry["statements"]
        for id in statement["sources"] or [None]
    ]


@pytest.mark.parametrize(
    ("word", "values"),
    [
        ("CÁRTEL Faction", ["A faction of Cártel Rojo"]),
        ("leader cartel", ["Alleged founder and leader of Cártel Rojo", "Alleged leader of Cártel Rojo after his brother's arrest"]),
        ("airport", ["2 people to New York"]),  # in the note
    ],
)  # fmt: skip
def test_search_finds_words_in_any_case_and_without_accents(database: Path, word: str, values: list[str]) -> None:
    sql = "SELECT value FROM statements WHERE id IN (SELECT rowid FROM statements_fts(?)) ORDER BY id"
    assert [row["value"] for row in query(database, sql, word)] == values


def test_the_same_facts_give_the_same_bytes(database: Path, tmp_path: Path) -> None:
    assert export("sqlite", tmp_path / "again.db").read_bytes() == database.read_bytes()


def test_datasette_serves_it_without_configuration(database: Path) -> None:
    """Tables, views, names beside foreign keys, and a search box over the statements."""

    def get(path: str) -> Any:
        command = [peer("datasette"), str(database), "--get", path]
        return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    found = get("/facts/statements.json?_search=cartel&_labels=on&_shape=objects")
    assert found["filtered_table_rows_count"] == 4
    labels = [row["figure_id"] for row in found["rows"]]
    assert {"value": "miguel-prueba", "label": "Miguel Prueba Muñoz"} in labels
    assert len(get("/facts/figures_overview.json?_shape=array&_size=max")) == 10
