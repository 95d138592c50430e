"""The rows of the timeline: those of the file, and the dated statements in the same shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cartels.facts.load import FactFile, entries
from cartels.facts.values import first_day
from cartels.facts.words import ENTITIES
from cartels.views import listings, parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cartels.views import contract


def timeline(
    facts: FactFile, since: str = "", until: str = "", everything: bool = False, **filters: Iterable[str]
) -> list[contract.TimelineRow]:
    """Return what happened, oldest first, from `since` to `until`: years, months or days, both included.

    `filters` maps `figure`, `group` and `event` to names, of which one must be in the row. With any filter, or with
    `everything`, the dated statements are returned as well, except stages. A month or a year counts as its first day.
    Raises BadUsage for a name that the file does not know.
    """
    sets = listings.filter_sets(facts, filters)
    rows = [timeline_row(facts, row) for row in facts.data["timeline"]]
    concerned = {row["id"]: row["event"] for row in listings.figures(facts)} if "event" in sets else {}

    def matches(row: contract.TimelineRow) -> bool:
        return parts.is_between(row["date"], since, until) and all(
            ids & _named_in(row, field, concerned) for field, ids in sets.items()
        )

    rows = list(filter(matches, rows))
    if everything or since or until or sets:
        dated = list(filter(matches, dated_statements(facts)))
        repeated = {_evidence(row) for row in dated}
        rows = [row for row in rows if not (row["figures"] and _evidence(row) in repeated)] + dated
    return sorted(rows, key=lambda row: first_day(row["date"]))


def counted_besides(facts: FactFile) -> str:
    """Return how many dated statements there are besides the file's timeline."""
    return f"{sum(1 for _ in dated_statements(facts))} dated statements besides: --all"


def _named_in(row: contract.TimelineRow, field: str, events: Mapping[str, str | None]) -> set[str | None]:
    """Return the ids that a row has in a field; of events also those in which its people were handed over."""
    if field == "event":
        return {row["event"], *(events.get(ref["id"]) for ref in row["figures"] if row["topic"])} - {None}
    return {ref["id"] for ref in (row["figures"] if field == "figure" else row["groups"])}


def _evidence(row: contract.TimelineRow) -> tuple[str, str, frozenset[str]]:
    """Return whom a row is about, its date and its sources: by these a timeline row repeats a statement."""
    whom = row["figures"][0]["id"] if len(row["figures"]) == 1 else ""
    return whom, row["date"], frozenset(source["id"] for source in row["sources"])


def dated_statements(facts: FactFile) -> Iterator[contract.TimelineRow]:
    """Yield every dated statement, except stages, as a row of the timeline."""
    for kind, entry in entries(facts):
        for statement in entry["statements"]:
            if "date" in statement and statement["topic"] != "stage":
                groups = [statement["group"]] if "group" in statement else []
                row = {**statement, "text": statement["value"], "groups": groups, ENTITIES[kind]: [entry["id"]]}
                if kind == "event":
                    row["event"] = entry["id"]
                yield timeline_row(facts, row)


def timeline_row(facts: FactFile, row: Mapping[str, Any]) -> contract.TimelineRow:
    """Return a row of the timeline, or a statement in the same shape."""
    return {
        "date": row["date"],
        "topic": row.get("topic"),
        "text": row["text"],
        "case": row.get("case"),
        "note": row.get("note"),
        "standing": row["standing"],
        "grade": parts.grade(facts, row["sources"]),
        "figures": parts.refs(facts.figures, dict.fromkeys(row.get("figures", ()))),
        "groups": parts.refs(facts.groups, dict.fromkeys(row.get("groups", ()))),
        "event": row.get("event"),
        "sources": parts.sources_out(facts, row["sources"]),
    }
