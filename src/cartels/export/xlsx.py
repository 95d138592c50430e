"""A workbook for a newsroom: people, statements, groups, timeline and sources, and a first sheet that says what it is.

Every cell is a text: none is a formula, and a partial date such as `2025-03` stays what it is.
"""

from __future__ import annotations

import datetime
import io
import math
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cartels.errors import BadFile
from cartels.export import atomic_file, write
from cartels.facts.load import entries
from cartels.facts.values import MAX_WORKBOOK, first_day
from cartels.help import GRADES, STANDINGS
from cartels.render import csv
from cartels.render.document import PRESUMPTION
from cartels.text import link_target
from cartels.views import cards, listings, timeline
from cartels.views.statements import statements

if TYPE_CHECKING:
    from cartels.facts.load import FactFile

#: Excel holds so many characters in a cell, those outside Unicode's basic plane counted twice.
MAX_CELL = 32_767
#: No column is wider, and not the first, which stays on the screen; longer texts are wrapped.
MAX_WIDTH, MAX_FIRST = 60, 36
#: On paper: the code of A3, and the pages side by side onto which a sheet is shrunk, so that it can still be read.
A3, PAGES = 8, 3
#: Points of a line of text, and of the highest row that Excel has.
LINE, MAX_HEIGHT = 15, 409

#: The sheets: each holds all rows of a listing, its fields in the order in which a newsroom reads them.
_SHEETS: tuple[tuple[str, str, Callable[[FactFile], Iterable[Any]], tuple[str, ...]], ...] = (
    ("People", "figures", lambda facts: listings.figures(facts, kind=["all"]), (
        "name", "kind", "event", "stage", "stage_date", "court", "judge", "groups", "role", "city", "last_news",
        "in_doubt", "disputed", "pending", "stage_note", "aliases", "id",
    )),
    ("Statements", "statements", statements, (
        "name", "topic", "value", "standing", "grade", "date", "due", "sources", "note", "court", "judge", "group",
        "short", "figure", "relation", "event", "city", "stage", "case", "listed", "label", "locator", "id",
    )),
    ("Groups", "groups", listings.groups, (
        "name", "short", "members", "others", "designations", "base", "status", "last_news", "aliases", "id",
    )),
    ("Timeline", "timeline", lambda facts: timeline.timeline(facts, everything=True), (
        "date", "text", "standing", "grade", "figures", "groups", "topic", "event", "case", "note", "sources",
    )),
    ("Sources", "sources", listings.sources, (
        "publisher", "title", "title_supplied", "published", "url", "grade", "copy", "kind", "language", "cited",
        "note", "id",
    )),
)  # fmt: skip
#: The columns in which a cell can be clicked, and those that no row is higher for: only their first line is seen.
_LINKS = ("url", "source_urls")
_CUT = (*_LINKS, "sources", "source_titles")

_ABOUT = {
    "stage": "how far the present US case has got: `said-to-face-charges` by the word of a government alone; `unknown` "
    "is a conclusion of the fact file and has no source",
    "case": "statements with a country (MX) or `closed` are not about the present US case",
    "last news": "the newest date of the statements and their sources: nothing is known of the time after it",
    "pending": "a court date was set for later than the last news: see the statements with `due`",
    "members": "people handed over who are linked to the group, at any standing; `others` are all other people",
    "title supplied": "the title was made from the page's address or subject: it is not its headline",
    "copy": "read on a host other than the publisher's",
    "source urls": "a click opens the first; the sheet Sources has each",
    "licence": "MIT; the sources are their publishers'",
}


