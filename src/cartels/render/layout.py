"""What a person sees of rows and cards: which columns, in which words. `table`, `plain` and `markdown` decide how it
looks.

A document is a list of blocks. Standings are words in brackets behind the value they belong to, so that they need no
colour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from cartels.views import COUNTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cartels.render import Labels

    Marks = Callable[[str], Sequence[tuple[int, int]]]
    Row = Mapping[str, Any]
    Cell = str | list[str]  # a list is one line for each item, or one line with semicolons where there is room for one

#: Stands below all that is said about people.
PRESUMPTION = "Charges and allegations are not convictions until proven in court."

#: Where nothing is known.
NOTHING = "-"


class Address(str):
    """A source's web address, of which a page may make a link. Another text that looks like one stays text."""

    __slots__ = ()


class Sure(str):
    """A text that says how sure something is, in brackets at its end if not in all of it. A page may colour that; what
    looks like it in any other text is only somebody's words.
    """

    __slots__ = ()


class Column(NamedTuple):
    """A column of a grid. Where a page is too narrow, columns are left out from the highest `rank` down."""

    header: str
    room: int = 0  # the width in which it reads well; 0 as wide as what it holds
    rank: int = 0
    bar: bool = False  # holds numbers, beside which bars are drawn where there is a page to draw on
    marked: bool = False  # what was searched for is marked in it, where there is a style to mark it with


class Grid(NamedTuple):
    """Rows under headers, in sections that are titled by `topic` or what `by` says. The caption says what the rows are.
    `marks` tells where in a text the words are that were searched for.
    """

    title: str
    columns: Sequence[Column]
    sections: Sequence[tuple[str, Sequence[Sequence[Cell]]]]
    caption: str = ""
    by: str = "topic"
    marks: Marks | None = None


class Pairs(NamedTuple):
    """A heading, and what is known in a few labelled lines."""

    title: str
    subtitle: str
    pairs: Sequence[tuple[str, Cell]]


class Outline(NamedTuple):
    """Lines, each with its depth: one that is deeper than the line before it belongs below that."""

    lines: Sequence[tuple[int, Cell]]


class Text(NamedTuple):
    """A line that stands by itself."""

    text: str


Block = Grid | Pairs | Outline | Text
Document = list[Block]


# Listings

#: The columns of each listing, in the order in which they are printed.
COLUMNS = {
    "figures": (
        Column("name", 20),
        Column("kind", 11, 7),
        Column("aliases", 18, 6),
        Column("groups", 22, 1),
        Column("role", 30, 4),
        Column("court", 10, 3),
        Column("city", 12, 5),
        Column("stage", 18, 2),
        Column("sources", 7, 8),
    ),
    "groups": (
        Column("name", 20),
        Column("aliases", 20, 5),
        Column("base", 24, 3),
        Column("status", 22, 1),
        Column("designations", 38, 4),
        Column("members", 7, 2),
        Column("sources", 7, 6),
    ),
    "events": (Column("id", 26), Column("date", 10), Column("name", 36), Column("statements", 10, 1)),
    "timeline": (
        Column("date", 10),
        Column("standing", 10, 1),
        Column("text", 40),
        Column("figures", 24, 3),
        Column("groups", 24, 4),
        Column("event", 26, 5),
        Column("sources", 7, 2),
    ),
    "sources": (
        Column("id", 26),
        Column("publisher", 20, 2),
        Column("title", 30, 1),
        Column("published", 10, 3),
        Column("kind", 9, 6),
        Column("grade", 11, 4),
        Column("cited", 5, 5),
        Column("url", 40, 7),
    ),
    "search": (
        Column("name", 18, marked=True),
        Column("topic", 11, 1, marked=True),
        Column("value", 44, marked=True),
        Column("date", 10, 2),
        Column("kind", 8, 4),
        Column("sources", 7, 3),
    ),
    "stats": (Column("name", 24), Column("count", 24, bar=True)),
    "schema": (Column("name"), Column("describes", 50)),
}

#: Fields that a reader would take for more than they say: not all who are tied to a group are its members.
HEADERS = {"members": "people"}

