"""Listings as grids: the words in each cell, headings, and what stands below. `views/fields.py` has the columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from cartels.facts.values import first_day
from cartels.render.document import (
    NOT_KNOWN,
    NOTHING,
    PRESUMPTION,
    Address,
    Bibliography,
    Cited,
    Grid,
    Labelled,
    Linked,
    Note,
    Source,
    Text,
)
from cartels.render.words import (
    LISTS,
    STAGES,
    Row,
    by_standing,
    case_note,
    copy_at,
    in_lengths,
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
_DOUBTED = "? disputed who this is, or that this person was handed over: cartels show NAME"
_WEAK = "~ by weak sources alone"
_WHY = "why not known: cartels figures --stage unknown --fields name,stage"


def listing(
    kind: str,
    rows: Sequence[Any],
    labels: Labels,
    fields: Sequence[str],
    marks: Marks | None,
    *,
    laid_out: bool,
    grouped: bool,
) -> Document:
    """Return a listing as one grid with the fields asked for, or the usual columns, and what must stand below it.

    On a screen, where it is `laid_out`, sources are not in columns: a URL has to stay whole. `grouped` rows are in
    sections.
    """
    if laid_out and not fields and kind == "sources":
        return [_bibliography(rows), *map(Text, footnotes(kind, rows, labels, marked=False))]
    if grouped and kind == "figures":
        return [_people(rows, labels)]
    usual = LISTINGS[kind].columns if grouped else _FLAT.get(kind, LISTINGS[kind].columns)
    columns = [Column(field, 26) for field in fields] or usual
    headed = [column._replace(header=_HEADERS.get(column.header, column.header)) for column in columns]
    by_table = grouped and kind == "stats"
    sections: dict[str, list[list[Cell]]] = {} if by_table else {"": []}  # one without rows has its headers too
    for row in rows:
        title = _COUNT_TITLES[row["table"]].upper() if by_table else ""
        sections.setdefault(title, []).append([cell(kind, row, column.header, labels, fields) for column in columns])
    marked = any(column.header == "person" for column in columns)
    return [Grid(headed, list(sections.items()), footnotes(kind, rows, labels, marked=marked), "counted", marks=marks)]


def _bibliography(rows: Sequence[Row]) -> Bibliography:
    """Return sources one below the other, each with its address."""
    sources = []
    for row in rows:
        cited = f"cited {row['cited']} {'time' if row['cited'] == 1 else 'times'}"
        about = ", ".join(filter(None, (row["publisher"], row["published"], row["grade"], copy_at(row), cited)))
        sources.append(Source("", Linked(source_title(row), row["url"]), f"{about} · {row['id']}"))
    return Bibliography(sources)


# People by stage


def _people(rows: Sequence[contract.FigureRow], labels: Labels) -> Grid:
    """Return people with one line for each, by stage; those not handed over by kind."""
    sections: dict[str, list[Sequence[Cell]]] = {}
    for row in rows:
        sections.setdefault(_section(row), []).append(_person(row, labels))
    titled = [(f"{title.upper()} ({len(people)})", people) for title, people in sections.items()]
    weak = any(row["court"] and row["basis"]["court"]["grade"] == "weak" for row in rows)
    columns = list(LISTINGS["figures"].columns)
    if rows and all(row["kind"] != "transferred" for row in rows):
        columns[-1] = Column("role")
    return Grid(columns, titled, footnotes("figures", rows, labels, marked=True, weak=weak), one_line=True)


def _section(row: contract.FigureRow) -> str:
    if row["kind"] != "transferred":
        return f"not handed over: {row['kind']}"
    words = STAGES[row["stage"] or "unknown"]
    weak = row["stage"] and row["basis"]["stage"]["grade"] == "weak"
    return f"{words}, by weak sources alone" if weak else words


def _marked(row: Row) -> str:
    """Return a person's name, with marks where it is in doubt who that is, and where a court date is pending."""
    marks = [mark for mark, field in (("?", "in_doubt"), ("*", "pending")) if row[field]]
    return " ".join([row["name"], *marks])


