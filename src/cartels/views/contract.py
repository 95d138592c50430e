"""The shape of every JSON output, said once: what scripts may rely on.

Within a major version keys are only added. `cartels schema` prints these types as JSON Schema, and a stored copy in the
tests shows any change of them. A reference that is alone (`court`, `event`) is an id; references in a list are objects
with id and name.
"""

from typing import Literal, NotRequired, TypedDict

from cartels.facts.model import About, Grade, Kind, Stage, Standing


class SourceOut(TypedDict):
    """A source as every statement carries it."""

    id: str
    publisher: str
    title: str
    title_supplied: NotRequired[bool]
    url: str
    published: str | None
    kind: str
    grade: Grade


class StatementOut(TypedDict):
    """A statement of the fact file with its sources written out. `grade` is the best of theirs, null without any."""

    topic: str
    value: str
    group: NotRequired[str]
    court: NotRequired[str]
    figure: NotRequired[str]
    relation: NotRequired[str]
    event: NotRequired[str]
    city: NotRequired[str]
    stage: NotRequired[Stage]
    date: NotRequired[str]
    standing: Standing
    grade: Grade | None
    sources: list[SourceOut]
    locator: NotRequired[str]
    note: NotRequired[str]


class Basis(TypedDict):
    """What a value in a row rests on: the standing of its statement, the best grade and the ids of its sources."""

    standing: Standing
    grade: Grade | None
    sources: list[str]


class Ref(TypedDict):
    """A figure, a group or an event that a row names."""

    id: str
    name: str


class GroupLink(TypedDict):
    """A figure's link to a group: which, as what, and what that rests on. `id` is null for a group without an entry."""

    id: str | None
    name: str
    value: str
    standing: Standing
    grade: Grade | None


class Designation(TypedDict):
    """A government's designation of a group."""

    value: str
    date: str | None
    standing: Standing
    grade: Grade | None


class FigureRow(TypedDict):
    """A row of `cartels figures`. `basis` says for `role`, `court`, `city` and `stage` what each rests on."""

    id: str
    name: str
    kind: Kind
    aliases: list[str]
    groups: list[GroupLink]
    role: str | None
    court: str | None
    city: str | None
    stage: Stage | None
    stage_date: str | None
    basis: dict[str, Basis]
    sources: list[SourceOut]


class GroupRow(TypedDict):
    """A row of `cartels groups`. `basis` says for `base` and `status` what each rests on."""

    id: str
    name: str
    aliases: list[str]
    base: str | None
    status: str | None
    designations: list[Designation]
    members: list[GroupLink]
    basis: dict[str, Basis]
    sources: list[SourceOut]


class EventRow(TypedDict):
    """A row of `cartels event --list`."""

    id: str
    name: str
    date: str
    statements: int


class TimelineRow(TypedDict):
    """A row of `cartels timeline`."""

    date: str
    text: str
    standing: Standing
    grade: Grade | None
    figures: list[Ref]
    groups: list[Ref]
    event: str | None
    sources: list[SourceOut]


class SourceRow(SourceOut):
    """A row of `cartels sources`; `cited` counts the statements, timeline rows and notes that cite it."""

    language: str
    note: NotRequired[str]
    cited: int


class Citation(TypedDict):
    """A place that cites a source."""

    id: str
    name: str
    topic: str
    value: str
    standing: Standing | None


class SourceCard(SourceRow):
    """`cartels sources ID`: the source and what rests on it."""

    citations: list[Citation]


class NoteOut(TypedDict):
    """A place where sources disagree or err."""

    topic: str
    text: str
    sources: list[SourceOut]


class Match(TypedDict):
    """The words by which a name was found, and whether they are its id, its name, an alias or a spelling."""

    text: str
    how: Literal["id", "name", "alias", "spelling"]


class _Card(TypedDict):
    matched: Match
    statements: list[StatementOut]
    timeline: list[TimelineRow]
    notes: list[NoteOut]


class FigureCard(FigureRow, _Card):
    """`cartels show` of a person."""

    entity: Literal["figure"]


class GroupCard(GroupRow, _Card):
    """`cartels show` of a group."""

    entity: Literal["group"]


class City(TypedDict):
    """Who was flown where; `city` is null for those of whom it is not known."""

    city: str | None
    figures: list[Ref]


class EventCard(_Card):
    """`cartels event`."""

    entity: Literal["event"]
    id: str
    name: str
    date: str
    cities: list[City]


Card = FigureCard | GroupCard | EventCard


class Overview(TypedDict):
    """`cartels show` without a name."""

    about: About
    event: Card
    figures: list[FigureRow]
    groups: list[GroupRow]


class SearchRow(TypedDict):
    """A row of `cartels search`: a statement, a row of the timeline, a note or a source.

    `id` and `name` are those of the entry that it is about, and null for timeline rows and notes.
    """

    kind: Literal["figure", "group", "event", "timeline", "note", "source"]
    id: str | None
    name: str | None
    topic: str | None
    value: str
    group: str | None
    court: str | None
    note: str | None
    date: str | None
    standing: Standing | None
    grade: Grade | None
    sources: list[SourceOut]


class CountRow(TypedDict):
    """A row of `cartels stats`: `count` of a `total` of people, statements or sources (`of`) have the `value`.

    `people` are those handed over whom the file names. `value` is an id where there is one, and null for those of whom
    it is not known; `name` is what to call it. In the table `unknown` the value is a topic of which nothing is known
    for so many.
    """

    table: Literal["group", "court", "city", "stage", "unknown", "standing", "grade"]
    of: Literal["people", "statements", "sources"]
    value: str | None
    name: str | None
    count: int
    total: int


class SchemaRow(TypedDict):
    """A row of `cartels schema`: what `cartels schema NAME` describes."""

    name: str
    describes: str


class Node(TypedDict):
    """A person or a group that is linked to somebody.

    The id of a group without an entry is `name:` and its name; `kind` is null for groups.
    """

    id: str
    name: str
    entity: Literal["figure", "group"]
    kind: Kind | None


class Edge(StatementOut):
    """A statement that links the node it is made about, the `source`, to a `target`.

    `type` says how: a figure to a group (`group`) or to a figure (`family`, `person`); a group, as a faction, to its
    cartel (`faction`), or otherwise to a group (`link`).
    """

    source: str
    target: str
    type: Literal["group", "family", "person", "faction", "link"]


class Graph(TypedDict):
    """`cartels graph`: who is linked to whom, as networkx and d3 take it. Two nodes have an edge for each statement."""

    directed: Literal[True]
    multigraph: Literal[True]
    nodes: list[Node]
    edges: list[Edge]
