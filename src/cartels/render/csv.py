"""CSV by RFC 4180, and tab-separated values without quoting: the rows of the JSON output, flattened.

Lists are joined by `; `. A source is given by its id; a person, a group or a designation by its name. The standing of a
value has a column of its own, `role_standing` behind `role`, so that no row states an accusation without it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

#: With these a spreadsheet takes a cell, or what stands behind a separator, for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: The fields whose standing is in a row's `basis`, and those that are lists of things with a standing each.
_BASED = ("role", "court", "judge", "city", "stage", "base", "status")
_LINKED = ("groups", "members", "others", "designations")


def write(
    kind: str, rows: Sequence[Mapping[str, Any]], fields: Sequence[str], headers: bool = True, excel: bool = False
) -> str:
    """Return rows as CSV. `excel` adds a byte-order mark and CRLF, and keeps cells from being formulas or dates."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n" if excel else "\n")
    for row in cells(kind, rows, fields, headers):
        writer.writerow([_for_spreadsheet(cell) for cell in row] if excel else row)
    return ("\ufeff" if excel else "") + file.getvalue()


def write_tabs(kind: str, rows: Sequence[Mapping[str, Any]], fields: Sequence[str], headers: bool = True) -> str:
    """Return rows as TSV. Cells hold no tabs or line ends here: `text.printable` has made them visible marks."""
    return "".join("\t".join(row) + "\n" for row in cells(kind, rows, fields, headers))


def cells(
    kind: str, rows: Iterable[Mapping[str, Any]], fields: Sequence[str], headers: bool = True
) -> Iterator[list[str]]:
    """Yield the names of the columns of a listing's fields, if `headers`, and the cells of each row."""
    columns = [column for field in fields for column in _columns(kind, field)]
    if headers:
        yield [name for name, _, _ in columns]
    for row in rows:
        yield [_standing(row, field) if standing else _flat(row, field) for _, field, standing in columns]


def _for_spreadsheet(cell: str) -> str:
    """Return a cell that Excel takes for text, where it would take it for a formula or `2018-06` for a day.

    Where lists are separated by semicolons (Spain, Argentina, Brazil), a formula may follow one.
    """
    if re.fullmatch(r"\d{4}-\d{2}", cell):
        return f"'{cell}"
    return ";".join(f"'{part}" if part.lstrip(" '\"").startswith(_FORMULA) else part for part in cell.split(";"))


def _columns(kind: str, field: str) -> Iterator[tuple[str, str, bool]]:
    """Yield the columns of a field: its name, the field, and whether it holds the field's standing.

    They depend on the kind of rows alone: a script finds the same ones whatever the rows are, and if there are none.
    """
    with_basis = kind in ("figures", "groups")
    if field in ("old", "new"):
        for part in ("value", "stage", "standing", "date", "sources"):
            yield f"{field}_{part}", f"{field}.{part}", False
        return
    if field == "sources" and not with_basis:
        yield field, field, False
        yield "source_titles", "sources.title", False
        yield "source_urls", "sources.url", False
        return
    if field == "basis" and with_basis:
        return
    yield field, field, False
    if with_basis and field in (*_BASED, *_LINKED):
        yield f"{field}_standing", field, True


def _standing(row: Mapping[str, Any], field: str) -> str:
    held = row[field] if field in _LINKED else [row["basis"][field]] if field in row["basis"] else []
    return "; ".join(f"{item['standing'] or ''}{', weak' * (item['grade'] == 'weak')}" for item in held)


def _flat(row: Mapping[str, Any], field: str) -> str:
    """Return a field of a JSON row as one cell."""
    field, _, part = field.partition(".")
    value = row.get(field)
    if part and value:
        value = [_part(item, part) for item in value] if isinstance(value, list) else value.get(part)
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "; ".join(f"{key} {item['standing']}" for key, item in value.items())
    if isinstance(value, list):
        return "; ".join(_name(item) for item in value)
    return str(value)


def _part(source: Mapping[str, Any], part: str) -> str:
    return f"{source['publisher']}: {source['title']}" if part == "title" else str(source[part])


def _name(item: Any) -> str:
    """Return an item of a list: a plain text, a source's id, the name of a reference, or a value."""
    if not isinstance(item, dict):
        return str(item)
    return str(item["id"] if "publisher" in item else item.get("name", item.get("value")))
