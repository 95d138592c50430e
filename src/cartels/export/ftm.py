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
from collections import Counter
from typing import TYPE_CHECKING, Any, cast

from cartels.export import atomic_file, tables, write
from cartels.facts.load import entries
from cartels.facts.model import is_kin
from cartels.facts.values import date_problem
from cartels.facts.words import ENTITIES
from cartels.names import fold, fold_words
from cartels.render import json
from cartels.render.words import copy_at
from cartels.views.parts import cited_ids, first_statement, grade, in_present_case, statements_on

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    #: The values of each property of an entity; None is left out.
    Properties = dict[str, Sequence[str | None]]

    from cartels.facts.load import FactFile
    from cartels.facts.model import Event, Figure, Group
    from cartels.render.words import Row

Entity = dict[str, Any]

#: The programs of OpenSanctions under which a designation falls, by the law that it names.
_PROGRAMS = {
    "INA s. 219": "US-FTO219",
    "E.O. 13224": "US-TERR",
    "E.O. 13581": "US-TCO",
    "E.O. 14059": "US-NARCO",
    "Kingpin Act": "US-NARCO",
    "Canada: terrorist entity (Criminal Code)": "CA-UNSC1373",
}

#: FollowTheMoney writes languages by three letters, and drops one that it does not know.
_LANGUAGES = {"de": "deu", "en": "eng", "es": "spa", "fr": "fra", "it": "ita", "nl": "nld", "pt": "por"}

#: Countries by the words for them and for their people.
_COUNTRIES = {
    "Argentina": "ar", "Argentine": "ar", "Bulgaria": "bg", "Bulgarian": "bg", "Canada": "ca", "Canadian": "ca",
    "Colombia": "co", "Colombian": "co", "Guatemala": "gt", "Guatemalan": "gt", "Mexico": "mx", "Mexican": "mx",
    "Sierra Leone": "sl", "Sierra Leonean": "sl", "United States": "us", "American": "us",
}  # fmt: skip
#: A statement that gives a nationality, and besides it at most who says so or a place.
_NATIONALITY = re.compile("(.+?)(?: citizen)?(?:, by .+|; from .+)?")

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
#: A statement that gives a year, a month or a day of birth, and besides it at most who says so or a place.
_BORN = re.compile(
    rf"(?:Born )?(?:on |in )?(?:(?:([0-9]{{1,2}}) )?({'|'.join(_MONTHS)}) )?([12][0-9]{{3}})"
    r"(?:,? in [^0-9;]+|, by [^0-9;]+)*"
)


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
    shared = _shared_names(facts)
    for figure in facts.figures.values():
        yield _person(facts, figure, shared)
    for group in facts.groups.values():
        yield _organization(facts, group)
    involved = _involved(facts)
    for event in facts.events.values():
        yield _thing(facts, "event", event, "Event", date=[event["date"]], involved=involved[event["id"]])
    cases = {figure["id"]: case for figure in facts.figures.values() if (case := _case(facts, figure))}
    yield from cases.values()
    names = {entry["id"]: entry["name"] for _, entry in entries(facts)}
    for keyed in tables.statements(facts):
        yield _statement(facts, keyed, names, cases)
    yield from _timeline(facts)
    yield from _notes(facts)


def _entity(id: str, schema: str, **properties: Iterable[str | None]) -> Entity:
    """Return an entity; values that are None, or repeated, are left out."""
    known = {name: [value for value in dict.fromkeys(values) if value] for name, values in properties.items()}
    return {"id": id, "schema": schema, "properties": {name: values for name, values in known.items() if values}}


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


def _with_standing(statement: Mapping[str, Any] | None, key: str = "value") -> str | None:
    """Return a value of a statement with its standing, without which it is never shown."""
    if statement is None:
        return None
    return f"{statement[key]} ({statement['standing']})" if "standing" in statement else str(statement[key])


# Things


