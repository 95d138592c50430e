"""Listings as grids: which columns, in which words, and what stands below them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from cartels.facts.values import first_day
from cartels.render.document import (
    NOT_KNOWN,
    NOTHING,
    PRESUMPTION,
    Address,
    Grid,
    Labelled,
    Linked,
    Note,
)
from cartels.render.words import (
    LISTS,
    SAID_CHARGED,
    STAGES,
    Row,
    by_standing,
    case_note,
    copy_at,
    in_lengths,
    month,
    source_title,
    standing_label,
    with_standing,
)
from cartels.views.fields import COUNTED, LISTINGS, Column

if TYPE_CHECKING:
    from cartels.render.document import Cell, Document, Labels, Line, Marks
    from cartels.views import contract

#: What the tables of `stats` count.
_COUNT_TITLES = {
    "event": "people by handover",
    "group": "people by group",
    "court": "people by US court",
    "city": "people by city they were flown to",
    "stage": "people by stage of the US case",
    "unknown": "people by what is not known of them",
    "standing": "statements by standing",
    "grade": "sources by grade",
}

#: The columns of listings that have sections, where they are one flat table: in a pipe, or sorted.
_FLAT = {
    "figures": (
        Column("person", 26), Column("progress", 24), Column("court", 11), Column("last_news", 10, 1),
        Column("links", 30, 2),
    ),
    "stats": (Column("counted", 26), Column("name", 28), Column("count", 24, bar=True)),
}  # fmt: skip

#: Headers where the field's name would claim too much, or is not a word: not all who are linked are members.
_HEADERS = {
    "members": "people",
    "designations": "listed",
    "last_news": "last news",
    "person": "name",
    "progress": "stage",
    "links": "linked to",
}

_COUNTED_PEOPLE = (
    "The {} people are those handed over whom the facts name. "
    "Anyone linked to several groups, at any standing, is counted in each."
)
_PENDING = "* a court date later than the last news: cartels show NAME"


def listing(
    kind: str, rows: Sequence[Any], labels: Labels, fields: Sequence[str], marks: Marks | None, grouped: bool
) -> Document:
    """Return a listing as one grid with the fields asked for, or the usual columns, and what must stand below it.

    `grouped` listings have their rows in sections.
    """
    if grouped and not fields and kind == "figures":
        return [_people(rows, labels)]
    columns = [Column(field) for field in fields] or (None if grouped else _FLAT.get(kind)) or LISTINGS[kind].columns
    headed = [column._replace(header=_HEADERS.get(column.header, column.header)) for column in columns]
    sections: dict[str, list[list[Cell]]] = {} if grouped and kind == "stats" and not fields else {"": []}
    for row in rows:
        title = "" if "" in sections else _COUNT_TITLES[row["table"]].upper()
        sections.setdefault(title, []).append([cell(kind, row, column.header, labels) for column in columns])
    starred = any(column.header == "person" for column in columns)
    return [Grid(headed, list(sections.items()), footnotes(kind, rows, labels, starred), "counted", marks=marks)]


# People by stage


def _people(rows: Sequence[contract.FigureRow], labels: Labels) -> Grid:
    """Return people with one line for each, by stage; those not handed over by kind."""
    sections: dict[str, list[Sequence[Cell]]] = {}
    for row in rows:
        sections.setdefault(_section(row), []).append(_person(row, labels))
    titled = [(f"{title.upper()} ({len(people)})", people) for title, people in sections.items()]
    return Grid(LISTINGS["figures"].columns, titled, footnotes("figures", rows, labels, True), one_line=True)


def _section(row: contract.FigureRow) -> str:
    if row["kind"] != "transferred":
        return f"not handed over: {row['kind']}"
    words = STAGES[row["stage"] or "unknown"]
    if row["stage"] == "charged" and not row["counts_known"]:
        words = SAID_CHARGED
    weak = row["stage"] and row["basis"]["stage"]["grade"] == "weak"
    return f"{words}, by weak sources alone" if weak else words


def _starred(row: Row) -> str:
    """Return a person's name, with a mark where a court date is pending."""
    return f"{row['name']} *" if row["pending"] else str(row["name"])


