"""Read the facts back out of the tables of an export."""

import json
from pathlib import Path
from typing import Any

import hostile
from conftest import printed

Rows = list[dict[str, Any]]
Tables = dict[str, Rows]

#: What the tables call what the fact file calls otherwise.
_KEYS = {"ref_figure_id": "figure", "ref_group_id": "group", "ref_event_id": "event", "court_id": "court",
         "other_case": "case"}  # fmt: skip


def export(format: str, path: Path, *args: str, stdin: str = "") -> Path:
    """Export facts to a new path, and return it."""
    printed("export", format, str(path), *args, stdin=stdin)
    return path


def export_hostile(format: str, where: Path) -> Path:
    """Export the hostile facts to a new path in a folder, and return it."""
    return export(format, where / f"facts.{format}", "--facts", hostile.write(where))


#: A name on which paths, URLs and quoted texts break.
ODD_NAME = """J. R. "El/Uno" O'Hara \\ S.A. de C.V. ../../x.y"""


def with_long_ids(facts_text: str) -> str:
    """Return the invented facts with ids of 200 characters, and a person, a group and a source with an odd name."""
    for id in ("miguel-prueba", "cartel-rojo", "handover-2025-02-10", "nyed", "ministry-2025-02-10"):
        assert f'"{id}"' in facts_text
        facts_text = facts_text.replace(f'"{id}"', f'"{long_id(id)}"')
    for name in ("Miguel Prueba Muñoz", "Cártel Rojo", "Traslado de cinco personas", "Handover of 5 prisoners"):
        assert facts_text.count(f'"{name}"') == 1
        facts_text = facts_text.replace(f'"{name}"', json.dumps(f"{name} {ODD_NAME}"))
    return facts_text


def long_id(id: str) -> str:
    """Return an id of 200 characters."""
    return f"{id}-{'x' * (199 - len(id))}"


def facts_in(tables: Tables) -> Any:
    """Return the facts that the tables hold, in the shape of the fact file, ready to be compared."""
    about = {column: cell for column, cell in tables["about"][0].items() if column != "newest_source"}  # computed
    courts = [{**row, "seat": _linked(tables, "court_seats", row["id"])} for row in tables["courts"]]
    facts: dict[str, Any] = {"about": about, "courts": courts, "sources": tables["sources"]}
    for table in ("events", "figures", "groups"):
        entry = f"{table[:-1]}_id"
        facts[table] = [
            {
                **row,
                "aliases": [name["name"] for name in tables["names"] if (name.get(entry), name["how"]) == (row["id"], "alias")],
                "spellings": [name["name"] for name in tables["names"] if (name.get(entry), name["how"]) == (row["id"], "spelling")],
                "statements": [
                    {
                        **{_KEYS.get(column, column): cell for column, cell in statement.items()},
                        **dict.fromkeys(("id", "key", "figure_id", "group_id", "event_id")),
                        "sources": _linked(tables, "statement_sources", statement["id"]),
                    }
                    for statement in tables["statements"]
                    if statement[entry] == row["id"]
                ],
            }
            for row in tables[table]
        ]  # fmt: skip
    for table, one in (("timeline", "timeline_"), ("notes", "note_")):
        links = [name for name in tables if name.startswith(one)]
        facts[table] = [
            {
                **{"event" if column == "event_id" else column: cell for column, cell in row.items()},
                **dict.fromkeys(("id", "key")),
                **{name.removeprefix(one): _linked(tables, name, row["id"]) for name in links},
            }
            for row in tables[table]
        ]
    return comparable(facts)


def comparable(facts: Any) -> Any:
    """Return facts without what means nothing: empty lists, false, and what is listed twice."""
    if isinstance(facts, dict):
        return {key: comparable(value) for key, value in facts.items() if value not in (None, False, [])}
    if isinstance(facts, list):
        return [comparable(row) for row in facts] if isinstance(facts[0], dict) else list(dict.fromkeys(facts))
    return facts


def _linked(tables: Tables, link: str, id: int | str) -> list[str]:
    """Return what a table of lists has for a statement, a court, a timeline row or a note, in the order of its positions."""
    owner, position, to = tables[link][0]
    rows = sorted((row[position], row[to]) for row in tables[link] if row[owner] == id)
    assert [place for place, _ in rows] == list(range(1, len(rows) + 1))
    return [value for _, value in rows]
