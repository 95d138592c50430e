"""The fact file as normalised tables, said once: the SQLite database and the CSV folder are both made of them.

What a statement is about, and what it refers to, are columns of their own, so that each is a foreign key that a
database holds: `figure_id`, `group_id` or `event_id` is what it is about, `ref_figure_id` and the like what it names.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from cartels import model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from cartels.facts import Book

#: `date` is ISO 8601, as precise as is known: a year, a month or a day.
Kind = Literal["text", "date", "integer", "boolean"]

Row = tuple[Any, ...]


class Column(NamedTuple):
    """A column: its name, what it holds and in words, whether it may be empty, the table whose `id` it refers to, and
    the only words there can be.
    """

    name: str
    kind: Kind
    about: str
    empty: bool = False
    refers: str = ""
    words: tuple[str, ...] = ()


class Table(NamedTuple):
    """A table: its name, what a row of it is, its columns and primary key, and how its rows come from the facts."""

    name: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: Callable[[Book], Iterable[Row]]


class Said(NamedTuple):
    """A statement, with the table and the id of the entry that it is about, and its key."""

    key: str
    table: str
    entry: str
    statement: Mapping[str, Any]


def statements(book: Book) -> Iterator[Said]:
    """Every statement of the facts, in their order.

    The key stays the same, in every export and every version of the facts, as long as the statement says the same of
    the same; what else is known of it (standing, date, sources) may change.
    """
    keys = Keys()
    for table, id, said in _said(book):
        refers = [said.get(name) for name in ("group", "court", "figure", "event")]
        yield Said(keys.make(id, said["topic"], said["value"], *refers), table, id, said)


def _said(book: Book) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Every statement with the table and the id of the entry that it is about."""
    entries: dict[str, Mapping[str, Mapping[str, Any]]] = {
        "figures": book.figures,
        "groups": book.groups,
        "events": book.events,
    }
    return (
        (table, id, said) for table, rows in entries.items() for id, row in rows.items() for said in row["statements"]
    )


class Keys:
    """Makes short keys for what has no id of its own, from what it says."""

    def __init__(self) -> None:
        self._made: dict[str, int] = {}

    def make(self, *says: str | None) -> str:
        """A key of 16 hexadecimal digits; a thing that is said twice gets another the second time."""
        text = json.dumps(says)
        self._made[text] = times = self._made.get(text, 0) + 1
        return hashlib.sha256(f"{text}{times if times > 1 else ''}".encode()).hexdigest()[:16]


def timeline(book: Book) -> Iterator[tuple[str, model.Moment]]:
    """Every row of the timeline with its key, in the order of the facts."""
    keys = Keys()
    for moment in book.facts.get("timeline", ()):
        yield keys.make(moment["date"], moment["text"]), moment


def notes(book: Book) -> Iterator[tuple[str, model.Note]]:
    """Every note on the sources with its key, in the order of the facts."""
    keys = Keys()
    for note in book.facts.get("notes", ()):
        yield keys.make(note["topic"], note["text"]), note


# The rows


def _about(book: Book) -> Iterator[Row]:
    about = book.facts["about"]
    yield about["title"], about["as_of"]


def _sources(book: Book) -> Iterator[Row]:
    for row in book.sources.values():
        yield (
            row["id"],
            row["publisher"],
            row["title"],
            row.get("title_supplied", False),
            row["url"],
            row.get("published"),
            row["language"],
            row["kind"],
            row["grade"],
            row.get("note"),
        )


def _courts(book: Book) -> Iterator[Row]:
    return ((row["id"], row["name"], row["short"]) for row in book.courts.values())


def _figures(book: Book) -> Iterator[Row]:
    return ((row["id"], row["name"], row["kind"]) for row in book.figures.values())


def _groups(book: Book) -> Iterator[Row]:
    return ((row["id"], row["name"]) for row in book.groups.values())


def _events(book: Book) -> Iterator[Row]:
    return ((row["id"], row["name"], row["date"]) for row in book.events.values())


