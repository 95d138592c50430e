"""JSON: the data itself, exact."""

from __future__ import annotations

import json
from typing import Any

from cartels.text import is_control, is_printable

_EXACT = json.JSONEncoder(ensure_ascii=False)
_ASCII = json.JSONEncoder()


def write(data: list[Any] | dict[str, Any], ascii_only: bool = False) -> str:
    """Return a list as an array with one record per line, an object with one key per line and its lists likewise."""
    if isinstance(data, list):
        return _array(data, ascii_only, "") + "\n"
    lines = [f" {_one(key, ascii_only)}: {_inner(value, ascii_only)}" for key, value in data.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def write_lines(data: Any, ascii_only: bool = False) -> str:
    """Return each record on a line of its own, and nothing around them; an object is a single one."""
    return "".join(_one(record, ascii_only) + "\n" for record in ([data] if isinstance(data, dict) else data))


def write_indented(data: Any) -> str:
    """Return nested data for people to read, in ASCII."""
    return json.dumps(data, indent=2) + "\n"


def _inner(value: Any, ascii_only: bool) -> str:
    return (
        _array(value, ascii_only, " ")
        if isinstance(value, list) and value and isinstance(value[0], dict)
        else _one(value, ascii_only)
    )


def _array(rows: list[Any], ascii_only: bool, indent: str) -> str:
    if not rows:
        return "[]"
    return "[\n" + ",\n".join(f"{indent}{_one(row, ascii_only)}" for row in rows) + f"\n{indent}]"


def _one(value: Any, ascii_only: bool) -> str:
    """Return a value in one line. What could act on a terminal is escaped, which changes nothing for a JSON reader."""
    text = (_ASCII if ascii_only else _EXACT).encode(value)
    if ascii_only or is_printable(text):
        return text
    return text.translate({ord(char): json.dumps(char)[1:-1] for char in set(text) if is_control(char)})
