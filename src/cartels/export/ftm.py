"""FollowTheMoney entities: for OpenAleph, OpenSanctions' tools and all that reads them.

Every statement is one entity, `cartels.statement.<key>`: its `summary` is the value, exact, and its `proof` are the
sources. All else that the statement says stands beside it as lines, `standing: charged`, `date: 2024-10`, in
`description` or, on a Note, in `notes`. What such an entity is called in a picture or a list (role, relationship,
program, the description of a Note) always ends with its standing, so that no program draws an accusation as a fact.

A tie to a group is a Membership only where a court has found it, or the person has admitted it; anything less is an
UnknownLink, as a Membership says `belongs to` whatever its status says. Nobody gets a topic of crime: those who were
handed over are persons of interest (`poi`), and how their cases stand is for the case parties to say.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cartels import views
from cartels.export import tables, whole_file, write
from cartels.render import json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cartels.facts import Book
    from cartels.model import Figure, Group

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

#: What makes two people a family; any other relation is an association.
KIN = frozenset((
    "brother", "sister", "sibling", "twin", "father", "mother", "parent", "son", "daughter", "child", "husband", "wife",
    "spouse", "uncle", "aunt", "nephew", "niece", "cousin", "grandfather", "grandmother", "grandparent", "grandson",
    "granddaughter", "grandchild", "stepfather", "stepmother", "stepson", "stepdaughter", "stepbrother", "stepsister",
    "godfather", "godmother", "godson", "goddaughter",
))  # fmt: skip

#: FollowTheMoney writes languages by three letters, and drops one that it does not know.
LANGUAGES = {"de": "deu", "en": "eng", "es": "spa", "fr": "fra", "it": "ita", "nl": "nld", "pt": "por"}

#: FollowTheMoney drops a date of another millennium.
_DATE = re.compile("[12][0-9]{3}")


def export(book: Book, path: str, force: bool) -> None:
    """Write the entities to a new file. Raises BadFile, and leaves nothing behind, when that cannot be done."""
    with whole_file(path, force) as part:
        write(part, lines(book).encode())


def lines(book: Book, ascii_only: bool = False) -> str:
    """The entities as JSON, one in a line."""
    return json.write_lines(entities(book), ascii_only)


def entities(book: Book) -> Iterator[Entity]:
    """All that the facts hold as FollowTheMoney entities: sources, people, groups, events, cases, and then what is said
    of them.
    """
    for id in book.sources:
        yield _source(book, id)
    for figure in book.figures.values():
        yield _person(book, figure)
    for group in book.groups.values():
        yield _organization(book, group)
    carried = _carried(book)
    for id in book.events:
        yield _event(book, id, carried.get(id, {}))
    cases = {figure["id"]: case for figure in book.figures.values() if (case := _case(book, figure))}
    yield from cases.values()
    for said in tables.statements(book):
        yield _statement(book, said, cases)
    yield from _timeline(book)
    yield from _notes(book)


def _entity(id: str, schema: str, **properties: Iterable[str | None]) -> Entity:
    """An entity; values that are None, or were there before, are left out."""
    known: dict[str, list[str]] = {}
    for name, values in properties.items():
        if told := [value for value in dict.fromkeys(values) if value]:
            known[name] = told
    return {"id": id, "schema": schema, "properties": known}


def _id(kind: str, id: str) -> str:
    return f"cartels.{kind}.{id}"


def _evidence(book: Book, ids: Iterable[str]) -> dict[str, list[str]]:
    """What an entity that rests on these sources says of them."""
    cited = list(dict.fromkeys(ids))
    return {
        "proof": [_id("source", id) for id in cited],
        "sourceUrl": [book.sources[id]["url"] for id in cited],
        "publisher": [book.sources[id]["publisher"] for id in cited],
    }


def _dated(date: str | None) -> list[str]:
    return [date] if date and _DATE.match(date) else []


def _stands(said: Mapping[str, Any]) -> str:
    """A value that cannot be read without its standing."""
    return f"{said['value']} ({said['standing']})"


def _all_sources(entry: Mapping[str, Any]) -> list[str]:
    return [id for said in entry["statements"] for id in said["sources"]]


# Things


def _source(book: Book, id: str) -> Entity:
    row = book.sources[id]
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
            "title: supplied, not its own headline" if row.get("title_supplied") else None,
            None if language else f"language: {row['language']}",
        ],
    )


def _person(book: Book, figure: Figure) -> Entity:
    role = views.foremost(figure, "office", "role")
    born = [said.get("date") for said in views.on(figure, "birth")]
    return _entity(
        _id("figure", figure["id"]),
        "Person",
        name=[figure["name"]],
        alias=figure.get("aliases", []),
        weakAlias=figure.get("spellings", []),  # also what the press has wrong: nothing to match on
        birthDate=[date for given in born for date in _dated(given)],  # a death is often dated by what led to it
        summary=[_stands(role) if role else None],
        notes=[f"kind: {figure['kind']}"],
        topics=["poi" if figure["kind"] == "transferred" else None, _sanctioned(figure)],
        **_evidence(book, _all_sources(figure)),
    )


def _organization(book: Book, group: Group) -> Entity:
    status = views.foremost(group, "status")
    return _entity(
        _id("group", group["id"]),
        "Organization",
        name=[group["name"]],
        alias=group.get("aliases", []),
        weakAlias=group.get("spellings", []),
        summary=[_stands(status) if status else None],
        topics=[_sanctioned(group)],
        **_evidence(book, _all_sources(group)),
    )


def _sanctioned(entry: Figure | Group) -> str | None:
    """The topic of those whom a government has put on a list, by its own word."""
    listed = views.on(entry, "designation", "sanction")
    return "sanction" if any(said["standing"] == "official" for said in listed) else None


def _carried(book: Book) -> dict[str, dict[str, None]]:
    """The people whom each event moved: those whose custody or destination it is said to have changed."""
    by_event: dict[str, dict[str, None]] = {}
    for figure in book.figures.values():
        for said in views.on(figure, "custody", "destination"):
            if "event" in said:
                by_event.setdefault(said["event"], {})[figure["id"]] = None
    return by_event


def _event(book: Book, id: str, carried: Iterable[str]) -> Entity:
    event = book.events[id]
    return _entity(
        _id("event", id),
        "Event",
        name=[event["name"]],
        date=_dated(event["date"]),
        involved=[_id("figure", figure) for figure in carried],
        **_evidence(book, _all_sources(event)),
    )


def _case(book: Book, figure: Figure) -> Entity | None:
    """The US case of a person: before which courts, and how far it has come; None where no case is known."""
    courts = [said for said in views.on(figure, "court") if "court" in said]
    stages = [said for said in views.on(figure, "stage") if said.get("stage") != "unknown"]
    if not courts and not stages:
        return None
    return _entity(
        _id("case", figure["id"]),
        "CourtCase",
        name=[f"US case of {figure['name']}"],
        court=[book.courts[said["court"]]["name"] for said in courts],
        status=[f"{said['stage']} ({said['standing']})" for said in stages],
        **_evidence(book, (id for said in (*courts, *stages) for id in said["sources"])),
    )


# What is said of them


def _statement(book: Book, told: tables.Said, cases: Mapping[str, Entity]) -> Entity:
    key, table, entry, said = told
    subject = _id(table.removesuffix("s"), entry)
    lines = [f"{name}: {value}" for name, value in said.items() if name not in ("value", "sources")]
    if views.grade(book, said["sources"]) == "weak" and said["sources"]:
        lines.append("grade: weak")
    schema, tie = _tie(subject, table, entry, said, cases)
    if schema == "Note":
        named = [_id(name, said[name]) for name in ("figure", "group", "event") if name in said]
        name = f"{_name(book, table, entry)}: {said['topic']}"
        tie = {"name": [name], "entity": [subject, *named], "description": [_stands(said)], "notes": lines}
    else:
        tie["description"] = lines
        tie["startDate" if schema == "Sanction" else "date"] = _dated(said.get("date"))
    return _entity(_id("statement", key), schema, **tie, summary=[said["value"]], **_evidence(book, said["sources"]))


def _name(book: Book, table: str, id: str) -> str:
    rows: dict[str, Mapping[str, Mapping[str, Any]]] = {
        "figures": book.figures,
        "groups": book.groups,
        "events": book.events,
    }
    name: str = rows[table][id]["name"]
    return name


def _tie(
    subject: str, table: str, entry: str, said: Mapping[str, Any], cases: Mapping[str, Entity]
) -> tuple[str, dict[str, Sequence[str | None]]]:
    """The schema of a statement, and what it ties its subject to; a Note where it is no tie."""
    topic = said["topic"]
    edge: dict[str, Sequence[str | None]] = {"role": [_stands(said)], "status": [said["standing"]]}
    if topic in ("designation", "sanction"):
        return "Sanction", {"entity": [subject], "status": [said["standing"]], **_program(said)}
    if table == "figures" and topic in ("court", "stage") and entry in cases:
        return "CourtCaseParty", {"party": [subject], "case": [cases[entry]["id"]], **edge}
    if table == "figures" and topic == "group" and "group" in said:
        group = _id("group", said["group"])
        if said["standing"] == "convicted":
            return "Membership", {"member": [subject], "organization": [group], **edge}
        return "UnknownLink", {"subject": [subject], "object": [group], **edge}
    if table == "figures" and "figure" in said and said["figure"] != entry:
        # FollowTheMoney names the relation by what the second is to the first.
        other, what = _id("figure", said["figure"]), [f"{said['relation']} ({said['standing']})"]
        if _is_kin(said["relation"]):
            return "Family", {"person": [other], "relative": [subject], "relationship": what}
        return "Associate", {"person": [other], "associate": [subject], "relationship": what}
    if table == "groups" and "group" in said and said["group"] != entry:
        return "UnknownLink", {"subject": [subject], "object": [_id("group", said["group"])], **edge}
    return "Note", {}


def _is_kin(relation: str) -> bool:
    last = relation.lower().removesuffix("-in-law").replace("-", " ").split()[-1:]
    return bool(KIN.intersection(last))


def _program(said: Mapping[str, Any]) -> dict[str, Sequence[str | None]]:
    """The program of a designation, by the law that leads its value."""
    program = said["value"].partition(";")[0]
    id = next((id for law, id in PROGRAMS.items() if law in program), None)
    country = id[:2].lower() if id else None
    return {"program": [f"{program} ({said['standing']})"], "programId": [id], "country": [country]}


def _timeline(book: Book) -> Iterator[Entity]:
    for key, moment in tables.timeline(book):
        named = [_id("figure", id) for id in moment.get("figures", ())]
        named += [_id("group", id) for id in moment.get("groups", ())]
        yield _entity(
            _id("moment", key),
            "Event",
            name=[f"{moment['text']} ({moment['standing']})"],
            date=_dated(moment["date"]),
            summary=[moment["text"]],
            description=[f"{name}: {moment[name]}" for name in ("standing", "date", "event") if name in moment],
            involved=named,
            **_evidence(book, moment["sources"]),
        )


def _notes(book: Book) -> Iterator[Entity]:
    for key, note in tables.notes(book):
        named = [_id(kind, id) for kind in ("figure", "group", "event") for id in note.get(f"{kind}s", ())]  # type: ignore[attr-defined]
        yield _entity(
            _id("note", key),
            "Note",
            name=[note["topic"]],
            entity=named,
            description=[note["text"]],
            **_evidence(book, note["sources"]),
        )
