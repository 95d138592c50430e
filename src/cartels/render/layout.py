"""Rows and cards as the blocks that a person sees: which columns, in which words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from cartels.render import document
from cartels.render.document import NOTHING, PRESUMPTION, Address, Grid, Labelled, Pairs, Text
from cartels.views.fields import COUNTED, LISTINGS, Column

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cartels.render.document import Cell, Document, Labels, Marks
    from cartels.views import contract

    Row = Mapping[str, Any]

#: Headers where the field's name would claim too much: not all who are linked to a group are its members.
_HEADERS = {"members": "people"}

#: What the tables of `stats` count.
_COUNT_TITLES = {
    "group": "people by group",
    "court": "people by US court",
    "city": "people by city they were flown to",
    "stage": "people by stage of the US case",
    "unknown": "people by what is not known of them",
    "standing": "statements on people, groups and events by standing",
    "grade": "sources by grade",
}

#: Whom `stats` counts.
_COUNTED_PEOPLE = (
    "The {} people are those handed over whom the facts name. "
    "Anyone linked to several groups, at any standing, is counted in each."
)

_WORDS = {"unknown": "not known"}


# Listings


def listing(
    kind: str, rows: Sequence[Any], labels: Labels, fields: Sequence[str] = (), marks: Marks | None = None
) -> Document:
    """Return a listing as one grid, with the fields asked for or the usual columns, and what must stand below it."""
    columns = [Column(field) for field in fields] or LISTINGS[kind].columns
    sections: dict[str, list[list[Cell]]] = {} if kind == "stats" and not fields else {"": []}
    for row in rows:
        shown = _search_row(row, labels) if kind == "search" else _count_row(row) if kind == "stats" else row
        title = "" if "" in sections else _COUNT_TITLES[row["table"]]
        sections.setdefault(title, []).append([cell(shown, column.header, labels) for column in columns])
    headed = [column._replace(header=_HEADERS.get(column.header, column.header)) for column in columns]
    noun = LISTINGS[kind].noun if len(rows) == 1 else LISTINGS[kind].plural
    caption = f"{len(rows)} {noun}" + (f", as of {labels.as_of}" if labels.as_of else "")
    grid = Grid("", headed, list(sections.items()), caption, "counted", marks)
    return [grid, *map(Text, footnotes(kind, rows))]


def footnotes(kind: str, rows: Sequence[Row]) -> list[str]:
    """Return what must stand below a listing: what it counts, and that charges are not convictions."""
    if not LISTINGS[kind].about_people or not rows:
        return []
    totals = {row["of"]: row["total"] for row in rows} if kind == "stats" else {}
    return [*([_COUNTED_PEOPLE.format(totals["people"])] if "people" in totals else ()), PRESUMPTION]


def _search_row(row: contract.SearchRow, labels: Labels) -> Row:
    """Return a match as a reader sees it: the standing of its value, and its note, stand with it."""
    shown: dict[str, Any] = {**row}
    if row["kind"] == "source":
        shown |= {"topic": "title", "value": title(row["sources"][0])}
    standing = document.standing_label(row["standing"], row["grade"]) if row["standing"] else ""
    if not standing and row["grade"] == "weak":
        standing = Labelled("weak")
    value, *note = _statement_lines(shown, labels)
    shown["name"] = row["name"] or row["kind"]
    shown["value"] = [document.with_standing(value, standing) if standing else value, *note]
    return shown


def _count_row(row: contract.CountRow) -> Row:
    """Return a count as a reader sees it."""
    name = row["name"] or "unknown"
    return {**row, "name": Labelled(name) if row["table"] == "standing" else _WORDS.get(name, name)}


# Cells


def cell(row: Row, field: str, labels: Labels) -> Cell:
    """Return a field of a row as a reader sees it."""
    value = row.get(field)
    if field in row.get("basis", ()):
        return _value_with_basis(row, field, labels)
    if field in _CELLS:
        return _CELLS[field](row)
    if field in COUNTED and value is not None:
        return str(len(value))
    if isinstance(value, list):
        return [_item(item) for item in value] or NOTHING
    return NOTHING if value in (None, "") else value if isinstance(value, str) else str(value)


def _value_with_basis(row: Row, field: str, labels: Labels) -> Cell:
    """Return a value of a person's or a group's row with its standing."""
    value, held = row[field], row["basis"][field]
    standing = document.standing_label(held["standing"], held["grade"])
    if field == "court":
        value = labels.courts.get(value, value) if value else "not known"
    if field == "stage":
        words = " ".join(filter(None, (stage(value), row["stage_date"])))
        return Labelled(words) if value == standing else document.with_standing(words, standing)  # not twice
    return document.with_standing(value or NOTHING, standing)


def _standing(row: Row) -> Cell:
    return document.standing_label(row["standing"], row["grade"]) if row["standing"] else NOTHING


def _basis(row: Row) -> Cell:
    held = row["basis"].items()
    return [f"{key} {document.standing_label(basis['standing'], basis['grade'])}" for key, basis in held] or NOTHING


def stage(code: str) -> str:
    """Return a stage in words."""
    return _WORDS.get(code, code).replace("-", " ")


def title(row: Row) -> str:
    """Return a source's title; one that was supplied is in square brackets, as ISO 690 has it."""
    return f"[{row['title']}]" if row.get("title_supplied") else str(row["title"])


