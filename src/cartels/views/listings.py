"""The rows of people, groups, events and sources, and the filters that choose among them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast, get_args

from cartels import names
from cartels.errors import Ambiguous, BadUsage, NotFound
from cartels.facts.load import FactFile, entries
from cartels.facts.values import first_day
from cartels.facts.words import ENTITIES, Stage
from cartels.views import parts
from cartels.views.fields import sort_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from cartels.facts.model import Event, Figure, Group, Source, Statement
    from cartels.views import contract

#: The most values that are listed for an option with an unknown one.
MAX_LISTED = 40
#: Of these, no values are listed: nobody should be taken for the person who was meant.
_PEOPLE = ("figure", "person or group", "person, group or event")
_NAMES = "`cartels figures --kind all` and `cartels groups` list the names"


# Filters


def figures(facts: FactFile, **filters: Iterable[str]) -> list[contract.FigureRow]:
    """Return people that have one of the values of each filter, by stage, newest last news first.

    `filters` maps `kind`, `event`, `group`, `court`, `city`, `stage` and `standing` to values; a group, an event, a
    court or a city may be given by any of its names. Without `kind`, only those handed over are returned; `all` is
    everybody. A standing matches a person any of whose values in the row has it. Raises BadUsage for a value that the
    file does not know.
    """
    kinds = set(filters.get("kind") or ["transferred"])
    sets = filter_sets(facts, {field: values for field, values in filters.items() if field not in ("kind", "event")})
    if events := filters.get("event"):
        sets["event"] = _resolve(facts, "handover", events)
    chosen = (figure for figure in facts.figures.values() if "all" in kinds or figure["kind"] in kinds)
    rows = sorted((figure_row(facts, figure) for figure in chosen), key=lambda row: sort_key(row["name"]))
    rows.sort(key=lambda row: first_day(row["last_news"] or ""), reverse=True)
    rows.sort(key=_stage_order)
    return [row for row in rows if all(values & _values_of(row, field) for field, values in sets.items())]


def counted_people(
    facts: FactFile, rows: Sequence[contract.FigureRow], filters: Mapping[str, Collection[str]]
) -> Sequence[str]:
    """Return how many people a listing has, of how many, and what its filters leave out."""
    if filters.get("kind"):
        return ()
    handed_over = sum(event.get("people", 0) for event in facts.events.values())
    named = sum(figure["kind"] == "transferred" for figure in facts.figures.values())
    if any(filters.values()):
        counted = f"{len(rows)} of the {named} people named; {handed_over - named} others handed over are not named"
        stages = "a stage is the furthest point: those sentenced may have pleaded guilty before"
        return (counted, stages) if {"pleaded-guilty", "convicted"} & {*filters["stage"]} else (counted,)
    others = len(facts.figures) - named
    also = f" {others} other people are named: --kind all" if others else ""
    return (f"{named} of the {handed_over} people handed over are named.{also}",)


def _stage_order(row: contract.FigureRow) -> tuple[int, bool]:
    """Return a key that sorts people by how far their case has got; better sources first."""
    stages = get_args(Stage)
    reached = stages.index(row["stage"]) if row["stage"] else len(stages)
    return reached, bool(row["stage"]) and row["basis"]["stage"]["grade"] == "weak"


def filter_sets(facts: FactFile, filters: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
    """Return the ids or words that the values of each filter mean, without filters that have none."""
    return {field: _resolve(facts, field, values) for field, values in filters.items() if values}


def _values_of(row: contract.FigureRow, field: str) -> set[str | None]:
    """Return the values of a row that a filter compares with."""
    if field == "group":
        return {link["id"] for link in row["groups"]}
    if field == "standing":
        return {link["standing"] for link in row["groups"]} | {basis["standing"] for basis in row["basis"].values()}
    return {row[field]}  # type: ignore[literal-required]  # the filters are named after the row's keys


def _resolve(facts: FactFile, field: str, values: Iterable[str]) -> set[str]:
    known = list(filter_values(facts, field))
    if not known:
        return set(values)  # a closed list, which the command line has checked
    option = "--event" if field == "handover" else f"--{field}"
    return {id for value in values for id in _find_all(option, known, value, field)}


def _find_all(option: str, known: Sequence[names.Name], value: str, what: str) -> set[str]:
    """Return the ids that a value names: of one entry, or of all courts that match it best (Texas).

    A complete seat is a better match than a word of a name: Washington is D.D.C. and not W.D. Wash. Where the name of a
    court of that seat has it as well, it means all courts that are so named: New York is both courts of the state.
    """
    ids = {name.entry for name in names.matches(known, value)}
    if what != "court" or not ids:
        return {find_option(option, known, value, what).entry}
    named = {name.entry for name in names.matches([name for name in known if name.how != "seat"], value)}
    return ids | named if ids & named else ids


def find_option(option: str, known: Sequence[names.Name], value: str, what: str) -> names.Name:
    """Return the entry that an option's value names. Raises BadUsage with what there is."""
    try:
        return names.find(known, value, what, _NAMES if what in _PEOPLE else "choose from:")
    except (NotFound, Ambiguous) as error:
        details = error.details
        if isinstance(error, NotFound) and what not in _PEOPLE:
            labels = {name.entry: name.label for name in known}
            lines = [id if id == label else f"{id}  {label}" for id, label in labels.items()]
            details = names.limited(lines, MAX_LISTED)
        raise BadUsage(f"{option}: {error}", details) from None


