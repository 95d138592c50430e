"""A workbook for a newsroom: people, statements, groups, timeline and sources, and a first sheet that says what it is.

Every cell is a text: none is a formula, and a partial date such as `2025-03` stays what it is.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from cartels.errors import BadFile
from cartels.export import atomic_file, write
from cartels.render.document import PRESUMPTION
from cartels.text import link_target
from cartels.views import cards, listings, timeline
from cartels.views.statements import statements

if TYPE_CHECKING:
    from cartels.facts.load import FactFile
    from cartels.views import contract

#: What Excel holds: characters of a cell and of a link, and links of a sheet.
MAX_CELL, MAX_LINK, MAX_LINKS = 32_767, 2_079, 65_530
#: No column is wider; longer texts are wrapped.
MAX_WIDTH = 60
#: Points of a line of text, and of the highest row that Excel has.
LINE, MAX_HEIGHT = 15, 409

_STANDINGS = (
    ("official", "a government or a court states it"),
    ("reported", "the press reports it"),
    ("alleged", "somebody accuses: a prosecutor, a police force, the press"),
    ("charged", "a charge was brought, or an indictment says it"),
    ("convicted", "a court found it, or the person admitted it in court"),
    ("weak", "only a blog, an aggregator, a partisan outlet or a copy elsewhere says it"),
)


def export(facts: FactFile, path: str, force: bool) -> None:
    """Write the workbook to a new file. Raises BadFile, and leaves nothing behind, when that cannot be done."""
    try:
        import xlsxwriter
    except ImportError:
        raise BadFile("xlsx: the package XlsxWriter is missing: pip install 'cartels[xlsx]'") from None
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as workbook:
        import datetime

        checked = datetime.datetime.fromisoformat(f"{facts.data['about']['checked']}-01-01"[:10])
        workbook.set_properties({"title": facts.data["about"]["title"], "created": checked})
        sheets = _Sheets(workbook)
        sheets.add("About", ("what", "meaning"), _about(facts), links=())
        sheets.add("People", _PEOPLE, _people(facts), links=())
        sheets.add("Statements", _STATEMENTS, _statements(facts), links=(len(_STATEMENTS) - 1,))
        sheets.add("Groups", _GROUPS, _groups(facts), links=())
        sheets.add("Timeline", _TIMELINE, _timeline(facts), links=(len(_TIMELINE) - 1,))
        sheets.add("Sources", _SOURCES, _sources(facts), links=(_SOURCES.index("url"),))
    with atomic_file(path, force) as part:
        write(part, file.getvalue())


class _Sheets:
    """Adds sheets with a frozen header row, filters and sensible widths."""

    def __init__(self, workbook: Any) -> None:
        self.workbook = workbook
        self.bold = workbook.add_format({"bold": True, "bottom": 1})
        self.wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})

    def add(self, name: str, headers: Sequence[str], rows: Iterable[Sequence[str]], links: Sequence[int]) -> None:
        """Add a sheet. In the columns of `links`, a cell that is a URL can be clicked."""
        sheet = self.workbook.add_worksheet(name)
        widths = [len(header) + 4 for header in headers]
        for column, header in enumerate(headers):
            sheet.write_string(0, column, header, self.bold)
        clickable = MAX_LINKS
        last = 0
        for last, row in enumerate(rows, 1):
            # LibreOffice does not fit the height of a row to wrapped text.
            sheet.set_row(last, min(LINE * max(-(-len(text) // (MAX_WIDTH - 6)) or 1 for text in row), MAX_HEIGHT))
            for column, text in enumerate(row):
                widths[column] = max(widths[column], min(len(text) + 2, MAX_WIDTH))
                is_link = column in links and clickable > 0 and 0 < len(link_target(text)) < MAX_LINK
                clickable -= is_link
                self._write(sheet, last, column, text, is_link)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, max(last, 1), len(headers) - 1)

    def _write(self, sheet: Any, row: int, column: int, text: str, is_link: bool) -> None:
        if len(text) > MAX_CELL:
            raise BadFile(
                f"xlsx: {sheet.name}, row {row + 1}: a text of {len(text):,} characters does not fit into a cell"
            )
        done = (
            sheet.write_url(row, column, link_target(text), self.wrapped, text)
            if is_link
            else sheet.write_string(row, column, text, self.wrapped)
        )
        if done != 0:
            raise BadFile(f"xlsx: {sheet.name}, row {row + 1}: a cell cannot be written (XlsxWriter: {done})")


def _about(facts: FactFile) -> Iterable[Sequence[str]]:
    about = cards.about(facts)
    yield "title", about["title"]
    yield "facts checked", f"{about['checked']}: the day on which somebody last looked for news"
    yield "newest source", f"{about['newest_source'] or 'not known'}: the newest page on anybody who was handed over"
    yield "presumption of innocence", f"{PRESUMPTION} Most of these people are alive and have not been convicted."
    yield from _STANDINGS
    yield "case", "statements with a country (MX) or `closed` are not about the present US case"
    yield "licence", "MIT; the sources are their publishers'"


_PEOPLE = (
    "name", "handover", "stage", "stage standing", "stage date", "court", "court standing", "linked to",
    "linked to, standing", "role", "role standing", "city", "city standing", "last news", "court date pending",
    "also called", "sources", "kind", "id",
)  # fmt: skip


def _people(facts: FactFile) -> Iterable[Sequence[str]]:
    for row in listings.figures(facts, kind=["all"]):
        court = facts.courts[row["court"]]["name"] if row["court"] else ""
        yield (
            row["name"],
            facts.events[row["event"]]["date"] if row["event"] else "",
            row["stage"] or "",
            _standing(row, "stage"),
            row["stage_date"] or "",
            court,
            _standing(row, "court"),
            "; ".join(link["name"] for link in row["groups"]),
            "; ".join(_label(link) for link in row["groups"]),
            row["role"] or "",
            _standing(row, "role"),
            row["city"] or "",
            _standing(row, "city"),
            row["last_news"] or "",
            "yes" if row["pending"] else "",
            "; ".join(row["aliases"]),
            str(len(row["sources"])),
            row["kind"],
            row["id"],
        )


def _standing(row: contract.FigureRow | contract.GroupRow, field: str) -> str:
    return _label(row["basis"][field]) if field in row["basis"] else ""


def _label(held: Any) -> str:
    return f"{held['standing'] or ''}{', weak' * (held['grade'] == 'weak')}"


_STATEMENTS = (
    "name", "topic", "value", "standing", "date", "set for", "court", "group", "case", "note", "grade", "id",
    "source ids", "sources", "first source",
)  # fmt: skip


def _statements(facts: FactFile) -> Iterable[Sequence[str]]:
    for row in statements(facts):
        yield (
            row["name"],
            row["topic"],
            row["value"],
            row["standing"] or "",
            row.get("date", ""),
            row.get("due", ""),
            facts.courts[row["court"]]["name"] if "court" in row else "",
            facts.groups[row["group"]]["name"] if "group" in row else "",
            row.get("case", ""),
            row.get("note", ""),
            row["grade"] or "",
            row["id"],
            "; ".join(source["id"] for source in row["sources"]),
            "; ".join(f"{source['publisher']}: {source['title']}" for source in row["sources"]),
            row["sources"][0]["url"] if row["sources"] else "",
        )


_GROUPS = (
    "name", "short", "people", "listed", "listed, standing", "base", "base standing", "status", "status standing",
    "last news", "also called", "id",
)  # fmt: skip


def _groups(facts: FactFile) -> Iterable[Sequence[str]]:
    for row in listings.groups(facts):
        listed = [item for item in row["designations"] if item["listed"]]
        yield (
            row["name"],
            row["short"],
            str(len(row["members"])),
            "; ".join(item["listed"] or "" for item in listed),
            "; ".join(map(_label, listed)),
            row["base"] or "",
            _standing(row, "base"),
            row["status"] or "",
            _standing(row, "status"),
            row["last_news"] or "",
            "; ".join(row["aliases"]),
            row["id"],
        )


_TIMELINE = ("date", "what", "topic", "standing", "case", "people", "groups", "source ids", "first source")


def _timeline(facts: FactFile) -> Iterable[Sequence[str]]:
    for row in timeline.timeline(facts, everything=True):
        yield (
            row["date"],
            row["text"],
            row["topic"] or "",
            _label(row),
            row["case"] or "",
            "; ".join(ref["name"] for ref in row["figures"]),
            "; ".join(ref["name"] for ref in row["groups"]),
            "; ".join(source["id"] for source in row["sources"]),
            row["sources"][0]["url"] if row["sources"] else "",
        )


_SOURCES = ("publisher", "title", "published", "url", "grade", "read elsewhere", "language", "cited", "note", "id")


def _sources(facts: FactFile) -> Iterable[Sequence[str]]:
    for row in listings.sources(facts):
        title = f"[{row['title']}]" if row.get("title_supplied") else row["title"]
        yield (
            row["publisher"],
            title,
            row["published"] or "",
            row["url"],
            row["grade"],
            "copy" if row.get("copy") else "",
            row["language"],
            str(row["cited"]),
            row.get("note", ""),
            row["id"],
        )
