"""The shape of a fact file, in one place.

A fact file is TOML. Everything known is a *statement*: a value with its standing (who says so: a court, the press, an
accuser) and its sources. An *entry* is a figure (a person), a group or an event. These types describe
the plain dicts that a parsed file consists of; nothing is built from them at run time. `cartels check` and `cartels
schema` read them.
"""

import re
from functools import cache
from typing import Annotated, Any, Generic, NotRequired, TypedDict, TypeVar, get_args, get_origin, get_type_hints

from cartels.facts.words import EventTopic, FigureTopic, Grade, GroupTopic, Kind, Listed, SourceKind, Stage, Standing

# What a plain string must look like beyond being text; `values` knows these marks.
Id = Annotated[str, "id"]
Date = Annotated[str, "date"]
Url = Annotated[str, "url"]
Text = Annotated[str, "text"]
Case = Annotated[str, "case"]

Topic = TypeVar("Topic")


class Statement(TypedDict, Generic[Topic]):
    """One thing that is known about a figure, a group or an event."""

    topic: Topic
    value: Text
    group: NotRequired[Id]
    short: NotRequired[Text]  # the short name of a group without an entry
    court: NotRequired[Id]
    judge: NotRequired[Text]
    figure: NotRequired[Id]
    relation: NotRequired[Text]  # what this figure is to `figure`: "brother"; or this group to `group`: "faction"
    event: NotRequired[Id]
    city: NotRequired[Text]
    stage: NotRequired[Stage]
    case: NotRequired[Case]  # not the present US case: a country, "MX", or "closed" for an earlier US case
    listed: NotRequired[Listed]  # the list on which a designation puts the group itself
    label: NotRequired[Text]  # what a dispute is about: "year of birth"
    date: NotRequired[Date]
    due: NotRequired[Date]  # for when a source says a hearing, a trial or a sentencing was set
    standing: NotRequired[Standing]  # of every statement but an unknown stage
    sources: list[Id]
    locator: NotRequired[Text]  # where in the source: "paragraph 7"
    note: NotRequired[Text]  # what differs between the sources


class Source(TypedDict):
    """A page that was read."""

    id: Id
    publisher: Text
    title: Text
    title_supplied: NotRequired[bool]  # made from the page's address or subject, not its own headline
    url: Url
    copy: NotRequired[bool]  # read on a host other than the publisher's
    published: NotRequired[Date]
    language: Text
    kind: SourceKind
    grade: Grade
    note: NotRequired[Text]


class Court(TypedDict):
    """A court, by CourtListener's id."""

    id: Id
    name: Text
    short: Text  # as it is cited, at most 11 characters
    seat: NotRequired[list[Text]]  # the cities in which it sits


class Group(TypedDict):
    """A cartel, a gang or a faction of one."""

    id: Id
    name: Text
    short: NotRequired[Text]
    aliases: NotRequired[list[Text]]
    spellings: NotRequired[list[Text]]
    statements: list[Statement[GroupTopic]]


class Figure(TypedDict):
    """A person."""

    id: Id
    name: Text
    kind: Kind
    aliases: NotRequired[list[Text]]
    spellings: NotRequired[list[Text]]  # ways to write the name that folding case and accents does not give
    statements: list[Statement[FigureTopic]]


class Event(TypedDict):
    """Something that happened. The first event of a file is the default one; one with `people` is a handover."""

    id: Id
    name: Text
    date: Date
    people: NotRequired[int]  # how many were handed over
    statements: list[Statement[EventTopic]]


class TimelineEntry(TypedDict):
    """A row of the timeline: a dated statement about any number of figures and groups."""

    date: Date
    text: Text
    event: NotRequired[Id]
    figures: NotRequired[list[Id]]
    groups: NotRequired[list[Id]]
    standing: Standing
    sources: list[Id]


class Note(TypedDict):
    """A place where sources disagree or err, and the entries beside which that is shown."""

    topic: Text
    text: Text
    figures: NotRequired[list[Id]]
    groups: NotRequired[list[Id]]
    events: NotRequired[list[Id]]
    sources: list[Id]


class About(TypedDict):
    """What the file is, and the day on which somebody last looked for news."""

    title: Text
    checked: Date


class Facts(TypedDict):
    """A whole fact file."""

    about: About
    events: list[Event]
    figures: list[Figure]
    groups: list[Group]
    courts: list[Court]
    timeline: NotRequired[list[TimelineEntry]]
    notes: NotRequired[list[Note]]
    sources: list[Source]


_KIN = (
    r"(ex-|great-)*(half-|step|grand|god)?(aunt|brother|child|cousin|daughter|father|husband|mother|nephew|niece|parent"
    r"|sibling|sister|son|spouse|twin|uncle|widow|widower|wife)(-in-law)?"
)


def is_kin(relation: str) -> bool:
    """Return whether a relation is one of family: `older brother` and `ex-wife` are, `brother's lawyer` is not."""
    return bool(re.fullmatch(_KIN, relation.lower().rpartition(" ")[2]))


@cache
def hints(hint: Any) -> dict[str, Any]:
    """Return the type of each key of a TypedDict; a generic one has its parameter filled in."""
    keys = get_type_hints(get_origin(hint) or hint, include_extras=True)
    for key, inner in keys.items():
        if get_origin(inner) is NotRequired:
            keys[key] = inner = get_args(inner)[0]
        if inner is Topic:
            keys[key] = get_args(hint)[0]
    return keys


@cache
def tables() -> dict[str, dict[str, Any]]:
    """Return the tables of a file, `figures` and `figures.statements` among them, with the type of each key."""
    kinds: dict[str, dict[str, Any]] = {}
    for table, rows in hints(Facts).items():
        entry = hints(get_args(rows)[0]) if get_origin(rows) is list else hints(rows)
        kinds[table] = entry
        if "statements" in entry:
            kinds[f"{table}.statements"] = hints(get_args(entry["statements"])[0])
    return kinds
