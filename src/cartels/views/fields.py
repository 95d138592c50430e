"""The listings, such as `cartels figures`: what a row is called, its fields and the columns of its table.

What stands in a column is made in `render/listings.py`. Sorting and limiting are here too.
"""

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
    from_width: int = 0  # of the screen from which on it is shown


class Listing(NamedTuple):
    """A kind of rows: what one row and several are called, the keys of a row in order, and the columns of its table.

    `about_people` says whether the rows speak of people, so that the presumption of innocence stands below them.
    """

    noun: str
    plural: str
    fields: tuple[str, ...]
    columns: tuple[Column, ...] = ()
    about_people: bool = True


LISTINGS = {
    "figures": Listing("person", "people", (
        "id", "name", "kind", "aliases", "event", "groups", "role", "court", "court_name", "judge", "city",
        "stage", "stage_date", "stage_note", "disputed", "in_doubt", "pending", "last_news", "basis",
        "sources",
    ), (
        Column("name"), Column("court", 13), Column("stage date", 10, from_width=100), Column("news", 7),
        Column("linked to"),
    )),
    "groups": Listing("group", "groups", (
        "id", "name", "short", "aliases", "base", "status", "designations", "members", "others", "last_news", "basis",
        "sources",
    ), (
        Column("name", 26), Column("members", 6), Column("designations", 26, 1),
        Column("last_news", 10, 2), Column("status", 40, 3),
    )),
    "events": Listing("event", "events", ("id", "name", "date", "people", "named", "last_news", "statements"), (
        Column("id", 26), Column("date", 10), Column("people", 6), Column("named", 5, 2), Column("name", 36),
        Column("statements", 10, 1),
    ), about_people=False),
    "timeline": Listing("timeline row", "timeline rows", (
        "date", "topic", "text", "case", "note", "standing", "grade", "figures", "groups", "event", "sources",
    ), (
        Column("date", 10), Column("standing", 10, 1), Column("what", 44), Column("figures", 24, 3),
        Column("groups", 24, 4),
    )),
    "statements": Listing("statement", "statements", (
        "id", "name", "topic", "value", "group", "short", "court", "judge", "figure", "relation", "event", "city",
        "stage", "case", "listed", "label", "date", "due", "standing", "grade", "sources", "locator", "note",
    ), (
        Column("name", 16), Column("date", 10), Column("standing", 10), Column("statement", 34),
    )),
    "sources": Listing("source", "sources", (
        "id", "publisher", "title", "title_supplied", "url", "copy", "published", "language", "kind", "grade", "note",
        "cited",
    ), (
        Column("publisher", 18), Column("title", 40), Column("published", 10), Column("grade", 11),
        Column("cited", 5, 1), Column("id", 24, 2), Column("url"),
    ), about_people=False),
    "search": Listing("match", "matches", (
        "kind", "id", "name", "topic", "value", "group", "court", "case", "note", "date", "standing", "grade",
        "sources",
    ), (
        Column("name", 18, marked=True), Column("statement", 48, marked=True), Column("date", 10, 2),
    )),
    "diff": Listing("difference", "differences", (
        "change", "id", "name", "topic", "fields", "moved", "old", "new",
    ), (
        Column("change", 7), Column("name", 20), Column("old", 23), Column("new", 23),
    )),
    "stats": Listing("count", "counts", ("table", "of", "value", "name", "count", "total"), (
        Column("name", 28), Column("count", 24, bar=True),
    )),
    "schema": Listing("schema", "schemas", ("name", "describes"), (
        Column("name"), Column("describes", 50),
    ), about_people=False),
}  # fmt: skip

#: The fields of which tables show the number: the whole is a list.
COUNTED = ("members", "others", "sources")


def fields_of(kind: str) -> tuple[str, ...]:
    """Return the fields that the rows of a payload can have."""
    return LISTINGS[kind if kind in LISTINGS else "statements"].fields


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
    if len(text) > 256:
        return text  # a name is shorter, and Unicode sorts accents that follow one another in quadratic time
    parts = unicodedata.normalize("NFD", text)
    return parts.replace("n\u0303", "nʒ").replace("N\u0303", "Nʒ") if "\u0303" in parts else text


def unknown_field(option: str, field: str, fields: Sequence[str]) -> str:
    """Return the message for a field that does not exist."""
    hint = names.did_you_mean(names.similar(fields, field, 1), "")
    return f"{option}: no field {field!r}: {hint}{' ' if hint else ''}valid fields: {', '.join(fields)}"
