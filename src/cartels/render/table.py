"""Tables for a terminal, fitted to its width. The only module that imports Rich."""

from __future__ import annotations

import io
import re
from textwrap import wrap
from typing import TYPE_CHECKING, NamedTuple

from rich import box
from rich.cells import cell_len
from rich.console import Console, Group
from rich.style import Style
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from cartels.errors import BadUsage
from cartels.harmless import link
from cartels.render.layout import Address, Grid, Outline, Pairs, Sure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from cartels.render.layout import Block, Cell, Document
    from cartels.terminal import Page

#: Characters in a document: more would take too long to lay out. Each text counts for so many beyond its own.
LONGEST = 1_000_000
FOR_EACH = 20
#: Between two columns.
GAP = 2
#: Before the further lines of a row's first cell.
INDENT = "  "
#: No bar is longer.
LONGEST_BAR = 60
#: On a narrow page they are still that wide.
SHORTEST_BAR = 12
#: The last character of a bar, by eighths of its width.
EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")
#: How what was searched for is marked.
MARK = "bold underline"

_STANDINGS = {
    "convicted": "bold red",
    "charged": "bold yellow",
    "alleged": "yellow",
    "reported": "cyan",
    "official": "green",
    "weak": "magenta",
}
#: The lines of a tree where the page has no such letters.
_ASCII_GUIDES = str.maketrans("├└│─", "+`|-")


def write(document: Document, page: Page, headers: bool = True) -> str:
    """A document laid out for a page; links and colours where the page takes colour.

    Raises BadUsage for one that is longer than `LONGEST`.
    """
    if _length(document) > LONGEST:
        raise BadUsage("this is too long to lay out: use --format plain or json, or ask for less")
    file = io.StringIO()
    console = Console(
        file=file,
        width=page.width,
        force_terminal=page.color,
        color_system="standard" if page.color else None,
        no_color=not page.color,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        safe_box=True,
    )
    for position, block in enumerate(document):
        if position:
            console.print()
        console.print(_block(block, page, headers))
    text = "\n".join(line.rstrip() for line in file.getvalue().split("\n"))
    return text.translate(_ASCII_GUIDES) if page.ascii_only else text


def _length(part: object) -> int:
    """How much there is to lay out in a document, or in a part of one."""
    if isinstance(part, str):
        return len(part) + FOR_EACH
    return sum(map(_length, part)) if isinstance(part, list | tuple) else 0


def _block(block: Block, page: Page, headers: bool) -> RenderableType:
    if isinstance(block, Grid):
        return _grid(block, page, headers)
    if isinstance(block, Pairs):
        return _pairs(block)
    if isinstance(block, Outline):
        return _trees(block)
    return Text(block.text, style="dim italic")


def _trees(outline: Outline) -> RenderableType:
    """An outline as one tree for each of its topmost lines."""
    tops: list[Tree] = []
    path: list[Tree] = []
    for depth, line in outline.lines:
        del path[depth:]
        if path:
            path.append(path[-1].add(_line(line), guide_style="dim"))
        else:
            path.append(Tree(Text.assemble(_line(line), style="bold"), guide_style="dim"))
            tops.append(path[0])
    return Group(*tops)


def _pairs(block: Pairs) -> RenderableType:
    heading = Text(block.title, style="bold")
    if block.subtitle:
        heading.append(f"  {block.subtitle}", style="dim")
    grid = Table.grid(padding=(0, GAP, 0, 0))
    grid.add_column(style="dim", no_wrap=len(max((label for label, _ in block.pairs), key=len, default="")) < 20)
    grid.add_column(overflow="fold")
    for label, text in block.pairs:
        grid.add_row(label, _line(text))
    return Group(heading, grid)


def _grid(grid: Grid, page: Page, headers: bool) -> RenderableType:
    """The grid's table, or one table for each section, all of the same column widths; columns without room are named
    below.
    """
    sizes = [_size(grid, position) for position in range(len(grid.columns))]
    shown, left_out = _fitting(grid, sizes, page.width)
    widths = _widths(sizes, shown, page.width)
    parts: list[RenderableType] = [Text(grid.title, style="bold")] if grid.title else []
    for number, (title, rows) in enumerate(grid.sections):
        table = Table(
            box=box.ASCII2 if page.ascii_only else box.SIMPLE_HEAD,
            show_header=headers and number == 0,
            header_style="bold",
            show_edge=False,
            pad_edge=False,
            padding=(0, GAP - 1, 0, 0),  # the box puts one space more between columns
        )
        for position in shown:
            table.add_column(grid.columns[position].header, width=widths[position], overflow="fold")
        columns = [_column(grid, position, rows, widths[position], page, position == shown[0]) for position in shown]
        for row in zip(*columns, strict=True):
            table.add_row(*row)
        if title:
            parts.append(Text(title, style="bold underline"))
        parts.append(table)
    if grid.caption:
        parts.append(Text(grid.caption + left_out, style="dim"))
    return Group(*parts)


