"""The SQLite database: whole, sound by SQLite's own checks, and of use in it and in Datasette at once."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import unicodedata
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from conftest import Run, peer
from exported import comparable, rebuilt

from cartels import facts, views
from cartels.export import tables

if TYPE_CHECKING:
    from pathlib import Path

    from cartels.facts import Book


def exported(cartels: Run, path: Path, *args: str) -> Path:
    """A fresh database."""
    ended = cartels("export", "sqlite", str(path), *args)
    assert (ended.status, ended.err) == (0, "")
    return path


@pytest.fixture(scope="module")
def database(cartels: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exported(cartels, tmp_path_factory.mktemp("sqlite") / "facts.db")


def ask(database: Path, sql: str, *values: Any) -> list[dict[str, Any]]:
    """The rows that answer a question."""
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(sql, values)]


def test_sqlite_finds_no_fault(database: Path) -> None:
    """The sqlite3 program says so: no fault of the file, no broken reference, no gap in the search index."""
    checks = """
        PRAGMA integrity_check; PRAGMA foreign_key_check; PRAGMA writable_schema;
        INSERT INTO statements_fts(statements_fts, rank) VALUES ('integrity-check', 1);
    """
    done = subprocess.run([peer("sqlite3"), "-bail", database, checks], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "ok\n0\n", "")


@pytest.mark.parametrize("bundled", [True, False])
def test_it_holds_the_facts_and_nothing_else(cartels: Run, attacked: Path, tmp_path: Path, bundled: bool) -> None:
    """The way back gives the fact file again: every value, standing and source, attacks included."""
    path = exported(cartels, tmp_path / "facts.db", *(() if bundled else ("--facts", str(attacked))))
    book = facts.load(None if bundled else str(attacked))
    held = {table.name: ask(path, f"SELECT * FROM {table.name}") for table in tables.TABLES}
    assert comparable(rebuilt(held)) == comparable(book.facts)


def test_references_are_held(database: Path) -> None:
    """Every column that names another row is a foreign key, and is indexed or leads the primary key."""
    for table in tables.TABLES:
        keys = {row["from"]: row["table"] for row in ask(database, f"PRAGMA foreign_key_list({table.name})")}
        assert keys == {column.name: column.refers for column in table.columns if column.refers}
        leading = {
            ask(database, f"PRAGMA index_info({index['name']})")[0]["name"]
            for index in ask(database, f"PRAGMA index_list({table.name})")
        }
        assert set(keys) <= leading, table.name


def test_only_the_known_words_and_one_subject_can_be_stored(database: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(database.read_bytes())
    with closing(sqlite3.connect(copy)) as connection:
        for wrong in (
            "standing = 'guilty'",
            "stage = 'hanged'",
            "event_id = 'transfer-2025-02-27'",
            "figure_id = NULL",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(f"UPDATE statements SET {wrong} WHERE id = 1")


def test_every_table_and_column_says_what_it_holds(database: Path) -> None:
    for table in tables.TABLES:
        sql = ask(database, "SELECT sql FROM sqlite_master WHERE name = ?", table.name)[0]["sql"]
        assert len(re.findall(" -- .+", sql)) == 1 + len(table.columns)


def test_the_overview_is_the_table_of_the_program(database: Path, book: Book) -> None:
    """Every value as `cartels figures` has it, and its standing."""
    rows = ask(database, "SELECT * FROM figures_overview")
    told = views.figures(book)
    assert len(rows) == len(told)
    for row, figure in zip(rows, told, strict=True):
        ties = [f"{tie['name']} ({tie['standing']})" for tie in figure["groups"]]
        assert (row["id"], row["name"], row["kind"]) == (figure["id"], figure["name"], figure["kind"])
        assert row["aliases"] == ("; ".join(figure["aliases"]) or None)
        assert row["groups"] == ("; ".join(ties) or None)
        assert row["court"] == (book.courts[figure["court"]]["name"] if figure["court"] else None)
        for field in ("role", "city", "stage"):
            assert row[field] == figure[field]
        assert row["stage_date"] == figure["stage_date"]
        for field in ("role", "court", "city", "stage"):
            standing = figure["basis"][field]["standing"] if field in figure["basis"] else None
            assert row[f"{field}_standing"] == standing


@pytest.mark.parametrize("bundled", [True, False])
def test_statements_stand_beside_their_sources(cartels: Run, attacked: Path, tmp_path: Path, bundled: bool) -> None:
    """One row for each source of each statement, and one for a statement that has none."""
    path = exported(cartels, tmp_path / "facts.db", *(() if bundled else ("--facts", str(attacked))))
    book = facts.load(None if bundled else str(attacked))
    rows = ask(path, "SELECT * FROM statements_with_sources")
    wanted = [
        (said.entry, said.statement["value"], said.statement["standing"], id, book.sources[id]["url"] if id else None)
        for said in tables.statements(book)
        for id in said.statement["sources"] or [None]
    ]
    assert [(row["entry_id"], row["value"], row["standing"], row["source_id"], row["url"]) for row in rows] == wanted
    assert all(row["name"] for row in rows)


@pytest.mark.parametrize("word", ["trevino", "TREVIÑO", "Juárez"])
def test_search_is_blind_to_case_and_accents(database: Path, book: Book, word: str) -> None:
    def bare(text: str) -> list[str]:
        letters = unicodedata.normalize("NFD", text.lower())
        return re.findall(r"\w+", "".join(letter for letter in letters if not unicodedata.combining(letter)))

    wanted = [
        number
        for number, said in enumerate(tables.statements(book), 1)
        if bare(word)[0] in bare(f"{said.statement['value']} {said.statement.get('note', '')}")
    ]
    found = ask(database, "SELECT rowid FROM statements_fts(?) ORDER BY rowid", word)
    assert wanted
    assert [row["rowid"] for row in found] == wanted


def test_twice_gives_the_same_bytes(cartels: Run, database: Path, tmp_path: Path) -> None:
    assert exported(cartels, tmp_path / "again.db").read_bytes() == database.read_bytes()


def test_datasette_serves_it_with_nothing_to_configure(database: Path) -> None:
    """Tables, views, names beside foreign keys, and its own search box over the statements."""

    def get(path: str) -> Any:
        done = subprocess.run([peer("datasette"), database, "--get", path], capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    found = get("/facts/statements.json?_search=trevino&_labels=on&_shape=objects")
    assert found["filtered_table_rows_count"] == len(ask(database, "SELECT rowid FROM statements_fts('trevino')"))
    assert {"value": "alfredo-rangel-buendia", "label": "Alfredo Rangel Buendía"} in [
        row["figure_id"] for row in found["rows"]
    ]
    assert len(get("/facts/figures_overview.json?_shape=array&_size=max")) == 40