def filter_values(facts: FactFile, field: str) -> Iterator[names.Name]:
    """Yield the names that a filter on a `figure`, `group`, `event`, `handover`, `court` or `city` accepts."""
    if field == "court":
        for court in facts.courts.values():
            for how in ("id", "short", "name"):
                yield names.Name(court[how], "id" if how == "id" else "name", court["id"], court["name"])
            for seat in court.get("seat", ()):
                yield names.Name(seat, "seat", court["id"], court["name"])
    elif field == "city":
        rows = (row for figure in facts.figures.values() for row in parts.statements_on(figure, "destination"))
        for city in sorted({row["city"] for row in rows if "city" in row}):
            yield names.Name(city, "name", city, city)
    elif field == "handover":
        yield from names.all_names(row for row in facts.events.values() if "people" in row)
    elif field in ENTITIES:
        yield from names.all_names(row for kind, row in entries(facts) if kind == field)


# People


def figure_row(facts: FactFile, figure: Figure) -> contract.FigureRow:
    """Return a person in one row: all linked groups, and of each other topic the first statement.

    Court and stage are those of the present US case; the court is the first that is known exactly.
    """
    case = parts.in_present_case(figure["statements"])
    found = {
        "role": parts.first_statement(figure, "office", "role"),
        "court": next((row for row in case if row["topic"] == "court" and "court" in row), None),
        "judge": next((row for row in case if "judge" in row), None),
        "city": next((row for row in parts.statements_on(figure, "destination") if "city" in row), None),
        "stage": parts.first_statement(figure, "stage"),
    }
    first: Mapping[str, Mapping[str, Any]] = {field: statement or {} for field, statement in found.items()}
    court, stage = first["court"], first["stage"]
    news = parts.last_news(facts, figure)
    return {
        "id": figure["id"],
        "name": figure["name"],
        "kind": figure["kind"],
        "aliases": figure.get("aliases", []),
        "event": parts.handover(facts, figure),
        "groups": [parts.group_link(facts, statement) for statement in parts.group_statements(figure)],
        "role": first["role"].get("value"),
        "court": court.get("court"),
        "court_name": facts.courts[court["court"]]["name"] if court else None,
        "judge": first["judge"].get("judge"),
        "city": first["city"].get("city"),
        "stage": stage.get("stage"),
        "stage_date": stage.get("date"),
        "stage_note": stage.get("note"),
        "disputed": parts.disputed(figure),
        "in_doubt": any(label.startswith(parts.DOUBTS) for label in parts.disputed(figure)),
        "pending": parts.is_pending(figure, news),
        "last_news": news,
        "basis": parts.basis(facts, found),
        "sources": parts.cited_ids(figure),
    }


# Groups


def groups(facts: FactFile, designated: str | None = None) -> list[contract.GroupRow]:
    """Return groups by name. `designated` keeps those that are on a list, on `any` list, or on `none`."""
    linked = links(facts)
    rows = [group_row(facts, group, linked[id]) for id, group in facts.groups.items()]
    rows.sort(key=lambda row: sort_key(row["name"]))
    return [row for row in rows if designated is None or designated in _lists(row)]


def _lists(row: contract.GroupRow) -> set[str | None]:
    """Return the lists that a group is on, and `any`; or else `none`."""
    lists = {designation["listed"] for designation in row["designations"]} - {None}
    return {*lists, "any"} if lists else {"none"}


#: The figures linked to a group: those handed over, and all others.
Linked = tuple[list["contract.GroupLink"], list["contract.GroupLink"]]


def links(facts: FactFile) -> dict[str, Linked]:
    """Return the figures linked to each group, by the group's id."""
    by_group: dict[str, Linked] = {id: ([], []) for id in facts.groups}
    for figure in facts.figures.values():
        for statement in parts.group_statements(figure):
            if "group" in statement:
                link = parts.group_link(facts, statement)
                link.update({"id": figure["id"], "name": figure["name"]})
                members, others = by_group[statement["group"]]
                (members if figure["kind"] == "transferred" else others).append(link)
    return by_group


def group_row(facts: FactFile, group: Group, linked: Linked) -> contract.GroupRow:
    """Return a group in one row, with the figures that are linked to it."""
    members, others = linked
    base, status = (parts.first_statement(group, topic) for topic in ("base", "status"))
    return {
        "id": group["id"],
        "name": group["name"],
        "short": group.get("short", group["name"]),
        "aliases": group.get("aliases", []),
        "base": base["value"] if base else None,
        "status": status["value"] if status else None,
        "designations": [_designation(facts, row) for row in parts.statements_on(group, "designation")],
        "members": members,
        "others": others,
        "last_news": parts.last_news(facts, group),
        "basis": parts.basis(facts, {"base": base, "status": status}),
        "sources": parts.cited_ids(group),
    }


