"""Read the facts back out of the tables of an export."""

from typing import Any

Rows = list[dict[str, Any]]
Tables = dict[str, Rows]

#: What the tables call what the fact file calls otherwise.
_KEYS = {"ref_figure_id": "figure", "ref_group_id": "group", "ref_event_id": "event", "court_id": "court"}


def facts_in(tables: Tables) -> Any:
    """Return the facts that the tables hold, in the shape of the fact file, ready to be compared."""
    facts: dict[str, Any] = {"about": tables["about"][0], "courts": tables["courts"], "sources": tables["sources"]}
    for table in ("events", "figures", "groups"):
        entry = f"{table[:-1]}_id"
        facts[table] = [
            {
                **row,
                "aliases": _names(tables, entry, row["id"], "alias"),
                "spellings": _names(tables, entry, row["id"], "spelling"),
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
        ]
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


def _names(tables: Tables, entry: str, id: str, how: str) -> list[str]:
    return [row["name"] for row in tables["names"] if (row.get(entry), row["how"]) == (id, how)]


def _linked(tables: Tables, link: str, id: int) -> list[str]:
    """Return what a table of links has for a statement, a timeline row or a note, in the order of its positions."""
    owner, position, to = tables[link][0]
    rows = sorted((row[position], row[to]) for row in tables[link] if row[owner] == id)
    assert [place for place, _ in rows] == list(range(1, len(rows) + 1))
    return [value for _, value in rows]
