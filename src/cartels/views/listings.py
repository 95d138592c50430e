"""The rows of people, groups, events and sources, and the filters that choose among them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, cast, get_args

from cartels import names
from cartels.errors import Ambiguous, BadUsage, NotFound
from cartels.facts.load import entries
from cartels.facts.values import first_day
from cartels.facts.words import ENTITIES, Stage
from cartels.views import parts
from cartels.views.fields import sort_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from cartels.facts.load import FactFile
    from cartels.facts.model import Event, Figure, Group, Note, Source, Statement, TimelineEntry
    from cartels.views import contract

#: So many values are listed for an option that was given an unknown one.
MAX_LISTED = 40
#: People are not listed there: none is meant by a name that is not similar.
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


def counted_people(facts: FactFile, rows: Sequence[contract.FigureRow], filtered: bool) -> str:
    """Return how many people a listing has, of how many."""
    if filtered:
        return f"{len(rows)} {'person' if len(rows) == 1 else 'people'}"
    handed_over = sum(event.get("people", 0) for event in facts.events.values())
    others = len(facts.figures) - len(rows)
    also = f" {others} other people are named: --kind all" if others else ""
    return f"{len(rows)} of the {handed_over} people handed over are named.{also}"


def _stage_order(row: contract.FigureRow) -> tuple[int, bool, bool]:
    """Return a key that sorts people by how far their case has got; known counts and better sources first."""
    stages = get_args(Stage)
    reached = stages.index(row["stage"]) if row["stage"] else len(stages)
    return reached, not row["counts_known"], bool(row["stage"]) and row["basis"]["stage"]["grade"] == "weak"


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


def _find_all(option: str, known: Sequence[names.Name], value: str, what: str) -> list[str]:
    """Return the ids of the entry that a value names, or of all courts that have it as their seat."""
    found = names.matches(known, value)
    if found and all(name.how == "seat" for name in found):
        return [name.entry for name in found]
    return [find_option(option, known, value, what).entry]


def find_option(option: str, known: Sequence[names.Name], value: str, what: str) -> names.Name:
    """Return the entry that an option's value names. Raises BadUsage with what there is."""
    try:
        return names.find(known, value, what, _NAMES if what in _PEOPLE else "choose from:")
    except NotFound as error:
        if what in _PEOPLE:
            raise BadUsage(f"{option}: {error}") from None
        listed = dict.fromkeys(
            f"{name.entry}  {name.label}" if name.label != name.entry else name.entry for name in known
        )
        raise BadUsage(f"{option}: {error}", names.limited(list(listed), MAX_LISTED)) from None
    except Ambiguous as error:
        raise BadUsage(f"{option}: {error}", error.details) from None


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
            yield names.Name(city, "id", city, city)
    elif field == "handover":
        yield from names.all_names(row for row in facts.events.values() if "people" in row)
    elif field in ENTITIES:
        yield from names.all_names(row for kind, row in entries(facts) if kind == field)


# People


def figure_row(facts: FactFile, figure: Figure) -> contract.FigureRow:
    """Return a person in one row: all linked groups, and of each other topic the first statement.

    Court and stage are those of the present US case; the court is the first that is known exactly.
    """
    groups = parts.group_statements(figure)
    found = {
        "role": parts.first_statement(figure, "office", "role"),
        "court": next(
            (row for row in parts.in_present_case(parts.statements_on(figure, "court")) if "court" in row), None
        ),
        "city": next((row for row in parts.statements_on(figure, "destination") if "city" in row), None),
        "stage": parts.first_statement(figure, "stage"),
    }
    first = {field: statement for field, statement in found.items() if statement}
    stage = first.get("stage")
    news = parts.last_news(facts, figure)
    return {
        "id": figure["id"],
        "name": figure["name"],
        "kind": figure["kind"],
        "aliases": figure.get("aliases", []),
        "event": parts.handover(facts, figure),
        "groups": [parts.group_link(facts, statement) for statement in groups],
        "role": first["role"]["value"] if "role" in first else None,
        "court": first["court"]["court"] if "court" in first else None,
        "city": first["city"]["city"] if "city" in first else None,
        "stage": stage["stage"] if stage else None,
        "stage_date": stage.get("date") if stage else None,
        "counts_known": parts.counts_known(figure),
        "pending": parts.is_pending(figure, news),
        "last_news": news,
        "basis": {field: parts.basis(facts, statement) for field, statement in first.items()},
        "sources": parts.cited_ids(figure),
    }


# Groups


def groups(facts: FactFile, designated: str | None = None) -> list[contract.GroupRow]:
    """Return groups by name. `designated` keeps those that are on a list, on `any` list, or on `none`."""
    linked = links(facts)
    rows = [group_row(facts, group, linked[id]) for id, group in facts.groups.items()]
    rows.sort(key=lambda row: sort_key(row["name"]))
    if designated is None:
        return rows
    return [row for row in rows if _is_listed(row, designated)]