def _short_court(row: contract.FigureRow, labels: Labels) -> str:
    """Return a person's court, with a mark where only weak sources give it."""
    court = labels.courts.get(row["court"] or "", "")
    return f"{court} ~" if court and row["basis"]["court"]["grade"] == "weak" else court


def _person(row: contract.FigureRow, labels: Labels) -> Sequence[Cell]:
    groups = in_lengths(by_standing(row["groups"], "short")) or "none known"
    handed_over = row["kind"] == "transferred"
    return [
        _marked(row),
        _short_court(row, labels) or (NOT_KNOWN if handed_over else ""),
        row["stage_date"] or "",
        (row["last_news"] or "")[:7],
        groups if handed_over or not row["role"] else with_standing(row["role"], row["basis"]["role"]),
    ]


# Cells


def cell(kind: str, row: Row, field: str, labels: Labels, fields: Sequence[str]) -> Cell:
    """Return a field of a row as a reader sees it, beside the `fields` asked for."""
    if field in ("value", "text") and row.get("standing") and "standing" not in fields:
        return with_standing(row[field], row)
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
    lines: list[Line] = [with_standing(words, row["basis"]["stage"] if "basis" in row else row)]
    return [*lines, Note(row["stage_note"])] if row.get("stage_note") else lines


def _stage_or_kind(row: contract.FigureRow, labels: Labels) -> Cell:
    """Return how far a case has got, or that a person was not handed over: nobody takes a victim for an accused."""
    words = _section(row)
    if row["kind"] != "transferred":
        return words
    return _stage(row, labels) if words in STAGES.values() else with_standing(words, row["basis"]["stage"])


def _basis(row: Row, _: Labels) -> Cell:
    return [f"{field} {standing_label(held)}".rstrip() for field, held in row["basis"].items()] or NOTHING


def _designations(row: Row, _: Labels) -> Cell:
    listed = [{**item, "list": LISTS[item["listed"]]} for item in row["designations"] if item["listed"]]
    return [
        Labelled(f"{', '.join(dict.fromkeys(names))} ({standing})")
        for standing, names in by_standing(listed, "list").items()
    ] or NOTHING


def _found(row: Row, labels: Labels) -> Cell:
    """Return a match: the title of a source, or a statement."""
    if row["kind"] == "source":
        return [Linked(f"title: {source_title(row['sources'][0])}", row["sources"][0]["url"])]
    return _statement(row, labels, standing=True)


def _statement(row: Row, labels: Labels, *, standing: bool = False) -> Cell:
    """Return a statement, led by its topic; below it what differs, and its sources."""
    first, *others = statement_lines(row, labels, standing=standing)
    led = type(first)(f"{row['topic']}: {first}") if row["topic"] and isinstance(first, str) else first
    return [led, *others, *_cited(row)]


def _cited(row: Row) -> list[Line]:
    """Return the sources of a row by their publishers; a page read elsewhere by its host."""
    named = [Linked(copy_at(source) or source["publisher"], source["url"]) for source in row["sources"]]
    return [Cited(named)] if named else []


def _source_title(row: Row, _: Labels) -> Cell:
    title = Linked(source_title(row), row["url"])
    return [title, Note(copy_at(row))] if row.get("copy") else title


def _count_name(row: Row, _: Labels) -> Cell:
    name = row["name"] or "unknown"
    return Labelled(name) if row["table"] == "standing" else STAGES.get(name, name)


def _what(row: Row, _: Labels) -> Cell:
    """Return the text of a timeline row; one that is a statement says about whom, and the topic."""
    text = str(row["text"])
    if row["topic"]:
        whom = next((ref["name"] for ref in (*row["figures"], *row["groups"])), "")
        text = ": ".join(filter(None, (whom, row["topic"], text)))
    return [text, *_notes(row), *_cited(row)]


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
    ("figures", "person"): lambda row, _: _marked(row),
    ("figures", "progress"): _stage_or_kind,
    ("figures", "links"): lambda row, _: [_item(item) for item in row["groups"]] or NOTHING,
    ("groups", "designations"): _designations,
    ("search", "name"): lambda row, _: str(row["name"] or row["kind"]),
    ("search", "statement"): _found,
    ("search", "sources"): lambda row, _: _cited(row) or NOTHING,
    ("sources", "title"): _source_title,
    ("stats", "counted"): lambda row, _: _COUNT_TITLES[row["table"]],
    ("stats", "name"): _count_name,
    ("timeline", "what"): _what,
    ("timeline", "sources"): lambda row, _: _cited(row) or NOTHING,
    ("statements", "statement"): _statement,
    ("statements", "sources"): lambda row, _: _cited(row) or NOTHING,
}


