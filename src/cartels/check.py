"""Is a fact file sound? Its shape (the types of `model`, checked by msgspec) and the rules of evidence.

All faults are found at once. What is wrong in its shape is told once, and is then left out of what the rules are asked
about. What a fault may have been meant as, and its line, is only sought for those that are told.
"""

from __future__ import annotations

import copy
import datetime
import re
from collections import Counter
from functools import cache
from itertools import chain, islice
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
from cartels.errors import quoted
from cartels.names import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from cartels.places import Path

#: A file with so many faults is no fact file, and no more are sought.
MOST = 10_000

#: Stages that are no conviction.
NOT_CONVICTED = ("charged", "pleaded-not-guilty", "unknown")

#: Among more ids than these, a slip is only sought in those that begin alike: else it would take seconds.
MANY = 2_000

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
URL = re.compile(r"https?://[^\s/\x00-\x20\x7f-\xa0]+(/[^\s\x00-\x20\x7f-\xa0]*)?")


class Fault(NamedTuple):
    """What is wrong in a fact file, at a path of keys and positions.

    Where a `word` may be a slip for one that is `known`, that one is suggested; else `otherwise` says what to do.
    """

    path: Path
    what: str
    otherwise: str = ""
    word: str = ""
    known: Collection[str] = ()


#: A table of a fact file: its path, the kind it is of (a key of `tables`) and itself.
Row = tuple["Path", str, dict[str, Any]]


def faults(data: Mapping[str, Any]) -> list[Fault]:
    """All that is wrong with the parsed data of a fact file, in the file's order."""
    shape = list(islice(_shape(data, model.Facts, ()), MOST))
    facts = _without(data, shape)
    spoilt = {path for fault in shape for path in (fault.path, fault.path[:-1])}
    rows = list(_rows(facts))
    rules = chain(
        _looks(rows),
        _ids(facts),
        _references(facts, rows, {fault.path[0] for fault in shape if len(fault.path) == 1}),
        () if any(map(_hides_citations, shape)) else _uncited(facts, rows),
        _standings(rows),
        _pairs(rows, spoilt),
        _aliases(facts, spoilt),
        _stages(facts),
    )
    found = [*shape, *islice(rules, MOST - len(shape))]
    order = {table: number for number, table in enumerate(data)}

    def place(fault: Fault) -> tuple[int, ...]:
        positions = (step for step in fault.path if isinstance(step, int))
        return order.get(str(fault.path[0]), -1), *positions

    return sorted(found, key=place)


def told(found: Sequence[Fault], data: Mapping[str, Any], text: str, file: str) -> list[str]:
    """Faults in one line each: the file and the line where one can be had, the entry, what is wrong, what to do."""
    from cartels.places import lines

    numbers = lines(text, data, [fault.path for fault in found])
    placed = sorted(zip(numbers, found, strict=True), key=lambda one: one[0])
    return [
        f"{file}{f':{number}' if number else ''}: {_where(data, fault.path)}: {_advised(fault)}"
        for number, fault in placed
    ]


def _advised(fault: Fault) -> str:
    """What is wrong, and what to do about it."""
    known = fault.known
    if len(known) > MANY:
        known = [word for word in known if word[:2] == fault.word[:2]][:MANY]
    near = nearest(known, fault.word, 1)
    return f"{fault.what}: {f'did you mean `{near[0]}`?' if near else fault.otherwise}"


def _where(data: Mapping[str, Any], path: Path) -> str:
    """The entry to which a path leads, in words: `figure ned-byrd, statement 3 (role)`."""
    if len(path) == 1:
        return "the file"
    if path[0] == "about":
        return "[about]"
    words = ""
    rows: Any = data
    for table, position in zip(path[::2], path[1::2], strict=False):
        if not isinstance(position, int):
            break
        row = rows = rows[table][position]
        known = row if isinstance(row, dict) else {}
        if table == "statements":
            words += f", statement {position + 1}" + (f" ({quoted(known['topic'], '')})" if "topic" in known else "")
        else:
            words = {"timeline": "timeline row"}.get(str(table), str(table)[:-1])
            id = known.get("id") or known.get("date") or known.get("topic")
            words += f" {quoted(id, '') if isinstance(id, str) else position + 1}"
    return words


# The shape


