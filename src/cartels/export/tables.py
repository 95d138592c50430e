"""The fact file as normalised tables: the SQLite database and the CSV folder are both made of them.

It also makes the stable keys of statements, timeline rows and notes, which the ids of FollowTheMoney entities contain.

What a statement is about, and what it refers to, are columns of their own, so that each is a foreign key that a
database enforces: `figure_id`, `group_id` or `event_id` is what it is about, `ref_figure_id` etc. what it names.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from cartels.facts import words
from cartels.facts.load import entries
from cartels.views.cards import about

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from cartels.facts.load import FactFile

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
    """A table: its name, what a row of it is, how its rows come from the facts, its columns and its primary key."""

    name: str
    about: str
    make_rows: Callable[[FactFile], Iterable[Row]]
    columns: tuple[Column, ...]
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
    made: Counter[str] = Counter()
    for entity, entry in entries(facts):
        for statement in entry["statements"]:
            refers = [statement.get(name) for name in ("group", "court", "figure", "event")]
            key = _key(made, entry["id"], statement["topic"], statement["value"], *refers)
            yield Keyed(key, entity, entry["id"], statement)


def timeline(facts: FactFile) -> Iterator[Row]:
    """Yield every row of the timeline with its number and key, in the order of the facts."""
    return _with_keys(facts.data["timeline"], "date", "text")


def notes(facts: FactFile) -> Iterator[Row]:
    """Yield every note with its number and key, in the order of the facts."""
    return _with_keys(facts.data["notes"], "topic", "text")


def _with_keys(rows: Iterable[Row], *parts: str) -> Iterator[Row]:
    """Yield rows with a number, and a key made from what they say in some of their parts."""
    made: Counter[str] = Counter()
    for number, row in enumerate(rows, 1):
        yield {**row, "id": number, "key": _key(made, *(row[part] for part in parts))}


def _key(made: Counter[str], *parts: str | None) -> str:
    """Return a key of 16 hexadecimal digits for what has no id of its own, from what it says.

    `made` counts what keys were made from: a second row that says the same gets another one.
    """
    text = json.dumps(parts)
    made[text] += 1
    return hashlib.sha256(f"{text}{made[text] if made[text] > 1 else ''}".encode()).hexdigest()[:16]


# The rows


def _sources(facts: FactFile) -> Iterator[Row]:
    return ({"title_supplied": False, "copy": False, **source} for source in facts.sources.values())


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


# The tables


def _link(
    name: str, about: str, make_rows: Callable[[FactFile], Iterable[Row]], listed: str, owner: Column, to: Column
) -> Table:
    """Return a table of what is in one of the lists of each row, in order."""

    def links(facts: FactFile) -> Iterator[Row]:
        for row in make_rows(facts):
            for position, item in enumerate(dict.fromkeys(row.get(listed, ())), 1):
                yield {owner.name: row["id"], "position": position, to.name: item}

    position = Column("position", "integer", "its place in the list, from 1")
    return Table(name, about, links, (owner, position, to), (owner.name, to.name))


def _courts(facts: FactFile) -> Iterable[Row]:
    return facts.courts.values()


_ID = Column("id", "text", "its id in the fact file")
_NUMBER = Column("id", "integer", "its place in the fact file, from 1")
_KEY = Column("key", "text", "stays the same from version to version, and in the other exports")
_STANDING = Column("standing", "text", "who says so: a charge is not a conviction", words=get_args(words.Standing))
_SOURCE = Column("source_id", "text", "the source cited", refers="sources")
_COURT = Column("court_id", "text", "the court", refers="courts")
_CITY = Column("city", "text", "the city")
_STATEMENT = Column("statement_id", "integer", "the statement", refers="statements")
_ROW = Column("timeline_id", "integer", "the row of the timeline", refers="timeline")
_NOTE = Column("note_id", "integer", "the note", refers="notes")
_FIGURE = Column("figure_id", "text", "a person it names", refers="figures")
_GROUP = Column("group_id", "text", "a group it names", refers="groups")
_EVENT = Column("event_id", "text", "an event it names", refers="events")

_ON_PEOPLE = "People. Most of them are alive, and most were not convicted of what they are accused of"
_ON_STATEMENTS = (
    "All that is known, each about the one of figure_id, group_id, event_id that is filled; a topic's first counts"
)
_ON_ALIASES = "an alias, whose source is a statement, or a spelling, right or wrong, by which the entry is found"

#: In an order in which each table comes after those that it refers to.
TABLES = (
    Table("about", "What this is, in one row", lambda facts: [about(facts)], (
        Column("title", "text", "what the facts are about"),
        Column("checked", "date", "the day on which somebody last looked for news"),
        Column("newest_source", "date", "of the newest source on anybody who was handed over", empty=True),
    ), ("title",)),
    Table("sources", "Pages that were read: what the facts rest on", _sources, (
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
    )),
    Table("courts", "Courts", _courts, (
        Column("id", "text", "CourtListener's id"),
        Column("name", "text", "its full name"),
        Column("short", "text", "how it is cited: E.D.N.Y."),
    )),
    _link("court_seats", "The cities in which each court sits", _courts, "seat", _COURT, _CITY)._replace(
        key=("court_id", "position")
    ),
    Table("figures", _ON_PEOPLE, lambda facts: facts.figures.values(), (
        _ID,
        Column("name", "text", "the full name"),
        Column("kind", "text", "role in the event", words=get_args(words.Kind)),
    )),
    Table("groups", "Cartels, gangs and factions of them", lambda facts: facts.groups.values(), (
        _ID,
        Column("name", "text", "the name"),
        Column("short", "text", "the short name", empty=True),
    )),
    Table("events", "Events; the first is the default one", lambda facts: facts.events.values(), (
        _ID,
        Column("name", "text", "the name"),
        Column("date", "date", "when it happened"),
        Column("people", "integer", "how many were handed over", empty=True),
    )),
    Table("names", "Other names of people and groups: either figure_id or group_id says whose", _names, (
        _NUMBER,
        Column("figure_id", "text", "the person", empty=True, refers="figures", key="figure"),
        Column("group_id", "text", "the group", empty=True, refers="groups", key="group"),
        Column("how", "text", _ON_ALIASES, words=("alias", "spelling")),
        Column("name", "text", "the alias or the spelling"),
    )),
    Table("statements", _ON_STATEMENTS, _statements, (
        _NUMBER,
        _KEY,
        Column("figure_id", "text", "the person it is about", True, "figures", key="about_figure"),
        Column("group_id", "text", "the group it is about", True, "groups", key="about_group"),
        Column("event_id", "text", "the event it is about", True, "events", key="about_event"),
        Column("topic", "text", "what it is on: role, charge, plea"),
        Column("value", "text", "what is known, in our own words"),
        _STANDING._replace(empty=True),
        Column("date", "date", "when that was", empty=True),
        Column("due", "date", "for when a hearing, a trial or a sentencing was set", empty=True),
        Column("ref_figure_id", "text", "another person whom it names", True, "figures", key="figure"),
        Column("relation", "text", "what figure_id is to ref_figure_id: brother", empty=True),
        Column("ref_group_id", "text", "a group that it names", True, "groups", key="group"),
        Column("ref_event_id", "text", "an event that it names", True, "events", key="event"),
        Column("short", "text", "the short name of a group without an entry", empty=True),
        _COURT._replace(empty=True, key="court"),
        Column("judge", "text", "the judge", empty=True),
        Column("other_case", "text", "not the present US case: a country, or closed", empty=True, key="case"),
        _CITY._replace(empty=True),
        Column("stage", "text", "how far the US case has got", empty=True, words=get_args(words.Stage)),
        Column("listed", "text", "the list on which it puts the group itself", True, words=get_args(words.Listed)),
        Column("label", "text", "what a dispute is about", empty=True),
        Column("locator", "text", "where in the source", empty=True),
        Column("note", "text", "what differs between the sources", empty=True),
    )),
    _link("statement_sources", "The sources of each statement", _statements, "sources", _STATEMENT, _SOURCE),
    Table("timeline", "What happened when", timeline, (
        _NUMBER,
        _KEY,
        Column("date", "date", "when it happened"),
        Column("text", "text", "what happened"),
        _STANDING,
        Column("event_id", "text", "the event it is part of", True, "events", key="event"),
    )),
    _link("timeline_figures", "The people that each row names", timeline, "figures", _ROW, _FIGURE),
    _link("timeline_groups", "The groups that each row names", timeline, "groups", _ROW, _GROUP),
    _link("timeline_sources", "The sources of each row", timeline, "sources", _ROW, _SOURCE),
    Table("notes", "Where sources disagree or err", notes, (
        _NUMBER,
        _KEY,
        Column("topic", "text", "what it is about"),
        Column("text", "text", "what differs"),
    )),
    _link("note_figures", "The people that each note is about", notes, "figures", _NOTE, _FIGURE),
    _link("note_groups", "The groups that each note is about", notes, "groups", _NOTE, _GROUP),
    _link("note_events", "The events that each note is about", notes, "events", _NOTE, _EVENT),
    _link("note_sources", "The sources of each note", notes, "sources", _NOTE, _SOURCE),
)  # fmt: skip