class _Size(NamedTuple):
    """The widths of a column: of its longest line, of its longest word, and that in which it reads well."""

    natural: int
    least: int
    room: int


def _size(grid: Grid, position: int) -> _Size:
    column = grid.columns[position]
    cells = [row[position] for _, rows in grid.sections for row in rows]
    lines = [column.header, *(line for cell in cells for line in ((cell,) if isinstance(cell, str) else cell))]
    natural = LONGEST_BAR if column.bar else max(map(cell_len, lines))
    words = {word for line in lines if not link(line) for word in line.split()}
    least = SHORTEST_BAR if column.bar else min(max(map(cell_len, words), default=1), natural)
    return _Size(natural, least, max(min(column.room or natural, natural), least))


def _fitting(grid: Grid, sizes: Sequence[_Size], width: int) -> tuple[list[int], str]:
    """The positions of the columns that have room to read well, and a remark on the others."""
    shown = list(range(len(grid.columns)))
    left_out: list[int] = []
    while sum(sizes[position].room for position in shown) + GAP * (len(shown) - 1) > width:
        last = max(shown, key=lambda position: grid.columns[position].rank)
        if not grid.columns[last].rank:
            break
        shown.remove(last)
        left_out.append(last)
    names = ", ".join(grid.columns[position].header for position in sorted(left_out))
    return shown, f"; not shown at this width: {names}" if names else ""


def _widths(sizes: Sequence[_Size], shown: Sequence[int], width: int) -> dict[int, int]:
    """The widths of the columns that are shown: room to read, and what is left over to those that have the most to say.

    Where that is too much, columns give way down to their longest word. Where even that is too much (many fields on a
    narrow page), all shrink alike and words are broken; nothing is cut.
    """
    free = width - GAP * (len(shown) - 1)
    widths = {position: sizes[position].room for position in shown}
    spare = free - sum(widths.values())
    if spare >= 0:
        changing = {position: sizes[position].natural - widths[position] for position in shown}
    else:
        changing = {position: widths[position] - sizes[position].least for position in shown}
    change = sum(changing.values())
    if change >= -spare:
        spare = min(spare, change)
        return {position: widths[position] + spare * changing[position] // (change or 1) for position in shown}
    least = sum(sizes[position].least for position in shown)
    return {position: max(1, sizes[position].least * free // least) for position in shown}


def _column(
    grid: Grid, position: int, rows: Sequence[Sequence[Cell]], width: int, page: Page, first: bool
) -> list[Text]:
    """The cells of a column in a section, styled: what was searched for marked, numbers with their bars."""
    cells = [row[position] for row in rows]
    if grid.columns[position].bar:
        return _bars(list(map(int, map(str, cells))), width, page.ascii_only)
    texts = [_hanging(cell, width) if first else _cell(cell) for cell in cells]
    if grid.columns[position].marked and grid.marks:
        for text in texts:
            for start, end in grid.marks(text.plain):
                text.stylize(MARK, start, end)
    return texts


def _bars(counts: Sequence[int], width: int, ascii_only: bool) -> list[Text]:
    """Numbers, each with a bar beside it; the largest has all the width."""
    most = max(counts, default=0)
    digits = len(str(most))
    room = width - digits - 1
    texts = []
    for count in counts:
        eighths = round(8 * room * count / most) if most else 0
        bar = "#" * round(eighths / 8) if ascii_only else "█" * (eighths // 8) + EIGHTHS[eighths % 8]
        texts.append(Text(f"{count:{digits}} {bar}"))
    return texts


def _hanging(cell: Cell, width: int) -> Text:
    """The first cell of a row, its further lines set in, so that one sees where the next row begins."""
    if isinstance(cell, str) and cell_len(cell) > width > len(INDENT) * 3:
        return Text("\n").join(map(_text, wrap(cell, width, subsequent_indent=INDENT)))
    return _cell(cell)


def _cell(cell: Cell) -> Text:
    return _text(cell) if isinstance(cell, str) else Text("\n").join(map(_text, cell))


def _line(cell: Cell) -> Text:
    return _text(cell) if isinstance(cell, str) else Text("; ").join(map(_text, cell))


def _text(text: str) -> Text:
    """A text as it is, never read as markup: how sure it is in its colour, a web address as a link."""
    if isinstance(text, Address) and (address := link(text)):
        return Text(text, style=Style(link=address, dim=True))
    shown = Text(text)
    if isinstance(text, Sure):
        begin = max(0, text.rfind("("))
        [word] = re.findall("[a-z-]+", text[begin:])[:1] or [""]  # a date or "weak" may follow it
        shown.stylize(_STANDINGS.get(word, ""), begin)
    if text.startswith("note: "):
        shown.stylize("dim")
    return shown