def _names(book: Book) -> Iterator[Row]:
    number = 0
    tables: tuple[Mapping[str, Mapping[str, Any]], ...] = (book.figures, book.groups)
    for table in tables:
        for id, row in table.items():
            for how, listed in (("alias", "aliases"), ("spelling", "spellings")):
                for text in row.get(listed, ()):
                    number += 1
                    figure, group = (id, None) if table is book.figures else (None, id)
                    yield number, figure, group, how, text


def _statements(book: Book) -> Iterator[Row]:
    for number, (key, table, entry, said) in enumerate(statements(book), 1):
        yield (
            number,
            key,
            *(entry if table == about else None for about in ("figures", "groups", "events")),
            said["topic"],
            said["value"],
            said["standing"],
            *(
                said.get(name)
                for name in (
                    "date",
                    "figure",
                    "relation",
                    "group",
                    "event",
                    "court",
                    "city",
                    "stage",
                    "locator",
                    "note",
                )
            ),
        )


def _statement_sources(book: Book) -> Iterator[Row]:
    for number, (_, _, said) in enumerate(_said(book), 1):
        yield from _listed(number, said["sources"])


def _listed(number: int, ids: Iterable[str]) -> Iterator[Row]:
    return ((number, position, id) for position, id in enumerate(ids, 1))


def _timeline(book: Book) -> Iterator[Row]:
    for number, (key, moment) in enumerate(timeline(book), 1):
        yield number, key, moment["date"], moment["text"], moment["standing"], moment.get("event")


def _notes(book: Book) -> Iterator[Row]:
    for number, (key, note) in enumerate(notes(book), 1):
        yield number, key, note["topic"], note["text"]


def _links(rows: str, listed: str) -> Callable[[Book], Iterator[Row]]:
    """The rows of a table that links the timeline or the notes to what they name or cite, in their order."""

    def make(book: Book) -> Iterator[Row]:
        named: Iterable[Mapping[str, Any]] = book.facts.get(rows, ())  # type: ignore[assignment]  # a literal key
        for number, row in enumerate(named, 1):
            yield from _listed(number, dict.fromkeys(row.get(listed, ())))

    return make


# The tables


def _link(name: str, about: str, owner: Column, to: Column, rows: Callable[[Book], Iterable[Row]]) -> Table:
    position = Column("position", "integer", "its place in the list, from 1")
    return Table(name, about, (owner, position, to), (owner.name, to.name), rows)


_ID = Column("id", "text", "its id in the fact file")
_NUMBER = Column("id", "integer", "its place in the fact file, from 1")
_KEY = Column("key", "text", "stays the same from version to version, and in the other exports")
_STANDING = Column("standing", "text", "how sure it is: a charge is not a conviction", words=get_args(model.Standing))
_SOURCE = Column("source_id", "text", "the source cited", refers="sources")
_STATEMENT = Column("statement_id", "integer", "the statement", refers="statements")
_MOMENT = Column("timeline_id", "integer", "the row of the timeline", refers="timeline")
_NOTE = Column("note_id", "integer", "the note", refers="notes")
_FIGURE = Column("figure_id", "text", "a person it names", refers="figures")
_GROUP = Column("group_id", "text", "a group it names", refers="groups")
_EVENT = Column("event_id", "text", "an event it names", refers="events")

