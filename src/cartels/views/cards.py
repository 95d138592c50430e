"""Everything about one entry or one source, and the overview."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any, cast, get_args

from cartels import names
from cartels.facts.load import FactFile, entries
from cartels.facts.values import first_day
from cartels.facts.words import Stage
from cartels.views import listings
from cartels.views.parts import cited_ids, sources_out, statement_out, statements_on
from cartels.views.timeline import timeline_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cartels.facts.model import Figure
    from cartels.views import contract


def joined(facts: FactFile, words: Sequence[str]) -> Sequence[str]:
    """Return words as one name if together they are that of one entry: `caro quintero` needs no quotes."""
    if len(words) < 2:
        return words
    together = " ".join(words)
    return [together] if len(names.matches(list(entry_names(facts)), together)) == 1 else words


def entry_names(facts: FactFile) -> Iterator[names.Name]:
    """Yield every name that `show` accepts."""
    return names.all_names(row for _, row in entries(facts))


def find_entries(facts: FactFile, requested: Iterable[str]) -> list[names.Name]:
    """Return the entry of each name. Raises Ambiguous, or NotFound with similar names or what mentions the name."""
    known = list(entry_names(facts))
    what, listed = "person, group or event", "`cartels figures` and `cartels groups` list the names"
    return [names.find(known, name, what, listed, partial(_mentions, facts, name)) for name in requested]


def _mentions(facts: FactFile, text: str) -> str:
    """Return what to try for a name that is not one but that statements mention: a search."""
    from cartels.views.search import Term, marks

    values = (row["value"] for _, entry in entries(facts) for row in entry["statements"])
    count = sum(bool(marks([Term(text, False)], value)) for value in values) if names.fold(text) else 0
    if not count:
        return ""
    mention = "1 statement mentions it" if count == 1 else f"{count} statements mention it"
    return f"{mention}: try cartels search {text!r}"


def cards(facts: FactFile, requested: Sequence[str]) -> list[contract.Card]:
    """Return the card of each name. Raises NotFound or Ambiguous for the first name that does not match one entry."""
    found = find_entries(facts, requested)
    links = listings.links(facts) if any(match.entry in facts.groups for match in found) else {}
    return [card(facts, match, links, name) for match, name in zip(found, requested, strict=True)]


def card(facts: FactFile, match: names.Name, links: Mapping[str, listings.Linked], typed: str) -> contract.Card:
    """Return everything about the entry that what was typed has matched: its row, statements, timeline and notes."""
    id = match.entry
    kind, entry = next(pair for pair in entries(facts) if pair[1]["id"] == id)
    row: Any
    if kind == "figure":
        row = listings.figure_row(facts, entry)
    elif kind == "group":
        row = listings.group_row(facts, entry, links[id])
    else:
        people = listings.handed_over(facts)[id]
        row = {**listings.event_row(facts, entry, len(people)), "cities": cities(id, people)}
    complete = names.fold(typed) == names.fold(match.text)
    card = {
        "entity": kind,
        **row,
        "matched": {"text": match.text, "how": match.how, "complete": complete},
        "statements": [statement_out(facts, statement) for statement in entry["statements"]],
        "timeline": [timeline_row(facts, row) for row in facts.data["timeline"] if id in listings.named_ids(row, kind)],
        "notes": [
            {"topic": note["topic"], "text": note["text"], "sources": sources_out(facts, note["sources"])}
            for note in facts.data["notes"]
            if id in listings.named_ids(note, kind)
        ],
        "sources": sources_out(facts, cited_ids(entry)),
    }
    return cast("contract.Card", card)


def cities(event: str, people: Iterable[Figure]) -> list[contract.City]:
    """Return who was flown where in a handover; those of unknown city come last."""
    by_city: dict[str | None, list[contract.Ref]] = {}
    for figure in people:
        moved = (row for row in figure["statements"] if row.get("event") == event)
        city = next((row["city"] for row in moved if "city" in row), None)
        by_city.setdefault(city, []).append({"id": figure["id"], "name": figure["name"]})
    ordered = sorted(by_city, key=lambda city: (city is None, city or ""))
    return [{"city": city, "figures": by_city[city]} for city in ordered]


def event(facts: FactFile, name: str | None) -> contract.Card:
    """Return an event's card: without a name that of the first event. Raises NotFound or Ambiguous."""
    known = list(listings.filter_values(facts, "event"))
    match = known[0] if name is None else names.find(known, name, "event", "`cartels event --list` lists them")
    return card(facts, match, {}, match.text if name is None else name)


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
    """Return the handovers in the file's order, each with its people by stage."""
    people = listings.handed_over(facts)
    rows: list[contract.Handover] = []
    for id, event in facts.events.items():
        if "people" in event:
            counted = Counter(row["stage"] for figure in people[id] for row in statements_on(figure, "stage"))
            row = listings.event_row(facts, event, len(people[id]))
            known = [stage for stage in get_args(Stage) if counted[stage]]
            rows.append({**row, "stages": [{"stage": stage, "count": counted[stage]} for stage in known]})
    return rows


def source_card(facts: FactFile, id: str) -> contract.SourceCard:
    """Return a source and everything that cites it. Raises NotFound."""
    row = listings.known_source(facts, id)
    cited = [citation for source, _, citation in listings.citations(facts) if source == id]
    return {**listings.source_row(row, len(cited)), "citations": cited}
