"""From a fact book to the rows and cards that every format prints. Nothing here prints, or knows how it will look."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from cartels import names
from cartels.errors import BadUsage, NoMatch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from cartels import contract as out
    from cartels.facts import Book
    from cartels.model import Event, Figure, Grade, Group, Moment, Note, Source, Statement

#: From the weakest grade to the best.
GRADES = ("weak", "established", "official")

#: The keys of each listing's rows, in order; the `statements` of cards make a listing too where a format only holds
#: rows.
FIELDS = {
    "figures": (
        "id", "name", "kind", "aliases", "groups", "role", "court", "city", "stage", "stage_date", "basis", "sources",
    ),
    "groups": ("id", "name", "aliases", "base", "status", "designations", "members", "basis", "sources"),
    "events": ("id", "name", "date", "statements"),
    "timeline": ("date", "text", "standing", "grade", "figures", "groups", "event", "sources"),
    "sources": (
        "id", "publisher", "title", "title_supplied", "url", "published", "language", "kind", "grade", "note", "cited",
    ),
    "statements": (
        "id", "name", "topic", "value", "group", "court", "figure", "relation", "event", "city", "stage", "date",
        "standing", "grade", "sources", "locator", "note",
    ),
    "search": (
        "kind", "id", "name", "topic", "value", "group", "court", "note", "date", "standing", "grade", "sources",
    ),
    "stats": ("table", "of", "value", "name", "count", "total"),
    "schema": ("name", "describes"),
}  # fmt: skip


#: The fields that tables show as a number, of which the whole is a list.
COUNTS = ("members", "sources")


def arrange(rows: Sequence[Any], fields: Sequence[str], sort: str | None, limit: int | None) -> list[Any]:
    """Rows sorted by a field (`-field` from the last to the first), and at most `limit` of them; what has no value
    comes last.

    Texts sort as Spanish readers expect: blind to case and accents, with ñ after n. What tables show as a number sorts
    by it. Raises BadUsage for a field that the rows do not have.
    """
    if sort:
        field = sort.removeprefix("-")
        if field not in fields:
            raise BadUsage(unknown_field("--sort", field, fields))
        known = [row for row in rows if row.get(field) not in (None, "", [], {})]
        unknown = [row for row in rows if row.get(field) in (None, "", [], {})]
        key = len if field in COUNTS else sort_key
        rows = sorted(known, key=lambda row: key(row[field]), reverse=sort.startswith("-")) + unknown
    return list(rows if limit is None else rows[:limit])


def sort_key(value: Any) -> tuple[float, list[str]]:
    """Numbers by size, texts by their folded words, lists by their items and these by what they are called."""
    if isinstance(value, int):
        return value, []
    items = value if isinstance(value, list) else [value]
    texts = [str(item.get("name", item.get("value")) if isinstance(item, dict) else item) for item in items]
    return 0, [word for text in texts for word in names.fold_words(_spanish(text))]


def _spanish(text: str) -> str:
    """A text whose ñ comes after every other n: the stand-in is a letter behind z."""
    parts = unicodedata.normalize("NFD", text)
    return parts.replace("n\u0303", "nʒ").replace("N\u0303", "Nʒ") if "\u0303" in parts else text


def unknown_field(option: str, field: str, fields: Sequence[str]) -> str:
    """What to tell somebody who asked for a field that there is not."""
    near = names.nearest(fields, field, 1)
    return f"{option}: no field {field!r}: {f'did you mean {near[0]}? ' if near else ''}There are {', '.join(fields)}"


# What a value rests on


def grade(book: Book, cited: Iterable[str]) -> Grade:
    """The best grade among cited sources. It is computed here and never stored on a statement."""
    return max((book.sources[id]["grade"] for id in cited), key=GRADES.index, default="weak")


def source(row: Source) -> out.SourceOut:
    """A source as statements and rows carry it."""
    written: out.SourceOut = {
        "id": row["id"],
        "publisher": row["publisher"],
        "title": row["title"],
        "url": row["url"],
        "published": row.get("published"),
        "kind": row["kind"],
        "grade": row["grade"],
    }
    if row.get("title_supplied"):
        written["title_supplied"] = True
    return written


def sources_of(book: Book, *cited: Sequence[str]) -> list[out.SourceOut]:
    """The sources with these ids, each once, in the order of first mention."""
    return [source(book.sources[id]) for id in dict.fromkeys(id for ids in cited for id in ids)]


def basis(book: Book, said: Statement[Any]) -> out.Basis:
    """What a value in a row rests on."""
    return {"standing": said["standing"], "grade": grade(book, said["sources"]), "sources": said["sources"]}


def statement(book: Book, said: Statement[Any]) -> out.StatementOut:
    """A statement of the file with its grade, and its sources written out."""
    written: Any = {**said, "grade": grade(book, said["sources"]), "sources": sources_of(book, said["sources"])}
    return written  # type: ignore[no-any-return]  # a statement's own keys and these two are a StatementOut


def on(entry: Figure | Group, *topics: str) -> list[Statement[Any]]:
    """The statements of an entry on these topics, in the file's order, which puts the foremost first."""
    statements: Sequence[Statement[Any]] = entry["statements"]
    return [said for said in statements if said["topic"] in topics]