def _shape(value: Any, hint: Any, path: Path) -> Iterator[Fault]:
    """The faults in the shape of a value that should be of the hinted type, down to its last key."""
    if _fits(value, hint):
        return
    item = get_args(hint)[0] if get_origin(hint) is list else None
    header = ".".join(str(step) for step in path if isinstance(step, str))
    if is_typeddict(get_origin(hint) or hint):
        if isinstance(value, dict):
            yield from _table_shape(value, hint, path)
        elif isinstance(path[-1], int):
            yield Fault(path, f"should be a table, and is {_kind(value)}", f"begin it with the header [[{header}]]")
        else:
            what = f"`{header}` should be a single table, and is {_kind(value)}"
            yield Fault(path, what, f"begin it with the header [{header}]")
    elif not is_typeddict(get_origin(item) or item):
        yield _value_fault(value, hint, path)
    elif isinstance(value, list):
        for position, row in enumerate(value):
            yield from _shape(row, item, (*path, position))
    else:
        what = f"`{path[-1]}` should be a list of tables, and is {_kind(value)}"
        yield Fault(path, what, f"begin each of its entries with the header [[{header}]], in two brackets")


def _fits(value: Any, hint: Any) -> bool:
    """Whether a value is of a type, and its tables have no other keys: msgspec gives back only those that are known."""
    try:
        return bool(msgspec.convert(value, hint) == value)
    except msgspec.ValidationError:
        return False


def _table_shape(table: dict[str, Any], hint: Any, path: Path) -> Iterator[Fault]:
    """The faults in the keys of a table, and in what they hold."""
    keys = hints(hint)
    for key, value in table.items():
        if key in keys:
            yield from _shape(value, keys[key], (*path, key))
        else:
            yield _unknown_key(key, value, keys, path)
    for key in keys:
        if key in (get_origin(hint) or hint).__required_keys__ and key not in table:
            yield Fault((*path, key), f"`{key}` is missing", _adding(key, keys[key], path))


def _unknown_key(key: str, value: Any, keys: Mapping[str, Any], path: Path) -> Fault:
    """A key that there is not; one that stands below a statement's header may have been meant for the entry above."""
    has_tables = isinstance(value, dict) or (isinstance(value, list) and any(isinstance(row, dict) for row in value))
    what = f"unknown {'table' if has_tables else 'key'} {quoted(key, '`')}"
    above = hints(get_args(hints(model.Facts)[str(path[0])])[0]) if "statements" in path else {}
    if key in above:
        entry = str(path[0])
        return Fault((*path, key), what, f"if it is the {entry[:-1]}'s, move it above the first [[{entry}.statements]]")
    return Fault((*path, key), what, f"there are {', '.join(keys)}", key, list(keys))


def _adding(key: str, hint: Any, path: Path) -> str:
    """How to add a key that is missing."""
    if not path:
        return (
            f"add [{key}] on top, with its title and as_of"
            if key == "about"
            else f"add a [[{key}]] entry, or {key} = [] on top if there are none"
        )
    if key == "statements":
        return f"add one, below a header [[{path[0]}.statements]]"
    if words := get_args(hint) if get_origin(hint) is Literal else ():
        return f"add one of {', '.join(words)}"
    example = '["…"]' if get_origin(hint) is list else '"…"'
    return f"add {key} = {_EXAMPLES.get(key, example)}"


_EXAMPLES = {"date": '"2025-02-27"', "as_of": '"2025-02-27"', "url": '"https://…"', "language": '"en" or the like'}

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


def _value_fault(value: Any, hint: Any, path: Path) -> Fault:
    """What is wrong with a value that should be a text, a word of a closed list, a list of texts, or true or false."""
    key = path[-1]
    if isinstance(value, datetime.date | datetime.time):
        return Fault(path, f"`{key}` is a date or time without quotes", f'write {key} = "{str(value)[:10]}"')
    if get_origin(hint) is Literal and isinstance(value, str):
        words = get_args(hint)
        return Fault(path, f"`{key}` cannot be {quoted(value)}", f"it is one of {', '.join(words)}", value, words)
    if get_origin(hint) is list:
        wanted, example = "a list of texts", '["one", "two"]'
    else:
        wanted, example = ("true or false", "true") if hint is bool else ("a text", '"…", in quotes')
    return Fault(path, f"`{key}` should be {wanted}, and is {_kind(value)}", f"write {key} = {example}")


def _kind(value: Any) -> str:
    """What a TOML value is, in words."""
    others = [one for one in value if not isinstance(one, str)] if isinstance(value, list) else []
    return f"a list with {_simple_kind(others[0])} in it" if others else _simple_kind(value)


def _simple_kind(value: Any) -> str:
    kinds = {bool: "true or false", int: "a number", float: "a number", str: "a text", list: "a list", dict: "a table"}
    return kinds.get(type(value), "a date")


