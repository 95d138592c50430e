"""FollowTheMoney entities and their ids: for OpenAleph, OpenSanctions' tools and all that reads them.

Every statement is one entity, `cartels-statement-<key>`: its `summary` is the value, exact, and its `proof` are the
sources. Everything else in the statement is in lines, `standing: charged`, `date: 2024-10`, in `description` or, on a
Note, in `notes`. The label of such an entity in a diagram or a list (role, relationship, program, the description of
a Note) always ends with its standing, so that no program shows an accusation as a fact.

A link to a group is a Membership only where a court has found it, or the person has admitted it; anything less is an
UnknownLink, as a Membership reads `belongs to` whatever its status. No one is tagged with a crime topic: those who were
handed over are persons of interest (`poi`), and the case parties say how their cases stand.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from cartels.export import atomic_file, tables, write
from cartels.facts.load import entries
from cartels.facts.model import is_kin
from cartels.facts.words import ENTITIES
from cartels.render import json
from cartels.render.words import copy_at
from cartels.views.parts import first_statement, grade, in_present_case, statements_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cartels.facts.load import FactFile
    from cartels.facts.model import Figure, Group
    from cartels.render.words import Row

Entity = dict[str, Any]

#: The programs of OpenSanctions under which a designation falls, by the law that it names.
PROGRAMS = {
    "INA s. 219": "US-FTO219",
    "E.O. 13224": "US-TERR",
    "E.O. 13581": "US-TCO",
    "E.O. 14059": "US-NARCO",
    "Kingpin Act": "US-NARCO",
    "Canada: terrorist entity (Criminal Code)": "CA-UNSC1373",
}

#: FollowTheMoney writes languages by three letters, and drops one that it does not know.
LANGUAGES = {"de": "deu", "en": "eng", "es": "spa", "fr": "fra", "it": "ita", "nl": "nld", "pt": "por"}

#: Nationalities whose statement says that and no more, by country.
NATIONALITIES = {
    f"{word}{citizen}": country
    for word, country in {
        "American": "us", "Argentine": "ar", "Canadian": "ca", "Colombian": "co", "Guatemalan": "gt", "Mexican": "mx"
    }.items()
    for citizen in ("", " citizen")
}  # fmt: skip

#: FollowTheMoney drops a date of another millennium.
_DATE = re.compile("[12][0-9]{3}")

#: A statement that gives a year, a month or a day of birth.
_BORN = re.compile("(?:Born )?(?:on |in )?(?:[0-9]{1,2} )?(?:[A-Z][a-z]+ )?([12][0-9]{3})")


def export(facts: FactFile, path: str, force: bool) -> None:
    """Write the entities to a new file. Raises BadFile, and leaves nothing behind, when that cannot be done."""
    with atomic_file(path, force) as part:
        write(part, lines(facts).encode())


def lines(facts: FactFile, ascii_only: bool = False) -> str:
    """Return the entities as JSON, one per line."""
    return json.write_lines(entities(facts), ascii_only)


def entities(facts: FactFile) -> Iterator[Entity]:
    """Yield everything as FollowTheMoney entities: sources, people, groups, events, cases, statements, notes."""
    for id in facts.sources:
        yield _source(facts, id)
    for figure in facts.figures.values():
        yield _person(facts, figure)
    for group in facts.groups.values():
        yield _organization(facts, group)
    carried = _carried(facts)
    for id in facts.events:
        yield _event(facts, id, carried.get(id, {}))
    cases = {figure["id"]: case for figure in facts.figures.values() if (case := _case(facts, figure))}
    yield from cases.values()
    names = {entry["id"]: entry["name"] for _, entry in entries(facts)}
    for keyed in tables.statements(facts):
        yield _statement(facts, keyed, names, cases)
    yield from _timeline(facts)
    yield from _notes(facts)


def _entity(id: str, schema: str, **properties: Iterable[str | None]) -> Entity:
    """Return an entity; values that are None, or repeated, are left out."""
    known: dict[str, list[str]] = {}
    for name, values in properties.items():
        if kept := [value for value in dict.fromkeys(values) if value]:
            known[name] = kept
    return {"id": id, "schema": schema, "properties": known}


def _id(kind: str, id: str) -> str:
    return f"cartels-{kind}-{id}"  # no dot: OpenAleph takes what follows the last one for a signature


def _evidence(facts: FactFile, ids: Iterable[str]) -> dict[str, list[str]]:
    """Return the properties for the sources that an entity rests on."""
    cited = list(dict.fromkeys(ids))
    return {
        "proof": [_id("source", id) for id in cited],
        "sourceUrl": [facts.sources[id]["url"] for id in cited],
        "publisher": [facts.sources[id]["publisher"] for id in cited],
    }


def _dated(date: str | None) -> list[str]:
    return [date] if date and _DATE.match(date) else []


def _with_standing(statement: Mapping[str, Any]) -> str:
    """Return a value with its standing, without which it is never shown."""
    return f"{statement['value']} ({statement['standing']})" if "standing" in statement else str(statement["value"])


def _all_sources(entry: Mapping[str, Any]) -> list[str]:
    return [id for statement in entry["statements"] for id in statement["sources"]]


# Things


def _source(facts: FactFile, id: str) -> Entity:
    row = facts.sources[id]
    language = LANGUAGES.get(row["language"])
    return _entity(
        _id("source", id),
        "Article" if row["kind"] == "news" else "Document",
        title=[row["title"]],
        fileName=[row["title"]],
        publisher=[row["publisher"]],
        sourceUrl=[row["url"]],
        publishedAt=_dated(row.get("published")),
        language=[language],
        notes=[
            *(f"{key}: {row[key]}" for key in ("kind", "grade", "note") if key in row),
            copy_at(cast("Row", row)),
            "title: supplied, not its own headline" if row.get("title_supplied") else None,
            None if language else f"language: {row['language']}",
        ],
    )


def _person(facts: FactFile, figure: Figure) -> Entity:
    role = first_statement(figure, "office", "role")
    return _entity(
        _id("figure", figure["id"]),
        "Person",
        name=[figure["name"]],
        alias=figure.get("aliases", []),
        weakAlias=figure.get("spellings", []),  # also what the press has wrong: nothing to match on
        birthDate=_born(figure),  # a death is often dated by what led to it
        nationality=[NATIONALITIES.get(row["value"]) for row in statements_on(figure, "nationality")],
        summary=[_with_standing(role) if role else None],
        notes=[f"kind: {figure['kind']}"],
        topics=["poi" if figure["kind"] == "transferred" else None, _sanctioned(figure)],
        **_evidence(facts, _all_sources(figure)),
    )


def _born(figure: Figure) -> list[str]:
    """Return the dates of birth. `Aged 42 in July 2024` has a date too, on which nobody was born."""
    given = [(_BORN.match(row["value"]), row.get("date", "")) for row in statements_on(figure, "birth")]
    return [day for found, date in given if found and date.startswith(found[1]) for day in _dated(date)]


def _organization(facts: FactFile, group: Group) -> Entity:
    status = first_statement(group, "status")
    return _entity(
        _id("group", group["id"]),
        "Organization",
        name=[group["name"]],
        alias=group.get("aliases", []),
        weakAlias=group.get("spellings", []),
        summary=[_with_standing(status) if status else None],
        topics=[_sanctioned(group)],
        **_evidence(facts, _all_sources(group)),
    )


def _sanctioned(entry: Figure | Group) -> str | None:
    """Return the topic of those whom a government says it has put on a list."""
    listed = any(_lists_subject(row) and row.get("standing") == "official" for row in entry["statements"])
    return "sanction" if listed else None


def _lists_subject(statement: Mapping[str, Any]) -> bool:
    """Return whether a statement is of a sanction against its subject, not against members of a group."""
    return statement["topic"] == "sanction" or "listed" in statement


def _carried(facts: FactFile) -> dict[str, dict[str, None]]:
    """Return the people whom each event moved, by statements on their custody or destination that name it."""
    by_event: dict[str, dict[str, None]] = {}
    for figure in facts.figures.values():
        for statement in statements_on(figure, "custody", "destination"):
            if "event" in statement:
                by_event.setdefault(statement["event"], {})[figure["id"]] = None
    return by_event


def _event(facts: FactFile, id: str, carried: Iterable[str]) -> Entity:
    event = facts.events[id]
    return _entity(
        _id("event", id),
        "Event",
        name=[event["name"]],
        date=_dated(event["date"]),
        involved=[_id("figure", figure) for figure in carried],
        **_evidence(facts, _all_sources(event)),
    )


def _case(facts: FactFile, figure: Figure) -> Entity | None:
    """Return the US case of a person, with its courts and stage; None where no case is known."""
    courts = [row for row in in_present_case(statements_on(figure, "court")) if "court" in row]
    stages = [statement for statement in statements_on(figure, "stage") if statement.get("stage") != "unknown"]
    if not courts and not stages:
        return None
    return _entity(
        _id("case", figure["id"]),
        "CourtCase",
        name=[f"US case of {figure['name']}"],
        court=[facts.courts[statement["court"]]["name"] for statement in courts],
        status=[f"{statement['stage']} ({statement['standing']})" for statement in stages],
        **_evidence(facts, (id for statement in (*courts, *stages) for id in statement["sources"])),
    )


# Statements


def _statement(facts: FactFile, keyed: tables.Keyed, names: Mapping[str, str], cases: Mapping[str, Entity]) -> Entity:
    """Return a statement as a link, a sanction or a part in a case; as a Note where it is none of these."""
    key, entity, entry, statement = keyed
    subject = _id(entity, entry)
    lines = [f"{name}: {value}" for name, value in statement.items() if name not in ("value", "sources")]
    if grade(facts, statement["sources"]) == "weak":
        lines.append("grade: weak")
    schema, properties = _link(keyed, subject, cases)
    if schema == "Note":
        named = [_id(kind, statement[kind]) for kind in ENTITIES if kind in statement]
        properties = {
            "name": [f"{names[entry]}: {statement['topic']}"],
            "entity": [subject, *named],
            "description": [_with_standing(statement)],
            "notes": lines,
        }
    else:
        properties["description"] = lines
        properties["startDate" if schema == "Sanction" else "date"] = _dated(statement.get("date"))
    properties["summary"] = [statement["value"]]
    return _entity(_id("statement", key), schema, **properties, **_evidence(facts, statement["sources"]))


def _link(
    keyed: tables.Keyed, subject: str, cases: Mapping[str, Entity]
) -> tuple[str, dict[str, Sequence[str | None]]]:
    """Return the schema of a statement, and what it links its subject to; a Note where it is not a link."""
    _, entity, entry, statement = keyed
    topic, standing = statement["topic"], statement.get("standing")
    part: dict[str, Sequence[str | None]] = {"role": [_with_standing(statement)], "status": [standing]}
    if _lists_subject(statement):
        return "Sanction", {"entity": [subject], "status": [standing], **_program(statement)}
    if entity == "figure" and topic in ("court", "stage") and entry in cases and "case" not in statement:
        return "CourtCaseParty", {"party": [subject], "case": [cases[entry]["id"]], **part}
    if entity == "figure" and "figure" in statement and statement["figure"] != entry:
        return _relation(subject, statement)
    if "group" in statement and (topic == "group" or (entity == "group" and statement["group"] != entry)):
        group = _id("group", statement["group"])
        if standing == "convicted" and entity == "figure":
            return "Membership", {"member": [subject], "organization": [group], **part}
        return "UnknownLink", {"subject": [subject], "object": [group], **part}
    return "Note", {}


def _relation(subject: str, statement: Mapping[str, Any]) -> tuple[str, dict[str, Sequence[str | None]]]:
    """Return a relation between two people. FollowTheMoney names it by what the second is to the first."""
    other, relation = _id("figure", statement["figure"]), [f"{statement['relation']} ({statement['standing']})"]
    if is_kin(statement["relation"]):
        return "Family", {"person": [other], "relative": [subject], "relationship": relation}
    return "Associate", {"person": [other], "associate": [subject], "relationship": relation}


def _program(statement: Mapping[str, Any]) -> dict[str, Sequence[str | None]]:
    """Return the program of a designation, by the law that its value begins with."""
    program = statement["value"].partition(";")[0]
    id = next((id for law, id in PROGRAMS.items() if law in program), None)
    country = id[:2].lower() if id else None
    return {"program": [f"{program} ({statement['standing']})"], "programId": [id], "country": [country]}


def _timeline(facts: FactFile) -> Iterator[Entity]:
    for key, row in tables.timeline(facts):
        named = [_id("figure", id) for id in row.get("figures", ())]
        named += [_id("group", id) for id in row.get("groups", ())]
        yield _entity(
            _id("moment", key),  # ids stay what they are: investigations link to them
            "Event",
            name=[f"{row['text']} ({row['standing']})"],
            date=_dated(row["date"]),
            summary=[row["text"]],
            description=[f"{name}: {row[name]}" for name in ("standing", "date", "event") if name in row],
            involved=named,
            **_evidence(facts, row["sources"]),
        )


def _notes(facts: FactFile) -> Iterator[Entity]:
    for key, note in tables.notes(facts):
        named = [_id(kind, id) for kind, table in ENTITIES.items() for id in note.get(table, ())]  # type: ignore[attr-defined]  # names of lists
        yield _entity(
            _id("note", key),
            "Note",
            name=[note["topic"]],
            entity=named,
            description=[note["text"]],
            **_evidence(facts, note["sources"]),
        )