def _is_listed(row: contract.GroupRow, requested: str) -> bool:
    lists = {designation["listed"] for designation in row["designations"]} - {None}
    return not lists if requested == "none" else bool(lists) if requested == "any" else requested in lists


#: The figures linked to a group: those handed over, and all others.
Linked = tuple[list["contract.GroupLink"], list["contract.GroupLink"]]


def links(facts: FactFile) -> dict[str, Linked]:
    """Return the figures linked to each group, by the group's id."""
    by_group: dict[str, Linked] = {id: ([], []) for id in facts.groups}
    for figure in facts.figures.values():
        for statement in parts.group_statements(figure):
            if "group" in statement:
                link = {**parts.group_link(facts, statement), "id": figure["id"], "name": figure["name"]}
                handed_over = figure["kind"] == "transferred"
                by_group[statement["group"]][not handed_over].append(cast("contract.GroupLink", link))
    return by_group


def group_row(facts: FactFile, group: Group, linked: Linked) -> contract.GroupRow:
    """Return a group in one row, with the figures that are linked to it."""
    members, others = linked
    found = {topic: parts.first_statement(group, topic) for topic in ("base", "status")}
    first = {field: statement for field, statement in found.items() if statement}
    return {
        "id": group["id"],
        "name": group["name"],
        "short": parts.group_short(group),
        "aliases": group.get("aliases", []),
        "base": first["base"]["value"] if "base" in first else None,
        "status": first["status"]["value"] if "status" in first else None,
        "designations": [_designation(facts, row) for row in parts.statements_on(group, "designation")],
        "members": members,
        "others": others,
        "last_news": parts.last_news(facts, group),
        "basis": {field: parts.basis(facts, statement) for field, statement in first.items()},
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
    named = Counter(parts.handover(facts, figure) for figure in facts.figures.values())
    return [event_row(facts, event, named[id]) for id, event in facts.events.items()]


def event_row(facts: FactFile, event: Event, named: int) -> contract.EventRow:
    """Return an event in one row; `named` are the people whom the file has of those handed over in it."""
    return {
        "id": event["id"],
        "name": event["name"],
        "date": event["date"],
        "people": event.get("people"),
        "named": named,
        "last_news": parts.last_news(facts, event),
        "statements": len(event["statements"]),
    }


def named_ids(row: TimelineEntry | Note, kind: str) -> set[str]:
    """Return the ids of the entries of a kind (`figure`, `group`, `event`) that a timeline row or a note names."""
    named: Mapping[str, Any] = row
    return {*named.get(ENTITIES[kind], ()), *filter(None, [named.get(kind)])}


# Sources


def sources(
    facts: FactFile,
    requested: Iterable[str] = (),
    grade: Iterable[str] = (),
    publisher: Iterable[str] = (),
    cited_by: Iterable[str] = (),
) -> list[contract.SourceRow]:
    """Return sources in the file's order: those of the `requested` ids, or all, that match each filter that has values.

    `publisher` holds parts of names, `cited_by` names of entries. Raises BadUsage for an entry that the file does not
    know, and NotFound for an id.
    """
    chosen, grades, publishers = list(requested), set(grade), list(map(names.fold, publisher))
    for id in chosen:
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
        if (not chosen or id in chosen)
        and (not ids or id in behind)
        and (not grades or row["grade"] in grades)
        and (not publishers or any(part in names.fold(row["publisher"]) for part in publishers))
    ]


def known_source(facts: FactFile, id: str) -> Source:
    """Return the source of an id. Raises NotFound with similar ids."""
    if id not in facts.sources:
        near = names.similar(facts.sources, id)
        hint = f"did you mean {' or '.join(near)}?" if near else "`cartels sources` lists the ids"
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
            value, standing = statement["value"], statement.get("standing")
            for id in statement["sources"]:
                yield id, {entry["id"]}, _citation(entry["id"], entry["name"], statement["topic"], value, standing)
    for row in facts.data["timeline"]:
        for id in row["sources"]:
            yield id, _concerned(row), _citation(row["date"], row["date"], "timeline", row["text"], row["standing"])
    for note in facts.data["notes"]:
        for id in note["sources"]:
            yield id, _concerned(note), _citation("", note["topic"], "note", note["text"], None)


def _concerned(row: TimelineEntry | Note) -> set[str]:
    return {id for kind in ENTITIES for id in named_ids(row, kind)}


def _citation(id: str, name: str, topic: str, value: str, standing: Any) -> contract.Citation:
    return {"id": id, "name": name, "topic": topic, "value": value, "standing": standing}