def _person(row: contract.FigureRow, labels: Labels) -> Sequence[Cell]:
    groups = in_lengths(by_standing(row["groups"], "short")) or "none known"
    handed_over = row["kind"] == "transferred"
    return [
        _starred(row),
        labels.courts.get(row["court"] or "", NOT_KNOWN if handed_over else ""),
        row["stage_date"] or "",
        month(row["last_news"]),
        groups if handed_over or not row["role"] else with_standing(row["role"], row["basis"]["role"]),
    ]


# Cells


def cell(kind: str, row: Row, field: str, labels: Labels) -> Cell:
    """Return a field of a row as a reader sees it."""
    if found := _CELLS.get((kind, field)) or _CELLS.get(("", field)):
        return found(row, labels)
    value = row.get(field)
    if field in row.get("basis", ()):
        return with_standing(str(value), row["basis"][field])
    if field in COUNTED and value is not None:
        return str(len(value))
    if isinstance(value, list):
        return [_item(item) for item in value] or NOTHING
    if isinstance(value, bool):
        return "yes" if value else NOTHING
    return NOTHING if value in (None, "") else str(value)


def _item(item: str | Row) -> str:
    """Return an item of a list: a text, a reference, or a link or designation with its standing."""
    if isinstance(item, str):
        return item
    text = str(item["name"] if "name" in item else item["value"].partition(";")[0])
    return with_standing(text, item) if "standing" in item else text


def _court(row: Row, labels: Labels) -> Cell:
    if "basis" not in row:
        return labels.courts.get(row.get("court") or "", NOTHING)
    if row["court"]:
        return with_standing(labels.courts[row["court"]], row["basis"]["court"])
    return NOT_KNOWN if row["kind"] == "transferred" else NOTHING


def _stage(row: Row, _: Labels) -> Cell:
    if not row.get("stage"):
        return NOTHING
    words = " ".join(filter(None, (STAGES[row["stage"]], row.get("stage_date"))))
    held = row["basis"]["stage"] if "basis" in row else row
    return Labelled(words) if words == standing_label(held) else with_standing(words, held)  # not "charged (charged)"


def _stage_or_kind(row: Any, labels: Labels) -> Cell:
    """Return how far a case has got, or that a person was not handed over: nobody takes a victim for an accused."""
    words = _section(row)
    if row["kind"] != "transferred" or words == STAGES[row["stage"] or "unknown"]:
        return words if row["kind"] != "transferred" else _stage(row, labels)
    return with_standing(words, row["basis"]["stage"])


def _basis(row: Row, _: Labels) -> Cell:
    return [f"{field} {standing_label(held)}".rstrip() for field, held in row["basis"].items()] or NOTHING


def _members(row: Row, _: Labels) -> Cell:
    return str(len(row["members"]))


def _designations(row: Row, _: Labels) -> Cell:
    listed = [{**item, "list": LISTS[item["listed"]]} for item in row["designations"] if item["listed"]]
    values = {standing: list(dict.fromkeys(names)) for standing, names in by_standing(listed, "list").items()}
    return in_lengths(values) or NOTHING


def _search_name(row: Row, _: Labels) -> Cell:
    return str(row["name"] or row["kind"])


def _search_topic(row: Row, _: Labels) -> Cell:
    return "title" if row["kind"] == "source" else row["topic"] or NOTHING


def _search_value(row: Row, labels: Labels) -> Cell:
    if row["kind"] == "source":
        return [Linked(source_title(row["sources"][0]), row["sources"][0]["url"])]
    return statement_lines(row, labels)


def _source_title(row: Row, _: Labels) -> Cell:
    lines: list[Line] = [Linked(source_title(row), row["url"])]
    return [*lines, Note(copy_at(row)), Address(row["url"])] if row.get("copy") else [*lines, Address(row["url"])]


def _count_name(row: Row, _: Labels) -> Cell:
    name = row["name"] or "unknown"
    return Labelled(name) if row["table"] == "standing" else STAGES.get(name, name)


def _text(row: Row, _: Labels) -> Cell:
    """Return the text of a timeline row; one that is a statement says about whom, and the topic."""
    text = str(row["text"])
    if row["topic"]:
        whom = next((ref["name"] for ref in (*row["figures"], *row["groups"])), "")
        text = ": ".join(filter(None, (whom, row["topic"], text)))
    return [text, *map(Note, case_note(row))]