def _designation(facts: FactFile, statement: Statement[Any]) -> contract.Designation:
    return {
        "value": statement["value"],
        "listed": statement.get("listed"),
        "date": statement.get("date"),
        "standing": statement["standing"],
        "grade": parts.grade(facts, statement["sources"]),
        "sources": statement["sources"],
    }


# Events, the timeline, notes


def event_rows(facts: FactFile) -> list[contract.EventRow]:
    """Return the events, in the file's order."""
    people = handed_over(facts)
    return [event_row(facts, event, len(people[id])) for id, event in facts.events.items()]


def handed_over(facts: FactFile) -> dict[str | None, list[Figure]]:
    """Return the people handed over in each event, by its id."""
    by_event: dict[str | None, list[Figure]] = {id: [] for id in (*facts.events, None)}
    for figure in facts.figures.values():
        by_event[parts.handover(facts, figure)].append(figure)
    return by_event


def event_row(facts: FactFile, event: Event, named: int) -> contract.EventRow:
    """Return an event in one row; `named` is how many of the people handed over in it the file has."""
    return {
        "id": event["id"],
        "name": event["name"],
        "date": event["date"],
        "people": event.get("people"),
        "named": named,
        "last_news": parts.last_news(facts, event),
        "statements": len(event["statements"]),
    }


def named_ids(row: Mapping[str, Any], kind: str) -> set[str]:
    """Return the ids of the entries of a kind (`figure`, `group`, `event`) that a timeline row or a note names."""
    return {*row.get(ENTITIES[kind], ()), *filter(None, [row.get(kind)])}


# Sources


def sources(
    facts: FactFile,
    requested: Collection[str] = (),
    grade: Collection[str] = (),
    publisher: Collection[str] = (),
    cited_by: Collection[str] = (),
) -> list[contract.SourceRow]:
    """Return sources in the file's order: those of the `requested` ids, or all, that match each filter that has values.

    `publisher` holds parts of names, `cited_by` names of entries. Raises BadUsage for an entry that the file does not
    know, and NotFound for an id.
    """
    published = {id: [names.Name(row["publisher"], "name", id, id)] for id, row in facts.sources.items()}
    for id in requested:
        known_source(facts, id)
    known = list(names.all_names(row for _, row in entries(facts)))
    ids = {find_option("--cited-by", known, name, "person, group or event").entry for name in cited_by}
    counts = dict.fromkeys(facts.sources, 0)
    behind: set[str] = set()
    for id, concerned, _ in citations(facts):
        counts[id] += 1
        if ids & concerned:
            behind.add(id)
    return [
        source_row(row, counts[id])
        for id, row in facts.sources.items()
        if (not requested or id in requested)
        and (not ids or id in behind)
        and (not grade or row["grade"] in grade)
        and (not publisher or any(names.matches(published[id], words) for words in publisher))
    ]


def known_source(facts: FactFile, id: str) -> Source:
    """Return the source of an id. Raises NotFound with similar ids."""
    if id not in facts.sources:
        hint = names.did_you_mean(names.similar(facts.sources, id), "`cartels sources` lists the ids")
        raise NotFound(f"no source has the id {id!r}: {hint}")
    return facts.sources[id]


def source_row(source: Source, cited: int) -> contract.SourceRow:
    """Return a source in one row, and how often it is cited."""
    row = {**parts.source_out(source), "language": source["language"], "cited": cited}
    if "note" in source:
        row["note"] = source["note"]
    return cast("contract.SourceRow", row)


def citations(facts: FactFile) -> Iterator[tuple[str, set[str], contract.Citation]]:
    """Yield each citation in the file: the source's id, the ids of the entries it is about, and what cites it."""
    for _, entry in entries(facts):
        for statement in entry["statements"]:
            stated = (statement["topic"], statement["value"], statement.get("standing"))
            for id in statement["sources"]:
                yield id, {entry["id"]}, _citation(entry["id"], entry["name"], *stated)
    for row in facts.data["timeline"]:
        for id in row["sources"]:
            yield id, _concerned(row), _citation(row["date"], row["date"], "timeline", row["text"], row["standing"])
    for note in facts.data["notes"]:
        for id in note["sources"]:
            yield id, _concerned(note), _citation("", note["topic"], "note", note["text"], None)


def _concerned(row: Mapping[str, Any]) -> set[str]:
    return {id for kind in ENTITIES for id in named_ids(row, kind)}


def _citation(id: str, name: str, topic: str, value: str, standing: Any) -> contract.Citation:
    return {"id": id, "name": name, "topic": topic, "value": value, "standing": standing}
