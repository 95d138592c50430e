"""Metadata for Datasette: what the database is and its words mean, links to the views, facets, labels for links."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Any

from cartels.export import atomic_file, sqlite, write
from cartels.export.tables import TABLES
from cartels.help import STANDINGS
from cartels.render.document import PRESUMPTION
from cartels.views.cards import about

if TYPE_CHECKING:
    from cartels.facts.load import FactFile

#: The views, with what each has a row for.
VIEWS = {
    "figures_overview": "People, one per row, with the first statement on each topic and its standing",
    "group_links": "Who is linked to which group, with the standing",
    "statements_with_sources": "Every statement with each of its sources and their links",
}
#: What readers filter by, with the number of rows of each value; a long list would push the rows off the screen.
FACETS = {
    "figures_overview": ["stage", "kind"],
    "group_links": ["standing"],
    "statements_with_sources": ["standing", "grade"],
    "statements": ["standing"],
    "sources": ["grade", "kind"],
}


def export(facts: FactFile, path: str, force: bool) -> None:
    """Write a database, and `metadata.json` beside it: both, or neither. Raises BadFile when that cannot be done."""
    database = os.path.splitext(os.path.basename(path))[0]
    text = json.dumps(metadata(facts, database), ensure_ascii=False, indent=2) + "\n"
    with atomic_file(os.path.join(os.path.dirname(path), "metadata.json"), force) as part:
        write(part, text.encode())
        sqlite.export(facts, path, force)


def metadata(facts: FactFile, database: str) -> dict[str, Any]:
    """Return the metadata as Datasette reads it."""
    info = about(facts)
    newest = info["newest_source"] or "not known"
    recent = f"Newest source on anybody handed over: {newest}. Facts checked: {info['checked']}."
    tables: dict[str, dict[str, Any]] = {name: {"description": _described(text)} for name, text in VIEWS.items()}
    for table in TABLES:
        columns = {column.name: column.about for column in table.columns}
        tables[table.name] = {"description": _described(table.about), "columns": columns}
        if "name" in columns:
            tables[table.name]["label_column"] = "name"
        if "id" not in columns:
            tables[table.name]["hidden"] = True  # a table that only links others
    tables["sources"]["label_column"] = "title"
    tables["statements"]["label_column"] = "topic"  # its value must not stand without its standing
    for name, facets in FACETS.items():
        tables[name]["facets"] = facets
    start = f"<p>{PRESUMPTION} {recent}</p>{_guide(database)}"
    return {
        "title": info["title"],
        "description_html": start,
        "license": "MIT",
        "license_url": "https://opensource.org/license/mit",
        "databases": {database: {"description_html": start, "tables": tables}},
    }


def _guide(database: str) -> str:
    """Return where to begin, which Datasette would list last, and what the standings mean, as HTML.

    The links are relative, and lead to the same pages from the first page and from that of the database.
    """
    path = re.sub("[^A-Za-z0-9_-]", lambda found: "".join(f"~{byte:02X}" for byte in found[0].encode()), database)
    views = "".join(f'<li><a href="{path}/{name}">{name}</a>: {text}</li>' for name, text in VIEWS.items())
    words = "".join(f"<li><strong>{word}</strong>: {meaning}</li>" for word, meaning in STANDINGS.items())
    return f"<p>Begin with</p><ul>{views}</ul><p>Each value has a standing: who says so.</p><ul>{words}</ul>"


def _described(text: str) -> str:
    """Return the description of a table with the line on charges: Datasette has a page for each."""
    return f"{text}. {PRESUMPTION}"
