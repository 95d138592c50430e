"""Values as coloured texts of Rich: sources as links, standings in their colours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from rich.text import Text as Line

from cartels.render.document import Address, Cited, Fit, Labelled, Led, Linked, Note, Refs, cited_label
from cartels.text import link_target

if TYPE_CHECKING:
    from cartels.render.document import Cell
    from cartels.render.document import Line as CellLine

#: Readable on dark and light backgrounds, which yellow, cyan and blue are not.
_STANDINGS = {
    "convicted": "bold red",
    "charged": "red",
    "alleged": "magenta",
    "reported": "none",
    "official": "bold",
    "weak": "underline",
}
_STANDING = re.compile(r"\b(?:convicted|charged|alleged|reported|official|weak)\b")


def joined(cell: Cell) -> Line:
    """Return a cell in one line."""
    return Line("; ").join(map(to_text, cell)) if isinstance(cell, list) else to_text(cell)


def to_text(line: CellLine) -> Line:
    """Return a text as it is, never read as markup: a standing in its colour, a URL as a link."""
    if isinstance(line, Refs):
        text = Line().join(map(to_text, line.links))
        return text + Line(f" {line.locator}") if line.locator else text
    if isinstance(line, Cited):
        return Line.assemble((cited_label(line), "dim"), Line(", ").join(map(to_text, line.links)))
    if isinstance(line, Linked):
        return Line(line.text, style=_link_style(line.url))
    if isinstance(line, Fit):
        text = Line(line.texts[0])
        _colour_leads(text, line.standings)
        return text
    if isinstance(line, Address):
        return Line(line, style=_link_style(line) + Style(dim=True))
    shown = Line(line, style="dim" if isinstance(line, Note) else "")
    if isinstance(line, Led):
        _colour_leads(shown, [line.partition(":")[0]])
    if isinstance(line, Labelled):
        _colour(shown)
    return shown


def _link_style(url: str) -> Style:
    target = link_target(url)
    return Style(link=target) if target else Style()


def _colour(line: Line) -> None:
    """Colour the standings in a text that ends with one in brackets, or is one."""
    plain = line.plain
    bracket = plain.rfind("(") if plain.endswith(")") else -1
    if bracket >= 0 or re.fullmatch(rf"{_STANDING.pattern}(, weak)?", plain):
        for found in _STANDING.finditer(plain, max(bracket, 0)):
            line.stylize(_STANDINGS[found[0]], *found.span())


def _colour_leads(line: Line, standings: Sequence[str]) -> None:
    """Colour the standings that lead the values of a text, one after the other; not the same words in a name."""
    end = 0
    for standing in standings:
        found = re.compile(rf"(?:^|; ){re.escape(standing)}(?=:| \+)").search(line.plain, end)
        if not found:
            return
        start, end = found.end() - len(standing), found.end()
        line.stylize(_STANDINGS[standing.partition(",")[0]], start, end)


def plain(cell: Cell) -> str:
    """Return a cell in one line, without colours and links."""
    return joined(cell).plain


def fitted(cell: Cell, width: int) -> Line:
    """Return a cell in one line: the longest text that has room, or the text cut; a mark at its end stays."""
    texts = cell.texts if isinstance(cell, Fit) else [plain(cell)]
    text = next((text for text in texts if cell_len(text) <= width), texts[-1])
    if cell_len(text) > width:
        marks = re.search(r"( [?*~])*$", text)[0]  # type: ignore[index]  # it always matches
        text = set_cell_size(text, max(width - 1 - len(marks), 0)).rstrip() + "…" + marks
    line = Line(text)
    if isinstance(cell, Fit):
        _colour_leads(line, cell.standings)
    elif isinstance(cell, Labelled):
        _colour(line)
    return line