#: What one row of each listing is called, and several.
NOUNS = {
    "figures": ("person", "people"),
    "groups": ("group", "groups"),
    "events": ("event", "events"),
    "timeline": ("moment", "moments"),
    "sources": ("source", "sources"),
    "search": ("match", "matches"),
    "stats": ("count", "counts"),
    "schema": ("schema", "schemas"),
}

#: What the tables of `stats` count.
COUNTED = {
    "group": "people by group",
    "court": "people by US court",
    "city": "people by city they were flown to",
    "stage": "people by stage of the US case",
    "unknown": "people by what is not known of them",
    "standing": "statements on people, groups and events by standing",
    "grade": "sources by grade",
}

#: Who the people are that `stats` counts.
PEOPLE = (
    "The {} people are those handed over whom the facts name. "
    "One who is tied to several groups, however surely, is counted in each."
)

#: Listings in which nobody is named.
NOT_OF_PEOPLE = ("events", "sources", "schema")

_WORDS = {"unknown": "not known"}


def listing(
    kind: str, rows: Sequence[Row], labels: Labels, fields: Sequence[str] = (), marks: Marks | None = None
) -> Document:
    """A listing as one grid, with the columns asked for or those that suit a reader, and what must stand below it."""
    columns = [Column(field) for field in fields] or COLUMNS[kind]
    sections: dict[str, list[list[Cell]]] = {} if kind == "stats" and not fields else {"": []}
    for row in rows:
        told = _found_row(row, labels) if kind == "search" else _counted_row(row) if kind == "stats" else row
        title = "" if "" in sections else COUNTED[row["table"]]
        sections.setdefault(title, []).append([cell(told, column.header, labels) for column in columns])
    headed = [column._replace(header=HEADERS.get(column.header, column.header)) for column in columns]
    caption = _count(kind, len(rows)) + (f", as of {labels.as_of}" if labels.as_of else "")
    grid = Grid("", headed, list(sections.items()), caption, "counted", marks)
    return [grid, *map(Text, beneath(kind, rows))]


def beneath(kind: str, rows: Sequence[Row]) -> list[str]:
    """What must stand below a listing: what it counts, and that charges are no convictions."""
    if kind in NOT_OF_PEOPLE or not rows:
        return []
    totals = {row["of"]: row["total"] for row in rows} if kind == "stats" else {}
    return [*([PEOPLE.format(totals["people"])] if "people" in totals else ()), PRESUMPTION]


def _count(kind: str, number: int) -> str:
    return f"{number} {NOUNS[kind][number != 1]}"


def _found_row(row: Row, labels: Labels) -> Row:
    """A row of a search as a reader sees it: how sure the value is, and what its note says of it, stand with it."""
    strong = strength(row) if row["standing"] else "weak" if row["grade"] == "weak" else ""
    titled = {"topic": "title", "value": title(row["sources"][0])} if row["kind"] == "source" else {}
    value, *note = _said({**row, **titled}, labels)
    return {
        **row,
        **titled,
        "name": row["name"] or row["kind"],
        "value": [sure(value, strong) if strong else value, *note],
    }


def _counted_row(row: Row) -> Row:
    """A row of the counts as a reader sees it."""
    name = row["name"] or "unknown"
    return {**row, "name": Sure(name) if row["table"] == "standing" else _WORDS.get(name, name)}


def strength(held: Row) -> Sure:
    """How sure a value is, in words."""
    return Sure(f"{held['standing']}, weak" if held["grade"] == "weak" else held["standing"])


def sure(value: str, strong: str) -> Sure:
    """A value, and how sure it is."""
    return Sure(f"{value} ({strong})")


def cell(row: Row, field: str, labels: Labels) -> Cell:
    """A field of a row as a reader sees it."""
    value = row.get(field)
    if field == "standing":
        return strength(row) if value else NOTHING
    if field == "title":
        return title(row)
    if field == "url":
        return Address(value)
    if field in row.get("basis", ()):
        strong = strength(row["basis"][field])
        if field == "court":
            value = labels.courts.get(value or "", value)
        elif field == "stage":
            told = " ".join(filter(None, (stage(value or ""), row["stage_date"])))
            return Sure(told) if value == strong else sure(told, strong)  # "charged" says of itself how sure it is
        return sure(value or NOTHING, strong)
    if field in COUNTS and value is not None:
        return str(len(value))
    if field == "basis" and value:
        return [f"{key} {strength(held)}" for key, held in value.items()]
    if isinstance(value, list):
        return [_item(item) for item in value] or NOTHING
    return NOTHING if value in (None, "") else value if isinstance(value, str) else str(value)


