"""CSV by RFC 4180, and tab-separated values without quoting: the rows of the JSON output, flattened.

Lists are joined by `; `. A source is given by its id; a figure, a group or a designation by its name; links, roles and
designations are followed by their standing in brackets, so that no cell states an accusation as a fact.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cartels.render.document import standing_label, with_standing

#: With these a spreadsheet takes a cell for a formula.
_FORMULA = ("=", "+", "-", "@")


def write(rows: Sequence[Mapping[str, Any]], fields: Sequence[str], headers: bool = True, excel: bool = False) -> str:
    """Return rows as CSV. `excel` adds a byte-order mark, CRLF, and an apostrophe before cells that are formulas."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n" if excel else "\n")
    for cells in _cells(rows, fields, headers):
        writer.writerow([f"'{cell}" if excel and cell.startswith(_FORMULA) else cell for cell in cells])
    return ("\ufeff" if excel else "") + file.getvalue()


def write_tabs(rows: Sequence[Mapping[str, Any]], fields: Sequence[str], headers: bool = True) -> str:
    """Return rows as TSV. Cells hold no tabs or line ends here: `text.printable` has made them visible marks."""
    return "".join("\t".join(cells) + "\n" for cells in _cells(rows, fields, headers))


def _cells(rows: Sequence[Mapping[str, Any]], fields: Sequence[str], headers: bool) -> Iterator[Sequence[str]]:
    if headers:
        yield fields
    for row in rows:
        yield [flat(row, field) for field in fields]


def flat(row: Mapping[str, Any], field: str) -> str:
    """Return a field of a JSON row as one cell."""
    value = row.get(field)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if field == "role":
        return with_standing(str(value), _standing(row["basis"]["role"]))
    if isinstance(value, dict):
        return "; ".join(f"{key} {_standing(held)}" for key, held in value.items())
    if isinstance(value, list):
        return "; ".join(_label(item) for item in value)
    return str(value)


def _label(item: Any) -> str:
    """Return an item of a list: a plain text, a source, a reference, or something with a standing."""
    if not isinstance(item, dict):
        return str(item)
    if "publisher" in item:
        return str(item["id"])
    name = item.get("name", item.get("value", item.get("id")))
    return with_standing(str(name), _standing(item)) if item.get("standing") else str(name)


def _standing(held: Mapping[str, Any]) -> str:
    return standing_label(held["standing"], held["grade"])