def foremost(entry: Figure | Group, *topics: str) -> Statement[Any] | None:
    """The first statement on the first of these topics that has one."""
    return next((said for topic in topics for said in on(entry, topic)), None)


# People


def figure_row(book: Book, figure: Figure) -> out.FigureRow:
    """A person in one row: groups by all statements on them, the other values by the foremost statement on each."""
    tied = _once(on(figure, "group"))
    found = {
        "role": foremost(figure, "office", "role"),
        "court": foremost(figure, "court"),
        "city": foremost(figure, "destination"),
        "stage": foremost(figure, "stage"),
    }
    known = {field: said for field, said in found.items() if said}
    return {
        "id": figure["id"],
        "name": figure["name"],
        "kind": figure["kind"],
        "aliases": figure.get("aliases", []),
        "groups": [tie(book, said) for said in tied],
        "role": known["role"]["value"] if "role" in known else None,
        "court": known["court"].get("court") if "court" in known else None,
        "city": known["city"].get("city") if "city" in known else None,
        "stage": known["stage"].get("stage") if "stage" in known else None,
        "stage_date": known["stage"].get("date") if "stage" in known else None,
        "basis": {field: basis(book, said) for field, said in known.items()},
        "sources": sources_of(book, *(said["sources"] for said in (*tied, *known.values()))),
    }


def _once(tied: Iterable[Statement[Any]]) -> list[Statement[Any]]:
    """Of the statements on a figure's groups the foremost for each group."""
    foremost: dict[str, Statement[Any]] = {}
    for said in tied:
        foremost.setdefault(said.get("group") or said["value"], said)
    return list(foremost.values())


def tie(book: Book, said: Statement[Any]) -> out.Tie:
    """The group that a figure's `group` statement is about; one without an entry of its own leads the value: `La
    Empresa: founder`.
    """
    id = said.get("group")
    name, _, part = said["value"].partition(": ")
    return {
        "id": id,
        "name": book.groups[id]["name"] if id else name,
        "value": said["value"] if id else part or name,
        "standing": said["standing"],
        "grade": grade(book, said["sources"]),
    }


def figures(book: Book, **wanted: Iterable[str]) -> list[out.FigureRow]:
    """People, in the file's order, that have one of the wanted values in each field that wants any.

    `wanted` maps `kind`, `group`, `court`, `city`, `stage` and `standing` to the values asked for; a group, a court or
    a city may be given by any of its names. A standing is met by a person any of whose values in the row has it. Raises
    BadUsage for a value that the file does not know.
    """
    sets = {field: _known_values(book, field, values) for field, values in wanted.items() if values}
    rows = [figure_row(book, figure) for figure in book.figures.values()]
    return [row for row in rows if all(values & _held(row, field) for field, values in sets.items())]


