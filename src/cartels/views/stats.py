"""Counts over a fact file: how many there are of what, and how much is unknown."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, get_args

from cartels.facts import words
from cartels.facts.load import entries
from cartels.views.fields import sort_key
from cartels.views.listings import figures

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from cartels.facts.load import FactFile
    from cartels.views import contract

#: What one would want to know of everybody who was handed over: topics, and the city of the destination.
_EXPECTED = ("group", "charge", "court", "city", "stage", "birth", "nationality")


def counts(facts: FactFile, by: Collection[str] = ()) -> list[contract.CountRow]:
    """Return the counts, table by table, the largest first; closed lists of words keep the model's order.

    With `by`, only these tables.
    """
    people = figures(facts)
    events = {id: event["name"] for id, event in facts.events.items()}
    groups = {id: group["name"] for id, group in facts.groups.items()}
    groups.update({link["name"]: link["name"] for row in people for link in row["groups"] if not link["id"]})
    courts = {id: court["short"] for id, court in facts.courts.items()}
    cities = {row["city"]: row["city"] for row in people if row["city"]}
    linked: list[str | None] = []
    for row in people:
        linked += dict.fromkeys(link["id"] or link["name"] for link in row["groups"]) or [None]
    standings = [row["standing"] for _, entry in entries(facts) for row in entry["statements"] if "standing" in row]
    grades = [source["grade"] for source in facts.sources.values()]
    tables = [
        *_table("event", len(people), (row["event"] for row in people), events),
        *_table("group", len(people), linked, groups),
        *_table("court", len(people), (row["court"] for row in people), courts),
        *_table("city", len(people), (row["city"] for row in people), cities),
        *_closed_table("stage", "people", [row["stage"] for row in people], words.Stage),
        *_table("unknown", len(people), _unknown(facts), dict(zip(_EXPECTED, _EXPECTED, strict=True))),
        *_closed_table("standing", "statements", standings, words.Standing),
        *_closed_table("grade", "sources", grades, words.Grade),
    ]
    return [row for row in tables if not by or row["table"] in by]


def _unknown(facts: FactFile) -> list[str]:
    """Return for each person handed over what of `_EXPECTED` the file does not know."""
    missing = []
    for figure in facts.figures.values():
        if figure["kind"] == "transferred":
            known = {statement["topic"] for statement in figure["statements"] if statement.get("stage") != "unknown"}
            missing += [name for name in _EXPECTED if name.replace("city", "destination") not in known]
    return missing


def _table(table: Any, total: int, values: Iterable[str | None], names: Mapping[str, str]) -> list[contract.CountRow]:
    """Return values of people with how many have them, the largest first, equals by name, unknown ones last."""
    counted = Counter(values)
    order = sorted(counted, key=lambda value: (value is None, -counted[value], sort_key(names.get(value or ""))))
    return [_count(table, "people", value, names.get(value or ""), counted[value], total) for value in order]


def _closed_table(table: Any, of: Any, values: list[Any], literal: Any) -> list[contract.CountRow]:
    """Return each word of a closed list with how many have it, none left out."""
    counted = Counter(values)
    words = get_args(literal)
    return [_count(table, of, word, word.replace("-", " "), counted[word], len(values)) for word in words]


def _count(table: Any, of: Any, value: str | None, name: str | None, count: int, total: int) -> contract.CountRow:
    return {"table": table, "of": of, "value": value, "name": name, "count": count, "total": total}