def _without(data: Mapping[str, Any], found: Sequence[Fault]) -> dict[str, Any]:
    """The data without what is wrong in it. What is copied is only what leads there."""
    copies: dict[Path, Any] = {(): dict(data)}
    for path in (fault.path for fault in found):
        for cut in range(1, len(path)):
            above, step = copies[path[: cut - 1]], path[cut - 1]
            if path[:cut] not in copies:
                copies[path[:cut]] = above[step] = copy.copy(above[step])
        if isinstance(path[-1], int):
            copies[path[:-1]][path[-1]] = {}  # the rows after it keep their positions
        else:
            copies[path[:-1]].pop(path[-1], None)
    return copies[()]  # type: ignore[no-any-return]  # the copy of `data`


# What the values of a file of sound shape look like


def _rows(facts: Mapping[str, Any]) -> Iterator[Row]:
    """Every table of a file. A statement comes after the entry it is about."""
    if "about" in facts:
        yield ("about",), "about", facts["about"]
    for table in (kind for kind in tables() if kind != "about" and "." not in kind):
        for position, row in enumerate(facts.get(table, ())):
            yield (table, position), table, row
            for number, said in enumerate(row.get("statements", ())):
                yield (table, position, "statements", number), f"{table}.statements", said


@cache
def tables() -> dict[str, dict[str, Any]]:
    """The tables that a file is made of, `figures` and `figures.statements` among them, with the type of each key."""
    kinds: dict[str, dict[str, Any]] = {}
    for table, rows in hints(model.Facts).items():
        entry = hints(get_args(rows)[0]) if get_origin(rows) is list else hints(rows)
        kinds[table] = entry
        if "statements" in entry:
            kinds[f"{table}.statements"] = hints(get_args(entry["statements"])[0])
    return kinds


def _looks(rows: Iterable[Row]) -> Iterator[Fault]:
    """Ids, dates, addresses and texts that are none."""
    marked = {kind: list(_marked(keys)) for kind, keys in tables().items()}
    for path, kind, row in rows:
        for key, wrong in marked[kind]:
            if key in row:
                for one in _listed(row[key]):
                    if what := wrong(one):
                        yield Fault((*path, key), *f"`{key}` {what}".split(": ", 1))


def _marked(keys: Mapping[str, Any]) -> Iterator[tuple[str, Callable[[str], str]]]:
    """The keys of a table whose texts have to look like something, and what says whether they do."""
    for key, inner in keys.items():
        one: Any = get_args(inner)[0] if get_origin(inner) is list else inner
        for mark in getattr(one, "__metadata__", ()):
            if mark != "id" or key == "id":  # another id is a reference: it is there, or not
                yield key, _LOOKS[mark]


def _wrong_id(value: str) -> str:
    if ID.fullmatch(value):
        return ""
    return f"cannot be {quoted(value)}: an id is small letters, digits and single hyphens, as in z-40"


def _wrong_url(value: str) -> str:
    if URL.fullmatch(value):
        return ""
    return f"cannot be {quoted(value)}: write the page's whole address, with http:// or https:// and without spaces"


def _wrong_text(value: str) -> str:
    return "is empty: say what is known, or leave it out" if not value or value.isspace() else ""


_LOOKS: dict[str, Callable[[str], str]] = {"id": _wrong_id, "date": wrong_date, "url": _wrong_url, "text": _wrong_text}


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else (value,)


# The rules of evidence


def _ids(facts: Mapping[str, Any]) -> Iterator[Fault]:
    """Ids that stand for two things. People, groups and events share one space of ids, as `show` takes any."""
    spaces = {"figures": "entry", "groups": "entry", "events": "entry", "courts": "court", "sources": "source"}
    taken: dict[tuple[str, str], str] = {}
    for table, space in spaces.items():
        for position, row in enumerate(facts.get(table, ())):
            if "id" in row:
                first = taken.setdefault((space, row["id"]), f"{table} {position}")
                if first != f"{table} {position}":
                    what = f"the id {quoted(row['id'])} is taken by another of the {first.split()[0]}"
                    yield Fault((table, position, "id"), what, "give one of them another id, or join the two")
    if facts.get("events") == []:
        yield Fault(("events",), "there is no event", "add one: the first [[events]] entry is what the file is about")


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