#: In an order in which each table comes after those that it refers to.
TABLES = (
    Table(
        "about",
        "What this is, in one row",
        (
            Column("title", "text", "what the facts are about"),
            Column("as_of", "date", "the day up to which they are known to hold"),
        ),
        ("title",),
        _about,
    ),
    Table(
        "sources",
        "Pages that were read: what the facts rest on",
        (
            _ID,
            Column("publisher", "text", "who published it"),
            Column("title", "text", "its headline"),
            Column("title_supplied", "boolean", "the title is made from the address or the subject, not its own"),
            Column("url", "text", "its address"),
            Column("published", "date", "when it was published", empty=True),
            Column("language", "text", "its language, as a code: en, es"),
            Column("kind", "text", "what it is", words=get_args(model.SourceKind)),
            Column("grade", "text", "how much it weighs", words=get_args(model.Grade)),
            Column("note", "text", "what to know about it", empty=True),
        ),
        ("id",),
        _sources,
    ),
    Table(
        "courts",
        "Courts",
        (
            Column("id", "text", "CourtListener's id"),
            Column("name", "text", "its full name"),
            Column("short", "text", "how it is cited: E.D.N.Y."),
        ),
        ("id",),
        _courts,
    ),
    Table(
        "figures",
        "People. Most of them are alive, and most were not convicted of what they are accused of",
        (
            _ID,
            Column("name", "text", "the full name"),
            Column("kind", "text", "who he or she is to the event", words=get_args(model.Kind)),
        ),
        ("id",),
        _figures,
    ),
    Table(
        "groups",
        "Cartels, gangs and factions of them",
        (_ID, Column("name", "text", "the name")),
        ("id",),
        _groups,
    ),
    Table(
        "events",
        "Events; the first is the one that the facts are about",
        (_ID, Column("name", "text", "the name"), Column("date", "date", "when it happened")),
        ("id",),
        _events,
    ),
    Table(
        "names",
        "What else people and groups are called: either figure_id or group_id says who",
        (
            _NUMBER,
            Column("figure_id", "text", "the person", empty=True, refers="figures"),
            Column("group_id", "text", "the group", empty=True, refers="groups"),
            Column(
                "how",
                "text",
                "an alias, whose source is a statement, or a spelling, right or wrong, by which the entry is found",
                words=("alias", "spelling"),
            ),
            Column("name", "text", "the alias or the spelling"),
        ),
        ("id",),
        _names,
    ),
    Table(
        "statements",
        "All that is known, each about the one of figure_id, group_id, event_id that is filled; a topic's first counts",
        (
            _NUMBER,
            _KEY,
            Column("figure_id", "text", "the person it is about", empty=True, refers="figures"),
            Column("group_id", "text", "the group it is about", empty=True, refers="groups"),
            Column("event_id", "text", "the event it is about", empty=True, refers="events"),
            Column("topic", "text", "what of it is told: role, charge, plea"),
            Column("value", "text", "what is known, in our own words"),
            _STANDING,
            Column("date", "date", "when that was", empty=True),
            Column("ref_figure_id", "text", "another person whom it names", empty=True, refers="figures"),
            Column("relation", "text", "what figure_id is to ref_figure_id: brother", empty=True),
            Column("ref_group_id", "text", "a group that it names", empty=True, refers="groups"),
            Column("ref_event_id", "text", "an event that it names", empty=True, refers="events"),
            Column("court_id", "text", "the court", empty=True, refers="courts"),
            Column("city", "text", "the city", empty=True),
            Column("stage", "text", "how far the US case has come", empty=True, words=get_args(model.Stage)),
            Column("locator", "text", "where in the source", empty=True),
            Column("note", "text", "what differs between the sources", empty=True),
        ),
        ("id",),
        _statements,
    ),
    _link("statement_sources", "The sources of each statement", _STATEMENT, _SOURCE, _statement_sources),
    Table(
        "timeline",
        "What happened when",
        (
            _NUMBER,
            _KEY,
            Column("date", "date", "when it happened"),
            Column("text", "text", "what happened"),
            _STANDING,
            Column("event_id", "text", "the event it is part of", empty=True, refers="events"),
        ),
        ("id",),
        _timeline,
    ),
    _link("timeline_figures", "The people that each row names", _MOMENT, _FIGURE, _links("timeline", "figures")),
    _link("timeline_groups", "The groups that each row names", _MOMENT, _GROUP, _links("timeline", "groups")),
    _link("timeline_sources", "The sources of each row", _MOMENT, _SOURCE, _links("timeline", "sources")),
    Table(
        "notes",
        "Where sources disagree or err",
        (_NUMBER, _KEY, Column("topic", "text", "what it is about"), Column("text", "text", "what differs")),
        ("id",),
        _notes,
    ),
    _link("note_figures", "The people that each note is about", _NOTE, _FIGURE, _links("notes", "figures")),
    _link("note_groups", "The groups that each note is about", _NOTE, _GROUP, _links("notes", "groups")),
    _link("note_events", "The events that each note is about", _NOTE, _EVENT, _links("notes", "events")),
    _link("note_sources", "The sources of each note", _NOTE, _SOURCE, _links("notes", "sources")),
)
