"""The shape of a fact file, said once.

A fact file is TOML. Everything known is a *statement*: a value with its standing and its sources. These types describe
the plain dicts that a parsed file consists of; nothing is built from them at run time. `cartels check` and `cartels
schema` read them.
"""

import re
from functools import cache
from typing import (
    Annotated,
    Any,
    Generic,
    Literal,
    NotRequired,
    TypedDict,
    TypeVar,
    get_args,
    get_origin,
    get_type_hints,
)

#: Who says so. `official`: a government or a court says so. `reported`: the press says so. `alleged`: somebody
#: accuses. `charged`: a charge was brought. `convicted`: a court found, or the person admitted in court.
Standing = Literal["official", "reported", "alleged", "charged", "convicted"]

#: The role of a figure in the event.
Kind = Literal["transferred", "relative", "official", "victim", "commentator"]

#: How far the US case of a transferred figure has got.
Stage = Literal["charged", "pleaded-not-guilty", "pleaded-guilty", "sentenced", "unknown"]

#: The grade of a source: a government or court text; an outlet with an editor; a blog, an aggregator or a copy on an
#: unrelated host.
Grade = Literal["official", "established", "weak"]

SourceKind = Literal["official", "news", "reference"]

# The topics are listed in the order in which a card prints them.
FigureTopic = Literal[
    "alias", "group", "role", "office", "stage", "court", "charge", "plea", "conviction", "sentence", "penalty",
    "custody", "destination", "arrest", "escape", "release", "reward", "sanction", "birth", "death", "nationality",
    "relation", "statement", "aftermath", "summary", "dispute",
]  # fmt: skip
GroupTopic = Literal["alias", "summary", "base", "status", "designation", "founder", "leader", "link"]
EventTopic = Literal[
    "date", "count", "origin", "destination", "legal-basis", "agency", "context", "statement", "penalty", "aftermath"
]

# What a plain string must look like beyond being text; `check` knows these four marks.
Id = Annotated[str, "id"]
Date = Annotated[str, "date"]
Url = Annotated[str, "url"]
Text = Annotated[str, "text"]

Topic = TypeVar("Topic")


class Statement(TypedDict, Generic[Topic]):
    """One thing that is known about a figure, a group or an event."""

    topic: Topic
    value: Text
    group: NotRequired[Id]
    court: NotRequired[Id]
    figure: NotRequired[Id]
    relation: NotRequired[Text]  # what this figure is to `figure`: "brother"; or this group to `group`: "faction"
    event: NotRequired[Id]
    city: NotRequired[Text]
    stage: NotRequired[Stage]
    date: NotRequired[Date]
    standing: Standing
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
    published: NotRequired[Date]
    language: Text
    kind: SourceKind
    grade: Grade
    note: NotRequired[Text]


class Court(TypedDict):
    """A court, by CourtListener's id."""

    id: Id
    name: Text
    short: Text


class Group(TypedDict):
    """A cartel, a gang or a faction of one."""

    id: Id
    name: Text
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
    """Something that happened. The first event of a file is the one it is about."""

    id: Id
    name: Text
    date: Date
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
    """What the file is, and the day up to which it is known to hold."""

    title: Text
    as_of: Date


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


#: The tables of entries, by what one of them is called.
ENTITIES = {"figure": "figures", "group": "groups", "event": "events"}

_KIN = re.compile(
    r"(ex-|great-)*(half-|step|grand|god)?(aunt|brother|child|cousin|daughter|father|husband|mother|nephew|niece|parent"
    r"|sibling|sister|son|spouse|twin|uncle|widow|widower|wife)(-in-law)?"
)


def is_kin(relation: str) -> bool:
    """Return whether a relation is one of family: `older brother` and `ex-wife` are, `brother's lawyer` is not."""
    return bool(_KIN.fullmatch(relation.lower().rpartition(" ")[2]))


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
