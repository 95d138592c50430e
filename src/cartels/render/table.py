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

from cartels.render.document import Address, Grid, Labelled, Outline, Pairs
from cartels.text import link_target

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from cartels.render.document import Block, Cell, Document
    from cartels.terminal import Screen

#: Between two columns.
GAP = 2
#: Before the further lines of a row's first cell.
INDENT = "  "
#: No bar is longer.
MAX_BAR = 60
#: On a narrow page they are still that wide.
MIN_BAR = 12
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


def write(document: Document, screen: Screen, headers: bool = True) -> str:
    """Return a document laid out for a screen; with links and colours where it takes colour."""
    file = io.StringIO()
    console = Console(
        file=file,
        width=screen.width,
        force_terminal=screen.color,
        color_system="standard" if screen.color else None,
        no_color=not screen.color,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        safe_box=True,
    )
    for position, block in enumerate(document):
        if position:
            console.print()
        console.print(_block(block, screen, headers))
    text = "\n".join(line.rstrip() for line in file.getvalue().split("\n"))
    return text.translate(_ASCII_GUIDES) if screen.ascii_only else text


def _block(block: Block, screen: Screen, headers: bool) -> RenderableType:
    if isinstance(block, Grid):
        return _grid(block, screen, headers)
    if isinstance(block, Pairs):
        return _pairs(block)
    if isinstance(block, Outline):
        return _trees(block)
    return Text(block.text, style="dim italic")


def _trees(outline: Outline) -> RenderableType:
    """Return an outline as one tree for each of its topmost lines."""
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


def _grid(grid: Grid, screen: Screen, headers: bool) -> RenderableType:
    """Return the grid's table, or one for each section, all of the same column widths; columns left out are named."""
    sizes = [_size(grid, position) for position in range(len(grid.columns))]
    shown, left_out = _fitting(grid, sizes, screen.width)
    widths = _widths(sizes, shown, screen.width)
    parts: list[RenderableType] = [Text(grid.title, style="bold")] if grid.title else []
    for number, (title, rows) in enumerate(grid.sections):
        table = Table(
            box=box.ASCII2 if screen.ascii_only else box.SIMPLE_HEAD,
            show_header=headers and number == 0,
            header_style="bold",
            show_edge=False,
            pad_edge=False,
            padding=(0, GAP - 1, 0, 0),  # the box puts one space more between columns
        )
        for position in shown:
            table.add_column(grid.columns[position].header, width=widths[position], overflow="fold")
        columns = [_column(grid, position, rows, widths[position], screen, position == shown[0]) for position in shown]
        for row in zip(*columns, strict=True):
            table.add_row(*row)
        if title:
            parts.append(Text(title, style="bold underline"))
        parts.append(table)
    if grid.caption:
        parts.append(Text(grid.caption + left_out, style="dim"))
    return Group(*parts)


class _Size(NamedTuple):
    """The widths of a column: of its longest line, of its longest word, and the one in which it reads well."""

    natural: int
    least: int
    good: int


def _size(grid: Grid, position: int) -> _Size:
    column = grid.columns[position]
    cells = [row[position] for _, rows in grid.sections for row in rows]
    lines = [column.header, *(line for cell in cells for line in ((cell,) if isinstance(cell, str) else cell))]
    natural = MAX_BAR if column.bar else max(map(cell_len, lines))
    words = {word for line in lines if not link_target(line) for word in line.split()}
    least = MIN_BAR if column.bar else min(max(map(cell_len, words), default=1), natural)
    return _Size(natural, least, max(min(column.width or natural, natural), least))


def _fitting(grid: Grid, sizes: Sequence[_Size], width: int) -> tuple[list[int], str]:
    """Return the positions of the columns that have room to read well, and a remark on the others."""
    shown = list(range(len(grid.columns)))
    left_out: list[int] = []
    while sum(sizes[position].good for position in shown) + GAP * (len(shown) - 1) > width:
        last = max(shown, key=lambda position: grid.columns[position].rank)
        if not grid.columns[last].rank:
            break
        shown.remove(last)
        left_out.append(last)
    names = ", ".join(grid.columns[position].header for position in sorted(left_out))
    return shown, f"; not shown at this width: {names}" if names else ""


def _widths(sizes: Sequence[_Size], shown: Sequence[int], width: int) -> dict[int, int]:
    """Return the widths of the columns that are shown, which together fit into the width."""
    free = width - GAP * (len(shown) - 1)
    spare = free - sum(sizes[position].good for position in shown)
    return _grow(sizes, shown, spare) if spare >= 0 else _shrink(sizes, shown, free, -spare)


def _grow(sizes: Sequence[_Size], shown: Sequence[int], spare: int) -> dict[int, int]:
    """Give what is left over to the columns that have the most to say."""
    missing = {position: sizes[position].natural - sizes[position].good for position in shown}
    total = sum(missing.values())
    spare = min(spare, total)
    return {position: sizes[position].good + spare * missing[position] // (total or 1) for position in shown}


def _shrink(sizes: Sequence[_Size], shown: Sequence[int], free: int, excess: int) -> dict[int, int]:
    """Narrow the columns down to their longest word; where even that is too wide, all alike, and words are broken."""
    possible = {position: sizes[position].good - sizes[position].least for position in shown}
    total = sum(possible.values())
    if total >= excess:
        return {position: sizes[position].good - -(-excess * possible[position] // total) for position in shown}
    least = sum(sizes[position].least for position in shown)
    return {position: max(1, sizes[position].least * free // least) for position in shown}


def _column(
    grid: Grid, position: int, rows: Sequence[Sequence[Cell]], width: int, screen: Screen, first: bool
) -> list[Text]:
    """Return the cells of a column in a section, styled: searched words are marked, numbers have bars."""
    cells = [row[position] for row in rows]
    if grid.columns[position].bar:
        return _bars(list(map(int, map(str, cells))), width, screen.ascii_only)
    texts = [_hanging(cell, width) if first else _cell(cell) for cell in cells]
    if grid.columns[position].marked and grid.marks:
        for text in texts:
            for start, end in grid.marks(text.plain):
                text.stylize(MARK, start, end)
    return texts


def _bars(counts: Sequence[int], width: int, ascii_only: bool) -> list[Text]:
    """Return numbers, each with a bar beside it; that of the largest takes all the width."""
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
    """Return the first cell of a row, with its further lines indented, to show where the next row begins."""
    if isinstance(cell, str) and cell_len(cell) > width > len(INDENT) * 3:
        return Text("\n").join(map(_text, wrap(cell, width, subsequent_indent=INDENT)))
    return _cell(cell)


def _cell(cell: Cell) -> Text:
    return _text(cell) if isinstance(cell, str) else Text("\n").join(map(_text, cell))


def _line(cell: Cell) -> Text:
    return _text(cell) if isinstance(cell, str) else Text("; ").join(map(_text, cell))


def _text(text: str) -> Text:
    """Return a text as it is, never read as markup: a standing in its colour, a URL as a link."""
    if isinstance(text, Address) and (address := link_target(text)):
        return Text(text, style=Style(link=address, dim=True))
    shown = Text(text)
    if isinstance(text, Labelled):
        begin = max(0, text.rfind("("))
        [word] = re.findall("[a-z-]+", text[begin:])[:1] or [""]  # a date or "weak" may follow it
        shown.stylize(_STANDINGS.get(word, ""), begin)
    if text.startswith("note: "):
        shown.stylize("dim")
    return shown
