"""A SQLite database: the tables with their keys and comments, full-text search, and views for the common questions."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

from cartels.errors import BadFile
from cartels.export import atomic_file, write
from cartels.export.tables import TABLES

if TYPE_CHECKING:
    from cartels.export.tables import Column, Table
    from cartels.facts.load import FactFile

_TYPES = {"text": "TEXT", "date": "TEXT", "integer": "INTEGER", "boolean": "INTEGER"}

#: Further conditions on the rows of a table, that its columns do not say.
_CHECKS = {
    "names": ("(figure_id IS NULL) + (group_id IS NULL) = 1",),
    "statements": (
        "(figure_id IS NULL) + (group_id IS NULL) + (event_id IS NULL) = 2",
        "standing IS NOT NULL OR stage = 'unknown'",
    ),
}

#: What is searched or sorted by, besides foreign keys, which are all indexed.
_INDEXES = {"statements": ("topic", "standing", "date"), "timeline": ("date",), "sources": ("publisher", "grade")}

_SEARCH = """
CREATE VIRTUAL TABLE statements_fts USING fts5(
  value, note, -- SELECT * FROM statements WHERE id IN (SELECT rowid FROM statements_fts('trevino'))
  content="statements", content_rowid="id",
  tokenize="unicode61 remove_diacritics 2" -- ignoring case and accents
);
INSERT INTO statements_fts(statements_fts) VALUES ('rebuild');
"""


def _marked(statement: str) -> str:
    """Return the SQL for a statement's standing, with `, weak` behind it if only weak sources give it."""
    grades = f"""(
    SELECT max(sources.grade <> 'weak') FROM statement_sources AS cited JOIN sources ON sources.id = cited.source_id
    WHERE cited.statement_id = {statement}.id
  )"""
    return f"{statement}.standing || iif({grades} = 0, ', weak', '')"


_VIEWS = f"""
CREATE VIEW statements_with_sources AS -- each statement with each of its sources; one without any has no source_id
SELECT
  statement.id,
  iif(statement.figure_id IS NOT NULL, 'figure', iif(statement.group_id IS NOT NULL, 'group', 'event')) AS entity,
  coalesce(statement.figure_id, statement.group_id, statement.event_id) AS entry_id,
  coalesce(figures.name, groups.name, events.name) AS name,
  statement.topic, statement.value, statement.standing, statement.date, statement.locator, statement.note,
  sources.id AS source_id, sources.publisher, sources.title, sources.url, sources.published, sources.grade
FROM statements AS statement
LEFT JOIN figures ON figures.id = statement.figure_id
LEFT JOIN groups ON groups.id = statement.group_id
LEFT JOIN events ON events.id = statement.event_id
LEFT JOIN statement_sources AS cited ON cited.statement_id = statement.id
LEFT JOIN sources ON sources.id = cited.source_id
ORDER BY statement.id, cited.position;

CREATE VIEW group_links AS -- who is linked to which group: the first statement on each, and its standing
SELECT
  statement.id AS statement_id, statement.figure_id, figures.name AS figure, statement.ref_group_id AS group_id,
  -- a group without an entry of its own leads the value: `La Empresa: founder`
  coalesce(groups.name, substr(statement.value, 1, instr(statement.value || ': ', ': ') - 1)) AS "group",
  statement.value, {_marked("statement")} AS standing
FROM statements AS statement
JOIN figures ON figures.id = statement.figure_id
LEFT JOIN groups ON groups.id = statement.ref_group_id
WHERE statement.topic = 'group' AND statement.id IN (
  SELECT min(id) FROM statements WHERE topic = 'group' GROUP BY figure_id, coalesce(ref_group_id, value)
)
ORDER BY statement.id;

CREATE VIEW figures_overview AS -- each person in a row, with the first statement on each topic, and its standing
SELECT
  figures.id, figures.name, figures.kind,
  (SELECT events.id FROM statements JOIN events ON events.id = ref_event_id AND people IS NOT NULL
    WHERE statements.figure_id = figures.id AND topic = 'custody' ORDER BY statements.id LIMIT 1) AS handover,
  (SELECT group_concat(name, '; ') FROM (
    SELECT name FROM names WHERE names.figure_id = figures.id AND how = 'alias' ORDER BY names.id
  )) AS aliases,
  (SELECT group_concat("group" || ' (' || standing || ')', '; ') FROM (
    SELECT "group", standing FROM group_links WHERE group_links.figure_id = figures.id ORDER BY statement_id
  )) AS groups,
  role.value AS role, {_marked("role")} AS role_standing,
  courts.name AS court, {_marked("court")} AS court_standing,
  destination.city, {_marked("destination")} AS city_standing,
  stage.stage, stage.date AS stage_date, {_marked("stage")} AS stage_standing,
  (SELECT count(*) FROM statements WHERE statements.figure_id = figures.id) AS statements
FROM figures
LEFT JOIN statements AS role ON role.id = (
  SELECT id FROM statements WHERE statements.figure_id = figures.id AND topic IN ('office', 'role')
  ORDER BY topic, id LIMIT 1 -- an office before any other role
)
LEFT JOIN statements AS court ON court.id = (
  SELECT min(id) FROM statements
  WHERE statements.figure_id = figures.id AND topic = 'court' AND court_id IS NOT NULL
    AND other_case IS NULL -- the present US case
)
LEFT JOIN courts ON courts.id = court.court_id
LEFT JOIN statements AS destination ON destination.id = (
  SELECT min(id) FROM statements WHERE statements.figure_id = figures.id AND topic = 'destination' AND city IS NOT NULL
)
LEFT JOIN statements AS stage ON stage.id = (
  SELECT min(id) FROM statements WHERE statements.figure_id = figures.id AND topic = 'stage'
)
ORDER BY figures.rowid;
"""