def _held(row: out.FigureRow, field: str) -> set[str | None]:
    """The values of a row that a filter compares with."""
    if field == "group":
        return {tie["id"] for tie in row["groups"]}
    if field == "standing":
        return {tie["standing"] for tie in row["groups"]} | {basis["standing"] for basis in row["basis"].values()}
    return {row[field]}  # type: ignore[literal-required]  # the filters are named after the row's keys


def _known_values(book: Book, field: str, values: Iterable[str]) -> set[str]:
    """The ids, or the words, that filter values mean."""
    known = list(filter_values(book, field))
    if not known:
        return set(values)  # a closed list, which the command line has checked
    there_are = f"there are {', '.join(dict.fromkeys(name.entry for name in known))}"
    return {pick(f"--{field}", known, value, field, there_are).entry for value in values}


def pick(option: str, known: Sequence[names.Name], value: str, *words: str) -> names.Name:
    """The entry that an option's value names; `words` are those that `names.find` tells with. Raises BadUsage."""
    try:
        return names.find(known, value, *words)
    except NoMatch as error:
        raise BadUsage(f"{option}: {error}", error.more) from None


def filter_values(book: Book, field: str) -> Iterator[names.Name]:
    """What can be asked for in a field whose values the file decides: `figure`, `group`, `event`, `court` or `city`."""
    if field == "court":
        for court in book.courts.values():
            yield names.Name(court["id"], "id", court["id"], court["name"])
            yield names.Name(court["short"], "name", court["id"], court["name"])
            yield names.Name(court["name"], "name", court["id"], court["name"])
    elif field == "city":
        cities = (said.get("city") for figure in book.figures.values() for said in on(figure, "destination"))
        for city in sorted({city for city in cities if city}):
            yield names.Name(city, "id", city, city)
    else:
        rows: dict[str, Mapping[str, Mapping[str, Any]]] = {
            "figure": book.figures,
            "group": book.groups,
            "event": book.events,
        }
        yield from names.names(rows.get(field, {}).values())


# Groups


def members(book: Book) -> dict[str, list[out.Tie]]:
    """The figures tied to each group, by the group's id."""
    by_group: dict[str, list[out.Tie]] = {id: [] for id in book.groups}
    for figure in book.figures.values():
        for said in _once(on(figure, "group")):
            if "group" in said:
                by_group[said["group"]].append({**tie(book, said), "id": figure["id"], "name": figure["name"]})
    return by_group


def group_row(book: Book, group: Group, tied: list[out.Tie]) -> out.GroupRow:
    """A group in one row, with the figures that are tied to it."""
    designated = on(group, "designation")
    found = {"base": foremost(group, "base"), "status": foremost(group, "status")}
    known = {field: said for field, said in found.items() if said}
    return {
        "id": group["id"],
        "name": group["name"],
        "aliases": group.get("aliases", []),
        "base": known["base"]["value"] if "base" in known else None,
        "status": known["status"]["value"] if "status" in known else None,
        "designations": [
            {
                "value": said["value"],
                "date": said.get("date"),
                "standing": said["standing"],
                "grade": grade(book, said["sources"]),
            }
            for said in designated
        ],
        "members": tied,
        "basis": {field: basis(book, said) for field, said in known.items()},
        "sources": sources_of(book, *(said["sources"] for said in (*known.values(), *designated))),
    }


def groups(book: Book, designated: bool | None = None) -> list[out.GroupRow]:
    """Groups in the file's order; with `designated`, only those that some government has, or none has, designated."""
    tied = members(book)
    rows = [group_row(book, group, tied[id]) for id, group in book.groups.items()]
    return [row for row in rows if designated is None or bool(row["designations"]) is designated]


# The timeline, the events, the notes


def refs(rows: Mapping[str, Any], ids: Iterable[str]) -> list[out.Ref]:
    """Ids with the names they stand for."""
    return [{"id": id, "name": rows[id]["name"]} for id in ids]


