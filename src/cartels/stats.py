"""Counts over a fact file: how many of what there are, and how much is not known."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, get_args

from cartels import model, views

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cartels import contract as out
    from cartels.facts import Book

#: What one would want to know of everybody who was handed over, and the topic of the statements that tell it.
WANTED = {
    "group": "group",
    "charge": "charge",
    "court": "court",
    "city": "destination",
    "stage": "stage",
    "birth": "birth",
    "nationality": "nationality",
}


def counts(book: Book) -> list[out.CountRow]:
    """The counts, table by table, the largest first; words of the model's closed lists come in the model's order."""
    people = views.figures(book, kind=["transferred"])
    groups = {id: group["name"] for id, group in book.groups.items()}
    courts = {id: court["short"] for id, court in book.courts.items()}
    cities = {row["city"]: row["city"] for row in people if row["city"]}
    groups.update({tie["name"]: tie["name"] for row in people for tie in row["groups"] if not tie["id"]})
    tied: list[str | None] = []
    for row in people:
        tied += dict.fromkeys(tie["id"] or tie["name"] for tie in row["groups"]) or [None]
    entries: list[Any] = [*book.figures.values(), *book.groups.values(), *book.events.values()]
    standings = [said["standing"] for entry in entries for said in entry["statements"]]
    grades = [source["grade"] for source in book.sources.values()]
    return [
        *_table("group", "people", len(people), tied, groups),
        *_table("court", "people", len(people), (row["court"] for row in people), courts),
        *_table("city", "people", len(people), (row["city"] for row in people), cities),
        *_closed("stage", "people", [row["stage"] for row in people], model.Stage),
        *_table("unknown", "people", len(people), _unknown(book), dict(zip(WANTED, WANTED, strict=True))),
        *_closed("standing", "statements", standings, model.Standing),
        *_closed("grade", "sources", grades, model.Grade),
    ]


def _unknown(book: Book) -> list[str]:
    """For each person handed over, what of `WANTED` the file does not know."""
    missing = []
    for figure in book.figures.values():
        if figure["kind"] == "transferred":
            known = {said["topic"] for said in figure["statements"] if said.get("stage") != "unknown"}
            missing += [what for what, topic in WANTED.items() if topic not in known]
    return missing


def _table(
    table: Any, of: Any, total: int, values: Iterable[str | None], names: Mapping[str, str]
) -> list[out.CountRow]:
    """Values with how many have them, the largest first, equals by name, and those of whom nothing is known last."""
    counted = Counter(values)
    order = sorted(counted, key=lambda value: (value is None, -counted[value], views.sort_key(names.get(value or ""))))
    return [
        {
            "table": table,
            "of": of,
            "value": value,
            "name": names.get(value or ""),
            "count": counted[value],
            "total": total,
        }
        for value in order
    ]


def _closed(table: Any, of: Any, values: list[Any], literal: Any) -> list[out.CountRow]:
    """Each word of a closed list with how many have it, none left out."""
    counted = Counter(values)
    return [
        {
            "table": table,
            "of": of,
            "value": word,
            "name": word.replace("-", " "),
            "count": counted[word],
            "total": len(values),
        }
        for word in get_args(literal)
    ]
