"""The rows of people, groups, events, the timeline and sources, and the filters that choose among them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from cartels import names
from cartels.errors import Ambiguous, BadUsage, NotFound
from cartels.facts.load import entries
from cartels.facts.model import ENTITIES
from cartels.views import parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from cartels.facts.load import FactFile
    from cartels.facts.model import Figure, Group, Note, Source, Statement, TimelineEntry
    from cartels.views import contract

#: The topics whose first statement gives a field of a person's row.
_FIGURE_TOPICS = {"role": ("office", "role"), "court": ("court",), "city": ("destination",), "stage": ("stage",)}
_GROUP_TOPICS = {"base": ("base",), "status": ("status",)}


# Filters


def figures(facts: FactFile, **filters: Iterable[str]) -> list[contract.FigureRow]:
    """Return people, in the file's order, that have one of the values of each filter that has any.

    `filters` maps `kind`, `group`, `court`, `city`, `stage` and `standing` to values; a group, a court or a city may be
    given by any of its names. A standing matches a person any of whose values in the row has it. Raises BadUsage for a
    value that the file does not know.
    """
    sets = _filter_sets(facts, filters)
    rows = [figure_row(facts, figure) for figure in facts.figures.values()]
    return [row for row in rows if all(values & _values_of(row, field) for field, values in sets.items())]


def _filter_sets(facts: FactFile, filters: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
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
    valid = f"choose from {', '.join(dict.fromkeys(name.entry for name in known))}"
    return {find_option(f"--{field}", known, value, field, valid).entry for value in values}


def find_option(option: str, known: Sequence[names.Name], value: str, *words: str) -> names.Name:
    """Return the entry that an option's value names; `words` go to `names.find`. Raises BadUsage."""
    try:
        return names.find(known, value, *words)
    except (NotFound, Ambiguous) as error:
        raise BadUsage(f"{option}: {error}", error.details) from None


def filter_values(facts: FactFile, field: str) -> Iterator[names.Name]:
    """Yield the names that a filter on a `figure`, `group`, `event`, `court` or `city` accepts."""
    if field == "court":
        for court in facts.courts.values():
            for text in (court["id"], court["short"], court["name"]):
                yield names.Name(text, "id" if text == court["id"] else "name", court["id"], court["name"])
    elif field == "city":
        rows = (row for figure in facts.figures.values() for row in parts.statements_on(figure, "destination"))
        for city in sorted({row["city"] for row in rows if "city" in row}):
            yield names.Name(city, "id", city, city)
    elif field in ENTITIES:
        yield from names.all_names(row for kind, row in entries(facts) if kind == field)


# People


def figure_row(facts: FactFile, figure: Figure) -> contract.FigureRow:
    """Return a person in one row: all linked groups, and of each other topic the first statement."""
    groups = parts.group_statements(figure)
    first = _first_statements(figure, _FIGURE_TOPICS)
    stage = first.get("stage")
    return {
        "id": figure["id"],
        "name": figure["name"],
        "kind": figure["kind"],
        "aliases": figure.get("aliases", []),
        "groups": [parts.group_link(facts, statement) for statement in groups],
        "role": first["role"]["value"] if "role" in first else None,
        "court": first["court"].get("court") if "court" in first else None,
        "city": first["city"].get("city") if "city" in first else None,
        "stage": stage.get("stage") if stage else None,
        "stage_date": stage.get("date") if stage else None,
        "basis": {field: parts.basis(facts, statement) for field, statement in first.items()},
        "sources": parts.sources_out(facts, *(statement["sources"] for statement in (*groups, *first.values()))),
    }


def _first_statements(entry: Figure | Group, fields: Mapping[str, tuple[str, ...]]) -> dict[str, Statement[Any]]:
    """Return the first statement for each field that has one."""
    found = {field: parts.first_statement(entry, *topics) for field, topics in fields.items()}
    return {field: statement for field, statement in found.items() if statement}


# Groups


def groups(facts: FactFile, designated: bool | None = None) -> list[contract.GroupRow]:
    """Return groups in the file's order; with `designated`, only those that some government has listed, or none has."""
    linked = members(facts)
    rows = [group_row(facts, group, linked[id]) for id, group in facts.groups.items()]
    return [row for row in rows if designated is None or bool(row["designations"]) is designated]