def _source(facts: FactFile, id: str) -> Entity:
    row = facts.sources[id]
    language = _LANGUAGES.get(row["language"])
    return _entity(
        _id("source", id),
        "Article" if row["kind"] == "news" else "Document",
        title=[row["title"]],
        fileName=[row["title"]],
        publisher=[row["publisher"]],
        sourceUrl=[row["url"]],
        publishedAt=[row.get("published")],
        language=[language],
        notes=[
            *(f"{key}: {row[key]}" for key in ("kind", "grade", "note") if key in row),
            copy_at(cast("Row", row)),
            "title: supplied, not its own headline" if row.get("title_supplied") else None,
            None if language else f"language: {row['language']}",
        ],
    )


def _thing(
    facts: FactFile, kind: str, entry: Figure | Group | Event, schema: str, **properties: Iterable[str | None]
) -> Entity:
    """Return the entity of an entry, which rests on the sources of all its statements."""
    evidence = _evidence(facts, cited_ids(entry))
    return _entity(_id(kind, entry["id"]), schema, name=[entry["name"]], **properties, **evidence)


def _person(facts: FactFile, figure: Figure, shared: Container[str]) -> Entity:
    aliases = figure.get("aliases", [])
    forms = [alias for alias in aliases if _is_form(alias, figure["name"])]
    nicknames = [alias for alias in aliases if alias not in forms and fold(alias) not in shared]
    shared_ones = [alias for alias in aliases if alias not in forms and alias not in nicknames]
    return _thing(
        facts,
        "figure",
        figure,
        "Person",
        alias=forms,
        weakAlias=[*nicknames, *figure.get("spellings", [])],  # these have what the press has wrong
        birthDate=[_born(row["value"]) for row in statements_on(figure, "birth")],
        nationality=[_country(row["value"]) for row in statements_on(figure, "nationality")],
        summary=[_with_standing(first_statement(figure, "office", "role"))],
        notes=[f"kind: {figure['kind']}", *(f"nickname, which others have too: {name}" for name in shared_ones)],
        topics=["poi" if figure["kind"] == "transferred" else None, _sanctioned(figure)],
    )


def _shared_names(facts: FactFile) -> set[str]:
    """Return the names that more than one person has, without accents and capitals: no one is found by these."""
    counts = Counter(
        name
        for figure in facts.figures.values()
        for name in set(map(fold, (figure["name"], *figure.get("aliases", ()), *figure.get("spellings", ()))))
    )
    return {name for name, count in counts.items() if count > 1}


def _is_form(alias: str, name: str) -> bool:
    """Return whether an alias is a form of a name, with two words of it; any other is a nickname.

    A matcher takes an alias for a name: it would merge two who are both called `El Junior`.
    """
    known = {word for word in fold_words(name) if len(word) > 3}
    return len(known.intersection(fold_words(alias))) > 1


def _born(value: str) -> str | None:
    """Return the date of birth that a statement gives, as precise as it is; None for an age, a choice or a guess."""
    found = _BORN.fullmatch(value)
    if not found:
        return None
    day, month, year = found.groups()
    number = f"{_MONTHS.index(month) + 1:02}" if month else None
    date = "-".join(filter(None, (year, number, day and f"{int(day):02}")))
    return None if date_problem(date) else date


def _country(value: str) -> str | None:
    """Return the country that a statement gives as the nationality; None where it says anything else."""
    found = _NATIONALITY.fullmatch(value)
    return _COUNTRIES.get(found[1]) if found else None


def _organization(facts: FactFile, group: Group) -> Entity:
    return _thing(
        facts,
        "group",
        group,
        "Organization",
        alias=group.get("aliases", []),
        weakAlias=group.get("spellings", []),
        summary=[_with_standing(first_statement(group, "status"))],
        topics=[_sanctioned(group)],
    )