def _citing(rows: Iterable[Row]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """What cites sources: statements, timeline rows and notes."""
    citing = {kind for kind, keys in tables().items() if "sources" in keys}
    return ((path, row) for path, kind, row in rows if kind in citing)


def _references(facts: Mapping[str, Any], rows: Iterable[Row], unread: set[Any]) -> Iterator[Fault]:
    """References to what the file does not have, except to tables that could not be read, and what has no source."""
    known = {table: {row["id"]: None for row in facts.get(table, ()) if "id" in row} for table in _REFERENCES.values()}
    for path, row in _citing(rows):
        sources = row.get("sources")
        if sources == [] and row.get("stage") != "unknown":
            yield Fault((*path, "sources"), "has no source", "name at least one, by its id in [[sources]]")
        if sources and len(set(sources)) < len(sources):
            [(twice, _)] = Counter(sources).most_common(1)
            yield Fault((*path, "sources"), f"cites the source {quoted(twice)} more than once", "once is enough")
        for key in row.keys() & _REFERENCES.keys():
            table = _REFERENCES[key]
            for id in _listed(row[key]):
                if id not in known[table] and table not in unread:
                    what = f"there is no {table[:-1]} {quoted(id)}"
                    yield Fault((*path, key), what, f"correct the id, or add it to [[{table}]]", id, known[table])


def _uncited(facts: Mapping[str, Any], rows: Iterable[Row]) -> Iterator[Fault]:
    """Sources that nothing rests on."""
    cited = {id for _, row in _citing(rows) for id in row.get("sources", ())}
    for position, row in enumerate(facts.get("sources", ())):
        if "id" in row and row["id"] not in cited:
            yield Fault(("sources", position), "is cited nowhere", "cite it where it says something, or take it out")


def _hides_citations(fault: Fault) -> bool:
    """Whether citations may have been left out with what is wrong in its shape, so that none can be missed."""
    return len(fault.path) == 1 or isinstance(fault.path[-1], int) or fault.path[-1] in ("sources", "statements")


def _said(rows: Iterable[Row]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The statements."""
    return ((path, said) for path, kind, said in rows if kind.endswith(".statements"))


def _standings(rows: Iterable[Row]) -> Iterator[Fault]:
    """Standings that say more than what they stand on: before a court has convicted, nothing stands as convicted."""
    for path, said in _said(rows):
        if said.get("standing") != "convicted":
            continue
        if said.get("topic") == "charge":
            advice = 'write standing = "charged" or "alleged"; a conviction is a statement on the topic conviction'
            yield Fault((*path, "standing"), "a charge is no conviction", advice)
        elif said.get("stage") in NOT_CONVICTED:
            what = f"the stage {said['stage']} is no conviction, and cannot stand as convicted"
            yield Fault((*path, "standing"), what, "write the standing that the source gives")


def _pairs(rows: Iterable[Row], spoilt: set[Path]) -> Iterator[Fault]:
    """What goes together in a statement, unless it is `spoilt`: of wrong shape, so that a part may have been lost."""
    for path, said in _said(rows):
        if path in spoilt:
            continue
        if said["topic"] == "stage" and "stage" not in said:
            yield Fault(path, "says no stage", 'add the key, as in stage = "charged"')
        if said["topic"] != "stage" and "stage" in said:
            yield Fault((*path, "stage"), "`stage` belongs to the topic stage", "change the topic, or take it out")
        if path[0] == "groups" and "relation" in said and "group" not in said:
            yield Fault((*path, "relation"), "`relation` says what it is to a `group`", "name the group")
        elif path[0] != "groups" and ("figure" in said) is not ("relation" in said):
            yield Fault(path, "`figure` and `relation` go together", 'write both, as in relation = "brother"')


def _aliases(facts: Mapping[str, Any], spoilt: set[Path]) -> Iterator[Fault]:
    """Aliases that are told of, and by which nobody could be found, except in entries that are `spoilt`."""
    for table in ("figures", "groups"):
        for position, entry in enumerate(facts.get(table, ())):
            listed = set(entry.get("aliases", ()))
            for number, said in enumerate(entry.get("statements", ())):
                if said.get("topic") != "alias" or "value" not in said or (table, position) in spoilt:
                    continue
                if said["value"] not in listed:
                    what = f"the alias {quoted(said['value'])} is not among the `aliases` of the {table[:-1]}"
                    advice = "add it there too, so that it can be found by it"
                    yield Fault((table, position, "statements", number, "value"), what, advice)


def _stages(facts: Mapping[str, Any]) -> Iterator[Fault]:
    """One who was handed over has one stage, and nobody else has any."""
    for position, figure in enumerate(facts.get("figures", ())):
        topics = [said.get("topic") for said in figure.get("statements", ())]
        stages = [number for number, topic in enumerate(topics) if topic == "stage"]
        kind = figure.get("kind", "transferred")
        if kind != "transferred":
            for number in stages:
                what = f"a stage is only for who was handed over, and the figure is a {kind}"
                yield Fault(("figures", position, "statements", number), what, "take the statement out")
        elif len(stages) > 1:
            what = f"one of {len(stages)} stages of the figure, of which only one can be true"
            yield Fault(("figures", position, "statements", stages[1]), what, "keep the latest that a source gives")
        elif not stages and "statements" in figure and "kind" in figure and None not in topics:
            advice = 'add a statement with topic = "stage"; stage = "unknown" needs no source'
            yield Fault(("figures", position), "has no stage, and was handed over", advice)