def moment_row(book: Book, moment: Moment) -> out.MomentRow:
    """A row of the timeline."""
    return {
        "date": moment["date"],
        "text": moment["text"],
        "standing": moment["standing"],
        "grade": grade(book, moment["sources"]),
        "figures": refs(book.figures, moment.get("figures", ())),
        "groups": refs(book.groups, moment.get("groups", ())),
        "event": moment.get("event"),
        "sources": sources_of(book, moment["sources"]),
    }


def timeline(
    book: Book,
    since: str = "",
    until: str = "",
    **wanted: Iterable[str],
) -> list[out.MomentRow]:
    """What happened when, oldest first, from `since` to `until`: dates as precise as one likes, both included.

    `wanted` maps `figure`, `group` and `event` to names, of which one must be in the row. A row known by its year alone
    is taken when any day of that year would be. Raises BadUsage for a name that the file does not know.
    """
    sets = {field: _known_values(book, field, values) for field, values in wanted.items() if values}
    return _moments(book, sets, since, until)


def _moments(book: Book, sets: Mapping[str, set[str]], since: str = "", until: str = "") -> list[out.MomentRow]:
    """The timeline rows between two dates that name one of the ids in each field."""
    rows = [
        moment
        for moment in book.facts.get("timeline", ())
        if moment["date"] >= since[: len(moment["date"])]
        and (not until or moment["date"][: len(until)] <= until)
        and all(ids & _named(moment, field) for field, ids in sets.items())
    ]
    return [moment_row(book, moment) for moment in sorted(rows, key=lambda moment: moment["date"])]


def _named(row: Moment | Note, field: str) -> set[str]:
    """The ids that a timeline row or a note names as `figure`, `group` or `event`."""
    listed: list[str] = row.get(f"{field}s", [])  # type: ignore[assignment]
    return {*listed, row[field]} if field in row else set(listed)  # type: ignore[literal-required]


def notes(book: Book, field: str, id: str) -> list[out.NoteOut]:
    """Where sources disagree about an entry."""
    return [
        {"topic": note["topic"], "text": note["text"], "sources": sources_of(book, note["sources"])}
        for note in book.facts.get("notes", ())
        if id in _named(note, field)
    ]


def event_rows(book: Book) -> list[out.EventRow]:
    """The events, in the file's order."""
    return [
        {"id": event["id"], "name": event["name"], "date": event["date"], "statements": len(event["statements"])}
        for event in book.events.values()
    ]


def cities(book: Book, event: Event) -> list[out.City]:
    """Who was flown where in an event, by statements that name it; those whose city is not known come last."""
    by_city: dict[str | None, list[str]] = {}
    for figure in book.figures.values():
        mine = [said for said in figure["statements"] if said.get("event") == event["id"]]
        if any(said["topic"] in ("custody", "destination") for said in mine):
            city = next((said["city"] for said in mine if "city" in said), None)
            by_city.setdefault(city, []).append(figure["id"])
    ordered = sorted(by_city, key=lambda city: (city is None, city or ""))
    return [{"city": city, "figures": refs(book.figures, by_city[city])} for city in ordered]


# Cards


def entries(book: Book) -> Iterator[names.Name]:
    """All the names that `show` answers to."""
    for field in ("figure", "group", "event"):
        yield from filter_values(book, field)


def cards(book: Book, wanted: Iterable[str]) -> list[out.Card]:
    """All that is known of each name. Raises NoMatch for the first name that is none, or several."""
    known = list(entries(book))
    return [card(book, names.find(known, name)) for name in wanted]


