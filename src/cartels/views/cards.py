"""Everything about one entry or one source, and the overview."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from cartels import names
from cartels.errors import NotFound
from cartels.facts.load import entries
from cartels.views import listings
from cartels.views.parts import refs, sources_out, statement_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cartels.facts.load import FactFile
    from cartels.facts.model import Event
    from cartels.views import contract


def entry_names(facts: FactFile) -> Iterator[names.Name]:
    """Yield every name that `show` accepts."""
    return names.all_names(row for _, row in entries(facts))


def cards(facts: FactFile, wanted: Iterable[str]) -> list[contract.Card]:
    """Return the card of each name. Raises NotFound or Ambiguous for the first name that does not match one entry."""
    known = list(entry_names(facts))
    return [card(facts, names.find(known, name)) for name in wanted]


def card(facts: FactFile, match: names.Name) -> contract.Card:
    """Return everything about the entry that a name has matched: its row, statements, timeline and notes."""
    entity, entry = next((kind, row) for kind, row in entries(facts) if row["id"] == match.entry)
    row: dict[str, Any]
    if entity == "figure":
        row = {**listings.figure_row(facts, entry)}
    elif entity == "group":
        row = {**listings.group_row(facts, entry, listings.members(facts)[entry["id"]])}
    else:
        row = {"id": entry["id"], "name": entry["name"], "date": entry["date"], "cities": cities(facts, entry)}
    written = {
        "entity": entity,
        **row,
        "matched": {"text": match.text, "how": match.how},
        "statements": [statement_out(facts, statement) for statement in entry["statements"]],
        "timeline": listings.timeline_rows(facts, {entity: {entry["id"]}}),
        "notes": notes(facts, entity, entry["id"]),
    }
    return cast("contract.Card", written)


def notes(facts: FactFile, kind: str, id: str) -> list[contract.NoteOut]:
    """Return the notes on an entry: where sources disagree about it."""
    return [
        {"topic": note["topic"], "text": note["text"], "sources": sources_out(facts, note["sources"])}
        for note in facts.data["notes"]
        if id in listings.named_ids(note, kind)
    ]


def cities(facts: FactFile, event: Event) -> list[contract.City]:
    """Return who was flown where in an event, by statements that name it; those of unknown city come last."""
    by_city: dict[str | None, list[str]] = {}
    for figure in facts.figures.values():
        moved = [row for row in figure["statements"] if row.get("event") == event["id"]]
        if any(row["topic"] in ("custody", "destination") for row in moved):
            city = next((row["city"] for row in moved if "city" in row), None)
            by_city.setdefault(city, []).append(figure["id"])
    ordered = sorted(by_city, key=lambda city: (city is None, city or ""))
    return [{"city": city, "figures": refs(facts.figures, by_city[city])} for city in ordered]


def event(facts: FactFile, name: str | None) -> contract.Card:
    """Return an event's card: without a name that of the first event. Raises NotFound or Ambiguous."""
    known = list(listings.filter_values(facts, "event"))
    match = known[0] if name is None else names.find(known, name, "event", "`cartels event --list` lists them")
    return card(facts, match)


def overview(facts: FactFile) -> contract.Overview:
    """Return the default event, the people and the groups."""
    return {
        "about": facts.data["about"],
        "event": event(facts, None),
        "figures": listings.figures(facts),
        "groups": listings.groups(facts),
    }


def source_card(facts: FactFile, id: str) -> contract.SourceCard:
    """Return a source and everything that cites it. Raises NotFound."""
    if id not in facts.sources:
        near = names.similar(facts.sources, id)
        hint = f"did you mean {' or '.join(near)}?" if near else "`cartels sources` lists the ids"
        raise NotFound(f"no source has the id {id!r}: {hint}")
    cited = [citation for source, _, citation in listings.citations(facts) if source == id]
    return {**listings.source_row(facts.sources[id], len(cited)), "citations": cited}
