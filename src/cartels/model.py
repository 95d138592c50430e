"""The shape of a fact file, said once.

A fact file is TOML. Everything known is a *statement*: a value with its standing and its sources. These types describe
the plain dicts that a parsed file consists of; nothing is built from them at run time. `cartels check` and `cartels
schema` read them.
"""

from typing import Annotated, Generic, Literal, NotRequired, TypedDict, TypeVar

#: How sure a value is. `official`: a government or a court says so. `reported`: the press says so. `alleged`: somebody
#: accuses. `charged`: a charge was brought. `convicted`: a court found, or the person admitted in court.
Standing = Literal["official", "reported", "alleged", "charged", "convicted"]

#: Who a figure is to the event.
Kind = Literal["transferred", "relative", "official", "victim", "commentator"]

#: How far the US case of a transferred figure has come.
Stage = Literal["charged", "pleaded-not-guilty", "pleaded-guilty", "sentenced", "unknown"]

#: How much a source weighs: a government or court text; an outlet with an editor; a blog, an aggregator or a copy on an
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


class Moment(TypedDict):
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
    timeline: NotRequired[list[Moment]]
    notes: NotRequired[list[Note]]
    sources: list[Source]