def stage(code: str) -> str:
    """A stage in words."""
    return _WORDS.get(code, code).replace("-", " ")


def title(row: Row) -> str:
    """A source's title; one that was supplied is in square brackets, as ISO 690 has it."""
    return f"[{row['title']}]" if row.get("title_supplied") else str(row["title"])


def _item(item: str | Row) -> str:
    """An item of a list in a cell: a text, a reference, or a tie or designation with how sure it is."""
    if isinstance(item, str):
        return item
    text = str(item["name"] if "name" in item else item["value"].partition(";")[0])
    return sure(text, strength(item)) if "standing" in item else text


# Cards


class _Numbers:
    """Numbers sources in the order in which a card cites them."""

    def __init__(self) -> None:
        self.sources: dict[str, Row] = {}
        self._numbers: dict[str, int] = {}

    def refs(self, row: Row) -> str:
        """The numbers of a statement's sources: `[1] [4]`, and where in the source, if it says."""
        for source in row["sources"]:
            self.sources.setdefault(source["id"], source)
            self._numbers.setdefault(source["id"], len(self.sources))
        refs = " ".join(f"[{self._numbers[source['id']]}]" for source in row["sources"])
        return f"{refs} {row['locator']}" if "locator" in row else refs


def card(data: Row, labels: Labels) -> Document:
    """All that is known of an entry: who or what it is, statements by topic, notes, timeline, and the numbered sources
    below.
    """
    numbers = _Numbers()
    blocks: Document = [_HEADS[data["entity"]](data, labels), _statements(data, labels, numbers)]
    if data["entity"] == "group" and data["members"]:
        people = [[one["name"], strength(one), one["value"]] for one in data["members"]]
        blocks.append(Grid("people", (Column("name", 24), Column("standing", 14), Column("as", 30)), [("", people)]))
    if data["entity"] == "event" and data["cities"]:
        flown: list[Sequence[Cell]] = [
            [city["city"] or "not known", [one["name"] for one in city["figures"]]] for city in data["cities"]
        ]
        blocks.append(Grid("people by city", (Column("city", 16), Column("people", 40)), [("", flown)]))
    if data["notes"]:
        disagreed = [[note["topic"], note["text"], numbers.refs(note)] for note in data["notes"]]
        about = (Column("about", 20), Column("note", 40), Column("sources", 12))
        blocks.append(Grid("where sources disagree", about, [("", disagreed)]))
    if data["timeline"]:
        moments = [[row["date"], strength(row), row["text"], numbers.refs(row)] for row in data["timeline"]]
        columns = (Column("date", 10), Column("standing", 14), Column("text", 40), Column("sources", 12))
        blocks.append(Grid("timeline", columns, [("", moments)]))
    blocks.append(_bibliography(numbers))
    return [*blocks, Text(f"As of {labels.as_of}. {PRESUMPTION}")]


def _figure_head(data: Row, labels: Labels) -> Pairs:
    pairs = [
        *_found(data),
        ("also called", "; ".join(data["aliases"])),
        *((field, cell(data, field, labels)) for field in ("groups", "role", "court", "city", "stage")),
    ]
    return Pairs(data["name"], f"{data['kind']}, {data['id']}", _known(pairs))


def _group_head(data: Row, labels: Labels) -> Pairs:
    pairs = [
        *_found(data),
        ("also called", "; ".join(data["aliases"])),
        *((field, cell(data, field, labels)) for field in ("base", "status", "designations")),
    ]
    return Pairs(data["name"], f"group, {data['id']}", _known(pairs))


def _event_head(data: Row, _labels: Labels) -> Pairs:
    return Pairs(data["name"], f"event, {data['id']}", [*_found(data), ("date", data["date"])])


_HEADS = {"figure": _figure_head, "group": _group_head, "event": _event_head}


