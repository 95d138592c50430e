"""The fact file as normalised tables: the SQLite database and the CSV folder are both made of them.

It also makes the stable keys of statements, timeline rows and notes, which the ids of FollowTheMoney entities contain.

What a statement is about, and what it refers to, are columns of their own, so that each is a foreign key that a
database enforces: `figure_id`, `group_id` or `event_id` is what it is about, `ref_figure_id` etc. what it names.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from cartels.facts import words
from cartels.facts.load import entries
from cartels.facts.words import ENTITIES
from cartels.views.cards import about

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from cartels.facts.load import FactFile
    from cartels.facts.model import Note, TimelineEntry

    #: A row of a table, by the keys of its columns.
    Row = Mapping[str, Any]

#: `date` is ISO 8601, as precise as is known: a year, a month or a day.
Kind = Literal["text", "date", "integer", "boolean"]


class Column(NamedTuple):
    """A column of a table."""

    name: str
    kind: Kind
    about: str  # what it holds
    empty: bool = False  # whether it may be
    refers: str = ""  # the table whose id it holds
    words: tuple[str, ...] = ()  # the only ones that it may hold
    key: str = ""  # of its value in a row, where that is not its name


class Table(NamedTuple):
    """A table: its name, what a row of it is, its columns and primary key, and how its rows come from the facts."""

    name: str
    about: str
    columns: tuple[Column, ...]
    make_rows: Callable[[FactFile], Iterable[Row]]
    key: tuple[str, ...] = ("id",)

    def rows(self, facts: FactFile) -> Iterator[tuple[Any, ...]]:
        """Yield the rows, each with a cell for each column."""
        keys = [column.key or column.name for column in self.columns]
        for row in self.make_rows(facts):
            yield tuple(map(row.get, keys))


class Keyed(NamedTuple):
    """A statement with its key, and the entry that it is about: its kind (`figure`, `group`, `event`) and id."""

    key: str
    entity: str
    entry: str
    statement: Mapping[str, Any]


def statements(facts: FactFile) -> Iterator[Keyed]:
    """Yield every statement of the facts, in their order.

    The key stays the same, in every export and every version of the facts, as long as the statement says the same of
    the same entry; its standing, date and sources may change.
    """
    keys = Keys()
    for entity, entry in entries(facts):
        for statement in entry["statements"]:
            refers = [statement.get(name) for name in ("group", "court", "figure", "event")]
            key = keys.make(entry["id"], statement["topic"], statement["value"], *refers)
            yield Keyed(key, entity, entry["id"], statement)


class Keys:
    """Makes short keys for what has no id of its own, from what it says."""

    def __init__(self) -> None:
        self._made: dict[str, int] = {}

    def make(self, *parts: str | None) -> str:
        """Return a key of 16 hexadecimal digits; a second statement that is the same gets another one."""
        text = json.dumps(parts)
        self._made[text] = times = self._made.get(text, 0) + 1
        return hashlib.sha256(f"{text}{times if times > 1 else ''}".encode()).hexdigest()[:16]


def timeline(facts: FactFile) -> Iterator[tuple[str, TimelineEntry]]:
    """Yield every row of the timeline with its key, in the order of the facts."""
    keys = Keys()
    for row in facts.data["timeline"]:
        yield keys.make(row["date"], row["text"]), row


def notes(facts: FactFile) -> Iterator[tuple[str, Note]]:
    """Yield every note with its key, in the order of the facts."""
    keys = Keys()
    for note in facts.data["notes"]:
        yield keys.make(note["topic"], note["text"]), note


# The rows


def _sources(facts: FactFile) -> Iterator[Row]:
    return ({"title_supplied": False, "copy": False, **source} for source in facts.sources.values())


def _seats(facts: FactFile) -> Iterator[Row]:
    for court in facts.courts.values():
        for position, city in enumerate(dict.fromkeys(court.get("seat", ())), 1):
            yield {"court_id": court["id"], "position": position, "city": city}


def _names(facts: FactFile) -> Iterator[Row]:
    number = 0
    for entity, entry in entries(facts):
        for how, listed in (("alias", "aliases"), ("spelling", "spellings")):
            for name in entry.get(listed, ()):
                number += 1
                yield {"id": number, entity: entry["id"], "how": how, "name": name}


def _statements(facts: FactFile) -> Iterator[Row]:
    for number, (key, entity, entry, statement) in enumerate(statements(facts), 1):
        yield {**statement, "id": number, "key": key, f"about_{entity}": entry}


def _timeline(facts: FactFile) -> Iterator[Row]:
    return ({**row, "id": number, "key": key} for number, (key, row) in enumerate(timeline(facts), 1))


def _notes(facts: FactFile) -> Iterator[Row]:
    return ({**note, "id": number, "key": key} for number, (key, note) in enumerate(notes(facts), 1))


# The tables


def _link(
    name: str, about: str, owner: Column, to: Column, rows: Callable[[FactFile], Iterable[Row]], listed: str
) -> Table:
    """Return a table that links numbered rows to the ids in one of their lists, in order."""

    def make(facts: FactFile) -> Iterator[Row]:
        for number, row in enumerate(rows(facts), 1):
            for position, id in enumerate(dict.fromkeys(row.get(listed, ())), 1):
                yield {owner.name: number, "position": position, to.name: id}

    position = Column("position", "integer", "its place in the list, from 1")
    return Table(name, about, (owner, position, to), make, (owner.name, to.name))


_ID = Column("id", "text", "its id in the fact file")
_NUMBER = Column("id", "integer", "its place in the fact file, from 1")
_KEY = Column("key", "text", "stays the same from version to version, and in the other exports")
_STANDING = Column("standing", "text", "who says so: a charge is not a conviction", words=get_args(words.Standing))
_SOURCE = Column("source_id", "text", "the source cited", refers="sources")
_STATEMENT = Column("statement_id", "integer", "the statement", refers="statements")
_ROW = Column("timeline_id", "integer", "the row of the timeline", refers="timeline")
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
            Column("checked", "date", "the day on which somebody last looked for news"),
            Column("newest_source", "date", "of the newest source on anybody who was handed over", empty=True),
        ),
        lambda facts: [about(facts)],
        ("title",),
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
            Column("copy", "boolean", "read on a host other than the publisher's"),
            Column("published", "date", "when it was published", empty=True),
            Column("language", "text", "its language, as a code: en, es"),
            Column("kind", "text", "what it is", words=get_args(words.SourceKind)),
            Column("grade", "text", "how much it weighs", words=get_args(words.Grade)),
            Column("note", "text", "what to know about it", empty=True),
        ),
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
        lambda facts: facts.courts.values(),
    ),
    Table(
        "court_seats",
        "The cities in which each court sits",
        (
            Column("court_id", "text", "the court", refers="courts"),
            Column("position", "integer", "its place in the list, from 1"),
            Column("city", "text", "the city"),
        ),
        _seats,
        ("court_id", "position"),
    ),
    Table(
        "figures",
        "People. Most of them are alive, and most were not convicted of what they are accused of",
        (
            _ID,
            Column("name", "text", "the full name"),
            Column("kind", "text", "role in the event", words=get_args(words.Kind)),
        ),
        lambda facts: facts.figures.values(),
    ),
    Table(
        "groups",
        "Cartels, gangs and factions of them",
        (_ID, Column("name", "text", "the name"), Column("short", "text", "the short name", empty=True)),
        lambda facts: facts.groups.values(),
    ),
    Table(
        "events",
        "Events; the first is the default one",
        (
            _ID,
            Column("name", "text", "the name"),
            Column("date", "date", "when it happened"),
            Column("people", "integer", "how many were handed over", empty=True),
        ),
        lambda facts: facts.events.values(),
    ),
    Table(
        "names",
        "Other names of people and groups: either figure_id or group_id says whose",
        (
            _NUMBER,
            Column("figure_id", "text", "the person", empty=True, refers="figures", key="figure"),
            Column("group_id", "text", "the group", empty=True, refers="groups", key="group"),
            Column(
                "how",
                "text",
                "an alias, whose source is a statement, or a spelling, right or wrong, by which the entry is found",
                words=("alias", "spelling"),
            ),
            Column("name", "text", "the alias or the spelling"),
        ),
        _names,
    ),
    Table(
        "statements",
        "All that is known, each about the one of figure_id, group_id, event_id that is filled; a topic's first counts",
        (
            _NUMBER,
            _KEY,
            *(
                Column(f"{entity}_id", "text", f"the {noun} it is about", True, ENTITIES[entity], key=f"about_{entity}")
                for entity, noun in (("figure", "person"), ("group", "group"), ("event", "event"))
            ),
            Column("topic", "text", "what it is on: role, charge, plea"),
            Column("value", "text", "what is known, in our own words"),
            _STANDING._replace(empty=True),
            Column("date", "date", "when that was", empty=True),
            Column("due", "date", "for when a hearing, a trial or a sentencing was set", empty=True),
            Column("ref_figure_id", "text", "another person whom it names", True, "figures", key="figure"),
            Column("relation", "text", "what figure_id is to ref_figure_id: brother", empty=True),
            Column("ref_group_id", "text", "a group that it names", empty=True, refers="groups", key="group"),
            Column("ref_event_id", "text", "an event that it names", empty=True, refers="events", key="event"),
            Column("short", "text", "the short name of a group without an entry", empty=True),
            Column("court_id", "text", "the court", empty=True, refers="courts", key="court"),
            Column("judge", "text", "the judge", empty=True),
            Column("other_case", "text", "not the present US case: a country, or closed", empty=True, key="case"),
            Column("city", "text", "the city", empty=True),
            Column("stage", "text", "how far the US case has got", empty=True, words=get_args(words.Stage)),
            Column("listed", "text", "the list on which it puts the group itself", True, words=get_args(words.Listed)),
            Column("label", "text", "what a dispute is about", empty=True),
            Column("locator", "text", "where in the source", empty=True),
            Column("note", "text", "what differs between the sources", empty=True),
        ),
        _statements,
    ),
    _link("statement_sources", "The sources of each statement", _STATEMENT, _SOURCE, _statements, "sources"),
    Table(
        "timeline",
        "What happened when",
        (
            _NUMBER,
            _KEY,
            Column("date", "date", "when it happened"),
            Column("text", "text", "what happened"),
            _STANDING,
            Column("event_id", "text", "the event it is part of", empty=True, refers="events", key="event"),
        ),
        _timeline,
    ),
    _link("timeline_figures", "The people that each row names", _ROW, _FIGURE, _timeline, "figures"),
    _link("timeline_groups", "The groups that each row names", _ROW, _GROUP, _timeline, "groups"),
    _link("timeline_sources", "The sources of each row", _ROW, _SOURCE, _timeline, "sources"),
    Table(
        "notes",
        "Where sources disagree or err",
        (_NUMBER, _KEY, Column("topic", "text", "what it is about"), Column("text", "text", "what differs")),
        _notes,
    ),
    _link("note_figures", "The people that each note is about", _NOTE, _FIGURE, _notes, "figures"),
    _link("note_groups", "The groups that each note is about", _NOTE, _GROUP, _notes, "groups"),
    _link("note_events", "The events that each note is about", _NOTE, _EVENT, _notes, "events"),
    _link("note_sources", "The sources of each note", _NOTE, _SOURCE, _notes, "sources"),
)
