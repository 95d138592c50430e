"""Is a fact file sound? Its shape (the types of `model`, checked by msgspec) and the rules of evidence.

All faults are found at once, each with the entry and, where one can be had, the line. A file with faults in its shape
is not yet asked for evidence.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from typing import (
    TYPE_CHECKING,
    Any,
    Literal,
    NamedTuple,
    NotRequired,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

import msgspec

from cartels import model
from cartels.dates import wrong_date
from cartels.names import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: Topics and stages on which nothing can stand as convicted: a charge is no conviction.
NOT_CONVICTED = ("charged", "pleaded-not-guilty", "unknown")

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
URL = re.compile(r"https?://[^\s/\x00-\x20\x7f-\xa0]+(/[^\s\x00-\x20\x7f-\xa0]*)?")


class Fault(NamedTuple):
    """What is wrong in a fact file, and where: in words, and as a line number (0 where none can be had)."""

    where: str
    what: str
    lineno: int = 0

    def line(self, file: str) -> str:
        """The fault in one line."""
        return f"{file}{f':{self.lineno}' if self.lineno else ''}: {self.where}: {self.what}"


def faults(data: Any, text: str = "") -> list[Fault]:
    """Everything that is wrong with the parsed `data` of a fact file; `text`, the file itself, is only asked for line
    numbers.
    """
    places = _Places(text)
    found = list(_shape(data, model.Facts, (), "the file"))
    if not found:
        found = list(_evidence(data))
    return [Fault(where, what, places.line(path)) for path, where, what in found]


# What a fault is before it has a line: the path of keys and positions to it, where in words, and what
_Found = tuple[tuple[str | int, ...], str, str]


# The shape


def _shape(value: Any, hint: Any, path: tuple[str | int, ...], where: str) -> Iterator[_Found]:
    """The faults in the shape of a value that should be of the hinted type, down to its last key."""
    if (typed := get_origin(hint) or hint) and is_typeddict(typed):
        if isinstance(value, dict):
            yield from _table_shape(value, hint, path, where)
        else:
            yield path, where, f"should be a table, and is {_kind(value)}"
    elif get_origin(hint) is list and is_typeddict(get_origin(item := get_args(hint)[0]) or item):
        if not isinstance(value, list):
            yield path, where, f"should be a list of tables ([[{path[-1]}]]), and is {_kind(value)}"
            return
        for position, row in enumerate(value):
            yield from _shape(row, item, (*path, position), _name(row, path, position, where))
    else:
        yield from ((path, where, f"`{path[-1]}` {what}") for what in _plain_shape(value, hint))


def _table_shape(table: dict[str, Any], hint: Any, path: tuple[str | int, ...], where: str) -> Iterator[_Found]:
    """The faults in the keys of a table, and in what they hold."""
    typed = get_origin(hint) or hint
    keys = hints(hint)
    for key in table.keys() - keys.keys():
        near = nearest(keys, key, 1)
        known = f"did you mean `{near[0]}`?" if near else f"it may have {', '.join(keys)}"
        yield (*path, key), where, f"unknown key `{key}`: {known}"
    for key in sorted(typed.__required_keys__ - table.keys()):
        yield path, where, f"`{key}` is missing: add it"
    for key, value in table.items():
        if key in keys:
            yield from _shape(value, keys[key], (*path, key), where)


_known_hints: dict[Any, dict[str, Any]] = {}


def hints(hint: Any) -> dict[str, Any]:
    """The type of each key of a TypedDict; a generic one has its parameter put in."""
    if hint not in _known_hints:
        typed = get_origin(hint) or hint
        keys = get_type_hints(typed, include_extras=True)
        for key, inner in keys.items():
            if get_origin(inner) is NotRequired:
                keys[key] = inner = get_args(inner)[0]
            if inner is model.Topic:
                keys[key] = get_args(hint)[0]
        _known_hints[hint] = keys
    return _known_hints[hint]


def _plain_shape(value: Any, hint: Any) -> Iterator[str]:
    """What is wrong with a value that is no table: a word, a date, a list of ids."""
    if isinstance(value, datetime.date | datetime.time):
        yield f'is a bare TOML date: put it in quotes, as in "{value}"'
        return
    try:
        msgspec.convert(value, hint)
    except msgspec.ValidationError:
        words = get_args(hint) if get_origin(hint) is Literal else ()
        if words and isinstance(value, str):
            near = nearest(words, value, 1)
            hint = f"did you mean {near[0]!r}? It" if near else "it"
            yield f"cannot be {value!r}: {hint} is one of {', '.join(words)}"
        else:
            yield f"should be {_wanted(hint)}, and is {_kind(value)}"
        return
    marked, values = (get_args(hint)[0], value) if get_origin(hint) is list else (hint, [value])
    for mark in getattr(marked, "__metadata__", ()):
        for one in values:
            if what := _LOOKS[mark](one):
                yield what


def _id(value: str) -> str:
    return (
        ""
        if ID.fullmatch(value)
        else f"cannot be {value!r}: an id is small letters, digits and single hyphens, as in z-40"
    )


def _url(value: str) -> str:
    return (
        ""
        if URL.fullmatch(value)
        else f"cannot be {value!r}: a source is linked by an http or https address without spaces"
    )


def _text(value: str) -> str:
    return "" if value.strip() else "is empty: say what is known, or leave the key out"


_LOOKS = {"id": _id, "date": wrong_date, "url": _url, "text": _text}


def _wanted(hint: Any) -> str:
    """A type in the words of somebody who writes TOML."""
    if get_origin(hint) is list:
        return 'a list of texts in quotes, as in ["one", "two"]'
    return "true or false" if hint is bool else "a text in quotes"


def _kind(value: Any) -> str:
    """What a TOML value is, in words."""
    kinds = {bool: "true or false", int: "a number", float: "a number", str: "a text", list: "a list", dict: "a table"}
    return kinds.get(type(value), "something else")


def _name(row: Any, path: tuple[str | int, ...], position: int, where: str) -> str:
    """What to call a row of a list: `figure ned-byrd`, or `group cjng, statement 3 (base)`."""
    row = row if isinstance(row, dict) else {}
    if path[-1] == "statements":
        topic = row.get("topic")
        return f"{where}, statement {position + 1}" + (f" ({topic})" if isinstance(topic, str) else "")
    what = {"timeline": "timeline row"}.get(str(path[-1]), str(path[-1])[:-1])
    id = row.get("id")
    return f"{what} {id}" if isinstance(id, str) and id else f"{what} {position + 1}"


# The evidence


def _evidence(facts: model.Facts) -> Iterator[_Found]:
    """The faults in what a well-shaped file says of its sources and references."""
    yield from _ids(facts)
    cited: Counter[str] = Counter()
    for path, where, row in _citing(facts):
        cited.update(row["sources"])
        yield from _references(facts, path, where, row)
        if not row["sources"] and row.get("stage") != "unknown":
            yield (*path, "sources"), where, "has no source: name at least one"
        for id, times in Counter(row["sources"]).items():
            if times > 1:
                yield (*path, "sources"), where, f"cites the source {id!r} {times} times: once will do"
    for position, source in enumerate(facts["sources"]):
        if source["id"] not in cited:
            yield ("sources", position), f"source {source['id']}", "is cited nowhere: cite it, or take it out"
    for position, figure in enumerate(facts["figures"]):
        yield from _figure_rules(("figures", position), f"figure {figure['id']}", figure)
    for position, group in enumerate(facts["groups"]):
        for number, said in enumerate(group["statements"]):
            if "relation" in said and "group" not in said:
                named = f"group {group['id']}, statement {number + 1} ({said['topic']})"
                yield (
                    ("groups", position, "statements", number),
                    named,
                    "`relation` says what it is to a `group`: name it",
                )
    if not facts["events"]:
        yield ("events",), "the file", "has no event: the first [[events]] entry is what the file is about"


def _entries(facts: Mapping[str, Any]) -> Iterator[tuple[str, int, dict[str, Any]]]:
    for table in ("figures", "groups", "events"):
        for position, entry in enumerate(facts[table]):
            yield table, position, entry


def _citing(facts: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str, dict[str, Any]]]:
    """Everything that cites sources, with its path and its place in words."""
    for table, position, entry in _entries(facts):
        where = _name(entry, (table,), position, "")
        for number, said in enumerate(entry["statements"]):
            path = (table, position, "statements")
            yield (*path, number), _name(said, path, number, where), said
    for table in ("timeline", "notes"):
        for position, row in enumerate(facts.get(table, ())):
            yield (table, position), _name(row, (table,), position, ""), row


def _ids(facts: Mapping[str, Any]) -> Iterator[_Found]:
    """Ids that stand for two things. People, groups and events share one space of ids, as `show` takes any."""
    spaces = {"figures": "entry", "groups": "entry", "events": "entry", "courts": "court", "sources": "source"}
    taken: dict[tuple[str, str], str] = {}
    for table, space in spaces.items():
        for position, row in enumerate(facts[table]):
            key = (space, row["id"])
            if key in taken:
                where = f"{table[:-1]} {row['id']}"
                yield (table, position, "id"), where, f"the id {row['id']!r} is taken by {taken[key]}: give it another"
            else:
                taken[key] = f"{table[:-1]} {position + 1}"


_REFERENCES = {
    "sources": "sources",
    "group": "groups",
    "groups": "groups",
    "court": "courts",
    "figure": "figures",
    "figures": "figures",
    "event": "events",
    "events": "events",
}


def _references(
    facts: Mapping[str, Any],
    path: tuple[str | int, ...],
    where: str,
    row: dict[str, Any],
) -> Iterator[_Found]:
    """References of a row to what the file does not have."""
    for key, table in _REFERENCES.items():
        if key in row:
            known = _table_ids(facts, table)
            for id in row[key] if isinstance(row[key], list) else [row[key]]:
                if id not in known:
                    near = nearest(known, id, 1)
                    hint = f"did you mean {near[0]!r}?" if near else f"add it to [[{table}]]"
                    yield (*path, key), where, f"there is no {table[:-1]} {id!r}: {hint}"


def _figure_rules(path: tuple[str | int, ...], where: str, figure: model.Figure) -> Iterator[_Found]:
    """The rules about people: one stage for each who was handed over, and no standing above what it rests on."""
    staged = 0
    for number, said in enumerate(figure["statements"]):
        place = (*path, "statements", number)
        named = f"{where}, statement {number + 1} ({said['topic']})"
        staged += said["topic"] == "stage"
        if (said["topic"] == "stage") is not ("stage" in said):
            yield place, named, "the topic `stage` and the key `stage` go together: write both or neither"
        if ("figure" in said) is not ("relation" in said):
            yield place, named, "`figure` and `relation` go together: say what the one is to the other"
        if said["standing"] == "convicted":
            if said["topic"] == "charge":
                yield (
                    (*place, "standing"),
                    named,
                    "a charge is not a conviction: the standing is `charged`, `alleged` or lower",
                )
            if said.get("stage") in NOT_CONVICTED:
                yield (
                    (*place, "standing"),
                    named,
                    f"the stage {said['stage']!r} is not a conviction: it cannot stand as `convicted`",
                )
        if said["topic"] == "alias" and said["value"] not in figure.get("aliases", ()):
            yield place, named, f"{said['value']!r} is not among the `aliases`: add it there, so that it can be found"
    if figure["kind"] == "transferred" and staged != 1:
        yield path, where, f"has {staged} `stage` statements: one who was handed over has exactly one"
    if figure["kind"] != "transferred" and staged:
        yield path, where, "has a `stage` statement, and was not handed over: take it out"


# Lines


class _Places:
    """Line numbers for paths into the data. TOML parsers do not keep them, so the file's own headers and keys are
    counted.
    """

    _HEADER = re.compile(r"\s*\[\[\s*([A-Za-z_]+)(?:\s*\.\s*statements)?\s*\]\]\s*(?:#.*)?")

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: list[str] = []
        self._headers: dict[tuple[str | int, ...], int] = {}

    def line(self, path: tuple[str | int, ...]) -> int:
        """The line of the key, or else of the nearest table above it; 0 when the file does not show one."""
        if not self._lines and self._text:
            self._count()
        for cut in range(len(path), 0, -1):
            if path[:cut] in self._headers:
                start = self._headers[path[:cut]]
                return self._key(start, path[cut]) if cut < len(path) else start
        return 0

    def _count(self) -> None:
        """Find the header line of each row: `("figures", 3)`, and statement, `("figures", 3, "statements", 0)`."""
        self._lines = self._text.split("\n")
        rows: Counter[str] = Counter()
        said: Counter[tuple[str, int]] = Counter()
        quoted = ""
        for number, line in enumerate(self._lines, 1):
            if quoted:
                quoted = "" if quoted in line else quoted
                continue
            for mark in ('"""', "'''"):
                if line.count(mark) % 2:
                    quoted = mark
            header = self._HEADER.fullmatch(line)
            if header and "statements" in line:
                table, row = header[1], rows[header[1]] - 1
                self._headers[table, row, "statements", said[table, row]] = number
                said[table, row] += 1
            elif header:
                self._headers[header[1], rows[header[1]]] = number
                rows[header[1]] += 1
            elif line.strip() == "[about]":
                self._headers["about",] = number

    def _key(self, start: int, key: str | int) -> int:
        """The line of a key below a header, or else the header's own."""
        for number, line in enumerate(self._lines[start:], start + 1):
            if line.lstrip().startswith("["):
                break
            if re.match(rf"\s*[\"']?{re.escape(str(key))}[\"']?\s*=", line):
                return number
        return start


def _table_ids(facts: Mapping[str, Any], table: str) -> set[str]:
    return {row["id"] for row in facts[table]}
