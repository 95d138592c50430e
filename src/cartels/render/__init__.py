"""Print rows and cards, one module for each way to print. Nothing here looks anything up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from cartels.errors import BadUsage
from cartels.harmless import harmless_data
from cartels.views import unknown_field

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cartels.render.layout import Document, Marks
    from cartels.terminal import Page

#: Payloads that are no listing of rows. The first two can be printed as one in csv and tsv: their statements.
CARDS = ("card", "cards")
OTHERS = (*CARDS, "source", "overview", "graph", "json-schema")
#: Formats that a page is laid out for, and those that `export` makes for other programs.
LAID_OUT = ("table", "tree")
CITATIONS = ("bibtex", "csl-json")
DRAWINGS = ("dot", "mermaid")
#: Nobody can see more ties in a picture, and no program draws them.
MOST_DRAWN = 50_000


class Labels(NamedTuple):
    """What a reader should see instead of ids, and the day up to which the facts are known to hold."""

    as_of: str
    courts: Mapping[str, str]  # "E.D.N.Y."
    groups: Mapping[str, str]


class Payload(NamedTuple):
    """What a command has to print. `kind` is the name of a listing, whose `data` are rows, or one of `OTHERS`.

    `fields` are all the fields that a row of the listing can have, in order. `marks` tells where in a text the words
    are that were searched for.
    """

    kind: str
    data: Any
    fields: Sequence[str]
    labels: Labels
    marks: Marks | None = None


class Choices(NamedTuple):
    """How the user wants it printed. `fields` is empty where none were chosen."""

    format: str
    fields: Sequence[str]
    headers: bool
    excel: bool


def settle(given: Mapping[str, Any], kind: str, every_field: Sequence[str]) -> Choices:
    """The user's choices from the shared options that were given. Raises BadUsage where one would do nothing, or is
    unknown.
    """
    format = given.get("format") or ("csv" if given.get("excel") else "tree" if kind == "graph" else "table")
    flags = given.get("flags", {})
    single = kind in OTHERS and kind != "graph"
    useless = {
        "excel": format != "csv",
        "no_headers": format in ("json", "jsonl", *CITATIONS),
        "width": format not in LAID_OUT,
        "color": format not in LAID_OUT and given.get("color") == "always",
        "fields": single or format in CITATIONS,
        "sort": single,
        "limit": single,
    }
    for name, flag in flags.items():
        if useless.get(name):
            raise BadUsage(f"{flag} does nothing for {'a single entry' if single else format}: leave it out")
    fields = [field.strip() for field in given["fields"].split(",")] if "fields" in given else []
    for field in fields:
        if field not in every_field:
            raise BadUsage(unknown_field("--fields", field, every_field))
    return Choices(format, fields, not given.get("no_headers"), bool(given.get("excel")))


def render(payload: Payload, choices: Choices, page: Page) -> str:
    """The text of a payload as the user wants it, for a page. Raises BadUsage where a format cannot hold it."""
    kind, data, every_field, labels, marks = payload
    format, fields, headers, excel = choices
    if kind == "json-schema":
        from cartels.render import json

        if format not in ("table", "plain", "json"):
            raise BadUsage(f"a schema is JSON: leave {format} out")
        return json.write_indented(data)
    if format in ("json", "jsonl"):
        from cartels.render import json

        chosen = [{field: row.get(field) for field in fields} for row in data] if fields else data
        return (json.write if format == "json" else json.write_lines)(chosen, page.ascii_only)
    if format in ("csv", "tsv"):
        from cartels.render import csv

        rows = harmless_data(_statements(kind, data, format) if kind in OTHERS else data)
        if format == "csv":
            return csv.write(rows, fields or every_field, headers, excel)
        return csv.write_tabs(rows, fields or every_field, headers)
    if format in CITATIONS:
        from cartels.export import citations

        return citations.write(data if isinstance(data, list) else [data], format, page.ascii_only)
    if format in DRAWINGS:
        from cartels.export import graph

        if len(data["edges"]) > MOST_DRAWN:
            raise BadUsage(f"{len(data['edges']):,} ties are too many to draw: use json, or choose some with --around")
        return graph.write(harmless_data(data), format, labels.as_of)
    document = harmless_data(_document(kind, data, labels, fields, marks))
    if format == "md":
        from cartels.render import markdown

        return markdown.write(document, headers)
    if format in LAID_OUT and page.laid_out:
        from cartels.render import table

        return table.write(document, page, headers)
    from cartels.render import plain

    # In a pipe each line of a listing is a row, so what stands below it goes to standard error: see `below`.
    return plain.write(document[:1] if kind not in OTHERS else document, headers)


def below(payload: Payload, choices: Choices, page: Page) -> str:
    """What stands below a listing that is printed as plain rows, or nothing."""
    plain = choices.format == "plain" or (choices.format == "table" and not page.laid_out)
    if not plain or payload.kind in OTHERS:
        return ""
    from cartels.render import layout

    return "\n".join(layout.beneath(payload.kind, payload.data))


def _document(kind: str, data: Any, labels: Labels, fields: Sequence[str], marks: Marks | None) -> Document:
    """What a person sees of a payload."""
    from cartels.render import layout

    if kind == "card":
        return layout.card(data, labels)
    if kind == "cards":
        return [block for card in data for block in layout.card(card, labels)]
    if kind == "source":
        return layout.source_card(data, labels)
    if kind == "overview":
        return layout.overview(data, labels)
    if kind == "graph":
        from cartels.render.outline import outline

        return outline(data, labels.as_of)
    return layout.listing(kind, data, labels, fields, marks)


def _statements(kind: str, data: Any, format: str) -> list[Mapping[str, Any]]:
    """The statements of cards as rows, each led by the entry it is about."""
    if kind not in CARDS:
        raise BadUsage(
            f"this has no single table for {format}: use json, or cartels figures, groups, timeline or sources"
        )
    cards = data if kind == "cards" else [data]
    return [{"id": card["id"], "name": card["name"], **said} for card in cards for said in card["statements"]]