def card(book: Book, match: names.Name) -> out.Card:
    """All that is known of the entry that a name has matched: its row, statements, timeline and notes."""
    id = match.entry
    written: Any
    statements: Sequence[Statement[Any]]
    if id in book.figures:
        written = {"entity": "figure", **figure_row(book, book.figures[id])}
        statements = book.figures[id]["statements"]
    elif id in book.groups:
        written = {"entity": "group", **group_row(book, book.groups[id], members(book)[id])}
        statements = book.groups[id]["statements"]
    else:
        event = book.events[id]
        written = {"entity": "event", "id": id, "name": event["name"], "date": event["date"]}
        written["cities"] = cities(book, event)
        statements = event["statements"]
    entity = written["entity"]
    written["matched"] = {"text": match.text, "how": match.how}
    written["statements"] = [statement(book, said) for said in statements]
    written["timeline"] = _moments(book, {entity: {id}})
    written["notes"] = notes(book, entity, id)
    return written  # type: ignore[no-any-return]  # the contract test holds every card against its type


def event(book: Book, name: str | None) -> out.Card:
    """An event's card: by default that of the file's first event, the one it is about. Raises NoMatch."""
    known = list(filter_values(book, "event"))
    there_are = "`cartels event --list` lists them"
    return card(book, known[0] if name is None else names.find(known, name, "event", there_are))


def overview(book: Book) -> out.Overview:
    """The event the file is about, the people and the groups."""
    return {"about": book.facts["about"], "event": event(book, None), "figures": figures(book), "groups": groups(book)}


# Sources


def citations(book: Book) -> Iterator[tuple[str, out.Citation]]:
    """Each citation in the file: the source's id, and what cites it."""
    for rows in (book.figures, book.groups, book.events):
        for entry in rows.values():
            for said in entry["statements"]:
                for id in said["sources"]:
                    yield id, _citation(entry["id"], entry["name"], said["topic"], said["value"], said["standing"])
    for moment in book.facts.get("timeline", ()):
        for id in moment["sources"]:
            yield id, _citation(moment["date"], moment["date"], "timeline", moment["text"], moment["standing"])
    for note in book.facts.get("notes", ()):
        for id in note["sources"]:
            yield id, _citation("", note["topic"], "note", note["text"], None)


def _citation(id: str, name: str, topic: str, value: str, standing: Any) -> out.Citation:
    return {"id": id, "name": name, "topic": topic, "value": value, "standing": standing}


def source_row(row: Source, cited: int) -> out.SourceRow:
    """A source in one row, and how often it is cited."""
    written: Any = {**source(row), "language": row["language"], "cited": cited}
    if "note" in row:
        written["note"] = row["note"]
    return written  # type: ignore[no-any-return]  # a SourceOut and these keys are a SourceRow


def sources(book: Book, grades: Iterable[str] = (), cited_by: Iterable[str] = ()) -> list[out.SourceRow]:
    """What the facts rest on, in the file's order; with `grades`, only sources of these; with `cited_by`, only those
    behind one of the people, groups or events of these names. Raises BadUsage for a name that the file does not know.
    """
    wanted = set(grades)
    behind = _behind(book, cited_by) if cited_by else book.sources.keys()
    counts = dict.fromkeys(book.sources, 0)
    for id, _ in citations(book):
        counts[id] += 1
    return [
        source_row(row, counts[id])
        for id, row in book.sources.items()
        if id in behind and (not wanted or row["grade"] in wanted)
    ]


def _behind(book: Book, wanted: Iterable[str]) -> set[str]:
    """The ids of the sources on the cards of these names."""
    known = list(entries(book))
    shown = [card(book, pick("--cited-by", known, name)) for name in wanted]
    rows = [row for one in shown for row in (*one["statements"], *one["timeline"], *one["notes"])]
    return {source["id"] for row in rows for source in row["sources"]}


def source_card(book: Book, id: str) -> out.SourceCard:
    """A source and everything that cites it. Raises NoMatch."""
    if id not in book.sources:
        near = names.nearest(book.sources, id)
        hint = f": did you mean {' or '.join(near)}?" if near else ": `cartels sources` lists the ids"
        raise NoMatch(f"no source has the id {id!r}{hint}")
    cited = [citation for cited, citation in citations(book) if cited == id]
    return {**source_row(book.sources[id], len(cited)), "citations": cited}