#: What a version of a statement shows, whatever has changed.
_SHOWN = ("value", "stage", "date", "standing", "case", "sources")


def _version(statement: Row | None, changed: Sequence[str]) -> Cell:
    """Return a statement as one of the two files has it: its stage, date, standing, sources, and what has changed."""
    if statement is None:
        return NOTHING
    about = ", ".join(filter(None, (statement.get("date"), statement.get("standing"), *case_note(statement))))
    stage = f"{STAGES[statement['stage']]}: " if "stage" in statement else ""
    lines: list[Line] = [Labelled(f"{stage}{statement['value']}{f' ({about})' if about else ''}")]
    lines += [Note(f"{key}: {statement[key]}") for key in changed if key in statement and key not in _SHOWN]
    return [*lines, Note(", ".join(statement["sources"]))] if statement["sources"] else lines


def statement_lines(row: Row, labels: Labels, *, standing: bool) -> list[Line]:
    """Return the value of a statement, led by the group or court it is about; below it the case, note and date set."""
    about = (
        labels.groups.get(row.get("group") or "")
        if row["topic"] == "group"
        else labels.courts.get(row.get("court") or "")
    )
    value = f"{about}: {row['value']}" if about else str(row["value"])
    if standing:
        value = with_standing(value, row)
    return [value, *_notes(row)]


def _notes(row: Row) -> list[Line]:
    """Return what is remarked below a statement: which case it is about, its note, and the day that was set."""
    note = [f"note: {row['note']}"] if row.get("note") else []
    due = [f"set for {row['due']}"] if row.get("due") else []
    return [*map(Note, [*case_note(row), *note, *due])]


# Footnotes


def footnotes(kind: str, rows: Sequence[Any], labels: Labels, *, marked: bool, weak: bool = False) -> list[str]:
    """Return what stands below a listing: how many rows, how recent they are, and that charges are not convictions.

    In `marked` listings names have marks, which are explained; so is that of `weak` courts.
    """
    noun = LISTINGS[kind].noun if labels.total == 1 else LISTINGS[kind].plural
    lines = [f"{labels.total} {noun}" if len(rows) == labels.total else f"{len(rows)} of {labels.total} {noun}"]
    if kind == "figures":
        lines = [*labels.counted] if labels.counted and len(rows) == labels.total else lines
        lines.append(last_news(labels.news, labels.checked))
        if marked:
            lines += [_DOUBTED] * any(row["in_doubt"] for row in rows)
            lines += [_PENDING] * any(row["pending"] for row in rows)
            lines += [_WEAK] * weak
            lines += [_WHY] * any(row["stage"] == "unknown" for row in rows)
    elif kind not in ("schema", "diff"):
        lines = [
            f"{lines[0]} · newest source on anybody handed over {labels.newest_source} · facts checked {labels.checked}"
        ]
    if kind == "stats":
        totals = {row["total"] for row in rows if row["of"] == "people"}
        lines += [_COUNTED_PEOPLE.format(total) for total in totals]
    if kind == "timeline":
        lines += labels.counted
    return [*lines, PRESUMPTION] if LISTINGS[kind].about_people and rows else lines


def last_news(dates: Sequence[str | None], checked: str) -> str:
    """Return how recent the news is on people: the newest, and the date before which half of them have their last."""
    known = sorted((date for date in dates if date), key=first_day)
    if not known:
        return f"facts checked {checked}"
    if len(known) == 1:
        return f"last news {known[0]} · facts checked {checked}"
    if len(known) < 5:
        return f"last news from {known[0]} to {known[-1]} · facts checked {checked}"
    return f"last news: newest {known[-1]}, half of them before {known[len(known) // 2]} · facts checked {checked}"
