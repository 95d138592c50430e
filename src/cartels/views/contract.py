"""The shape of every JSON output, in one place: what scripts may rely on.

Within a major version keys are only added. `cartels schema` prints these types as JSON Schema, and a stored copy in the
tests shows any change of them. A reference that is alone (`court`, `event`) is an id; references in a list are objects
with id and name.
"""

from typing import Any, Literal, NotRequired, TypedDict

from cartels.facts.words import CountTable, Grade, Kind, Listed, Stage, Standing


class SourceOut(TypedDict):
    """A source as every statement carries it."""

    id: str
    publisher: str
    title: str
    title_supplied: NotRequired[bool]
    url: str
    copy: NotRequired[bool]
    published: str | None
    kind: str
    grade: Grade


class StatementOut(TypedDict):
    """A statement of the fact file with its sources written out. `grade` is the best of theirs, null without any."""

    topic: str
    value: str
    group: NotRequired[str]
    short: NotRequired[str]
    court: NotRequired[str]
    judge: NotRequired[str]
    figure: NotRequired[str]
    relation: NotRequired[str]
    event: NotRequired[str]
    city: NotRequired[str]
    stage: NotRequired[Stage]
    case: NotRequired[str]
    listed: NotRequired[Listed]
    label: NotRequired[str]
    date: NotRequired[str]
    due: NotRequired[str]
    standing: Standing | None
    grade: Grade | None
    sources: list[SourceOut]
    locator: NotRequired[str]
    note: NotRequired[str]


class Basis(TypedDict):
    """What a value in a row rests on. The standing of an unknown stage is null: it is the file's own conclusion."""

    standing: Standing | None
    grade: Grade | None
    sources: list[str]


class Ref(TypedDict):
    """A figure, a group or an event that a row names."""

    id: str
    name: str


class _Evidence(TypedDict):
    """What a statement says, its standing, and the best grade and the ids of its sources."""

    value: str
    standing: Standing
    grade: Grade | None
    sources: list[str]


class GroupLink(_Evidence):
    """A figure's link to a group: which, as what, and what that rests on. `id` is null for a group without an entry."""

    id: str | None
    name: str
    short: str


class Designation(_Evidence):
    """A government's designation; `listed` is the list on which it puts the group itself, null for any other."""

    listed: Listed | None
    date: str | None


class _Figure(Ref):
    """`basis` says for `role`, `court`, `judge`, `city` and `stage` what each rests on; `event` is the handover.

    `stage_note` is what to know about the stage: of one that is not known, why. `disputed` are labels; `in_doubt` is
    true where it is disputed who a person is, or that the person was handed over. `last_news` is the newest date of the
    statements and their sources; `pending` is true where a court date was set for later than that.
    """

    kind: Kind
    aliases: list[str]
    event: str | None
    groups: list[GroupLink]
    role: str | None
    court: str | None
    court_name: str | None
    judge: str | None
    city: str | None
    stage: Stage | None
    stage_date: str | None
    stage_note: str | None
    disputed: list[str]
    in_doubt: bool
    pending: bool
    last_news: str | None
    basis: dict[str, Basis]


class FigureRow(_Figure):
    """A row of `cartels figures`. `sources` are the ids of those of all statements on the person."""

    sources: list[str]


class _Group(Ref):
    """`basis` says for `base` and `status` what each rests on.

    `members` are the people handed over who are linked to it, at any standing; `others` all other people linked to it.
    """

    short: str
    aliases: list[str]
    base: str | None
    status: str | None
    designations: list[Designation]
    members: list[GroupLink]
    others: list[GroupLink]
    last_news: str | None
    basis: dict[str, Basis]


class GroupRow(_Group):
    """A row of `cartels groups`. `sources` are the ids of those of all statements on the group."""

    sources: list[str]


class _Event(Ref):
    """`people` were handed over, null where the event is no handover; `named` of them are in the file."""

    date: str
    people: int | None
    named: int
    last_news: str | None


class EventRow(_Event):
    """A row of `cartels event --list`, with the number of its statements."""

    statements: int


