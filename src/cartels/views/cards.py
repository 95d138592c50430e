"""Everything about one entry or one source, and the overview."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, cast, get_args

from cartels import names
from cartels.facts.load import entries
from cartels.facts.values import first_day
from cartels.facts.words import Stage
from cartels.views import listings, timeline
from cartels.views.parts import (
    cited_ids,
    counts_known,
    grade,
    handover,
    refs,
    sources_out,
    statement_out,
    statements_on,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from cartels.facts.load import FactFile
    from cartels.facts.model import Event, Figure, Statement
    from cartels.views import contract


def entry_names(facts: FactFile) -> Iterator[names.Name]:
    """Yield every name that `show` accepts."""
    return names.all_names(row for _, row in entries(facts))


def find_entries(facts: FactFile, requested: Iterable[str]) -> list[names.Name]:
    """Return the entry of each name. Raises Ambiguous, or NotFound with similar names or what mentions the name."""
    known = list(entry_names(facts))
    listed = "`cartels figures` and `cartels groups` list the names"
    return [names.find(known, name, otherwise=listed, mentions=_mentions(facts, name)) for name in requested]


def _mentions(facts: FactFile, text: str) -> Callable[[], str]:
    """Return what to try for a name that is not one but that statements mention: a search."""

    def hint() -> str:
        from cartels.views.search import Term, marks

        values = (row["value"] for _, entry in entries(facts) for row in entry["statements"])
        count = sum(bool(marks([Term(text, False)], value)) for value in values) if names.fold(text) else 0
        if not count:
            return ""
        mention = "1 statement mentions it" if count == 1 else f"{count} statements mention it"
        return f"{mention}: try cartels search {text!r}"

    return hint


def cards(facts: FactFile, requested: Iterable[str]) -> list[contract.Card]:
    """Return the card of each name. Raises NotFound or Ambiguous for the first name that does not match one entry."""
    found = find_entries(facts, requested)
    links = listings.links(facts) if any(match.entry in facts.groups for match in found) else {}
    return [card(facts, match, links) for match in found]


def card(facts: FactFile, match: names.Name, links: Mapping[str, listings.Linked]) -> contract.Card:
    """Return everything about the entry that a name has matched: its row, statements, timeline and notes."""
    id = match.entry
    entity = "figure" if id in facts.figures else "group" if id in facts.groups else "event"
    entry: Any = facts.figures.get(id) or facts.groups.get(id) or facts.events[id]
    row: dict[str, Any]
    if entity == "figure":
        row = {**listings.figure_row(facts, entry)}
    elif entity == "group":
        row = {**listings.group_row(facts, entry, links[entry["id"]])}
    else:
        row = {**listings.event_row(facts, entry, len(_handed_over(facts, entry))), "cities": cities(facts, entry)}
    return cast(
        "contract.Card",
        {
            "entity": entity,
            **row,
            "matched": {"text": match.text, "how": match.how},
            "statements": [statement_out(facts, statement) for statement in entry["statements"]],
            "timeline": timeline_of(facts, entity, entry["id"]),
            "notes": notes(facts, entity, entry["id"]),
            "sources": sources_out(facts, cited_ids(entry)),
        },
    )


def timeline_of(facts: FactFile, kind: str, id: str) -> list[contract.TimelineRow]:
    """Return the rows of the file's timeline that name an entry."""
    rows = [row for row in facts.data["timeline"] if id in listings.named_ids(row, kind)]
    return [timeline.timeline_row(facts, row) for row in rows]


def notes(facts: FactFile, kind: str, id: str) -> list[contract.NoteOut]:
    """Return the notes on an entry: where sources disagree about it."""
    return [
        {"topic": note["topic"], "text": note["text"], "sources": sources_out(facts, note["sources"])}
        for note in facts.data["notes"]
        if id in listings.named_ids(note, kind)
    ]


def _handed_over(facts: FactFile, event: Event) -> list[Figure]:
    return [figure for figure in facts.figures.values() if handover(facts, figure) == event["id"]]


def cities(facts: FactFile, event: Event) -> list[contract.City]:
    """Return who was flown where in a handover; those of unknown city come last."""
    by_city: dict[str | None, list[str]] = {}
    for figure in _handed_over(facts, event):
        moved = (row for row in figure["statements"] if row.get("event") == event["id"])
        city = next((row["city"] for row in moved if "city" in row), None)
        by_city.setdefault(city, []).append(figure["id"])
    ordered = sorted(by_city, key=lambda city: (city is None, city or ""))
    return [{"city": city, "figures": refs(facts.figures, by_city[city])} for city in ordered]


def event(facts: FactFile, name: str | None) -> contract.Card:
    """Return an event's card: without a name that of the first event. Raises NotFound or Ambiguous."""
    known = list(listings.filter_values(facts, "event"))
    match = known[0] if name is None else names.find(known, name, "event", "`cartels event --list` lists them")
    return card(facts, match, {})


def overview(facts: FactFile) -> contract.Overview:
    """Return the handovers with their people by stage, and the groups."""
    return {"about": about(facts), "handovers": handovers(facts), "groups": listings.groups(facts)}


def about(facts: FactFile) -> contract.About:
    """Return what the facts are, and the newest source on anybody who was handed over."""
    figures = (figure for figure in facts.figures.values() if figure["kind"] == "transferred")
    cited = {id for figure in figures for statement in figure["statements"] for id in statement["sources"]}
    newest = max((facts.sources[id].get("published", "") for id in cited), key=first_day, default="")
    title, checked = facts.data["about"]["title"], facts.data["about"]["checked"]
    return {"title": title, "checked": checked, "newest_source": newest or None}


def handovers(facts: FactFile) -> list[contract.Handover]:
    """Return the handovers in the file's order, each with its people by stage and its destinations."""
    stages: dict[str | None, Counter[str]] = {}
    known: dict[str | None, Counter[str]] = {}
    for figure in facts.figures.values():
        handed_over = handover(facts, figure)
        reached = [statement["stage"] for statement in statements_on(figure, "stage")]
        stages.setdefault(handed_over, Counter()).update(reached)
        known.setdefault(handed_over, Counter()).update(reached if counts_known(figure) else ())
    rows: list[contract.Handover] = []
    for event in facts.events.values():
        if "people" in event:
            by_stage, of_known = stages.get(event["id"], Counter()), known.get(event["id"], Counter())
            counts = [(stage, by_stage[stage], of_known[stage]) for stage in get_args(Stage) if by_stage[stage]]
            row = {
                **listings.event_row(facts, event, by_stage.total()),
                "stages": [dict(zip(("stage", "count", "counts_known"), count, strict=True)) for count in counts],
                "destinations": destinations(facts, event),
            }
            rows.append(cast("contract.Handover", row))
    return rows


def destinations(facts: FactFile, event: Event) -> list[contract.Destination]:
    """Return the first statement on each city to which an event brought people."""
    first: dict[str, Statement[Any]] = {}
    for statement in statements_on(event, "destination"):
        if "city" in statement:
            first.setdefault(statement["city"], statement)
    return [
        {
            "city": city,
            "value": row["value"],
            "standing": row["standing"],
            "grade": grade(facts, row["sources"]),
            "sources": row["sources"],
        }
        for city, row in first.items()
    ]


def source_card(facts: FactFile, id: str) -> contract.SourceCard:
    """Return a source and everything that cites it. Raises NotFound."""
    row = listings.known_source(facts, id)
    cited = [citation for source, _, citation in listings.citations(facts) if source == id]
    return {**listings.source_row(row, len(cited)), "citations": cited}
