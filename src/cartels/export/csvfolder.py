"""A folder of CSV files by RFC 4180, one for each table, with a `datapackage.json` that says what they hold.

The descriptor follows Frictionless: types, keys, licence, sources, and a checksum of each file.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from typing import TYPE_CHECKING, Any

from cartels.export import atomic_folder, write
from cartels.export.tables import TABLES
from cartels.facts.values import DATE

if TYPE_CHECKING:
    from cartels.export.tables import Column, Table
    from cartels.facts.load import FactFile

DESCRIPTOR = "datapackage.json"


def export(facts: FactFile, path: str) -> None:
    """Write the facts to a new folder. Raises BadFile, and leaves nothing behind, when that cannot be done."""
    with atomic_folder(path) as part:
        resources = []
        for table in TABLES:
            raw = _rows(table, facts).encode()
            write(os.path.join(part, f"{table.name}.csv"), raw)
            resources.append(_resource(table, raw))
        package = json.dumps(_package(facts, resources), ensure_ascii=False, indent=2) + "\n"
        write(os.path.join(part, DESCRIPTOR), package.encode())


def _rows(table: Table, facts: FactFile) -> str:
    """Return a table as CSV: a line of names, CRLF, quotes where they are needed, empty cells for unknown values."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(column.name for column in table.columns)
    for row in table.rows(facts):
        writer.writerow(str(cell).lower() if isinstance(cell, bool) else cell for cell in row)
    return file.getvalue()


def _package(facts: FactFile, resources: list[dict[str, Any]]) -> dict[str, Any]:
    about = facts.data["about"]
    return {
        "profile": "tabular-data-package",
        "name": "cartels",
        "title": about["title"],
        "description": "Charges are allegations until proven in court: read no statement without its standing.",
        "version": about["checked"],
        "licenses": [{"name": "MIT", "title": "MIT License", "path": "https://opensource.org/license/mit"}],
        "sources": [
            {"title": f"{source['publisher']}: {source['title']}", "path": source["url"]}
            for source in facts.sources.values()
        ],
        "resources": resources,
    }


def _resource(table: Table, raw: bytes) -> dict[str, Any]:
    schema = {
        "fields": [_field(column) for column in table.columns],
        "missingValues": [""],
        "primaryKey": list(table.key),
        "foreignKeys": [
            {"fields": [column.name], "reference": {"resource": column.refers, "fields": ["id"]}}
            for column in table.columns
            if column.refers
        ],
    }
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "description": table.about,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(raw),
        "hash": f"sha256:{hashlib.sha256(raw).hexdigest()}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": schema,
    }


def _field(column: Column) -> dict[str, Any]:
    kind = "string" if column.kind in ("text", "date") else column.kind
    constraints: dict[str, Any] = {} if column.empty else {"required": True}
    if column.words:
        constraints["enum"] = list(column.words)
    if column.kind == "date":  # Frictionless knows only whole days as dates
        constraints["pattern"] = DATE
    if column.name == "key":
        constraints["unique"] = True
    return {"name": column.name, "type": kind, "description": column.about, "constraints": constraints}