def export(facts: FactFile, path: str, force: bool) -> None:
    """Write the workbook to a new file. Raises BadFile, and leaves nothing behind, when that cannot be done."""
    try:
        import xlsxwriter
    except ImportError:
        raise BadFile("xlsx: the package XlsxWriter is missing: pip install XlsxWriter") from None
    count = sum(len(entry["statements"]) for _, entry in entries(facts))
    if count > MAX_WORKBOOK:
        raise BadFile(f"xlsx: {count:,} statements are too many for a workbook: use export csv or export sqlite")
    file = io.BytesIO()
    # It warns of a link that is too long, or one too many for Excel: such a URL is a text alone.
    with warnings.catch_warnings(action="ignore"), xlsxwriter.Workbook(file, {"in_memory": True}) as workbook:
        checked = datetime.datetime.fromisoformat(first_day(facts.data["about"]["checked"]))
        workbook.set_properties({"title": facts.data["about"]["title"], "created": checked})
        sheets = _Sheets(workbook)
        sheets.add("About", ("what", "meaning"), list(_about(facts)))
        for name, kind, rows, fields in _SHEETS:
            headers, *cells = csv.cells(kind, _with_names(facts, rows(facts)), fields)
            sheets.add(name, headers, cells)
    with atomic_file(path, force) as part:
        write(part, file.getvalue())


class _Sheets:
    """Adds sheets with filters, sensible widths, and a header row and a first column that stay in sight."""

    def __init__(self, workbook: Any) -> None:
        self.workbook = workbook
        self.header = workbook.add_format({"bold": True, "bottom": 1, "bg_color": "#E2E8F0"})
        self.text = workbook.add_format({"text_wrap": True, "valign": "top"})
        self.link = workbook.add_format({"text_wrap": True, "valign": "top", "font_color": "#0563C1", "underline": 1})

    def add(self, name: str, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Add a sheet, in which URLs can be clicked: of several in a cell, the first."""
        sheet = self.workbook.add_worksheet(name)
        widths = []
        for column, header in enumerate(headers):
            longest = max((len(row[column]) for row in rows), default=0)
            widths.append(max(len(header) + 4, min(longest + 2, MAX_WIDTH if column else MAX_FIRST)))
            sheet.set_column(column, column, widths[-1])
            sheet.write_string(0, column, header.replace("_", " "), self.header)
        for number, row in enumerate(rows, 1):
            lines = [1]
            for column, (header, text, width) in enumerate(zip(headers, row, widths, strict=True)):
                self._write(sheet, number, column, text, header in _LINKS)
                if header not in _CUT:
                    lines.append(math.ceil(len(text) / width))
            sheet.set_row(number, min(LINE * max(lines), MAX_HEIGHT))  # LibreOffice does not fit it to wrapped text
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_paper(A3)
        sheet.fit_to_pages(PAGES, 0)
        sheet.set_footer(f"&L{PRESUMPTION}&R&A, &P of &N")
        sheet.repeat_rows(0)
        sheet.repeat_columns(0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(headers) - 1)

    def _write(self, sheet: Any, row: int, column: int, text: str, is_link: bool) -> None:
        if len(text.encode("utf-16-le")) > 2 * MAX_CELL:
            where = f"{sheet.name}, row {row + 1}"
            raise BadFile(f"xlsx: {where}: a text of {len(text):,} characters does not fit into a cell")
        url = link_target(text.partition("; ")[0]) if is_link else ""
        if not url or sheet.write_url(row, column, url, self.link, text) != 0:
            sheet.write_string(row, column, text, self.text)


def _about(facts: FactFile) -> Iterator[Sequence[str]]:
    about = cards.about(facts)
    yield "title", about["title"]
    yield "facts checked", f"{about['checked']}: the day on which somebody last looked for news"
    yield "newest source", f"{about['newest_source'] or 'not known'}: the newest page on anybody who was handed over"
    yield "presumption of innocence", f"{PRESUMPTION} Most of these people are alive and have not been convicted."
    for name, meaning in STANDINGS.items():
        yield f"standing: {name}", meaning
    for name, meaning in GRADES.items():
        yield f"grade: {name}", meaning
    yield from _ABOUT.items()


def _with_names(facts: FactFile, rows: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield rows with names where they have the id of a court, a group or a person."""
    named: Mapping[str, Mapping[str, Any]] = {"court": facts.courts, "group": facts.groups, "figure": facts.figures}
    for row in rows:
        yield {**row, **{key: table[row[key]]["name"] for key, table in named.items() if row.get(key)}}
