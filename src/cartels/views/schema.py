"""JSON Schema (2020-12) of the fact file and of what each command prints as JSON, derived from their types.

A fact file may have no other keys than these, so its schema is closed. What commands print may gain keys within a major
version, so those schemas are open.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, is_typeddict

from cartels import names
from cartels.errors import NotFound
from cartels.facts import model, values, words
from cartels.views import contract

DIALECT = "https://json-schema.org/draft/2020-12/schema"

#: The schemas: of the fact file, and of the JSON of each command that prints some.
SCHEMAS: Mapping[str, tuple[Any, str]] = {
    "facts": (model.Facts, "A fact file, read from TOML."),
    "show": (
        contract.Overview | contract.Card | list[contract.Card],
        "One name: an object. Several: an array. None: the overview.",
    ),
    "figures": (list[contract.FigureRow], "The people."),
    "groups": (list[contract.GroupRow], "The groups."),
    "event": (contract.EventCard | list[contract.EventRow], "An event; with --list, the events."),
    "timeline": (list[contract.TimelineRow], "The timeline."),
    "sources": (
        list[contract.SourceRow] | contract.SourceCard,
        "The sources; with an ID, one source and what cites it.",
    ),
    "statements": (list[contract.StatementRow], "The statements, one per row."),
    "diff": (list[contract.DiffRow], "What changed between two fact files."),
    "search": (list[contract.SearchRow], "The matches, the best first."),
    "stats": (list[contract.CountRow], "The counts."),
    "graph": (contract.Graph, "Who is linked to whom."),
    "schema": (list[contract.SchemaRow], "The schemas."),
}

_MARKS: dict[str, dict[str, Any]] = {
    "id": {"pattern": f"^{values.ID}$"},
    "date": {"pattern": f"^{values.DATE}$"},
    "url": {"pattern": f"^{values.URL}$"},
    "text": {"pattern": r"\S", "maxLength": values.MAX_TEXT},
    "case": {"pattern": f"^({values.CASE})$"},
}
_PLAIN: dict[Any, str] = {str: "string", int: "integer", bool: "boolean", NoneType: "null"}


def rows() -> list[contract.SchemaRow]:
    """Return the names of the schemas, and what each describes."""
    return [{"name": name, "describes": describes} for name, (_, describes) in SCHEMAS.items()]


def json_schema(name: str) -> dict[str, Any]:
    """Return the schema of that name. Raises NotFound."""
    if name not in SCHEMAS:
        hint = names.did_you_mean(names.similar(SCHEMAS, name, 1), f"choose from {', '.join(SCHEMAS)}")
        raise NotFound(f"no schema named {name!r}: {hint}")
    hint, describes = SCHEMAS[name]
    tables: dict[str, Any] = {}
    shape = _shape(hint, tables, closed=name == "facts")
    return {"$schema": DIALECT, "title": f"cartels {name}", "description": describes, **shape, "$defs": tables}


def _shape(hint: Any, tables: dict[str, Any], closed: bool) -> dict[str, Any]:
    """Return the schema of a type. Those of tables are gathered in `tables`, and referred to."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return {**_shape(args[0], tables, closed), **_MARKS[args[1]]}
    if origin is Literal:
        return {"enum": list(args)}
    if origin is list:
        return {"type": "array", "items": _shape(args[0], tables, closed)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _shape(args[1], tables, closed)}
    if origin in (Union, UnionType):
        return {"anyOf": [_shape(arg, tables, closed) for arg in args]}
    if is_typeddict(origin or hint):
        return {"$ref": f"#/$defs/{_table(hint, tables, closed)}"}
    return {} if hint is Any else {"type": _PLAIN[hint]}


def _table(hint: Any, tables: dict[str, Any], closed: bool) -> str:
    """Return the name of a TypedDict's schema, which is added to the tables."""
    typed = get_origin(hint) or hint
    name = str(typed.__name__)
    if typed is not hint:  # statements differ in their topics
        [topic] = (word for word, literal in vars(words).items() if literal == get_args(hint)[0])
        name = topic.replace("Topic", name)
    if name not in tables:
        tables[name] = {}  # holds its place, should it refer to itself
        keys = model.hints(hint)
        tables[name] = {
            "description": " ".join((typed.__doc__ or "").split()),
            "type": "object",
            "properties": {key: _shape(inner, tables, closed) for key, inner in keys.items()},
            "required": [key for key in keys if key in typed.__required_keys__],
        }
        if closed:
            tables[name]["additionalProperties"] = False
    return name