#: The fields that are more than their value.
_CELLS: dict[str, Callable[[Row], Cell]] = {
    "standing": _standing,
    "basis": _basis,
    "title": title,
    "url": lambda row: Address(row["url"]),
}


def _item(item: str | Row) -> str:
    """Return an item of a list: a text, a reference, or a link or designation with its standing."""
    if isinstance(item, str):
        return item
    text = str(item["name"] if "name" in item else item["value"].partition(";")[0])
    return (
        document.with_standing(text, document.standing_label(item["standing"], item["grade"]))
        if "standing" in item
        else text
    )


# Cards


class _Numbers:
    """Numbers sources in the order in which a card cites them."""

    def __init__(self) -> None:
        self.sources: dict[str, contract.SourceOut] = {}
        self._numbers: dict[str, int] = {}

    def refs(self, row: Row) -> str:
        """Return the numbers of a statement's sources, `[1] [4]`, and where in the source, if it says."""
        for source in row["sources"]:
            self.sources.setdefault(source["id"], source)
            self._numbers.setdefault(source["id"], len(self.sources))
        refs = " ".join(f"[{self._numbers[source['id']]}]" for source in row["sources"])
        return f"{refs} {row['locator']}" if "locator" in row else refs


def card(data: contract.Card, labels: Labels) -> Document:
    """Return everything about an entry: who or what it is, statements by topic, notes, timeline, numbered sources."""
    numbers = _Numbers()
    blocks: Document = [_head(cast("Row", data), labels), _statements(data, labels, numbers)]
    if data["entity"] == "group" and data["members"]:
        people = [[link["name"], _standing(link), link["value"]] for link in data["members"]]
        blocks.append(Grid("people", (Column("name", 24), Column("standing", 14), Column("as", 30)), [("", people)]))
    if data["entity"] == "event" and data["cities"]:
        flown: list[Sequence[Cell]] = [
            [city["city"] or "not known", [figure["name"] for figure in city["figures"]]] for city in data["cities"]
        ]
        blocks.append(Grid("people by city", (Column("city", 16), Column("people", 40)), [("", flown)]))
    if data["notes"]:
        rows = [[note["topic"], note["text"], numbers.refs(note)] for note in data["notes"]]
        columns = (Column("about", 20), Column("note", 40), Column("sources", 12))
        blocks.append(Grid("where sources disagree", columns, [("", rows)]))
    if data["timeline"]:
        dated = [[row["date"], _standing(row), row["text"], numbers.refs(row)] for row in data["timeline"]]
        blocks.append(Grid("timeline", _evidence_columns("text"), [("", dated)]))
    blocks.append(_bibliography(numbers))
    return [*blocks, Text(f"As of {labels.as_of}. {PRESUMPTION}")]


def _evidence_columns(text: str) -> tuple[Column, ...]:
    return Column("date", 10), Column("standing", 14), Column(text, 40), Column("sources", 12)


def _head(data: Row, labels: Labels) -> Pairs:
    """Return the name of an entry, by which other name it was found, and the fields of its row."""
    matched = data["matched"]
    pairs: list[tuple[str, Cell]] = []
    if matched["how"] in ("alias", "spelling"):
        pairs.append(("found by", f"{matched['how']} {matched['text']}"))
    if "aliases" in data:
        pairs.append(("also called", "; ".join(data["aliases"])))
    pairs += [(field, cell(data, field, labels)) for field in _HEAD_FIELDS[data["entity"]]]
    return Pairs(data["name"], f"{data.get('kind', data['entity'])}, {data['id']}", _known(pairs))