def members(facts: FactFile) -> dict[str, list[contract.GroupLink]]:
    """Return the figures linked to each group, by the group's id."""
    by_group: dict[str, list[contract.GroupLink]] = {id: [] for id in facts.groups}
    for figure in facts.figures.values():
        for statement in parts.group_statements(figure):
            if "group" in statement:
                link = {**parts.group_link(facts, statement), "id": figure["id"], "name": figure["name"]}
                by_group[statement["group"]].append(cast("contract.GroupLink", link))
    return by_group


def group_row(facts: FactFile, group: Group, linked: list[contract.GroupLink]) -> contract.GroupRow:
    """Return a group in one row, with the figures that are linked to it."""
    designations = parts.statements_on(group, "designation")
    first = _first_statements(group, _GROUP_TOPICS)
    return {
        "id": group["id"],
        "name": group["name"],
        "aliases": group.get("aliases", []),
        "base": first["base"]["value"] if "base" in first else None,
        "status": first["status"]["value"] if "status" in first else None,
        "designations": [
            {
                "value": statement["value"],
                "date": statement.get("date"),
                "standing": statement["standing"],
                "grade": parts.grade(facts, statement["sources"]),
            }
            for statement in designations
        ],
        "members": linked,
        "basis": {field: parts.basis(facts, statement) for field, statement in first.items()},
        "sources": parts.sources_out(facts, *(statement["sources"] for statement in (*first.values(), *designations))),
    }


# Events, the timeline, notes


def event_rows(facts: FactFile) -> list[contract.EventRow]:
    """Return the events, in the file's order."""
    return [
        {"id": event["id"], "name": event["name"], "date": event["date"], "statements": len(event["statements"])}
        for event in facts.events.values()
    ]


def timeline(facts: FactFile, since: str = "", until: str = "", **filters: Iterable[str]) -> list[contract.TimelineRow]:
    """Return the timeline, oldest first, from `since` to `until`: years, months or days, both included.

    `filters` maps `figure`, `group` and `event` to names, of which one must be in the row. A row dated by its year
    alone is included when any day of that year would be. Raises BadUsage for a name that the file does not know.
    """
    return timeline_rows(facts, _filter_sets(facts, filters), since, until)


def timeline_rows(
    facts: FactFile, sets: Mapping[str, set[str]], since: str = "", until: str = ""
) -> list[contract.TimelineRow]:
    """Return the timeline rows between two dates that name one of the ids in each field of `sets`."""
    rows = [
        row
        for row in facts.data["timeline"]
        if row["date"] >= since[: len(row["date"])]
        and (not until or row["date"][: len(until)] <= until)
        and all(ids & named_ids(row, field) for field, ids in sets.items())
    ]
    return [timeline_row(facts, row) for row in sorted(rows, key=lambda row: row["date"])]


def timeline_row(facts: FactFile, row: TimelineEntry) -> contract.TimelineRow:
    """Return a row of the timeline."""
    return {
        "date": row["date"],
        "text": row["text"],
        "standing": row["standing"],
        "grade": parts.grade(facts, row["sources"]),
        "figures": parts.refs(facts.figures, row.get("figures", ())),
        "groups": parts.refs(facts.groups, row.get("groups", ())),
        "event": row.get("event"),
        "sources": parts.sources_out(facts, row["sources"]),
    }


def named_ids(row: TimelineEntry | Note, kind: str) -> set[str]:
    """Return the ids of the entries of a kind (`figure`, `group`, `event`) that a timeline row or a note names."""
    named: Mapping[str, Any] = row
    return {*named.get(ENTITIES[kind], ()), *filter(None, [named.get(kind)])}


# Sources


def sources(facts: FactFile, grades: Iterable[str] = (), cited_by: Iterable[str] = ()) -> list[contract.SourceRow]:
    """Return sources in the file's order; with `grades` only of these, with `cited_by` only those that entries cite.

    Entries are given by name. Raises BadUsage for a name that the file does not know.
    """
    wanted = set(grades)
    known = list(names.all_names(row for _, row in entries(facts)))
    ids = {find_option("--cited-by", known, name).entry for name in cited_by}
    counts = dict.fromkeys(facts.sources, 0)
    behind: set[str] = set()
    for id, concerned, _ in citations(facts):
        counts[id] += 1
        if ids & concerned:
            behind.add(id)
    return [
        source_row(row, counts[id])
        for id, row in facts.sources.items()
        if (not ids or id in behind) and (not wanted or row["grade"] in wanted)
    ]


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
            value, standing = statement["value"], statement["standing"]
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
