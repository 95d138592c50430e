"""Statements as rows, with filters."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, cast

from cartels.facts.load import FactFile, entries
from cartels.views.cards import find_entries
from cartels.views.listings import filter_sets
from cartels.views.parts import grade, handover, is_between, statement_out

if TYPE_CHECKING:
    from cartels.views import contract


def statements(
    facts: FactFile, requested: Collection[str] = (), since: str = "", until: str = "", **filters: Collection[str]
) -> list[contract.StatementRow]:
    """Return statements in the file's order, of the entries of these names, or of all.

    `filters` maps `topic`, `standing`, `grade` and `event` to values, of which one must match; an event has its own
    statements and those of the people handed over in it. With `since` or `until`, only dated statements match. Raises
    NotFound or Ambiguous for a name, and BadUsage for an event, that the file does not know.
    """
    chosen = {name.entry for name in find_entries(facts, requested)}
    events = filter_sets(facts, {"event": filters.pop("event", ())}).get("event", set())
    rows = []
    for kind, entry in entries(facts):
        if chosen and entry["id"] not in chosen:
            continue
        if events and not events & {entry["id"], handover(facts, entry) if kind == "figure" else None}:
            continue
        for statement in entry["statements"]:
            if _matches(facts, statement, since, until, filters):
                row = {"id": entry["id"], "name": entry["name"], **statement_out(facts, statement)}
                rows.append(cast("contract.StatementRow", row))
    return rows


def _matches(facts: FactFile, statement: Any, since: str, until: str, filters: dict[str, Collection[str]]) -> bool:
    values = {**statement, "grade": grade(facts, statement["sources"])}
    return is_between(statement.get("date", ""), since, until) and all(
        values.get(field) in accepted for field, accepted in filters.items() if accepted
    )