def _sanctioned(entry: Figure | Group) -> str | None:
    """Return the topic of those whom a government says it has put on a list."""
    listed = any(_lists_subject(row) and row.get("standing") == "official" for row in entry["statements"])
    return "sanction" if listed else None


def _lists_subject(statement: Mapping[str, Any]) -> bool:
    """Return whether a statement is of a sanction against its subject, not against members of a group."""
    return statement["topic"] == "sanction" or "listed" in statement


def _involved(facts: FactFile) -> dict[str, list[str]]:
    """Return the people whom each event moved, by statements on their custody or destination that name it."""
    by_event: dict[str, list[str]] = {id: [] for id in facts.events}
    for figure in facts.figures.values():
        for statement in statements_on(figure, "custody", "destination"):
            if "event" in statement:
                by_event[statement["event"]].append(_id("figure", figure["id"]))
    return by_event


def _case(facts: FactFile, figure: Figure) -> Entity | None:
    """Return the US case of a person, with its courts and stage; None where no case is known."""
    courts = [row for row in in_present_case(statements_on(figure, "court")) if "court" in row]
    stages = [row for row in statements_on(figure, "stage") if row.get("stage") != "unknown"]
    if not courts and not stages:
        return None
    return _entity(
        _id("case", figure["id"]),
        "CourtCase",
        name=[f"US case of {figure['name']}"],
        court=[facts.courts[row["court"]]["name"] for row in courts],
        status=[_with_standing(row, "stage") for row in stages],
        **_evidence(facts, (id for row in (*courts, *stages) for id in row["sources"])),
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
        properties["startDate" if schema == "Sanction" else "date"] = [statement.get("date")]
    properties["summary"] = [statement["value"]]
    return _entity(_id("statement", key), schema, **properties, **_evidence(facts, statement["sources"]))


def _link(keyed: tables.Keyed, subject: str, cases: Mapping[str, Entity]) -> tuple[str, Properties]:
    """Return the schema of a statement, and what it links its subject to; a Note where it is not a link."""
    _, entity, entry, statement = keyed
    topic, standing = statement["topic"], statement.get("standing")
    part: Properties = {"role": [_with_standing(statement)], "status": [standing]}
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


def _relation(subject: str, statement: Mapping[str, Any]) -> tuple[str, Properties]:
    """Return a relation between two people. FollowTheMoney names it by what the second is to the first."""
    schema, second = ("Family", "relative") if is_kin(statement["relation"]) else ("Associate", "associate")
    relation = _with_standing(statement, "relation")
    return schema, {"person": [_id("figure", statement["figure"])], second: [subject], "relationship": [relation]}


def _program(statement: Mapping[str, Any]) -> Properties:
    """Return the program of a designation, by the law that its value begins with."""
    program = statement["value"].partition(";")[0]
    id = next((id for law, id in _PROGRAMS.items() if law in program), None)
    country = id[:2].lower() if id else None
    return {"program": [f"{program} ({statement['standing']})"], "programId": [id], "country": [country]}


def _timeline(facts: FactFile) -> Iterator[Entity]:
    for row in tables.timeline(facts):
        yield _entity(
            _id("moment", row["key"]),  # ids stay what they are: investigations link to them
            "Event",
            name=[_with_standing(row, "text")],
            date=[row["date"]],
            summary=[row["text"]],
            description=[f"{name}: {row[name]}" for name in ("standing", "date", "event") if name in row],
            involved=_named(row),
            **_evidence(facts, row["sources"]),
        )


def _notes(facts: FactFile) -> Iterator[Entity]:
    for note in tables.notes(facts):
        yield _entity(
            _id("note", note["key"]),
            "Note",
            name=[note["topic"]],
            entity=_named(note),
            description=[note["text"]],
            **_evidence(facts, note["sources"]),
        )


def _named(row: Mapping[str, Any]) -> list[str]:
    """Return the people, groups and events that a row lists."""
    return [_id(kind, id) for kind, table in ENTITIES.items() for id in row.get(table, ())]