_HEAD_FIELDS = {
    "figure": ("groups", "role", "court", "city", "stage"),
    "group": ("base", "status", "designations"),
    "event": ("date",),
}


def _known(pairs: Sequence[tuple[str, Cell]]) -> list[tuple[str, Cell]]:
    return [(label, text) for label, text in pairs if text not in ("", NOTHING)]


def _statements(data: contract.Card, labels: Labels, numbers: _Numbers) -> Grid:
    """Return the statements by topic, in the model's order; within a topic the newest first and the undated last."""
    by_topic: dict[str, list[contract.StatementOut]] = {}
    for row in data["statements"]:
        by_topic.setdefault(row["topic"], []).append(row)
    sections = []
    for topic in sorted(by_topic, key=_topics(data["entity"]).index):
        newest = sorted(by_topic[topic], key=lambda row: str(row.get("date", "")), reverse=True)
        rows = [
            [row.get("date", ""), _standing(row), _statement_lines(row, labels), numbers.refs(row)] for row in newest
        ]
        sections.append((topic, rows))
    return Grid("", _evidence_columns("statement"), sections)


def _topics(entity: str) -> Sequence[str]:
    from typing import get_args

    from cartels.facts import model

    topics = {"figure": model.FigureTopic, "group": model.GroupTopic, "event": model.EventTopic}
    return get_args(topics[entity])


def _statement_lines(statement: Row, labels: Labels) -> list[str]:
    """Return a statement's value, led by the group or court it is about; its note on a line below."""
    about = (
        labels.groups.get(statement.get("group", ""))
        if statement["topic"] == "group"
        else labels.courts.get(statement.get("court", ""))
    )
    value = f"{about}: {statement['value']}" if about else str(statement["value"])
    return [value, f"note: {statement['note']}"] if statement.get("note") else [value]


def _bibliography(numbers: _Numbers) -> Grid:
    rows: list[Sequence[Cell]] = []
    for number, source in enumerate(numbers.sources.values(), 1):
        words = ", ".join(filter(None, (f"{source['publisher']}: {title(cast('Row', source))}", source["published"])))
        graded = document.with_standing(words, "weak") if source["grade"] == "weak" else words
        rows.append([f"[{number}]", [graded, Address(source["url"])]])
    return Grid("sources", (Column("no.", 5), Column("source", 60)), [("", rows)])


def source_card(data: contract.SourceCard, labels: Labels) -> Document:
    """Return a source, and everything that cites it."""
    row = cast("Row", data)
    fields = ("publisher", "published", "language", "kind", "grade", "url", "note")
    pairs = _known([(field, cell(row, field, labels)) for field in fields])
    rows = [
        [citation["name"], citation["topic"], Labelled(citation["standing"] or NOTHING), citation["value"]]
        for citation in data["citations"]
    ]
    columns = (Column("entry", 20), Column("topic", 11), Column("standing", 10), Column("value", 36))
    caption = f"cited {len(rows)} {'time' if len(rows) == 1 else 'times'}, as of {labels.as_of}"
    return [
        Pairs(title(row), data["id"], pairs),
        Grid("what cites it", columns, [("", rows)], caption),
        Text(PRESUMPTION),
    ]


def overview(data: contract.Overview, labels: Labels) -> Document:
    """Return the default event, the people and the groups."""
    event = data["event"]
    by_topic: dict[str, list[Labelled]] = {}
    for row in event["statements"]:
        value = document.with_standing(row["value"], document.standing_label(row["standing"], row["grade"]))
        by_topic.setdefault(row["topic"], []).append(value)
    lines = [(topic, text) for topic in ("date", "count", "origin", "legal-basis") for text in by_topic.get(topic, ())]
    flown: Cell = [*by_topic.get("destination", ())]
    head = Pairs(event["name"], f"event, {event['id']}", [*lines[:5], ("destinations", flown)])
    handed_over = [row for row in data["figures"] if row["kind"] == "transferred"]
    others = [row for row in data["figures"] if row["kind"] != "transferred"]
    people = listing("figures", handed_over, labels)[0]
    groups = listing("groups", data["groups"], labels)[0]
    also = Pairs("others in the file", "", [(row["name"], cell(cast("Row", row), "role", labels)) for row in others])
    return [head, people, also, groups, Text(PRESUMPTION)]
