"""What the tests of the exports share: facts full of attacks, and the way back from tables to facts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Rows = list[dict[str, Any]]

#: Each is data, and an attack on something that reads exports: spreadsheets, SQL, HTML, templates, terminals, parsers.
ATTACKS = (
    '=cmd|"/c calc"!A1',
    "+1+1",
    "-2+3",
    "@SUM(1)",
    '"]; DROP TABLE statements; --',
    "'); DROP TABLE sources;--",
    "--> {{7*7}} {% x %} {}",
    "one\nline\r\nand\tanother",
    "\x00\x1b[31m\x07\x7f\x9b",
    "\u202eevil\u2066\u200b",
    "<script>alert(1)</script>",
    '"',
    '""',
    ",",
    ";",
    "\\",
    "%s $HOME `id`",
    " padded ",
    "\ufeffmark",
    "NULL",
    "value: charged: note",
    "Trevin\u0303o 🜏",
)


def attacked() -> str:
    """A sound fact file, as TOML, whose every text is an attack."""
    said = "".join(
        f"""
[[figures.statements]]
topic = "charge"
value = {_toml(attack)}
date = "2024-10"
standing = "charged"
sources = ["one", "two"]
locator = {_toml(attack)}
note = {_toml(attack)}
city = {_toml(attack)}

[[figures.statements]]
topic = "group"
value = {_toml(attack)}
group = "crew"
standing = "alleged"
sources = ["one"]

[[figures.statements]]
topic = "relation"
value = {_toml(attack)}
figure = "other"
relation = {_toml(attack)}
standing = "alleged"
sources = ["two"]

[[figures.statements]]
topic = "court"
value = {_toml(attack)}
court = "court"
standing = "official"
sources = ["two"]

[[figures.statements]]
topic = "sanction"
value = {_toml(attack)}
standing = "official"
sources = ["two"]
"""
        for attack in ATTACKS
    )
    told = "".join(
        f"""
[[timeline]]
date = "2024"
text = {_toml(attack)}
figures = ["other", "him", "other"]
groups = ["crew"]
event = "it"
standing = "alleged"
sources = ["one"]

[[notes]]
topic = {_toml(attack)}
text = {_toml(attack)}
figures = ["him"]
groups = ["crew"]
events = ["it"]
sources = ["one"]
"""
        for attack in ATTACKS
    )
    spare = ATTACKS[4]
    return f"""
[about]
title = {_toml(spare)}
as_of = "2026-01-01"

[[figures]]
id = "him"
name = {_toml(spare)}
kind = "transferred"
aliases = [{", ".join(map(_toml, ATTACKS))}]
spellings = [{", ".join(map(_toml, ATTACKS))}]

[[figures.statements]]
topic = "stage"
value = {_toml(spare)}
stage = "unknown"
standing = "reported"
sources = []
{said}
[[figures]]
id = "other"
name = {_toml(ATTACKS[0])}
kind = "victim"
statements = []

[[groups]]
id = "crew"
name = {_toml(ATTACKS[7])}
statements = []

[[events]]
id = "it"
name = {_toml(ATTACKS[8])}
date = "0985"
statements = []

[[courts]]
id = "court"
name = {_toml(ATTACKS[9])}
short = {_toml(ATTACKS[10])}

[[sources]]
id = "one"
publisher = {_toml(ATTACKS[0])}
title = {_toml(spare)}
title_supplied = true
url = "https://example.org/\\"];DROP--'<script>"
language = {_toml(spare)}
kind = "news"
grade = "weak"
note = {_toml(ATTACKS[8])}

[[sources]]
id = "two"
publisher = {_toml(ATTACKS[7])}
title = {_toml(ATTACKS[8])}
url = "http://example.org"
published = "0985-01-02"
language = "es"
kind = "official"
grade = "official"
{told}"""


def _toml(text: str) -> str:
    """A text as TOML: the escapes of JSON, and one more."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def rebuilt(tables: Mapping[str, Rows]) -> dict[str, Any]:
    """The facts that tables hold, in the shape of the fact file: nothing of it may be missing, and nothing added."""
    entries: dict[str, Any] = {}
    for table, entry in (("events", "event_id"), ("figures", "figure_id"), ("groups", "group_id")):
        entries[table] = [
            {
                **_kept(row),
                "aliases": _names(tables, entry, row, "alias"),
                "spellings": _names(tables, entry, row, "spelling"),
                "statements": [_statement(tables, said) for said in tables["statements"] if said[entry] == row["id"]],
            }
            for row in tables[table]
        ]
    return {
        "about": tables["about"][0],
        **entries,
        "courts": tables["courts"],
        "timeline": [_told(tables, row, "timeline") for row in tables["timeline"]],
        "notes": [_told(tables, row, "note") for row in tables["notes"]],
        "sources": [_kept(row) for row in tables["sources"]],
    }


def comparable(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts less what means nothing: an empty list that is left out, a false, a name that is listed twice."""
    return _plain(facts)  # type: ignore[no-any-return]  # a dict for a dict


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items() if inner not in (False, [], None)}
    if isinstance(value, list):
        return (
            [_plain(inner) for inner in value]
            if any(isinstance(inner, dict) for inner in value)
            else list(dict.fromkeys(value))
        )
    return value


def _kept(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value is not None and key != "key"}


def _names(tables: Mapping[str, Rows], entry: str, row: Mapping[str, Any], how: str) -> list[str]:
    if entry == "event_id":
        return []
    return [name["name"] for name in tables["names"] if name[entry] == row["id"] and name["how"] == how]


def _listed(tables: Mapping[str, Rows], link: str, owner: str, id: int, to: str) -> list[str]:
    rows = sorted((row["position"], row[to]) for row in tables[link] if row[owner] == id)
    assert [position for position, _ in rows] == list(range(1, len(rows) + 1))
    return [value for _, value in rows]


def _statement(tables: Mapping[str, Rows], row: Mapping[str, Any]) -> dict[str, Any]:
    said = _kept(row)
    for key in ("id", "figure_id", "group_id", "event_id"):
        said.pop(key, None)
    renamed = {"ref_figure_id": "figure", "ref_group_id": "group", "ref_event_id": "event", "court_id": "court"}
    cited = _listed(tables, "statement_sources", "statement_id", row["id"], "source_id")
    return {**{renamed.get(key, key): value for key, value in said.items()}, "sources": cited}


def _told(tables: Mapping[str, Rows], row: Mapping[str, Any], name: str) -> dict[str, Any]:
    told = _kept(row)
    del told["id"]
    if "event_id" in told:
        told["event"] = told.pop("event_id")
    for listed, column in (
        ("figures", "figure_id"),
        ("groups", "group_id"),
        ("events", "event_id"),
        ("sources", "source_id"),
    ):
        if f"{name}_{listed}" in tables:
            told[listed] = _listed(tables, f"{name}_{listed}", f"{name}_id", row["id"], column)
    return told


def column_names(tables: Mapping[str, Sequence[str]]) -> list[str]:
    """Every column of some tables, as `table.column`."""
    return [f"{table}.{column}" for table, columns in tables.items() for column in columns]
