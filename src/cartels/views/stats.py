"""Counts over a fact file: how many there are of what, and how much is unknown."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, get_args

from cartels.facts import words
from cartels.facts.load import FactFile, entries
from cartels.views.fields import sort_key
from cartels.views.listings import figures

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from cartels.views import contract

#: What one would want to know of everybody who was handed over: topics, and the city of the destination.
_EXPECTED = ("group", "charge", "court", "city", "stage", "birth", "nationality")


def counts(facts: FactFile, by: Collection[str] = ()) -> list[contract.CountRow]:
    """Return the counts, table by table, the largest first; closed lists of words keep the model's order.

    With `by`, only these tables.
    """
    people = figures(facts)
    groups = {id: group["name"] for id, group in facts.groups.items()}
    courts = {id: court["short"] for id, court in facts.courts.items()}
    linked: list[str | None] = []
    for row in people:
        linked += dict.fromkeys(link["id"] or link["name"] for link in row["groups"]) or [None]
    standings = [row["standing"] for _, entry in entries(facts) for row in entry["statements"] if "standing" in row]
    grades = [source["grade"] for source in facts.sources.values()]
    tables = [
        *_handovers(facts, people),
        *_table("group", len(people), linked, groups),
        *_table("court", len(people), (row["court"] for row in people), courts),
        *_table("city", len(people), (row["city"] for row in people), {}),
        *_closed_table("stage", "people", [row["stage"] for row in people], words.Stage),
        *_table("unknown", len(people), _unknown(facts, people), {}),
        *_closed_table("standing", "statements", standings, words.Standing),
        *_closed_table("grade", "sources", grades, words.Grade),
    ]
    return [row for row in tables if not by or row["table"] in by]


def _handovers(facts: FactFile, people: Sequence[contract.FigureRow]) -> Iterator[contract.CountRow]:
    named = Counter(row["event"] for row in people)
    for id, event in facts.events.items():
        if "people" in event:
            yield _count("event", "people", id, f"{event['date']}: {event['people']} people", named[id], len(people))


def _unknown(facts: FactFile, people: Iterable[contract.FigureRow]) -> list[str]:
    """Return for each person what of `_EXPECTED` the file does not know: no value in a row, or no statement."""
    missing = []
    for row in people:
        known: set[str] = {statement["topic"] for statement in facts.figures[row["id"]]["statements"]}
        known -= {"court", "stage"}
        known.update(field for field in ("court", "city", "stage") if row[field] not in (None, "unknown"))
        missing += [name for name in _EXPECTED if name not in known]
    return missing


def _table(
    table: words.CountTable, total: int, values: Iterable[str | None], names: Mapping[str, str]
) -> list[contract.CountRow]:
    """Return values of people with how many have them, the largest first, equals by name, unknown ones last.

    `names` has the names of those values that are ids.
    """
    counted = Counter(values)
    name = {value: names.get(value or "", value) for value in counted}
    order = sorted(counted, key=lambda value: (value is None, -counted[value], sort_key(name[value])))
    return [_count(table, "people", value, name[value], counted[value], total) for value in order]


def _closed_table(table: words.CountTable, of: Any, values: list[Any], literal: Any) -> list[contract.CountRow]:
    """Return each word of a closed list with how many have it, none left out."""
    counted = Counter(values)
    known = get_args(literal)
    return [_count(table, of, word, word.replace("-", " "), counted[word], len(values)) for word in known]


def _count(
    table: words.CountTable, of: Any, value: str | None, name: str | None, count: int, total: int
) -> contract.CountRow:
    return {"table": table, "of": of, "value": value, "name": name, "count": count, "total": total}
