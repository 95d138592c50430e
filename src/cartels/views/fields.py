"""The listings, such as `cartels figures`: what a row is called, its fields and its columns; sorting and limiting."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any, NamedTuple

from cartels import names
from cartels.errors import BadUsage


class Column(NamedTuple):
    """A column of a table. Where a screen is too narrow, columns are left out from the highest `rank` down."""

    header: str
    width: int = 0  # in which it reads well; 0: as wide as what it holds
    rank: int = 0
    bar: bool = False  # holds numbers, beside which bars are drawn on a terminal
    marked: bool = False  # what was searched for is marked in it


class Listing(NamedTuple):
    """A kind of rows: what one row and several are called, the keys of a row in order, and the columns of its table.

    `about_people` says whether the rows speak of people, so that the presumption of innocence stands below them.
    """

    noun: str
    plural: str
    fields: tuple[str, ...]
    columns: tuple[Column, ...] = ()
    about_people: bool = True


#: Statements become rows where a format has no cards: csv and tsv.
STATEMENT_FIELDS = (
    "id", "name", "topic", "value", "group", "court", "figure", "relation", "event", "city", "stage", "date",
    "standing", "grade", "sources", "locator", "note",
)  # fmt: skip

LISTINGS = {
    "figures": Listing("person", "people", (
        "id", "name", "kind", "aliases", "groups", "role", "court", "city", "stage", "stage_date", "basis", "sources",
    ), (
        Column("name", 20), Column("kind", 11, 7), Column("aliases", 18, 6), Column("groups", 22, 1),
        Column("role", 30, 4), Column("court", 10, 3), Column("city", 12, 5), Column("stage", 18, 2),
        Column("sources", 7, 8),
    )),
    "groups": Listing("group", "groups", (
        "id", "name", "aliases", "base", "status", "designations", "members", "basis", "sources",
    ), (
        Column("name", 20), Column("aliases", 20, 5), Column("base", 24, 3), Column("status", 22, 1),
        Column("designations", 38, 4), Column("members", 7, 2), Column("sources", 7, 6),
    )),
    "events": Listing("event", "events", ("id", "name", "date", "statements"), (
        Column("id", 26), Column("date", 10), Column("name", 36), Column("statements", 10, 1),
    ), about_people=False),
    "timeline": Listing("timeline row", "timeline rows", (
        "date", "text", "standing", "grade", "figures", "groups", "event", "sources",
    ), (
        Column("date", 10), Column("standing", 10, 1), Column("text", 40), Column("figures", 24, 3),
        Column("groups", 24, 4), Column("event", 26, 5), Column("sources", 7, 2),
    )),
    "sources": Listing("source", "sources", (
        "id", "publisher", "title", "title_supplied", "url", "published", "language", "kind", "grade", "note", "cited",
    ), (
        Column("id", 26), Column("publisher", 20, 2), Column("title", 30, 1), Column("published", 10, 3),
        Column("kind", 9, 6), Column("grade", 11, 4), Column("cited", 5, 5), Column("url", 40, 7),
    ), about_people=False),
    "search": Listing("match", "matches", (
        "kind", "id", "name", "topic", "value", "group", "court", "note", "date", "standing", "grade", "sources",
    ), (
        Column("name", 18, marked=True), Column("topic", 11, 1, marked=True), Column("value", 44, marked=True),
        Column("date", 10, 2), Column("kind", 8, 4), Column("sources", 7, 3),
    )),
    "stats": Listing("count", "counts", ("table", "of", "value", "name", "count", "total"), (
        Column("name", 24), Column("count", 24, bar=True),
    )),
    "schema": Listing("schema", "schemas", ("name", "describes"), (
        Column("name"), Column("describes", 50),
    ), about_people=False),
}  # fmt: skip

#: The fields of which tables show the number: the whole is a list.
COUNTED = ("members", "sources")


def fields_of(kind: str) -> tuple[str, ...]:
    """Return the fields that the rows of a payload can have."""
    return LISTINGS[kind].fields if kind in LISTINGS else STATEMENT_FIELDS


def arrange(rows: Sequence[Any], fields: Sequence[str], sort: str | None, limit: int | None) -> list[Any]:
    """Return rows sorted by a field, by `-field` in reverse, and at most `limit` of them; missing values come last.

    Texts are sorted as Spanish readers expect: ignoring case and accents, with ñ after n. What tables show as a number
    is sorted by it. Raises BadUsage for a field that the rows do not have.
    """
    if sort is not None:
        field = sort.removeprefix("-")
        if field not in fields:
            raise BadUsage(unknown_field("--sort", field, fields))
        known = [row for row in rows if row.get(field) not in (None, "", [], {})]
        unknown = [row for row in rows if row.get(field) in (None, "", [], {})]
        key = len if field in COUNTED else sort_key
        rows = sorted(known, key=lambda row: key(row[field]), reverse=sort.startswith("-")) + unknown
    return list(rows if limit is None else rows[:limit])


def sort_key(value: Any) -> tuple[float, list[str]]:
    """Return a key that sorts numbers by size, texts by their folded words, and lists by the names of their items."""
    if isinstance(value, int):
        return value, []
    items = value if isinstance(value, list) else [value]
    texts = [str(item.get("name", item.get("value")) if isinstance(item, dict) else item) for item in items]
    return 0, [word for text in texts for word in names.fold_words(_spanish(text))]


def _spanish(text: str) -> str:
    """Return a text whose ñ is sorted after every other n: the stand-in is a letter behind z."""
    parts = unicodedata.normalize("NFD", text)
    return parts.replace("n\u0303", "nʒ").replace("N\u0303", "Nʒ") if "\u0303" in parts else text


def unknown_field(option: str, field: str, fields: Sequence[str]) -> str:
    """Return the message for a field that does not exist."""
    near = names.similar(fields, field, 1)
    hint = f"did you mean {near[0]}? " if near else ""
    return f"{option}: no field {field!r}: {hint}valid fields: {', '.join(fields)}"