#: The fields that are more than their value, of one listing or of all.
_CELLS: dict[tuple[str, str], Callable[[Any, Labels], Cell]] = {
    ("", "standing"): lambda row, _: standing_label(row) or NOTHING,
    ("", "basis"): _basis,
    ("", "court"): _court,
    ("", "stage"): _stage,
    ("", "url"): lambda row, _: Address(row["url"]),
    ("diff", "name"): lambda row, _: [row["name"], Note(row["topic"])],
    ("diff", "old"): lambda row, _: _version(row["old"], row["fields"]),
    ("diff", "new"): lambda row, _: _version(row["new"], row["fields"]),
    ("figures", "person"): lambda row, _: _starred(row),
    ("figures", "progress"): _stage_or_kind,
    ("figures", "links"): lambda row, _: [_item(item) for item in row["groups"]] or NOTHING,
    ("groups", "members"): _members,
    ("groups", "designations"): _designations,
    ("search", "name"): _search_name,
    ("search", "topic"): _search_topic,
    ("search", "value"): _search_value,
    ("sources", "title"): _source_title,
    ("stats", "counted"): lambda row, _: _COUNT_TITLES[row["table"]],
    ("stats", "name"): _count_name,
    ("timeline", "text"): _text,
    ("statements", "value"): lambda row, labels: statement_lines(row, labels, standing=False),
}


#: What a version of a statement shows, whatever has changed.
_SHOWN = ("value", "stage", "date", "standing", "case", "sources")


def _version(statement: Row | None, changed: Sequence[str]) -> Cell:
    """Return a statement as one of the two files has it: its stage, date, standing, sources, and what has changed."""
    if statement is None:
        return NOTHING
    about = ", ".join(filter(None, (statement.get("date"), statement.get("standing"), *case_note(statement))))
    stage = f"{STAGES[statement['stage']]}: " if "stage" in statement else ""
    lines: list[Line] = [
        Labelled(f"{stage}{statement['value']} ({about})" if about else f"{stage}{statement['value']}")
    ]
    lines += [Note(f"{key}: {statement[key]}") for key in changed if key in statement and key not in _SHOWN]
    return [*lines, Note(", ".join(statement["sources"]))] if statement["sources"] else lines


def statement_lines(row: Row, labels: Labels, *, standing: bool = True) -> list[Line]:
    """Return the value of a statement, led by the group or court it is about; below it the case, note and date set."""
    about = (
        labels.groups.get(row.get("group") or "")
        if row["topic"] == "group"
        else labels.courts.get(row.get("court") or "")
    )
    value = f"{about}: {row['value']}" if about else str(row["value"])
    if standing:
        value = with_standing(value, row)
    notes = [f"note: {row['note']}"] if row.get("note") else []
    notes += [f"set for {row['due']}"] if row.get("due") else []
    return [value, *map(Note, [*case_note(row), *notes])]


# Footnotes


def footnotes(kind: str, rows: Sequence[Any], labels: Labels, starred: bool) -> list[str]:
    """Return what stands below a listing: how many rows, how recent they are, and that charges are not convictions.

    `starred` listings have the mark of what is pending in their names, which is explained.
    """
    noun = LISTINGS[kind].noun if len(rows) == 1 else LISTINGS[kind].plural
    lines = [f"{len(rows)} {noun}"]
    if kind == "figures":
        lines = [labels.counted or lines[0], last_news([row["last_news"] for row in rows], labels.checked)]
        lines += [_PENDING] * (starred and any(row["pending"] for row in rows))
    elif kind not in ("schema", "diff"):
        lines = [
            f"{lines[0]} · newest source on anybody handed over {labels.newest_source} · facts checked {labels.checked}"
        ]
    if kind == "stats":
        totals = {row["of"]: row["total"] for row in rows}
        lines += [_COUNTED_PEOPLE.format(totals["people"])] if "people" in totals else []
    if kind == "timeline" and labels.counted:
        lines.append(labels.counted)
    return [*lines, PRESUMPTION] if LISTINGS[kind].about_people and rows else lines


def last_news(dates: Sequence[str | None], checked: str) -> str:
    """Return how recent the news is on people: the newest, and the date before which half of them have their last."""
    known = sorted((date for date in dates if date), key=first_day)
    if not known:
        return f"facts checked {checked}"
    if len(known) == 1:
        return f"last news {known[0]} · facts checked {checked}"
    return f"last news: newest {known[-1]}, half of them before {known[len(known) // 2]} · facts checked {checked}"