def export(facts: FactFile, path: str, force: bool) -> None:
    """Write the facts to a new database. Raises BadFile, and leaves nothing behind, when that cannot be done."""
    with atomic_file(path, force) as part:
        write(part, b"")
        try:
            with contextlib.closing(sqlite3.connect(part)) as database:
                _fill(database, facts)
        except sqlite3.Error as error:
            raise BadFile(f"{path}: cannot be written: {error}: make room there, or choose another place") from None


def _fill(database: sqlite3.Connection, facts: FactFile) -> None:
    database.set_progress_handler(lambda: 0, 100_000)  # lets Python handle signals while a statement runs
    # Nothing reads along, and a broken file is thrown away: no journal is needed.
    database.execute("PRAGMA journal_mode = OFF")
    database.execute("PRAGMA foreign_keys = ON")
    database.execute("BEGIN")
    for table in TABLES:
        database.execute(_create(table))
        marks = ", ".join("?" * len(table.columns))
        database.executemany(f"INSERT INTO {table.name} VALUES ({marks})", table.rows(facts))
        # A primary key is an index already, by the column that leads it.
        foreign = [column.name for column in table.columns if column.refers and column.name != table.key[0]]
        for column in (*foreign, *_INDEXES.get(table.name, ())):
            database.execute(f"CREATE INDEX {table.name}_{column} ON {table.name} ({column})")
    database.commit()
    database.executescript(f"BEGIN; {_SEARCH} {_VIEWS} COMMIT;")


def _create(table: Table) -> str:
    """Return the SQL of a table, with a comment on it and on each column."""
    lines = [(_column(column), f" -- {column.about}") for column in table.columns]
    if table.key != ("id",):
        lines.append((f"PRIMARY KEY ({', '.join(table.key)})", ""))
    lines += [(f"CHECK ({check})", "") for check in _CHECKS.get(table.name, ())]
    commas = [","] * (len(lines) - 1) + [""]
    written = "".join(f"  {line}{comma}{comment}\n" for (line, comment), comma in zip(lines, commas, strict=True))
    return f"CREATE TABLE {table.name} ( -- {table.about}\n{written})"


def _column(column: Column) -> str:
    parts = [column.name, _TYPES[column.kind]]
    if column.name == "id":
        parts.append("PRIMARY KEY")
    if not column.empty:
        parts.append("NOT NULL")
    if column.name == "key":
        parts.append("UNIQUE")
    if column.refers:
        parts.append(f"REFERENCES {column.refers} (id)")
    if column.words:
        words = ", ".join(f"'{word}'" for word in column.words)
        parts.append(f"CHECK ({column.name} IN ({words}))")
    if column.kind == "boolean":
        parts.append(f"CHECK ({column.name} IN (0, 1))")
    return " ".join(parts)
