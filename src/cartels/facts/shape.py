"""Problems of shape: keys, types and values that the model does not know. msgspec checks against the model's types."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin, is_typeddict

import msgspec

from cartels.facts import model
from cartels.facts.problem import NOUNS, Problem, walk
from cartels.facts.values import PROBLEMS
from cartels.text import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cartels.facts.lines import Path

#: What TOML calls its types.
_TYPES: dict[Any, str] = {
    bool: "a boolean", int: "an integer", float: "a float", str: "a string", list: "an array", dict: "a table"
}  # fmt: skip

#: What to write for some keys and types.
_EXAMPLES: dict[Any, str] = {
    "date": '"2025-02-27"', "checked": '"2025-02-27"', "url": '"https://…"', "language": '"en"', bool: "true", int: "29"
}  # fmt: skip


def problems(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the keys and types in the parsed data of a fact file that the model does not know."""
    return _value(data, model.Facts, ())


def _value(value: Any, hint: Any, path: Path) -> Iterator[Problem]:
    """Yield the problems of a value that should be of the hinted type, down to its last key."""
    if _fits(value, hint):
        return
    row_hint = get_args(hint)[0] if get_origin(hint) is list else None
    header = ".".join(step for step in path if isinstance(step, str))
    if _is_table(hint) and isinstance(value, dict):
        yield from _table(value, hint, path)
    elif _is_table(hint):
        brackets = f"[[{header}]]" if isinstance(path[-1], int) else f"[{header}]"
        yield Problem(path, f"expected a table, got {_type(value)}", f"begin it with the header {brackets}")
    elif _is_table(row_hint) and isinstance(value, list):
        for position, row in enumerate(value):
            yield from _value(row, row_hint, (*path, position))
    elif _is_table(row_hint):
        message = f"`{path[-1]}`: expected an array of tables, got {_type(value)}"
        yield Problem(path, message, f"begin each entry with the header [[{header}]], in two brackets")
    else:
        yield _scalar(value, hint, path)


def _is_table(hint: Any) -> bool:
    return is_typeddict(get_origin(hint) or hint)


def _fits(value: Any, hint: Any) -> bool:
    """Return whether a value is of a type and its tables have no other keys: msgspec keeps only known ones."""
    try:
        return bool(msgspec.convert(value, hint) == value)
    except msgspec.ValidationError:
        return False


def _table(table: dict[str, Any], hint: Any, path: Path) -> Iterator[Problem]:
    """Yield the problems in the keys of a table, and in their values."""
    keys = model.hints(hint)
    for key, value in table.items():
        if key in keys:
            yield from _value(value, keys[key], (*path, key))
        else:
            yield _unknown_key(key, value, keys, path)
    for key in keys:
        if key in (get_origin(hint) or hint).__required_keys__ and key not in table:
            if path == ("about",) and key == "checked" and "as_of" in table:
                continue  # one problem, not two: see `_unknown_key`
            yield Problem((*path, key), f"`{key}` is missing", _how_to_add(key, keys[key], path))


def _unknown_key(key: str, value: Any, keys: Mapping[str, Any], path: Path) -> Problem:
    """Return the problem of an unknown key; one below a statement's header may belong to the entry above."""
    if path == ("about",) and key == "as_of":
        fix = "write `checked`, the day of the last look for news"
        return Problem((*path, key), "`as_of` is a key of version 0.1", fix)
    is_table = isinstance(value, dict) or (isinstance(value, list) and any(isinstance(row, dict) for row in value))
    message = f"unknown {'table' if is_table else 'key'} {quoted(key, '`')}"
    if "statements" in path and key in model.tables()[table := str(path[0])]:
        return Problem((*path, key), message, f"to set it on the {NOUNS[table]}, move it above [[{table}.statements]]")
    return Problem((*path, key), message, f"valid keys: {', '.join(keys)}", key, list(keys))


def _how_to_add(key: str, hint: Any, path: Path) -> str:
    """Return how to add a key that is missing."""
    if not path or key == "statements":
        header = f"{path[0]}.{key}" if path else key
        return f"add [{header}], with title and checked" if key == "about" else f"add a [[{header}]] entry"
    if get_origin(hint) is Literal:
        return f"add one of {', '.join(get_args(hint))}"
    return f"add {key} = {_example(key, hint)}"


def _example(key: Any, hint: Any) -> str:
    """Return a value that a key can have, as it is written in TOML."""
    if get_origin(hint) is list:
        return '["one", "two"]'
    return _EXAMPLES.get(key) or _EXAMPLES.get(hint, '"…"')


def _scalar(value: Any, hint: Any, path: Path) -> Problem:
    """Return the problem of a value that should be a string, one of some words, an array of strings, or a boolean."""
    key = path[-1]
    if isinstance(value, datetime.date | datetime.time):
        return Problem(path, f"`{key}` is a date or time without quotes", f'write {key} = "{str(value)[:10]}"')
    if get_origin(hint) is Literal and isinstance(value, str):
        words = get_args(hint)
        return Problem(path, f"`{key}` cannot be {quoted(value)}", f"use one of {', '.join(words)}", value, words)
    expected = "an array of strings" if get_origin(hint) is list else _TYPES.get(hint, "a string")
    return Problem(path, f"`{key}`: expected {expected}, got {_type(value)}", f"write {key} = {_example(key, hint)}")


def _type(value: Any) -> str:
    """Return the type of a TOML value, in TOML's words; of an array also what is in it that is not a string."""
    name = _TYPES.get(type(value), "a date or time")
    others = [item for item in value if not isinstance(item, str)] if isinstance(value, list) else []
    return f"{name} holding {_type(others[0])}" if others else name


def value_problems(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the ids, dates, URLs and texts of a file of valid keys and types that do not look like any."""
    marks = {kind: dict(_marks(keys)) for kind, keys in model.tables().items()}
    for path, kind, row in walk(data):
        marked = marks[kind]
        for key, value in row.items():
            if find_problem := marked.get(key):
                for text in value if isinstance(value, list) else (value,):
                    if message := find_problem(text):
                        yield Problem((*path, key), f"`{key}` {message}")


def _marks(keys: Mapping[str, Any]) -> Iterator[tuple[str, Callable[[str], str]]]:
    """Yield the keys of a table whose values the model marks, each with what finds a problem in them."""
    for key, hint in keys.items():
        item: Any = get_args(hint)[0] if get_origin(hint) is list else hint
        for mark in getattr(item, "__metadata__", ()):
            if mark != "id" or key == "id":  # another id is a reference, which either exists or does not
                yield key, PROBLEMS[mark]
