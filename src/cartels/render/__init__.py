"""Turn plain data into text, one module for each way to write. Nothing here looks anything up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from cartels.errors import BadUsage
from cartels.terminal import MAX_LINES
from cartels.text import printable_data
from cartels.views.fields import LISTINGS, fields_of, unknown_field

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cartels.render.document import Document, Labels, Marks
    from cartels.terminal import Screen

#: Payloads that can be printed as a listing in csv and tsv: their statements.
CARDS = ("card", "cards")
#: Formats that are laid out for a screen, and those that other programs read instead of rows.
SCREEN_FORMATS = ("table", "tree")
CITATION_FORMATS = ("bibtex", "csl-json")
#: Formats that people read, and that go through a pager on a terminal.
PAGED_FORMATS = (*SCREEN_FORMATS, "plain", "md")


class Payload(NamedTuple):
    """What a command has to print.

    `kind` is the name of a listing, whose `data` are rows, or `card`, `cards`, `source`, `overview`, `graph` or
    `json-schema`. `labels` is called where a person reads. `marks` returns where searched words are in a text.
    """

    kind: str
    data: Any
    labels: Callable[[], Labels]
    marks: Marks | None = None


class OutputOptions(NamedTuple):
    """How to print it. `fields` is empty where none were chosen; `sorted` rows are not grouped."""

    format: str
    fields: Sequence[str]
    headers: bool
    excel: bool
    sorted: bool


def resolve_options(given: Mapping[str, Any], kind: str) -> OutputOptions:
    """Return the output options from the shared options that were given.

    Raises BadUsage for an option that has no effect, or a field that does not exist.
    """
    flags = given.get("flags", {})
    default = "csv" if given.get("excel") else "tree" if kind == "graph" else "table"
    format = given.get("format", default)
    unused = _unused(format, kind, given)
    if "format" not in flags and (not _can_hold(format, kind) or flags.keys() & unused):
        format = default  # a default from the environment is not a demand
        unused = _unused(format, kind, given)
    if name := next((name for name in flags if name in unused), ""):
        raise BadUsage(f"{flags[name]} has no effect with {'a single entry' if _is_single(kind) else format}")
    fields = [field.strip() for field in given["fields"].split(",")] if "fields" in given else []
    valid = fields_of(kind)
    for field in fields:
        if field not in valid:
            raise BadUsage(unknown_field("--fields", field, valid))
    return OutputOptions(format, fields, not given.get("no_headers"), bool(given.get("excel")), "sort" in given)


def _unused(format: str, kind: str, given: Mapping[str, Any]) -> set[str]:
    """Return the options that have no effect with a format."""
    single = _is_single(kind)
    useless = {
        "excel": format != "csv",
        "no_headers": format in ("json", "jsonl", *CITATION_FORMATS),
        "width": format not in SCREEN_FORMATS,
        "color": format not in SCREEN_FORMATS and given.get("color") == "always",
        "fields": single or format in CITATION_FORMATS,
        "sort": single,
        "limit": single,
    }
    return {name for name, value in useless.items() if value}


def _is_single(kind: str) -> bool:
    """Return whether a payload is one entry, or several complete ones, and not rows that can be sorted."""
    return kind not in LISTINGS and kind != "graph"


def _can_hold(format: str, kind: str) -> bool:
    """Return whether a format can hold a payload of this kind."""
    if kind == "json-schema":
        return format in ("table", "plain", "json")
    return format not in ("csv", "tsv") or kind in LISTINGS or kind in CARDS


def render(payload: Payload, options: OutputOptions, screen: Screen) -> str:
    """Return the text of a payload. Raises BadUsage where the format cannot hold it."""
    if not _can_hold(options.format, payload.kind):
        if payload.kind == "json-schema":
            raise BadUsage(f"a schema cannot be printed as {options.format}: use json")
        hint = "use json, or cartels figures, groups, timeline or sources"
        raise BadUsage(f"this cannot be printed as {options.format}: {hint}")
    if payload.kind == "json-schema":
        from cartels.render import json

        return json.write_indented(payload.data)
    return _WRITERS[options.format](payload, options, screen)


def _json(payload: Payload, options: OutputOptions, screen: Screen) -> str:
    from cartels.render import json

    data = payload.data
    if options.fields:
        data = [{field: row.get(field) for field in options.fields} for row in data]
    write = json.write if options.format == "json" else json.write_lines
    return write(data, screen.ascii_only)


def _csv(payload: Payload, options: OutputOptions, _screen: Screen) -> str:
    from cartels.render import csv

    rows = payload.data
    if payload.kind in CARDS:
        cards = rows if payload.kind == "cards" else [rows]
        rows = [{"id": card["id"], "name": card["name"], **row} for card in cards for row in card["statements"]]
    fields = options.fields or fields_of(payload.kind)
    if options.format == "csv":
        return csv.write(payload.kind, printable_data(rows), fields, options.headers, options.excel)
    return csv.write_tabs(payload.kind, printable_data(rows), fields, options.headers)


def _markdown(payload: Payload, options: OutputOptions, _screen: Screen) -> str:
    from cartels.render import markdown

    return markdown.write(_document(payload, options), options.headers)


def _plain(payload: Payload, options: OutputOptions, _screen: Screen) -> str:
    from cartels.render import plain

    # In a pipe each line of a listing is a record: what stands below it in a table is left out.
    return plain.write(_document(payload, options), options.headers)


def _table(payload: Payload, options: OutputOptions, screen: Screen) -> str:
    if not screen.laid_out:
        return _plain(payload, options, screen)
    from cartels.render import table

    if isinstance(payload.data, list) and len(payload.data) > MAX_LINES:
        raise table.too_long(len(payload.data))
    return table.write(_document(payload, options, laid_out=True), screen, options.headers)


def _citations(payload: Payload, options: OutputOptions, screen: Screen) -> str:
    from cartels.render import citations

    rows = payload.data if isinstance(payload.data, list) else [payload.data]
    return citations.write(rows, options.format, screen.ascii_only)


def _diagram(payload: Payload, options: OutputOptions, _screen: Screen) -> str:
    from cartels.render import diagram

    return diagram.write(printable_data(payload.data), options.format, payload.labels().checked)


_WRITERS: dict[str, Callable[[Payload, OutputOptions, Screen], str]] = {
    **dict.fromkeys(("json", "jsonl"), _json),
    **dict.fromkeys(("csv", "tsv"), _csv),
    **dict.fromkeys(SCREEN_FORMATS, _table),
    **dict.fromkeys(CITATION_FORMATS, _citations),
    **dict.fromkeys(("dot", "mermaid"), _diagram),
    "md": _markdown,
    "plain": _plain,
}


def _document(payload: Payload, options: OutputOptions, *, laid_out: bool = False) -> Document:
    """Return what a person sees of a payload, with every text made printable; `laid_out` for a screen."""
    kind, data, labels = payload.kind, payload.data, payload.labels()
    if kind in LISTINGS:
        from cartels.render.listings import listing

        grouped = laid_out and not options.sorted and not options.fields
        document = listing(kind, data, labels, options.fields, payload.marks, laid_out=laid_out, grouped=grouped)
    elif kind == "graph":
        from cartels.render.tree import tree

        document = tree(data, labels.checked)
    else:
        from cartels.render import card

        if kind == "overview":
            document = card.overview(data)
        elif kind == "source":
            document = card.source_card(data, labels)
        else:
            cards = data if kind == "cards" else [data]
            document = [block for one in cards for block in card.card(one, labels)]
    return printable_data(document)