def _found(data: Row) -> list[tuple[str, Cell]]:
    """By which other name the entry was found."""
    matched = data["matched"]
    return [("found by", f"{matched['how']} {matched['text']}")] if matched["how"] in ("alias", "spelling") else []


def _known(pairs: Sequence[tuple[str, Cell]]) -> list[tuple[str, Cell]]:
    return [(label, text) for label, text in pairs if text not in ("", NOTHING)]


def _statements(data: Row, labels: Labels, numbers: _Numbers) -> Grid:
    """The statements by topic, in the model's order of topics; within a topic the newest first and the undated last."""
    by_topic: dict[str, list[Row]] = {}
    for said in data["statements"]:
        by_topic.setdefault(said["topic"], []).append(said)
    sections = []
    for topic in sorted(by_topic, key=_topics(data["entity"]).index):
        newest = sorted(by_topic[topic], key=lambda said: str(said.get("date", "")), reverse=True)
        rows = [[said.get("date", ""), strength(said), _said(said, labels), numbers.refs(said)] for said in newest]
        sections.append((topic, rows))
    columns = (Column("date", 10), Column("standing", 14), Column("statement", 40), Column("sources", 12))
    return Grid("", columns, sections)


def _topics(entity: str) -> Sequence[str]:
    from typing import get_args

    from cartels import model

    topics = {"figure": model.FigureTopic, "group": model.GroupTopic, "event": model.EventTopic}
    return get_args(topics[entity])


def _said(said: Row, labels: Labels) -> list[str]:
    """A statement's text, led by the group or court it is about; its note on a line below."""
    about = (
        labels.groups.get(said.get("group", ""))
        if said["topic"] == "group"
        else labels.courts.get(said.get("court", ""))
    )
    lines = [f"{about}: {said['value']}" if about else said["value"]]
    return [*lines, f"note: {said['note']}"] if said.get("note") else lines


def _bibliography(numbers: _Numbers) -> Grid:
    rows: list[Sequence[Cell]] = []
    for number, source in enumerate(numbers.sources.values(), 1):
        told = ", ".join(filter(None, (f"{source['publisher']}: {title(source)}", source["published"])))
        graded = sure(told, "weak") if source["grade"] == "weak" else told
        rows.append([f"[{number}]", [graded, Address(source["url"])]])
    return Grid("sources", (Column("no.", 5), Column("source", 60)), [("", rows)])


def source_card(data: Row, labels: Labels) -> Document:
    """A source, and all that rests on it."""
    fields = ("publisher", "published", "language", "kind", "grade", "url", "note")
    pairs = _known([(field, cell(data, field, labels)) for field in fields])
    rows = [
        [said["name"], said["topic"], Sure(said["standing"] or NOTHING), said["value"]] for said in data["citations"]
    ]
    columns = (Column("entry", 20), Column("topic", 11), Column("standing", 10), Column("value", 36))
    caption = f"cited {len(rows)} {'time' if len(rows) == 1 else 'times'}, as of {labels.as_of}"
    return [
        Pairs(title(data), data["id"], pairs),
        Grid("what rests on it", columns, [("", rows)], caption),
        Text(PRESUMPTION),
    ]


def overview(data: Row, labels: Labels) -> Document:
    """The event the file is about, the people and the groups: the picture of it all."""
    event = data["event"]
    told = ("date", "count", "origin", "legal-basis")
    lines = [
        (said["topic"], sure(said["value"], strength(said))) for said in event["statements"] if said["topic"] in told
    ]
    flown: Cell = [
        sure(said["value"], strength(said)) for said in event["statements"] if said["topic"] == "destination"
    ]
    head = Pairs(event["name"], f"event, {event['id']}", [*lines[:5], ("destinations", flown)])
    handed = [row for row in data["figures"] if row["kind"] == "transferred"]
    others = [row for row in data["figures"] if row["kind"] != "transferred"]
    people = listing("figures", handed, labels)[0]
    groups = listing("groups", data["groups"], labels)[0]
    also = Pairs("others in the file", "", [(row["name"], cell(row, "role", labels)) for row in others])
    return [head, people, also, groups, Text(PRESUMPTION)]