class TimelineRow(TypedDict):
    """A row of `cartels timeline`. `topic` is null for a row of the file's timeline, `case` for the present US case."""

    date: str
    topic: str | None
    text: str
    case: str | None
    note: str | None
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
    """The id, name, alias or spelling by which an entry was found; `complete` where that was typed as a whole."""

    text: str
    how: Literal["id", "name", "alias", "spelling"]
    complete: bool


class _Card(TypedDict):
    matched: Match
    statements: list[StatementOut]
    timeline: list[TimelineRow]
    notes: list[NoteOut]
    sources: list[SourceOut]


class FigureCard(_Figure, _Card):
    """`cartels show` of a person: the row, with its sources written out, and everything else."""

    entity: Literal["figure"]


class GroupCard(_Group, _Card):
    """`cartels show` of a group: the row, with its sources written out, and everything else."""

    entity: Literal["group"]


class City(TypedDict):
    """Who was flown where; `city` is null for those of whom it is not known."""

    city: str | None
    figures: list[Ref]


class EventCard(_Event, _Card):
    """`cartels event`."""

    entity: Literal["event"]
    cities: list[City]


Card = FigureCard | GroupCard | EventCard


class About(TypedDict):
    """What the facts are; the day of the last look for news; the newest source on anybody who was handed over."""

    title: str
    checked: str
    newest_source: str | None


class StageCount(TypedDict):
    """How many of the people of a handover have a stage."""

    stage: Stage
    count: int


class Handover(EventRow):
    """A handover in the overview: its people by stage."""

    stages: list[StageCount]


class Overview(TypedDict):
    """`cartels show` without a name."""

    about: About
    handovers: list[Handover]
    groups: list[GroupRow]


class StatementRow(StatementOut, Ref):
    """A row of `cartels statements`: a statement, led by the entry it is about."""


class DiffRow(TypedDict):
    """A row of `cartels diff`: a statement that was added to the facts, removed, or changed in these `fields`.

    `old` and `new` are the statements as the two files have them; `moved` is true for a stage that is another one now.
    """

    change: Literal["added", "removed", "changed"]
    id: str
    name: str
    topic: str
    fields: list[str]
    moved: bool
    old: dict[str, Any] | None
    new: dict[str, Any] | None


class SearchRow(TypedDict):
    """A row of `cartels search`. `id` and `name` are of the entry it is about, null for timeline rows and notes."""

    kind: Literal["figure", "group", "event", "timeline", "note", "source"]
    id: str | None
    name: str | None
    topic: str | None
    value: str
    group: str | None
    court: str | None
    case: str | None
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

    table: CountTable
    of: Literal["people", "statements", "sources"]
    value: str | None
    name: str | None
    count: int
    total: int


class SchemaRow(TypedDict):
    """A row of `cartels schema`: what `cartels schema NAME` describes."""

    name: str
    describes: str


class Node(Ref):
    """A person or a group that is linked to somebody.

    The id of a group without an entry is `name:` and its name; only people have a `kind`.
    """

    entity: Literal["figure", "group"]
    kind: NotRequired[Kind]


class Edge(TypedDict):
    """A statement that links the node it is made about, the `source`, to a `target`. What is not known is left out.

    `kind` says how: a figure to a group (`group`) or to a figure (`family`, `person`); a group, as a faction, to its
    cartel (`faction`), or otherwise to a group (`link`).
    """

    source: str
    target: str
    kind: Literal["group", "family", "person", "faction", "link"]
    topic: str
    value: str
    relation: NotRequired[str]
    date: NotRequired[str]
    standing: Standing
    grade: NotRequired[Grade]
    note: NotRequired[str]
    sources: str  # ids, separated by `; `
    urls: str  # of the sources, separated by spaces


class Graph(TypedDict):
    """`cartels graph`: who is linked to whom, as networkx and d3 take it. Two nodes have an edge for each statement.

    `graph` says around whom it is, if it is not of everybody.
    """

    directed: Literal[True]
    multigraph: Literal[True]
    graph: dict[str, str]
    nodes: list[Node]
    edges: list[Edge]
